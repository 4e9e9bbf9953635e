"""What a path brings along: of an object, deeper, of a union's members, and not on other paths."""

import pytest

from tests.gateway.federation.composed.services import Case, Service, check, found_by

OFFICES = [{"id": "o1", "name": "North", "chief": {"id": "p1"}}]
PEOPLE = [{"id": "p1", "name": "Ada", "phone": "1"}, {"id": "p2", "name": "Ben", "phone": "2"}]


def services() -> dict[str, Service]:
    ada, north = {"id": "p1", "name": "Ada"}, {"id": "o1", "name": "North", "chief": {"id": "p1", "name": "Ada"}}
    return {
        "cases": Service(
            """
            type Query { case: Case! }
            type Case {
              handledBy: Office! @provides(fields: "name chief { name }")
              openedAt: Office!
              openedBy: Party! @provides(fields: "... on Person { name } ... on Office { name }")
              watched: [Party!]!
            }
            union Party = Person | Office
            type Office @key(fields: "id") { id: ID! name: String! @external chief: Person! @external }
            type Person @key(fields: "id") { id: ID! name: String! @external }
            """,
            {
                "case": {
                    "handledBy": north,
                    "openedAt": {"id": "o1"},
                    "openedBy": {"__typename": "Person", **ada},
                    "watched": [{"__typename": "Office", "id": "o1"}, {"__typename": "Person", "id": "p2"}],
                }
            },
        ),
        "offices": Service(
            """
            type Office @key(fields: "id") { id: ID! name: String! @shareable chief: Person! @shareable }
            type Person @key(fields: "id", resolvable: false) { id: ID! }
            """,
            {},
            {"Office": found_by("id", OFFICES)},
        ),
        "people": Service(
            'type Person @key(fields: "id") { id: ID! name: String! @shareable phone: String! }',
            {},
            {"Person": found_by("id", PEOPLE)},
        ),
    }


CASES = {
    "an object and what is below it": Case(
        "{ case { handledBy { name chief { name } } } }",
        {"case": {"handledBy": {"name": "North", "chief": {"name": "Ada"}}}},
        "cases",
    ),
    "not on another path": Case(
        "{ case { openedAt { name } } }", {"case": {"openedAt": {"name": "North"}}}, "cases offices"
    ),
    "not more than it says": Case(
        "{ case { handledBy { chief { name phone } } } }",
        {"case": {"handledBy": {"chief": {"name": "Ada", "phone": "1"}}}},
        "cases people",
    ),
    "of a union's members": Case(
        "{ case { openedBy { ... on Person { name } ... on Office { name } } } }",
        {"case": {"openedBy": {"name": "Ada"}}},
        "cases",
    ),
    "of no member on another path": Case(
        "{ case { watched { __typename ... on Person { name } ... on Office { name } } } }",
        {"case": {"watched": [{"__typename": "Office", "name": "North"}, {"__typename": "Person", "name": "Ben"}]}},
        "cases offices people",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
async def test_what_is_provided(case: Case) -> None:
    await check(services(), case)
