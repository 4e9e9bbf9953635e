"""A subscription under way: events are taken from the source as they come and kept until they are answered, each in turn.

What is kept is bounded. A client that takes answers more slowly than events come gets what was kept, and then an error.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from types import TracebackType

import orjson

from gateway.federation.executor.errors import Entry
from gateway.sources.errors import SourceError
from gateway.sources.source import SourceAnswer

log = logging.getLogger(__name__)
TOO_SLOW: Entry = {
    "message": "events come faster than their answers are taken; subscribe again",
    "extensions": {"code": "LIMIT_EXCEEDED"},
}
INTERNAL: Entry = {"message": "the gateway failed", "extensions": {"code": "INTERNAL"}}


def subscribe_again(why: str) -> Entry:
    """The end of a subscription for a reason that lies with the gateway; a new one will do."""
    return {"message": f"{why}; subscribe again", "extensions": {"code": "SUBSCRIBE_AGAIN"}}


@dataclass(frozen=True, slots=True)
class BacklogLimits:
    """How many events, and bytes of them, are kept for one client that is behind."""

    events: int = 256
    size: int = 16 * 1024 * 1024


class Events:
    """The events of one subscription, read from `source` while the context is open."""

    def __init__(self, source: AsyncGenerator[SourceAnswer, None], limits: BacklogLimits) -> None:
        self.error: Entry | None = None
        self._source = source
        self._limits = limits
        self._kept: deque[SourceAnswer] = deque()
        self._size = 0
        self._ended = False
        self._changed = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Events":
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        assert self._reading is not None
        self._reading.cancel()
        await asyncio.wait([self._reading])

    async def next(self) -> SourceAnswer | None:
        """The next event, None after the last one (then `error` says whether something ended them)."""
        while not self._kept:
            if self._ended:
                return None
            self._changed.clear()
            await self._changed.wait()
        event = self._kept.popleft()
        self._size -= _size(event)
        return event

    def end(self, error: Entry | None) -> None:
        """Take no more events from the source; those that came are still answered, then the client is told `error`."""
        self._finish(error)
        if self._reading is not None:
            self._reading.cancel()

    async def _read(self) -> None:
        try:
            async with aclosing(self._source) as events:
                async for event in events:
                    if not self._keep(event):
                        self._finish(TOO_SLOW)
                        return
            self._finish(None)
        except SourceError as error:
            self._finish({"message": str(error), "extensions": {"code": error.code, "source": error.source}})
        except Exception:
            log.exception("a subscription failed")
            self._finish(INTERNAL)

    def _keep(self, event: SourceAnswer) -> bool:
        size = self._size + _size(event)
        if len(self._kept) >= self._limits.events or (self._kept and size > self._limits.size):
            return False
        self._kept.append(event)
        self._size = size
        self._changed.set()
        return True

    def _finish(self, error: Entry | None) -> None:
        """The first end counts."""
        if not self._ended:
            self._ended, self.error = True, error
            self._changed.set()


async def answers(events: Events, answer: Callable[[SourceAnswer], Awaitable[bytes]]) -> AsyncGenerator[bytes, None]:
    """The answer to each event in turn, and at the end the error that ended them, if one did."""
    async with events:
        while (event := await events.next()) is not None:
            yield await answer(event)
        if events.error is not None:
            yield orjson.dumps({"errors": [events.error]})


def _size(event: SourceAnswer) -> int:
    return len(event) if isinstance(event, bytes) else 0
