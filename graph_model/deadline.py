"""Until when what is read is wanted: every read of the work in a block ends with the block, whoever began it, and at its deadline.

A task that is begun in the block is part of it (loaders, questions that several fields share).
"""

import asyncio
import time
from contextvars import ContextVar, Token
from types import TracebackType

from graph_model.errors import Timeout

LEAST = 0.001
"""Seconds: to both stores nothing would mean without end."""


class Within:
    """`with Within(seconds):` within another block the earlier deadline holds. An error ends the reads that are under way."""

    __slots__ = ("_reading", "_token", "_until")

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._reading: set[asyncio.Task[object]] = set()

    def __enter__(self) -> None:
        outer = _work.get()
        if outer is not None:
            self._until = min(self._until, outer._until)
        self._token: Token[Within | None] = _work.set(self)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        _work.reset(self._token)
        if kind is not None:
            for task in self._reading:
                task.cancel()


class Read:
    """The block in which a store waits for an answer; `seconds` are what it may take of a limit. Raises Timeout for none."""

    __slots__ = ("_reading", "_task", "seconds")

    def __init__(self, limit: float) -> None:
        work = _work.get()
        self.seconds = limit
        self._reading: set[asyncio.Task[object]] | None = None
        if work is not None:
            self._reading = work._reading
            self.seconds = min(limit, work._until - time.monotonic())
        if self.seconds < LEAST:
            raise Timeout("没有时间再查询 / no time was left for the query")

    def __enter__(self) -> "Read":
        self._task = asyncio.current_task()
        if self._reading is not None and self._task is not None:
            self._reading.add(self._task)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._reading is not None and self._task is not None:
            self._reading.discard(self._task)


_work: ContextVar[Within | None] = ContextVar("work", default=None)
