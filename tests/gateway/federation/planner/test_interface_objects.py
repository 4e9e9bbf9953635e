"""@interfaceObject: fields that one subgraph adds to every type of an interface, without knowing the types."""

from textwrap import dedent

from graphql import parse, validate

from gateway.federation.planner.plan import plan
from gateway.federation.supergraph import read
from tests.gateway.federation.supergraphs import supergraph

ACCOUNTS = """
type Query @join__type(graph: TYPES) @join__type(graph: NAMES) {
  known: [Account!]! @join__field(graph: TYPES)
  accounts: [Account!]! @join__field(graph: NAMES)
}
interface Account @join__type(graph: TYPES, key: "id") @join__type(graph: NAMES, key: "id", isInterfaceObject: true) {
  id: ID!
  name: String @join__field(graph: NAMES)
  nick: String @join__field(graph: NAMES)
}
type Admin implements Account @join__type(graph: TYPES, key: "id") @join__implements(graph: TYPES, interface: "Account") {
  id: ID! @join__field(graph: TYPES)
  rights: String @join__field(graph: TYPES)
  name: String @join__field
  nick: String @join__field
}
type Guest implements Account @join__type(graph: TYPES, key: "id") @join__implements(graph: TYPES, interface: "Account") {
  id: ID! @join__field(graph: TYPES)
  rights: String @join__field(graph: TYPES)
  name: String @join__field
  nick: String @join__field
}
"""


def plan_of(operation: str) -> str:
    graph, document = read(supergraph("types names", ACCOUNTS)), parse(operation)
    assert validate(graph.public, document) == []
    return str(plan(graph, document))


def test_the_types_are_asked_of_who_knows_them() -> None:
    assert (
        plan_of("{ accounts { __typename name } }")
        == dedent("""
        0 names
            query { accounts { id name } }
        1 types: Account at accounts, after 0
            { id } => { __typename }
        """).strip()
    )


def test_a_field_of_one_type_is_asked_with_the_object() -> None:
    assert (
        plan_of("{ accounts { ... on Admin { name rights } } }")
        == dedent("""
        0 names
            query { accounts { id name } }
        1 types: Account at accounts, after 0
            { id } => { __typename ... on Admin { rights } }
        """).strip()
    )


def test_under_a_condition_too() -> None:
    assert (
        plan_of("query ($all: Boolean!) { accounts { ... on Admin { name @include(if: $all) } } }")
        == dedent("""
        0 names
            query { accounts { id name @include(if: $all) } }
        1 types: Account at accounts, after 0
            { id } => { __typename }
        """).strip()
    )


def test_a_key_that_means_something_else_for_another_type_waits_for_the_types() -> None:
    assert (
        plan_of("{ accounts { ... on Admin { name } ... on Guest { name: nick } } }")
        == dedent("""
        0 names
            query { accounts { id } }
        1 types: Account at accounts, after 0
            { id } => { __typename ... on Admin { id } ... on Guest { id } }
        2 names, after 1
            Account at accounts.|[Admin]
            { id } => { name }
            Account at accounts.|[Guest]
            { id } => { name: nick }
        """).strip()
    )


def test_where_the_types_are_known_first_only_the_objects_of_the_type_are_looked_up() -> None:
    assert (
        plan_of("{ known { ... on Admin { name } } }")
        == dedent("""
        0 types
            query { known { __typename ... on Admin { id } } }
        1 names: Account at known.|[Admin], after 0
            { id } => { name }
        """).strip()
    )
