"""What only one process of all that share the operational store may do: a lock that goes with the process that holds it.

On SQLite it is a lock of the kernel on a file of the data folder, on PostgreSQL an advisory lock of a connection.
"""

import asyncio
import fcntl
import os
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from gateway.records.database import Records
from graph_model.errors import StoreUnavailable

PATIENCE = 1.0
"""Seconds between two tries."""
Held = Callable[[], Awaitable[bool]]
"""Asks whether the lock is still ours."""


@asynccontextmanager
async def exclusively(records: Records, task: str) -> AsyncIterator[Held]:
    """Wait until the lock `task` is ours and hold it. Raises StoreUnavailable where the store fails."""
    holding = _on_postgresql if records.engine.dialect.name == "postgresql" else _in_folder
    async with holding(records, task) as held:
        yield held


@asynccontextmanager
async def _in_folder(records: Records, task: str) -> AsyncIterator[Held]:
    descriptor = os.open(_lock_file(records.folder, task), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while not _locked(descriptor):  # noqa: ASYNC110 - another process gives it back
            await asyncio.sleep(PATIENCE)
        yield _always
    finally:
        os.close(descriptor)


@asynccontextmanager
async def _on_postgresql(records: Records, task: str) -> AsyncIterator[Held]:
    key = zlib.crc32(f"yuxin {task}".encode())
    try:
        async with records.engine.connect() as plain:
            connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
            while not await connection.scalar(select(func.pg_try_advisory_lock(key))):  # noqa: ASYNC110 - as above
                await asyncio.sleep(PATIENCE)

            async def held() -> bool:
                try:
                    return bool(await connection.scalar(select(1)))
                except (OSError, SQLAlchemyError):
                    return False

            try:
                yield held
            finally:
                await connection.invalidate()  # the lock is the connection's: it must not go back into the pool
    except (OSError, SQLAlchemyError) as error:
        raise StoreUnavailable(f"运行记录库出错 / the operational store failed: {type(error).__name__}") from error


def _lock_file(folder: Path, task: str) -> Path:
    return folder / f"{task}.lock"


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


async def _always() -> bool:
    return True
