"""XLSX for spreadsheets, written row by row into a file beside, since a workbook is a zip whose parts are known at the end alone."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xlsxwriter import Workbook as Book
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gateway.exports.cells import Cell
from gateway.exports.closing import Closing
from gateway.exports.csv_rows import RUNS
from gateway.exports.rows_file import RowsFile

ROWS, TELLING = "数据", "说明"
LONGEST = 32_767
"""UTF-16 units that a cell holds."""
EXACT = 10**15
"""Whole numbers from here on a spreadsheet does not hold exactly."""
FIRST_YEAR = 1900
"""Days before it a spreadsheet does not know."""
LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9a-fA-F]{4}_)")
NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
PART = 256 * 1024
CUT = "…"


class _TextSheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet whose texts are texts: the library takes one that stands in `<r>…</r>` for its own markup."""

    def _xml_rich_inline_string(self, string: str, attributes: Any = ()) -> None:
        self._xml_inline_string(string, True, list(attributes))

    @staticmethod
    def _escape_control_characters(data: str) -> str:
        """As the library does, of texts that look like several escapes in one another too."""
        escaped = NOT_IN_XML.sub(lambda found: f"_x{ord(found.group()):04X}_", LIKE_AN_ESCAPE.sub("_x005F_", data))
        return escaped.encode(errors="replace").decode()


class Workbook(RowsFile):
    """Two sheets: the rows, and what they are. Every text is a text, `=…` too. Made and used in one thread at a time."""

    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ending = "xlsx"
    most_rows = 1_048_574  # beside the titles, and the row that says whether it is whole

    def __init__(self, titles: Sequence[str], folder: Path | None = None) -> None:
        self._folder = TemporaryDirectory(prefix="yuxin-export-", dir=folder)
        self._path = Path(self._folder.name) / "rows.xlsx"
        self._book = Book(str(self._path), {"constant_memory": True, "tmpdir": self._folder.name})
        self._sheet = self._book.add_worksheet(ROWS, _TextSheet)
        self._plain = self._book.add_format({"num_format": "@"})
        self._quoted = self._book.add_format({"num_format": "@", "quote_prefix": True})
        self._bold = self._book.add_format({"num_format": "@", "bold": True})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._instant = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._titles = titles
        self._next = 0
        self._cut = 0

    def begin(self) -> bytes:
        self._sheet.freeze_panes(1, 0)
        for place, title in enumerate(self._titles):
            self._text(self._sheet, (0, place), title, self._bold)
        self._next = 1
        return b""

    def rows(self, rows: Iterable[Sequence[Cell]]) -> bytes:
        for row in rows:
            for place, cell in enumerate(row):
                self._write(place, cell)
            self._next += 1
        return b""

    def end(self, closing: Closing) -> bytes:
        self._text(self._sheet, (self._next, 0), closing.result(), self._bold)
        told = self._book.add_worksheet(TELLING, _TextSheet)
        told.set_column(0, 1, 40)
        for number, (title, text) in enumerate(closing.lines()):
            self._text(told, (number, 0), title, self._bold)
            self._text(told, (number, 1), text, self._plain)
        self._book.close()
        return b""

    def whole(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            while part := file.read(PART):
                yield part

    def notes(self) -> tuple[str, ...]:
        if not self._cut:
            return ()
        return (f"{self._cut} 个单元格超过 {LONGEST} 字，已截断 / cells longer than {LONGEST} characters were cut",)

    def close(self) -> None:
        for sheet in self._book.worksheets():
            if sheet.row_data_fh is not None and not sheet.row_data_fh.closed:
                sheet.row_data_fh.close()
        self._folder.cleanup()

    def _write(self, place: int, cell: Cell) -> None:
        sheet, at = self._sheet, (self._next, place)
        if isinstance(cell, datetime) and cell.year >= FIRST_YEAR:
            sheet.write_datetime(*at, cell, self._instant)
        elif isinstance(cell, date) and not isinstance(cell, datetime) and cell.year >= FIRST_YEAR:
            sheet.write_datetime(*at, cell, self._day)
        elif isinstance(cell, int | float) and abs(cell) < EXACT:
            sheet.write_number(*at, cell)
        elif cell is not None and cell != "":
            text = str(cell)
            self._text(sheet, at, text, self._quoted if RUNS.match(text) else self._plain)

    def _text(self, sheet: Worksheet, at: tuple[int, int], text: str, form: Format) -> None:
        """A text, whatever it looks like."""
        kept = _fitting(text)
        self._cut += kept is not text
        sheet.write_string(*at, kept, form)


def _fitting(text: str) -> str:
    if len(text) * 2 <= LONGEST:
        return text
    units = text.encode("utf-16-le", errors="replace")
    if len(units) <= LONGEST * 2:
        return text
    return units[: (LONGEST - 1) * 2].decode("utf-16-le", errors="ignore") + CUT
