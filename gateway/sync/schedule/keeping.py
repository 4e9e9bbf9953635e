"""Every system in a task of its own: synced when the serving begins, then whenever it is due. What goes wrong is that system's."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

import structlog

from gateway.failure_words import why
from gateway.records.audit.errors import AuditUnavailable
from gateway.settings import Settings
from gateway.sync.known_mappings import address_of
from gateway.sync.mapping import MappingFile
from gateway.sync.mapping.model import span
from gateway.sync.running.one_system import SyncResult, sync_system
from gateway.sync.running.run import SyncParts
from gateway.sync.schedule.pace import due
from gateway.sync.schedule.written import WrittenRuns
from graph_model.errors import CreditError
from graph_model.intake.syncing.batches import SyncCounts
from graph_model.intake.syncing.states import SyncUnderWay, read_state

log = structlog.get_logger(__name__)
LOOK = 10.0
"""Seconds after which a waiting task looks at the state again: a command may have synced the system, or failed to."""
PATIENCE = 10.0
"""Seconds for which registration data are waited for when the serving begins."""
ELSEWHERE = 2.0
"""Seconds to wait where another process is at the system."""


class Schedule:
    """The tasks. `every` is how often each system is synced, None: as often as its mapping promises.

    All of them share `parts.turns`: however many systems there are, they take no more of the processor than one.
    """

    def __init__(
        self,
        parts: SyncParts,
        settings: Settings,
        reads: Sequence[MappingFile],
        every: timedelta | None,
        written: WrittenRuns,
    ) -> None:
        self._parts = parts
        self._written = written
        self._settings = settings
        self._every = every
        self._registering = {read.mapping.system for read in reads if read.mapping.registration is not None}
        self._registered = asyncio.Event()
        if not self._registering:
            self._registered.set()
        self._tasks = [asyncio.create_task(self._keep(read), name=f"sync {read.mapping.system}") for read in reads]

    async def close(self, timeout: float) -> None:
        """End the syncs: a batch that is being written is written whole, what comes after it waits for the next start.

        A task that does not end within `timeout` seconds hangs on its system, with nothing of ours in its hands.
        """
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            _, hanging = await asyncio.wait(self._tasks, timeout=timeout)
            for task in hanging:
                log.warning("a sync does not end", task=task.get_name())
        try:
            await self._written.settle_all()
        except AuditUnavailable as error:
            log.error("what the last syncs changed is not written down", why=why(error))

    async def _keep(self, read: MappingFile) -> None:
        """Once at the start, which also shows whether the system can be reached and takes up a mapping that has changed."""
        wait = 0.0
        await self._others_first(read)
        while True:
            if wait <= 0:
                await self._sync(read)
                self._done_first(read)
            else:
                await asyncio.sleep(min(wait, LOOK))
            wait = await self._seconds_left(read)

    async def _others_first(self, read: MappingFile) -> None:
        """Let registration data come first for a little while: by the codes in them rows of the others find whom they mean."""
        if read.mapping.registration is None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._registered.wait(), PATIENCE)

    def _done_first(self, read: MappingFile) -> None:
        self._registering.discard(read.mapping.system)
        if not self._registering:
            self._registered.set()

    async def _sync(self, read: MappingFile) -> None:
        """One run, and its line in the audit trail."""
        system = read.mapping.system
        try:
            await self._written.settle(system)
            await self._run(read)
            await self._written.settle(system)
        except AuditUnavailable as error:
            log.error("a sync waits until its last run is written down", system=system, why=why(error))
            await asyncio.sleep(LOOK)

    async def _run(self, read: MappingFile) -> None:
        system, done, failed = read.mapping.system, SyncCounts(), True

        def told(counts: SyncCounts) -> None:
            nonlocal done
            done = counts

        try:
            result = await sync_system(
                self._parts, read, lambda: address_of(read, self._settings), full=False, told=told
            )
            failed = False
        except SyncUnderWay:
            await asyncio.sleep(ELSEWHERE)
        except CreditError as error:
            log.warning("a system could not be synced", system=system, why=why(error))
        except Exception:
            log.exception("a sync came to no end", system=system)
        else:
            _tell(system, result)
        finally:
            self._written.ended(system, done, failed=failed)

    async def _seconds_left(self, read: MappingFile) -> float:
        try:
            state = await read_state(self._parts.store, read.mapping.system)
        except CreditError:  # the graph store is away, and the sync's own failure is not kept either
            return LOOK
        instant = due(state, self._every or span(read.mapping.freshness))
        return 0.0 if instant is None else (instant - self._parts.clock()).total_seconds()


def _tell(system: str, result: SyncResult) -> None:
    counts = result.done.counts
    numbers = {"accepted": counts.accepted, "rejected": counts.rejected, "retired": result.done.retired}
    if any(numbers.values()):
        log.info("synced", system=system, rows=counts.rows, **numbers)
    else:
        log.debug("synced, nothing new", system=system, rows=counts.rows)
