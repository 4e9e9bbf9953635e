"""The Neo4j store: the official async driver against Neo4j 5.26 LTS, for clusters and several gateways."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import neo4j
from neo4j import exceptions

from graph_model import constraints
from graph_model.commits import Commits
from graph_model.deadline import Read
from graph_model.errors import BadInput, CreditError, StoreUnavailable, Timeout
from graph_model.store import Capabilities, GraphTransaction, Parameters, Row, load_in_batches
from graph_model.under_way import settled, under_way

T = TypeVar("T")
NAMES = "subject_names_ever"
NAME_INDEX = (
    f"CREATE FULLTEXT INDEX {NAMES} IF NOT EXISTS FOR (n:Subject) ON EACH [n.displayName, n.formerNames] "
    "OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk', `fulltext.eventually_consistent`: false}}"
)
SEARCHED = "subject_search"
SEARCH_INDEX = f"CREATE TEXT INDEX {SEARCHED} IF NOT EXISTS FOR (n:Subject) ON (n.searchText)"
"""Spellings and parts of names: an index of trigrams for CONTAINS."""
ONLINE = "SHOW INDEXES YIELD name, owningConstraint, state WHERE state = 'ONLINE' RETURN name, owningConstraint"
OWN = {NAMES: NAME_INDEX, SEARCHED: SEARCH_INDEX}
"""Indexes that the embedded store has no like of."""
OUTDATED = "DROP INDEX subject_names IF EXISTS"
"""The index of present names alone, before former ones were kept."""


class Neo4jStore:
    """GraphStore on a Neo4j server or cluster."""

    subjects_named = (
        f"CALL db.index.fulltext.queryNodes('{NAMES}', $fullText) YIELD node AS s "
        "WITH s WHERE s.searchText CONTAINS $text"
    )

    def __init__(self, driver: neo4j.AsyncDriver, database: str | None, timeout: float) -> None:
        self.commits = Commits()
        self._driver = driver
        self._database = database
        self._timeout = timeout
        self.capabilities = Capabilities(engine="Neo4j", shared=True, full_text=True)

    @classmethod
    async def open(
        cls, url: str, *, auth: tuple[str, str] | None = None, database: str | None = None, timeout: float = 30.0
    ) -> "Neo4jStore":
        """Connect to `url` (bolt://… or neo4j://…); raises StoreUnavailable when it does not answer."""
        logging.getLogger("neo4j.notifications").setLevel(logging.ERROR)
        driver = neo4j.AsyncGraphDatabase.driver(url, auth=auth, connection_timeout=10.0)
        store = cls(driver, database, timeout)
        try:
            with _errors():
                info = await driver.get_server_info()
        except CreditError:
            await driver.close()
            raise
        store.capabilities = Capabilities(engine=str(info.agent).replace("/", " "), shared=True, full_text=True)
        return store

    async def prepare(self) -> None:
        missing = await self._missing()
        for statement in missing.values():
            await self._make(statement)
        if missing:
            await self.write(OUTDATED)
            await self.write("CALL db.awaitIndexes(120)")

    async def _make(self, statement: str) -> None:
        """Servers may start at once, and `IF NOT EXISTS` is decided before the schema is locked: what another has made is there, and who
        is in another's way tries again."""
        try:
            await self._alone(statement, {})
        except CreditError as error:
            if "AlreadyExists" not in str(getattr(error.__cause__, "code", "")):
                raise

    async def missing(self) -> list[str]:
        return list(await self._missing())

    async def _missing(self) -> dict[str, str]:
        """The DDL of what is not there or not ready, by name: one question instead of a transaction a statement."""
        wanted: dict[tuple[str, str | None], str]
        wanted = {(name, name): statement for name, statement in constraints.unique_keys().items()}
        wanted |= {(name, None): statement for name, statement in (constraints.indexes() | OWN).items()}
        online = set(await self.read(ONLINE))
        return {name: statement for (name, owner), statement in wanted.items() if (name, owner) not in online}

    async def read(
        self, query: str, parameters: Parameters | None = None, *, timeout: float | None = None, point: bool = False
    ) -> list[Row]:
        limit = self._timeout if timeout is None else timeout
        with _errors():
            try:
                return await self._read(query, parameters, limit)
            except (exceptions.SessionExpired, exceptions.TransientError):
                return await self._read(query, parameters, limit)

    async def _read(self, query: str, parameters: Parameters | None, limit: float) -> list[Row]:
        with Read(limit) as reading:
            return await self._autocommit(query, parameters, reading.seconds, neo4j.READ_ACCESS)

    async def _autocommit(
        self, query: str, parameters: Parameters | None, timeout: float | None, access: str
    ) -> list[Row]:
        async with self._driver.session(database=self._database, default_access_mode=access, fetch_size=-1) as session:
            result = await session.run(neo4j.Query(query, timeout=timeout), dict(parameters or {}))
            return [tuple(values) for values in await result.values()]

    async def write(self, query: str, parameters: Parameters | None = None) -> list[Row]:
        with _errors():
            rows = await self._autocommit(query, parameters, None, neo4j.WRITE_ACCESS)
        self.commits.tell()
        return rows

    async def transact(self, work: Callable[[GraphTransaction], Awaitable[T]]) -> T:
        async def managed(transaction: neo4j.AsyncManagedTransaction) -> T:
            return await work(_Neo4jTransaction(transaction))

        with _errors():
            async with under_way(self._alone):
                result = await self._managed(managed)
        self.commits.tell()
        return result

    async def settled(self) -> datetime | None:
        return await settled(self.read)

    async def _managed(self, work: Callable[[neo4j.AsyncManagedTransaction], Awaitable[T]]) -> T:
        """In one transaction, again where the server asks for that."""
        async with self._driver.session(database=self._database) as session:
            return await session.execute_write(work)

    async def _alone(self, query: str, parameters: Parameters) -> list[Row]:
        """One statement that is nothing recorded."""
        with _errors():
            return await self._managed(lambda transaction: _Neo4jTransaction(transaction).run(query, parameters))

    async def load(self, query: str, rows: Iterable[Mapping[str, Any]], *, batch_size: int = 5_000) -> int:
        return await load_in_batches(self, query, rows, batch_size)

    async def close(self) -> None:
        await self._driver.close()


class _Neo4jTransaction:
    def __init__(self, transaction: neo4j.AsyncManagedTransaction) -> None:
        self._transaction = transaction

    async def run(self, query: str, parameters: Parameters | None = None) -> list[Row]:
        result = await self._transaction.run(query, dict(parameters or {}))
        return [tuple(values) for values in await result.values()]


@contextmanager
def _errors() -> Iterator[None]:
    """The driver's errors as the domain's."""
    try:
        yield
    except (exceptions.Neo4jError, exceptions.DriverError) as error:
        raise _translated(error) from error


def _translated(error: Exception) -> CreditError:
    code = getattr(error, "code", None) or ""
    if "TransactionTimedOut" in code:
        return Timeout("查询超时 / the query ran out of time")
    if isinstance(error, exceptions.ConstraintError):
        return BadInput(f"违反唯一性约束 / a constraint is violated: {error}")
    return StoreUnavailable(f"图存储出错 / the graph store failed: {error}")
