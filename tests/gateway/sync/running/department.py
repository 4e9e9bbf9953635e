"""A department's small database that changes in one of the five ways, and the graph that it is synced into.

Rows have a number, a code, a grade and a day. The same hand writes all five: what a way of changing needs (a time, a version,
another copy) it sets as such a system would.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from gateway.settings import Settings
from gateway.sync.addresses import Address, file_address, filling_engine
from gateway.sync.bundled import bundled_addresses, ensure_place
from gateway.sync.mapping import MappingFile, read_mapping
from gateway.sync.running.one_system import SyncResult, sync_system
from gateway.sync.running.run import SyncParts
from graph_model.archive import timeline
from graph_model.catalogue import Catalogue
from graph_model.grades import known
from graph_model.intake.syncing.batches import SyncCounts
from graph_model.model import GradeRecord
from graph_model.store import GraphStore
from graph_model.subjects import EVERYTHING, WHOLE_RECORDS, read_subject
from graph_model.uscc import check_character
from tests.seed.systems.places import systems_setting

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
SECRET = b"a secret of the tests"
WAYS = ("updatedAt", "version", "log", "snapshot", "deletion")
SHOWS_WITHDRAWAL = ("updatedAt", "version", "snapshot", "deletion")
TABLE = (
    "CREATE TABLE rated (number INTEGER, code VARCHAR(40), grade VARCHAR(10), day VARCHAR(20), gone VARCHAR(1), "
    "changed {kind})"
)
MAPPING = """\
system: land-valuation
connection: {{environment: LAND}}
table: rated
keys: {{uscc: code}}
name: code
evaluations:
- item: 1-5
  grade: {{column: grade, scale: unified}}
  evaluatedOn: day
