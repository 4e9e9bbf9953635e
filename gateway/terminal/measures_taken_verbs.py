"""`measures-taken`: list and count what departments gave, took or withheld; record it, and withdraw what was recorded by mistake.

Who withdraws is another person than who recorded, told apart by a token (`--token`, `YUXIN_TOKEN`); without one everything is done
in the name of this machine.
"""

import secrets
from typing import Annotated, Any

import typer

from gateway.clients.client import Client
from gateway.terminal.acting import Idempotency, Token, Version
from gateway.terminal.asking import asked, done, subject_key, with_client
from gateway.terminal.instants import day
from gateway.terminal.measures_taken_tables import measure_counts, measure_taken_done, measures_taken_table
from gateway.terminal.options import Common, with_common
from gateway.terminal.paging import nodes
from graph_model.measures_taken.reading import MeasureDimension
from graph_model.model import Consistency, MeasureAction, Scenario

RECORD, WITHDRAW = "record_measure_taken", "withdraw_measure_taken"
OfDepartment = Annotated[
    str | None, typer.Option("--department", help="只看这个部门的，键或名称 / only of this department")
]
OfItem = Annotated[str | None, typer.Option("--item", help="只看这一事项的 / only of this item")]
OfSubject = Annotated[
    str | None, typer.Option("--subject", metavar="KEY", help="只看对这个主体的 / only towards this subject")
]
Standing = Annotated[
    list[Consistency] | None,
    typer.Option(
        "--consistency",
        case_sensitive=False,
        help="只看与等级这样的，可多次给出 / only those that stand so to the grade",
    ),
]
OfScenario = Annotated[
    list[Scenario] | None, typer.Option("--scenario", case_sensitive=False, help="只看这些场景的 / only of these")
]
Since = Annotated[str | None, typer.Option("--since", metavar="DAY", help="不早于这一天 / on this day or later")]
Until = Annotated[str | None, typer.Option("--until", metavar="DAY", help="不晚于这一天 / on this day or earlier")]


@with_common
def measures_taken(
    common: Common,
    *,
    department: OfDepartment = None,
    item: OfItem = None,
    subject: OfSubject = None,
    consistency: Standing = None,
    scenario: OfScenario = None,
    since: Since = None,
    until: Until = None,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="看撤销了的 / those that were withdrawn")] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="最多列出多少项 / at most so many")] = 50,
    token: Token = None,
) -> None:
    only = {**_only(subject, consistency, scenario, since, until), "department": department, "item": item}
    only["withdrawn"] = withdrawn
    found = with_client(common.settings, lambda client: _listed(client, only, limit, token))
    common.present(found, measures_taken_table)


@with_common
def counts(
    common: Common,
    *,
    by: Annotated[
        list[MeasureDimension] | None,
        typer.Option(
            "--by", case_sensitive=False, help="还按什么分组，可多次给出 / counted by what as well; may be repeated"
        ),
    ] = None,
    department: OfDepartment = None,
    item: OfItem = None,
    subject: OfSubject = None,
    consistency: Standing = None,
    scenario: OfScenario = None,
    since: Since = None,
    until: Until = None,
    token: Token = None,
) -> None:
    only = {**_only(subject, consistency, scenario, since, until), "department": department, "item": item}
    groups = [one.value for one in by or ()]
    found = with_client(
        common.settings, lambda client: asked(client, "measure_consistency", token, by=groups, filter=only)
    )
    common.present(found, measure_counts)


@with_common
def record(
    common: Common,
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="对谁 / towards whom, a USCC or a key")],
    measure: Annotated[
        str, typer.Argument(metavar="MEASURE", help="哪项措施，如 a-conveniences / which measure, by its key")
    ],
    action: Annotated[
        MeasureAction,
        typer.Argument(metavar="granted|applied|withheld", case_sensitive=False, help="做了什么 / what was done"),
    ],
    *,
    on: Annotated[str, typer.Option("--on", metavar="DAY", help="哪一天 / on which day")],
    document: Annotated[str, typer.Option("--document", metavar="NUMBER", help="文号 / number of its document")],
    ends: Annotated[str | None, typer.Option("--ends", metavar="DAY", help="到哪一天为止（含）/ its last day")] = None,
    item: Annotated[
        str | None, typer.Option("--item", help="在哪个事项的业务里 / in the business of which item")
    ] = None,
    department: Annotated[
        str | None,
        typer.Option("--department", help="由哪个部门，没有事项时要给 / by which one; needed where there is no item"),
    ] = None,
    key: Idempotency = None,
    token: Token = None,
) -> None:
    given = {
        "subject": subject_key(subject),
        "measure": measure,
        "action": action.value,
        "takenOn": day(on, "--on"),
        "endsOn": day(ends, "--ends"),
        "documentNo": document,
        "item": item,
        "department": department,
        "idempotencyKey": key or secrets.token_hex(16),
    }
    common.present(with_client(common.settings, lambda client: done(client, RECORD, given, token)), measure_taken_done)


@with_common
def withdraw(
    common: Common,
    measure_taken: Annotated[
        str, typer.Argument(metavar="MEASURE_TAKEN", help="哪一项，measure-taken:… / which one, measure-taken:…")
    ],
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="理由 / why")],
    version: Version = None,
    key: Idempotency = None,
    token: Token = None,
) -> None:
    given = {"measureTaken": measure_taken, "reason": reason, "version": version}
    given["idempotencyKey"] = key or secrets.token_hex(16)
    common.present(
        with_client(common.settings, lambda client: done(client, WITHDRAW, given, token)), measure_taken_done
    )


def _only(
    subject: str | None,
    consistency: list[Consistency] | None,
    scenarios: list[Scenario] | None,
    since: str | None,
    until: str | None,
) -> dict[str, Any]:
    """The parts of the filter that are not handed on as they are."""
    return {
        "subject": None if subject is None else subject_key(subject),
        "consistency": [one.value for one in consistency] if consistency else None,
        "scenarios": [one.value for one in scenarios] if scenarios else None,
        "since": day(since, "--since"),
        "until": day(until, "--until"),
    }


async def _listed(client: Client, only: dict[str, Any], limit: int, token: str | None) -> dict[str, Any]:
    async def page(first: int, after: str | None) -> dict[str, Any]:
        found = await asked(client, "measures_taken", token, filter=only, first=first, after=after)
        connection: dict[str, Any] = found["measuresTaken"]
        return connection

    rows, total = await nodes(page, limit)
    return {"measuresTaken": rows, "totalCount": total}
