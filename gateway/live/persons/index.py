"""Where the rows of natural persons are in one system: by the person's key, what tells the row apart. No ID number is in it."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from gateway.sync.running.positions import decoded, encoded

Identity = tuple[Any, ...]
"""The values of the columns that tell rows apart, as the driver gave them."""


class PersonIndex:
    """SQLite keeps a database without a name in memory while it is small, then in a file that goes with the process."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute("CREATE TABLE rows (person TEXT, row TEXT, PRIMARY KEY (person, row)) WITHOUT ROWID")

    def add(self, rows: Iterable[tuple[str, Identity]]) -> None:
        """Rows with the keys of those whom they are about. One that was about somebody else is found under both."""
        written = [(person, orjson.dumps([encoded(value) for value in row]).decode()) for person, row in rows]
        self._file.execute("BEGIN")
        self._file.executemany("INSERT OR IGNORE INTO rows VALUES (?, ?)", written)
        self._file.execute("COMMIT")

    def rows_of(self, persons: Sequence[str]) -> list[Identity]:
        """What tells apart the rows of these persons."""
        found = [
            orjson.loads(row)
            for person in persons
            for (row,) in self._file.execute("SELECT row FROM rows WHERE person = ?", (person,))
        ]
        return [tuple(decoded(value) for value in row) for row in found]

    def clear(self) -> None:
        self._file.execute("DELETE FROM rows")

    def close(self) -> None:
        self._file.close()
