"""What requests that are under way at the same time share: counted at real subgraphs."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from gateway.federation.deduplication import Deduplicate
from gateway.federation.engine import Engine
from gateway.federation.executor import taking
from gateway.federation.supergraph import Subgraph as Described
from gateway.sources.breaker import BreakerSettings
from gateway.sources.guarded import Guard, GuardedSource
from gateway.sources.header_propagation import HeaderLines
from gateway.sources.header_rules import PassRule
from gateway.sources.http1 import Http1Pool
from gateway.sources.http_source import HttpSource
from gateway.sources.source import Source, SourceAnswer
from tests.gateway.federation.executor.shop import Shop
from tests.gateway.federation.executor.subgraph_servers import Held, response

NONE, SUBGRAPHS, ALL = Deduplicate.NONE, Deduplicate.SUBGRAPHS, Deduplicate.ALL
ADA, BEN = b"Bearer ada", b"Bearer ben"
AUTHORISATION = HeaderLines([PassRule.model_validate({"pass": "authorization"})])
MOTTO = {"data": {"motto": "buy"}}
SHARES = pytest.mark.parametrize("deduplicate", [SUBGRAPHS, ALL])


@asynccontextmanager
async def engine_of(
    shop: Shop, deduplicate: Deduplicate, guard: Guard | None = None, headers: Mapping[str, HeaderLines] | None = None
) -> AsyncIterator[Engine]:
    def lines(subgraph: Described) -> HeaderLines:
        return AUTHORISATION if headers is None else headers.get(subgraph.name, HeaderLines(()))

    def source(subgraph: Described) -> Source:
        pool = Http1Pool(subgraph.name, subgraph.url)
        return GuardedSource(subgraph.name, HttpSource(pool), guard or Guard(retries=0))

    engine = Engine(shop.sdl, source, lines, deduplicate=deduplicate)
    try:
        yield engine
        assert not [t for t in asyncio.all_tasks() if t.get_coro().__qualname__ == "Flights._fly"]  # type: ignore[union-attr]
    finally:
        await engine.close()


async def parsed(*answers: Awaitable[bytes]) -> list[Any]:
    return [json.loads(answer) for answer in await asyncio.gather(*answers)]


def ask(engine: Engine, query: str = "{ motto }", *, seconds: float = 20.0, **more: Any) -> "asyncio.Task[bytes]":
    deadline = asyncio.get_running_loop().time() + seconds
    return asyncio.create_task(engine.execute(query, deadline=deadline, **more))


@pytest.mark.parametrize(("deduplicate", "requests"), [(NONE, 3), (SUBGRAPHS, 1), (ALL, 1)])
async def test_the_same_query_of_three_clients(shop: Shop, deduplicate: Deduplicate, requests: int) -> None:
    async with engine_of(shop, deduplicate) as engine:
        held = Held(shop.people)
        asked = [ask(engine) for _ in range(3)]
        await held.asked(requests)
        held.let_go.set()
        assert await parsed(*asked) == [MOTTO] * 3


@pytest.mark.parametrize(("deduplicate", "requests"), [(SUBGRAPHS, 1), (ALL, 2)])
async def test_two_queries_with_one_request_to_a_subgraph_in_common(
    shop: Shop, deduplicate: Deduplicate, requests: int
) -> None:
    async with engine_of(shop, deduplicate) as engine:
        held = Held(shop.people)
        asked = [ask(engine), ask(engine, "{ motto items { id } }"), ask(engine, "{ motto other: motto }")]
        await held.asked(2)
        held.let_go.set()
        assert [a["data"]["motto"] for a in await parsed(*asked)] == ["buy"] * 3
        assert len(shop.items.requests) == 1


def padded(answer: bytes, padding: bytes) -> bytes:
    """An answer made large for its objects."""
    return b'{"extensions":{"padding":"%b"},' % padding + answer[1:]


@pytest.mark.parametrize(("padding", "times"), [(b"", 4), (b"x" * 10_000, 2)])
async def test_an_entity_of_a_shared_answer_is_merged_into_each_answer_by_itself(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, padding: bytes, times: int
) -> None:
    """Two queries share the list of items, and put different things under the same key of each item.

    An answer that is large for its objects is parsed once for each operation, another one for each request.
    """
    queries = ["{ items { id x: count } }", "{ items { id x: place { hall } } }"]
    async with engine_of(shop, NONE) as engine:
        alone = await parsed(*(ask(engine, q) for q in queries))
    shop.items.requests.clear()
    of_items, parse = [], taking._parsed

    def counted(source: str, answer: SourceAnswer) -> dict[str, Any]:
        of_items.extend([source] if source == "items" else [])
        return parse(source, answer)

    monkeypatch.setattr(taking, "_parsed", counted)
    async with engine_of(shop, SUBGRAPHS) as engine:
        held = Held(shop.items)
        held.answer = lambda request: padded(shop.items.answer(request), padding)
        asked = [ask(engine, q) for q in [*queries, *queries]]
        await held.asked(1)
        held.let_go.set()
        assert await parsed(*asked) == [*alone, *alone]
    assert len(of_items) == times


@SHARES
async def test_nothing_is_shared_between_identities(shop: Shop, deduplicate: Deduplicate) -> None:
    async with engine_of(shop, deduplicate) as engine:
        held = Held(shop.people)
        given = ([(b"authorization", who)] if who else [] for who in (ADA, BEN, b"", ADA))
        asked = [ask(engine, headers=headers) for headers in given]
        await held.asked(3)
        held.let_go.set()
        assert await parsed(*asked) == [MOTTO] * 4
        seen = [next((h for h in (ADA, BEN) if h.decode() in head), b"") for head in shop.people.headers]
        assert sorted(seen) == [b"", ADA, BEN]


@pytest.mark.parametrize("padding", [b"", b"x" * 10_000])
async def test_what_one_may_see_does_not_reach_another_through_a_shared_answer(shop: Shop, padding: bytes) -> None:
    """`items` gets no header and answers both at once; what `stock` tells Ada alone is merged into the same items."""
    seen_by_ada = asyncio.Event()

    async def not_for_ben(request: dict[str, Any], _: Any) -> bytes:
        if ADA.decode() in shop.stock.headers[-1]:
            return response(shop.stock.answer(request))
        await seen_by_ada.wait()
        return response(b'{"data":null,"errors":[{"message":"not for you"}]}')

    shop.stock.fault = not_for_ben
    async with engine_of(shop, SUBGRAPHS, headers={"stock": AUTHORISATION}) as engine:
        held = Held(shop.items)
        held.answer = lambda request: padded(shop.items.answer(request), padding)
        ada, ben = (ask(engine, "{ items { id count } }", headers=[(b"authorization", who)]) for who in (ADA, BEN))
        await held.asked(1)
        held.let_go.set()
        assert json.loads(await ada)["data"]["items"][0] == {"id": "1", "count": 4}
        seen_by_ada.set()
        refused = json.loads(await ben)
        assert refused["data"] == {"items": [None, None, None]}
        assert {error["message"] for error in refused["errors"]} == {"not for you"}


@SHARES
async def test_other_variables_another_operation_another_request(shop: Shop, deduplicate: Deduplicate) -> None:
    query = "query A($id: ID!) { item(id: $id) { name } } query B($id: ID!) { item(id: $id) { name id } }"
    async with engine_of(shop, deduplicate) as engine:
        held = Held(shop.items)
        wanted = [("A", "1"), ("A", "2"), ("B", "1"), ("A", "1")]
        asked = [ask(engine, query, variables={"id": number}, operation_name=name) for name, number in wanted]
        await held.asked(3)
        held.let_go.set()
        found = [a["data"]["item"] for a in await parsed(*asked)]
        assert found == [{"name": "Lamp"}, {"name": "Desk"}, {"name": "Lamp", "id": "1"}, {"name": "Lamp"}]


@SHARES
async def test_mutations_are_never_shared(shop: Shop, deduplicate: Deduplicate) -> None:
    """Not the mutation, and not what it looks up afterwards."""
    query = 'mutation { rename(id: 1, to: "Torch") { name count } }'
    async with engine_of(shop, deduplicate) as engine:
        held = Held(shop.items)
        asked = [ask(engine, query) for _ in range(2)]
        await held.asked(2)
        stock = Held(shop.stock)
        held.let_go.set()
        await stock.asked(2)
        stock.let_go.set()
        assert await parsed(*asked) == [{"data": {"rename": {"name": "Torch", "count": 4}}}] * 2


@SHARES
async def test_who_has_changed_something_sees_it(shop: Shop, deduplicate: Deduplicate) -> None:
    """A query after a mutation does not join one that began before it."""
    async with engine_of(shop, deduplicate) as engine:
        held = Held(shop.items)
        before = ask(engine, "{ item(id: 1) { name } }")
        await held.asked(1)
        shop.items.fault = None
        await ask(engine, 'mutation { rename(id: 1, to: "Torch") { id } }')
        after = ask(engine, "{ item(id: 1) { name } }")
        assert await asyncio.wait_for(after, 5) == b'{"data":{"item":{"name":"Torch"}}}'
        held.let_go.set()
        await before


@SHARES
async def test_an_answer_is_not_kept(shop: Shop, deduplicate: Deduplicate) -> None:
    async with engine_of(shop, deduplicate) as engine:
        for number in (1, 2):
            assert await parsed(ask(engine)) == [MOTTO]
            assert len(shop.people.requests) == number


@SHARES
@pytest.mark.parametrize("leaves", [0, 1])
async def test_one_client_that_leaves_hurts_no_other(shop: Shop, deduplicate: Deduplicate, leaves: int) -> None:
    async with engine_of(shop, deduplicate) as engine:
        held = Held(shop.people)
        asked = [ask(engine) for _ in range(3)]
        await held.asked(1)
        asked.pop(leaves).cancel()
        await asyncio.sleep(0.02)
        held.let_go.set()
        assert await parsed(*asked) == [MOTTO] * 2


@SHARES
async def test_when_all_have_left_the_request_ends_and_the_next_begins_anew(
    shop: Shop, deduplicate: Deduplicate
) -> None:
    async with engine_of(shop, deduplicate) as engine:
        held = Held(shop.people)
        asked = [ask(engine) for _ in range(2)]
        await held.asked(1)
        for one in asked:
            one.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        again = ask(engine)
        await held.asked(2)
        held.let_go.set()
        assert await parsed(again) == [MOTTO]


@SHARES
async def test_who_began_with_little_time_hurts_nobody_with_more(shop: Shop, deduplicate: Deduplicate) -> None:
    async with engine_of(shop, deduplicate) as engine:
        held = Held(shop.people)
        hasty, patient = ask(engine, seconds=0.3), ask(engine)
        (timed_out,) = await parsed(hasty)
        assert timed_out["errors"][0]["extensions"]["code"] == "TIMEOUT"
        await held.asked(2)
        held.let_go.set()
        assert await parsed(patient) == [MOTTO]


@SHARES
async def test_who_has_less_time_than_the_first_is_told_in_its_own_time(shop: Shop, deduplicate: Deduplicate) -> None:
    async with engine_of(shop, deduplicate) as engine:
        held = Held(shop.people)
        patient = ask(engine)
        await held.asked(1)
        (timed_out,) = await parsed(ask(engine, seconds=0.2))
        assert timed_out["errors"][0]["extensions"]["code"] == "TIMEOUT"
        held.let_go.set()
        assert await parsed(patient) == [MOTTO]


@SHARES
async def test_an_error_is_shared_and_not_kept(shop: Shop, deduplicate: Deduplicate) -> None:
    async with engine_of(shop, deduplicate) as engine:
        held = Held(shop.people)
        asked = [ask(engine) for _ in range(3)]
        await held.asked(1)
        held.answer = lambda request: b"no JSON"
        held.let_go.set()
        for answer in await parsed(*asked):
            assert answer["data"] == {"motto": None}
            assert [e["extensions"]["code"] for e in answer["errors"]] == ["BAD_SOURCE_RESPONSE"]
        shop.people.fault = None
        assert await parsed(ask(engine)) == [MOTTO]


async def test_a_shared_failure_is_one_failure_of_the_source(shop: Shop) -> None:
    guard = Guard(timeout=0.2, retries=0, breaker=BreakerSettings(failures=2))
    async with engine_of(shop, SUBGRAPHS, guard) as engine:
        held = Held(shop.people)
        for answer in await parsed(*(ask(engine) for _ in range(5))):
            assert answer["errors"][0]["extensions"]["code"] == "TIMEOUT"
        held.let_go.set()
        shop.people.fault = None
        assert await parsed(ask(engine)) == [MOTTO]


async def test_a_query_for_the_next_supergraph_does_not_wait_for_the_old_one(shop: Shop) -> None:
    async with engine_of(shop, ALL) as engine:
        held = Held(shop.people)
        before = ask(engine)
        await held.asked(1)
        url = shop.sdl.split('name: "people", url: "')[1].split('"')[0]
        await engine.reload(shop.sdl.replace(url, "http://127.0.0.1:9/"))
        (after,) = await parsed(ask(engine))
        assert after["errors"][0]["extensions"]["code"] == "SOURCE_UNAVAILABLE"
        held.let_go.set()
        assert await parsed(before) == [MOTTO]
