"""Entities between subgraphs: one key or several, composite, nested, of another subgraph, null, not to be looked up by."""

from typing import Any

import pytest

from tests.gateway.federation.composed.services import Case, Service, check, found_by

FIRMS = [
    {"code": "f1", "name": "Lantern", "licence": {"office": "north", "number": 7}},
    {"code": "f2", "name": "Ferry", "licence": {"office": "south", "number": 7}},
]
PERMITS = {("north", 7): ["food"], ("south", 7): ["food", "fire"]}
NUMBERS: list[dict[str, Any]] = [{"code": "f1", "taxNumber": "t9"}, {"code": "f2", "taxNumber": None}]
SEATS = {("A", 1): "ada", ("A", 2): None}


def services() -> dict[str, Service]:
    by_code = found_by("code", FIRMS)
    return {
        "registry": Service(
            """
            type Query { firms: [Firm!]! firm(code: ID!): Firm }
            type Firm @key(fields: "code") @key(fields: "licence { office number }") {
              code: ID! name: String! licence: Licence!
            }
            type Licence @shareable { office: String! number: Int! }
            """,
            {"firms": FIRMS, "firm": lambda _info, code: by_code({"code": code})},
            {"Firm": by_code},
        ),
        "permits": Service(
            """
            type Firm @key(fields: "licence { office number }") { licence: Licence! permits: [String!]! }
            type Licence @shareable { office: String! number: Int! }
            """,
            {},
            {"Firm": lambda r: {"permits": PERMITS[r["licence"]["office"], r["licence"]["number"]]}},
        ),
        "numbers": Service(
            'type Firm @key(fields: "code") @key(fields: "taxNumber") { code: ID! taxNumber: ID }',
            {},
            {"Firm": found_by("code", NUMBERS)},
        ),
        "taxes": Service(
            'type Firm @key(fields: "taxNumber") { taxNumber: ID debts: Int }',
            {},
            {"Firm": lambda r: {"debts": {"t9": 40}.get(r["taxNumber"])}},
        ),
        "complaints": Service(
            """
            type Query { complaints: [Complaint!]! }
            type Complaint { text: String! about: Firm! }
            type Firm @key(fields: "code", resolvable: false) { code: ID! }
            """,
            {"complaints": [{"text": "noise", "about": {"code": c}} for c in ("f2", "f1", "f2")]},
        ),
        "ratings": Service(
            'extend type Firm @key(fields: "code") { code: ID! @external stars: Int }',
            {},
            {"Firm": lambda r: {"stars": {"f1": 4, "f2": 5}[r["code"]]}},
            linked=False,
        ),
        "hall": Service(
            """
            type Query { seats: [Seat!]! }
            type Seat @key(fields: "row number") { row: String! number: Int! }
            """,
            {"seats": [{"row": row, "number": number} for row, number in SEATS]},
        ),
        "tickets": Service(
            'type Seat @key(fields: "row number") { row: String! number: Int! holder: String }',
            {},
            {"Seat": lambda r: {"holder": SEATS[r["row"], r["number"]]}},
        ),
    }


CASES = {
    "nested": Case(
        "{ firms { name permits } }",
        {"firms": [{"name": "Lantern", "permits": ["food"]}, {"name": "Ferry", "permits": ["food", "fire"]}]},
        "registry permits",
    ),
    "composite": Case("{ seats { holder } }", {"seats": [{"holder": "ada"}, {"holder": None}]}, "hall tickets"),
    "that only a third subgraph knows": Case(
        '{ firm(code: "f1") { debts } }', {"firm": {"debts": 40}}, "registry numbers taxes"
    ),
    "null: whether anything has it is the subgraph's to say": Case(
        '{ firm(code: "f2") { taxNumber debts } }',
        {"firm": {"taxNumber": None, "debts": None}},
        "registry numbers taxes",
    ),
    "of a subgraph that knows nothing else": Case(
        "{ complaints { about { code } } }",
        {"complaints": [{"about": {"code": c}} for c in ("f2", "f1", "f2")]},
        "complaints",
    ),
    "that cannot be looked up by where it stands": Case(
        "{ complaints { text about { name } } }",
        {"complaints": [{"text": "noise", "about": {"name": n}} for n in ("Ferry", "Lantern", "Ferry")]},
        "complaints registry",
    ),
    "from one subgraph to the next, one of them nested": Case(
        "{ complaints { about { permits stars } } }",
        {
            "complaints": [
                {"about": {"permits": p, "stars": s}}
                for p, s in ((["food", "fire"], 5), (["food"], 4), (["food", "fire"], 5))
            ]
        },
        "complaints registry permits ratings",
    ),
    "of a Federation 1 extension": Case(
        '{ firm(code: "f1") { stars name } }', {"firm": {"stars": 4, "name": "Lantern"}}, "registry ratings"
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
async def test_a_key(case: Case) -> None:
    await check(services(), case)
