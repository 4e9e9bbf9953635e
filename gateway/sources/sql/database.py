"""A database that is asked single SELECTs, each until its deadline; what goes wrong becomes an error of the source."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Select, event
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gateway.sources.errors import BadSourceResponse, SourceError, SourceTimeout, SourceUnavailable

log = logging.getLogger(__name__)
GIVEN_UP = frozenset(("57014", "1969", "3024", "interrupted"))
"""What PostgreSQL, MariaDB, MySQL and an interrupted SQLite say of a statement that took too long."""
_UNKNOWN = frozenset(("1054", "1146"))
_UNKNOWN_TO_SQLITE = ("no such table", "no such column")
"""What MySQL and SQLite say, among errors of operation, of a table or a column that they do not have."""
_STOPPING = ("08", "53", "57P")
"""How the states of PostgreSQL begin that say: not now."""
_SECONDS = "yuxin_seconds"
_AGAIN = 0.01
"""Seconds after which an SQLite is interrupted again that had not begun the statement yet."""


class Database:
    """One database. `make_engine` gives its engine at the first statement, and raises ValueError where there is none to have.

    The engine's statements are transactions of their own that only read. `conceal` strikes out of a driver's words what must
    not reach the log. Used on one event loop.
    """

    def __init__(
        self, name: str, make_engine: Callable[[], AsyncEngine], conceal: Callable[[str], str] = lambda said: said
    ) -> None:
        self.name = name
        self._make_engine = make_engine
        self._conceal = conceal
        self._engine: AsyncEngine | None = None

    async def rows(
        self, statement: Select[Any], deadline: float, given: Mapping[str, Any] | None = None
    ) -> Sequence[Sequence[Any]]:
        """All rows of a statement with the parameters `given`. Raises SourceError; `deadline` is in the loop's time."""
        seconds = deadline - asyncio.get_running_loop().time()
        if seconds <= 0:
            raise SourceTimeout(self.name, "no time was left to ask the database")
        try:
            async with asyncio.timeout_at(deadline), self._opened().connect() as connection:
                return await _asked(connection, statement, given or {}, seconds)
        except (TimeoutError, NoConnection):
            raise SourceTimeout(self.name, "the database did not answer in time") from None
        except DBAPIError as error:
            raise self._by_fault(error) from error
        except (OSError, SQLAlchemyError) as error:
            raise self._unreachable(error) from error

    async def close(self) -> None:
        """Close the connections; statements under way fail."""
        if self._engine is not None:
            await self._engine.dispose()

    def _opened(self) -> AsyncEngine:
        if self._engine is None:
            try:
                self._engine = self._make_engine()
            except ValueError as error:
                raise SourceUnavailable(self.name, str(error), sent=False, lasting=True) from error
            event.listen(self._engine.sync_engine, "before_cursor_execute", _limited, retval=True)
        return self._engine

    def _by_fault(self, error: DBAPIError) -> SourceError:
        told = error.driver_exception or error
        said, state = str(told), str(getattr(told, "sqlstate", "") or "")
        codes = {state, *(str(word) for word in told.args[:1])}
        if codes & GIVEN_UP:
            return SourceTimeout(self.name, "the database gave up the statement")
        unknown = codes & _UNKNOWN or any(word in said for word in _UNKNOWN_TO_SQLITE)
        out_of_reach = error.connection_invalidated or isinstance(error, (OperationalError, InterfaceError))
        if state.startswith(_STOPPING) or (out_of_reach and not unknown):
            return self._unreachable(error)
        log.error("%s does not answer as it is described: %s", self.name, self._conceal(" ".join(said.split())))
        return BadSourceResponse(self.name, "the database refused the statement: its tables are not as described")

    def _unreachable(self, error: Exception) -> SourceUnavailable:
        told = getattr(error, "driver_exception", None) or error
        log.warning("%s cannot be reached: %s", self.name, self._conceal(" ".join(str(told).split())))
        return SourceUnavailable(self.name, "its database cannot be reached", sent=True)


async def _asked(
    connection: AsyncConnection, statement: Select[Any], given: Mapping[str, Any], seconds: float
) -> Sequence[Sequence[Any]]:
    asking = _all(connection, statement, given, seconds)
    if connection.dialect.name != "sqlite":
        return await asking
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    return await _interruptible(asyncio.ensure_future(asking), driver.interrupt)


async def _all(
    connection: AsyncConnection, statement: Select[Any], given: Mapping[str, Any], seconds: float
) -> Sequence[Sequence[Any]]:
    return list((await connection.execute(statement, given, execution_options={_SECONDS: seconds})).all())


async def _interruptible(
    asking: "asyncio.Future[Sequence[Sequence[Any]]]", interrupt: Callable[[], Awaitable[None]]
) -> Sequence[Sequence[Any]]:
    """The rows of an SQLite, which works in a thread: the end of our waiting would leave it at work, and wait for it."""
    try:
        return await asyncio.shield(asking)
    except asyncio.CancelledError:
        while not asking.done():
            await interrupt()
            await asyncio.wait([asking], timeout=_AGAIN)
        with suppress(Exception):
            asking.result()
        raise


def _limited(connection: Any, cursor: Any, text: str, parameters: Any, context: Any, many: bool) -> tuple[str, Any]:  # noqa: PLR0917 - SQLAlchemy calls it
    """MySQL and MariaDB go on with a statement whose client has left: they are told its time beforehand."""
    seconds = context.execution_options.get(_SECONDS) if context is not None else None
    if seconds is not None and connection.dialect.name in ("mysql", "mariadb"):
        if connection.dialect.is_mariadb:
            text = f"SET STATEMENT max_statement_time={seconds:.3f} FOR {text}"
        else:
            text = text.replace("SELECT", f"SELECT /*+ MAX_EXECUTION_TIME({int(seconds * 1000) or 1}) */", 1)
    return text, parameters
