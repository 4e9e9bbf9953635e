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


def plan_of(graphs: str, types: str, operation: str) -> str:
    return planned(read(supergraph(graphs, types)), operation)


def test_a_fetch_that_stands_takes_what_another_field_requires() -> None:
    types = """
    type Query @join__type(graph: A) { item: Item }
    type Item @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
      id: ID!
      x: Int @join__field(graph: A) @join__field(graph: B, external: true)
      y: Int @join__field(graph: A) @join__field(graph: B, external: true)
      byX: Int @join__field(graph: B, requires: "x")
      byY: Int @join__field(graph: B, requires: "y")
    }
    """
    assert (
        plan_of("a b", types, "{ item { byX byY } }")
        == dedent("""
        0 a
            query { item { id x y } }
        1 b: Item at item, after 0
            { id x y } => { byX byY }
        """).strip()
    )


def test_requirements_that_differ_in_arguments_are_two_lookups_of_one_request() -> None:
    types = """
    type Query @join__type(graph: A) { item: Item }
    type Item @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
      id: ID!
      price(in: String): Int @join__field(graph: A) @join__field(graph: B, external: true)
      euros: Int @join__field(graph: B, requires: "price(in: \\"EUR\\")")
      dollars: Int @join__field(graph: B, requires: "price(in: \\"USD\\")")
    }
    """
    assert (
        plan_of("a b", types, "{ item { euros dollars } }")
        == dedent("""
        0 a
            query { item { id _price_99a774dd: price(in: "EUR") _price_c4876341: price(in: "USD") } }
        1 b, after 0
            Item at item
            { id price(in: "EUR") } => { euros }
            Item at item
            { id price(in: "USD") } => { dollars }
        """).strip()
    )


def test_lookups_of_one_step_share_a_request_and_equal_ones_a_list(shop: Supergraph) -> None:
    operation = "{ items { owner { email } seller { email } related { ... on Item { count } } count } }"
    assert (
        planned(shop, operation)
        == dedent("""
        0 items
            query { items { owner { login } seller { login } related { __typename ... on Item { id } } id } }
        1 people: User at items.owner and items.seller, after 0
            { login } => { email }
        2 stock: Item at items.related.|[Item] and items, after 0
            { id } => { count }
        """).strip()
    )


CLASHING = """
union Account @join__type(graph: A) @join__unionMember(graph: A, member: "User") @join__unionMember(graph: A, member: "Admin")
  = User | Admin
type Query @join__type(graph: A) { accounts: [Account!]! }
type User @join__type(graph: A) @join__type(graph: B, key: "id") {
  id: ID @join__field(graph: A, type: "ID!") @join__field(graph: B, type: "ID")
  peers: [Account!]! @join__field(graph: A)
}
type Admin @join__type(graph: A) { id: ID peers: [Account!]! }
"""


def test_fields_that_may_not_share_a_key_in_a_subgraph_get_aliases() -> None:
    peers = "peers { ... on User { id } }"
    operation = f"{{ accounts {{ ... on User {{ id {peers} }} ... on Admin {{ id {peers} }} }} }}"
    asked = "peers { __typename ... on User { id } }"
    assert (
        plan_of("a b", CLASHING, operation)
        == dedent(f"""
        0 a
            query {{ accounts {{ __typename ... on User {{ id {asked} }} ... on Admin {{ _Admin_id: id {asked} }} }} }}
        """).strip()
    )


def test_what_only_some_subgraphs_of_a_shared_union_know_is_not_asked() -> None:
    types = """
    union Media @join__type(graph: A) @join__type(graph: B) @join__unionMember(graph: A, member: "Book")
      @join__unionMember(graph: B, member: "Book") @join__unionMember(graph: A, member: "Song") = Book | Song
    type Query @join__type(graph: A) @join__type(graph: B) { media: Media only: Media @join__field(graph: A) }
    type Book @join__type(graph: A) @join__type(graph: B) { title: String }
    type Song @join__type(graph: A) { title: String }
    """
    operation = "{ media { ... on Book { title } ... on Song { title } } only { ... on Song { title } } }"
    assert (
        plan_of("a b", types, operation)
        == dedent("""
        0 a
            query { media { __typename ... on Book { title } } only { __typename ... on Song { title } } }
        """).strip()
    )
    assert (
        plan_of("a b", types, "{ media { ... on Song { title } } }")
        == dedent("""
        0 a
            query { media { __typename } }
        """).strip()
    )


SPLIT = """
interface Node @join__type(graph: A) @join__type(graph: B) { id: ID! }
type Query @join__type(graph: A) @join__type(graph: B) { node: Node }
type Book implements Node @join__type(graph: A, key: "id") @join__type(graph: B, key: "id")
    @join__implements(graph: A, interface: "Node") @join__implements(graph: B, interface: "Node") {
  id: ID! @join__field(graph: A) @join__field(graph: B, external: true)
}
type Song implements Node @join__type(graph: A, key: "id") @join__type(graph: B, key: "id")
    @join__implements(graph: A, interface: "Node") @join__implements(graph: B, interface: "Node") {
  id: ID! @join__field(graph: A, external: true) @join__field(graph: B)
}
"""


