"""Filling: a whole city streamed into the systems' databases, each all or nothing, once.

A system's rows and its mark (`yuxin_fill`) are committed together, so a killed run leaves no rows, and the next one fills
the database. One that holds another city, or that of another version, is laid down anew.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import JSON, Column, Connection, Integer, MetaData, String, Table, insert, inspect, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from graph_model.catalogue import Catalogue
from seed.platforms.platform import BundledPlatform
from seed.systems.manifest import Manifest
from seed.systems.population import Population
from seed.systems.progress import FillProgress
from seed.systems.recording import sheets_of
from seed.systems.sheets import Known
from seed.systems.system import BundledSystem, Row

Bundled = BundledSystem | BundledPlatform
VERSION = 1
"""Raised whenever the same city would give other rows: a database of another version is laid down anew."""
BATCH = 500
_mark_metadata = MetaData()
MARK = Table(
    "yuxin_fill",
    _mark_metadata,
    Column("city", String(100), primary_key=True, comment="哪座城市的数据"),
    Column("version", Integer, nullable=False),
    Column("planted", JSON, nullable=False, comment="写入时数过的:行数、等级、应被拒绝的行"),
)


@dataclass(slots=True)
class _Open:
    """A system or platform that is being filled: its transaction, its items, what was counted."""

    system: Bundled
    connection: AsyncConnection
    item_keys: frozenset[str]
    manifest: Manifest = field(default_factory=Manifest)

    def rows(self, known: Known, seed: int, today: date) -> Iterable[Row]:
        """What the system has of a subject, counted."""
        if isinstance(self.system, BundledPlatform):
            return self.system.written(known, seed, today, self.manifest)
        system = self.system
        sheets = sheets_of(system, known, self.item_keys, seed, today)
        self.manifest.count(system, sheets)
        return (row for sheet in sheets for row in system.rows(sheet, today))


async def fill(
    engines: Mapping[Bundled, AsyncEngine],
    catalogue: Catalogue,
    population: Population,
    progress: Callable[[FillProgress], None] | None = None,
) -> list[str]:
    """Create and fill the systems that do not hold this population yet; their keys. Each `engine` is of one system's own database.

    Memory is that of a batch. Raises what SQLAlchemy raises; then no system has any of the rows.
    """
    async with AsyncExitStack() as stack:
        missing = []
        for system, engine in engines.items():
            if not await _holds(engine, population):
                await _create(engine, system)
                connection = await stack.enter_async_context(engine.begin())
                missing.append(_Open(system, connection, _item_keys(catalogue, system)))
        for opened in missing:
            await _stand(opened, catalogue, population)
        if missing:
            await _stream(missing, population, progress)
        for filled in missing:
            await _mark(filled, population)
    return [filled.system.key for filled in missing]


async def planted(engine: AsyncEngine) -> dict[str, Any] | None:
    """What was counted when the database was filled (`Manifest.as_json`); None where it was not."""
    async with engine.connect() as connection:
        if not await connection.run_sync(_has_mark):
            return None
        found: dict[str, Any] | None = await connection.scalar(select(MARK.c.planted))
        return found


async def _stream(
    missing: list[_Open], population: Population, progress: Callable[[FillProgress], None] | None
) -> None:
    done = 0
    for batch in population.batches(BATCH):
        for filling in missing:
            await _write(filling, batch, population.seed, population.today)
        done += len(batch)
        if progress is not None:
            progress(FillProgress(done, population.size))


async def _write(filling: _Open, batch: list[Known], seed: int, today: date) -> None:
    """The rows of a batch of subjects, table by table in the order in which they refer to each other."""
    await _insert(filling, (row for known in batch for row in filling.rows(known, seed, today)))


async def _stand(filling: _Open, catalogue: Catalogue, population: Population) -> None:
    """What a platform has that is about no subject. Without anybody there is nothing of it either."""
    if isinstance(filling.system, BundledPlatform) and population.size:
        await _insert(filling, filling.system.standing(catalogue, population, filling.manifest))


async def _insert(filling: _Open, given: Iterable[Row]) -> None:
    rows: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for table, row in given:
        rows[table.name].append(row)
    for table in filling.system.metadata.sorted_tables:
        if rows[table.name]:
            await filling.connection.execute(insert(table), rows[table.name])


async def _create(engine: AsyncEngine, system: Bundled) -> None:
    """Empty tables, whatever stood there; the code tables have their rows."""
    async with engine.begin() as connection:
        for metadata in (_mark_metadata, system.metadata):
            await connection.run_sync(metadata.drop_all)
            await connection.run_sync(metadata.create_all)
        for table, rows in system.codes:
            await connection.execute(insert(table), [*rows])


async def _mark(filled: _Open, population: Population) -> None:
    row = {"city": population.key, "version": VERSION, "planted": filled.manifest.as_json()}
    await filled.connection.execute(insert(MARK), [row])


async def _holds(engine: AsyncEngine, population: Population) -> bool:
    """Whether a database has this population whole."""
    async with engine.connect() as connection:
        if not await connection.run_sync(_has_mark):
            return False
        found = (await connection.execute(select(MARK.c.city, MARK.c.version))).one_or_none()
        return found is not None and tuple(found) == (population.key, VERSION)


def _has_mark(connection: Connection) -> bool:
    return inspect(connection).has_table(MARK.name)


def _item_keys(catalogue: Catalogue, system: Bundled) -> frozenset[str]:
    return frozenset(item.key for item in catalogue.items if item.system_key == system.key)
