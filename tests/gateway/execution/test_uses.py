"""Which fields an operation uses, also of a document that nobody has validated."""

import pytest
from graphql import OperationDefinitionNode, build_schema, parse

from gateway.execution.uses import used_by

SCHEMA = build_schema("""
type Query { person(id: ID): Person, named: Named }
interface Named { name: String }
type Person implements Named { name: String, friend: Person }
""")


def used(text: str) -> set[str]:
    document = parse(text)
    operation = next(each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    return {use.coordinate for use in used_by(SCHEMA, document, operation).fields}


@pytest.mark.parametrize(
    ("text", "coordinates"),
    [
        ("{ a: person { __typename b: name } }", {"Query.person", "Person.name"}),
        (
            "{ named { name ... on Person { friend { name } } } }",
            {"Query.named", "Named.name", "Person.friend", "Person.name"},
        ),
        (
            "{ ...F } fragment F on Query { person { ...G } } fragment G on Person { name }",
            {"Query.person", "Person.name"},
        ),
        ("{ person { ...F } } fragment F on Person { friend { ...F } }", {"Query.person", "Person.friend"}),
        ("{ __schema { types { name } } }", {"Query.__schema"}),
        (
            "{ nobody { name } ...None ... on Nothing { x } person { none { y } } }",
            {"Query.nobody", "Query.person", "Person.none"},
        ),
        ("mutation { change }", set()),
    ],
)
def test_each_field_by_its_type(text: str, coordinates: set[str]) -> None:
    assert used(text) == coordinates


def test_a_chain_of_fragments_longer_than_calls_can_be_nested() -> None:
    links = " ".join(f"fragment F{number} on Person {{ name ...F{number + 1} }}" for number in range(5_000))
    assert used(f"{{ person {{ ...F0 }} }} {links} fragment F5000 on Person {{ friend {{ name }} }}") == {
        "Query.person",
        "Person.name",
        "Person.friend",
    }
