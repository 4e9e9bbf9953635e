"""One measured run of `bench sync`: `sync_worker MODE DATABASE STORE ROWS CHANGED` prints seconds and processor seconds.

MODE is `sync` or `floor`; both load everything, then what has changed since. The floor reads the same rows with the driver and
writes the same nodes and edges, ready made, a transaction a page: nothing is judged, compared or looked up before it is written.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import text

from gateway.garbage import settle
from gateway.sync.addresses import Address, filling_engine, parse_address
from gateway.sync.mapping import read_mapping
from gateway.sync.running.one_system import sync_system
from gateway.sync.running.run import SyncParts
from graph_model import uscc
from graph_model.catalogue import Catalogue
from graph_model.intake.identities import record_key, record_stem
from graph_model.intake.syncing import statements
from graph_model.model import Grade, GradeRecord, SourceMode, Subject, instant_text
from graph_model.open_store import open_store
from graph_model.rows import subject_row
from graph_model.store import GraphStore, GraphTransaction
from graph_model.writing import CORRECT, MERGE_SUBJECTS, record_queries
from seed.laying import ensure_plan
from tests.benchmarks.load_worker import codes

SYSTEM, ITEM = "land-valuation", "1-5"
BATCH = 1_000
FIRST_CHANGE = datetime(2023, 1, 1)
"""The rows have changed a minute apart, a million of them within two years."""
TABLE = (
    "CREATE TABLE rated (number INTEGER PRIMARY KEY, code VARCHAR(18), name VARCHAR(60), grade VARCHAR(1), "
    "day VARCHAR(10), changed {kind})"
)
INDEX = "CREATE INDEX rated_changed ON rated (changed, number)"
INSERT = text("INSERT INTO rated VALUES (:number, :code, :name, :grade, :day, :changed)")
CHANGE = text(
    "UPDATE rated SET grade = CASE WHEN grade = 'C' THEN 'A' ELSE 'C' END, changed = :changed WHERE number % :step = 0"
)
SELECT = "SELECT number, code, name, grade, day, changed FROM rated"
MAPPING = f"""\
system: {SYSTEM}
connection: {{environment: YUXIN_BENCH}}
table: rated
keys: {{uscc: code}}
name: name
evaluations:
- item: {ITEM}
  grade: {{column: grade, scale: unified}}
  evaluatedOn: day
changes: {{kind: updatedAt, column: changed, key: [number]}}
"""


async def lay_down(address: Address, rows: int) -> None:
    """The department's table, with the index that an incremental sync needs."""
    engine = filling_engine(address)
    kind = {"postgresql": "TIMESTAMP", "sqlite": "DATETIME"}.get(address.kind, "DATETIME(6)")
    async with engine.begin() as connection:
        await connection.execute(text("DROP TABLE IF EXISTS rated"))
        await connection.execute(text(TABLE.format(kind=kind)))
        batch: list[dict[str, Any]] = []
        for number, code in enumerate(codes(rows)):
            changed = FIRST_CHANGE + timedelta(minutes=number)
            name, grade = f"重庆示例{number}号有限公司", "AB"[number % 2]
            cells = {"number": number, "code": code, "name": name, "grade": grade, "day": "2025-06-01"}
            batch.append({**cells, "changed": _written(address, changed)})
            if len(batch) == BATCH or number == rows - 1:
                await connection.execute(INSERT, batch)
                batch = []
        await connection.execute(text(INDEX))
    await engine.dispose()


