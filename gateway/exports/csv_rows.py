"""CSV (RFC 4180) for spreadsheets: UTF-8 with a mark, CRLF, and no cell that a spreadsheet would run as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from gateway.exports.cells import Cell, text_of
from gateway.exports.closing import Closing
from gateway.exports.rows_file import RowsFile

MARK = "\ufeff"
RUNS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""How a text begins that would be run (OWASP, CSV injection), or that would be taken for one that was guarded."""


class CsvRows(RowsFile):
    """Each part of the file as soon as its rows are there; the last row says whether the file is whole."""

    content_type = "text/csv; charset=utf-8; header=present"
    ending = "csv"

    def __init__(self, titles: Sequence[str], folder: Path | None = None) -> None:
        self._titles = titles

    def begin(self) -> bytes:
        return (MARK + _written([[guarded(title) for title in self._titles]])).encode(errors="replace")

    def rows(self, rows: Iterable[Sequence[Cell]]) -> bytes:
        return _written([_cell(cell) for cell in row] for row in rows).encode(errors="replace")

    def end(self, closing: Closing) -> bytes:
        last = [guarded(closing.row()), *[""] * (len(self._titles) - 1)]
        return _written([last]).encode(errors="replace")


def guarded(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it; `unguarded` gives it back."""
    return f"'{text}" if RUNS.match(text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if text.startswith("'") and RUNS.match(text) else text


def _cell(cell: Cell) -> str:
    return guarded(cell) if isinstance(cell, str) else text_of(cell)


def _written(rows: Iterable[Sequence[str]]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows(rows)
    return file.getvalue()
