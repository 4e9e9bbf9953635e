"""Answers where @skip and @include decide what is there: nested ones, ones that leave nothing, ones of the same field."""

from typing import Any

import pytest

from tests.gateway.federation.executor.conftest import Ask
from tests.gateway.federation.executor.shop import Shop

NOTHING: dict[str, Any] = {}
CASES: dict[str, tuple[str, dict[str, Any], Any]] = {
    "a condition in a condition of the same kind": (
        "query ($a: Boolean!, $b: Boolean!) { item(id: 1) { name ... @include(if: $a) { count @include(if: $b) } } }",
        {"a": True, "b": True},
        {"item": {"name": "Lamp", "count": 4}},
    ),
    "a type condition under two conditions": (
        "query ($a: Boolean!, $b: Boolean!) { things { ... @include(if: $a) { ... on Item @include(if: $b) { name } } } }",
        {"a": True, "b": True},
        {"things": [{"name": "Lamp"}, NOTHING]},
    ),
    "an object of which everything is left out is still there": (
        "{ item(id: 1) { name @skip(if: true) } guest { name @skip(if: true) } }",
        {},
        {"item": NOTHING, "guest": None},
    ),
    "an object of which a variable leaves everything out is still there": (
        "query ($a: Boolean!) { item(id: 1) { name @include(if: $a) } guest { name @include(if: $a) } }",
        {"a": False},
        {"item": NOTHING, "guest": None},
    ),
    "a type condition in which everything is left out": (
        "{ things { ... on Item { name @skip(if: true) } } }",
        {},
        {"things": [NOTHING, NOTHING]},
    ),
    "an object of another subgraph of which everything is left out": (
        "query ($a: Boolean!) { items { place { hall @include(if: $a) } } }",
        {"a": False},
        {"items": [{"place": NOTHING}, {"place": None}, {"place": NOTHING}]},
    ),
}


@pytest.mark.parametrize(("query", "variables", "data"), CASES.values(), ids=CASES.keys())
async def test_answer(ask: Ask, query: str, variables: dict[str, Any], data: Any) -> None:
    assert await ask(query, variables) == {"data": data}


ORDERS = {
    "a field between two type conditions": (
        "{ things { ... on Item { id } name ... on Item { price } } }",
        {},
        ["id", "name", "price"],
    ),
    "a type condition between two fields": (
        "{ things { name ... on Item { price id } id } }",
        {},
        ["name", "price", "id"],
    ),
    "the same field under another condition between": (
        "query ($a: Boolean!) { things { ... on Item { seller { login } seller @include(if: $a) { email } seller { name } } } }",
        {"a": True},
        ["login", "email", "name"],
    ),
    "a type condition with the field between": (
        "{ things { ... on Item { size { width } } ... { ... on Thing { ... on Item { price size { height } } } } } }",
        {},
        ["size", "price"],
    ),
}


@pytest.mark.parametrize(("query", "variables", "order"), ORDERS.values(), ids=ORDERS.keys())
async def test_fields_stand_in_the_order_of_the_document(
    ask: Ask, query: str, variables: dict[str, Any], order: list[str]
) -> None:
    first = (await ask(query, variables))["data"]["things"][0]
    assert list(first.get("seller", first)) == order


async def test_a_mutation_under_several_conditions_is_executed_once(ask: Ask, shop: Shop) -> None:
    query = """
    mutation ($a: Boolean!, $b: Boolean!) {
      rename(id: 1, to: "x") @include(if: $a) { name }
      refill(id: 1, count: 2) { count }
      rename(id: 1, to: "x") @skip(if: $b) { id }
      rename(id: 1, to: "x") @include(if: $a) { colour }
    }
    """
    renamed = {"name": "x", "id": "1", "colour": "RED"}
    for a, b, order, data in (
        (True, False, ["rename", "refill"], renamed),
        (True, True, ["rename", "refill"], {"name": "x", "colour": "RED"}),
        (False, False, ["refill", "rename"], {"id": "1"}),
        (False, True, ["refill"], None),
    ):
        shop.items.requests.clear()
        answer = await ask(query, {"a": a, "b": b})
        assert list(answer["data"]) == order
        assert answer["data"].get("rename") == data
        assert sum("rename" in request["query"] for request in shop.items.requests) == (a or not b)
