"""XLSX workbooks in which every cell is text, so that a spreadsheet leaves codes alone."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import IllegalCharacterError

_TEXT = "@"


def write_workbook(path: Path, sheets: Mapping[str, Iterable[Sequence[str]]]) -> None:
    """Write rows to sheets by their names; the first row of each stays in sight and is bold."""
    with path.open("wb") as file:  # first, so that nothing is made for a file that cannot be
        book = Workbook(write_only=True)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            sheet.freeze_panes = "A2"
            for number, row in enumerate(rows):
                cells = [_text_cell(sheet, value) for value in row]
                for cell in cells if number == 0 else ():
                    cell.font = Font(bold=True)
                sheet.append(cells)
        book.save(file)


def _text_cell(sheet: Any, value: str) -> Any:
    """A cell that holds text whatever the text looks like; `=…` is no formula."""
    try:
        cell = WriteOnlyCell(sheet, value)
    except IllegalCharacterError:
        cell = WriteOnlyCell(sheet, "".join(character for character in value if character.isprintable()))
    cell.data_type = "s"
    cell.number_format = _TEXT
    return cell
