"""A subgraph written with Strawberry on a real server, over each of the three protocols."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from gateway.sources.source import SourceAnswer
from gateway.sources.subscribing.choosing import subscriber_at
from gateway.sources.subscribing.options import Protocol, SubscriptionOptions
from tests.gateway.sources.subscribing.conftest import Subscribe
from tests.gateway.sources.subscribing.news import Feed, news


@pytest.fixture
async def subgraph() -> AsyncIterator[tuple[Feed, str]]:
    async with news() as running:
        yield running


def parsed(event: SourceAnswer) -> Any:
    assert isinstance(event, bytes)
    return json.loads(event)


async def test_events_come_in_order_until_the_last(
    subgraph: tuple[Feed, str], subscribe: Subscribe, protocol: Protocol
) -> None:
    _, url = subgraph
    events = [parsed(event) async for event in subscribe(url, "subscription { counted }", protocol=protocol)]
    assert [event["data"] for event in events] == [{"counted": 0}, {"counted": 1}, {"counted": 2}]


async def test_errors_in_an_event_come_with_it(
    subgraph: tuple[Feed, str], subscribe: Subscribe, protocol: Protocol
) -> None:
    feed, url = subgraph
    events = subscribe(url, "subscription { changed { name } }", protocol=protocol)
    first = asyncio.ensure_future(anext(events))
    await feed.listened_to_by(1)
    feed.tell("bad", "1", None)
    bad = parsed(await first)
    assert bad["data"] == {"changed": {"name": None}}
    assert (bad["errors"][0]["message"], bad["errors"][0]["path"]) == ("this item has no name", ["changed", "name"])
    assert [parsed(event) async for event in events] == [{"data": {"changed": {"name": "Item 1"}}}]


async def test_a_subscription_that_the_subgraph_refuses_is_one_answer_with_errors(
    subgraph: tuple[Feed, str], subscribe: Subscribe, protocol: Protocol
) -> None:
    _, url = subgraph
    (answer,) = [parsed(event) async for event in subscribe(url, "subscription { nothing }", protocol=protocol)]
    assert answer.get("data") is None
    assert "Cannot query field" in answer["errors"][0]["message"]


async def test_headers_reach_the_subgraph(subgraph: tuple[Feed, str], subscribe: Subscribe, protocol: Protocol) -> None:
    feed, url = subgraph
    events = subscribe(url, "subscription { changed(since: 1) { id } }", b"x-request-id: 7\r\n", protocol=protocol)
    await anext(events)
    assert feed.headers[0]["x-request-id"] == "7"


async def test_closing_the_events_ends_the_subscription_at_the_subgraph(
    subgraph: tuple[Feed, str], subscribe: Subscribe, protocol: Protocol
) -> None:
    feed, url = subgraph
    before = asyncio.all_tasks()
    events = subscribe(url, "subscription { changed(since: 1) { id } }", protocol=protocol)
    await anext(events)
    await feed.listened_to_by(1)
    await events.aclose()  # type: ignore[attr-defined]
    await feed.listened_to_by(0)
    assert {t for t in asyncio.all_tasks() - before if "subscribing" in repr(t)} == set()


@pytest.mark.parametrize(
    ("url", "own", "protocol", "address"),
    [
        ("http://news/graphql", None, Protocol.SSE, "http://news/graphql"),
        ("http://news/graphql", "/events", Protocol.MULTIPART, "http://news/events"),
        ("https://news/graphql", "events", Protocol.WEBSOCKET, "wss://news/events"),
        ("http://news:1/graphql", None, Protocol.WEBSOCKET, "ws://news:1/graphql"),
        ("http://news/graphql", "ws://live/", Protocol.WEBSOCKET, "ws://live/"),
    ],
)
def test_where_a_subgraph_is_subscribed_to(url: str, own: str | None, protocol: Protocol, address: str) -> None:
    made = subscriber_at("news", url, SubscriptionOptions(protocol=protocol, url=own))
    http: Any = getattr(made, "_http", made)
    assert http._where.url == address


@pytest.mark.parametrize(
    ("url", "protocol"), [("ws://live/", Protocol.SSE), ("/x", Protocol.WEBSOCKET), ("", Protocol.SSE)]
)
def test_an_address_that_does_not_fit_the_protocol_is_refused(url: str, protocol: Protocol) -> None:
    with pytest.raises(ValueError, match="news"):
        subscriber_at("news", url, SubscriptionOptions(protocol=protocol))
