"""Cases (案件) in the operational store: each act is one transaction, and is found again under its idempotency key."""

import dataclasses
import hashlib
import json
import secrets
import zlib
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.records.database import Records
from gateway.records.pages import Newest, newest_page
from gateway.records.tables import CASE_ACTS, CASE_ENTRIES, CASE_SUBJECTS, CASES
from graph_model.cases import (
    ID_PREFIX,
    MOST_ENTRIES,
    MOST_OPEN,
    MOST_WATCHED,
    NEWEST_FIRST,
    Act,
    Adding,
    Case,
    Closing,
    Entry,
    EntryKind,
    Looking,
    Opening,
    Owner,
    Unwatching,
    Watched,
    Watching,
)
from graph_model.errors import Conflict, LimitExceeded, NotFound
from graph_model.model import instant_text, parse_instant
from graph_model.paging import Page, PageRequest
from graph_model.signed import check_key, used_otherwise
from resolvers.cases import Doing, Done

_COLUMNS = CASES.c
_NEWEST = Newest(CASES, _COLUMNS.opened_at, _COLUMNS.id, NEWEST_FIRST)


class RecordedCases:
    """The cases of an operational store, which `records` gives open. Implements `resolvers.cases.Cases`."""

    def __init__(self, records: Callable[[], Awaitable[Records]]) -> None:
        self._records = records

    async def open(self, owner: Owner, opening: Opening, idempotency_key: str, now: datetime) -> Done:
        check_key(idempotency_key)
        key, digest = _key(owner, idempotency_key), _digest("open", opening.reason, opening.title)
        records = await self._records()
        async with records.begin() as connection:
            await _lock(connection, owner)
            if (standing := await _done(connection, key, digest)) is not None:
                return Done(await _one(connection, owner, standing), repeated=True)
            own = select(func.count()).select_from(CASES).where(*_of(owner), _COLUMNS.closed_at.is_(None))
            if (await connection.scalar(own) or 0) >= MOST_OPEN:
                raise LimitExceeded(
                    f"同时最多 {MOST_OPEN} 个案件，请先结一些 / {MOST_OPEN} cases at most are open at one time: close some"
                )
            id_ = f"{ID_PREFIX}{secrets.token_hex(16)}"
            await connection.execute(insert(CASES).values(_values(id_, owner, opening, now)))
            await _note(connection, key, id_, digest, now)
            return Done(await _one(connection, owner, id_), repeated=False)

    async def do(self, owner: Owner, doing: Doing, now: datetime) -> Done:
        check_key(doing.idempotency_key)
        act, id_ = doing.act, doing.case_id
        key, digest = _key(owner, doing.idempotency_key), _digest(type(act).__name__, id_, dataclasses.astuple(act))
        records = await self._records()
        async with records.begin() as connection:
            await _lock(connection, owner)
            if (standing := await _done(connection, key, digest)) is not None:
                return Done(await _one(connection, owner, standing), repeated=True)
            case = await _one(connection, owner, id_)
            if case.closed_at is not None:
                raise Conflict("这个案件已经结案 / this case is closed")
            if case.version != doing.version:
                raise Conflict("这个案件此后有变化，请重新看过 / this case has changed since: look again")
            changed = await _carried_out(connection, id_, act, now)
            after = update(CASES).where(_COLUMNS.id == id_).values(version=case.version + 1, **changed)
            await connection.execute(after)
            await _note(connection, key, id_, digest, now)
            return Done(await _one(connection, owner, id_), repeated=False)

    async def find(self, owner: Owner, case_id: str) -> Case | None:
        records = await self._records()
        async with records.begin() as connection:
            return await _found(connection, owner, case_id)

    async def of(self, owner: Owner, request: PageRequest, *, closed: bool | None, total: bool) -> Page[Case]:
        which = _of(owner)
        if closed is not None:
            which.append(_COLUMNS.closed_at.is_not(None) if closed else _COLUMNS.closed_at.is_(None))
        return await newest_page(self._records, _NEWEST, which, request, _case, total=total)

    async def entries(self, case_ids: Collection[str]) -> Mapping[str, Sequence[Entry]]:
        of = CASE_ENTRIES.c
        wanted = select(CASE_ENTRIES).where(of.case_id.in_(case_ids)).order_by(of.case_id, of.number)
        found: dict[str, list[Entry]] = {}
        records = await self._records()
        async with records.begin() as connection:
            for row in await connection.execute(wanted):
                found.setdefault(row.case_id, []).append(_entry(row))
        return found

    async def watched(self, case_ids: Collection[str]) -> Mapping[str, Sequence[Watched]]:
        of = CASE_SUBJECTS.c
        wanted = select(CASE_SUBJECTS).where(of.case_id.in_(case_ids)).order_by(of.since.desc(), of.subject)
        found: dict[str, list[Watched]] = {}
        records = await self._records()
        async with records.begin() as connection:
            for row in await connection.execute(wanted):
                found.setdefault(row.case_id, []).append(Watched(row.subject, _instant(row.since)))
        return found


