"""Writing in order through several subgraphs, and nulls and errors that come back through entities."""

from typing import Any

import pytest
from graphql import GraphQLError

from tests.gateway.federation.composed.services import Case, Service, check, gateway


class Account:
    """What both subgraphs write to, and in which order."""

    def __init__(self) -> None:
        self.balance = 10
        self.log: list[str] = []

    def changed(self, word: str, by: int) -> dict[str, str]:
        self.log.append(word)
        self.balance += by
        return {"id": "1"}


def services(account: Account) -> dict[str, Service]:
    def checked(said: dict[str, Any]) -> Any:
        match said["id"]:
            case "1":
                return {"grade": "A", "owner": {"name": "Ada"}, "limits": [1, None, 3]}
            case "2":
                return {"grade": GraphQLError("not graded", extensions={"code": "NO_GRADE", "department": "tax"})}
            case "3":
                return GraphQLError("no such account")
            case _:
                return {"grade": "B", "owner": {"name": None}, "limits": [1, None]}

    def accounts(_info: object) -> list[dict[str, str]]:
        return [{"id": n} for n in "1234"]

    return {
        "bank": Service(
            """
            type Query { accounts: [Account]! firm: [Account!] }
            type Mutation { pay(sum: Int!): Account! double: Account! }
            type Account @key(fields: "id") { id: ID! balance: Int! }
            """,
            {
                "accounts": accounts,
                "firm": accounts,
                "pay": lambda _info, sum: account.changed(f"pay {sum}", sum),
                "double": lambda _info: account.changed("double", account.balance),
            },
            {"Account": lambda r: {"id": r["id"], "balance": account.balance}},
        ),
        "checks": Service(
            """
            type Mutation { tax: Account! }
            type Account @key(fields: "id") { id: ID! grade: String! owner: Owner limits: [Int!] risk: Int }
            type Owner { name: String! }
            """,
            {"tax": lambda _info: {**account.changed("tax", -account.balance // 2), **checked({"id": "1"})}},
            {"Account": checked},
        ),
    }


async def test_mutations_run_one_after_another_and_each_is_read_before_the_next() -> None:
    account = Account()
    await check(
        services(account),
        Case(
            "mutation { pay(sum: 2) { grade } first: tax { balance } double { id } again: tax { balance grade } }",
            {
                "pay": {"grade": "A"},
                "first": {"balance": 6},
                "double": {"id": "1"},
                "again": {"balance": 6, "grade": "A"},
            },
            "bank checks checks bank bank checks bank",
        ),
    )
    assert account.log == ["pay 2", "tax", "double", "tax"]


async def test_a_mutation_whose_answer_is_null_already_goes_no_further() -> None:
    """As whoever executes the fields one by one: a null that goes up to the root ends it, however deep it began."""
    account = Account()
    answers = services(account)
    answers["bank"].references = {"Account": lambda _said: GraphQLError("the books are closed")}
    await check(
        answers,
        Case(
            "mutation { pay(sum: 2) { id } tax { balance } double { id } again: pay(sum: 3) { id } }",
            None,
            "bank checks bank",
            errors=(["tax"],),
        ),
    )
    assert account.log == ["pay 2", "tax"]


CASES = {
    "an error of one entity leaves the others, and its object is null": Case(
        "{ accounts { id grade } }",
        {"accounts": [{"id": "1", "grade": "A"}, None, None, {"id": "4", "grade": "B"}]},
        "bank checks",
        errors=(["accounts", 1, "grade"], ["accounts", 2]),
    ),
    "null goes up to where it may stand": Case(
        "{ a: accounts { id owner { name } limits } }",
        {
            "a": [
                {"id": "1", "owner": {"name": "Ada"}, "limits": None},
                {"id": "2", "owner": None, "limits": None},
                {"id": "3", "owner": None, "limits": None},
                {"id": "4", "owner": None, "limits": None},
            ]
        },
        "bank checks",
        errors=(["a", 0, "limits", 1], ["a", 2], ["a", 3, "owner", "name"], ["a", 3, "limits", 1]),
    ),
    "null goes up through a list of what must be there": Case(
        "{ firm { grade } accounts { id } }",
        {"firm": None, "accounts": [{"id": n} for n in "1234"]},
        "bank checks",
        errors=(["firm", 1, "grade"], ["firm", 2]),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
async def test_null(case: Case) -> None:
    await check(services(Account()), case)


async def test_an_error_that_takes_all_of_a_response_explains_whatever_else_it_was_to_bring() -> None:
    firm = "type Query { firm: Firm! @shareable %s } type Firm @shareable { id: ID! %s }"
    named = Service(
        firm % ("news: [String!]!", "title: String!"), {"firm": {"title": "Ada"}, "news": [GraphQLError("no news")]}
    )
    graded = Service(firm % ("", "grade: String"), {"firm": {"grade": "A"}})
    async with gateway({"named": named, "graded": graded}) as client:
        answer = (await client.post("/graphql", json={"query": "{ firm { title grade } news }"})).json()
    assert answer["data"] is None
    assert [error["message"] for error in answer["errors"]] == ["no news"]


async def test_an_errors_extensions_are_kept_and_its_source_is_named() -> None:
    async with gateway(services(Account())) as client:
        answer = (await client.post("/graphql", json={"query": "{ accounts { grade } }"})).json()
    assert answer["errors"][0] == {
        "message": "not graded",
        "path": ["accounts", 1, "grade"],
        "extensions": {"code": "NO_GRADE", "department": "tax", "source": "checks"},
    }
