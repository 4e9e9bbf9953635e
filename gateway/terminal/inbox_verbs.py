"""`inbox` and `inbox acknowledge`: what waits for a department, and what was read."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from gateway.clients.client import Client
from gateway.terminal.acting import Token
from gateway.terminal.asking import asked, done, with_client
from gateway.terminal.inbox_tables import acknowledged, inbox_table
from gateway.terminal.options import Common, with_common
from gateway.terminal.paging import MOST_A_PAGE


class Kind(StrEnum):
    CREDIT_REPAIR = "credit-repair"
    DISCREPANCY = "discrepancy"
    EARLY_WARNING = "early-warning"
    INSPECTION_PUBLICATION = "inspection-publication"
    INSPECTION_REVIEW = "inspection-review"
    INSPECTION_REVISION = "inspection-revision"
    OBJECTION = "objection"
    TASK = "task"


Department = Annotated[
    str | None,
    typer.Option(
        "--department",
        help="哪个部门，键或名称；部门人员的令牌就是本部门 / which department, a key or a name; an officer's own by the token",
    ),
]


@with_common
def inbox(
    common: Common,
    *,
    department: Department = None,
    kind: Annotated[list[Kind] | None, typer.Option("--kind", help="只看这些种类 / only these kinds")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100_000, help="最多几件 / rows at most")] = 50,
    token: Token = None,
) -> None:
    kinds = [one.name for one in kind] if kind else None
    found = with_client(common.settings, lambda client: _inbox(client, department, kinds, limit, token))
    common.present(found, inbox_table)


@with_common
def acknowledge(
    common: Common,
    warning: Annotated[str, typer.Argument(metavar="WARNING", help="哪项预警，warning:… / which one, warning:…")],
    *,
    department: Department = None,
    token: Token = None,
) -> None:
    given = {"warning": warning, "department": department}
    common.present(
        with_client(common.settings, lambda client: done(client, "acknowledge_early_warning", given, token)),
        acknowledged,
    )


async def _inbox(
    client: Client, department: str | None, kinds: list[str] | None, limit: int, token: str | None
) -> dict[str, Any]:
    """The counts, and up to `limit` of what waits."""
    found: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        first = min(MOST_A_PAGE, limit - len(found))
        answer = await asked(client, "inbox", token, department=department, kinds=kinds, first=first, after=after)
        page = answer["inbox"]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if len(found) >= limit or not page["pageInfo"]["hasNextPage"]:
            return {"counts": answer["inboxCounts"], "inbox": found}