def test_an_interface_is_not_put_together_from_objects_of_two_subgraphs() -> None:
    with pytest.raises(PlanningError, match=r"no subgraph can be asked for node\.id"):
        plan_of("a b", SPLIT, "{ node { id } }")


def test_an_external_key_is_no_answer() -> None:
    assert (
        plan_of("a b", SPLIT, "{ node { ... on Song { id } } }")
        == dedent("""
        0 b
            query { node { __typename ... on Song { id } } }
        """).strip()
    )


def test_the_leaf_with_the_fewest_ways_decides_where_shared_ones_go() -> None:
    types = """
    type Query @join__type(graph: A) @join__type(graph: B) { media: Media }
    type Media @join__type(graph: A) @join__type(graph: B) { id: ID! title: String @join__field(graph: B) }
    """
    assert (
        plan_of("a b", types, "{ media { id title } }")
        == dedent("""
        0 b
            query { media { title id } }
        """).strip()
    )


def test_a_fetch_for_conditional_fields_alone_is_conditional(shop: Supergraph) -> None:
    document = parse(
        "query ($a: Boolean!, $b: Boolean!) { items { name ... @include(if: $a) { shipping @skip(if: $b) } } }"
    )
    fetches = plan(shop, document).fetches
    assert [[[(c.variable, c.value) for c in one] for one in fetch.needed] for fetch in fetches] == [
        [[]],
        [[("a", True), ("b", False)]],
    ]


def test_conditions_of_one_kind_stand_around_each_other(shop: Supergraph) -> None:
    operation = "query ($a: Boolean!, $b: Boolean!) { items { ... @include(if: $a) { name @include(if: $b) } } }"
    assert (
        planned(shop, operation)
        == dedent("""
        0 items
            query { items { ... @include(if: $b) { name @include(if: $a) } __typename } }
        """).strip()
    )


def test_requirements_of_one_another_do_not_make_a_fetch_wait_for_itself() -> None:
    """`last` of c requires `middle` of d, which requires `first` of c; fetches of both stand already when it is laid."""
    types = """
    type Query @join__type(graph: A) { item: Item @join__field(graph: A) }
    type Item @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") @join__type(graph: B, key: "code")
        @join__type(graph: C, key: "code") @join__type(graph: D, key: "id") {
      id: ID! @join__field(graph: A) @join__field(graph: B) @join__field(graph: D)
      code: ID! @join__field(graph: B) @join__field(graph: C)
      first: Int @join__field(graph: C) @join__field(graph: D, external: true)
      middle: Int @join__field(graph: D, requires: "first") @join__field(graph: C, external: true)
      last: Int @join__field(graph: C, requires: "middle")
      other: Int @join__field(graph: D)
    }
    """
    assert (
        plan_of("a b c d", types, "{ item { first other last } }")
        == dedent("""
        0 a
            query { item { id } }
        1 b: Item at item, after 0
            { id } => { code }
        2 c: Item at item, after 1
            { code } => { first }
        3 d: Item at item, after 0, 2
            { id first } => { other middle }
        4 c: Item at item, after 1, 3
            { code middle } => { last }
        """).strip()
    )


def test_a_chain_of_requirements_is_a_fetch_for_each() -> None:
    """Every field requires all those of the other subgraph before it: what is required twice is searched and fetched once."""
    fields = []
    for number in range(16):
        own, other = ("A", "B") if number % 2 else ("B", "A")
        needed = " ".join(f"f{n}" for n in range(number) if n % 2 != number % 2)
        requires = f', requires: "{needed}"' if needed else ""
        fields.append(
            f"f{number}: Int @join__field(graph: {own}{requires}) @join__field(graph: {other}, external: true)"
        )
    types = f"""
    type Query @join__type(graph: A) {{ item: Item }}
    type Item @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {{ id: ID! {" ".join(fields)} }}
    """
    assert plan_of("a b", types, "{ item { f15 } }").count(": Item at item") == 16


def test_a_mutations_field_under_two_conditions_is_sent_once_in_each_case(shop: Supergraph) -> None:
    operation = """
    mutation ($a: Boolean!) {
      rename(id: 1, to: "x") @include(if: $a) { name }
      refill(id: 1) { count }
      rename(id: 1, to: "x") { id }
    }
    """
    assert (
        planned(shop, operation)
        == dedent("""
        0 items
            mutation { rename(id: 1, to: "x") @include(if: $a) { name id } }
        1 stock, after 0
            mutation { refill(id: 1) { count } }
        2 items, after 0, 1
            mutation { rename(id: 1, to: "x") @skip(if: $a) { id } }
        """).strip()
    )


def test_introspection_is_nobodys_to_fetch(shop: Supergraph) -> None:
    assert planned(shop, "{ __schema { types { name } } __typename }") == ""
