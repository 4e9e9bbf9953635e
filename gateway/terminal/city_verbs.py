"""`coverage`, `discrepancies` and `warnings`: the whole city."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from gateway.clients.client import Client
from gateway.terminal.acting import Token
from gateway.terminal.asking import ask, asked, with_client
from gateway.terminal.coverage_tables import city_coverage
from gateway.terminal.discrepancy_tables import discrepancy_table
from gateway.terminal.instants import day, instant
from gateway.terminal.options import Common, with_common
from gateway.terminal.paging import MOST_A_PAGE, nodes
from gateway.terminal.warning_tables import warning_table


class State(StrEnum):
    OPEN = "open"
    UNDER_REVIEW = "under-review"
    CLOSED = "closed"


@with_common
def coverage(
    common: Common,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DAY", help="哪一天的，2023-08-21 / as it was on that day")
    ] = None,
) -> None:
    common.present(ask(common.settings, "coverage", asOf=instant(as_of, "--as-of"))["coverage"], city_coverage)


@with_common
def discrepancies(
    common: Common,
    *,
    state: Annotated[State | None, typer.Option("--state", help="只看一种状态 / one state")] = None,
    department: Annotated[
        str | None,
        typer.Option("--department", help="只看涉及一个部门的，键或名称 / of one department, a key or a name"),
    ] = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="只看过了复核期限的 / only those that should have been reviewed by now")
    ] = False,
    escalated: Annotated[
        bool,
        typer.Option("--escalated", help="只看要信用主管部门督办的 / only those that the credit office is to see to"),
    ] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100_000, help="最多几条 / rows at most")] = 50,
    token: Token = None,
) -> None:
    late = {"overdue": overdue or None, "escalated": escalated or None}
    wanted = {"state": state and [state.name], "department": department, **late}
    chosen = {name: value for name, value in wanted.items() if value is not None}
    found = with_client(common.settings, lambda client: _discrepancies(client, chosen, limit, token))
    common.present(found, discrepancy_table)


@with_common
def warnings(
    common: Common,
    department: Annotated[
        str | None,
        typer.Option("--department", help="只看关于一个部门的，键或名称 / about one department, a key or a name"),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DAY", help="从哪天起，缺省三十天 / from that day on; thirty days")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100_000, help="最多几条 / rows at most")] = 50,
    token: Token = None,
) -> None:
    wanted = {"department": department, "since": day(since, "--since")}
    chosen = {name: value for name, value in wanted.items() if value is not None}
    common.present(with_client(common.settings, lambda client: _warnings(client, chosen, limit, token)), warning_table)


async def _warnings(client: Client, chosen: dict[str, Any], limit: int, token: str | None) -> list[dict[str, Any]]:
    """Up to `limit` of them."""
    found: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        first = min(MOST_A_PAGE, limit - len(found))
        page = (await asked(client, "early_warnings", token, filter=chosen, first=first, after=after))["earlyWarnings"]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if len(found) >= limit or not page["pageInfo"]["hasNextPage"]:
            return found


async def _discrepancies(client: Client, chosen: dict[str, Any], limit: int, token: str | None) -> dict[str, Any]:
    """Up to `limit` of them, and how many there are."""

    async def page(first: int, after: str | None) -> dict[str, Any]:
        connection: dict[str, Any] = (
            await asked(client, "discrepancies", token, filter=chosen, first=first, after=after)
        )["discrepancies"]
        return connection

    rows, total = await nodes(page, limit)
    return {"totalCount": total, "discrepancies": rows}
