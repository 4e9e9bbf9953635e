"""A database that is asked single SELECTs, each until its deadline; what goes wrong becomes an error of the source."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sqlalchemy import Select, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncEngine

from gateway.failure_words import why
from gateway.sources.errors import BadSourceResponse, SourceError, SourceTimeout, SourceUnavailable
from gateway.sources.sql.drivers import SECONDS, Rows, Said, Session, limited, said_by
from gateway.sources.sql.repeated import Repeated
from gateway.sources.sql.sessions import Sessions
from gateway.tracing import NO_SPAN, TRACING, NoSpan, sql_span

log = logging.getLogger(__name__)
GIVEN_UP = frozenset(("57014", "1969", "3024", "interrupted"))
"""What PostgreSQL, MariaDB, MySQL and an interrupted SQLite say of a statement that took too long."""
_UNKNOWN = frozenset(("1054", "1146"))
_UNKNOWN_TO_SQLITE = ("no such table", "no such column")
"""What MySQL and SQLite say, among errors of operation, of a table or a column that they do not have."""
_STOPPING = ("08", "53", "57P")
"""How the states of PostgreSQL begin that say: not now."""
CONNECTIONS = 5
Asking = Callable[[Session, float], Awaitable[Rows]]
"""Asks a session something, in so many seconds."""


class Database:
    """One database. `make_engine` gives its engine at the first statement, and raises ValueError where there is none to have.

    The engine's statements are transactions of their own that only read; at most `connections` of them are under way, and
    connections stay open. `conceal` strikes out of a driver's words what must not reach the log. Used on one event loop.
    """

    def __init__(
        self,
        name: str,
        make_engine: Callable[[], AsyncEngine],
        conceal: Callable[[str], str] = lambda said: said,
        *,
        connections: int = CONNECTIONS,
    ) -> None:
        self.name = name
        self._make_engine = make_engine
        self._conceal = conceal
        self._connections = connections
        self._sessions: Sessions | None = None

    async def rows(self, statement: Select[Any], deadline: float) -> Rows:
        """All rows of a statement. Raises SourceError; `deadline` is in the loop's time."""
        with self._span(statement):
            return await self._asked(lambda session, seconds: session.select(statement, seconds), deadline)

    async def repeat(self, repeated: Repeated, given: Mapping[str, Any], deadline: float) -> Rows:
        """All rows of a statement with the parameters `given`. Raises SourceError; `deadline` is in the loop's time."""
        with self._span(repeated.statement):
            return await self._asked(lambda session, seconds: session.repeat(repeated, given, seconds), deadline)

    async def close(self) -> None:
        """Close the connections; those with statements under way close when these end. Asked again, it connects again."""
        sessions, self._sessions = self._sessions, None
        if sessions is not None:
            await sessions.close()

    def _span(self, statement: Select[Any]) -> NoSpan:
        if TRACING.tracer is None:
            return NO_SPAN
        return sql_span(self.name, self._opened().engine.dialect.name, statement)

    async def _asked(self, asking: Asking, deadline: float) -> Rows:
        seconds = deadline - asyncio.get_running_loop().time()
        if seconds <= 0:
            raise SourceTimeout(self.name, "no time was left to ask the database")
        try:
            async with asyncio.timeout_at(deadline):
                return await self._opened().lend(lambda session: asking(session, seconds))
        except (TimeoutError, NoConnection):
            raise SourceTimeout(self.name, "the database did not answer in time") from None
        except Said as said:
            raise self._by_fault(said) from said
        except DBAPIError as error:
            raise self._by_fault(said_by(error)) from error
        except (OSError, SQLAlchemyError) as error:
            raise self._unreachable(error) from error

    def _opened(self) -> Sessions:
        if self._sessions is None:
            try:
                engine = self._make_engine()
            except ValueError as error:
                raise SourceUnavailable(self.name, str(error), sent=False, lasting=True) from error
            event.listen(engine.sync_engine, "before_cursor_execute", _limited, retval=True)
            self._sessions = Sessions(engine, self._connections)
        return self._sessions

    def _by_fault(self, said: Said) -> SourceError:
        told = said.error
        words, state = str(told), str(getattr(told, "sqlstate", "") or "")
        codes = {state, *(str(word) for word in told.args[:1])}
        if codes & GIVEN_UP:
            return SourceTimeout(self.name, "the database gave up the statement")
        unknown = codes & _UNKNOWN or any(word in words for word in _UNKNOWN_TO_SQLITE)
        if state.startswith(_STOPPING) or (said.lost and not unknown):
            return self._unreachable(told)
        shown = self._conceal(" ".join(words.split())) if unknown else why(told)
        log.error("%s does not answer as it is described: %s", self.name, shown)
        return BadSourceResponse(self.name, "the database refused the statement: its tables are not as described")

    def _unreachable(self, told: BaseException) -> SourceUnavailable:
        log.warning("%s cannot be reached: %s", self.name, self._conceal(" ".join(str(told).split())))
        return SourceUnavailable(self.name, "its database cannot be reached", sent=True)


def _limited(connection: Any, cursor: Any, text: str, parameters: Any, context: Any, many: bool) -> tuple[str, Any]:  # noqa: PLR0917 - SQLAlchemy calls it
    seconds = context.execution_options.get(SECONDS) if context is not None else None
    return text if seconds is None else limited(connection.dialect, text, seconds), parameters
