"""What several subgraphs define: shared root fields and objects, enums, inputs, a field that moves house, and what is hidden."""

from typing import Any

import pytest

from tests.gateway.federation.composed.services import Case, Service, check, found_by, gateway

TRADES: list[dict[str, Any]] = [
    {"id": "1", "serial": "n1", "state": "OPEN", "price": 1, "secret": "s"},
    {"id": "2", "serial": "n2", "state": "PENDING", "price": 2, "secret": "t"},
]


def services() -> dict[str, Service]:
    def wanted(_info: object, states: list[str] | None = None, filter: dict[str, int] | None = None) -> list[Any]:
        return [t for t in TRADES if states is None or t["state"] in states][: (filter or {}).get("limit", 9)]

    return {
        "trades": Service(
            """
            type Query { trades(states: [Wanted!], filter: Filter): [Trade!]! status: Status! @shareable }
            type Status @shareable { since: Int at: Place }
            type Place @shareable { hall: String }
            type Trade @key(fields: "id") @key(fields: "serial") {
              id: ID! serial: ID! @inaccessible state: State! @shareable price: Int secret: String @inaccessible
            }
            enum State { OPEN PENDING }
            enum Wanted { OPEN CLOSED PENDING }
            input Filter { limit: Int deep: Boolean }
            """,
            {"trades": wanted, "status": {"since": 8, "at": {"hall": "A"}}},
            {"Trade": found_by("id", TRADES)},
        ),
        "quotes": Service(
            """
            type Query { last(states: [Wanted!], filter: Filter): Trade status: Status! @shareable }
            type Status @shareable { at: Place until: Int }
            type Place @shareable { hall: String shelf: Int }
            type Trade @key(fields: "id") { id: ID! price: Int @override(from: "trades") state: State! @shareable }
            enum State { OPEN CLOSED }
            enum Wanted { OPEN CLOSED }
            input Filter { limit: Int }
            """,
            {"last": {"id": "9", "state": "CLOSED"}, "status": {"until": 18, "at": {"hall": "A", "shelf": 4}}},
            {"Trade": lambda r: {"price": 70}},
        ),
        "ledger": Service(
            """
            type Trade @key(fields: "serial") {
              serial: ID! @inaccessible
              secret: String @external
              entry: String @requires(fields: "secret")
            }
            """,
            {},
            {"Trade": lambda r: {"entry": f"{r['serial']}/{r['secret']}"}},
        ),
    }


CASES = {
    "a root field that both have is asked once": Case(
        "{ status { at { hall } } }", {"status": {"at": {"hall": "A"}}}, "quotes"
    ),
    "and of both where neither has it all": Case(
        "{ status { since until at { hall shelf } } }",
        {"status": {"since": 8, "until": 18, "at": {"hall": "A", "shelf": 4}}},
        "trades quotes",
    ),
    "a field that has moved": Case(
        "{ trades(filter: {limit: 1}) { id price } }", {"trades": [{"id": "1", "price": 70}]}, "trades quotes"
    ),
    "values of an enum that only one of them has": Case(
        "{ trades { state } last { state } }",
        {"trades": [{"state": "OPEN"}, {"state": "PENDING"}], "last": {"state": "CLOSED"}},
        "trades quotes",
    ),
    "a value that all know, in a variable": Case(
        "query ($states: [Wanted!]) { trades(states: $states) { id } }",
        {"trades": [{"id": "1"}]},
        "trades",
        {"states": ["OPEN"]},
    ),
    "a hidden key and a hidden requirement": Case(
        "{ trades { entry } }", {"trades": [{"entry": "n1/s"}, {"entry": "n2/t"}]}, "trades ledger"
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
async def test_what_is_shared(case: Case) -> None:
    await check(services(), case)


REFUSED = {
    "an input's value that not all know": ("{ trades(states: [PENDING]) { id } }", "PENDING"),
    "an input's field that not all know": ("{ trades(filter: {deep: true}) { id } }", "deep"),
    "a hidden field": ("{ trades { secret } }", "secret"),
    "a hidden key": ("{ trades { serial } }", "serial"),
}


@pytest.mark.parametrize(("query", "said"), REFUSED.values(), ids=REFUSED.keys())
async def test_what_is_not_public(query: str, said: str) -> None:
    given = services()
    async with gateway(given) as client:
        (error,) = (await client.post("/graphql", json={"query": query})).json()["errors"]
    assert said in error["message"]
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert not any(service.requests for service in given.values())
