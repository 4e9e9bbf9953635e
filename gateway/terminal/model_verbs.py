"""`models`: the evaluation models there are; `check` files of them, `try` what one would change, `evaluate` by a published one."""

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from gateway.clients.client import Client
from gateway.evaluation_models.reading import read_model
from gateway.sync.registered import plan_with_registered
from gateway.terminal.acting import Token
from gateway.terminal.asking import asked, done, with_client
from gateway.terminal.exit_codes import FOUND_WRONG
from gateway.terminal.instants import instant
from gateway.terminal.model_tables import checked_models, dry_run_shown, model_shown, models_shown, run_shown
from gateway.terminal.options import Common, with_common
from gateway.terminal.paging import nodes
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput, NotFound
from graph_model.evaluation.checking import text_of
from graph_model.model import Grade

MOST = 10_000
Files = Annotated[
    list[Path], typer.Argument(metavar="FILE…", help="评价模型的文件（YAML 或 JSON）/ files of evaluation models")
]


@with_common
def models(
    common: Common,
    item: Annotated[
        str | None, typer.Option("--item", help="只看这一事项的，composite 为综合评价 / only of this item")
    ] = None,
    department: Annotated[
        str | None, typer.Option("--department", help="只看这个部门的，键或名称 / only of this department")
    ] = None,
    token: Token = None,
) -> None:
    only = {"item": item, "department": department}
    chosen = {name: value for name, value in only.items() if value is not None}
    found = with_client(common.settings, lambda client: _listed(client, chosen, token))
    common.present(found, models_shown)


@with_common
def show(
    common: Common,
    model: Annotated[str, typer.Argument(metavar="MODEL", help="哪个版本，model:… / which version, model:…")],
    *,
    token: Token = None,
) -> None:
    found = with_client(common.settings, lambda client: asked(client, "evaluation_model", token, key=model))
    if found["evaluationModel"] is None:
        raise NotFound(f"没有评价模型 {model} / there is no model {model}")
    version = found["evaluationModel"]
    version["content"] = msgspec.json.decode(version["content"])
    common.present(version, model_shown)


@with_common
def evaluate(
    common: Common,
    model: Annotated[str, typer.Argument(metavar="MODEL", help="哪个模型，model:… / which model, model:…")],
    *,
    everybody: Annotated[
        bool,
        typer.Option("--everybody", help="全部重新评价，不只是有变化的 / everybody again, not only those who changed"),
    ] = False,
    token: Token = None,
) -> None:
    run = with_client(common.settings, lambda client: _evaluated(client, model, token, everybody=everybody))
    common.present(run, run_shown)


@with_common
def check(common: Common, files: Files) -> None:
    catalogue = plan_with_registered(common.settings)
    reports = [_checked(file, catalogue) for file in files]
    common.present(reports, checked_models)
    if any(report["errors"] for report in reports):
        raise typer.Exit(FOUND_WRONG)


@with_common
def try_model(
    common: Common,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="评价模型的文件 / the file of an evaluation model")],
    *,
    first: Annotated[
        int,
        typer.Option("--first", min=0, max=100, help="列出多少个会变的主体 / how many of those who move are listed"),
    ] = 20,
    before: Annotated[Grade | None, typer.Option("--from", help="只列现在是这一等级的 / only from this grade")] = None,
    after: Annotated[Grade | None, typer.Option("--to", help="只列变为这一等级的 / only to this grade")] = None,
    discrepant: Annotated[
        bool, typer.Option("--discrepant", help="只列会出现等级差异的 / only those with new discrepancies")
    ] = False,
    losing: Annotated[
        bool, typer.Option("--losing", help="只列会失去便利等激励的 / only those who would lose an incentive")
    ] = False,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DAY", help="按那天的 / as of that day")] = None,
    known_at: Annotated[
        str | None, typer.Option("--known-at", metavar="TIME", help="按那时所知的 / with what was known then")
    ] = None,
    token: Token = None,
) -> None:
    model = read_model(file, plan_with_registered(common.settings))
    only = {"from": before and before.value, "to": after and after.value, "discrepant": discrepant, "losing": losing}
    only |= {"asOf": instant(as_of, "--as-of"), "knownAt": instant(known_at, "--known-at")}
    content = text_of(model)
    found = with_client(
        common.settings,
        lambda client: asked(client, "evaluation_dry_run", token, content=content, first=first, **only),
    )
    common.present(found["evaluationDryRun"], dry_run_shown)


async def _listed(client: Client, chosen: dict[str, str], token: str | None) -> list[dict[str, Any]]:
    async def page(first: int, after: str | None) -> dict[str, Any]:
        found = await asked(client, "evaluation_models", token, filter=chosen, first=first, after=after)
        connection: dict[str, Any] = found["evaluationModels"]
        return connection

    return (await nodes(page, MOST))[0]


async def _evaluated(client: Client, model: str, token: str | None, *, everybody: bool) -> dict[str, Any]:
    """The evaluation when it is done; each call is as much of it as one request may take."""
    given: dict[str, Any] = {"model": model, "everybody": everybody}
    while True:
        run: dict[str, Any] = (await done(client, "run_evaluation", given, token))["run"]
        if run["done"] and (run["scope"] == "EVERYBODY" or not everybody):
            return run


def _checked(file: Path, catalogue: Catalogue) -> dict[str, Any]:
    """The file, what it is a model of, and what is wrong with it."""
    try:
        model = read_model(file, catalogue)
    except BadInput as error:
        return {"file": str(file), "errors": error.message.splitlines(), "model": None}
    return {"file": str(file), "errors": [], "model": msgspec.to_builtins(model)}
