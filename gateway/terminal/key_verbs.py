"""`keys …`: the API keys of systems that ask by themselves."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, Any, TypeVar

import typer
from rich.table import Table
from rich.text import Text

from gateway.records.audit.commands import auditing_of
from gateway.records.database import Records
from gateway.security.identity import THIS_MACHINE
from gateway.security.keys.desk import QUERIES, Desk
from gateway.security.keys.forms import ApiKey
from gateway.settings import Settings
from gateway.sync.registered import plan_with_registered
from gateway.terminal.instants import shown_day, shown_moment
from gateway.terminal.options import Common, with_common
from gateway.terminal.printing import titled_table
from gateway.terminal.words import Words
from graph_model.errors import BadInput
from graph_model.model import utc_now

T = TypeVar("T")
Row = dict[str, Any]
Client = Annotated[str, typer.Argument(metavar="CLIENT", help="谁的密钥 / whose key it is")]
Days = Annotated[int, typer.Option("--days", min=1, max=400, help="几天后失效 / days until it expires")]


@with_common
def keys(common: Common) -> None:
    found = at_desk(common.settings, lambda desk: desk.keys())
    common.present([_row(key) for key in found], _table)


@with_common
def new(
    common: Common,
    client: Client,
    *,
    system: Annotated[str, typer.Option("--system", help="它是哪个系统，键或名称 / which system it is, key or name")],
    operations: Annotated[
        list[str] | None,
        typer.Option(
            "--operation",
            metavar="FIELD",
            help="可用的根字段，如 Mutation.importGrades，可多次给；缺省 Query.* / a root field that it may use",
        ),
    ] = None,
    days: Days = 90,
) -> None:
    known = plan_with_registered(common.settings).system(system)
    if known is None:
        raise BadInput(f"没有系统 {system} / there is no such system", "--system")
    wanted = frozenset(operations or [QUERIES])
    made = written_down(
        common.settings,
        "keys new",
        {"client": client, "system": known.key, "operations": sorted(wanted), "days": days},
        lambda desk: desk.issue(client, known.key, wanted, timedelta(days=days)),
        lambda result: {"key": result[0].id},
    )
    _show_once(common, *made)


@with_common
def rotate(
    common: Common,
    client: Client,
    days: Days = 90,
    overlap: Annotated[
        int, typer.Option("--overlap", min=0, max=90, help="旧密钥再用几天 / days that the old one goes on")
    ] = 7,
) -> None:
    made = written_down(
        common.settings,
        "keys rotate",
        {"client": client, "days": days, "overlap": overlap},
        lambda desk: desk.rotate(client, timedelta(days=days), timedelta(days=overlap)),
        lambda result: {"key": result[0].id, "system": result[0].system},
    )
    _show_once(common, *made)


@with_common
def revoke(common: Common, id: Annotated[str, typer.Argument(metavar="ID", help="密钥的编号 / the key's id")]) -> None:
    ended = written_down(
        common.settings,
        "keys revoke",
        {"key": id},
        lambda desk: desk.revoke(id),
        lambda key: {"client": key.client, "system": key.system},
    )
    common.present(
        _row(ended),
        lambda row, say: Text(
            say.of(f"{row['id']} 已撤销，10 秒内处处失效", f"{row['id']} is revoked, everywhere within 10 seconds")
        ),
    )


def at_desk(settings: Settings, ask: Callable[[Desk], Awaitable[T]]) -> T:
    """What the desk answers; the store is closed afterwards."""

    async def asked() -> T:
        records = await Records.open(settings)
        try:
            return await ask(Desk(records))
        finally:
            await records.close()

    return asyncio.run(asked())


def written_down(
    settings: Settings, what: str, details: Row, ask: Callable[[Desk], Awaitable[T]], told: Callable[[T], Row]
) -> T:
    """What the desk changes, with its lines in the audit trail: what cannot be written there is not done."""

    async def changed(desk: Desk) -> T:
        auditing = auditing_of(settings)
        try:
            return await auditing.changed(THIS_MACHINE, what, details, lambda: ask(desk), told)
        finally:
            await auditing.close()

    return at_desk(settings, changed)


def _show_once(common: Common, key: ApiKey, written: str) -> None:
    common.present({**_row(key), "key": written}, _made)


def _row(key: ApiKey) -> Row:
    return {
        "id": key.id,
        "client": key.client,
        "system": key.system,
        "operations": sorted(key.operations),
        "valid": key.valid(utc_now()),
        "createdAt": key.created_at.isoformat(),
        "expiresAt": key.expires_at.isoformat(),
        "revokedAt": key.revoked_at and key.revoked_at.isoformat(),
        "usedAt": key.used_at and key.used_at.isoformat(),
    }


def _made(row: Row, say: Words) -> Text:
    """The key, this once, on a line of its own."""
    ends = shown_day(row["expiresAt"])
    note = say.of(
        f"{row['client']}（{row['system']}）的密钥，{ends} 失效；只显示这一次：",
        f"The key of {row['client']} ({row['system']}) until {ends}; it is shown this once:",
    )
    return Text(f"{note}\n{row['key']}", no_wrap=True)


def _table(rows: list[Row], say: Words) -> Table:
    table = titled_table(
        say.of("API 密钥", "API keys"),
        [
            say.of("编号", "id"),
            say.of("谁", "client"),
            say.of("系统", "system"),
            say.of("操作", "operations"),
            say.of("失效", "expires"),
            say.of("最近使用", "last used"),
            say.of("有效", "valid"),
        ],
    )
    for row in rows:
        state = (
            say.of("是", "yes")
            if row["valid"]
            else say.of("已撤销", "revoked")
            if row["revokedAt"]
            else say.of("否", "no")
        )
        used = shown_moment(row["usedAt"])[:16] if row["usedAt"] else "–"
        table.add_row(
            row["id"],
            row["client"],
            row["system"],
            " ".join(row["operations"]),
            shown_day(row["expiresAt"]),
            used,
            state,
        )
    return table
