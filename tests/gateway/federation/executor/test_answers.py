"""What clients get, language feature by language feature: the operation, its variables, the data and the requests it took."""

import json
from typing import Any

import pytest

from tests.gateway.federation.executor.conftest import Ask
from tests.gateway.federation.executor.shop import Shop

ITEM_1 = {"id": "1", "name": "Lamp", "count": 4}
CASES: dict[str, tuple[str, dict[str, Any], Any, int]] = {
    "one subgraph": ("{ item(id: 1) { id name } }", {}, {"item": {"id": "1", "name": "Lamp"}}, 1),
    "fields of two subgraphs, in the client's order": (
        "{ item(id: 1) { count name id } }",
        {},
        {"item": {"count": 4, "name": "Lamp", "id": "1"}},
        2,
    ),
    "a key that the client did not ask for is not shown": (
        "{ items { count } }",
        {},
        {"items": [{"count": 4}, {"count": 0}, {"count": 9}]},
        2,
    ),
    "aliases": (
        '{ i: item(id: 1) { euros: price dollars: price(currency: "USD") left: count } }',
        {},
        {"i": {"euros": 10, "dollars": 20, "left": 4}},
        2,
    ),
    "an alias that takes the key's name": (
        "{ item(id: 1) { id: name count } }",
        {},
        {"item": {"id": "Lamp", "count": 4}},
        2,
    ),
    "nothing there": ("{ item(id: 99) { name count } guest { name } }", {}, {"item": None, "guest": None}, 2),
    "lists in lists with null": (
        "{ shelves { id name } }",
        {},
        {"shelves": [[{"id": "1", "name": "Lamp"}, {"id": "2", "name": "Desk"}], None, [{"id": "1", "name": "Lamp"}]]},
        2,
    ),
    "an entity at many places": (
        "{ items { seller { login email } } }",
        {},
        {
            "items": [
                {"seller": {"login": "ada", "email": "ada@shop"}},
                {"seller": {"login": "ben", "email": "ben@shop"}},
                {"seller": {"login": "ada", "email": "ada@shop"}},
            ]
        },
        2,
    ),
    "three hops": (
        "{ me { email sells { name count } } }",
        {},
        {"me": {"email": "ada@shop", "sells": [{"name": "Lamp", "count": 4}, {"name": "Safe", "count": 9}]}},
        3,
    ),
    "a requirement with arguments and an object": ("{ item(id: 1) { shipping } }", {}, {"item": {"shipping": 40}}, 2),
    "requirements that differ in an argument": (
        "{ item(id: 1) { shipping duty } }",
        {},
        {"item": {"shipping": 40, "duty": 2}},
        2,
    ),
    "an interface": (
        "{ things { __typename name ... on Bundle { items { count } } ... on Item { count } } }",
        {},
        {
            "things": [
                {"__typename": "Item", "name": "Lamp", "count": 4},
                {"__typename": "Bundle", "name": "Office", "items": [{"count": 4}, {"count": 0}]},
            ]
        },
        2,
    ),
    "a union": (
        '{ found(word: "a") { ... on Item { name count } ... on User { email } } }',
        {},
        {"found": [{"name": "Lamp", "count": 4}, {"name": "Safe", "count": 9}, {"email": "ada@shop"}]},
        3,
    ),
    "a type condition that nothing meets": (
        '{ found(word: "lamp") { ... on User { email } } }',
        {},
        {"found": [{}]},
        1,
    ),
    "fragments and equal fields": (
        "{ item(id: 1) { ...A ...B } } fragment A on Item { seller { login } } fragment B on Thing { id ... on Item "
        "{ seller { email } } }",
        {},
        {"item": {"seller": {"login": "ada", "email": "ada@shop"}, "id": "1"}},
        2,
    ),
    "typename of an object and of the root": (
        "{ __typename item(id: 1) { __typename count } }",
        {},
        {"__typename": "Query", "item": {"__typename": "Item", "count": 4}},
        2,
    ),
    "a variable goes where it is used": (
        "query ($id: ID!, $c: String) { item(id: $id) { count price(currency: $c) } }",
        {"id": "2", "c": "USD"},
        {"item": {"count": 0, "price": 40}},
        2,
    ),
    "a default stands in for a variable": (
        'query ($id: ID! = "3", $c: String) { item(id: $id) { name price(currency: $c) } }',
        {},
        {"item": {"name": "Safe", "price": 30}},
        1,
    ),
    "left out: not asked for": (
        "query ($more: Boolean!) { item(id: 1) { name count @include(if: $more) } }",
        {"more": False},
        {"item": {"name": "Lamp"}},
        1,
    ),
    "not left out": (
        "query ($more: Boolean!) { item(id: 1) { name count @include(if: $more) } }",
        {"more": True},
        {"item": {"name": "Lamp", "count": 4}},
        2,
    ),
    "a condition by a default": (
        "query ($less: Boolean = true) { me { email @skip(if: $less) name } }",
        {},
        {"me": {"name": "Ada"}},
        1,
    ),
    "a whole branch left out": (
        "query ($more: Boolean!) { motto ... @include(if: $more) { items { count } } }",
        {"more": False},
        {"motto": "buy"},
        1,
    ),
    "two conditions on one field": (
        "query ($a: Boolean!, $b: Boolean!) { item(id: 1) { seller @include(if: $a) { login } seller @include(if: $b) "
        "{ email } } }",
        {"a": False, "b": True},
        {"item": {"seller": {"email": "ada@shop"}}},
        2,
    ),
    "a scalar of the schema's own": ("{ item(id: 1) { extra } }", {}, {"item": {"extra": {"tags": ["lamp"]}}}, 1),
    "an enum": ("{ item(id: 1) { colour } }", {}, {"item": {"colour": "RED"}}, 1),
    "an object without a key of its own": (
        "{ items { place { hall } } }",
        {},
        {"items": [{"place": {"hall": "A"}}, {"place": None}, {"place": {"hall": "A"}}]},
        2,
    ),
    "mutations one after another, each read in full": (
        'mutation { rename(id: 1, to: "Torch") { name count } refill(id: 1, count: 7) { count name } }',
        {},
        {"rename": {"name": "Torch", "count": 4}, "refill": {"count": 7, "name": "Torch"}},
        4,
    ),
}


