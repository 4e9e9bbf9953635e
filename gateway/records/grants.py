"""Grants (主体授权) in the operational store: each act is one transaction."""

import secrets
import zlib
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.records.database import Records
from gateway.records.pages import Newest, newest_page
from gateway.records.tables import ACCESS_GRANTS
from graph_model.errors import LimitExceeded, NotFound
from graph_model.grants import MOST_VALID, NEWEST_FIRST, Grant, NewGrant, Scope
from graph_model.model import instant_text, parse_instant
from graph_model.paging import Page, PageRequest
from resolvers.grants import Done

_COLUMNS = ACCESS_GRANTS.c
_NEWEST = Newest(ACCESS_GRANTS, _COLUMNS.granted_at, _COLUMNS.key, NEWEST_FIRST)


class RecordedGrants:
    """The grants of an operational store, which `records` gives open. Implements `resolvers.grants.Grants`."""

    def __init__(self, records: Callable[[], Awaitable[Records]]) -> None:
        self._records = records

    async def make(self, new: NewGrant, now: datetime) -> Done:
        records = await self._records()
        async with records.begin() as connection:
            valid = await self._valid_of(connection, new.subject_key, now)
            same = next((grant for grant in valid if grant.is_of(new)), None)
            if same is not None:
                return Done(same, repeated=True)
            if len(valid) >= MOST_VALID:
                raise LimitExceeded(
                    f"有效的授权最多 {MOST_VALID} 项，请先撤回一些 / {MOST_VALID} grants at most are valid at one time: revoke some"
                )
            grant = Grant(f"grant:{secrets.token_hex(16)}", *_parts(new), now, new.expires_at)
            await connection.execute(insert(ACCESS_GRANTS).values(_values(grant)))
            return Done(grant, repeated=False)

    async def revoke(self, subject_key: str, key: str, now: datetime) -> Done:
        own = (_COLUMNS.key == key) & (_COLUMNS.subject == subject_key)
        statement = update(ACCESS_GRANTS).where(own, _COLUMNS.revoked_at.is_(None))
        records = await self._records()
        async with records.begin() as connection:
            changed = await connection.execute(statement.values(revoked_at=instant_text(now)))
            row = (await connection.execute(select(ACCESS_GRANTS).where(own))).one_or_none()
        if row is None:
            raise NotFound("没有这项授权 / there is no such grant")
        return Done(_grant(row), repeated=changed.rowcount == 0)

    async def made_by(
        self, subject_key: str, request: PageRequest, now: datetime, *, only_valid: bool, total: bool
    ) -> Page[Grant]:
        which = [_COLUMNS.subject == subject_key, *(_valid(now) if only_valid else ())]
        return await newest_page(self._records, _NEWEST, which, request, _grant, total=total)

    async def made_to(self, grantee: str, request: PageRequest, now: datetime, *, total: bool) -> Page[Grant]:
        which = [_COLUMNS.grantee == grantee, *_valid(now)]
        return await newest_page(self._records, _NEWEST, which, request, _grant, total=total)

    async def between(
        self, grantee: str, subject_keys: Collection[str], now: datetime
    ) -> Mapping[str, Sequence[Grant]]:
        found: dict[str, list[Grant]] = {}
        records = await self._records()
        async with records.begin() as connection:
            which = (_COLUMNS.grantee == grantee, _COLUMNS.subject.in_(subject_keys), *_valid(now))
            rows = await connection.execute(select(ACCESS_GRANTS).where(*which).order_by(_COLUMNS.key))
            for grant in map(_grant, rows):
                found.setdefault(grant.subject_key, []).append(grant)
        return found

    async def find(self, keys: Collection[str]) -> Mapping[str, Grant]:
        records = await self._records()
        async with records.begin() as connection:
            rows = await connection.execute(select(ACCESS_GRANTS).where(_COLUMNS.key.in_(keys)))
            return {grant.key: grant for grant in map(_grant, rows)}

    async def _valid_of(self, connection: AsyncConnection, subject_key: str, now: datetime) -> list[Grant]:
        """The subject's are locked until the transaction ends: two requests must not make one grant twice. SQLite locks all."""
        if connection.dialect.name == "postgresql":
            lock = zlib.crc32(f"yuxin grants of {subject_key}".encode())
            await connection.execute(select(func.pg_advisory_xact_lock(lock)))
        which = (_COLUMNS.subject == subject_key, *_valid(now))
        return [_grant(row) for row in await connection.execute(select(ACCESS_GRANTS).where(*which))]


def _valid(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _COLUMNS.revoked_at.is_(None), _COLUMNS.expires_at > instant_text(now)


def _parts(new: NewGrant) -> tuple[str, str, Scope, str]:
    return new.subject_key, new.grantee, new.scope, new.purpose


def _values(grant: Grant) -> dict[str, Any]:
    scope = grant.scope
    return {
        "key": grant.key,
        "subject": grant.subject_key,
        "grantee": grant.grantee,
        "composite": int(scope.composite),
        "items": None if scope.items is None else " ".join(sorted(scope.items)),
        "measures": int(scope.measures),
        "archive": int(scope.archive),
        "purpose": grant.purpose,
        "granted_at": instant_text(grant.granted_at),
        "expires_at": instant_text(grant.expires_at),
        "revoked_at": None,
    }


def _grant(row: Row[Any]) -> Grant:
    granted_at, expires_at = parse_instant(row.granted_at), parse_instant(row.expires_at)
    assert granted_at is not None and expires_at is not None
    items = None if row.items is None else frozenset(row.items.split())
    scope = Scope(bool(row.composite), items, bool(row.measures), bool(row.archive))
    revoked_at = parse_instant(row.revoked_at)
    return Grant(row.key, row.subject, row.grantee, scope, row.purpose, granted_at, expires_at, revoked_at)
