"""A platform's small database, and the graph that it is synced into: one table whose columns are texts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from gateway.settings import Settings
from gateway.sync.addresses import Address, filling_engine
from gateway.sync.bundled import ensure_place
from gateway.sync.mapping import MappingFile, read_mapping
from gateway.sync.running.one_system import SyncResult, sync_system
from gateway.sync.running.run import SyncParts
from gateway.sync.verifying.one_system import Outcome, Verification, verify_system
from graph_model.catalogue import Catalogue
from graph_model.store import GraphStore
from tests.gateway.sync.running.department import NOON, SECRET

FACTS = """\
system: administrative-penalties
connection: {environment: PENALTIES}
table: decided
keys: {uscc: code, registrationNumber: code}
name: name
fact:
  conduct: {column: conduct, codes: {"01": wage-arrears, "02": tax-evasion}}
  severity: weight
  occurredOn: {column: day, format: "%Y%m%d"}
  documentNo: document
  item: item
deleted: {column: gone, values: ["Y"]}
changes: {kind: deletion, key: [number]}
"""
REGISTRATION = """\
system: enterprise-publicity
connection: {environment: PUBLICITY}
table: registered
keys: {uscc: code, registrationNumber: old}
name: name
registration:
  status: {column: state, codes: {"1": 存续, "2": 注销}}
  district: district
  registeredOn: day
changes: {kind: deletion, key: [number]}
"""
REGISTER = """\
system: double-random
connection: {environment: RANDOM}
table: items
inspectionItem: {department: department, name: name, connected: connected}
changes: {kind: deletion, key: [number]}
"""


@dataclass
class Platform:
    """The database and who reads it. `now` is the hand of the clock."""

    table: str
    columns: tuple[str, ...]
    engine: AsyncEngine
    address: Address
    read: MappingFile
    parts: SyncParts
    now: datetime = NOON
    rows: dict[int, dict[str, str | None]] = field(default_factory=dict)

    async def put(self, number: int, **values: str | None) -> None:
        """A new row, or a change of one."""
        self.rows[number] = {**dict.fromkeys(self.columns), **self.rows.get(number, {}), **values}
        await self.delete(number, forget=False)
        named = ", ".join(self.columns)
        given = ", ".join(f":{column}" for column in self.columns)
        async with self.engine.begin() as connection:
            insert = text(f"INSERT INTO {self.table} (number, {named}) VALUES (:number, {given})")
            await connection.execute(insert, {"number": number, **self.rows[number]})

    async def delete(self, number: int, *, forget: bool = True) -> None:
        if forget:
            self.rows.pop(number)
        async with self.engine.begin() as connection:
            await connection.execute(text(f"DELETE FROM {self.table} WHERE number = :number"), {"number": number})

    async def sync(self) -> SyncResult:
        self.now += timedelta(hours=1)
        return await sync_system(self.parts, self.read, lambda: self.address, full=False, told=lambda counts: None)

    async def verify(self) -> Verification:
        return await verify_system(self.parts, self.read, lambda: self.address, told=lambda rows, step: None)

    async def synced_clean(self) -> SyncResult:
        """Synced, after which the graph is as the platform says, and another sync writes nothing."""
        result = await self.sync()
        found = await self.verify()
        assert found.outcome is Outcome.CLEAN and found.source == found.graph, found.as_json()
        again = await self.sync()
        assert (again.done.counts.accepted, again.done.retired) == (0, 0)
        assert again.state.totals == result.state.totals
        return result

    async def rejects(self) -> dict[str, str]:
        """Open entries of the ledger: row → code."""
        rows = await self.parts.store.read("MATCH (r:Reject) WHERE r.resolvedAt IS NULL RETURN r.rowKey, r.code")
        return {row[0]: row[1] for row in rows}


@asynccontextmanager
async def platform(
    mapping: str, address: Address, store: GraphStore, catalogue: Catalogue, folder: Path
) -> AsyncIterator[Platform]:
    """An empty database of a platform with this mapping."""
    path = folder / "platform.yaml"
    path.write_text(mapping, encoding="utf-8")
    read = read_mapping(path, catalogue)
    columns = tuple(sorted({name for name, _ in read.columns()} - {"number"}))
    table = read.mapping.table
    assert table is not None
    await ensure_place(address, Settings(data=folder, systems="bundled"))
    engine = filling_engine(address)
    async with engine.begin() as connection:
        await connection.execute(text(f"DROP TABLE IF EXISTS {table}"))
        texts = ", ".join(f"{column} VARCHAR(100)" for column in columns)
        await connection.execute(text(f"CREATE TABLE {table} (number INTEGER PRIMARY KEY, {texts})"))
    found = Platform(table, columns, engine, address, read, SyncParts(store, catalogue, SECRET, lambda: found.now))
    try:
        yield found
    finally:
        await engine.dispose()
