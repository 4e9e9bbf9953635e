"""The subscriptions under way on one supergraph: begun, answered event by event, and ended together where it retires."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from contextlib import aclosing, contextmanager
from typing import Any

from gateway.federation.executor.errors import Entry
from gateway.federation.executor.events import BacklogLimits, Events, answers, subscribe_again
from gateway.federation.executor.running import Request
from gateway.federation.preparing import BAD_INPUT, Prepared, Refused
from gateway.sources.source import Source, SourceAnswer, Subscribable

Answer = Callable[[Prepared, Mapping[str, Source], Request, SourceAnswer], Awaitable[bytes]]


class Subscriptions:
    """`answer` runs the rest of a plan for one event and projects it, within `timeout` seconds."""

    def __init__(
        self,
        sources: Mapping[str, Source],
        answer: Answer,
        now: Callable[[], float],
        timeout: float,
        backlog: BacklogLimits,
    ) -> None:
        self._sources = sources
        self._answer = answer
        self._now = now
        self._timeout = timeout
        self._backlog = backlog
        self._under_way: set[Events] = set()
        self._end: Entry | None = None

    async def answers(
        self, prepared: Prepared, given: Mapping[str, Any], headers: Mapping[str, bytes]
    ) -> AsyncGenerator[bytes, None]:
        """The answer to each event, and the error that ended them, if one did. Raises Refused before the first."""
        decided = prepared.decided(given)
        step = prepared.program.steps[prepared.program.first[0]]
        source = self._sources[step.planned.graph]
        if not isinstance(source, Subscribable):
            raise Refused([_cannot(step.planned.subgraph)])

        async def answer(event: SourceAnswer) -> bytes:
            request = Request(given, decided, headers, self._now() + self._timeout)
            return await self._answer(prepared, self._sources, request, event)

        own, deadline = headers[step.planned.graph], self._now() + self._timeout
        events = Events(source.subscribe(step.body.write(given, []), own, deadline), self._backlog)
        with self._listed(events):
            async with aclosing(answers(events, answer)) as answered:
                async for each in answered:
                    yield each

    def end(self, why: str) -> None:
        """What has come is still answered; then each client, and each later one, is told to subscribe again."""
        self._end = subscribe_again(why)
        for events in self._under_way:
            events.end(self._end)

    @contextmanager
    def _listed(self, events: Events) -> Iterator[None]:
        self._under_way.add(events)
        if self._end is not None:
            events.end(self._end)
        try:
            yield
        finally:
            self._under_way.discard(events)


def _cannot(subgraph: str) -> Entry:
    message = f"{subgraph}: this subgraph cannot be subscribed to"
    return {"message": message, "extensions": {"code": BAD_INPUT}}
