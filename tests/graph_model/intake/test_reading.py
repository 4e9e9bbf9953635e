"""Files as departments really save them, and those that cannot be used."""

import json
import os
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from graph_model.errors import BadInput
from graph_model.intake.columns import Kind
from graph_model.intake.limits import Limits
from graph_model.intake.reading import RawRow, inspect
from tests.graph_model.intake.files import HEADER, as_excel_saves, csv_text, row, write_csv, write_sheets, write_xlsx

ROWS = [row(1), row(2)]
COLUMNS = ["uscc", "name", "item", "grade", "score", "evaluatedOn", "validUntil", "documentNo"]
EXPECTED = [dict(zip(COLUMNS, cells, strict=True)) for cells in ROWS]


def read(path: Path, kind: Kind = Kind.GRADES, **options: Any) -> list[RawRow]:
    return list(inspect(path, kind, **options).rows())


def cells(path: Path) -> list[dict[str, Any]]:
    return [raw.cells for raw in read(path)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le-bom"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_in_every_encoding_and_with_every_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = csv_text(ROWS, delimiter=delimiter)
    content = b"\xff\xfe" + text.encode("utf-16-le") if encoding == "utf-16-le-bom" else text.encode(encoding)
    path = tmp_path / "grades.csv"
    path.write_bytes(content)
    assert cells(path) == EXPECTED


def test_rare_characters_of_gb18030(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "grades.csv", [row(1, name="重庆㙍䶮𠀀公司")], encoding="gb18030")
    assert cells(path)[0]["name"] == "重庆㙍䶮𠀀公司"


def test_an_encoding_that_only_the_last_row_tells(tmp_path: Path) -> None:
    rows = [row(number, name="ACME") for number in range(20_000)]
    ascii_header = ("uscc", "name", "item", "grade", "score", "evaluatedOn", "validUntil", "other")
    rows = [[*cells[:7], ""] for cells in rows] + [row(1, name="渝", documentNo="")]
    path = write_csv(tmp_path / "grades.csv", rows, ascii_header, encoding="gb18030")
    assert path.stat().st_size > 1 << 20
    assert read(path)[-1].cells["name"] == "渝"


def test_quotes_line_breaks_and_nul_in_cells(tmp_path: Path) -> None:
    path = tmp_path / "grades.csv"
    path.write_bytes(csv_text([row(1, name='甲"乙",丙\n丁'), row(2, name="戊\0己")]).encode())
    found = read(path)
    assert [(raw.row, raw.cells["name"]) for raw in found] == [(2, '甲"乙",丙\n丁'), (3, "戊\0己")]


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    path = tmp_path / "grades.csv"
    path.write_text("评价结果汇总\n\n" + csv_text([row(1), ["", " ", "\u3000"], row(2)]), encoding="utf-8")
    assert [raw.row for raw in read(path)] == [4, 6]


def test_a_repeated_header_and_ragged_rows(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "grades.csv", [row(1), HEADER, [*row(2), "更多", "更多"], row(3)[:4]])
    assert [raw.row for raw in read(path)] == [2, 4, 5]
    assert cells(path)[2] == dict(zip(COLUMNS[:4], row(3)[:4], strict=True))


def test_columns_that_are_not_known_are_left_out(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "grades.csv", [["1", *row(1), "x"]], ("序号", *HEADER, "备注"))
    assert cells(path) == EXPECTED[:1]


def test_a_row_whose_quotes_do_not_pair_is_one_bad_row(tmp_path: Path) -> None:
    path = tmp_path / "grades.csv"
    path.write_text(csv_text([row(1)]) + '"甲"乙,1\n' + csv_text([row(2)]), encoding="utf-8")
    found = read(path)
    assert [(raw.row, raw.fault and raw.fault.code) for raw in found] == [(2, None), (3, "BAD_ROW"), (5, None)]


# --- workbooks ---------------------------------------------------------------------------------------------------------


def test_a_workbook_with_merged_titles_dates_and_numbers(tmp_path: Path) -> None:
    rows = [
        row(1, score=95, evaluatedOn=date(2023, 8, 21), validUntil=datetime(2025, 8, 20)),
        row(2, score=95.5, evaluatedOn=45159, validUntil=None),
    ]
    path = write_xlsx(tmp_path / "grades.xlsx", rows, titles=["评价结果", "单位:某局"])
    first, second = read(path)
    assert (first.row, second.row, first.sheet) == (4, 5, None)
    assert first.cells["evaluatedOn"] == datetime(2023, 8, 21) and first.cells["score"] == 95
    assert second.cells["evaluatedOn"] == 45159 and "validUntil" not in second.cells


def test_a_workbook_as_excel_saves_it(tmp_path: Path) -> None:
    path = as_excel_saves(write_xlsx(tmp_path / "grades.xlsx", ROWS))
    assert cells(path) == EXPECTED


def test_every_visible_sheet_with_a_header(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = write_sheets(
        tmp_path / "grades.xlsx",
        {
            "说明": [["本表由各处室填报"], ["联系人:某某"]],
            "一处": [["标题"], HEADER, row(1)],
            "二处": [HEADER, row(2), row(3)],
            "旧数据": [HEADER, row(4)],
        },
    )
    book = load_workbook(path)
    book["旧数据"].sheet_state = "hidden"
    book.save(path)
    assert [(raw.sheet, raw.row) for raw in read(path)] == [("一处", 3), ("二处", 2), ("二处", 3)]


def test_a_sheet_whose_header_lacks_a_column_is_named(tmp_path: Path) -> None:
    path = write_sheets(tmp_path / "g.xlsx", {"一处": [HEADER, row(1)], "二处": [HEADER[:5], row(2)[:5]]})
    with pytest.raises(BadInput, match=r"g\.xlsx\[二处\]:1.*评价日期"):
        inspect(path, Kind.GRADES)


def test_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    from openpyxl import load_workbook
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    path = write_xlsx(tmp_path / "mac.xlsx", ROWS)
    book = load_workbook(path)
    book.epoch = CALENDAR_MAC_1904
    book.save(path)
    with pytest.raises(BadInput, match="1904"):
        inspect(path, Kind.GRADES)


def test_a_zip_bomb(tmp_path: Path) -> None:
    path = as_excel_saves(write_xlsx(tmp_path / "bomb.xlsx", ROWS))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", b"\0" * (8 << 20))
    assert path.stat().st_size < 1 << 20
    assert len(read(path)) == 2
    with pytest.raises(BadInput, match="bomb"):
        inspect(path, Kind.GRADES, limits=Limits(unpacked_bytes=4 << 20))
    with pytest.raises(BadInput, match="bomb"):
        inspect(path, Kind.GRADES, limits=Limits(shared_text_bytes=10))
    with pytest.raises(BadInput, match="bomb"):
        inspect(path, Kind.GRADES, limits=Limits(parts=3))


def test_entities_in_a_workbook_are_not_expanded(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "evil.xlsx", ROWS)
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    evil = tmp_path / "evil2.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(evil, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                content = laughs.encode() + content
            target.writestr(part, content)
    with pytest.raises(BadInput, match="evil2"):
        read(evil)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_a_damaged_workbook(tmp_path: Path, part: str) -> None:
    path = as_excel_saves(write_xlsx(tmp_path / "whole.xlsx", ROWS))
    damaged = tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(damaged, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            target.writestr(entry, content[: len(content) // 2] if entry.filename == part else content)
    with pytest.raises(BadInput, match="damaged"):
        read(damaged)


# --- JSON Lines --------------------------------------------------------------------------------------------------------


def test_json_lines_with_any_header_words(tmp_path: Path) -> None:
    path = tmp_path / "grades.jsonl"
    lines = [
        dict(zip(HEADER, row(1), strict=True)),
        {**dict(zip(COLUMNS, row(2), strict=True)), "score": 95.5, "validUntil": None, "more": 1},
    ]
    path.write_text("\ufeff" + "\n\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    found = read(path)
    assert [raw.row for raw in found] == [1, 3]
    assert found[0].cells == EXPECTED[0]
    assert found[1].cells["score"] == 95.5 and "validUntil" not in found[1].cells


@pytest.mark.parametrize(
    "line",
    ["{", "[1]", '"x"', '{"grade": {"a": 1}}', '{"grade": [[1]]}', '{"grade": "A", "信用等级": "B"}', '{"grade": NaN}'],
)
def test_a_line_that_is_no_object(tmp_path: Path, line: str) -> None:
    path = tmp_path / "grades.jsonl"
    good = json.dumps(dict(zip(COLUMNS, row(1), strict=True)))
    path.write_text(f"{good}\n{line}\n{good}\n", encoding="utf-8")
    assert [(raw.row, raw.fault and raw.fault.code) for raw in read(path)] == [(1, None), (2, "BAD_ROW"), (3, None)]


def test_a_line_without_end(tmp_path: Path) -> None:
    path = tmp_path / "grades.jsonl"
    path.write_text(json.dumps(dict(zip(COLUMNS, row(1, name="x" * 5000), strict=True))), encoding="utf-8")
    with pytest.raises(BadInput, match=r"grades\.jsonl:1"):
        inspect(path, Kind.GRADES, limits=Limits(line_bytes=1000))


# --- files that cannot be used -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["grades.doc", "grades.xls", "grades", "grades.pdf"])
def test_an_unknown_kind_of_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(csv_text(ROWS), encoding="utf-8")
    with pytest.raises(BadInput, match=name):
        inspect(tmp_path / name, Kind.GRADES)


@pytest.mark.parametrize("name", ["grades.csv", "grades.xlsx", "grades.jsonl"])
@pytest.mark.parametrize(
    "content", [b"", b"\n \n", b"\x00\x01\x02", os.urandom(3000), "只有一句话".encode(), b"PK\x03\x04"]
)
def test_nothing_to_be_read(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=name):
        inspect(tmp_path / name, Kind.GRADES)


def test_a_header_without_rows(tmp_path: Path) -> None:
    for path in (write_csv(tmp_path / "grades.csv", []), write_xlsx(tmp_path / "grades.xlsx", [])):
        with pytest.raises(BadInput, match=path.name):
            inspect(path, Kind.GRADES)


def test_a_missing_required_column_is_named_with_the_line(tmp_path: Path) -> None:
    header = [name for name in HEADER if name != "评价日期"]
    path = tmp_path / "grades.csv"
    path.write_text("标题\n" + csv_text([row(1)[:7]], header), encoding="utf-8")
    with pytest.raises(BadInput, match=r"grades\.csv:2.*评价日期\(evaluatedOn\)"):
        inspect(path, Kind.GRADES)


def test_no_header_says_what_is_needed(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "grades.csv", [], ["a", "b"])
    with pytest.raises(BadInput, match=r"grades\.csv.*统一社会信用代码、监管事项、信用等级、评价日期"):
        inspect(path, Kind.GRADES)


def test_a_column_that_comes_twice(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "grades.csv", [[*row(1), "甲"]], (*HEADER, "企业名称"))
    with pytest.raises(BadInput, match="主体名称"):
        inspect(path, Kind.GRADES)


def test_text_damaged_in_one_place_is_not_taken_for_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "grades.csv"
    content = csv_text([row(number) for number in range(50)]).encode()
    path.write_bytes(content[:-30] + b"\xff\xff" + content[-30:])
    with pytest.raises(BadInput, match=r"grades\.csv:51"):
        inspect(path, Kind.GRADES)


def test_an_open_quote_names_the_row_where_it_opens(tmp_path: Path) -> None:
    path = tmp_path / "grades.csv"
    path.write_text(csv_text(ROWS) + '"甲,乙\n' + csv_text(ROWS), encoding="utf-8")
    rows = inspect(path, Kind.GRADES).rows()
    assert [next(rows).row, next(rows).row] == [2, 3]
    with pytest.raises(BadInput, match=r"grades\.csv:4"):
        next(rows)


def test_a_cell_without_end(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "grades.csv", [row(1, name="x" * 200_000)])
    with pytest.raises(BadInput, match=r"grades\.csv:2"):
        read(path)


def test_a_file_beyond_the_limit(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="grades"):
        inspect(write_csv(tmp_path / "grades.csv", ROWS), Kind.GRADES, limits=Limits(file_bytes=50))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="absent"):
        inspect(tmp_path / "absent.csv", Kind.GRADES)
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(BadInput, match="folder"):
        inspect(tmp_path / "folder.csv", Kind.GRADES)
