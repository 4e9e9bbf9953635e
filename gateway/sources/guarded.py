"""A source with its own deadline, retries of what may be repeated, and a circuit breaker before it."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from gateway.sources.breaker import Breaker, BreakerSettings
from gateway.sources.errors import BadSourceResponse, SourceTimeout, SourceUnavailable
from gateway.sources.source import Source, SourceAnswer

T = TypeVar("T")
Work = Callable[[float], Awaitable[T]]
"""Asks a source until a deadline (the loop's time). Raises SourceError."""


@dataclass(frozen=True, slots=True)
class Guard:
    """`timeout` in seconds a fetch with its retries; `retries` after the first try, waiting up to `backoff` × 2ⁿ seconds."""

    timeout: float = 10.0
    retries: int = 2
    backoff: float = 0.05
    breaker: BreakerSettings = field(default_factory=BreakerSettings)


class Guarding:
    """Guards all that asks one source, whatever it asks. Made on the event loop that uses it."""

    def __init__(self, name: str, guard: Guard | None = None) -> None:
        self._name = name
        self._guard = guard or Guard()
        self._loop = asyncio.get_running_loop()
        self.breaker = Breaker(self._loop.time, self._guard.breaker)
        self._failed_by = ""

    async def run(self, work: Work[T], deadline: float, *, repeatable: bool) -> T:
        """The result of `work`, which is tried again only where it is `repeatable` or never reached the source."""
        deadline = min(deadline, self._loop.time() + self._guard.timeout)
        tries = 0
        while True:
            try:
                return await self._try(work, deadline)
            except SourceUnavailable as error:
                pause = random.uniform(0, self._guard.backoff * 2**tries)  # noqa: S311 - jitter, not a secret
                tries += 1
                final = error.lasting or tries > self._guard.retries or self._loop.time() + pause >= deadline
                if final or not (repeatable or not error.sent) or not self.breaker.closed:
                    raise
                await asyncio.sleep(pause)

    async def _try(self, work: Work[T], deadline: float) -> T:
        if not self.breaker.admits():
            message = f"it failed again and again and is left alone for a while; at last: {self._failed_by}"
            raise SourceUnavailable(self._name, message, sent=False)
        try:
            result = await work(deadline)
        except (SourceUnavailable, SourceTimeout) as error:
            self.breaker.failed()
            self._failed_by = error.message
            raise
        except BadSourceResponse:
            self.breaker.succeeded()  # it is there, and its next answer may be better
            raise
        except BaseException:
            self.breaker.abandoned()
            raise
        self.breaker.succeeded()
        return result


class GuardedSource:
    """A source behind a guard of its own, or behind one that others share."""

    def __init__(self, name: str, source: Source, guard: Guard | Guarding | None = None) -> None:
        self._source = source
        self._guarding = guard if isinstance(guard, Guarding) else Guarding(name, guard)

    @property
    def breaker(self) -> Breaker:
        return self._guarding.breaker

    async def fetch(self, body: bytes, deadline: float, headers: bytes, *, repeatable: bool) -> SourceAnswer:
        async def work(until: float) -> SourceAnswer:
            return await self._source.fetch(body, until, headers, repeatable=repeatable)

        return await self._guarding.run(work, deadline, repeatable=repeatable)

    async def close(self) -> None:
        await self._source.close()
