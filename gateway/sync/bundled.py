"""The bundled systems: where their databases are, and how they are laid down over the city that the graph holds."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.schema import CreateSchema
from sqlalchemy.sql import text

from gateway.settings import BUNDLED, NO_SYSTEMS, Settings, make_data_folder
from gateway.sync.addresses import (
    MARIADB,
    MYSQL,
    POSTGRESQL,
    SQLITE,
    Address,
    file_address,
    filling_engine,
    parse_address,
)
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput, StoreUnavailable
from graph_model.store import GraphStore
from seed.city.building import VERSION
from seed.city.checkpoint import read_checkpoint
from seed.demo.laying import demo_day
from seed.platforms.register import BUNDLED_DATABASES
from seed.systems.filling import Bundled, fill, planted
from seed.systems.population import Population
from seed.systems.progress import FillProgress

log = structlog.get_logger(__name__)
FOLDER = "systems"
_PREFIX = "yuxin_"
_ALWAYS_THERE = "information_schema"
"""A database of MySQL and MariaDB to connect with while there is none of ours."""
_DAMAGED = ("SQLITE_NOTADB", "SQLITE_CORRUPT")
_IS_THERE = text("SELECT COUNT(*) FROM schemata WHERE schema_name = :name")


def bundled_addresses(settings: Settings) -> dict[str, Address]:
    """The address of each of the 20 and of the platforms by its key: a file in the data folder, or a schema or database of a server.

    With `--systems none` they are the files of the data folder, which may be there from an earlier start.
    """
    if settings.systems in (NO_SYSTEMS, BUNDLED):
        folder = settings.data / FOLDER
        return {system.key: file_address(folder / f"{system.key}.sqlite") for system in BUNDLED_DATABASES}
    server = parse_address(settings.systems)
    if server.kind == SQLITE:
        raise BadInput("文件数据库请用 bundled / for files say bundled", "--systems")
    return {system.key: server.at(_PREFIX + system.key.replace("-", "_")) for system in BUNDLED_DATABASES}


async def lay_bundled_systems(
    settings: Settings, store: GraphStore, catalogue: Catalogue, progress: Callable[[FillProgress], None] | None = None
) -> list[str]:
    """Create and fill the systems that do not hold the graph's city yet; their keys. Without a city they are empty.

    A file that is no database is left as it is: its sync says so, and takes it up again when it is restored. Raises BadInput for
    a city of another version, StoreUnavailable for a server that cannot be reached.
    """
    population = await population_of(store, catalogue)
    addresses = bundled_addresses(settings)
    try:
        async with AsyncExitStack() as stack:
            engines: dict[Bundled, AsyncEngine] = {}
            for system in BUNDLED_DATABASES:
                await ensure_place(addresses[system.key], settings)
                engine = filling_engine(addresses[system.key])
                stack.push_async_callback(engine.dispose)
                if await _is_database(engine):
                    engines[system] = engine
                else:
                    log.error(
                        "a file is no database, or is damaged", system=system.key, file=str(addresses[system.key])
                    )
            return await fill(engines, catalogue, population, progress)
    except (OSError, DBAPIError) as error:
        where = parse_address(settings.systems) if settings.systems != BUNDLED else settings.data / FOLDER
        raise StoreUnavailable(f"建不了支撑系统的数据库 / cannot lay the systems down at {where}: {error}") from error


async def _is_database(engine: AsyncEngine) -> bool:
    """False for an SQLite file that holds something else, or is damaged where it says what was filled in."""
    try:
        await planted(engine)
    except DBAPIError as error:
        if getattr(error.driver_exception, "sqlite_errorname", "").startswith(_DAMAGED):
            return False
        raise
    return True


async def population_of(store: GraphStore, catalogue: Catalogue) -> Population:
    """Whom the graph's city has; nobody where there is no city."""
    city = await read_checkpoint(store)
    if city is None:
        return Population.nobody(catalogue)
    if city.version != VERSION:
        raise BadInput(
            "图里的合成城市出自另一版本的生成器,支撑系统里的自然人与它对不上;请换一个数据目录 / "
            "the city in the graph is of another version, whose persons the systems do not know: use another data folder",
            "--systems",
        )
    return Population(catalogue, city.seed, city.done, city.today, await demo_day(store))


async def ensure_place(address: Address, settings: Settings) -> None:
    """The folder, schema or database in which a system's tables are made."""
    if address.kind == SQLITE:
        make_data_folder(settings.data)
        (settings.data / FOLDER).mkdir(mode=0o700, exist_ok=True)
    elif address.kind == POSTGRESQL:
        await _make_schema(address)
    elif address.kind in (MYSQL, MARIADB):
        await _make_database(address)


async def _make_schema(address: Address) -> None:
    assert address.schema is not None
    async with _writing(Address(address.url)) as connection:
        await connection.execute(CreateSchema(address.schema, if_not_exists=True))


async def _make_database(address: Address) -> None:
    """Asked for first: of IF NOT EXISTS the driver would warn at every start."""
    name = address.url.database
    async with _writing(address.at(_ALWAYS_THERE)) as connection:
        if not await connection.scalar(_IS_THERE, {"name": name}):
            await connection.execute(text(f"CREATE DATABASE {name} CHARACTER SET utf8mb4"))


@asynccontextmanager
async def _writing(address: Address) -> AsyncIterator[AsyncConnection]:
    engine = filling_engine(address)
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()
