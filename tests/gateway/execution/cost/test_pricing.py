"""What operations cost: 1 an object, 0 a scalar, lists as long as they are asked for, unless the schema says otherwise."""

from typing import Any

import pytest
from graphql import GraphQLError, get_introspection_query

from gateway.execution.cost import pricing
from tests.gateway.execution.cost.priced import SCHEMA, cost, priced

COSTS: dict[str, tuple[str, int]] = {
    "an object has its weight": ("{ shop { name } }", 3),
    "__typename is free": ("{ __typename shop { __typename } }", 3),
    "a scalar's weight counts": ("{ shop { price } }", 7),
    "a list of scalars is free": ("{ shop { tags } }", 3),
    "a list without @listSize": ("{ shop { items { id } } }", 3 + 10),
    "a field of a list": ("{ shop { items { label } } }", 3 + 10 * (1 + 2)),
    "an assumed size": ("{ anything { ... on Item { id } } }", 5 * 3),
    "the slicing argument": ("{ shops(first: 100) { name } }", 300),
    "its default": ("{ shops { name } }", 12),
    "rows asked for twice over": ("{ a: shops(first: 2) { id } b: shops(first: 3) { id } }", 15),
    "a negative number of rows": ("{ shops(first: -5) { name } }", 0),
    "an argument": ("{ shops(first: 1, open: true) { id } }", 3 + 7),
    "an argument that is false": ("{ shops(first: 1, open: false) { id } }", 3),
    "what is in an input": ('{ shops(first: 1, near: {place: "x", within: {metres: 5}}) { id } }', 3 + 11 + 13),
    "a list in a list": ("{ grid { id } }", 300),
    "a page": ("{ page(first: 50) { nodes { id } total } }", 1 + 150),
    "a page by default": ("{ page { nodes { id } } }", 1 + 60),
    "a list that is not sized by the page": ("{ page(first: 50) { others { id } } }", 1 + 6),
    "an element for each key": ('{ byKeys(keys: ["a", "b"]) { id } }', 6),
    "a mutation": ('mutation { rename(name: "x") { id } }', 10 + 3),
    "fields of one key are one": ("{ shop { name } shop { items { id } } }", 3 + 10),
    "aliases are several": ("{ a: shop { name } b: shop { name } }", 6),
    "the dearest of the types that it may be": ("{ one(id: 1) { ... on Shop { shop { id } } ... on Item { label } } }", 6),
    "fields of the interface count for each": ("{ one(id: 1) { shop { id } ... on Item { label } } }", 3 + 3 + 2),
    "a weight of one of the types": ("{ one(id: 1) { label } }", 3 + 2),
    "a fragment on the same type is none": ("{ shop { ...F ... on Shop { items { id } } } } fragment F on Shop { items { id } }", 13),
    "a fragment counts where it is spread": ("{ a: shop { ...F } b: shop { ...F } } fragment F on Shop { items { id } }", 26),
    "never included": ("{ shop @include(if: false) { id } }", 0),
    "always skipped": ("{ ... @skip(if: true) { shop { id } } }", 0),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), COSTS.values(), ids=COSTS)
def test_what_it_costs(text: str, expected: int) -> None:
    assert cost(text) == expected


VARIABLES: dict[str, tuple[str, dict[str, Any], int]] = {
    "rows": ("query ($n: Int) { shops(first: $n) { id } }", {"n": 30}, 90),
    "rows, written as JSON may": ("query ($n: Int) { shops(first: $n) { id } }", {"n": 30.0}, 90),
    "no rows given: the argument's default": ("query ($n: Int) { shops(first: $n) { id } }", {}, 12),
    "the variable's default": ("query ($n: Int = 8) { shops(first: $n) { id } }", {}, 24),
    "null for rows": ("query ($n: Int = 8) { page(first: $n) { nodes { id } } }", {"n": None}, 61),
    "what no Int is, which is refused later": ("query ($n: Int) { page(first: $n) { nodes { id } } }", {"n": "9"}, 61),
    "a list's length": ("query ($k: [ID!]!) { byKeys(keys: $k) { id } }", {"k": ["a"] * 7}, 21),
    "one in the place of a list": ("query ($k: [ID!]!) { byKeys(keys: $k) { id } }", {"k": "a"}, 3),
    "a key in a list": ("query ($k: ID!) { byKeys(keys: [$k, $k]) { id } }", {"k": "a"}, 6),
    "included": ("query ($b: Boolean!) { shop @include(if: $b) { id } }", {"b": True}, 3),
    "not included": ("query ($b: Boolean!) { shop @include(if: $b) { id } }", {"b": False}, 0),
    "skipped": ("query ($b: Boolean!) { ... @skip(if: $b) { shop { id } } }", {"b": True}, 0),
    "one of two places is there": (
        "query ($b: Boolean!) { shop { name } shop @include(if: $b) { items { id } } }",
        {"b": False},
        3,
    ),
    "an input": ("query ($n: Near) { shops(first: 1, near: $n) { id } }", {"n": {"within": {"metres": 1}}}, 16),
    "an argument's weight": ("query ($o: Boolean) { shops(first: 1, open: $o) { id } }", {"o": True}, 10),
}


@pytest.mark.parametrize(("text", "variables", "expected"), VARIABLES.values(), ids=VARIABLES)
def test_what_it_costs_by_its_variables(text: str, variables: dict[str, Any], expected: int) -> None:
    assert cost(text, variables) == expected


def test_the_same_values_are_computed_once() -> None:
    found = priced("query ($n: Int, $k: ID!) { shops(first: $n) { id } one(id: $k) { id } }")
    first = found.found({"n": 3, "k": "a"})
    assert found.found({"n": 3, "k": "b"}) is first
    assert found.found({"n": 4}) is not first


def test_values_that_never_come_again_do_not_fill_the_memory() -> None:
    found = priced("query ($n: Int) { shops(first: $n) { id } }")
    assert [found.found({"n": n}).cost for n in range(1_000)] == [3 * n for n in range(1_000)]
    assert len(found._known) <= 256


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        ("", "Query.strict"),
        ("(first: 1, last: 1)", "Query.strict"),
        ("(last: 1)", None),
        ("(first: null, last: 2)", None),
    ],
)
def test_exactly_one_slicing_argument_where_the_schema_wants_it(arguments: str, wrong: str | None) -> None:
    assert priced(f"{{ strict{arguments} {{ id }} }}").found(None).wrong == wrong


def test_introspection_costs_about_as_much_as_there_is() -> None:
    """A schema of some 30 types, most of them of the introspection system itself."""
    assert 100 < cost(get_introspection_query()) < 3_000
    assert cost("{ __schema { types { name } } }") == 1 + len(SCHEMA.type_map)
    assert cost('{ __type(name: "Shop") { name } }') == 1


def test_the_dearest_road_is_told() -> None:
    found = priced("query ($n: Int!) { shop { id } page(first: $n) { nodes { items { shop { name } } } } }")
    assert found.dearest({"n": 50}) == "page.nodes×50.items×10.shop"


def test_an_operation_that_is_too_large_to_price(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pricing, "MOST_SELECTIONS", 1_000)
    bomb = " ".join(
        f"fragment F{n} on Shop {{ a: shop {{ ...F{n + 1} }} b: shop {{ ...F{n + 1} }} }}" for n in range(20)
    )
    with pytest.raises(GraphQLError, match="too large") as raised:
        priced(f"{{ shop {{ ...F0 }} }} {bomb} fragment F20 on Shop {{ name }}")
    assert raised.value.extensions == {"code": "LIMIT_EXCEEDED"}
