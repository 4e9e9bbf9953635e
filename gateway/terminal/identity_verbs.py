"""`identities …`: the rows of which a person must say whom they mean, and what was said."""

import getpass
from enum import StrEnum
from typing import Annotated, Any

import typer

from gateway.clients.client import Client
from gateway.terminal.acting import Token
from gateway.terminal.asking import asked, done, subject_key, with_client
from gateway.terminal.exit_codes import FOUND_WRONG
from gateway.terminal.identity_tables import decided, review_table, taken_back
from gateway.terminal.options import Common, with_common
from gateway.terminal.paging import nodes
from graph_model.errors import BadInput

By = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", help="由谁决定，缺省为本机的登录名 / who decides; the login name by default"),
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="理由 / why")]


class State(StrEnum):
    OPEN = "open"
    DECIDED = "decided"
    DISMISSED = "dismissed"
    ALL = "all"


@with_common
def identities(
    common: Common,
    *,
    state: Annotated[State, typer.Option("--state", help="只看一种状态 / one state, or all")] = State.OPEN,
    department: Annotated[
        str | None, typer.Option("--department", help="只看一个部门的，键或名称 / of one department, a key or a name")
    ] = None,
    subject: Annotated[
        str | None,
        typer.Option("--subject", metavar="KEY", help="只看可能是这个主体的 / that may mean, or meant, this subject"),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100_000, help="最多几条 / reviews at most")] = 50,
    token: Token = None,
) -> None:
    wanted = {
        "state": None if state is State.ALL else [state.name],
        "department": department,
        "subject": subject and subject_key(subject),
    }
    chosen = {name: value for name, value in wanted.items() if value is not None}
    common.present(with_client(common.settings, lambda client: _reviews(client, chosen, limit, token)), review_table)


@with_common
def decide(
    common: Common,
    review: Annotated[str, typer.Argument(metavar="REVIEW", help="哪一次核定，identity:… / the review, identity:…")],
    *,
    subject: Annotated[
        str | None,
        typer.Option("--subject", metavar="KEY", help="归入哪个主体，统一社会信用代码 / whom the rows mean, a USCC"),
    ] = None,
    nobody: Annotated[bool, typer.Option("--nobody", help="不是库中任何主体 / they mean nobody who is known")] = False,
    reason: Reason,
    by: By = None,
    token: Token = None,
) -> None:
    if nobody is (subject is not None):
        raise BadInput("--subject 和 --nobody 给一个 / give either --subject or --nobody")
    meant = None if subject is None else subject_key(subject)
    given = {"review": review, "subject": meant, "nobody": nobody, "decidedBy": by or getpass.getuser()}
    result = _did(common, "decide_identity", {**given, "reason": reason}, token)
    common.present(result, decided)
    if result["rejected"]:
        raise typer.Exit(FOUND_WRONG)


@with_common
def take_back(
    common: Common,
    decision: Annotated[
        str, typer.Argument(metavar="DECISION", help="哪一项决定，decision-… / the decision, decision-…")
    ],
    *,
    reason: Reason,
    by: By = None,
    token: Token = None,
) -> None:
    given = {"decision": decision, "decidedBy": by or getpass.getuser(), "reason": reason}
    common.present(_did(common, "take_back_identity_decision", given, token), taken_back)


def _did(common: Common, mutation: str, given: dict[str, Any], token: str | None) -> dict[str, Any]:
    """What the mutation did; raises the CreditError that it answers with."""
    return with_client(common.settings, lambda client: done(client, mutation, given, token))


async def _reviews(client: Client, chosen: dict[str, Any], limit: int, token: str | None) -> dict[str, Any]:
    """Up to `limit` of them, and how many there are."""

    async def page(first: int, after: str | None) -> dict[str, Any]:
        answer = await asked(client, "identities", token, filter=chosen, first=first, after=after)
        connection: dict[str, Any] = answer["identityReviews"]
        return connection

    rows, total = await nodes(page, limit)
    return {"totalCount": total, "identityReviews": rows}
