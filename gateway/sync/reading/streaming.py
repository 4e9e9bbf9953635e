"""A question asked in a read-only transaction, its rows in batches as they come. What goes wrong is told by whose fault it is."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from asyncpg import PostgresError
from sqlalchemy.exc import DBAPIError, ProgrammingError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gateway.sync.addresses import MARIADB, MYSQL, POSTGRESQL, SQLITE, Address, connected
from gateway.sync.mapping import MappingFile
from gateway.sync.mapping.model import span
from gateway.sync.reading.statement import Question
from gateway.sync.reading.structure import check_structure
from gateway.tracing import sql_span
from graph_model.errors import CreditError, StoreUnavailable, Timeout
from graph_model.intake.concealing import without_id_numbers

_GIVEN_UP = {"57014", "1969", "3024", "interrupted"}
"""What PostgreSQL, MariaDB, MySQL and an interrupted SQLite say of a statement that took too long."""
_UNKNOWN = {"1054", "1146"}
_UNKNOWN_TO_SQLITE = ("no such table", "no such column")
"""What MySQL and SQLite say, among errors of operation, of a table or a column that they do not have."""
GRACE = 2.0
"""Seconds beyond the server's own limit after which we stop waiting for it."""


async def batches(
    engine: AsyncEngine, address: Address, read: MappingFile, question: Question
) -> AsyncGenerator[Sequence[Any], None]:
    """The rows, `limits.batch` at a time, all of one state of the database. Memory is that of a batch.

    Raises BadInput where the mapping does not fit the database, StoreUnavailable where that cannot be reached or breaks off,
    Timeout where a statement takes longer than `limits.statementTimeout`.
    """
    limits = read.mapping.limits
    seconds = span(limits.statement_timeout).total_seconds()
    with told(address, read):
        async with connected(engine) as connection:
            await _one_state(connection, address)
            await check_structure(connection, read)
            options = {"yield_per": limits.batch}
            with sql_span(read.mapping.system, address.kind, question.statement):
                result = await in_time(
                    connection, connection.stream(question.statement, execution_options=options), seconds
                )
            while rows := await in_time(connection, result.fetchmany(limits.batch), seconds):
                yield rows


async def _one_state(connection: AsyncConnection, address: Address) -> None:
    """Everything that the transaction reads is of one instant; that it only reads, the session has been told already."""
    if address.kind in (POSTGRESQL, MYSQL, MARIADB):
        await connection.execution_options(isolation_level="REPEATABLE READ")


async def in_time(connection: AsyncConnection, waiting: Awaitable[Any], seconds: float) -> Any:
    """The outcome, or Timeout. A server gives up by itself a little before; SQLite does when it is interrupted."""
    if connection.dialect.name == SQLITE:
        return await _interrupted_after(connection, waiting, seconds)
    try:
        async with asyncio.timeout(seconds + GRACE):
            return await waiting
    except TimeoutError:
        raise Timeout(f"语句超过 {seconds:g} 秒 / a statement took longer than {seconds:g} s") from None


async def _interrupted_after(connection: AsyncConnection, waiting: Awaitable[Any], seconds: float) -> Any:
    """As above for SQLite: it runs in a thread, which a cancelled wait would leave running and closing would wait for."""
    raw = await connection.get_raw_connection()
    driver = raw.driver_connection
    assert driver is not None

    async def interrupt() -> None:
        await asyncio.sleep(seconds)
        await driver.interrupt()

    interrupting = asyncio.create_task(interrupt())
    try:
        return await waiting
    finally:
        interrupting.cancel()


@contextmanager
def told(address: Address, read: MappingFile) -> Iterator[None]:
    """What goes wrong inside as an error of ours, by whose fault it is."""
    try:
        yield
    except CreditError:
        raise
    except (DBAPIError, PostgresError) as error:  # asyncpg's own comes unwrapped from a cursor
        raise _by_fault(error, address, read) from error
    except (OSError, TimeoutError, SQLAlchemyError) as error:
        raise StoreUnavailable(f"连不上数据库 / cannot reach the database {address}: {error}") from error


def _by_fault(error: DBAPIError | PostgresError, address: Address, read: MappingFile) -> CreditError:
    driver_error = error.driver_exception if isinstance(error, DBAPIError) else error
    said, codes = without_id_numbers(" ".join(str(driver_error).split())), _codes(driver_error)
    if codes & _GIVEN_UP:
        return Timeout(f"数据库放弃了这条语句 / the database gave up the statement: {address}: {said}")
    if isinstance(error, ProgrammingError) or codes & _UNKNOWN or any(word in said for word in _UNKNOWN_TO_SQLITE):
        steps = ("select",) if read.mapping.select is not None else ("table",)
        return read.error(f"与数据库不符 / does not fit the database: {said}", *steps)
    return StoreUnavailable(f"连不上数据库 / cannot reach the database {address}: {said}")


def _codes(error: Exception) -> set[str]:
    """What a driver says: PostgreSQL's state, the number of MySQL and MariaDB, SQLite's words."""
    return {str(getattr(error, "sqlstate", "")), *(str(said) for said in error.args[:1])}
