"""`repairs`: list credit repairs; ask for one, supplement and withdraw it as who asked, decide about it and revoke it as another person.

Who acts is told by a token (`--token`, `YUXIN_TOKEN`); without one it is this machine, and `--subject` says which subject asks itself.
"""

import re
import secrets
import sys
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import typer

from gateway.clients.client import Client
from gateway.terminal.acting import Idempotency, Subject, Token, Version, token_of_subject
from gateway.terminal.asking import ask, asked, done, subject_key, with_client
from gateway.terminal.options import Common, with_common
from gateway.terminal.paging import nodes
from gateway.terminal.repair_tables import repair_done, repair_table, waits_table
from graph_model.errors import BadInput, NotFound
from graph_model.repairs.values import RepairState

REQUEST, SUPPLEMENT, DECIDE = "request_credit_repair", "supplement_credit_repair", "decide_credit_repair"
WITHDRAW, REVOKE = "withdraw_credit_repair", "revoke_credit_repair"
FACT_KEY = "fact-"
DOCUMENT = re.compile(r"(?P<name>.+)[,，](?P<number>[^,，]+)[,，](?P<day>[^,，]+)")
Key = Annotated[str, typer.Argument(metavar="REPAIR", help="哪一次，repair:… / which one, repair:…")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="理由 / why")]
Evidence = Annotated[
    list[str],
    typer.Option(
        "--evidence",
        metavar="NAME,NUMBER,DAY",
        help="一份材料：名称,编号,日期，可多次给出 / a document: its name, number and day; may be given again",
    ),
]


class Decision(StrEnum):
    ACCEPT = "accept"
    REJECT = "reject"
    ASK_EVIDENCE = "ask-evidence"


@with_common
def repairs(
    common: Common,
    *,
    department: Annotated[
        str | None,
        typer.Option("--department", help="只看这个部门的事实的，键或名称 / only of facts of this department"),
    ] = None,
    subject: Annotated[
        str | None, typer.Option("--subject", metavar="KEY", help="只看这个主体的 / only of this subject")
    ] = None,
    state: Annotated[
        list[RepairState] | None, typer.Option("--state", help="只看这些状态的 / only in these states")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="最多列出多少次 / at most so many")] = 50,
    token: Token = None,
) -> None:
    only: dict[str, Any] = {"department": department}
    only["subject"] = None if subject is None else subject_key(subject)
    only["state"] = [one.value for one in state] if state else None
    found = with_client(common.settings, lambda client: _listed(client, only, limit, token))
    common.present(found, repair_table)


@with_common
def waits(common: Common) -> None:
    common.present(ask(common.settings, "repair_waits")["repairWaits"], waits_table)


@with_common
def request(
    common: Common,
    fact: Annotated[
        str,
        typer.Argument(
            metavar="FACT|SUBJECT",
            help="哪项事实，fact-…；或哪个主体，它只有一项计入时 / which fact, fact-…; or whose, where a single one counts",
        ),
    ],
    *,
    statement: Annotated[str, typer.Option("--statement", metavar="TEXT", help="怎样纠正了 / how it was put right")],
    evidence: Evidence,
    document: Annotated[
        str | None,
        typer.Option(
            "--document",
            metavar="NUMBER",
            help="代为申请所依的文号，主体自己申请不用 / by which document one asks on its behalf",
        ),
    ] = None,
    key: Idempotency = None,
    subject: Subject = None,
    token: Token = None,
) -> None:
    given: dict[str, Any] = {"statement": statement, "evidence": _documents(evidence), "documentNo": document}
    given["idempotencyKey"] = _key(key)
    by = _who(common, subject, token)
    common.present(with_client(common.settings, lambda client: _requested(client, fact, given, by)), repair_done)


@with_common
def supplement(
    common: Common,
    repair: Key,
    *,
    evidence: Evidence,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="说明 / what is said with it")] = None,
    version: Version = None,
    key: Idempotency = None,
    subject: Subject = None,
    token: Token = None,
) -> None:
    given = {"repair": repair, "evidence": _documents(evidence), "note": note, "idempotencyKey": _key(key)}
    _do(common, SUPPLEMENT, given, version, _who(common, subject, token))


@with_common
def decide(
    common: Common,
    repair: Key,
    decision: Annotated[Decision, typer.Argument(help="决定 / what is decided")],
    *,
    reason: Reason,
    version: Version = None,
    key: Idempotency = None,
    token: Token = None,
) -> None:
    given = {"repair": repair, "decision": decision.name, "reason": reason, "idempotencyKey": _key(key)}
    _do(common, DECIDE, given, version, token)


