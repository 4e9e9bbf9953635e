"""The embedded store: kglite in this process, one file and its write-ahead log under the data folder."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

import kglite

from graph_model import constraints
from graph_model.commits import Commits
from graph_model.deadline import Read
from graph_model.errors import BadInput, CreditError, StoreInUse, StoreUnavailable, Timeout
from graph_model.in_place import Written, returns, writes
from graph_model.store import Capabilities, GraphTransaction, Parameters, Row, load_in_batches

T = TypeVar("T")
Durability = Literal["full", "normal", "off"]
FILE_NAME = "graph.kgl"
WANTED = constraints.unique_keys() | constraints.indexes_apart()
"""DDL by name. An index of order is asked from one bound on: two bounds of one property pass over all."""
THERE = ("SHOW CONSTRAINTS", "SHOW INDEXES")
"""What tells the names of the constraints and of the indexes, in the first column."""
kglite.set_query_warning_policy("silent")  # it warns of every label that has no node yet


class EmbeddedStore:
    """GraphStore on kglite. One process writes: a second one is refused with the first one's process id."""

    capabilities = Capabilities(engine=f"kglite {kglite.__version__}", shared=False, full_text=False)
    subjects_named = "MATCH (s:Subject) WHERE s.searchText CONTAINS $text AND $fullText IS NOT NULL"

    def __init__(self, session: Any, timeout: float) -> None:
        self._session = session
        self.commits = Commits()
        self._timeout = timeout
        self._writing = asyncio.Lock()

    @classmethod
    async def open(cls, folder: Path, *, timeout: float = 30.0, durability: Durability = "full") -> "EmbeddedStore":
        """Open (or make) the graph in `folder`. `durability`: `full` survives power loss, `normal` a killed process."""
        folder.mkdir(parents=True, exist_ok=True)
        return cls(await asyncio.to_thread(_open_session, folder / FILE_NAME, durability), timeout)

    async def prepare(self) -> None:
        for name in await self.missing():
            await self.write(WANTED[name])

    async def missing(self) -> list[str]:
        there = {name for question in THERE for (name, *_) in await self.read(question)}
        return [name for name in WANTED if name not in there]

    async def read(
        self, query: str, parameters: Parameters | None = None, *, timeout: float | None = None, point: bool = False
    ) -> list[Row]:
        reading = Read(self._timeout if timeout is None else timeout)
        limit = int(reading.seconds * 1000)
        if point:
            return self._rows(query, parameters, limit)
        with reading:
            return await asyncio.to_thread(self._rows, query, parameters, limit)

    def _rows(self, query: str, parameters: Parameters | None, timeout_ms: int) -> list[Row]:
        try:
            return _tuples(self._session.cypher(query, params=parameters, timeout_ms=timeout_ms))
        except kglite.KgError as error:
            raise _translated(error) from error

    async def write(self, query: str, parameters: Parameters | None = None) -> list[Row]:
        async with self._writing:
            rows = await _to_its_end(asyncio.to_thread(self._execute, query, parameters))
        self.commits.tell()
        return rows

    def _execute(self, query: str, parameters: Parameters | None) -> list[Row]:
        try:
            return _tuples(self._session.execute(query, params=parameters, timeout_ms=0))
        except kglite.KgError as error:
            raise _translated(error) from error

    async def transact(self, work: Callable[[GraphTransaction], Awaitable[T]]) -> T:
        async with self._writing:
            return await _to_its_end(self._carry_out(work))

    async def _carry_out(self, work: Callable[[GraphTransaction], Awaitable[T]]) -> T:
        copy = self._session.begin()
        try:
            transaction = _EmbeddedTransaction(copy)
            result = await work(transaction)
            await asyncio.to_thread(self._commit, transaction)
            self.commits.tell()
            return result
        except kglite.KgError as error:
            raise _translated(error) from error
        finally:
            if copy.active:
                copy.rollback()

    def _commit(self, transaction: "_EmbeddedTransaction") -> None:
        one = transaction.written.as_one()
        if one is None:
            transaction.catch_up()
            transaction.copy.commit()
            return
        transaction.copy.rollback()
        text, parameters = one
        self._session.execute(text, params=parameters, timeout_ms=0)

    async def settled(self) -> datetime | None:
        return None

    async def load(self, query: str, rows: Iterable[Mapping[str, Any]], *, batch_size: int = 5_000) -> int:
        return await load_in_batches(self, query, rows, batch_size)

    async def backup(self, target: Path) -> None:
        """Write what is committed now to a file, which opens as a store under the name `graph.kgl`. Others go on writing."""
        try:
            await asyncio.to_thread(self._session.backup, str(target))
        except kglite.KgError as error:
            raise _translated(error) from error

    async def close(self) -> None:
        async with self._writing:
            await asyncio.to_thread(self._session.close)


class _EmbeddedTransaction:
    """`copy` is the engine's transaction: what is written comes there when something is read after it, or to be committed from there."""

    def __init__(self, copy: Any) -> None:
        self.copy = copy
        self.written = Written()
        self._behind: list[tuple[str, Parameters | None]] = []

    async def run(self, query: str, parameters: Parameters | None = None) -> list[Row]:
        """What is about a list of things takes a while, in a thread; the rest less than the way to a thread and back."""
        if writes(query):
            self.written.add(query, parameters)
            if not returns(query):
                self._behind.append((query, parameters))
                return []
        if any(_of_a_list(given) for given in (parameters, *(given for _, given in self._behind))):
            return await asyncio.to_thread(self._rows, query, parameters)
        return self._rows(query, parameters)

    def catch_up(self) -> None:
        behind, self._behind = self._behind, []
        for query, parameters in behind:
            self.copy.cypher(query, params=parameters, timeout_ms=0)

    def _rows(self, query: str, parameters: Parameters | None) -> list[Row]:
        self.catch_up()
        return _tuples(self.copy.cypher(query, params=parameters, timeout_ms=0))


def _of_a_list(parameters: Parameters | None) -> bool:
    return parameters is not None and any(isinstance(value, list) for value in parameters.values())


def _tuples(result: Any) -> list[Row]:
    """The rows of a result: column by column, which is half the work of making a dictionary of each."""
    return list(zip(*[result.column(name) for name in result.columns], strict=True))


async def _to_its_end(writing: Coroutine[Any, Any, T]) -> T:
    """Carry a write out also where the caller is cancelled meanwhile, who is told when it is done.

    A thread cannot be cancelled: it would go on with a transaction that has been rolled back, or commit after the lock was
    given to the next one.
    """
    task = asyncio.create_task(writing)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([task])
        raise


def _open_session(path: Path, durability: Durability) -> Any:
    try:
        return kglite.open_session(str(path), durable=durability)
    except kglite.WriterLeaseHeldError as error:
        pid = (getattr(error, "holder", None) or {}).get("pid")
        raise StoreInUse(f"{path.parent} 正被进程 {pid} 使用 / is in use by process {pid}", pid) from error
    except (kglite.KgError, OSError) as error:
        raise StoreUnavailable(f"打不开 / cannot open {path}: {error}") from error


def _translated(error: kglite.KgError) -> CreditError:
    if isinstance(error, kglite.CypherTimeoutError):
        return Timeout("查询超时 / the query ran out of time")
    if isinstance(error, kglite.ConstraintError):
        return BadInput(f"违反唯一性约束 / a constraint is violated: {error}")
    return StoreUnavailable(f"图存储出错 / the graph store failed: {error}")
