"""`lists show`: an item's supervision list on a day; `lists check`: what the list of each item has not."""

from typing import Annotated

import typer

from gateway.terminal.asking import ask
from gateway.terminal.exit_codes import FOUND_WRONG
from gateway.terminal.instants import instant
from gateway.terminal.list_tables import checked_lists, list_shown
from gateway.terminal.options import Common, with_common


@with_common
def show(
    common: Common,
    item: Annotated[
        str, typer.Argument(metavar="ITEM", help="哪一事项，如 1-14；composite 为综合评价 / the item, or composite")
    ],
    *,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DAY", help="哪一天的，2023-08-21 / as it held on that day")
    ] = None,
) -> None:
    [found] = ask(common.settings, "supervision_list", item=item, asOf=instant(as_of, "--as-of"))["supervisionLists"]
    common.present(found, list_shown)


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
