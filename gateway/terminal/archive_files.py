"""A subject's credit archive as a file that stands by itself: whose it is, what was known when, and where each entry comes from."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from gateway.terminal.archive_tables import about
from gateway.terminal.labels import ENTRIES, label
from gateway.terminal.words import Words
from graph_model.errors import BadInput
from graph_model.intake.exporting import guarded, replaced

Row = dict[str, Any]
SUFFIXES = (".csv", ".xlsx", ".jsonl")
_HEADER = (
    ("日期", "day"),
    ("时刻", "instant"),
    ("种类", "kind"),
    ("等级", "grade"),
    ("内容", "entry"),
    ("事项", "item"),
    ("部门", "department"),
    ("来源", "source"),
    ("文号", "document"),
    ("记入时刻", "recorded at"),
)


def checked_file(path: Path) -> Path:
    """A file that can be written, as far as its name tells. Raises BadInput."""
    if path.suffix.lower() not in SUFFIXES:
        raise BadInput("请用 .csv、.xlsx 或 .jsonl / use .csv, .xlsx or .jsonl", "--to")
    return path


def write_archive(subject: Row, path: Path, told: Row, say: Words) -> None:
    """Write all entries, whole or not at all; `told` are as of when and known when (null: now). Raises BadInput.

    A .csv (UTF-8 with BOM) has the entries alone, a .xlsx what they are of on a second sheet, a .jsonl in its first line.
    """
    entries: Sequence[Row] = subject["archive"]["entries"]
    with replaced(path) as draft:
        if path.suffix.lower() == ".csv":
            with draft.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows([guarded(value) for value in row] for row in _rows(entries, say))
        elif path.suffix.lower() == ".xlsx":
            from graph_model.intake.text_workbooks import write_workbook  # noqa: PLC0415 - as openpyxl in xlsx_files

            sheets = {
                say.of("信用档案", "archive"): _rows(entries, say),
                say.of("说明", "about"): _about(subject, told, say),
            }
            write_workbook(draft, sheets)
        else:
            head = {"subject": {k: v for k, v in subject.items() if k != "archive"}, **told}
            draft.write_bytes(b"".join(orjson.dumps(one) + b"\n" for one in (head, *entries)))


def _rows(entries: Sequence[Row], say: Words) -> Iterator[list[str]]:
    yield [say.of(*names) for names in _HEADER]
    for entry in entries:
        of = (
            entry["record"]
            or entry["fact"]
            or entry["inspection"]
            or entry["measureTaken"]
            or entry.get("access")
            or {}
        )
        provenance = of.get("provenance") or {}
        system = provenance.get("system") or of.get("system") or {}
        yield [
            entry["day"],
            entry["at"],
            label(ENTRIES, entry["kind"], say),
            of.get("grade") or "",
            entry.get("what") or about(entry),
            (of.get("item") or {}).get("name", ""),
            (of.get("department") or (of.get("item") or {}).get("department") or {}).get("name", ""),
            system.get("name") or provenance.get("mode") or "",
            of.get("documentNo") or "",
            of.get("recordedAt") or of.get("publishedAt") or "",
        ]


def _about(subject: Row, told: Row, say: Words) -> Iterator[list[str]]:
    now = say.of("现在", "now")
    yield [say.of("主体", "subject"), subject["displayName"] or ""]
    yield [say.of("键", "key"), subject["key"]]
    yield [say.of("合成数据", "synthetic"), say.of("是", "yes") if subject["synthetic"] else say.of("否", "no")]
    yield [say.of("截至", "as of"), told["asOf"] or now]
    yield [say.of("按何时已知", "as known at"), told["knownAt"] or now]
    yield [say.of("导出时刻", "exported at"), told["exportedAt"]]
    yield [say.of("条数", "entries"), str(subject["archive"]["totalCount"])]
