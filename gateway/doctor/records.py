"""The operational store and the audit trail: reachable, of this version, and as long as its anchors say."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import orjson
from sqlalchemy import Connection, func, inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.doctor.findings import Check, Finding, Said
from gateway.records.audit.anchors import Anchor, read_anchors
from gateway.records.audit.deferred import anchor_folder
from gateway.records.database import FILE_NAME, engine_of, unavailable
from gateway.records.migrating import Migrated, migrated
from gateway.records.tables import LINES
from gateway.settings import Settings
from graph_model.errors import CreditError

RECORDS = Check("records", "运行记录库", "operational store")
AUDIT = Check("audit", "审计记录", "audit trail")
VERIFY = Said("运行 yuxin audit verify", "run yuxin audit verify")


async def records(settings: Settings) -> tuple[list[Finding], dict[str, float]]:
    """The findings, and by how many seconds clocks are ahead: the database's, and that of the last line of the trail."""
    folder = anchor_folder(settings)
    if settings.records is None and not (settings.data / FILE_NAME).exists():
        return [_not_made(folder)], {}
    try:
        engine = engine_of(settings)
    except CreditError as error:
        return [RECORDS.failed_by(error, Said("改正 YUXIN_RECORDS", "correct YUXIN_RECORDS"))], {}
    try:
        async with engine.connect() as connection:
            found = await connection.run_sync(migrated)
            if found is Migrated.LATER:
                return [_version(found)], {}
            there = await connection.run_sync(_has_lines)
            audit, ahead = await _audit(connection, folder) if there else (_not_made(folder), {})
            return [_version(found), audit], {**ahead, **await _clock(connection)}
    except (OSError, SQLAlchemyError) as error:
        advice = Said(
            "看 PostgreSQL 是否在运行、YUXIN_RECORDS 的地址和口令对不对；SQLite 看文件是否完好",
            "see that PostgreSQL runs, and to YUXIN_RECORDS; of SQLite, that the file is whole",
        )
        return [RECORDS.failed_by(unavailable(error), advice)], {}
    finally:
        await engine.dispose()


def _not_made(folder: Path) -> Finding:
    """Anchors of a trail that is not there: it has been taken away."""
    if read_anchors(folder):
        return AUDIT.fail(
            Said(f"{folder} 里有锚，却没有审计记录", f"there are anchors in {folder}, but no audit trail"),
            Said("从备份恢复 records.sqlite", "restore records.sqlite from a backup"),
        )
    return RECORDS.ok(Said("还没有，用到时建立", "not there yet; made when it is needed"))


def _version(found: Migrated) -> Finding:
    if found is Migrated.LATER:
        return RECORDS.fail(
            Said("来自更新的版本", "of a later version"), Said("用那个版本的渝信", "use that version of Yuxin")
        )
    if found is Migrated.EARLIER:
        return RECORDS.warn(
            Said("表是早先版本的", "its tables are of an earlier version"),
            Said("备份后重启 serve，它会更新", "back it up, then start serve again, which brings them up to date"),
        )
    return RECORDS.ok(Said("可用，表是这个版本的", "answers, with the tables of this version"))


def _has_lines(connection: Connection) -> bool:
    return bool(inspect(connection).has_table(LINES.name))


async def _audit(connection: AsyncConnection, folder: Path) -> tuple[Finding, dict[str, float]]:
    """The anchors first: the table is never behind them while the gateway writes."""
    try:
        anchors = read_anchors(folder)
        _check_writable(folder)
    except OSError as error:
        told = Said.both(f"{folder}: {error.strerror}")
        advice = Said(
            "没有锚就不回答：让运行者能写这个目录", "without anchors nothing is answered: let who runs this write there"
        )
        return AUDIT.fail(told, advice), {}
    chains = select(LINES.c.chain, func.max(LINES.c.sequence).label("last")).group_by(LINES.c.chain)
    ends: dict[str, int] = {row.chain: row.last for row in await connection.execute(chains)}
    wrong = [*_unreadable(anchors), *[name for anchor in anchors if (name := await _cut(connection, anchor))]]
    unanchored = sorted(ends.keys() - {anchor.chain for anchor in anchors})
    ahead = await _last_line(connection, ends)
    if wrong:
        return AUDIT.fail(
            Said(f"锚与记录不符：{'、'.join(wrong)}", f"anchors and lines disagree: {', '.join(wrong)}"), VERIFY
        ), ahead
    if unanchored:
        named = ", ".join(unanchored)
        return AUDIT.warn(
            Said(f"没有锚的链：{named}（别的主机的？）", f"chains without an anchor here (of other hosts?): {named}"),
            Said(
                "yuxin audit verify --anchors 那些主机的目录", "yuxin audit verify --anchors with those hosts' folders"
            ),
        ), ahead
    lines = sum(ends.values())
    return AUDIT.ok(Said(f"{lines:,} 条，与锚相符", f"{lines:,} lines, as the anchors say")), ahead


def _check_writable(folder: Path) -> None:
    if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(13, os.strerror(13))


def _unreadable(anchors: Sequence[Anchor]) -> list[str]:
    return [f"{anchor.file.name} (?)" for anchor in anchors if anchor.head is None]


async def _cut(connection: AsyncConnection, anchor: Anchor) -> str | None:
    """The anchor that names a line which is not there, or another one."""
    if anchor.head is None or anchor.head.sequence == 0:
        return None
    named = (LINES.c.chain == anchor.chain) & (LINES.c.sequence == anchor.head.sequence)
    found = await connection.scalar(select(LINES.c.digest).where(named))
    return None if found == anchor.head.digest else f"{anchor.chain} {anchor.head.sequence}"


async def _last_line(connection: AsyncConnection, ends: dict[str, int]) -> dict[str, float]:
    """A line that was written later than now: the clock went back."""
    latest = 0.0
    for chain, end in ends.items():
        named = (LINES.c.chain == chain) & (LINES.c.sequence == end)
        body = await connection.scalar(select(LINES.c.body).where(named))
        try:
            at = datetime.fromisoformat(orjson.loads(body or "")["at"])
        except (ValueError, KeyError, TypeError):
            continue
        latest = max(latest, at.replace(tzinfo=at.tzinfo or UTC).timestamp() - datetime.now(UTC).timestamp())
    return {"audit": latest} if ends else {}


async def _clock(connection: AsyncConnection) -> dict[str, float]:
    if connection.dialect.name != "postgresql":
        return {}
    told = await connection.scalar(select(func.clock_timestamp()))
    return {"PostgreSQL": 0.0 if told is None else (told - datetime.now(UTC)).total_seconds()}
