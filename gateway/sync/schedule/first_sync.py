"""Which systems the first sync of is awaited. Told by the graph, so that every worker of a gateway knows it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from graph_model.errors import CreditError
from graph_model.intake.syncing.standing import awaited
from graph_model.intake.syncing.states import read_states
from graph_model.store import GraphStore


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """`done` of `size` systems are awaited no more."""

    done: int
    size: int


SyncTold = Callable[[SyncProgress], None]
LOOK = 0.2


class FirstSync:
    """The first sync of systems that can be reached; one that failed since `since` cannot, and is not awaited."""

    def __init__(self, store: GraphStore, systems: Sequence[str], since: datetime) -> None:
        self._store = store
        self._systems = systems
        self._since = since
        self._over = not systems

    async def awaited(self) -> list[str]:
        """Keys of the systems that are awaited; once there are none, there are none any more."""
        if self._over:
            return []
        found = awaited(await read_states(self._store), self._systems, self._since)
        self._over = not found
        return found

    async def wait(self, progress: Callable[[], SyncTold]) -> None:
        """Wait until none is awaited; what `progress` gives is called as it goes on."""
        tell: SyncTold | None = None
        size = len(self._systems)
        while (left := await self._left()) != 0:
            if left is not None:
                tell = tell or progress()
                tell(SyncProgress(size - left, size))
            await asyncio.sleep(LOOK)
        if tell is not None:
            tell(SyncProgress(size, size))

    async def _left(self) -> int | None:
        """How many are awaited; None where the graph store does not say."""
        try:
            return len(await self.awaited())
        except CreditError:
            return None
