"""A graph store whose questions are spans of the trace that they belong to: with their text, which is constant, without parameters."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from gateway.tracing import TRACING, NoSpan, span
from graph_model.commits import Commits
from graph_model.store import Capabilities, GraphStore, GraphTransaction, Parameters, Row

T = TypeVar("T")


def traced(store: GraphStore) -> GraphStore:
    """The store as it is where nothing is traced."""
    return store if TRACING.tracer is None else TracedStore(store)


def untraced(store: GraphStore) -> GraphStore:
    """The store behind it, for what only one kind of store can do."""
    return store.store if isinstance(store, TracedStore) else store


class TracedStore:
    """As the store behind it."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        self._system = store.capabilities.engine.partition(" ")[0].lower()

    @property
    def capabilities(self) -> Capabilities:
        return self.store.capabilities

    @property
    def commits(self) -> Commits:
        return self.store.commits

    @property
    def subjects_named(self) -> str:
        return self.store.subjects_named

    def _span(self, operation: str, query: str = "") -> NoSpan:
        told = {"db.system.name": self._system, "db.operation.name": operation}
        return span(f"{operation} {self._system}", {**told, "db.query.text": query} if query else told, client=True)

    async def prepare(self) -> None:
        await self.store.prepare()

    async def missing(self) -> list[str]:
        return await self.store.missing()

    async def read(
        self, query: str, parameters: Parameters | None = None, *, timeout: float | None = None, point: bool = False
    ) -> list[Row]:
        with self._span("read", query):
            return await self.store.read(query, parameters, timeout=timeout, point=point)

    async def write(self, query: str, parameters: Parameters | None = None) -> list[Row]:
        with self._span("write", query):
            return await self.store.write(query, parameters)

    async def transact(self, work: Callable[[GraphTransaction], Awaitable[T]]) -> T:
        with self._span("transaction"):
            return await self.store.transact(work)

    async def settled(self) -> datetime | None:
        return await self.store.settled()

    async def load(self, query: str, rows: Iterable[Mapping[str, Any]], *, batch_size: int = 5_000) -> int:
        with self._span("load", query):
            return await self.store.load(query, rows, batch_size=batch_size)

    async def close(self) -> None:
        await self.store.close()
