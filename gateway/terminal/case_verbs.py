"""`cases`: list one's own, show one, open it with a reason, watch subjects, close it.

Whose they are is told by a token (`--token`, `YUXIN_TOKEN`); without one they are this machine's.
"""

import secrets
from typing import Annotated, Any

import typer

from gateway.clients.client import Client
from gateway.terminal.acting import Idempotency, Token
from gateway.terminal.asking import asked, done, subject_key, with_client
from gateway.terminal.case_tables import case_done, case_shown, case_table
from gateway.terminal.options import Common, with_common
from gateway.terminal.paging import MOST_A_PAGE, nodes
from graph_model.errors import NotFound

OPEN, CLOSE, WATCH, UNWATCH = "open_case", "close_case", "watch_subjects", "unwatch_subjects"
Key = Annotated[str, typer.Argument(metavar="CASE", help="哪个案件，case:… / which one, case:…")]
Version = Annotated[
    int | None,
    typer.Option("--version", help="看到的版本，缺省为现在的 / the version that was seen; the present one by default"),
]


@with_common
def cases(
    common: Common,
    *,
    closed: Annotated[
        bool | None, typer.Option("--closed/--open", help="只看结了的，或没有结的 / only closed, or only open ones")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="最多列出多少个 / at most so many")] = 50,
    token: Token = None,
) -> None:
    found = with_client(common.settings, lambda client: _listed(client, closed, limit, token))
    common.present(found, case_table)


@with_common
def show(
    common: Common,
    case: Key,
    *,
    changes: Annotated[
        bool,
        typer.Option(
            "--changes", help="也看关注的主体的变化，记入审计 / what has changed of the watched subjects, too"
        ),
    ] = False,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=MOST_A_PAGE, help="最多列出多少项变化 / at most so many changes")
    ] = 20,
    token: Token = None,
) -> None:
    most = limit if changes else None
    common.present(with_client(common.settings, lambda client: _shown(client, case, most, token)), case_shown)


@with_common
def open_(
    common: Common,
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="案由 / why")],
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="名称 / its title")] = None,
    key: Idempotency = None,
    token: Token = None,
) -> None:
    given = {"reason": reason, "title": title, "idempotencyKey": key or secrets.token_hex(16)}
    common.present(with_client(common.settings, lambda client: done(client, OPEN, given, token)), case_done)


@with_common
def close(common: Common, case: Key, *, version: Version = None, key: Idempotency = None, token: Token = None) -> None:
    given = {"case": case, "idempotencyKey": key or secrets.token_hex(16)}
    common.present(with_client(common.settings, lambda client: _did(client, CLOSE, given, version, token)), case_done)


@with_common
def watch(
    common: Common,
    case: Key,
    subjects: Annotated[
        list[str], typer.Argument(metavar="SUBJECT…", help="统一社会信用代码或 person:… / USCCs, or person:…")
    ],
    *,
    no_longer: Annotated[bool, typer.Option("--no-longer", help="不再关注 / watch them no more")] = False,
    version: Version = None,
    key: Idempotency = None,
    token: Token = None,
) -> None:
    given = {"case": case, "subjects": [subject_key(one) for one in subjects]}
    given["idempotencyKey"] = key or secrets.token_hex(16)
    what = UNWATCH if no_longer else WATCH
    common.present(with_client(common.settings, lambda client: _did(client, what, given, version, token)), case_done)


async def _listed(client: Client, closed: bool | None, limit: int, token: str | None) -> dict[str, Any]:
    async def page(first: int, after: str | None) -> dict[str, Any]:
        found = await asked(client, "cases", token, closed=closed, first=first, after=after)
        connection: dict[str, Any] = found["cases"]
        return connection

    rows, total = await nodes(page, limit)
    return {"cases": rows, "totalCount": total}


async def _shown(client: Client, case: str, changes: int | None, token: str | None) -> dict[str, Any]:
    found = await _found(client, case, token)
    if changes is not None:
        open_one = case if found["closedAt"] is None else None  # which no more can be asked in once it is closed
        told = await asked(client, "case_changes", token, open_one, id=case, first=changes)
        found["changes"] = told["case"]["changes"]
    return found


async def _did(
    client: Client, what: str, given: dict[str, Any], version: int | None, token: str | None
) -> dict[str, Any]:
    """What an act did, by the version that was seen."""
    seen = version or (await _found(client, given["case"], token))["version"]
    return await done(client, what, {**given, "version": seen}, token)


async def _found(client: Client, case: str, token: str | None) -> dict[str, Any]:
    found: dict[str, Any] | None = (await asked(client, "case", token, id=case))["case"]
    if found is None:
        raise NotFound(f"没有案件 {case} / there is no such case")
    return found
