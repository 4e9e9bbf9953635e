"""Which rows a system has, kept in a file of its own while everything is compared: memory is that of a batch."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

BATCH = 1_000


class SeenRows:
    """Keys of rows that were read, and of those that the graph has and the system has not.

    SQLite keeps a database without a name in memory while it is small, then in a file that goes with the process.
    """

    def __init__(self) -> None:
        self._file = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute("CREATE TABLE seen (row TEXT PRIMARY KEY) WITHOUT ROWID")
        self._file.execute("CREATE TABLE gone (row TEXT PRIMARY KEY) WITHOUT ROWID")

    def add(self, rows: Sequence[str]) -> frozenset[str]:
        """Rows that the system has; gives those that had come before."""
        known = "SELECT 1 FROM seen WHERE row = ?"
        again = frozenset(row for row in rows if self._file.execute(known, (row,)).fetchone())
        self._insert("INSERT OR IGNORE INTO seen VALUES (?)", rows)
        return again

    def compare(self, rows: Sequence[str]) -> None:
        """Rows that the graph has: those that were not seen are gone."""
        self._insert("INSERT OR IGNORE INTO gone SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM seen WHERE row = ?1)", rows)

    @property
    def gone(self) -> int:
        """How many are."""
        return int(self._file.execute("SELECT COUNT(*) FROM gone").fetchone()[0])

    def batches(self) -> Iterator[list[str]]:
        """The keys of those that are gone."""
        last = ""
        while rows := self._after(last):
            yield rows
            last = rows[-1]

    def close(self) -> None:
        self._file.close()

    def _after(self, last: str) -> list[str]:
        found = self._file.execute("SELECT row FROM gone WHERE row > ? ORDER BY row LIMIT ?", (last, BATCH))
        return [row[0] for row in found]

    def _insert(self, statement: str, rows: Iterable[str]) -> None:
        self._file.execute("BEGIN")
        self._file.executemany(statement, ((row,) for row in rows))
        self._file.execute("COMMIT")
