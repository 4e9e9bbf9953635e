"""Which operations go to the local subgraph as they stand."""

import pytest
from graphql import GraphQLSchema, OperationType, build_schema, parse, validate

from gateway.execution.documents import DocumentRefused
from gateway.federation.composition import SubgraphSource, compose
from gateway.federation.supergraph import read
from gateway.public_graph.routes import Routes

OWN = """
type Query { entity(uscc: ID!): Entity subject: Subject both: Int @shareable }
type Mutation { record(uscc: ID!): Boolean }
interface Subject { key: ID! }
type Entity implements Subject @key(fields: "uscc") { key: ID! uscc: ID! displayName: String! district: String }
"""
OTHER = """
type Query { visits: [Visit!] both: Int @shareable }
type Mutation { report: Boolean }
interface Subject { key: ID! }
type Site implements Subject { key: ID! }
type Visit { day: String entity: Entity }
type Entity @key(fields: "uscc") { uscc: ID! visits: [Visit!] district: String @override(from: "own") }
"""
LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable", "@override"])\n'


@pytest.fixture(scope="module")
def routes() -> Routes:
    composed = compose([SubgraphSource("own", "", LINK + OWN), SubgraphSource("other", "http://other/", LINK + OTHER)])
    own = build_schema("directive @key(fields: String!) on OBJECT directive @shareable on FIELD_DEFINITION" + OWN)
    return Routes(read(composed.supergraph_sdl), "own", lambda text: accepts(own, text), 10)


def accepts(schema: GraphQLSchema, text: str) -> bool:
    return not validate(schema, parse(text))


@pytest.mark.parametrize(
    "operation",
    [
        '{ entity(uscc: "1") { key displayName } }',
        '{ a: entity(uscc: "1") { key } b: entity(uscc: "2") { key } __typename }',
        "{ __typename }",
        '{ entity(uscc: "1") { ...F } } fragment F on Subject { ... on Entity { displayName } }',
        'mutation { a: record(uscc: "1") b: record(uscc: "2") }',
        'query ($yes: Boolean!) { entity(uscc: "1") @include(if: $yes) { key } }',
    ],
)
async def test_what_the_local_subgraph_has_goes_straight_to_it(routes: Routes, operation: str) -> None:
    assert (await routes.get(operation, None)).straight


@pytest.mark.parametrize(
    "operation",
    [
        "{ visits { day } }",
        '{ entity(uscc: "1") { key visits { day } } }',
        '{ entity(uscc: "1") { district } }',
        '{ entity(uscc: "1") { key } __schema { queryType { name } } }',
        'query ($yes: Boolean!) { ... @include(if: $yes) { __type(name: "Entity") { name } } both }',
        "{ subject { key ... on Site { key } } }",
        "query ($yes: Boolean!) { both ... @include(if: $yes) { visits { day } } }",
        'mutation { record(uscc: "1") report }',
    ],
    ids=[
        "another's root field",
        "another's field of an entity",
        "a field that another overrides",
        "introspection",
        "introspection in a fragment",
        "a type that only another has",
        "another's field under a condition",
        "another's mutation",
    ],
)
async def test_everything_else_goes_through_the_engine(routes: Routes, operation: str) -> None:
    assert not (await routes.get(operation, None)).straight


async def test_the_operation_decides_where_its_document_is_the_local_subgraph_s(routes: Routes) -> None:
    document = 'query A { entity(uscc: "1") { key } } query B { __schema { queryType { name } } }'
    assert (await routes.get(document, "A")).straight
    assert not (await routes.get(document, "B")).straight


async def test_a_branch_that_never_holds_is_no_reason_and_still_no_document_of_the_local_subgraph(
    routes: Routes,
) -> None:
    assert not (await routes.get("{ both visits @skip(if: true) { day } }", None)).straight


async def test_the_kind_is_known_before_anything_runs(routes: Routes) -> None:
    assert (await routes.get('mutation { record(uscc: "1") }', None)).kind is OperationType.MUTATION


@pytest.mark.parametrize(
    ("operation", "name", "said"),
    [
        ("{ nobody }", None, "nobody"),
        ("{", None, "Syntax Error"),
        ("query A { both } query B { both }", None, "operationName"),
        ("query A { both }", "C", "'C'"),
        ("{ _entities(representations: []) { __typename } }", None, "_entities"),
    ],
)
async def test_what_the_public_schema_does_not_have_is_refused(
    routes: Routes, operation: str, name: str | None, said: str
) -> None:
    with pytest.raises(DocumentRefused, match=said):
        await routes.get(operation, name)
