"""Work under way that several wait for: whoever wants what another has begun waits for that instead of beginning anew.

A flight is a task of its own, so that nobody who waits can hurt the others: it ends early only when nobody waits any more. It
has the time of whoever began it. Who has less time does not join; who has more, and is told only that the time of the first
was over, begins anew. Nothing is kept: when a flight has ended, the next one that asks begins anew.
"""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")
Work = Callable[[], Coroutine[Any, Any, T]]


@dataclass(eq=False, slots=True)
class _Flight(Generic[T]):
    deadline: float
    waiting: list["asyncio.Future[None]"] = field(default_factory=list)
    task: "asyncio.Task[None] | None" = None
    result: T | None = None
    error: Exception | None = None
    ended: float = 0.0


class Flights(Generic[T]):
    """Made and used on one event loop. `for_several` makes of a result what all get where more than one waited."""

    def __init__(self, for_several: Callable[[T], T] | None = None) -> None:
        self._for_several = for_several
        self._loop = asyncio.get_running_loop()
        self._flights: dict[Hashable, _Flight[T]] = {}

    async def share(self, key: Hashable, deadline: float, work: Work[T]) -> T:
        """The result of `work` for `key`, begun here or under way; an error is raised to all who wait.

        `work` must end by `deadline` (the loop's time) by itself.
        """
        while True:
            flight = self._flights.get(key)
            if flight is None:
                flight = self._begin(key, deadline, work)
            elif deadline < flight.deadline:
                return await work()
            await self._end_of(flight, key)
            if flight.deadline < deadline and flight.ended >= flight.deadline:
                continue
            if flight.error is not None:
                raise flight.error
            return cast(T, flight.result)

    def forget(self) -> None:
        """Let nobody join what is under way: what it will say may be out of date."""
        self._flights.clear()

    def _begin(self, key: Hashable, deadline: float, work: Work[T]) -> _Flight[T]:
        flight: _Flight[T] = _Flight(deadline)
        self._flights[key] = flight
        flight.task = self._loop.create_task(self._fly(flight, key, work))
        return flight

    async def _fly(self, flight: _Flight[T], key: Hashable, work: Work[T]) -> None:
        try:
            flight.result = await work()
            if self._for_several is not None and len(flight.waiting) > 1:
                flight.result = self._for_several(flight.result)
        except Exception as error:
            flight.error = error
        except asyncio.CancelledError:
            for waiter in flight.waiting:
                waiter.cancel()
            raise
        finally:
            flight.ended = self._loop.time()
            self._remove(flight, key)
        for waiter in flight.waiting:
            if not waiter.done():
                waiter.set_result(None)

    async def _end_of(self, flight: _Flight[T], key: Hashable) -> None:
        waiter: asyncio.Future[None] = self._loop.create_future()
        flight.waiting.append(waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            flight.waiting.remove(waiter)
            if not flight.waiting and flight.task is not None:
                self._remove(flight, key)
                flight.task.cancel()
            raise

    def _remove(self, flight: _Flight[T], key: Hashable) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
