"""One system synced: from where the last sync came to, or from the beginning."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from gateway.sync.addresses import Address, reading_engine
from gateway.sync.mapping import MappingFile
from gateway.sync.mapping.model import ChangeKind, span
from gateway.sync.running.holding import holding
from gateway.sync.running.pages import Pages
from gateway.sync.running.reading_pages import read_pages
from gateway.sync.running.reading_whole import read_whole
from gateway.sync.running.run import Interrupted, Run, SyncParts, Told
from gateway.tracing import work_span
from graph_model.errors import CreditError
from graph_model.intake.syncing import states
from graph_model.intake.syncing.batches import SyncBatches, SyncCounts
from graph_model.intake.syncing.states import Phase, SyncState

log = structlog.get_logger(__name__)


class Failed(CreditError):
    """Something that nobody foresaw; the error itself is in the log."""

    code = "INTERNAL"


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What a run did, and the state after it."""

    done: SyncCounts
    phase: Phase
    state: SyncState


async def sync_system(
    parts: SyncParts, read: MappingFile, address_of: Callable[[], Address], *, full: bool, told: Told
) -> SyncResult:
    """Sync one system. `full` reads every row again and believes whatever is gone.

    Whatever fails is kept as the system's state and raised as a CreditError: BadInput where the mapping does not fit,
    StoreUnavailable or Timeout where the system does not answer, Shrunk, SyncUnderWay where another run is at it. Raises
    Interrupted where `told` raised; the next run goes on from there.
    """
    system = read.mapping.system
    with work_span(f"sync {system}", {"yuxin.system": system, "yuxin.sync.full": full}) as traced:
        try:
            result = await _synced(parts, read, address_of, full=full, told=told)
        except CreditError as error:
            traced.failed(error.code)
            raise
        counts = result.done.counts
        for name, number in (
            ("accepted", counts.accepted),
            ("rejected", counts.rejected),
            ("retired", result.done.retired),
        ):
            traced.set(f"yuxin.sync.{name}", number)
        return result


async def _synced(
    parts: SyncParts, read: MappingFile, address_of: Callable[[], Address], *, full: bool, told: Told
) -> SyncResult:
    system = read.mapping.system
    with holding() as holder:
        state = await states.claim(parts.store, system, holder, parts.clock())
        try:
            named = parts.catalogue.system(system)
            if named is None:
                raise read.error(f"方案里没有这个系统 / the plan has no system {system!r}", "system")
            taken = SyncBatches(
                parts.store,
                parts.catalogue,
                named,
                holder=holder,
                state=state,
                clock=parts.clock,
                kind=read.mapping.kind,
            )
            run = Run(parts, read, taken, told, full=full)
            phase = await _carry_out(run, read, address_of())
            await states.succeed(parts.store, system, holder, parts.clock())
        except Interrupted:
            await states.release(parts.store, system, holder)
            raise
        except states.SyncUnderWay:
            raise
        except CreditError as error:
            await states.fail(parts.store, system, holder, parts.clock(), error)
            raise
        except Exception as error:
            log.exception("a sync failed", system=system)
            failed = Failed(f"同步出错,见日志 / the sync failed, see the log: {type(error).__name__}")
            await states.fail(parts.store, system, holder, parts.clock(), failed)
            raise failed from error
        except BaseException:
            await asyncio.shield(states.release(parts.store, system, holder))
            raise
        return SyncResult(run.done, phase, await states.read_state(parts.store, system))


async def _carry_out(run: Run, read: MappingFile, address: Address) -> Phase:
    """Read what is new in the system's way of changing; gives the phase in which the run began."""
    limits, began = read.mapping.limits, run.beginning()
    timeout = span(limits.statement_timeout).total_seconds()
    engine = reading_engine(address, connections=limits.connections, timeout=timeout)
    pages = Pages(engine, address, read)
    try:
        if read.mapping.changes.kind in (ChangeKind.DELETION, ChangeKind.SNAPSHOT):
            await read_whole(run, pages, began)
        else:
            await read_pages(run, pages, began)
    finally:
        await engine.dispose()
    return began.phase
