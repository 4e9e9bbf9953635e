"""How far the city in a graph has been built: one node, written in the transaction of each batch."""

from dataclasses import dataclass
from datetime import date

from graph_model.model import day_text
from graph_model.store import GraphStore, GraphTransaction, Row

KEY = "city"
_COLUMNS = "b.seed, b.version, b.today, b.size, b.done, b.keyedBy, b.leftOut"
_READ = f"MATCH (b:Batch {{key: $key}}) RETURN {_COLUMNS}"
_CLAIM = f"MERGE (b:Batch {{key: $key}}) SET b.kind = 'city' RETURN {_COLUMNS}"
_WRITE = (
    "MATCH (b:Batch {key: $key}) "
    "SET b.seed = $seed, b.version = $version, b.today = $today, b.size = $size, b.done = $done, b.keyedBy = $keyedBy, b.leftOut = $leftOut"
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The city of `seed` on its own day `today`: subjects 0 … `done` - 1 of the `size` wanted are in the graph.

    `version` is that of the generator that made them, `keyed_by` the mark of the secret that keyed the persons, `without` the
    items whose evaluations were left out because department systems hold them.
    """

    seed: int
    version: int
    today: date
    size: int
    done: int
    keyed_by: str | None = None
    without: frozenset[str] = frozenset()

    @property
    def complete(self) -> bool:
        return self.done >= self.size


async def read_checkpoint(store: GraphStore) -> Checkpoint | None:
    """The city that the graph holds, complete or not; None where there is none."""
    return _checkpoint(await store.read(_READ, {"key": KEY}, point=True))


async def claim(transaction: GraphTransaction) -> Checkpoint | None:
    """The checkpoint as this transaction finds it, which no other process can move until it ends."""
    return _checkpoint(await transaction.run(_CLAIM, {"key": KEY}))


async def write_checkpoint(transaction: GraphTransaction, checkpoint: Checkpoint) -> None:
    """Move the claimed checkpoint."""
    await transaction.run(
        _WRITE,
        {
            "key": KEY,
            "seed": checkpoint.seed,
            "version": checkpoint.version,
            "today": day_text(checkpoint.today),
            "size": checkpoint.size,
            "done": checkpoint.done,
            "keyedBy": checkpoint.keyed_by,
            "leftOut": " ".join(sorted(checkpoint.without)) or None,
        },
    )


def _checkpoint(rows: list[Row]) -> Checkpoint | None:
    if not rows or rows[0][0] is None:
        return None
    seed, version, today, size, done, keyed_by, left_out = rows[0]
    without = frozenset((left_out or "").split())
    return Checkpoint(seed, version, date.fromisoformat(today), size, done, keyed_by, without)
