"""What is fetched from where, language feature by language feature: the operation, and the plan as `yuxin plan` prints it."""

from textwrap import dedent

import pytest
from graphql import parse, validate

from gateway.federation.planner.limits import PlanningError, PlanningLimit
from gateway.federation.planner.plan import plan
from gateway.federation.supergraph import Supergraph, read
from tests.gateway.federation.supergraphs import supergraph

SHOP = """
type Query @join__type(graph: ITEMS) @join__type(graph: STOCK) @join__type(graph: PEOPLE) {
  items: [Item!]! @join__field(graph: ITEMS)
  me: User @join__field(graph: PEOPLE)
  status: String @join__field(graph: ITEMS) @join__field(graph: STOCK)
}
type Mutation @join__type(graph: ITEMS) @join__type(graph: STOCK) {
  rename(id: ID!, to: String!): Item @join__field(graph: ITEMS)
  refill(id: ID!): Item @join__field(graph: STOCK)
}
interface Thing @join__type(graph: ITEMS) { id: ID! name: String }
type Item implements Thing @join__type(graph: ITEMS, key: "id") @join__type(graph: STOCK, key: "id")
    @join__implements(graph: ITEMS, interface: "Thing") {
  id: ID!
  name: String @join__field(graph: ITEMS)
  weight(unit: String): Int @join__field(graph: ITEMS) @join__field(graph: STOCK, external: true)
  count: Int @join__field(graph: STOCK)
  shipping: Int @join__field(graph: STOCK, requires: "weight(unit: \\"g\\")")
  related: [Thing!] @join__field(graph: ITEMS)
  owner: User @join__field(graph: ITEMS, provides: "name")
  seller: User @join__field(graph: ITEMS)
}
type Bundle implements Thing @join__type(graph: ITEMS) @join__implements(graph: ITEMS, interface: "Thing") {
  id: ID!
  name: String
  items: [Item!]
}
type User @join__type(graph: ITEMS, key: "login") @join__type(graph: PEOPLE, key: "login") {
  login: String!
  name: String @join__field(graph: ITEMS, external: true) @join__field(graph: PEOPLE)
  email: String @join__field(graph: PEOPLE)
}
"""


@pytest.fixture(scope="module")
def shop() -> Supergraph:
    return read(supergraph("items stock people", SHOP))


def planned(graph: Supergraph, operation: str) -> str:
    document = parse(operation)
    assert validate(graph.public, document) == []
    return str(plan(graph, document))


CASES = {
    "one subgraph has it all": (
        "{ items { id name } }",
        """
        0 items
            query { items { id name } }
        """,
    ),
    "an entity is moved by its key, which is fetched for it": (
        "{ items { name count } }",
        """
        0 items
            query { items { name id } }
        1 stock: Item at items, after 0
            { id } => { count }
        """,
    ),
    "a required field is fetched first, with its arguments, under a key of its own": (
        "{ items { shipping } }",
        """
        0 items
            query { items { id _weight_c219ebaf: weight(unit: "g") } }
        1 stock: Item at items, after 0
            { id weight(unit: "g") } => { shipping }
        """,
    ),
    "what a path provides needs no request": (
        "{ items { owner { name } } }",
        """
        0 items
            query { items { owner { name } } }
        """,
    ),
    "the same field on another path needs one": (
        "{ items { seller { name } } }",
        """
        0 items
            query { items { seller { login } } }
        1 people: User at items.seller, after 0
            { login } => { name }
        """,
    ),
    "a shared field goes where the rest is fetched": (
        "{ status me { email } items { id } }",
        """
        0 items
            query { status items { id } }
        1 people
            query { me { email } }
        """,
    ),
    "an interface field is asked as it stands": (
        "{ items { related { name } } }",
        """
        0 items
            query { items { related { __typename name } } }
        """,
    ),
    "a type condition narrows a move": (
        "{ items { related { ... on Item { count } ... on Bundle { name } } } }",
        """
        0 items
            query { items { related { __typename ... on Item { id } ... on Bundle { name } } } }
        1 stock: Item at items.related.|[Item], after 0
            { id } => { count }
        """,
    ),
    "aliases and arguments are the client's": (
        '{ a: items { g: weight(unit: "g") t: weight(unit: "t") } }',
        """
        0 items
            query { a: items { g: weight(unit: "g") t: weight(unit: "t") } }
        """,
    ),
    "an alias that takes a key's name gets out of its way": (
        "{ items { id: name count } }",
        """
        0 items
            query { items { id: name _id_0: id } }
        1 stock: Item at items, after 0
            { id } => { count }
        """,
    ),
    "conditions stay in the plan": (
        "query ($more: Boolean!) { items { name ... @include(if: $more) { count } } }",
        """
        0 items
            query { items { name id } }
        1 stock: Item at items, after 0
            { id } => { count @include(if: $more) }
        """,
    ),
    "decided conditions do not": (
        "{ items { name @include(if: true) count @skip(if: true) } }",
        """
        0 items
            query { items { name } }
        """,
    ),
    "mutations run in their order, each with all that it needs": (
        'mutation { rename(id: 1, to: "x") { name count } refill(id: 1) { count } }',
        """
        0 items
            mutation { rename(id: 1, to: "x") { name id } }
        1 stock: Item at rename, after 0
            { id } => { count }
        2 stock, after 0, 1
            mutation { refill(id: 1) { count } }
        """,
    ),
}


@pytest.mark.parametrize(("operation", "expected"), CASES.values(), ids=CASES.keys())
def test_plan(shop: Supergraph, operation: str, expected: str) -> None:
    assert planned(shop, operation) == dedent(expected).strip()


def test_an_operation_name_must_name_one(shop: Supergraph) -> None:
    document = parse("query A { status } query B { status }")
    assert "status" in str(plan(shop, document, "B"))
    with pytest.raises(PlanningError, match="several operations"):
        plan(shop, document)
    with pytest.raises(PlanningError, match="no operation named 'C'"):
        plan(shop, document, "C")


def test_a_fragment_bomb_ends_at_the_work_limit(shop: Supergraph) -> None:
    levels = 30
    bomb = "".join(f"fragment F{n} on Item {{ ...F{n + 1} ... on Item {{ ...F{n + 1} }} }}" for n in range(levels))
    document = parse(f"{{ items {{ ...F0 }} }} {bomb} fragment F{levels} on Item {{ name }}")
    with pytest.raises(PlanningLimit):
        plan(shop, document)
