"""The ledger as a file that a department corrects and sends back: the import's own columns, the reason beside each row."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from graph_model.errors import BadInput
from graph_model.intake.columns import FORMATS, Kind
from graph_model.intake.results import Reject

_FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")


def write_rejects_file(rejects: Sequence[Reject], path: Path, *, lang: str = "zh") -> int:
    """Write rejected rows to a .csv (UTF-8 with BOM) or .xlsx file; gives the number of rows.

    A workbook has a sheet for each kind of row, called by the kind, and every cell is text, so that a spreadsheet leaves
    codes alone. A .csv takes one kind. Raises BadInput for another suffix, several kinds in a .csv, or an unwritable path.
    """
    kinds = list(dict.fromkeys(reject.kind for reject in rejects)) or [Kind.GRADES]
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        raise BadInput("请用 .csv 或 .xlsx / use .csv or .xlsx", str(path))
    if suffix == ".csv" and len(kinds) > 1:
        names = "、".join(kind.value for kind in kinds)
        raise BadInput(f"台账里有几类行({names}),请导出到 .xlsx / several kinds of rows: export to .xlsx", str(path))
    with replaced(path) as draft:
        if suffix == ".csv":
            _write_csv(draft, rejects, kinds[0], lang)
        else:
            _write_workbook(draft, rejects, kinds, lang)
    return len(rejects)


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A file beside `path` that takes its place when all of it is written. Raises BadInput where that cannot be."""
    draft = path.with_name(f".{path.name}.part")
    try:
        yield draft
        draft.replace(path)
    except OSError as error:
        raise BadInput(f"写不了这个文件 / cannot write the file: {error.strerror}", str(path)) from error
    finally:
        with suppress(OSError):  # the folder that was not there is told already
            draft.unlink(missing_ok=True)


def _write_csv(path: Path, rejects: Sequence[Reject], kind: Kind, lang: str) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([guarded(value) for value in row] for row in _rows(rejects, kind, lang))


def _write_workbook(path: Path, rejects: Sequence[Reject], kinds: Sequence[Kind], lang: str) -> None:
    from graph_model.intake.text_workbooks import write_workbook  # noqa: PLC0415 - as openpyxl in xlsx_files

    write_workbook(path, {kind.value: _rows([r for r in rejects if r.kind is kind], kind, lang) for kind in kinds})


def _rows(rejects: Sequence[Reject], kind: Kind, lang: str) -> Iterator[list[str]]:
    columns = FORMATS[kind].keys
    yield [FORMATS[kind].header_of(column, lang) for column in columns]
    for reject in rejects:
        ledger = {
            "code": reject.code,
            "reason": reject.message_en if lang == "en" else reject.message,
            "rejectKey": reject.key,
        }
        yield [ledger.get(column) or reject.values.get(column, "") for column in columns]


def guarded(value: str) -> str:
    """A value that a spreadsheet would run as a formula, with an apostrophe before it; reading takes it off again."""
    return f"'{value}" if value.startswith(_FORMULA_MARKS) else value
