"""`draw`: a double-random draw, previewed; with `--commit` it is committed to and drawn, and its proof saved for `verify-sample`; with
`--commit-only` it is committed to, and drawn by `draws carry-out` when the public randomness is there that nobody knew before."""

import secrets
from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.clients.client import Client
from gateway.terminal.acting import Token
from gateway.terminal.asking import asked, done, with_client
from gateway.terminal.draw_plans import inspectors_of, plan_of
from gateway.terminal.draw_tables import committed_shown, draw_shown, plan_shown
from gateway.terminal.drawn_verbs import carried_out, new_file, saved
from gateway.terminal.options import Common, with_common
from graph_model.errors import BadInput

COMMIT = "commit_sample"
Row = dict[str, Any]


@with_common
def draw(
    common: Common,
    items: Annotated[
        list[str] | None, typer.Argument(metavar="ITEM…", help="哪些事项，如 1-9 / the items, like 1-9")
    ] = None,
    *,
    plan: Annotated[
        Path | None,
        typer.Option(
            "--plan",
            metavar="FILE",
            help="抽取计划（YAML 或 JSON），字段同 samplePlan：自定比例、不抽的主体等 / a plan with the fields of samplePlan",
        ),
    ] = None,
    district: Annotated[
        list[str] | None, typer.Option("--district", help="只抽这些区县的 / only in these districts")
    ] = None,
    inspectors: Annotated[
        Path | None,
        typer.Option(
            "--inspectors",
            metavar="FILE",
            help="检查人员名录：每行“编号,部门[,区县[,能查的事项[,回避的主体]]]” / the inspectors: a line each, "
            "number,department[,districts[,items[,conflicts]]]",
        ),
    ] = None,
    each: Annotated[
        int | None,
        typer.Option(
            "--each", min=1, max=5, help="每次每个部门派几人，缺省 2 / inspectors of a department on a visit; 2"
        ),
    ] = None,
    commit: Annotated[
        bool, typer.Option("--commit", help="承诺并抽取，写入；缺省只预览 / commit and draw; a preview by default")
    ] = False,
    commit_only: Annotated[
        bool,
        typer.Option(
            "--commit-only",
            help="只承诺，公开随机数出来后用 draws carry-out 抽取 / commit, and draw later by draws carry-out",
        ),
    ] = False,
    randomness: Annotated[
        str | None,
        typer.Option("--randomness", metavar="TEXT", help="公开随机数 / public randomness that is mixed in"),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="FILE", help="证明存到哪里，缺省按编号 / where the proof goes; by its id by default"
        ),
    ] = None,
    key: Annotated[
        str | None, typer.Option("--key", help="幂等键，缺省为新的 / the idempotency key; a new one by default")
    ] = None,
    token: Token = None,
) -> None:
    given = _plan(plan, items, district, inspectors, each)
    idempotency = key or secrets.token_hex(16)
    if commit_only:
        if (commit, randomness, to) != (False, None, None):
            raise BadInput(
                "只承诺,抽取用 draws carry-out / it is committed to alone; draws carry-out draws", "--commit-only"
            )
        committed = with_client(common.settings, lambda client: _committed(client, given, idempotency, token))
        common.present(committed, committed_shown)
        return
    if not commit:
        if (randomness, to, key) != (None, None, None):
            raise BadInput("预览不写入,要抽取请加 --commit / this is a preview: add --commit to draw", "--commit")
        found = with_client(common.settings, lambda client: asked(client, "sample_plan", token, input=given))
        common.present(found["samplePlan"], plan_shown)
        return
    file = new_file(to)
    drawn = with_client(common.settings, lambda client: _drawn(client, given, idempotency, randomness, token))
    common.present(saved(drawn, file), draw_shown)


def _plan(
    file: Path | None, items: list[str] | None, districts: list[str] | None, inspectors: Path | None, each: int | None
) -> Row:
    """What is drawn from: what the file says, and in its place what the options say. Raises BadInput where no item is named."""
    plan: Row = {} if file is None else plan_of(file)
    for name, value in (("items", items), ("districts", districts), ("inspectorsEach", each)):
        if value:
            plan[name] = value
    if inspectors is not None:
        plan["inspectors"] = inspectors_of(inspectors)
    if not plan.get("items"):
        raise BadInput("抽查哪些事项 / name the items that are drawn on", "ITEM")
    return plan


async def _committed(client: Client, plan: Row, key: str, token: str | None) -> Row:
    """What is committed to; the same plan again under the same key is the same draw."""
    return await done(client, COMMIT, {"plan": plan, "idempotencyKey": key}, token)


async def _drawn(client: Client, plan: Row, key: str, randomness: str | None, token: str | None) -> Row:
    """The draw; the same plan again under the same key is the same draw."""
    committed = await _committed(client, plan, key, token)
    return await carried_out(client, committed["draw"]["id"], randomness, token)
