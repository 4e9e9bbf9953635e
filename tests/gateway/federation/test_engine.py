"""The engine as a whole: what it refuses, introspection, caching, headers, and another supergraph while it serves."""

import asyncio
import json

import pytest

from gateway.federation.engine import Engine
from gateway.federation.planner.plan import plan
from gateway.federation.supergraph import SupergraphError
from gateway.sources.header_propagation import HeaderLines
from gateway.sources.header_rules import PassRule, SetRule
from tests.gateway.federation.executor.shop import Shop
from tests.gateway.federation.executor.subgraph_servers import response


@pytest.mark.parametrize(
    ("query", "name", "variables", "message"),
    [
        ("{ item(id: 1) { name }", None, {}, "Syntax Error"),
        ("{ nothing }", None, {}, "Cannot query field 'nothing'"),
        ("query A { motto } query B { motto }", None, {}, "operationName"),
        ("query A { motto }", "B", {}, "no operation named 'B'"),
        ("query ($id: ID!) { item(id: $id) { name } }", None, {}, "non-null type 'ID!'"),
        ("query ($c: Boolean!) { motto @include(if: $c) }", None, {"c": "yes"}, "Boolean"),
        ("{ __schema { types { name } } item { name } }", None, {}, "of type 'ID!' is required"),
    ],
)
async def test_a_request_that_cannot_run_is_refused_with_the_reason(
    engine: Engine, shop: Shop, query: str, name: str | None, variables: dict[str, str], message: str
) -> None:
    answer = json.loads(await engine.execute(query, variables, name))
    assert "data" not in answer
    assert message in answer["errors"][0]["message"]
    assert answer["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    assert shop.requests == 0


async def test_an_operation_that_is_too_deep_is_refused(engine: Engine) -> None:
    levels = 300
    query = "{ things { " + "... on Bundle { items { related { " * levels + "id" + " } } }" * levels + " } }"
    (error,) = json.loads(await engine.execute(query))["errors"]
    assert error["extensions"]["code"] in ("LIMIT_EXCEEDED", "BAD_INPUT")


async def test_the_operation_name_chooses(engine: Engine) -> None:
    query = "query A { motto } query B { item(id: 1) { name } }"
    assert json.loads(await engine.execute(query, operation_name="A")) == {"data": {"motto": "buy"}}
    assert json.loads(await engine.execute(query, operation_name="B")) == {"data": {"item": {"name": "Lamp"}}}


async def test_introspection_is_answered_from_the_public_schema(engine: Engine, shop: Shop) -> None:
    query = """
    query ($name: String!) {
      kind: __type(name: $name) { enumValues { name } } ...S
    }
    fragment S on Query { __schema { queryType { name } } __typename }
    """
    answer = json.loads(await engine.execute(query, {"name": "Colour"}))
    assert answer == {
        "data": {
            "kind": {"enumValues": [{"name": "RED"}, {"name": "BLUE"}]},
            "__schema": {"queryType": {"name": "Query"}},
            "__typename": "Query",
        }
    }
    assert shop.requests == 0


async def test_introspection_stands_beside_data(engine: Engine) -> None:
    answer = json.loads(await engine.execute('{ motto __type(name: "Size") { kind } }'))
    assert answer == {"data": {"motto": "buy", "__type": {"kind": "OBJECT"}}}


async def test_a_document_is_planned_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    planned: list[int] = []
    monkeypatch.setattr("gateway.federation.preparing.plan", lambda *a: planned.append(1) or plan(*a))  # type: ignore[func-returns-value]
    for _ in range(3):
        await engine.execute("{ motto }")
    assert len(planned) == 1


async def test_the_least_used_plan_is_forgotten(shop: Shop) -> None:
    engine = Engine(shop.sdl, kept=2)
    for query in ("{ motto }", "{ a: motto }", "{ motto }", "{ b: motto }"):
        await engine.execute(query)
    assert [text for text, _ in engine._loaded.operations._kept] == ["{ motto }", "{ b: motto }"]
    await engine.close()


async def test_each_subgraph_gets_the_headers_that_its_rules_name(shop: Shop) -> None:
    rules: dict[str, PassRule | SetRule] = {
        "items": PassRule.model_validate({"pass": "x-request-id"}),
        "stock": SetRule(set="x-key", value="7"),
    }
    engine = Engine(shop.sdl, make_headers=lambda s: HeaderLines([rules[s.name]] if s.name in rules else []))
    await engine.execute("{ item(id: 1) { count } motto }", headers=[(b"x-request-id", b"42"), (b"x-other", b"1")])
    assert "x-request-id: 42\r\n" in shop.items.headers[0] and "x-other" not in shop.items.headers[0]
    assert "x-key: 7\r\n" in shop.stock.headers[0]
    assert "x-" not in shop.people.headers[0] + shop.stock.headers[0].replace("x-key", "")
    await engine.close()


async def test_another_supergraph_is_served_from_then_on(engine: Engine, shop: Shop) -> None:
    await engine.reload(shop.sdl.replace("motto: String", "slogan: String"))
    assert "errors" in json.loads(await engine.execute("{ motto }"))
    assert json.loads(await engine.execute("{ item(id: 1) { name count } }"))["data"]["item"]["count"] == 4


async def test_a_supergraph_that_does_not_load_leaves_the_old_one(engine: Engine) -> None:
    with pytest.raises(SupergraphError):
        await engine.reload("type Query { a: Int }")
    assert json.loads(await engine.execute("{ motto }")) == {"data": {"motto": "buy"}}


async def test_a_subgraph_without_an_address_is_named(engine: Engine, shop: Shop) -> None:
    url = shop.sdl.split('name: "people", url: "')[1].split('"')[0]
    with pytest.raises(SupergraphError, match="people"):
        await engine.reload(shop.sdl.replace(url, ""))
    assert json.loads(await engine.execute("{ motto }")) == {"data": {"motto": "buy"}}


async def test_a_reload_drops_no_request_under_way(engine: Engine, shop: Shop) -> None:
    waiting = asyncio.Event()

    async def slow(request: dict[str, object], writer: asyncio.StreamWriter) -> bytes:
        await waiting.wait()
        return response(shop.people.answer(request))

    shop.people.fault = slow
    under_way = asyncio.create_task(engine.execute("{ motto }"))
    await asyncio.sleep(0.05)
    without_people = shop.sdl.replace(shop.sdl.split('name: "people", url: "')[1].split('"')[0], "http://127.0.0.1:9/")
    await engine.reload(without_people)
    waiting.set()
    assert json.loads(await under_way) == {"data": {"motto": "buy"}}
    answer = json.loads(await engine.execute("{ motto }"))
    assert answer["errors"][0]["extensions"]["code"] == "SOURCE_UNAVAILABLE"


async def test_a_source_of_two_supergraphs_before_is_open_while_the_older_one_still_uses_it(
    engine: Engine, shop: Shop
) -> None:
    waiting = asyncio.Event()

    async def slow(request: dict[str, object], writer: asyncio.StreamWriter) -> bytes:
        await waiting.wait()
        return response(shop.people.answer(request))

    shop.people.fault = slow
    under_way = asyncio.create_task(engine.execute("{ motto }"))
    await asyncio.sleep(0.05)
    await engine.reload(shop.sdl.replace("motto: String", "motto: String slogan: String"))
    await engine.reload(
        shop.sdl.replace(shop.sdl.split('name: "people", url: "')[1].split('"')[0], "http://127.0.0.1:9/")
    )
    waiting.set()
    assert json.loads(await under_way) == {"data": {"motto": "buy"}}


async def test_the_engine_starts_with_every_subgraph_down(shop: Shop) -> None:
    sdl = shop.sdl
    for subgraph in ("items", "stock", "people"):
        url = sdl.split(f'name: "{subgraph}", url: "')[1].split('"')[0]
        sdl = sdl.replace(url, "http://127.0.0.1:9/")
    engine = Engine(sdl)
    answer = json.loads(await engine.execute("{ motto item(id: 1) { name } }"))
    assert answer["data"] == {"motto": None, "item": None}
    assert {e["extensions"]["source"] for e in answer["errors"]} == {"items", "people"}
    await engine.close()
