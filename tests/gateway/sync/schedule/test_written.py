"""Lines of what the schedule changed: none for nothing, none lost where the trail cannot be written for a while."""

from collections.abc import Mapping
from typing import Any

import pytest

from gateway.records.audit.errors import AuditUnavailable
from gateway.sync.schedule.written import WrittenRuns
from graph_model.intake.results import Counts
from graph_model.intake.syncing.batches import SyncCounts

ADDED = SyncCounts(Counts(rows=5, accepted=3, rejected=1, unchanged=1))
GONE = SyncCounts(retired=2)
NOTHING = SyncCounts(Counts(rows=5, unchanged=5))


class Paper:
    """Writes unless it is full."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, dict[str, Any], bool]] = []
        self.full = False

    async def note(self, what: str, details: Mapping[str, Any], *, failed: bool = False) -> None:
        if self.full:
            raise AuditUnavailable
        self.lines.append((what, dict(details), failed))


def told(system: str, accepted: int, rejected: int, retired: int) -> dict[str, Any]:
    return {"by": "schedule", "system": system, "accepted": accepted, "rejected": rejected, "retired": retired}


async def test_a_run_that_changed_something_has_one_line_and_one_that_changed_nothing_none() -> None:
    paper = Paper()
    written = WrittenRuns(paper.note)
    written.ended("tax-credit", NOTHING, failed=False)
    await written.settle("tax-credit")
    assert paper.lines == []
    written.ended("tax-credit", ADDED, failed=False)
    written.ended("health-credit", GONE, failed=True)
    await written.settle("tax-credit")
    await written.settle("tax-credit")
    assert paper.lines == [("sync", told("tax-credit", 3, 1, 0), False)]
    await written.settle_all()
    assert paper.lines[1:] == [("sync", told("health-credit", 0, 0, 2), True)]


async def test_what_cannot_be_written_is_owed_until_it_can() -> None:
    paper = Paper()
    written = WrittenRuns(paper.note)
    paper.full = True
    written.ended("tax-credit", ADDED, failed=False)
    for _ in range(2):
        with pytest.raises(AuditUnavailable):
            await written.settle("tax-credit")
    await written.settle("health-credit")
    paper.full = False
    await written.settle("tax-credit")
    assert paper.lines == [("sync", told("tax-credit", 3, 1, 0), False)]
