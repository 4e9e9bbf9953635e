"""`annual-plans propose`, `publish`, `withdraw` and `report`: a department's plan for a year is proposed by one person and published by
another, told apart by a token (`--token`, `YUXIN_TOKEN`); without one everything is done in the name of this machine."""

import hashlib
import secrets
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.clients.client import Client
from gateway.terminal.acting import Idempotency, Token
from gateway.terminal.annual_plan_tables import plan_done
from gateway.terminal.asking import asked, done, with_client
from gateway.terminal.files import text_of
from gateway.terminal.options import Common, with_common
from gateway.terminal.paging import nodes
from graph_model.errors import NotFound

MOST = 10_000
PROPOSE, REPORT = "propose_annual_plan", "report_duty_progress"
PUBLISH, WITHDRAW = "publish_annual_plan", "withdraw_annual_plan"
Plan = Annotated[str, typer.Argument(metavar="PLAN", help="哪一份，annual-plan:… / which one, annual-plan:…")]
Revision = Annotated[
    int | None,
    typer.Option("--revision", help="看到的版次，缺省为现在的 / the revision seen; the present one by default"),
]


@with_common
def propose(
    common: Common,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="年度计划的文件（YAML 或 JSON）/ the file of an annual plan")
    ],
    *,
    key: Annotated[
        str | None,
        typer.Option(
            "--key", help="幂等键，缺省由文件内容定：同一文件只提请一次 / by default the file's content: once a file"
        ),
    ] = None,
    token: Token = None,
) -> None:
    content = text_of(file)
    given = {"content": content, "idempotencyKey": key or hashlib.sha256(content.encode()).hexdigest()[:32]}
    common.present(with_client(common.settings, lambda client: done(client, PROPOSE, given, token)), plan_done)


@with_common
def publish(
    common: Common, plan: Plan, *, revision: Revision = None, key: Idempotency = None, token: Token = None
) -> None:
    given = {"plan": plan, "idempotencyKey": key or secrets.token_hex(16)}
    common.present(
        with_client(common.settings, lambda client: _stepped(client, PUBLISH, given, revision, token)), plan_done
    )


@with_common
def withdraw(
    common: Common,
    plan: Plan,
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="理由 / why")],
    revision: Revision = None,
    key: Idempotency = None,
    token: Token = None,
) -> None:
    given = {"plan": plan, "reason": reason, "idempotencyKey": key or secrets.token_hex(16)}
    common.present(
        with_client(common.settings, lambda client: _stepped(client, WITHDRAW, given, revision, token)), plan_done
    )


@with_common
def report(
    common: Common,
    plan: Plan,
    duty: Annotated[str, typer.Argument(metavar="DUTY", help="任务的短名 / the key of the duty")],
    count: Annotated[float, typer.Argument(metavar="NUMBER", min=0, help="已做到的数 / the number reached")],
    *,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="说明 / a remark")] = None,
    version: Annotated[
        str | None,
        typer.Option(
            "--version", help="看到的任务的版本，缺省不核对 / the duty's version that was seen; not compared by default"
        ),
    ] = None,
    key: Idempotency = None,
    token: Token = None,
) -> None:
    given = {"plan": plan, "duty": duty, "count": count, "note": note, "version": version}
    given["idempotencyKey"] = key or secrets.token_hex(16)
    common.present(with_client(common.settings, lambda client: done(client, REPORT, given, token)), plan_done)


async def _stepped(
    client: Client, what: str, given: dict[str, Any], revision: int | None, token: str | None
) -> dict[str, Any]:
    """What one step did, by the revision that was seen."""
    seen = revision or await _present(client, given["plan"], token)
    return await done(client, what, {**given, "revision": seen}, token)


async def _present(client: Client, plan: str, token: str | None) -> int:
    """The revision of a plan as it stands."""

    async def page(first: int, after: str | None) -> dict[str, Any]:
        found = await asked(client, "annual_plans", token, filter={}, first=first, after=after)
        connection: dict[str, Any] = found["annualPlans"]
        return connection

    revisions: dict[str, int] = {one["key"]: one["revision"] for one in (await nodes(page, MOST))[0]}
    if plan not in revisions:
        raise NotFound(f"没有年度计划 {plan} / there is no such annual plan")
    return revisions[plan]
