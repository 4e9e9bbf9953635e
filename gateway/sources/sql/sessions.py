"""The connections of a database that stay open, each lent to one statement at a time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

from gateway.sources.sql.drivers import Session, session_over

log = logging.getLogger(__name__)
T = TypeVar("T")


class Sessions:
    """At most `most` sessions over an engine; who comes when all are lent waits. Used on one event loop."""

    def __init__(self, engine: AsyncEngine, most: int) -> None:
        self.engine = engine
        self._room = asyncio.Semaphore(most)
        self._idle: list[Session] = []
        self._closing: set[asyncio.Task[None]] = set()
        self._ended = False

    async def lend(self, work: Callable[[Session], Awaitable[T]]) -> T:
        """What `work` makes of a session. One that is lost by it, and what idles with it, is not lent again."""
        async with self._room:
            session = self._still_good() or await session_over(await self.engine.connect())
            try:
                found = await work(session)
            except BaseException as error:
                self._after(session, error)
                raise
            self._put_back(session)
            return found

    def _still_good(self) -> Session | None:
        """One that idles and can be lent."""
        while self._idle:
            session = self._idle.pop()
            if session.is_of_now():
                return session
            self._close_soon(session)
        return None

    async def close(self) -> None:
        """Close the sessions; those that are lent close when they are given back."""
        self._ended = True
        self._close_idle()
        while self._closing:
            await asyncio.wait(self._closing)
        await self.engine.dispose()

    def _after(self, session: Session, error: BaseException) -> None:
        if session.stands_after(error):
            self._put_back(session)
            return
        if isinstance(error, Exception):  # the database went away, and the others do not know it yet
            self._close_idle()
        self._close_soon(session)

    def _put_back(self, session: Session) -> None:
        if self._ended:
            self._close_soon(session)
        else:
            self._idle.append(session)

    def _close_idle(self) -> None:
        while self._idle:
            self._close_soon(self._idle.pop())

    def _close_soon(self, session: Session) -> None:
        """Nobody waits for it: what is closed may be what does not answer."""
        task = asyncio.create_task(_closed(session))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


async def _closed(session: Session) -> None:
    try:
        await session.close()
    except Exception:
        log.debug("a connection that was given up did not close", exc_info=True)