deleted: {{column: gone, values: ["Y"]}}
changes: {changes}
limits: {{batch: {batch}, statementTimeout: 5s}}
"""
CHANGES = {
    "updatedAt": "{kind: updatedAt, column: changed, key: [number], overlap: 10m}",
    "version": "{kind: version, column: changed, key: [number]}",
    "log": "{kind: log, column: number}",
    "snapshot": "{kind: snapshot, column: changed, key: [number]}",
    "deletion": "{kind: deletion, key: [number]}",
}


def code(number: int) -> str:
    """The USCC of a made-up enterprise."""
    first17 = f"91995001MA00{number:05d}"
    return first17 + check_character(first17)


@dataclass
class Department:
    """The database and who reads it. `now` is the hand of both clocks."""

    way: str
    address: Address
    engine: AsyncEngine
    read: MappingFile
    parts: SyncParts
    now: datetime = NOON
    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    _counter: int = 0

    def tick(self, minutes: int = 60) -> None:
        self.now += timedelta(minutes=minutes)

    async def put(self, number: int, *, at: Any = None, **values: Any) -> None:
        """A new row, or a change of one. `at` is what the change column then says, where it is not now's."""
        before = self.rows.get(number, {"code": code(number), "grade": "A", "day": "2026-05-01", "gone": "N"})
        self.rows[number] = {**before, **values, "number": number, "changed": at or self.mark()}
        await self._write(number)

    async def delete(self, number: int) -> None:
        """The row goes without a trace."""
        self.rows.pop(number)
        await self._write(number)

    def mark(self) -> Any:
        """What a change has in the change column now."""
        self._counter += 1
        if self.way == "updatedAt":
            return self.now.replace(tzinfo=None) + timedelta(hours=8)
        return self._counter

    async def _write(self, number: int) -> None:
        if self.way == "snapshot":
            await self._copy()
            return
        async with self.engine.begin() as connection:
            await connection.execute(text("DELETE FROM rated WHERE number = :number"), {"number": number})
            if number in self.rows:
                await connection.execute(INSERT, self._row(number))

    async def _copy(self) -> None:
        """Another whole copy, beside the one before it."""
        self._counter += 1
        async with self.engine.begin() as connection:
            await connection.execute(text("DELETE FROM rated WHERE changed < :old"), {"old": self._counter - 1})
            for number in self.rows:
                await connection.execute(INSERT, {**self._row(number), "changed": self._counter})

    def _row(self, number: int) -> dict[str, Any]:
        row = dict(self.rows[number])
        if self.way == "updatedAt" and self.address.kind == "sqlite":
            row["changed"] = str(row["changed"])
        return row

    async def sync(self, *, full: bool = False, told: Callable[[SyncCounts], None] | None = None) -> SyncResult:
        return await sync_system(
            self.parts, self.read, lambda: self.address, full=full, told=told or (lambda counts: None)
        )

    async def grades(self, number: int, known_at: datetime | None = None) -> dict[str, str]:
        """What is known of an enterprise on this department's item: day → grade."""
        data = await read_subject(self.parts.store, f"uscc:{code(number)}", WHOLE_RECORDS)
        records = [] if data is None else data.records
        return {str(r.evaluated_on): r.grade.value for r in records if known(r, known_at) and r.item_key == "1-5"}

    async def archive(self, number: int) -> list[str]:
        """What the archive of an enterprise says of evaluations, newest first."""
        data = await read_subject(self.parts.store, f"uscc:{code(number)}", EVERYTHING)
        assert data is not None
        entries = timeline(data, self.parts.catalogue)
        return [entry.kind.value for entry in entries if isinstance(entry.value, GradeRecord)]

    async def all_grades(self) -> dict[tuple[str, str], str]:
        """(code, day) → grade of everything that is known now."""
        rows = await self.parts.store.read(
            "MATCH (s:Subject)-[:GRADED]->(g:GradeRecord) WHERE g.supersededAt IS NULL AND g.mode = 'SYNCED' "
            "RETURN s.uscc, g.evaluatedOn, g.grade"
        )
        return {(row[0], row[1]): row[2] for row in rows}

    async def rejects(self) -> dict[str, str]:
        """Open entries of the ledger: row → code."""
        rows = await self.parts.store.read("MATCH (r:Reject) WHERE r.resolvedAt IS NULL RETURN r.rowKey, r.code")
        return {row[0]: row[1] for row in rows}

    async def written(self) -> list[Any]:
        """Everything that a sync may write but the state of the sync."""
        found = []
        for label, columns in (
            ("GradeRecord", "n.key, n.grade, n.recordedAt, n.supersededAt, n.batchKey"),
            ("Statement", "n.key, n.rank, n.said, n.code"),
            ("Reject", "n.key, n.rejectedAt, n.resolvedAt"),
            ("Batch", "n.key, n.finishedAt"),
            ("Subject", "n.key, n.displayName"),
            ("Discrepancy", "n.key, n.state, n.closedAt"),
        ):
            found += sorted(await self.parts.store.read(f"MATCH (n:{label}) RETURN {columns}"), key=str)
        return found


INSERT = text("INSERT INTO rated VALUES (:number, :code, :grade, :day, :gone, :changed)")


@asynccontextmanager
async def department(
    way: str, place: Address, store: GraphStore, catalogue: Catalogue, folder: Path, *, batch: int = 3
) -> AsyncIterator[Department]:
    """An empty database in `place` whose rows change in this way."""
    path = folder / "land-valuation.yaml"
    path.write_text(MAPPING.format(changes=CHANGES[way], batch=batch), encoding="utf-8")
    engine = filling_engine(place)
    kind = {"updatedAt": "TIMESTAMP" if place.kind == "postgresql" else "DATETIME(6)"}.get(way, "BIGINT")
    async with engine.begin() as connection:
        await connection.execute(text("DROP TABLE IF EXISTS rated"))
        await connection.execute(text(TABLE.format(kind=kind)))
    made: list[Department] = []
    parts = SyncParts(store, catalogue, SECRET, lambda: made[0].now)
    made.append(Department(way, place, engine, read_mapping(path, catalogue), parts))
    try:
        yield made[0]
    finally:
        await engine.dispose()


async def place_for(kind: str, request: Any, folder: Path) -> Address:
    """An empty place on a kind of database."""
    settings = Settings(data=folder, systems=systems_setting(kind, request))
    address = next(iter(bundled_addresses(settings).values()))
    place = address.at("yuxin_synced") if address.kind != "sqlite" else file_address(folder / "synced.sqlite")
    await ensure_place(place, Settings(data=folder, systems="bundled"))
    return place
