"""Fields that need others first: with arguments, of objects and abstract types, in chains, in circles, of null."""

from typing import Any

import pytest

from tests.gateway.federation.composed.services import Case, Service, check, found_by

HOLDERS = {"p": {"__typename": "Person", "born": 1990}, "c": {"__typename": "Company", "staff": 12}}
LOANS = [
    {"id": "1", "sum": lambda _info, unit="yuan": 300 if unit == "yuan" else 30_000, "holder": HOLDERS["p"]},
    {"id": "2", "sum": lambda _info, unit="yuan": None, "holder": HOLDERS["c"]},
]


def services() -> dict[str, Service]:
    def rated(said: dict[str, Any]) -> dict[str, Any]:
        """Everything that this subgraph computes, of what it was told alone."""
        holder, fee, summed = said.get("holder"), said.get("fee"), said.get("sum")
        return {
            "risk": None if summed is None else summed // 100,
            "age": holder and holder.get("born", holder.get("staff")),
            "total": None if fee is None else fee + 1000,
            "report": f"{said.get('grade')}!",
        }

    def charged(said: dict[str, Any]) -> dict[str, Any]:
        return {
            "fee": None if said.get("risk") is None else said["risk"] * 2,
            "grade": None if said.get("total") is None else "AB"[said["total"] % 2],
        }

    return {
        "loans": Service(
            """
            type Query { loans: [Loan!]! loan(id: ID!): Loan }
            type Loan @key(fields: "id") { id: ID! sum(unit: String): Int holder: Holder }
            union Holder = Person | Company
            type Person @shareable { born: Int }
            type Company @shareable { staff: Int }
            """,
            {"loans": LOANS, "loan": lambda _info, id: found_by("id", LOANS)({"id": id})},
            {"Loan": found_by("id", LOANS)},
        ),
        "risks": Service(
            """
            type Loan @key(fields: "id") {
              id: ID!
              sum(unit: String): Int @external
              holder: Holder @external
              fee: Int @external
              grade: String @external
              risk: Int @requires(fields: "sum(unit: \\"fen\\")")
              age: Int @requires(fields: "holder { ... on Person { born } ... on Company { staff } }")
              total: Int @requires(fields: "fee")
              report: String @requires(fields: "grade")
            }
            union Holder = Person | Company
            type Person @shareable { born: Int }
            type Company @shareable { staff: Int }
            """,
            {},
            {"Loan": rated},
        ),
        "fees": Service(
            """
            type Loan @key(fields: "id") {
              id: ID!
              risk: Int @external
              total: Int @external
              fee: Int @requires(fields: "risk")
              grade: String @requires(fields: "total")
            }
            """,
            {},
            {"Loan": charged},
        ),
    }


CASES = {
    "an argument": Case("{ loans { risk } }", {"loans": [{"risk": 300}, {"risk": None}]}, "loans risks"),
    "an argument other than the client's": Case(
        '{ loan(id: 1) { risk sum(unit: "yuan") } }', {"loan": {"risk": 300, "sum": 300}}, "loans risks"
    ),
    "a union": Case("{ loans { age } }", {"loans": [{"age": 1990}, {"age": 12}]}, "loans risks"),
    "two requirements of one subgraph": Case(
        "{ loans { age risk id } }",
        {"loans": [{"age": 1990, "risk": 300, "id": "1"}, {"age": 12, "risk": None, "id": "2"}]},
        "loans risks",
    ),
    "what requires something itself": Case(
        "{ loans { fee } }", {"loans": [{"fee": 600}, {"fee": None}]}, "loans risks fees"
    ),
    "back and forth between two subgraphs": Case(
        "{ loan(id: 1) { report } }", {"loan": {"report": "A!"}}, "loans risks fees risks fees risks"
    ),
    "the whole chain asked for": Case(
        "{ loan(id: 1) { report grade total fee risk } }",
        {"loan": {"report": "A!", "grade": "A", "total": 1600, "fee": 600, "risk": 300}},
        "loans risks fees risks fees risks",
    ),
    "only where it is asked": Case(
        "query ($all: Boolean!) { loan(id: 1) { id risk @include(if: $all) } }",
        {"loan": {"id": "1"}},
        "loans",
        {"all": False},
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
async def test_a_requirement(case: Case) -> None:
    await check(services(), case)


async def test_what_one_requirement_needs_of_one_subgraph_with_different_arguments_is_told_it_apart() -> None:
    """A representation has room for one value a field: a request that stands there already cannot take both."""
    units = {"yuan": 300, "fen": 30_000}
    loan = {"id": "1", "sum": lambda _info, unit: units[unit]}
    sums = Service(
        'type Query { loan: Loan } type Loan @key(fields: "id") { id: ID! sum(unit: String): Int }',
        {"loan": loan},
        {"Loan": lambda _said: loan},
    )
    parts = Service(
        """
        type Loan @key(fields: "id") {
          id: ID!
          note: String
          sum(unit: String): Int @external
          yuan: Int @requires(fields: "sum(unit: \\"yuan\\")")
          fen: Int @requires(fields: "sum(unit: \\"fen\\")")
        }
        """,
        {},
        {"Loan": lambda said: {"note": "due", "yuan": said.get("sum"), "fen": said.get("sum")}},
    )
    told = Service(
        """
        type Loan @key(fields: "id") {
          id: ID! yuan: Int @external fen: Int @external both: String @requires(fields: "yuan fen")
        }
        """,
        {},
        {"Loan": lambda said: {"both": f"{said.get('yuan')} {said.get('fen')}"}},
    )
    case = Case("{ loan { note both } }", {"loan": {"note": "due", "both": "300 30000"}}, "sums parts told")
    await check({"sums": sums, "parts": parts, "told": told}, case)
