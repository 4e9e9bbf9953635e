"""Files as departments send them, made for one test each."""

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from graph_model import uscc

SECRET = b"a key of this installation"
TODAY = datetime(2024, 6, 1, 4, tzinfo=UTC)
"""Noon of 2024-06-01 in Chongqing."""
HEADER = ("统一社会信用代码", "主体名称", "监管事项", "信用等级", "得分", "评价日期", "有效期至", "文号")
PERSON_HEADER = ("身份证件号码", "姓名", "监管事项", "信用等级", "评价日期")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
INLINE = re.compile(r'<c r="(?P<place>\w+)"[^>]* t="inlineStr"><is><t[^>]*>(?P<text>[^<]*)</t></is></c>')
ID_NUMBER = "50010519900101126X"
"""A valid ID number of nobody."""


def code(number: int, prefix: str = "91500105") -> str:
    """A valid USCC; the same number gives the same."""
    body = f"{prefix}MA{number:07d}"
    return body + uscc.check_character(body)


def row(number: int = 1, **changes: Any) -> list[Any]:
    """A good row of HEADER about the enterprise `number`; `changes` by canonical name."""
    cells = {
        "uscc": code(number),
        "name": f"重庆第{number}建材有限公司",
        "item": "1-7",
        "grade": "A",
        "score": "95",
        "evaluatedOn": "2023-08-21",
        "validUntil": "2025-08-20",
        "documentNo": f"渝信评〔2023〕{number}号",
    }
    assert changes.keys() <= cells.keys()
    return list((cells | changes).values())


def csv_text(rows: Sequence[Sequence[Any]], header: Sequence[str] = HEADER, delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([header, *rows])
    return text.getvalue()


def write_csv(
    path: Path, rows: Sequence[Sequence[Any]], header: Sequence[str] = HEADER, encoding: str = "utf-8"
) -> Path:
    path.write_bytes(csv_text(rows, header).encode(encoding))
    return path


def write_xlsx(
    path: Path, rows: Sequence[Sequence[Any]], header: Sequence[str] = HEADER, titles: Sequence[str] = ()
) -> Path:
    return write_sheets(path, {"Sheet1": [*([title] for title in titles), header, *rows]})


def write_sheets(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    book = Workbook()
    del book["Sheet"]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for cells in rows:
            sheet.append(list(cells))
        if rows and len(rows[0]) == 1:
            sheet.merge_cells("A1:H1")
    book.save(path)
    return path


def as_excel_saves(path: Path) -> Path:
    """Rewrite a workbook with its texts in a table of their own, as Excel and WPS do; openpyxl writes them in the cells."""
    texts: dict[str, int] = {}

    def moved(found: re.Match[str]) -> str:
        number = texts.setdefault(found["text"], len(texts))
        return f'<c r="{found["place"]}" t="s"><v>{number}</v></c>'

    with zipfile.ZipFile(path) as archive:
        parts = {entry.filename: archive.read(entry).decode() for entry in archive.infolist()}
    for name, content in list(parts.items()):
        if name.startswith("xl/worksheets/"):
            parts[name] = INLINE.sub(moved, content)
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}" count="{len(texts)}">{items}</sst>'
    relation = (
        f'<Relationship Id="rIdTexts" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace("</Relationships>", relation)
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{CONTENT_TYPE}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", part)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path
