"""Several systems synced, some at a time: what goes wrong with one touches no other."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from gateway.settings import Settings
from gateway.sync.known_mappings import address_of, known_mapping, known_mappings
from gateway.sync.mapping import MappingFile
from gateway.sync.running.one_system import SyncResult, sync_system
from gateway.sync.running.run import Interrupted, SyncParts
from gateway.wire import to_wire
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput, CreditError
from graph_model.intake.syncing.batches import SyncCounts
from graph_model.intake.syncing.states import Phase

AT_ONCE = 3
CHANGES = ("accepted", "rejected", "retired")
Report = dict[str, Any]
OnProgress = Callable[[Report], None]
"""Called with `{system, rows, accepted, rejected, retired}` of what a run has done so far, after each of its batches."""


def chosen_mappings(which: Sequence[str], settings: Settings, catalogue: Catalogue) -> list[MappingFile]:
    """The mappings of files, and of systems by key or name; all that are known where none is named. Raises BadInput."""
    if not which:
        return known_mappings(settings, catalogue)
    reads = [known_mapping(name, settings, catalogue) for name in which]
    systems = [read.mapping.system for read in reads]
    for place, system in enumerate(systems):
        if system in systems[:place]:
            raise BadInput(f"系统 {system} 说了两次 / the system {system} is named twice")
    return reads


async def sync_systems(
    parts: SyncParts, settings: Settings, reads: Sequence[MappingFile], *, full: bool, on_progress: OnProgress
) -> list[Report]:
    """Sync these systems; a report each, in their order, with `error` and `code` where it failed.

    Registration data come first: by the codes in them rows of the others find whom they mean. What `on_progress` raises stops
    all of them between two batches.
    """
    turn, stopped = asyncio.Semaphore(AT_ONCE), list[Exception]()

    async def one(read: MappingFile) -> Report:
        system = read.mapping.system
        async with turn:
            if stopped:
                return {"system": system}
            try:
                result = await sync_system(
                    parts,
                    read,
                    lambda: address_of(read, settings),
                    full=full,
                    told=lambda done: on_progress({"system": system, **_numbers(done)}),
                )
            except Interrupted as interrupted:
                stopped.append(interrupted.reason)
                return {"system": system}
            except CreditError as error:
                return {"system": system, "error": error.message, "code": error.code}
        return {"system": system, **_report(result)}

    reports: dict[str, Report] = {}
    for wave in (True, False):
        now = [read for read in reads if (read.mapping.registration is not None) is wave]
        found = await asyncio.gather(*(one(read) for read in now))
        reports |= {read.mapping.system: report for read, report in zip(now, found, strict=True)}
    if stopped:
        raise stopped[0]
    return [reports[read.mapping.system] for read in reads]


def changes_of(report: Report) -> Report | None:
    """Of a report what its run changed, in numbers; None where that is nothing."""
    counts = {name: report[name] for name in CHANGES if report.get(name)}
    return {"system": report["system"], **counts} if counts else None


def _report(result: SyncResult) -> Report:
    """What a run did, and what the graph has of the system now."""
    totals = result.state.totals
    return {
        "full": result.phase is not Phase.FOLLOW,
        **_numbers(result.done),
        "held": {"accepted": totals.accepted, "rejected": totals.rejected, "retired": totals.retired},
    }


def _numbers(done: SyncCounts) -> Report:
    counts: Report = to_wire(done.counts)
    return {**counts, "retired": done.retired, "identified": dict(done.identified)}