@pytest.mark.parametrize(("query", "variables", "data", "requests"), CASES.values(), ids=CASES.keys())
async def test_answer(ask: Ask, shop: Shop, query: str, variables: dict[str, Any], data: Any, requests: int) -> None:
    answer = await ask(query, variables)
    assert answer == {"data": data}
    assert list(answer["data"]) == list(data)
    assert shop.requests == requests


async def test_the_order_of_fields_is_the_clients(ask: Ask) -> None:
    answer = await ask("{ item(id: 1) { count seller { email login } name id } }")
    assert list(answer["data"]["item"]) == ["count", "seller", "name", "id"]
    assert list(answer["data"]["item"]["seller"]) == ["email", "login"]


async def test_an_entity_is_looked_up_once(ask: Ask, shop: Shop) -> None:
    await ask("{ items { seller { email } } shelves { id seller { email } } }")
    asked = shop.people.requests[0]["variables"]
    assert [sorted(r["login"] for r in representations) for representations in asked.values()] == [["ada", "ben"]]


async def test_lookups_of_one_step_are_one_request(ask: Ask, shop: Shop) -> None:
    answer = await ask("{ item(id: 1) { count seller { name } } things { ... on Item { place { hall } } } }")
    assert answer["data"]["item"]["count"] == 4 and answer["data"]["things"][0] == {"place": {"hall": "A"}}
    assert len(shop.stock.requests) == 1
    assert set(shop.stock.requests[0]["variables"]) == {"representations", "representations1"}


async def test_only_used_variables_are_sent(ask: Ask, shop: Shop) -> None:
    await ask(
        "query ($id: ID!, $c: String) { item(id: $id) { price(currency: $c) } me { name } }", {"id": "1", "c": "USD"}
    )
    assert shop.items.requests[0]["variables"] == {"id": "1", "c": "USD"}
    assert "variables" not in shop.people.requests[0]


