"""Opening the operational store, and transactions on it."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from gateway.records.migrating import upgrade
from gateway.settings import Settings, make_data_folder
from gateway.sync.addresses import POSTGRESQL, Address, file_address, parse_address
from graph_model.errors import BadInput, StoreUnavailable

FILE_NAME = "records.sqlite"
CONNECT_SECONDS, STATEMENT_SECONDS, BUSY_SECONDS = 10, 30, 30
CONNECTIONS = 4


class Records:
    """The open store. `folder` is the data folder, where SQLite's file is."""

    def __init__(self, engine: AsyncEngine, folder: Path) -> None:
        self.engine = engine
        self.folder = folder

    @classmethod
    async def open(cls, settings: Settings) -> Self:
        """Open it and bring its tables up to date. Raises BadInput for an address that is none, StoreUnavailable."""
        engine = engine_of(settings)
        try:
            await upgrade(engine)
        except (OSError, SQLAlchemyError) as error:
            await engine.dispose()
            raise unavailable(error) from error
        except BaseException:
            await engine.dispose()
            raise
        return cls(engine, settings.data)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed at the end, undone by what is raised. Raises StoreUnavailable where the store fails."""
        try:
            async with self.engine.begin() as connection:
                yield connection
        except (OSError, SQLAlchemyError) as error:
            raise unavailable(error) from error

    async def close(self) -> None:
        await self.engine.dispose()


def engine_of(settings: Settings) -> AsyncEngine:
    """An engine for the store of these settings; its tables are as they are. Raises BadInput for an address that is none."""
    if settings.records is None:
        return _sqlite(settings.data)
    address = parse_address(settings.records.get_secret_value())
    if address.kind != POSTGRESQL:
        raise BadInput("应为 postgresql://… / must be postgresql://…", "YUXIN_RECORDS")
    return _postgresql(address)


def _sqlite(folder: Path) -> AsyncEngine:
    make_data_folder(folder)
    path = folder / FILE_NAME
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    engine = create_async_engine(
        file_address(path).url, connect_args={"timeout": BUSY_SECONDS}, pool_size=CONNECTIONS, hide_parameters=True
    )
    event.listen(engine.sync_engine, "connect", settle_down)
    event.listen(engine.sync_engine, "begin", begin_to_write)
    return engine


def _postgresql(address: Address) -> AsyncEngine:
    own = {
        "application_name": "yuxin",
        "statement_timeout": str(STATEMENT_SECONDS * 1000),
        "synchronous_commit": "on",  # what is committed survives a power cut, whatever the server's default
    }
    if address.schema:
        own["search_path"] = address.schema
    return create_async_engine(
        address.url,
        connect_args={"timeout": CONNECT_SECONDS, "server_settings": own},
        pool_size=CONNECTIONS,
        pool_pre_ping=True,
        hide_parameters=True,
    )


def settle_down(raw: Any, _: Any) -> None:
    """A new connection of SQLite: we begin transactions ourselves, readers and the writer do not wait for each other."""
    raw.isolation_level = None
    cursor = raw.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def begin_to_write(connection: Connection) -> None:
    """Every transaction is one that may write: none ever has to be undone because another one was quicker."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def unavailable(error: Exception) -> StoreUnavailable:
    why = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return StoreUnavailable(f"运行记录库出错 / the operational store failed: {type(why).__name__}: {why}")
