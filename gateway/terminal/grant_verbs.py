"""`grant`, `grants`, `grants revoke`: what a subject lets others see. The subject itself grants and revokes: a token says who it is.

`grants received`: what an organisation was granted, as its token says.
"""

from typing import Annotated, Any

import typer

from gateway.clients.client import Client
from gateway.terminal.acting import Subject, SubjectToken, Token, token_of_subject
from gateway.terminal.asking import asked, asked_subject, done, subject_key, with_client
from gateway.terminal.grant_tables import granted, grants_shown, received_shown
from gateway.terminal.instants import instant
from gateway.terminal.options import Common, with_common
from gateway.terminal.paging import nodes

MOST = 10_000


@with_common
def grant(
    common: Common,
    grantee: Annotated[
        str, typer.Argument(metavar="USCC", help="给哪个组织 / to which organisation", show_default=False)
    ],
    *,
    purpose: Annotated[str, typer.Option("--purpose", metavar="TEXT", help="用途，一行 / what for, one line")],
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="何时失效，最长 366 天 / when it ends")],
    item: Annotated[
        list[str] | None, typer.Option("--item", help="哪个事项，可多次给出 / an item; may be given again")
    ] = None,
    all_items: Annotated[bool, typer.Option("--all-items", help="全部事项 / every item")] = False,
    composite: Annotated[bool, typer.Option("--composite", help="综合评价 / the composite evaluation")] = False,
    measures: Annotated[bool, typer.Option("--measures", help="也看措施 / the measures, too")] = False,
    archive: Annotated[bool, typer.Option("--archive", help="也看历史 / the history, too")] = False,
    subject: Subject = None,
    token: SubjectToken = None,
) -> None:
    scope = {"composite": composite, "allItems": all_items, "items": item, "measures": measures, "archive": archive}
    given = {
        "grantee": grantee.removeprefix("uscc:"),
        "scope": scope,
        "purpose": purpose,
        "expiresAt": instant(until, "--until"),
    }
    by = token_of_subject(common.settings, subject, token)
    result = with_client(common.settings, lambda client: done(client, "grant_access", given, by))
    common.present(result, granted)


@with_common
def grants(
    common: Common,
    key: Annotated[
        str,
        typer.Argument(metavar="KEY", help="谁给出的：代码、uscc:… 或 person:… / whose they are", show_default=False),
    ],
    *,
    valid: Annotated[bool, typer.Option("--valid", help="只看有效的 / only those in force")] = False,
    token: Token = None,
) -> None:
    wanted = subject_key(key)
    found = with_client(common.settings, lambda client: _listed(client, wanted, token, valid=valid))
    common.present(found, grants_shown)


@with_common
def received(common: Common, *, token: Token = None) -> None:
    common.present(with_client(common.settings, lambda client: _received(client, token)), received_shown)


@with_common
def revoke(
    common: Common,
    grant_id: Annotated[
        str, typer.Argument(metavar="GRANT", help="哪一项，grant:… / which one, grant:…", show_default=False)
    ],
    *,
    subject: Subject = None,
    token: SubjectToken = None,
) -> None:
    by = token_of_subject(common.settings, subject, token)
    result = with_client(common.settings, lambda client: done(client, "revoke_access", {"grant": grant_id}, by))
    common.present(result, granted)


async def _received(client: Client, token: str | None) -> list[dict[str, Any]]:
    async def page(first: int, after: str | None) -> dict[str, Any]:
        found = await asked(client, "grants_received", token, first=first, after=after)
        connection: dict[str, Any] = found["grantsReceived"]
        return connection

    return (await nodes(page, MOST))[0]


async def _listed(client: Client, key: str, token: str | None, *, valid: bool) -> list[dict[str, Any]]:
    async def page(first: int, after: str | None) -> dict[str, Any]:
        subject = await asked_subject(client, "grants", key, token, valid=valid, first=first, after=after)
        connection: dict[str, Any] = subject["grants"]
        return connection

    return (await nodes(page, MOST))[0]