async def change(address: Address, rows: int, changed: int) -> datetime:
    """So many rows, all over the table, are graded otherwise from this instant on."""
    now = datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=8)
    engine = filling_engine(address)
    async with engine.begin() as connection:
        await connection.execute(CHANGE, {"changed": _written(address, now), "step": max(1, rows // changed)})
    await engine.dispose()
    return now


def _written(address: Address, moment: datetime) -> Any:
    """SQLite has times as text."""
    return str(moment) if address.kind == "sqlite" else moment


async def run(mode: str, address: Address, store_address: str, rows: int, changed: int) -> dict[str, dict[str, float]]:
    """Everything, then what changed: wall seconds, processor seconds of this process, and rows, of each."""
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(store_address, data_dir=Path(folder, "store"))
        figures = await carry_out(mode, store, address, Path(folder), rows, changed)
        await store.close()
    return figures


async def carry_out(
    mode: str, store: GraphStore, address: Address, folder: Path, rows: int, changed: int
) -> dict[str, dict[str, float]]:
    """As above, into an empty store that stays open. `folder` is for the mapping."""
    await store.prepare()
    catalogue = await ensure_plan(store)
    taking = _Sync(store, catalogue, address, folder) if mode == "sync" else _Floor(store, address)
    first = await _timed(taking.everything())
    since = await change(address, rows, changed)
    incremental = await _timed(taking.since(since))
    if first["rows"] != rows or abs(incremental["rows"] - changed) > 1:
        raise SystemExit(f"{mode}: {rows} rows and {changed} changes, but {first} and {incremental}")
    return {"first": first, "incremental": incremental}


async def _timed(work: Awaitable[int]) -> dict[str, float]:
    wall, processor = time.perf_counter(), time.process_time()
    rows = await work
    return {
        "rows": rows,
        "seconds": round(time.perf_counter() - wall, 4),
        "cpu_seconds": round(time.process_time() - processor, 4),
    }


class _Sync:
    """The system as `yuxin sync` takes it in."""

    def __init__(self, store: GraphStore, catalogue: Catalogue, address: Address, folder: Path) -> None:
        path = folder / f"{SYSTEM}.yaml"
        path.write_text(MAPPING, encoding="utf-8")
        self._parts = SyncParts(store, catalogue, b"0" * 32, lambda: datetime.now(UTC))
        self._read, self._address = read_mapping(path, catalogue), address

    async def everything(self) -> int:
        result = await sync_system(self._parts, self._read, lambda: self._address, full=False, told=lambda _: None)
        return result.done.counts.accepted

    async def since(self, moment: datetime) -> int:
        return await self.everything()


class _Floor:
    """Rows of the driver, written as they would be in the end."""

    def __init__(self, store: GraphStore, address: Address) -> None:
        self._store, self._address = store, address

    async def everything(self) -> int:
        """As each sync, with a connection of its own."""
        done = 0
        async for rows in self._rows(SELECT, {}):
            await self._write(
                (MERGE_SUBJECTS, [_subject(row) for row in rows]),
                *record_queries(_record(row, 1) for row in rows).items(),
                (statements.WRITE, [_statement(row) for row in rows]),
            )
            done += len(rows)
        return done

    async def since(self, moment: datetime) -> int:
        done, now = 0, instant_text(datetime.now(UTC))
        bound = {"moment": _written(self._address, moment)}
        async for rows in self._rows(f"{SELECT} WHERE changed >= :moment", bound):
            await self._write(
                *record_queries(_record(row, 2) for row in rows).items(),
                (CORRECT, [{"oldKey": _key(row, 1), "newKey": _key(row, 2), "supersededAt": now} for row in rows]),
                (statements.WRITE, [_statement(row) for row in rows]),
            )
            done += len(rows)
        return done

    async def _write(self, *parts: tuple[str, list[dict[str, Any]]]) -> None:
        """A page in one transaction, so that no record is without the statement that it comes from."""

        async def work(transaction: GraphTransaction) -> None:
            for query, rows in parts:
                await transaction.run(query, {"rows": rows})

        await self._store.transact(work)

    async def _rows(self, statement: str, bound: dict[str, Any]) -> AsyncIterator[Sequence[Any]]:
        engine = filling_engine(self._address)
        async with engine.connect() as connection:
            result = await connection.stream(text(statement), bound, execution_options={"yield_per": BATCH})
            while rows := await result.fetchmany(BATCH):
                yield rows
        await engine.dispose()


def _subject(row: Any) -> dict[str, Any]:
    return subject_row(Subject(f"uscc:{row.code}", uscc.kind_of(row.code), row.name, row.code))


def _key(row: Any, revision: int) -> str:
    return record_key(f"uscc:{row.code}", ITEM, date.fromisoformat(row.day), revision)


def _record(row: Any, revision: int) -> GradeRecord:
    return GradeRecord(
        key=_key(row, revision),
        subject_key=f"uscc:{row.code}",
        item_key=ITEM,
        grade=Grade(row.grade),
        native_grade=row.grade,
        scale_key="unified",
        score=None,
        evaluated_on=date.fromisoformat(row.day),
        valid_until=None,
        recorded_at=datetime.now(UTC),
        superseded_at=None,
        system_key=SYSTEM,
        mode=SourceMode.SYNCED,
        batch_key="floor",
    )


def _statement(row: Any) -> dict[str, Any]:
    stem = record_stem(f"uscc:{row.code}", ITEM, date.fromisoformat(row.day))
    said = [f"uscc:{row.code}", ITEM, row.day, row.grade, row.grade, row.grade, "unified", None, None, None]
    return {
        "key": f"{SYSTEM}:{stem}:0",
        "bucket": f"{SYSTEM}:{stem[:2]}",
        "slot": f"{SYSTEM}:{stem}",
        "rank": f"{row.changed}\x1f{row.number}",
        "said": orjson.dumps(said).decode(),
        "code": None,
        "digest": None,
    }


if __name__ == "__main__":
    mode, database, store = sys.argv[1:4]
    settle()  # as `yuxin sync` does
    print(json.dumps(asyncio.run(run(mode, parse_address(database), store, int(sys.argv[4]), int(sys.argv[5])))))
