"""GraphStore: the port through which everything reads and writes the graph.

Two adapters stand behind it, `embedded_store` (kglite, in process) and `neo4j_store`. The same Cypher text runs on both,
so keep to what both have: explicit scalar projections; parameters always; no COLLECT {}, SHORTEST, apoc; OPTIONAL MATCH
without a WHERE on the optional part. On the embedded engine the property names id, name, title and type are special.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from graph_model.commits import Commits

Row = tuple[Any, ...]
Parameters = Mapping[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a store can do beyond the port. `engine` is what `doctor` and the page show."""

    engine: str
    shared: bool
    """Several processes may write at the same time (several gateways)."""
    full_text: bool
    """A full-text index with a Chinese analyser stands behind `subjects_named`."""


class GraphTransaction(Protocol):
    """Reads and writes that commit together. Reads see the transaction's own writes."""

    async def run(self, query: str, parameters: Parameters | None = None) -> list[Row]: ...


class GraphStore(Protocol):
    """The graph. Every call raises `Timeout` past its deadline and `StoreUnavailable` where the store cannot answer."""

    @property
    def capabilities(self) -> Capabilities: ...

    @property
    def commits(self) -> Commits:
        """Tells of what is committed to the store."""
        ...

    @property
    def subjects_named(self) -> str:
        """A clause that binds `s` to every Subject whose present name, or a former one, contains `$text`.

        It uses the parameters `$text` and `$fullText`.
        """
        ...

    async def prepare(self) -> None:
        """Lay down constraints and indexes. Idempotent; runs before the first write."""
        ...

    async def missing(self) -> list[str]:
        """The names of the constraints and indexes of `prepare` that are not there, or not ready."""
        ...

    async def read(
        self, query: str, parameters: Parameters | None = None, *, timeout: float | None = None, point: bool = False
    ) -> list[Row]:
        """Rows of a read-only query as plain tuples, in the order of RETURN.

        `timeout` is in seconds (None: the store's default). `point` says that the query starts from keys and touches a
        handful of rows: the embedded store then answers on the caller's thread, which saves a thread's hand-over.
        """
        ...

    async def write(self, query: str, parameters: Parameters | None = None) -> list[Row]:
        """One statement in a transaction of its own."""
        ...

    async def transact(self, work: Callable[[GraphTransaction], Awaitable[T]]) -> T:
        """Run `work` in one transaction: committed when it returns, undone when it raises.

        Where the store asks for a retry (a lost connection, a deadlock), `work` is run again from the start.
        """
        ...

    async def settled(self) -> datetime | None:
        """The instant before which no transaction will record anything any more; None where one process writes: then what is
        committed is in its order."""
        ...

    async def load(self, query: str, rows: Iterable[Mapping[str, Any]], *, batch_size: int = 5_000) -> int:
        """Run a statement that begins `UNWIND $rows AS row` over many rows, a transaction a batch; returns the rows."""
        ...

    async def close(self) -> None: ...


async def load_in_batches(store: GraphStore, query: str, rows: Iterable[Mapping[str, Any]], batch_size: int) -> int:
    """What `load` is on a store whose fastest way in is UNWIND."""
    loaded = 0
    batch: list[Mapping[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == batch_size:
            await store.write(query, {"rows": batch})
            loaded += len(batch)
            batch = []
    if batch:
        await store.write(query, {"rows": batch})
    return loaded + len(batch)


def only(rows: Sequence[Row]) -> Any:
    """The single value of a one-row, one-column answer (counts)."""
    return rows[0][0] if rows else None