async def test_equal_entities_of_one_answer_are_one_and_different_ones_are_not(ask: Ask, shop: Shop) -> None:
    """`related` brings item 1 twice: once with its price, and once, in another answer of the same field, with another."""
    seen = []

    def price(_info: object, currency: str = "EUR") -> int:
        seen.append(currency)
        return len(seen)

    items = [
        {"id": "1", "price": 7, "seller": {"login": "ada"}},
        {"id": "1", "price": price, "seller": {"login": "ada"}},
    ]
    shop.items.root = {**shop.items.root, "items": lambda _info: [{"related": [typed(i) for i in items]}] * 2}
    answer = await ask("{ items { related { ... on Item { price count seller { name } } } } }")
    first, second = ({"price": p, "count": 4, "seller": {"name": "Ada"}} for p in (7, 1))
    third = {**second, "price": 2}
    assert answer == {"data": {"items": [{"related": [first, second]}, {"related": [first, third]}]}}
    assert [r["id"] for r in next(iter(shop.stock.requests[0]["variables"].values()))] == ["1"]


def typed(item: dict[str, Any]) -> dict[str, Any]:
    return {"__typename": "Item", **item}


async def test_interned_entities_are_completed_everywhere(ask: Ask, shop: Shop) -> None:
    query = (
        "{ me { sells { name seller { login sells { name count } } } } shelves { seller { login sells { count } } } }"
    )
    answer = await ask(query)
    lamp, safe = {"name": "Lamp", "count": 4}, {"name": "Safe", "count": 9}
    ada = {"login": "ada", "sells": [lamp, safe]}
    assert answer["data"]["me"] == {"sells": [{"name": "Lamp", "seller": ada}, {"name": "Safe", "seller": ada}]}
    short = {"seller": {"login": "ada", "sells": [{"count": 4}, {"count": 9}]}}
    desk = {"seller": {"login": "ben", "sells": [{"count": 0}]}}
    assert answer["data"]["shelves"] == [[short, desk], None, [short]]


async def test_a_clients_variable_may_have_any_name(ask: Ask, shop: Shop) -> None:
    query = "query ($representations: Boolean!) { item(id: 1) { count @include(if: $representations) } }"
    assert await ask(query, {"representations": True}) == {"data": {"item": {"count": 4}}}
    assert set(shop.stock.requests[0]["variables"]) == {"representations", "representations_"}


async def test_lists_in_lists_deeper_than_loops_can_be_written(ask: Ask, shop: Shop) -> None:
    levels = 40
    query = "{ item(id: 2) { " + "related { ... on Item { " * levels + "count" + " } }" * levels + " } }"
    data = (await ask(query))["data"]["item"]
    for _ in range(levels):
        data = data["related"][0]
    assert data == {"count": 0}
    assert len(shop.stock.requests) == 1


@pytest.mark.parametrize("deep_one", ["lamp", "desk"])
async def test_a_value_deeper_than_orjson_goes_beside_an_entity_that_stands_at_several_places(
    ask: Ask, shop: Shop, deep_one: str
) -> None:
    """The lamp stands on two shelves, on the second as JSON that is copied; the deep value is in it, or elsewhere."""
    answer, deep = shop.items.answer, "[" * 300 + "]" * 300
    value = f'{{"tags": ["{deep_one}"]}}'.encode()
    shop.items.answer = lambda request: answer(request).replace(value, deep.encode())  # type: ignore[method-assign]
    found = (await ask("{ shelves { name extra } }"))["data"]["shelves"]
    extra = {"lamp": {"tags": ["lamp"]}, "desk": {"tags": ["desk"]}, deep_one: json.loads(deep)}
    lamp, desk = {"name": "Lamp", "extra": extra["lamp"]}, {"name": "Desk", "extra": extra["desk"]}
    assert found == [[lamp, desk], None, [lamp]]
