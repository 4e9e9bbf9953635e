"""Subscribers over each protocol, closed after the test."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing

import pytest

from gateway.sources.source import SourceAnswer
from gateway.sources.subscribing.choosing import Subscriber, subscriber_at
from gateway.sources.subscribing.options import Protocol, SubscriptionOptions

Subscribe = Callable[..., AsyncIterator[SourceAnswer]]


@pytest.fixture(params=list(Protocol))
def protocol(request: pytest.FixtureRequest) -> Protocol:
    found: Protocol = request.param
    return found


@pytest.fixture
async def subscribe() -> AsyncIterator[Subscribe]:
    """`subscribe(url, query, protocol=…, idle_timeout=…)`: the events."""
    made: list[Subscriber] = []

    async def subscribed(
        url: str, query: str = "subscription { changed { id } }", headers: bytes = b"", **settings: object
    ) -> AsyncIterator[SourceAnswer]:
        subscriber = subscriber_at("news", url, SubscriptionOptions(**settings))  # type: ignore[arg-type]
        made.append(subscriber)
        body = b'{"query":"%b"}' % query.encode()
        async with aclosing(subscriber.subscribe(body, headers, asyncio.get_running_loop().time() + 60)) as events:
            async for event in events:
                yield event

    yield subscribed
    for subscriber in made:
        await subscriber.close()
