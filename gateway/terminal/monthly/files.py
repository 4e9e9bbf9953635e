"""The sheets of a report as one workbook, or as a folder with a CSV file each."""

import csv
from collections.abc import Sequence
from pathlib import Path

from gateway.terminal.monthly.sheets import Sheet
from graph_model.errors import BadInput
from graph_model.intake.exporting import guarded, replaced


def checked_place(path: Path) -> Path:
    """A workbook, or a folder. Raises BadInput for a file of another kind."""
    if path.suffix.lower() not in (".xlsx", ""):
        raise BadInput("请用 .xlsx，或一个文件夹（每张表一个 CSV） / use .xlsx, or a folder (a CSV a sheet)", "--to")
    return path


def write_sheets(sheets: Sequence[Sheet], path: Path) -> None:
    """Write each file whole or not at all; CSV is UTF-8 with BOM. Raises BadInput where it cannot be written."""
    if path.suffix:
        from graph_model.intake.text_workbooks import write_workbook  # noqa: PLC0415 - as openpyxl in xlsx_files

        with replaced(path) as draft:
            write_workbook(draft, {sheet.name: sheet.rows for sheet in sheets})
        return
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        raise BadInput(f"建不了这个文件夹 / cannot make the folder: {error.strerror}", str(path)) from error
    for sheet in sheets:
        with replaced(path / f"{sheet.name}.csv") as draft, draft.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([guarded(cell) for cell in row] for row in sheet.rows)
