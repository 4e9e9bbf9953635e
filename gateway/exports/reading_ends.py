"""How an exported file says that it ended, read out of the file itself."""

import csv
import re
from collections import deque
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import orjson

from gateway.exports.asked import END, Format
from gateway.exports.closing import CURSOR_TITLE
from gateway.exports.csv_rows import unguarded

RESULT = re.compile(
    r"共 (?P<rows>\d+) 行，(?P<whole>完整|不完整)(：(?P<why>.*))? / \d+ rows, (NOT )?complete", re.DOTALL
)
CURSOR = re.compile(re.escape(CURSOR_TITLE) + r"：([^；]+)")


def end_of(path: Path, format_: Format) -> dict[str, Any] | None:
    """`{rows, complete, why, after}` of a file that was written to its end; None for one that breaks off."""
    if format_ is Format.JSON_LINES:
        return _of_lines(path)
    told = _last_row(path) if format_ is Format.CSV else _told(path)
    found = RESULT.match(told)
    if found is None:
        return None
    cursor = CURSOR.search(told)
    end: dict[str, Any] = {"rows": int(found["rows"]), "complete": found["whole"] == "完整"}
    return end | ({"why": found["why"]} if found["why"] else {}) | ({"after": cursor[1]} if cursor else {})


def _of_lines(path: Path) -> dict[str, Any] | None:
    with path.open("rb") as file:
        last = deque(file, maxlen=1)
    try:
        end = orjson.loads(last[0])[END]
    except (IndexError, KeyError, TypeError, orjson.JSONDecodeError):
        return None
    return {name: end[name] for name in ("rows", "complete", "why", "after") if name in end}


def _last_row(path: Path) -> str:
    with path.open(encoding="utf-8-sig", newline="") as file:
        last = deque(csv.reader(file), maxlen=1)
    return unguarded(last[0][0]) if last and last[0] else ""


def _told(path: Path) -> str:
    """What the second sheet tells, in the words of a CSV file's last row."""
    from openpyxl import load_workbook  # noqa: PLC0415 - as in graph_model.intake.xlsx_files

    from gateway.exports.workbook import TELLING  # noqa: PLC0415 - with what writes workbooks

    with path.open("rb") as file:
        try:
            told = load_workbook(file, read_only=True)[TELLING].iter_rows(values_only=True)
            (_, result), *others = [[str(value or "") for value in row] for row in told]
        except (BadZipFile, KeyError, ValueError):
            return ""
    return "；".join([result, *(f"{title}：{text}" for title, text in others)])
