"""Answers where a subgraph holds objects of an interface without knowing their types."""

import json
from typing import Any

import pytest

from gateway.federation.engine import Engine
from tests.gateway.federation.executor.subgraph_servers import Subgraph, served
from tests.gateway.federation.planner.test_interface_objects import ACCOUNTS

TYPES_SDL = """
type Query { known: [Account!]! }
interface Account { id: ID! }
type Admin implements Account { id: ID! rights: String }
type Guest implements Account { id: ID! rights: String }
"""
NAMES_SDL = "type Query { accounts: [Account!]! } type Account { id: ID! name: String nick: String }"
TYPE_OF = {"1": "Admin", "2": "Guest"}
RIGHTS = {"1": "all", "2": "read"}
PEOPLE = {"1": {"id": "1", "name": "Ann", "nick": "a"}, "2": {"id": "2", "name": "Gus", "nick": "g"}}
CASES: dict[str, tuple[str, Any, int]] = {
    "a field of one type": ("{ accounts { ... on Admin { name } } }", [{"name": "Ann"}, {}], 2),
    "a field of the interface and one of a type": (
        "{ accounts { __typename id ... on Guest { name } } }",
        [{"__typename": "Admin", "id": "1"}, {"__typename": "Guest", "id": "2", "name": "Gus"}],
        2,
    ),
    "one key with two meanings": (
        "{ accounts { ... on Admin { name } ... on Guest { name: nick } } }",
        [{"name": "Ann"}, {"name": "g"}],
        3,
    ),
    "one key that another subgraph fills for another type": (
        "{ accounts { ... on Admin { name } ... on Guest { name: rights } } }",
        [{"name": "Ann"}, {"name": "read"}],
        3,
    ),
}


def _account(said: dict[str, Any]) -> dict[str, Any]:
    return {"__typename": TYPE_OF[said["id"]], "id": said["id"], "rights": RIGHTS[said["id"]]}


@pytest.mark.parametrize(("query", "expected", "requests"), CASES.values(), ids=CASES.keys())
async def test_answers(query: str, expected: Any, requests: int) -> None:
    types = Subgraph(TYPES_SDL, {}, dict.fromkeys(("Account", *TYPE_OF.values()), _account))
    names = Subgraph(NAMES_SDL, {"accounts": list(PEOPLE.values())}, {"Account": lambda said: PEOPLE[said["id"]]})
    async with served({"types": types, "names": names}, ACCOUNTS) as sdl:
        engine = Engine(sdl)
        answer = json.loads(await engine.execute(query))
        await engine.close()
    assert answer == {"data": {"accounts": expected}}
    assert len(types.requests) + len(names.requests) == requests


@pytest.mark.parametrize(("type_name", "told"), [("Admin", []), ("Guest", [["accounts", 1, "name"]])])
async def test_a_failure_is_told_where_the_field_was_asked_for_of_that_type(
    type_name: str, told: list[list[str | int]]
) -> None:
    """It is fetched of every object, since the subgraph that has it knows no types."""
    failing = [PEOPLE["1"], {**PEOPLE["2"], "name": ValueError("no name")}]
    types = Subgraph(TYPES_SDL, {}, dict.fromkeys(("Account", *TYPE_OF.values()), _account))
    names = Subgraph(NAMES_SDL, {"accounts": failing}, {"Account": lambda said: PEOPLE[said["id"]]})
    async with served({"types": types, "names": names}, ACCOUNTS) as sdl:
        engine = Engine(sdl)
        answer = json.loads(await engine.execute(f"{{ accounts {{ id ... on {type_name} {{ name }} }} }}"))
        await engine.close()
    assert [error["path"] for error in answer.get("errors", [])] == told
    assert [account["id"] for account in answer["data"]["accounts"]] == ["1", "2"]
