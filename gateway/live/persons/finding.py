"""Finds the rows of natural persons: the index is brought up to date before each question, for all that ask meanwhile at once."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import ColumnElement, and_, or_

from gateway.live.persons.following import Following
from gateway.sources.errors import SourceError, SourceTimeout
from gateway.sources.sql.database import Database
from gateway.sources.sql.description import Rows
from gateway.sync.mapping import Mapping


class PersonRows:
    """Implements `gateway.sources.sql.owners.Owners` for persons by their keys. Used on one event loop.

    A reading goes on when those that wait for it have no time left: the first one of a large system may take longer.
    """

    def __init__(self, mapping: Mapping, rows: Rows, database: Database, secret: bytes) -> None:
        self._name = mapping.system
        self._following = Following(mapping, rows, database, secret)
        self._identity = [rows.columns[name] for name in rows.identity]
        self._one_at_a_time = asyncio.Lock()
        self._upcoming: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def rows_of(self, keys: Sequence[str], deadline: float) -> ColumnElement[bool] | None:
        """Of rows that were there when it was asked."""
        await self._brought_up_to_date(deadline)
        found = self._following.index.rows_of(list(dict.fromkeys(keys)))
        if not found:
            return None
        if len(self._identity) == 1:
            return self._identity[0].in_([value for (value,) in found])
        each = [and_(*(c == value for c, value in zip(self._identity, row, strict=True))) for row in found]
        return or_(*each)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._following.index.close()

    async def _brought_up_to_date(self, deadline: float) -> None:
        """Raises SourceError where the system cannot be read, or not by the deadline."""
        if self._upcoming is None:
            self._upcoming = asyncio.create_task(self._read())
            self._tasks.add(self._upcoming)
            self._upcoming.add_done_callback(self._ended)
        reading = self._upcoming
        try:
            async with asyncio.timeout_at(deadline):
                await asyncio.shield(reading)
        except TimeoutError:
            raise SourceTimeout(self._name, "who its rows are about was not read in time") from None

    async def _read(self) -> None:
        """One reading; who asks after it has begun waits for the next one."""
        async with self._one_at_a_time:
            self._upcoming = None
            await self._following.follow()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if self._upcoming is task:  # it was cancelled before it began
            self._upcoming = None
        with suppress(SourceError, asyncio.CancelledError):
            task.result()
