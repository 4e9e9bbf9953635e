"""Subscriptions through the engine: real subgraphs, events from one of them over each protocol, lookups in another."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from graphql import GraphQLError

from gateway.federation.engine import BACKLOG, Engine
from gateway.federation.executor.events import BacklogLimits
from gateway.federation.planner.plan import plan
from gateway.federation.supergraph import Subgraph as Graph
from gateway.sources.guarded import Guard, GuardedSource
from gateway.sources.header_propagation import HeaderLines
from gateway.sources.header_rules import PassRule
from gateway.sources.http1 import Http1Pool
from gateway.sources.http_source import HttpSource
from gateway.sources.source import Source
from gateway.sources.subscribing.choosing import SubscribingSource, subscriber_at
from gateway.sources.subscribing.options import Protocol, SubscriptionOptions
from tests.gateway.federation.executor.subgraph_servers import Subgraph, served
from tests.gateway.federation.supergraphs import supergraph
from tests.gateway.sources.subscribing.light_feed import LightFeed, light_feed
from tests.gateway.sources.subscribing.news import Feed, news

SUPERGRAPH = """
type Query @join__type(graph: NEWS) @join__type(graph: STOCK) { motto: String @join__field(graph: STOCK) }
type Subscription @join__type(graph: NEWS) {
  changed(since: Int = 0): Item @join__field(graph: NEWS)
  sold: Item! @join__field(graph: NEWS)
  counted: Int! @join__field(graph: NEWS)
}
type Item @join__type(graph: NEWS, key: "id") @join__type(graph: STOCK, key: "id") {
  id: ID! @join__field(graph: NEWS) @join__field(graph: STOCK)
  name: String @join__field(graph: NEWS)
  count: Int! @join__field(graph: STOCK)
  place: String @join__field(graph: STOCK)
}
"""
STOCK = "type Query { motto: String } type Item { id: ID! count: Int! place: String }"
CHANGED = "subscription { changed { id name count } }"
NUMBER = PassRule.model_validate({"pass": "x-request-id"})
IDS = "subscription { changed { id } }"


def _place(number: str) -> str | GraphQLError:
    return GraphQLError("nowhere", extensions={"code": "LOST"}) if number == "lost" else f"shelf {number}"


def stock() -> Subgraph:
    def item(representation: dict[str, Any]) -> dict[str, Any] | None:
        number = representation["id"]
        return None if number == "unknown" else {"id": number, "count": len(number), "place": _place(number)}

    return Subgraph(STOCK, {"motto": "count"}, {"Item": item})


def subscribing(protocol: Protocol = Protocol.SSE, **settings: Any) -> Callable[[Graph], Source]:
    def source(graph: Graph) -> Source:
        guarded = GuardedSource(graph.name, HttpSource(Http1Pool(graph.name, graph.url)), Guard(timeout=20, retries=0))
        return SubscribingSource(
            guarded, subscriber_at(graph.name, graph.url, SubscriptionOptions(protocol=protocol, **settings))
        )

    return source


@dataclass
class Newsroom:
    """The feed of `news`, the subgraph `stock`, and the engine before both."""

    feed: Feed
    stock: Subgraph
    sdl: str
    engine: Engine

    async def answers(self, query: str, *events: Any, **more: Any) -> list[dict[str, Any]]:
        """All answers of a subscription to these events, of which the last ends it."""
        async with aclosing(self.engine.subscribe(query, **more)) as answers:
            first = asyncio.ensure_future(anext(answers))
            await self.feed.listened_to_by(1)
            self.feed.tell(*events)
            return [json.loads(await first), *[json.loads(answer) async for answer in answers]]


@asynccontextmanager
async def newsroom(source: Callable[[Graph], Source]) -> AsyncIterator[Newsroom]:
    async with news() as (feed, url), served({"stock": (counting := stock())}, "") as part:
        address = part.split('name: "stock", url: "')[1].split('"')[0]
        sdl = supergraph("news stock", SUPERGRAPH).replace("http://news/", url).replace("http://stock/", address)
        opened = Newsroom(feed, counting, sdl, Engine(sdl, source, lambda _: HeaderLines([NUMBER])))
        yield opened
        await opened.engine.close()


@pytest.fixture(params=list(Protocol))
async def room(request: pytest.FixtureRequest) -> AsyncGenerator[Newsroom, None]:
    async with newsroom(subscribing(request.param)) as opened:
        yield opened


@pytest.fixture
async def sse() -> AsyncGenerator[Newsroom, None]:
    async with newsroom(subscribing()) as opened:
        yield opened


async def test_each_event_is_looked_up_where_its_fields_are(room: Newsroom) -> None:
    assert await room.answers(CHANGED, "1", "22", "null", "1", None) == [
        {"data": {"changed": {"id": "1", "name": "Item 1", "count": 1}}},
        {"data": {"changed": {"id": "22", "name": "Item 22", "count": 2}}},
        {"data": {"changed": None}},
        {"data": {"changed": {"id": "1", "name": "Item 1", "count": 1}}},
    ]
    assert [r["variables"]["representations"] for r in room.stock.requests] == [
        [{"__typename": "Item", "id": number}] for number in ("1", "22", "1")
    ]


async def test_errors_stand_at_their_places_in_the_events_answer(room: Newsroom) -> None:
    query = "subscription { changed { id label: name place } }"
    bad, lost, good = await room.answers(query, "bad", "lost", "1", None)
    assert bad["data"] == {"changed": {"id": "bad", "label": None, "place": "shelf bad"}}
    (error,) = bad["errors"]
    assert (error["message"], error["path"]) == ("this item has no name", ["changed", "label"])
    assert lost["data"] == {"changed": {"id": "lost", "label": "Item lost", "place": None}}
    (error,) = lost["errors"]
    assert (error["path"], error["extensions"]) == (["changed", "place"], {"code": "LOST", "source": "stock"})
    assert good == {"data": {"changed": {"id": "1", "label": "Item 1", "place": "shelf 1"}}}


async def test_a_null_that_may_not_be_takes_what_is_around_it_in_its_event_alone(sse: Newsroom) -> None:
    unknown, known = await sse.answers("subscription { changed { id count } }", "unknown", "1", None)
    assert unknown["data"] == {"changed": None}
    assert unknown["errors"][0]["path"] == ["changed", "count"]
    assert known == {"data": {"changed": {"id": "1", "count": 1}}}
    (whole,) = await sse.answers("subscription { sold { id count } }", "unknown", None)
    assert whole["data"] is None


async def test_a_subgraph_that_fails_takes_its_fields_from_the_events_it_fails_in(sse: Newsroom) -> None:
    async def fails(request: dict[str, Any], writer: asyncio.StreamWriter) -> bytes | None:
        failures = sum("_entities" in r["query"] for r in sse.stock.requests)
        if failures == 1:
            writer.close()
            return None
        from tests.gateway.federation.executor.subgraph_servers import response

        return response(sse.stock.answer(request))

    sse.stock.fault = fails
    failed, well = await sse.answers("subscription { changed { id place } }", "1", "2", None)
    assert failed["data"] == {"changed": {"id": "1", "place": None}}
    assert failed["errors"][0]["extensions"] == {"code": "SOURCE_UNAVAILABLE", "source": "stock"}
    assert well == {"data": {"changed": {"id": "2", "place": "shelf 2"}}}


async def test_variables_and_headers_go_to_the_subgraph(room: Newsroom) -> None:
    query = "subscription ($from: Int, $all: Boolean!) { changed(since: $from) { id name @include(if: $all) count } }"
    answers = await room.answers(query, None, variables={"from": 1, "all": False}, headers=[(b"x-request-id", b"7")])
    assert answers == [{"data": {"changed": {"id": "0", "count": 1}}}]
    assert room.feed.headers[0]["x-request-id"] == "7"
    assert "x-request-id: 7\r\n" in room.stock.headers[0]


async def test_a_subscription_is_planned_once(sse: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    planned: list[int] = []
    monkeypatch.setattr("gateway.federation.preparing.plan", lambda *a: planned.append(1) or plan(*a))  # type: ignore[func-returns-value]
    for _ in range(2):
        await sse.answers(CHANGED, "1", "2", None)
    assert len(planned) == 1


async def test_an_exception_in_the_source_is_its_last_answer(room: Newsroom) -> None:
    good, last = await room.answers(CHANGED, "1", ValueError("the feed broke"))
    assert good["data"] == {"changed": {"id": "1", "name": "Item 1", "count": 1}}
    assert last["data"] in (None, {"changed": None})
    assert last["errors"][0]["message"] == "the feed broke"
    assert last["errors"][0]["extensions"]["source"] == "news"


@pytest.mark.parametrize("protocol", list(Protocol))
async def test_a_source_that_is_not_there_ends_the_subscription(protocol: Protocol) -> None:
    async with newsroom(subscribing(protocol, url="http://127.0.0.1:9/")) as room:
        (answer,) = [json.loads(a) async for a in room.engine.subscribe(CHANGED)]
    assert "data" not in answer
    assert answer["errors"][0]["extensions"] == {"code": "SOURCE_UNAVAILABLE", "source": "news"}


async def test_a_quiet_source_without_heartbeats_ends_the_subscription() -> None:
    async with newsroom(subscribing(idle_timeout=0.3)) as room:
        first, last = [json.loads(a) async for a in room.engine.subscribe("subscription { changed(since: 1) { id } }")]
    assert first == {"data": {"changed": {"id": "0"}}}
    assert last["errors"][0]["extensions"] == {"code": "TIMEOUT", "source": "news"}


# --- a client that is behind ---


@pytest.mark.parametrize("limits", [BacklogLimits(events=3), BacklogLimits(size=110)])
async def test_a_client_that_is_behind_gets_what_was_kept_and_then_the_reason(limits: BacklogLimits) -> None:
    async with (
        light_feed(Protocol.SSE) as feed,
        engine_before(feed, limits) as engine,
        aclosing(engine.subscribe(IDS)) as answers,
    ):
        first = asyncio.ensure_future(anext(answers))
        await feed.listened_to_by(1)
        await feed.tell({"changed": {"id": "0"}})
        await first
        await feed.tell(*({"changed": {"id": number}} for number in "123456789"))
        await feed.listened_to_by(0)  # the source is let go at once, whenever the client comes back
        rest = [json.loads(answer) async for answer in answers]
    assert [answer["data"]["changed"]["id"] for answer in rest[:-1]] == ["1", "2", "3"]
    assert rest[-1]["errors"][0]["extensions"] == {"code": "LIMIT_EXCEEDED"}


async def test_a_client_that_goes_ends_the_subscription_at_the_source(room: Newsroom) -> None:
    answers = room.engine.subscribe("subscription { changed(since: 1) { id } }")
    await anext(answers)
    await room.feed.listened_to_by(1)
    await answers.aclose()
    await room.feed.listened_to_by(0)
    assert room.engine._loaded.running == 0


# --- what is no subscription, and what cannot be subscribed to ---


async def test_a_query_is_a_stream_of_one_answer(sse: Newsroom) -> None:
    assert [json.loads(a) async for a in sse.engine.subscribe("{ motto }")] == [{"data": {"motto": "count"}}]


async def test_a_subscription_without_a_stream_is_refused_with_what_to_do(sse: Newsroom) -> None:
    (error,) = json.loads(await sse.engine.execute(CHANGED))["errors"]
    assert "accept text/event-stream" in error["message"]
    assert error["extensions"]["code"] == "BAD_INPUT"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("subscription { nothing }", "Cannot query field 'nothing'"),
        ("subscription { a: counted b: counted }", "only one top level field"),
        ("subscription { __typename }", "introspection"),
        ("subscription ($c: Boolean!) { counted @include(if: $c) }", "must not use"),
        ("subscription ($n: Int!) { changed(since: $n) { id } }", "'Int!'"),
    ],
)
async def test_a_subscription_that_cannot_run_is_one_answer_with_the_reason(
    sse: Newsroom, query: str, message: str
) -> None:
    (answer,) = [json.loads(a) async for a in sse.engine.subscribe(query)]
    assert "data" not in answer
    assert message in answer["errors"][0]["message"]


async def test_a_source_that_brings_no_events_is_named() -> None:
    def fetching(graph: Graph) -> Source:
        return GuardedSource(graph.name, HttpSource(Http1Pool(graph.name, graph.url)))

    async with newsroom(fetching) as room:
        (answer,) = [json.loads(a) async for a in room.engine.subscribe(CHANGED)]
    assert answer["errors"][0]["message"] == "news: this subgraph cannot be subscribed to"


# --- another supergraph, and the end ---


async def test_a_reload_tells_subscribers_to_subscribe_again_after_what_has_come(sse: Newsroom) -> None:
    async with aclosing(sse.engine.subscribe(CHANGED)) as answers:
        first = asyncio.ensure_future(anext(answers))
        await sse.feed.listened_to_by(1)
        sse.feed.tell("1")
        await first
        sse.feed.tell("2")
        while not any(events._kept for events in sse.engine._loaded.subscriptions._under_way):
            await asyncio.sleep(0.01)
        await sse.engine.reload(sse.sdl.replace("motto", "slogan"))
        await sse.feed.listened_to_by(0)
        second, last = [json.loads(answer) async for answer in answers]
    assert second["data"]["changed"]["id"] == "2"
    assert last["errors"][0]["extensions"] == {"code": "SUBSCRIBE_AGAIN"}
    assert await sse.answers(CHANGED, "3", None) == [{"data": {"changed": {"id": "3", "name": "Item 3", "count": 1}}}]


async def test_a_supergraph_that_does_not_load_leaves_subscriptions_alone(sse: Newsroom) -> None:
    async with aclosing(sse.engine.subscribe(IDS)) as answers:
        first = asyncio.ensure_future(anext(answers))
        await sse.feed.listened_to_by(1)
        with pytest.raises(Exception, match="no supergraph"):
            await sse.engine.reload("type Query { a: Int }")
        sse.feed.tell("1")
        assert json.loads(await first) == {"data": {"changed": {"id": "1"}}}


async def test_subscriptions_end_before_the_gateway_stops_and_none_begins(sse: Newsroom) -> None:
    async with aclosing(sse.engine.subscribe(CHANGED)) as answers:
        first = asyncio.ensure_future(anext(answers))
        await sse.feed.listened_to_by(1)
        sse.engine.end_subscriptions()
        assert json.loads(await first)["errors"][0]["message"] == "the gateway is stopping; subscribe again"
        assert [answer async for answer in answers] == []
    (late,) = [json.loads(a) async for a in sse.engine.subscribe(CHANGED)]
    assert late["errors"][0]["extensions"] == {"code": "SUBSCRIBE_AGAIN"}


@pytest.mark.parametrize("protocol", list(Protocol))
async def test_a_source_that_dies_between_events_ends_its_subscriptions(protocol: Protocol) -> None:
    async with light_feed(protocol) as feed, engine_before(feed) as engine:
        before = asyncio.all_tasks()
        told: list[list[Any]] = [[] for _ in range(10)]
        tasks = [asyncio.create_task(_told(engine, answers)) for answers in told]
        await feed.listened_to_by(10)
        await feed.tell({"changed": {"id": "1"}})
        while not all(told):
            await asyncio.sleep(0.01)
        feed.break_off()
        await asyncio.gather(*tasks)
        assert _left(before) == set()
    for first, last in told:
        assert first == {"data": {"changed": {"id": "1", "count": 1}}}
        assert last["errors"][0]["extensions"] == {"code": "SOURCE_UNAVAILABLE", "source": "news"}


@pytest.mark.slow
@pytest.mark.parametrize("protocol", list(Protocol))
async def test_many_subscriptions_leave_no_task_and_no_connection(protocol: Protocol) -> None:
    number = 200
    async with light_feed(protocol) as feed, engine_before(feed) as engine:
        before = asyncio.all_tasks()
        tasks = [asyncio.create_task(_told(engine)) for _ in range(number)]
        await feed.listened_to_by(number)
        await feed.tell({"changed": {"id": "1"}}, {"changed": {"id": "22"}})
        for task in tasks[::2]:
            task.cancel()
        await feed.listened_to_by(number // 2)
        await feed.tell({"changed": None})
        await feed.complete()
        counted = [{"id": "1", "count": 1}, {"id": "22", "count": 2}, None]
        wanted = [{"data": {"changed": item}} for item in counted]
        assert await asyncio.gather(*tasks[1::2]) == [wanted] * (number // 2)
        await feed.listened_to_by(0)
        assert _left(before) == set()
        assert engine._loaded.running == 0


@asynccontextmanager
async def engine_before(feed: LightFeed, backlog: BacklogLimits = BACKLOG) -> AsyncIterator[Engine]:
    async with served({"stock": stock()}, "") as part:
        address = part.split('name: "stock", url: "')[1].split('"')[0]
        sdl = supergraph("news stock", SUPERGRAPH).replace("http://news/", feed.url).replace("http://stock/", address)
        engine = Engine(sdl, subscribing(feed.protocol, begin_timeout=60), backlog=backlog)
        yield engine
        await engine.close()


async def _told(engine: Engine, into: list[Any] | None = None) -> list[Any]:
    told = [] if into is None else into
    async with aclosing(engine.subscribe("subscription { changed { id count } }")) as answers:
        async for answer in answers:
            told.append(json.loads(answer))
    return told


def _left(before: set[asyncio.Task[Any]]) -> set[str]:
    """Tasks of the gateway's that were not there before."""
    new = (repr(task) for task in asyncio.all_tasks() - before)
    return {
        task
        for task in new
        if "/gateway/" in task.replace("/tests/gateway/", "") or "websockets/asyncio/client" in task
    }
