"""What is written down of one operation that looks: begun while others are waited for, and ended before the answer leaves."""

import asyncio
from collections.abc import Callable, Coroutine
from itertools import islice
from typing import Any

from graph_model.disclosure import Disclosure


class Access:
    """Writes down what `disclosure` notes, with `write`, which is given the keys of the subjects of one line.

    One line is enough nearly always: a second one tells of whom something was read after others had been waited for. `held` makes a
    task of what is written meanwhile, and holds it.
    """

    def __init__(
        self,
        disclosure: Disclosure,
        write: Callable[[tuple[str, ...]], Coroutine[Any, Any, None]],
        held: "Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]",
    ) -> None:
        self._disclosure = disclosure
        self._write = write
        self._held = held
        self._soon: asyncio.Handle | None = None
        self._ahead: asyncio.Task[None] | None = None
        self._told = 0
        disclosure.meanwhile = self._meanwhile

    async def written(self) -> None:
        """Returns when everything that was disclosed is written. Raises AuditUnavailable.

        Nothing is disclosed any more; the two let go of each other, so that no collection has to find them.
        """
        self._disclosure.meanwhile = None
        if self._soon is not None:
            self._soon.cancel()
        more = len(self._disclosure.subjects) > self._told
        if more or (self._disclosure.counted and self._ahead is None):
            await self._next()
        if self._ahead is not None:
            await self._ahead

    def _meanwhile(self) -> None:
        """Begin when what is at work now has come to waiting: several views of one list are told in one line."""
        if self._soon is None:
            self._soon = asyncio.get_running_loop().call_soon(self._begin)

    def _begin(self) -> None:
        if self._disclosure.anything:
            self._ahead = self._held(self._next())
            self._ahead.add_done_callback(_looked_at)

    def _next(self) -> Coroutine[Any, Any, None]:
        subjects = tuple(islice(self._disclosure.subjects, self._told, None))
        self._told += len(subjects)
        return self._write(subjects)


def _looked_at(ahead: "asyncio.Task[None]") -> None:
    """Where the operation failed nobody asks how the writing ended: there is no answer to withhold."""
    if not ahead.cancelled():
        ahead.exception()
