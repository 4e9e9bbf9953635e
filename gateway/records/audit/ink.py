"""How a group reaches the table: in one transaction, with as few hand-overs between threads as the database allows.

Over aiosqlite each statement is handed to a thread and back, which cost more than the writing: on SQLite the whole group is handed over
once, to a connection and a thread of its own. PostgreSQL is spoken to on the event loop.
"""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from sqlalchemy import Connection, create_engine, event, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.records.database import BUSY_SECONDS, FILE_NAME, Records, begin_to_write, settle_down
from gateway.records.tables import LINES, LOOKS

Rows = Sequence[Mapping[str, Any]]
_INTO_LINES, _INTO_LOOKS = insert(LINES), insert(LOOKS)


class Ink(Protocol):
    """Writes groups. Raises SQLAlchemyError."""

    async def write(self, lines: Rows, looks: Rows) -> None:
        """Returns when the rows are on the disk; they are there together or not at all."""
        ...

    async def close(self) -> None: ...


def ink(records: Records, connection: AsyncConnection) -> Ink:
    """The ink of a store; where it is a server's, it goes over this connection."""
    return ThreadInk(records) if connection.dialect.name == "sqlite" else ConnectionInk(connection)


class ConnectionInk:
    """On a connection that is somebody else's to close."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def write(self, lines: Rows, looks: Rows) -> None:
        async with self._connection.begin():
            await self._connection.execute(_INTO_LINES, lines)
            if looks:
                await self._connection.execute(_INTO_LOOKS, looks)

    async def close(self) -> None:
        """Nothing is held."""


class ThreadInk:
    """In a thread with a connection of its own to the file."""

    def __init__(self, records: Records) -> None:
        path = (records.folder / FILE_NAME).absolute()
        self._engine = create_engine(
            f"sqlite:///{path}",
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
            hide_parameters=True,
        )
        event.listen(self._engine, "connect", settle_down)
        event.listen(self._engine, "begin", begin_to_write)
        self._connection: Connection | None = None
        self._thread = ThreadPoolExecutor(1, "audit")

    async def write(self, lines: Rows, looks: Rows) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._written, lines, looks)

    async def close(self) -> None:
        """A group that is being written is written to its end."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._ended)
        self._thread.shutdown(wait=False)

    def _written(self, lines: Rows, looks: Rows) -> None:
        if self._connection is None:
            self._connection = self._engine.connect()
        with self._connection.begin():
            self._connection.execute(_INTO_LINES, lines)
            if looks:
                self._connection.execute(_INTO_LOOKS, looks)

    def _ended(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._engine.dispose()
