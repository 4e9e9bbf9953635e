"""`lists check`: what the supervision list of each item has not."""

from typing import Annotated

import typer

from gateway.terminal.asking import ask
from gateway.terminal.exit_codes import FOUND_WRONG
from gateway.terminal.list_tables import checked_lists
from gateway.terminal.options import Common, with_common


@with_common
def check(
    common: Common,
    department: Annotated[
        str | None, typer.Option("--department", help="只看这个部门的，键或名称 / only of this department")
    ] = None,
) -> None:
    found = ask(common.settings, "supervision_lists", department=department)["supervisionLists"]
    common.present(found, checked_lists)
    if not all(one["complete"] for one in found):
        raise typer.Exit(FOUND_WRONG)
