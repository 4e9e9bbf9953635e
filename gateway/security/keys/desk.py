"""Where keys are made, rotated and ended: each act is one transaction of the operational store."""

import re
import zlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.records.database import Records
from gateway.records.tables import API_KEYS
from gateway.security.keys.forms import ApiKey, new_key
from gateway.security.lines import TABLE
from graph_model.errors import BadInput, NotFound
from graph_model.model import instant_text, parse_instant, utc_now
from resolvers.asker import Role

MOST_VALID = 2
"""Keys of a client that are valid at one time: the one in use and the one that it changes to."""
USED_SECONDS = 60.0
CLIENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
QUERIES = "Query.*"


class Desk:
    """Keys in the operational store. Every call raises StoreUnavailable where that fails."""

    def __init__(self, records: Records, now: Callable[[], datetime] = utc_now) -> None:
        self._records = records
        self._now = now

    async def issue(self, client: str, system: str, operations: Collection[str], life: timedelta) -> tuple[ApiKey, str]:
        """The first key of a client, and as it is written. Raises BadInput where it has one."""
        if not CLIENT.fullmatch(client):
            raise BadInput("名字用字母、数字、点、横线 / letters, digits, dots and dashes, 63 at most", "client")
        check_operations(operations)
        async with self._records.begin() as connection:
            if await self._valid(connection, client):
                raise BadInput(f"{client} 已有密钥，请用 keys rotate / has a key: use keys rotate", "client")
            return await self._insert(connection, client, system, operations, life)

    async def rotate(self, client: str, life: timedelta, overlap: timedelta) -> tuple[ApiKey, str]:
        """Another key of the same client for the same; the one in use ends after `overlap`. Raises NotFound, BadInput."""
        async with self._records.begin() as connection:
            valid = await self._valid(connection, client)
            if not valid:
                raise NotFound(f"{client} 没有有效的密钥，请用 keys new / has no valid key: use keys new")
            if len(valid) >= MOST_VALID:
                raise BadInput(
                    f"{client} 已有两个有效的密钥，先撤销一个 / has two valid keys, revoke one of them first", "client"
                )
            (old,) = valid
            ends = min(old.expires_at, self._now() + overlap)
            statement = update(API_KEYS).where(API_KEYS.c.id == old.id)
            await connection.execute(statement.values(expires_at=instant_text(ends)))
            return await self._insert(connection, client, old.system, old.operations, life)

    async def revoke(self, id_: str) -> ApiKey:
        """End a key now. Raises NotFound."""
        async with self._records.begin() as connection:
            found = await self._one(connection, id_)
            if found is None:
                raise NotFound(f"没有密钥 {id_} / there is no such key")
            if found.revoked_at is not None:
                return found
            now = self._now()
            statement = update(API_KEYS).where(API_KEYS.c.id == id_)
            await connection.execute(statement.values(revoked_at=instant_text(now)))
            return replace(found, revoked_at=now)

    async def keys(self) -> list[ApiKey]:
        """All that there ever were, by client, the newest first."""
        async with self._records.begin() as connection:
            rows = await connection.execute(select(API_KEYS).order_by(API_KEYS.c.client, API_KEYS.c.created_at.desc()))
            return [_key(row) for row in rows]

    async def find(self, id_: str) -> ApiKey | None:
        async with self._records.begin() as connection:
            return await self._one(connection, id_)

    async def note_use(self, id_: str) -> None:
        async with self._records.begin() as connection:
            statement = update(API_KEYS).where(API_KEYS.c.id == id_)
            await connection.execute(statement.values(used_at=instant_text(self._now())))

    async def _valid(self, connection: AsyncConnection, client: str) -> list[ApiKey]:
        """The client's are locked until the transaction ends: two that rotate at one time must not make three. SQLite locks all."""
        if connection.dialect.name == "postgresql":
            lock = zlib.crc32(f"yuxin API keys of {client}".encode())
            await connection.execute(select(func.pg_advisory_xact_lock(lock)))
        rows = await connection.execute(select(API_KEYS).where(API_KEYS.c.client == client))
        return [key for key in map(_key, rows) if key.valid(self._now())]

    async def _one(self, connection: AsyncConnection, id_: str) -> ApiKey | None:
        row = (await connection.execute(select(API_KEYS).where(API_KEYS.c.id == id_))).one_or_none()
        return None if row is None else _key(row)

    async def _insert(
        self, connection: AsyncConnection, client: str, system: str, operations: Collection[str], life: timedelta
    ) -> tuple[ApiKey, str]:
        id_, digest, written = new_key()
        now = self._now()
        key = ApiKey(id_, client, system, frozenset(operations), digest, now, now + life)
        values = {
            "id": id_,
            "client": client,
            "system": system,
            "operations": " ".join(sorted(operations)),
            "digest": digest,
            "created_at": instant_text(now),
            "expires_at": instant_text(key.expires_at),
        }
        await connection.execute(insert(API_KEYS).values(values))
        return key, written


def check_operations(operations: Collection[str]) -> None:
    """Raises BadInput for what is no root field that a system may ask for."""
    allowed = [QUERIES, *(name for name, line in TABLE.items() if _is_root(name) and Role.INTEGRATION in line.roles)]
    for each in operations:
        if each not in allowed:
            raise BadInput(f"没有 {each}，有 / no such operation, there are: {', '.join(allowed)}", "operations")
    if not operations:
        raise BadInput("至少一个操作 / at least one operation is needed", "operations")


def _is_root(coordinate: str) -> bool:
    return coordinate.startswith(("Query.", "Mutation."))


def _key(row: "Row[Sequence[str]]") -> ApiKey:
    created, expires = parse_instant(row.created_at), parse_instant(row.expires_at)
    assert created is not None and expires is not None
    return ApiKey(
        row.id,
        row.client,
        row.system,
        frozenset(row.operations.split()),
        row.digest,
        created,
        expires,
        parse_instant(row.revoked_at),
        parse_instant(row.used_at),
    )
