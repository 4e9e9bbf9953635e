"""The index of a system's persons, kept up by the way in which the system shows what changed.

ID numbers are hashed in passing. Of updates, versions and logs the rows after the last known ones are read; a snapshot is
read when another one is there; where only comparing would show changes, everything is read once a minute at most.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, select

from gateway.live.owners import PERSON, person_of
from gateway.live.persons.index import PersonIndex
from gateway.sources.sql.database import Database
from gateway.sources.sql.description import Rows
from gateway.sync.mapping import Mapping
from gateway.sync.mapping.model import ChangeKind, span
from gateway.sync.running.pages import beyond
from gateway.sync.running.positions import has_come
from graph_model.intake.refusals import Refused
from graph_model.model import utc_now

OVERLAP = 100
"""Rows before the last known one that are read again: a change may be committed after one that is later by its number."""
COMPARED_EVERY = 60.0
"""Seconds for which a table without a change column counts as known."""
Row = Sequence[Any]
Position = tuple[Any, ...]
"""The values of a row in the columns of an order."""


class Following:
    """Reads what has changed of one system into its index. `secret` keys the persons. One reading at a time."""

    def __init__(self, mapping: Mapping, rows: Rows, database: Database, secret: bytes) -> None:
        self.index = PersonIndex()
        self._changes = mapping.changes
        self._rows = rows
        self._database = database
        self._secret = secret
        self._size = mapping.limits.batch
        self._seconds = span(mapping.limits.statement_timeout).total_seconds()
        self._identity = [rows.columns[name] for name in rows.identity]
        self._change = None if self._changes.column is None else rows.columns[self._changes.column]
        self._last: deque[Position] = deque(maxlen=OVERLAP)
        self._copy: tuple[Any, ...] | None = None
        self._compared: float | None = None

    async def follow(self) -> None:
        """Bring the index up to date. Raises SourceError; what has been read by then is kept."""
        kind, change = self._changes.kind, self._change
        if change is None:
            await self._compare()
        elif kind is ChangeKind.SNAPSHOT:
            await self._follow_copies(change)
        else:
            await self._follow_changes(change)

    # --- rows that show by a column that they changed ---

    async def _follow_changes(self, change: ColumnElement[Any]) -> None:
        order = [change, *(column for column in self._identity if column is not change)]
        known = list(self._last)
        self._last = deque(known[:1], maxlen=OVERLAP)
        found = await self._pages(order, change.is_not(None), known[0] if known else None, self._note)
        if not found and len(known) > 1:  # those after the first of them are gone: it is not the table that it was
            self._forget()
            await self._pages(order, change.is_not(None), None, self._note)
        if not any(column is change for column in self._identity):
            await self._pages(self._identity, change.is_(None))

    async def _follow_copies(self, change: ColumnElement[Any]) -> None:
        statement = select(*[func.max(change), func.count()]).select_from(self._rows.origin)
        [(last, count)] = await self._asked(statement)
        if (last, count) != self._copy:
            self._forget()
            await self._pages(self._identity)
            self._copy = (last, count)

    async def _compare(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._compared is None or now - self._compared >= COMPARED_EVERY:
            self._forget()
            await self._pages(self._identity)
            self._compared = now

    def _forget(self) -> None:
        self.index.clear()
        self._last.clear()
        self._copy = self._compared = None

    # --- pages ---

    async def _pages(
        self,
        order: Sequence[ColumnElement[Any]],
        among: ColumnElement[bool] | None = None,
        after: Position | None = None,
        note: Callable[[Position], None] = lambda _: None,
    ) -> bool:
        """Index the rows of persons in this order, a batch a statement; whether there were any. `note` hears where each stands."""
        any_row = False
        while rows := await self._page(order, among, after):
            any_row = True
            await asyncio.to_thread(self._take, rows, len(order))
            for row in rows:  # where the index did not take them, they are read again
                note(tuple(row[: len(order)]))
            after = tuple(rows[-1][: len(order)])
            if len(rows) < self._size:
                break
        return any_row

    async def _page(
        self, order: Sequence[ColumnElement[Any]], among: ColumnElement[bool] | None, after: Position | None
    ) -> Sequence[Row]:
        person = self._rows.columns[PERSON]
        columns = [column.label(f"c{place}") for place, column in enumerate([*order, *self._identity, person])]
        statement = select(*columns).select_from(self._rows.origin).where(*self._rows.counted, person.is_not(None))
        if among is not None:
            statement = statement.where(among)
        if after is not None:
            statement = statement.where(beyond(order, after))
        return await self._asked(statement.order_by(*order).limit(self._size))

    async def _asked(self, statement: Select[Any]) -> Sequence[Row]:
        return await self._database.rows(statement, asyncio.get_running_loop().time() + self._seconds)

    def _take(self, rows: Sequence[Row], ordered: int) -> None:
        found = []
        for row in rows:
            with suppress(Refused):  # a sync rejects it: it is nobody's
                if (person := person_of(row[-1], self._secret)) is not None:
                    found.append((person, tuple(row[ordered:-1])))
        self.index.add(found)

    def _note(self, position: Position) -> None:
        """Remember where a changed row stands, but for a time that has not come: it would hide what follows."""
        zone = ZoneInfo(self._changes.zone) if self._changes.zone else None
        if self._changes.kind is not ChangeKind.UPDATED_AT or has_come(position[0], zone, utc_now()):
            self._last.append(position)
