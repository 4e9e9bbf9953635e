"""What is wanted under a condition makes nothing else wait for what is then not fetched."""

from textwrap import dedent

import pytest
from graphql import parse

from gateway.federation.composition import SubgraphSource, compose
from gateway.federation.planner.plan import Plan, plan
from gateway.federation.supergraph import read

LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@external"])\n'
)
SUBGRAPHS = {
    "things": 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! }',
    "weights": 'type Thing @key(fields: "id") { id: ID! weight: Int }',
    "prices": """type Thing @key(fields: "id") {
      id: ID! price(in: ID): Int weight: Int @external postage: Int @requires(fields: "weight") }""",
    "totals": """type Thing @key(fields: "id") {
      id: ID! price(in: ID): Int @external postage: Int @external total: Int @requires(fields: "price(in: 7) postage") }""",
}


def planned(operation: str) -> Plan:
    sources = [SubgraphSource(name, f"http://{name}/", LINK + sdl) for name, sdl in SUBGRAPHS.items()]
    return plan(read(compose(sources).supergraph_sdl), parse(operation))


def test_what_is_always_wanted_does_not_take_an_input_that_is_fetched_under_a_condition() -> None:
    """The weight is fetched for the total alone; the price, which is asked of the same subgraph for both, is looked up without it."""
    found = planned("query($x: Boolean!) { thing { total @skip(if: $x) price(in: 7) } }")
    text, _, total = str(found).partition("\n3 totals")
    apart = """
        2 prices, after 0, 1
            Thing at thing
            { id } => { _price_1da95946: price(in: 7) price(in: 7) }
            Thing at thing
            { id weight } => { postage }"""
    assert dedent(apart).strip() in text and "total @skip(if: $x)" in total, str(found)


@pytest.mark.parametrize(
    "operation",
    [
        "query($x: Boolean!) { thing { total @skip(if: $x) price(in: 7) @skip(if: $x) } }",
        "{ thing { total price(in: 7) } }",
    ],
)
def test_under_one_condition_they_are_looked_up_together(operation: str) -> None:
    assert str(planned(operation)).count("Thing at thing") == 3
