"""A file as rows under canonical columns, whatever it is written in. Blocking; memory does not grow with the file.

The steps: the bytes are read once for the digest, the encoding and the size (`inspect`), the header is found among the
first rows, and then the rows stream (`SourceFile.rows`). Everything that is wrong with the file as a whole is BadInput.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from graph_model.errors import BadInput
from graph_model.intake import csv_files, json_lines, xlsx_files
from graph_model.intake.columns import FORMATS, PERSON_COLUMNS, Kind, canonical, lacking, recognised
from graph_model.intake.limits import MEBIBYTE, Limits
from graph_model.intake.refusals import Refused, RejectCode

CSV_SUFFIXES = (".csv", ".tsv", ".txt")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
LINE_SUFFIXES = (".jsonl", ".ndjson")
_LEAST_RECOGNISED = 3
"""A row with fewer known headers is no header."""
_KIND_NAMES = frozenset(kind.value for kind in Kind)


class RawRow(msgspec.Struct):
    """One row: its place as a person sees it, its cells by canonical column, or why it cannot be read at all."""

    row: int
    sheet: str | None
    cells: dict[str, Any]
    fault: Refused | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """A header row: its number and the canonical column of each recognised cell, by cell number."""

    row: int
    columns: Mapping[int, str]


@dataclass
class SourceFile:
    """A file that was looked at and can be read. `digest` is the SHA-256 of its bytes."""

    path: Path
    name: str
    kind: Kind
    digest: bytes
    size: int
    limits: Limits
    encoding: str | None = None
    delimiter: str = ","
    headers: dict[str | None, Header] = field(default_factory=dict)
    """By sheet; the one of a CSV file under None."""
    consumed: int | None = None
    """Bytes read so far, where that can be told."""

    def rows(self) -> Iterator[RawRow]:
        """Every row below the header that is not blank, of every sheet that has one."""
        if self.path.suffix.lower() in LINE_SUFFIXES:
            return self._json_rows()
        if self.path.suffix.lower() in WORKBOOK_SUFFIXES:
            return self._workbook_rows()
        return self._csv_rows()

    def _told(self, consumed: int) -> None:
        self.consumed = consumed

    def _csv_rows(self) -> Iterator[RawRow]:
        assert self.encoding is not None
        rows = csv_files.rows(self.path, self.name, self.encoding, self.delimiter, self._told)
        return _below(self.headers[None], None, rows)

    def _workbook_rows(self) -> Iterator[RawRow]:
        with xlsx_files.workbook(self.path, self.name, self.limits) as book:
            shown = len(self.headers) > 1
            for sheet, header in self.headers.items():
                assert sheet is not None
                rows = xlsx_files.rows(book, sheet, self.name, self.limits)
                yield from _below(header, sheet if shown else None, rows)

    def _json_rows(self) -> Iterator[RawRow]:
        for number, value in json_lines.rows(self.path, self.name, self.limits, self._told):
            yield RawRow(number, None, {}, value) if isinstance(value, Refused) else _json_row(self.kind, number, value)


def inspect(path: Path, kind: Kind, *, name: str | None = None, limits: Limits | None = None) -> SourceFile:
    """Look at a file: digest, encoding, header. Raises BadInput that names the file (as `name`) and, where it can, the line."""
    shown, limits = name or path.name, limits or Limits()
    suffix = path.suffix.lower()
    if suffix not in (*CSV_SUFFIXES, *WORKBOOK_SUFFIXES, *LINE_SUFFIXES):
        raise BadInput(
            f"不认识的文件类型“{suffix}”;请用 .csv、.xlsx 或 .jsonl / unknown kind of file: use .csv, .xlsx or .jsonl",
            shown,
        )
    watch = csv_files.EncodingWatch() if suffix in CSV_SUFFIXES else None
    digest, size = _read_through(path, shown, limits, watch)
    source = SourceFile(path, shown, kind, digest, size, limits)
    if watch is not None:
        source.encoding = watch.encoding(shown)
        source.delimiter, source.headers[None] = _csv_header(source)
    elif suffix in WORKBOOK_SUFFIXES:
        source.headers = _workbook_headers(source)
    else:
        _check_json(source)
    if next(iter(source.rows()), None) is None:
        raise BadInput("表头下面没有数据 / there are no rows below the header", shown)
    return source


def _read_through(path: Path, name: str, limits: Limits, watch: csv_files.EncodingWatch | None) -> tuple[bytes, int]:
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as content:
            while piece := content.read(MEBIBYTE):
                size += len(piece)
                if size > limits.file_bytes:
                    raise BadInput(f"文件超过 {limits.file_bytes >> 20} MiB / the file is too large", name)
                digest.update(piece)
                if watch is not None:
                    watch.feed(piece)
    except OSError as error:
        raise BadInput(f"读不了这个文件 / cannot read the file: {error.strerror}", name) from error
    if size == 0:
        raise BadInput("文件是空的 / the file is empty", name)
    return digest.digest(), size


# --- headers -----------------------------------------------------------------------------------------------------------


def _csv_header(source: SourceFile) -> tuple[str, Header]:
    """The delimiter under which the header is best recognised, and that header."""
    assert source.encoding is not None
    found: list[tuple[str, Header]] = []
    for delimiter in csv_files.DELIMITERS:
        rows = csv_files.rows(source.path, source.name, source.encoding, delimiter)
        header = _header_among(source, _readable(rows, source.limits.header_rows))
        if header is not None:
            found.append((delimiter, header))
    if not found:
        raise _no_header(source)
    delimiter, header = max(found, key=lambda candidate: _rank(source.kind, candidate[1]))
    _check_header(source, header, None)
    return delimiter, header


def _readable(rows: Iterator[tuple[int, csv_files.CsvRow]], limit: int) -> Iterator[tuple[int, list[str]]]:
    """The first rows that can be read; under a wrong delimiter the quotes may not pair, which is no fault of the file."""
    try:
        for number, cells in islice(rows, limit):
            if not isinstance(cells, Refused):
                yield number, cells
    except BadInput:
        return


def _workbook_headers(source: SourceFile) -> dict[str | None, Header]:
    """The header of each visible sheet that has one. A sheet whose header lacks a required column is an error."""
    headers: dict[str | None, Header] = {}
    with xlsx_files.workbook(source.path, source.name, source.limits) as book:
        for sheet in xlsx_files.visible_sheets(book):
            if sheet in _KIND_NAMES and sheet != source.kind.value:
                continue  # an exported ledger has a sheet for each kind
            rows = xlsx_files.rows(book, sheet, source.name, source.limits)
            header = _header_among(source, islice(rows, source.limits.header_rows))
            if header is not None:
                _check_header(source, header, sheet)
                headers[sheet] = header
    if not headers:
        raise _no_header(source)
    return headers


def _check_json(source: SourceFile) -> None:
    """That the first object has known keys; which of them a line has is then a matter of each line."""
    for number, value in json_lines.rows(source.path, source.name, source.limits):
        if not isinstance(value, Refused):
            header = Header(number, recognised(source.kind, list(value)))
            if len(set(header.columns.values())) < 2:
                break
            return
    raise _no_header(source)


def _header_among(source: SourceFile, rows: Iterable[tuple[int, Iterable[Any]]]) -> Header | None:
    """The first row with every required column, or else the row in which most headers are recognised."""
    best: Header | None = None
    for number, cells in rows:
        columns = recognised(source.kind, [cell if isinstance(cell, str) else "" for cell in cells])
        header = Header(number, columns)
        if len(set(columns.values())) < _LEAST_RECOGNISED and lacking(source.kind, list(columns.values())):
            continue
        if best is None or _rank(source.kind, header) > _rank(source.kind, best):
            best = header
    return best


def _rank(kind: Kind, header: Header) -> tuple[int, int]:
    columns = set(header.columns.values())
    return -len(lacking(kind, list(columns))), len(columns)


def _check_header(source: SourceFile, header: Header, sheet: str | None) -> None:
    where = f"{source.name}{f'[{sheet}]' if sheet else ''}:{header.row}"
    form = FORMATS[source.kind]
    columns = list(header.columns.values())
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        names = "、".join(f"{form.header_of(column)}({column})" for column in twice)
        raise BadInput(f"有两列都是{names};请只留一列 / two columns mean {', '.join(twice)}: keep one", where)
    absent = lacking(source.kind, columns)
    if absent:
        names = "、".join("或".join(f"{form.header_of(column)}({column})" for column in group) for group in absent)
        raise BadInput(f"表头缺少{names} / the header lacks {', '.join(' or '.join(group) for group in absent)}", where)


def _no_header(source: SourceFile) -> BadInput:
    groups = FORMATS[source.kind].required
    return BadInput(
        f"前 {source.limits.header_rows} 行里找不到表头;--kind {source.kind.value} 需要"
        + "、".join(FORMATS[source.kind].header_of(group[0]) for group in groups)
        + f" / no header in the first rows: --kind {source.kind.value} needs {', '.join(group[0] for group in groups)}",
        source.name,
    )


# --- rows --------------------------------------------------------------------------------------------------------------


def _below(header: Header, sheet: str | None, rows: Iterator[tuple[int, Any]]) -> Iterator[RawRow]:
    """The rows under a header, blank ones and repetitions of the header (a printed page's) left out."""
    columns = list(header.columns.items())
    of_persons = dict.fromkeys(sorted(PERSON_COLUMNS & set(header.columns.values())), "")
    header_cells: Any = None
    for number, cells in rows:
        if number <= header.row:
            header_cells = cells
            continue
        if isinstance(cells, Refused):
            yield RawRow(number, sheet, {}, cells)
            continue
        width = len(cells)
        found = {
            column: cell
            for place, column in columns
            if place < width
            and (cell := cells[place]) is not None
            and cell != ""
            and not (cell.__class__ is str and cell.isspace())
        }
        if found and cells != header_cells:
            yield RawRow(number, sheet, of_persons | found if of_persons else found)


def _is_blank(cell: Any) -> bool:
    return cell is None or cell == "" or (isinstance(cell, str) and cell.isspace())


def _json_row(kind: Kind, number: int, value: Mapping[str, Any]) -> RawRow:
    columns = _columns_of(kind, tuple(value))
    cells = {
        column: "" if cell is None else cell
        for column, cell in zip(columns, value.values(), strict=True)
        if column and (column in PERSON_COLUMNS or not _is_blank(cell))
    }
    known = [column for column in columns if column]
    if len(set(known)) == len(known):
        return RawRow(number, None, cells)
    return RawRow(
        number,
        None,
        {},
        Refused(
            RejectCode.BAD_ROW,
            None,
            "一行里有两个键意思相同;请只留一个",
            "two keys of the line mean the same: keep one",
        ),
    )


@lru_cache(maxsize=1024)
def _columns_of(kind: Kind, keys: tuple[str, ...]) -> tuple[str | None, ...]:
    return tuple(canonical(kind, key[:200]) for key in keys)
