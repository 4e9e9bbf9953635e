"""XLSX workbooks as a stream of rows, with what a hostile file could do to memory checked first."""

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from graph_model.errors import BadInput
from graph_model.intake.limits import Limits

SheetRow = tuple[Any, ...]


@contextmanager
def workbook(path: Path, name: str, limits: Limits) -> Iterator[Any]:
    """The open workbook. Raises BadInput where it is none, is too large unpacked, or counts days from 1904."""
    from openpyxl import load_workbook  # noqa: PLC0415 - a fifth of a second of every command for who reads a workbook
    from openpyxl.utils.datetime import CALENDAR_MAC_1904  # noqa: PLC0415 - as above

    _check_parts(path, name, limits)
    with _as_bad_input(name), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        if book.epoch == CALENDAR_MAC_1904:
            raise BadInput(
                "工作簿使用 1904 年日期系统,日期会差四年;请在 Excel 选项中取消后另存 / "
                "the workbook counts days from 1904: switch that off in Excel's options and save it again",
                name,
            )
        yield book
    finally:
        book.close()


def visible_sheets(book: Any) -> list[str]:
    """Names of the sheets that a person sees, in their order."""
    return [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]


def rows(book: Any, sheet: str, name: str, limits: Limits) -> Iterator[tuple[int, SheetRow]]:
    """(row number, cells) of a sheet's rows. Cells are text, numbers, truth values, dates or None."""
    page = book[sheet]
    page.reset_dimensions()  # what the file says of its own size is often wrong
    with _as_bad_input(f"{name}[{sheet}]"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from enumerate(page.iter_rows(max_col=limits.columns, values_only=True), 1)


def _check_parts(path: Path, name: str, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise BadInput(
            "不是可读的 XLSX 工作簿(旧的 .xls 或加了密码的文件请另存为 .xlsx)/ "
            "not a readable XLSX workbook (save an old .xls or a protected file as .xlsx)",
            name,
        ) from error
    unpacked = sum(part.file_size for part in parts)
    texts = sum(part.file_size for part in parts if part.filename.casefold().endswith("sharedstrings.xml"))
    if len(parts) > limits.parts or unpacked > limits.unpacked_bytes or texts > limits.shared_text_bytes:
        raise BadInput(
            "工作簿解开后太大;请拆成几个文件,或另存为 CSV / the workbook is too large unpacked: split it, or save it as CSV",
            name,
        )


@contextmanager
def _as_bad_input(where: str) -> Iterator[None]:
    """Whatever a damaged workbook makes the reader raise, as the one error that names the file."""
    try:
        yield
    except (BadInput, GeneratorExit):
        raise
    except Exception as error:
        raise BadInput(
            f"工作簿已损坏,读不下去({type(error).__name__});请在 Excel 中打开并另存 / "
            "the workbook is damaged: open it in a spreadsheet and save it again",
            where,
        ) from error
