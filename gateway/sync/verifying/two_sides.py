"""Both sides of a comparison in a file of its own: memory is that of a batch, however many rows a system has.

SQLite keeps a database without a name in memory while it is small, then in a file that goes with the process.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from typing import Any

from graph_model.errors import StoreUnavailable

_TABLES = (
    "CREATE TABLE source (key TEXT PRIMARY KEY, shown, item, rank, later, slot, digest, rest, about, code, by_rule, refusals) "
    "WITHOUT ROWID",
    "CREATE TABLE stated (key TEXT PRIMARY KEY, item, slot, rank, digest, rest, about, code) WITHOUT ROWID",
    "CREATE TABLE record (key TEXT PRIMARY KEY, item, slot, digest, about, own) WITHOUT ROWID",
    "CREATE TABLE entry (key TEXT PRIMARY KEY, code, open) WITHOUT ROWID",
    "CREATE TABLE spoken_source (slot TEXT PRIMARY KEY, item, digest) WITHOUT ROWID",
    "CREATE TABLE spoken (slot TEXT PRIMARY KEY, key, item, digest, about) WITHOUT ROWID",
)
_SPEAKING = (
    "INSERT OR REPLACE INTO spoken_source SELECT slot, item, digest FROM source WHERE slot IS NOT NULL ORDER BY rank, key",
    "INSERT OR REPLACE INTO spoken SELECT slot, key, item, digest, about FROM stated WHERE slot IS NOT NULL ORDER BY rank, key",
    "CREATE INDEX record_slot ON record (slot)",
    "CREATE INDEX spoken_key ON spoken (key)",
)
"""Of several rows about one slot the one that changed last speaks: it is the last one to be put there."""
_SPEAK = "SELECT key FROM spoken WHERE key > ? ORDER BY key LIMIT ?"
_ROWS = (
    "SELECT s.shown, s.item, s.about, s.code, s.rest, s.later, s.by_rule, s.refusals, "
    "g.key IS NOT NULL, g.about, g.code, g.rest, g.digest FROM source s LEFT JOIN stated g ON g.key = s.key "
    "WHERE s.digest IS NOT g.digest OR s.code IS NOT g.code"
)
_GONE = "SELECT g.key, g.item, g.about, g.code FROM stated g LEFT JOIN source s ON s.key = g.key WHERE s.key IS NULL"
_RECORDS = (
    "SELECT p.key, s.shown, p.item, p.about, p.digest, count(r.key), max(r.about), max(r.own) FROM spoken p "
    "LEFT JOIN record r ON r.slot = p.slot LEFT JOIN source s ON s.key = p.key "
    "GROUP BY p.slot HAVING count(r.key) <> 1 OR max(r.digest) IS NOT p.digest"
)
_STRAY = (
    "SELECT r.key, r.item, r.about FROM record r LEFT JOIN spoken p ON p.slot = r.slot WHERE p.slot IS NULL AND r.own"
)
_LEDGER = (
    "SELECT g.key, s.shown, s.item, g.code, r.code FROM stated g LEFT JOIN entry r ON r.key = g.key "
    "LEFT JOIN source s ON s.key = g.key WHERE g.code IS NOT NULL AND (r.key IS NULL OR r.code <> g.code OR NOT r.open)"
)
_STRAY_ENTRIES = (
    "SELECT r.key, s.shown, s.item, r.code FROM entry r LEFT JOIN stated g ON g.key = r.key "
    "LEFT JOIN source s ON s.key = r.key WHERE r.open AND g.code IS NULL"
)
_SUMS = {
    "source": "SELECT item, digest FROM spoken_source",
    "graph": (
        "SELECT r.item, r.digest FROM record r WHERE r.own OR EXISTS (SELECT 1 FROM spoken p WHERE p.slot = r.slot) "
        "OR EXISTS (SELECT 1 FROM spoken_source p WHERE p.slot = r.slot)"
    ),
}
_COUNTS = (
    "SELECT count(digest) - count(code), count(code), count(*) - count(digest), "
    "(SELECT count(*) FROM source s JOIN spoken_source p ON p.slot = s.slot WHERE s.digest = p.digest), "
    "(SELECT count(*) FROM spoken_source), (SELECT count(digest) - count(code) FROM stated), (SELECT count(code) FROM stated) "
    "FROM source"
)


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """An evaluation as a row of the system gives it now; without `digest` it says nothing (withdrawn, or not evaluated).

    `later`: no sync has come to it; `by_rule`: a rule told whom it means; `refusals`: digests under which it would be refused
    if nobody told.
    """

    key: str
    shown: str
    item: str
    rank: str
    later: bool
    slot: str | None = None
    digest: int | None = None
    rest: int | None = None
    about: str | None = None
    code: str | None = None
    by_rule: bool = False
    refusals: str = ""


@dataclass(frozen=True, slots=True)
class StatedEntry:
    """A statement that the graph has."""

    key: str
    item: str
    slot: str | None
    rank: str
    digest: int
    rest: int | None
    about: str | None
    code: str | None


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """A live record. `own`: a sync of this system brought it; None: the graph does not say who did."""

    key: str
    item: str
    slot: str
    digest: int
    about: str
    own: bool | None


@dataclass(frozen=True, slots=True)
class DifferingRow:
    """An evaluation of the source beside the statement that the graph has of it (`known_…`), if it has one (`is_stated`)."""

    shown: str
    item: str
    about: str | None
    code: str | None
    rest: int | None
    later: bool
    by_rule: bool
    refusals: str
    is_stated: bool
    known_about: str | None
    known_code: str | None
    known_rest: int | None
    known_digest: int | None


@dataclass(frozen=True, slots=True)
class DifferingRecord:
    """What a statement says beside the live records of its slot, of which there are so many (`records`)."""

    key: str
    shown: str | None
    item: str
    about: str
    digest: int
    records: int
    standing: str | None
    own: bool | None


@dataclass(frozen=True, slots=True)
class Numbers:
    """Evaluations of the source that say something, are refused, say nothing; of the first those that a record stands for
    (`shared`), in so many `slots`; and the statements that the graph has, taken and refused."""

    said: int
    refused: int
    silent: int
    shared: int
    slots: int
    stated: int
    stated_refused: int


class TwoSides:
    """The file. Blocking; whoever uses it does so from one thread at a time."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute("PRAGMA journal_mode = OFF")
        for table in _TABLES:
            self._file.execute(table)

    def add_source(self, entries: Sequence[SourceEntry]) -> frozenset[str]:
        """Take entries in; gives the keys of those that had come before."""
        known = "SELECT 1 FROM source WHERE key = ?"
        with _room():
            again = frozenset(each.key for each in entries if self._file.execute(known, (each.key,)).fetchone())
        self._insert("INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", map(astuple, entries))
        return again

    def add_stated(self, entries: Iterable[StatedEntry]) -> None:
        self._insert("INSERT INTO stated VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(astuple, entries))

    def add_records(self, entries: Iterable[RecordEntry]) -> None:
        self._insert("INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?, ?)", map(astuple, entries))

    def add_ledger(self, entries: Iterable[tuple[str, str, bool]]) -> None:
        """(statement's key, code, open)."""
        self._insert("INSERT INTO entry VALUES (?, ?, ?)", entries)

    def let_speak(self) -> None:
        """Once everything is in: which row speaks where several are about one slot."""
        with _room():
            for statement in _SPEAKING:
                self._file.execute(statement)

    def speaking(self, size: int) -> Iterator[list[str]]:
        """The keys of the statements that speak, so many at a time."""
        last = ""
        while keys := [row[0] for row in self._found(_SPEAK, (last, size))]:
            yield keys
            last = keys[-1]

    def numbers(self) -> Numbers:
        [row] = self._found(_COUNTS)
        return Numbers(*row)

    def items(self) -> list[str]:
        """The items that either side speaks of."""
        return [
            row[0]
            for row in self._found("SELECT item FROM source WHERE slot IS NOT NULL UNION SELECT item FROM stated")
        ]

    def sums(self, side: str) -> Iterator[tuple[str, int]]:
        """(item, digest) of what the system says (`source`), or of the records that the graph has of it (`graph`)."""
        return self._found(_SUMS[side])

    def differing_rows(self) -> Iterator[DifferingRow]:
        return (DifferingRow(*row) for row in self._found(_ROWS))

    def gone_rows(self) -> Iterator[tuple[Any, ...]]:
        return self._found(_GONE)

    def differing_records(self) -> Iterator[DifferingRecord]:
        return (DifferingRecord(*row) for row in self._found(_RECORDS))

    def stray_records(self) -> Iterator[tuple[Any, ...]]:
        return self._found(_STRAY)

    def differing_entries(self) -> Iterator[tuple[Any, ...]]:
        return self._found(_LEDGER)

    def stray_entries(self) -> Iterator[tuple[Any, ...]]:
        return self._found(_STRAY_ENTRIES)

    def close(self) -> None:
        self._file.close()

    def _found(self, statement: str, values: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        with _room():
            yield from self._file.execute(statement, values)

    def _insert(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        with _room():
            self._file.execute("BEGIN")
            self._file.executemany(statement, rows)
            self._file.execute("COMMIT")


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreUnavailable(
            f"临时文件写不下({error});请给临时目录(TMPDIR)腾出空间 / no room for the temporary file ({error}): make room in the "
            "folder of temporary files (TMPDIR)"
        ) from error