def _of(owner: Owner) -> list[ColumnElement[bool]]:
    """All of it: who is moved to another department leaves the cases of the one before behind."""
    return [
        _COLUMNS.account == owner.account,
        _COLUMNS.role == owner.role,
        _COLUMNS.department == owner.department,
        _COLUMNS.district == owner.district,
    ]


async def _lock(connection: AsyncConnection, owner: Owner) -> None:
    """What one owner does is done in turn: two requests must not do one thing twice. SQLite locks all."""
    if connection.dialect.name == "postgresql":
        lock = zlib.crc32(f"yuxin cases of {owner.account}".encode())
        await connection.execute(select(func.pg_advisory_xact_lock(lock)))


async def _done(connection: AsyncConnection, key: str, digest: str) -> str | None:
    """The case in which something was done under this key. Raises BadInput where that was something else."""
    row = (await connection.execute(select(CASE_ACTS).where(CASE_ACTS.c.key == key))).one_or_none()
    if row is None:
        return None
    if row.digest != digest:
        raise used_otherwise()
    case_id: str = row.case_id
    return case_id


async def _note(connection: AsyncConnection, key: str, case_id: str, digest: str, now: datetime) -> None:
    values = {"key": key, "case_id": case_id, "digest": digest, "at": instant_text(now)}
    await connection.execute(insert(CASE_ACTS).values(values))


async def _found(connection: AsyncConnection, owner: Owner, case_id: str) -> Case | None:
    own = select(CASES).where(*_of(owner), _COLUMNS.id == case_id)
    row = (await connection.execute(own)).one_or_none()
    return None if row is None else _case(row)


async def _one(connection: AsyncConnection, owner: Owner, case_id: str) -> Case:
    found = await _found(connection, owner, case_id)
    if found is None:
        raise NotFound("没有这个案件 / there is no such case")
    return found


async def _carried_out(connection: AsyncConnection, case_id: str, act: Act, now: datetime) -> dict[str, Any]:
    """Do it; the columns of the case that change with it. Raises LimitExceeded."""
    match act:
        case Adding():
            await _add(connection, case_id, act, now)
        case Watching():
            await _watch(connection, case_id, act.subject_keys, now)
        case Unwatching():
            of = CASE_SUBJECTS.c
            gone = delete(CASE_SUBJECTS).where(of.case_id == case_id, of.subject.in_(act.subject_keys))
            await connection.execute(gone)
        case Looking():
            return {"read_to": act.read_to, "looked_at": instant_text(now)}
        case Closing():
            return {"closed_at": instant_text(now)}
    return {}


async def _add(connection: AsyncConnection, case_id: str, adding: Adding, now: datetime) -> None:
    counted = select(func.count()).select_from(CASE_ENTRIES).where(CASE_ENTRIES.c.case_id == case_id)
    there = await connection.scalar(counted) or 0
    if there >= MOST_ENTRIES:
        raise LimitExceeded(f"一个案件最多存 {MOST_ENTRIES} 件 / a case keeps {MOST_ENTRIES} entries at most")
    values = {
        "case_id": case_id,
        "number": there + 1,
        "kind": adding.kind.value,
        "name": adding.name,
        "content": adding.content,
        "added_at": instant_text(now),
    }
    await connection.execute(insert(CASE_ENTRIES).values(values))


async def _watch(connection: AsyncConnection, case_id: str, keys: Sequence[str], now: datetime) -> None:
    of = CASE_SUBJECTS.c
    there = set((await connection.scalars(select(of.subject).where(of.case_id == case_id))).all())
    new = [key for key in keys if key not in there]
    if len(there) + len(new) > MOST_WATCHED:
        raise LimitExceeded(f"一个案件最多关注 {MOST_WATCHED} 个主体 / a case watches {MOST_WATCHED} subjects at most")
    if new:
        since = instant_text(now)
        rows = [{"case_id": case_id, "subject": key, "since": since} for key in new]
        await connection.execute(insert(CASE_SUBJECTS), rows)


def _key(owner: Owner, idempotency_key: str) -> str:
    return _digest(*dataclasses.astuple(owner), idempotency_key)


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _values(id_: str, owner: Owner, opening: Opening, now: datetime) -> dict[str, Any]:
    return {
        "id": id_,
        **dataclasses.asdict(owner),
        "opened_by": opening.by,
        "reason": opening.reason,
        "title": opening.title,
        "opened_at": instant_text(now),
        "read_to": opening.read_to,
        "version": 1,
    }


def _case(row: Row[Any]) -> Case:
    return Case(
        row.id,
        row.reason,
        row.title,
        _instant(row.opened_at),
        row.opened_by,
        parse_instant(row.closed_at),
        parse_instant(row.looked_at),
        row.read_to,
        row.version,
    )


def _entry(row: Row[Any]) -> Entry:
    return Entry(row.number, EntryKind(row.kind), row.name, row.content, _instant(row.added_at))


def _instant(text: str) -> datetime:
    at = parse_instant(text)
    assert at is not None
    return at
