"""One connection that asks statements: by SQLAlchemy whatever its driver, and by the driver itself what is asked again and again."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import Dialect, Select
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.sources.sql.repeated import Repeated

Rows = Sequence[Sequence[Any]]
SECONDS = "yuxin_seconds"
"""The option of a statement that says how long it may take."""
_AGAIN = 0.01
"""Seconds after which an SQLite is interrupted again that had not begun the statement yet."""


class Said(Exception):
    """What a driver says of a statement that failed. `lost`: its connection, or the database, is out of reach."""

    def __init__(self, error: BaseException, *, lost: bool) -> None:
        super().__init__(str(error))
        self.error = error
        self.lost = lost


def said_by(error: DBAPIError) -> Said:
    """What a driver said to SQLAlchemy."""
    lost = error.connection_invalidated or isinstance(error, (OperationalError, InterfaceError))
    return Said(error.driver_exception or error, lost=lost)


class Session:
    """A connection, checked out for as long as it lives."""

    def __init__(self, connection: AsyncConnection, driver: Any) -> None:
        self._connection = connection
        self._driver = driver
        self._dialect = connection.dialect

    async def select(self, statement: Select[Any], seconds: float) -> Rows:
        """All rows, in so many seconds. Raises Said."""
        return await self._by_sqlalchemy(statement, {}, seconds)

    async def repeat(self, repeated: Repeated, given: Mapping[str, Any], seconds: float) -> Rows:
        """All rows of a statement with the parameters `given`. Raises Said."""
        return await self._by_sqlalchemy(repeated.statement, given, seconds)

    def stands_after(self, error: BaseException) -> bool:
        """Whether the connection can be used again; one that was left in the middle of a statement cannot."""
        return isinstance(error, Said) and not error.lost

    def is_of_now(self) -> bool:
        """Whether what it is connected to is still the database that its address names."""
        return True

    async def close(self) -> None:
        await self._connection.invalidate()
        await self._connection.close()

    async def _by_sqlalchemy(self, statement: Select[Any], given: Mapping[str, Any], seconds: float) -> Rows:
        try:
            return list((await self._connection.execute(statement, given, execution_options={SECONDS: seconds})).all())
        except DBAPIError as error:
            raise said_by(error) from error


class AsyncpgSession(Session):
    """PostgreSQL: the driver keeps what it has prepared, so that a statement is one round trip."""

    async def select(self, statement: Select[Any], seconds: float) -> Rows:
        import asyncpg  # noqa: PLC0415 - where it is used it is loaded already

        try:
            return await super().select(statement, seconds)
        except asyncpg.InternalClientError as error:
            raise Said(error, lost=True) from error

    async def repeat(self, repeated: Repeated, given: Mapping[str, Any], seconds: float) -> Rows:
        import asyncpg  # noqa: PLC0415 - as above

        written = repeated.written(self._dialect)
        try:
            rows: Rows = await self._driver.fetch(written.text, *written.parameters(given))
        except asyncpg.PostgresError as error:
            raise Said(error, lost=self._driver.is_closed()) from error
        except (asyncpg.InterfaceError, asyncpg.InternalClientError) as error:  # it was ended while it idled
            raise Said(error, lost=True) from error
        return rows


class AsyncmySession(Session):
    """MySQL and MariaDB."""

    async def repeat(self, repeated: Repeated, given: Mapping[str, Any], seconds: float) -> Rows:
        from asyncmy import errors  # noqa: PLC0415 - as above

        written = repeated.written(self._dialect)
        try:
            async with self._driver.cursor() as cursor:
                await cursor.execute(limited(self._dialect, written.text, seconds), written.parameters(given))
                rows: Rows = await cursor.fetchall()
        except errors.MySQLError as error:
            raise Said(error, lost=isinstance(error, (errors.OperationalError, errors.InterfaceError))) from error
        return rows


class SqliteSession(Session):
    """An SQLite, which works in a thread: the end of our waiting would leave it at work, so it is interrupted.

    A file that was moved away, or that another took the place of, stays open: it would be read for ever.
    """

    def __init__(self, connection: AsyncConnection, driver: Any) -> None:
        super().__init__(connection, driver)
        self._path = _path_in(connection.engine.url.database or "")
        self._file = _file_at(self._path)

    def is_of_now(self) -> bool:
        return _file_at(self._path) == self._file

    async def select(self, statement: Select[Any], seconds: float) -> Rows:
        task = asyncio.ensure_future(super().select(statement, seconds))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            await self._interrupted(task)
            raise

    async def repeat(self, repeated: Repeated, given: Mapping[str, Any], seconds: float) -> Rows:
        import sqlite3  # noqa: PLC0415 - as above

        written = repeated.written(self._dialect)
        try:
            rows: Rows = await self._driver.execute_fetchall(written.text, written.parameters(given))
        except sqlite3.Error as error:
            raise Said(error, lost=isinstance(error, (sqlite3.OperationalError, sqlite3.InterfaceError))) from error
        except asyncio.CancelledError:
            await self._interrupted(
                asyncio.ensure_future(self._driver.rollback())
            )  # its turn comes after the statement
            raise
        return rows

    def stands_after(self, error: BaseException) -> bool:
        return isinstance(error, asyncio.CancelledError) or super().stands_after(error)

    async def _interrupted(self, last: "asyncio.Future[Any]") -> None:
        """Interrupt what the thread does until it has done `last`."""
        while not last.done():
            await self._driver.interrupt()
            await asyncio.wait([last], timeout=_AGAIN)
        with suppress(Exception):
            last.result()


_SESSIONS: Mapping[str, Callable[[AsyncConnection, Any], Session]] = {
    "asyncpg": AsyncpgSession,
    "asyncmy": AsyncmySession,
    "aiosqlite": SqliteSession,
}


def _path_in(database: str) -> Path:
    """The file that an address names, which may be written as a URI."""
    return Path(unquote(urlsplit(database).path) if database.startswith("file:") else database)


def _file_at(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one that is there later; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


async def session_over(connection: AsyncConnection) -> Session:
    """The session of a connection that is open."""
    driver = (await connection.get_raw_connection()).driver_connection
    return _SESSIONS.get(connection.dialect.driver, Session)(connection, driver)


def limited(dialect: Dialect, text: str, seconds: float) -> str:
    """MySQL and MariaDB go on with a statement whose client has left: they are told its time beforehand."""
    if dialect.name not in ("mysql", "mariadb"):
        return text
    if dialect.is_mariadb:  # type: ignore[attr-defined]
        return f"SET STATEMENT max_statement_time={seconds:.3f} FOR {text}"
    return text.replace("SELECT", f"SELECT /*+ MAX_EXECUTION_TIME({int(seconds * 1000) or 1}) */", 1)
