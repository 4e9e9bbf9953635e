"""The client's leaving, seen while its request is worked on: the work is cancelled.

Quick requests pay a timer for it and nothing else: the connection is looked at when a request takes longer. A client that sends the
next request on the same connection before it has its answer is not seen to leave (HTTP/1.1 says nothing about it).
"""

import asyncio
from collections.abc import Callable
from types import TracebackType

from starlette.requests import ClientDisconnect
from starlette.types import Receive

QUICK_SECONDS = 0.03


class UnlessGone:
    """The block in which the request, whose body has been read, is worked on; raises ClientDisconnect where the client leaves.

    `long` is called when the request is no longer a quick one.
    """

    __slots__ = ("_asked", "_gone", "_long", "_receive", "_task", "_timer", "_watch")

    def __init__(self, receive: Receive, long: Callable[[], object]) -> None:
        self._receive = receive
        self._long = long
        self._gone = False
        self._watch: asyncio.Task[None] | None = None

    def __enter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._task, self._asked = task, task.cancelling()
        self._timer = task.get_loop().call_later(QUICK_SECONDS, self._begin)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if self._watch is not None:
            self._watch.cancel()
        if self._gone and self._task.uncancel() <= self._asked and kind is asyncio.CancelledError:
            raise ClientDisconnect from error

    def _begin(self) -> None:
        self._long()
        self._watch = self._task.get_loop().create_task(self._watching())

    async def _watching(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        self._task.cancel()
