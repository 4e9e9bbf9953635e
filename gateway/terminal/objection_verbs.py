"""`objections`: list them; a subject raises and withdraws its own, the grading department answers.

Who acts is told by a token (`--token`, `YUXIN_TOKEN`); without one an answer is given in the name of this machine, and `--subject` says
whose objection is raised or withdrawn.
"""

import secrets
from enum import StrEnum
from typing import Annotated, Any

import typer

from gateway.clients.client import Client
from gateway.terminal.acting import Idempotency, Subject, SubjectToken, Token, Version, token_of_subject
from gateway.terminal.asking import asked, done, subject_key, with_client
from gateway.terminal.objection_tables import objection_done, objection_table
from gateway.terminal.options import Common, with_common
from gateway.terminal.paging import nodes
from graph_model.errors import NotFound
from graph_model.model import COMPOSITE
from graph_model.objections.values import ObjectionState

RAISE, ANSWER, WITHDRAW = "raise_objection", "answer_objection", "withdraw_objection"
Key = Annotated[str, typer.Argument(metavar="OBJECTION", help="哪一项，objection:… / which one, objection:…")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="理由 / why")]


class Decision(StrEnum):
    ACCEPT = "accept"
    REJECT = "reject"


@with_common
def objections(
    common: Common,
    *,
    department: Annotated[
        str | None, typer.Option("--department", help="只看由这个部门答复的，键或名称 / only those that it answers")
    ] = None,
    subject: Annotated[
        str | None, typer.Option("--subject", metavar="KEY", help="只看这个主体的 / only of this subject")
    ] = None,
    state: Annotated[
        list[ObjectionState] | None, typer.Option("--state", help="只看这些状态的 / only in these states")
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="只看逾期未答复的 / only those that are overdue")] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="最多列出多少项 / at most so many")] = 50,
    token: Token = None,
) -> None:
    only: dict[str, Any] = {"department": department, "overdue": overdue}
    only["subject"] = None if subject is None else subject_key(subject)
    only["state"] = [one.value for one in state] if state else None
    found = with_client(common.settings, lambda client: _listed(client, only, limit, token))
    common.present(found, objection_table)


@with_common
def raise_(
    common: Common,
    grade: Annotated[
        str,
        typer.Argument(
            metavar="GRADE",
            help="对哪个等级：事项的键（现在的等级，composite 为综合评价）或 record:… / which grade: an item's key, for the present one, "
            "or record:…",
        ),
    ],
    *,
    reason: Reason,
    key: Idempotency = None,
    subject: Subject = None,
    token: SubjectToken = None,
) -> None:
    given = {"reason": reason, "idempotencyKey": key or secrets.token_hex(16)}
    by = token_of_subject(common.settings, subject, token)
    common.present(with_client(common.settings, lambda client: _raised(client, grade, given, by)), objection_done)


@with_common
def answer(
    common: Common,
    objection: Key,
    decision: Annotated[Decision, typer.Argument(help="结论 / what is decided")],
    *,
    reason: Reason,
    version: Version = None,
    key: Idempotency = None,
    token: Token = None,
) -> None:
    given = {"objection": objection, "decision": decision.name, "reason": reason}
    given["idempotencyKey"] = key or secrets.token_hex(16)
    common.present(
        with_client(common.settings, lambda client: _ended(client, ANSWER, given, version, token)), objection_done
    )


@with_common
def withdraw(
    common: Common,
    objection: Key,
    *,
    version: Version = None,
    key: Idempotency = None,
    subject: Subject = None,
    token: SubjectToken = None,
) -> None:
    given = {"objection": objection, "idempotencyKey": key or secrets.token_hex(16)}
    by = token_of_subject(common.settings, subject, token)
    common.present(
        with_client(common.settings, lambda client: _ended(client, WITHDRAW, given, version, by)), objection_done
    )


async def _listed(client: Client, only: dict[str, Any], limit: int, token: str | None) -> dict[str, Any]:
    async def page(first: int, after: str | None) -> dict[str, Any]:
        found = await asked(client, "objections", token, filter=only, first=first, after=after)
        connection: dict[str, Any] = found["objections"]
        return connection

    rows, total = await nodes(page, limit)
    return {"objections": rows, "totalCount": total}


async def _raised(client: Client, grade: str, given: dict[str, Any], token: str) -> dict[str, Any]:
    record = grade if grade.startswith("record:") else await _present_record(client, grade, token)
    return await done(client, RAISE, {**given, "record": record}, token)


async def _present_record(client: Client, item: str, token: str) -> str:
    """The id of the subject's present grade on an item. Raises NotFound."""
    me = (await asked(client, "own_grades", token))["me"]
    view = me and me["subject"] and me["subject"]["gradeView"]
    found = {one["item"]["key"]: one["id"] for one in view["grades"] if one["item"]} if view else {}
    if view and view["composite"]:
        found[COMPOSITE] = view["composite"]["id"]
    if item not in found:
        raise NotFound(f"没有 {item} 上的等级 / there is no grade on {item}")
    record: str = found[item]
    return record


async def _ended(
    client: Client, what: str, given: dict[str, Any], version: str | None, token: str | None
) -> dict[str, Any]:
    """What ends one did, by the version that was seen."""
    seen = version or await _present(client, given["objection"], token)
    return await done(client, what, {**given, "version": seen}, token)


async def _present(client: Client, objection: str, token: str | None) -> str:
    found = (await asked(client, "objection_version", token, id=objection))["node"]
    if not found:
        raise NotFound(f"没有异议 {objection} / there is no such objection")
    version: str = found["version"]
    return version
