"""The bell between processes: each rings when it has committed to the graph, and the others look at once instead of at their next poll.

It is PostgreSQL's LISTEN and NOTIFY over one connection a process. A ring says nothing but that there is something to look for; one that
is missed costs the time to the next poll, so the connection may be away as long as it likes.
"""

import asyncio
import logging
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.failure_words import why
from gateway.records.database import engine_of
from gateway.settings import Settings
from graph_model.commits import Commits

log = logging.getLogger(__name__)
CHANNEL = "yuxin_commits"
RING = f"NOTIFY {CHANNEL}"
PAUSES = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before the next try to connect; the last one for every further."""
LISTENED = 60.0
"""A connection that was good so long begins with the shortest pause again."""
ALIVE = 20.0
"""Seconds of silence after which it is asked whether the other end is still there."""
ANSWER = 5.0
"""Seconds that an answer may take."""


class Bell:
    """Open from `start` to `close`, on one event loop. It never raises: what goes wrong is told to the log and tried again."""

    def __init__(self, settings: Settings, commits: Commits) -> None:
        self._engine = engine_of(settings)
        self._commits = commits
        self._committed = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None
        self.hears = False
        """Whether the connection is there."""

    def start(self) -> None:
        self._listening = asyncio.create_task(self._listen())

    async def close(self) -> None:
        """Ring for what was committed last, and hang up."""
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening
        await self._engine.dispose()

    async def _listen(self) -> None:
        """Listen and ring for ever, over as many connections as that takes."""
        loop, tries = asyncio.get_running_loop(), 0
        with self._commits.heard_by(self._committed.set, ours=True):
            while True:
                began = loop.time()
                try:
                    async with self._connected() as (connection, gone):
                        self._commits.tell_of_others()  # of whom nothing was heard meanwhile
                        await self._ring_on(connection, gone)
                except (OSError, SQLAlchemyError) as error:
                    log.warning("other processes are not heard of at once: %s", why(error))
                if loop.time() - began > LISTENED:
                    tries = 0
                pause = PAUSES[min(tries, len(PAUSES) - 1)]
                tries += 1
                await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - so that not all come at once

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[tuple[AsyncConnection, asyncio.Event]]:
        """A connection that listens, and what is set when the server has ended it."""
        gone = asyncio.Event()
        async with self._engine.connect() as plain:
            connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
            driver: Any = (await connection.get_raw_connection()).driver_connection
            own = driver.get_server_pid()
            await connection.exec_driver_sql("SET synchronous_commit TO off")  # a ring needs no disk

            def heard(_: object, pid: int, *told: object) -> None:
                if pid != own:
                    self._commits.tell_of_others()

            def ended(_: object) -> None:
                gone.set()
                self._committed.set()

            driver.add_termination_listener(ended)
            await driver.add_listener(CHANNEL, heard)
            self.hears = True
            try:
                yield connection, gone
            finally:
                self.hears = False
                driver.remove_termination_listener(ended)
                await connection.invalidate()  # it listens: it must not go back into the pool

    async def _ring_on(self, connection: AsyncConnection, gone: asyncio.Event) -> None:
        """Ring after each commit, several together, until the connection is gone. Raises OSError, SQLAlchemyError."""
        try:
            while not gone.is_set():
                try:
                    async with asyncio.timeout(ALIVE):
                        await self._committed.wait()
                except TimeoutError:
                    await _run(connection, "SELECT 1")
                    continue
                self._committed.clear()
                if not gone.is_set():
                    await _run(connection, RING)
        except asyncio.CancelledError:
            if self._committed.is_set() and not gone.is_set():
                with suppress(OSError, SQLAlchemyError):
                    await _run(connection, RING)
            raise
        raise ConnectionResetError("PostgreSQL has ended the connection")


async def _run(connection: AsyncConnection, statement: str) -> None:
    async with asyncio.timeout(ANSWER):  # TimeoutError is an OSError
        await connection.exec_driver_sql(statement)
