"""`annual-plans`: departments' plans for a year and how far they have come; `check` files of them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.annual_plans.reading import read_plan_file
from gateway.clients.client import Client
from gateway.sync.registered import plan_with_registered
from gateway.terminal.acting import Token
from gateway.terminal.annual_plan_tables import checked_plans, plans_shown
from gateway.terminal.asking import asked, with_client
from gateway.terminal.exit_codes import FOUND_WRONG
from gateway.terminal.instants import instant
from gateway.terminal.options import Common, with_common
from gateway.terminal.paging import nodes
from graph_model.annual_plans.states import PlanState
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput

MOST = 10_000


@with_common
def annual_plans(
    common: Common,
    *,
    year: Annotated[int | None, typer.Option("--year", help="只看这一年的 / only of this year")] = None,
    department: Annotated[
        str | None, typer.Option("--department", help="只看这个部门的，键或名称 / only of this department")
    ] = None,
    overdue: Annotated[
        bool,
        typer.Option(
            "--overdue", help="只列逾期的任务，有则退出码为 1 / only duties that are overdue; code 1 where any is"
        ),
    ] = False,
    versions: Annotated[
        bool, typer.Option("--all", help="各个版本，不只是已发布的 / all versions, not only the published ones")
    ] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DAY", help="到那天为止的进展 / the progress by that day")
    ] = None,
    token: Token = None,
) -> None:
    only: dict[str, Any] = {"year": year, "department": department}
    only["state"] = None if versions else [PlanState.PUBLISHED.value]
    given = {"filter": only, "overdue": True if overdue else None, "asOf": instant(as_of, "--as-of")}
    found = with_client(common.settings, lambda client: _listed(client, given, token))
    common.present(found, plans_shown)
    if overdue and any(plan["duties"] for plan in found):
        raise typer.Exit(FOUND_WRONG)


@with_common
def check(
    common: Common,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="年度计划的文件（YAML 或 JSON）/ files of annual plans")
    ],
) -> None:
    catalogue = plan_with_registered(common.settings)
    reports = [_checked(file, catalogue) for file in files]
    common.present(reports, checked_plans)
    if any(report["errors"] for report in reports):
        raise typer.Exit(FOUND_WRONG)


async def _listed(client: Client, given: dict[str, Any], token: str | None) -> list[dict[str, Any]]:
    async def page(first: int, after: str | None) -> dict[str, Any]:
        connection: dict[str, Any] = (await asked(client, "annual_plans", token, first=first, after=after, **given))[
            "annualPlans"
        ]
        return connection

    return (await nodes(page, MOST))[0]


def _checked(file: Path, catalogue: Catalogue) -> dict[str, Any]:
    """The file, whose plan it is, and what is wrong with it."""
    try:
        plan = read_plan_file(file, catalogue)
    except BadInput as error:
        return {"file": str(file), "errors": error.message.splitlines(), "department": None, "year": None, "duties": 0}
    told = {"department": plan.department, "year": plan.year, "duties": len(plan.duties)}
    return {"file": str(file), "errors": [], **told}