@with_common
def withdraw(
    common: Common,
    repair: Key,
    *,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="理由 / why")] = None,
    version: Version = None,
    key: Idempotency = None,
    subject: Subject = None,
    token: Token = None,
) -> None:
    given = {"repair": repair, "reason": reason, "idempotencyKey": _key(key)}
    _do(common, WITHDRAW, given, version, _who(common, subject, token))


@with_common
def revoke(
    common: Common,
    repair: Key,
    *,
    reason: Reason,
    version: Version = None,
    key: Idempotency = None,
    token: Token = None,
) -> None:
    given = {"repair": repair, "reason": reason, "idempotencyKey": _key(key)}
    _do(common, REVOKE, given, version, token)


def _do(common: Common, what: str, given: dict[str, Any], version: str | None, token: str | None) -> None:
    """Do one step and tell where the repair stands."""
    common.present(
        with_client(common.settings, lambda client: _stepped(client, what, given, version, token)), repair_done
    )


def _key(given: str | None) -> str:
    return given or secrets.token_hex(16)


def _who(common: Common, subject: str | None, token: str | None) -> str | None:
    """The token of who asks: a subject that is named, or as without one."""
    return token if subject is None else token_of_subject(common.settings, subject, token)


def _documents(texts: list[str]) -> list[dict[str, str]]:
    return [_document(text) for text in texts]


def _document(text: str) -> dict[str, str]:
    """A document that is put forward; its name may have commas. Raises BadInput."""
    found = DOCUMENT.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        return {**found.groupdict(), "day": date.fromisoformat(found["day"]).isoformat()}
    except ValueError as error:
        raise BadInput(f"应为 名称,编号,日期 / a name, number and day are needed: {text}", "--evidence") from error


async def _listed(client: Client, only: dict[str, Any], limit: int, token: str | None) -> dict[str, Any]:
    async def page(first: int, after: str | None) -> dict[str, Any]:
        found = await asked(client, "credit_repairs", token, filter=only, first=first, after=after)
        connection: dict[str, Any] = found["creditRepairs"]
        return connection

    rows, total = await nodes(page, limit)
    return {"repairs": rows, "totalCount": total}


async def _requested(client: Client, fact: str, given: dict[str, Any], token: str | None) -> dict[str, Any]:
    key = fact if fact.startswith(FACT_KEY) else await _only_fact(client, subject_key(fact), token)
    return await done(client, REQUEST, {**given, "fact": key}, token)


async def _only_fact(client: Client, subject: str, token: str | None) -> str:
    """The key of the one fact of a subject that counts. Raises NotFound, and BadInput where there are several."""

    async def page(first: int, after: str | None) -> dict[str, Any]:
        [found] = (await asked(client, "facts_of_subject", token, key=subject, first=first, after=after))[
            "subjectsByKeys"
        ]
        if found is None:
            raise NotFound(f"图里没有主体 {subject} / there is no subject {subject} in the graph")
        connection: dict[str, Any] = found["archive"]
        return connection

    entries, _ = await nodes(page, sys.maxsize)
    facts = {one["fact"]["key"]: one["fact"] for one in entries if one["fact"]}
    counting = [one for one in facts.values() if one["withdrawnAt"] is None and one["retiredOn"] is None]
    if not counting:
        raise NotFound(f"{subject} 没有计入的失信行为事实 / it has no dishonesty fact that counts")
    if len(counting) > 1:
        told = "；".join(f"{one['key']} {one['conductName']} {one['occurredOn']}" for one in counting)
        raise BadInput(f"不止一项，请说明哪项 / several: say which: {told}", "FACT")
    key: str = counting[0]["key"]
    return key


async def _stepped(
    client: Client, what: str, given: dict[str, Any], version: str | None, token: str | None
) -> dict[str, Any]:
    """What does one step, by the version that was seen."""
    seen = version or await _present(client, given["repair"], token)
    return await done(client, what, {**given, "version": seen}, token)


async def _present(client: Client, repair: str, token: str | None) -> str:
    found = (await asked(client, "credit_repair_version", token, key=repair))["creditRepair"]
    if not found:
        raise NotFound(f"没有修复 {repair} / there is no such repair")
    version: str = found["version"]
    return version
