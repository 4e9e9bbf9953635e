"""A schema that runs in this process, as a source: no network, and no JSON on the way back."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Any

import orjson

from gateway.sources.errors import SourceTimeout
from gateway.sources.source import SourceAnswer

Answering = Callable[[str, Mapping[str, Any] | None], Awaitable[dict[str, Any]]]
"""Runs a query with its variables; gives the response as a dictionary of the caller's own, errors in it."""


Events = Callable[[str, Mapping[str, Any] | None], AsyncGenerator[dict[str, Any], None]]
"""The responses to the events of a subscription, each a dictionary of the caller's own."""


class LocalSource:
    """Answers requests by a function. A mutation is not cut off at the deadline: nobody would know how it ended."""

    def __init__(self, name: str, answering: Answering) -> None:
        self._name = name
        self._answering = answering

    async def fetch(self, body: bytes, deadline: float, headers: bytes, *, repeatable: bool) -> dict[str, Any]:
        request = orjson.loads(body)
        try:
            async with asyncio.timeout_at(deadline if repeatable else None):
                return await self._answering(request["query"], request.get("variables"))
        except TimeoutError:
            raise SourceTimeout(self._name, "no answer in time") from None

    async def close(self) -> None:
        """Nothing is held."""


class LocalEventSource(LocalSource):
    """A local source that also brings events."""

    def __init__(self, name: str, answering: Answering, events: Events) -> None:
        super().__init__(name, answering)
        self._events = events

    async def subscribe(self, body: bytes, headers: bytes, deadline: float) -> AsyncGenerator[SourceAnswer, None]:
        request = orjson.loads(body)
        async with aclosing(self._events(request["query"], request.get("variables"))) as events:
            async for event in events:
                yield event
