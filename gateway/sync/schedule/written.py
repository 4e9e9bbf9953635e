"""What the schedule's runs changed, for the audit trail: one line for each run that changed something.

It is known only when the run has ended. A line that cannot be written is owed, and its system is not synced again before it is.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Protocol

from graph_model.intake.syncing.batches import SyncCounts


class Noted(Protocol):
    """Writes a line down. Raises AuditUnavailable."""

    async def __call__(self, what: str, details: Mapping[str, Any], *, failed: bool = False) -> None: ...


class WrittenRuns:
    """The lines of all systems."""

    def __init__(self, noted: Noted) -> None:
        self._noted = noted
        self._owed: dict[str, list[tuple[dict[str, Any], bool]]] = defaultdict(list)

    def ended(self, system: str, done: SyncCounts, *, failed: bool) -> None:
        """A run has come to its end and has done so much."""
        counts = {"accepted": done.counts.accepted, "rejected": done.counts.rejected, "retired": done.retired}
        if any(counts.values()):
            self._owed[system].append(({"by": "schedule", "system": system, **counts}, failed))

    async def settle(self, system: str) -> None:
        """Write what is owed for a system. Raises AuditUnavailable."""
        owed = self._owed[system]
        while owed:
            details, failed = owed[0]
            await self._noted("sync", details, failed=failed)
            del owed[0]

    async def settle_all(self) -> None:
        """Write all that is owed. Raises AuditUnavailable."""
        for system in list(self._owed):
            await self.settle(system)
