"""One system verified: both sides read while no sync of it runs, then held against each other."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import structlog

from gateway.sync.addresses import Address, reading_engine
from gateway.sync.mapping import MappingFile
from gateway.sync.mapping.model import span
from gateway.sync.running.holding import holding
from gateway.sync.running.one_system import Failed
from gateway.sync.running.pages import Pages
from gateway.sync.running.run import Interrupted, SyncParts, fingerprint_of
from gateway.sync.verifying.differences import Found
from gateway.sync.verifying.digests import Checksum, Digests
from gateway.sync.verifying.explaining import Explaining
from gateway.sync.verifying.graph_side import GraphSide
from gateway.sync.verifying.lag import lag_of
from gateway.sync.verifying.source_side import Counted, SourceSide
from gateway.sync.verifying.two_sides import Numbers, TwoSides
from graph_model.errors import CreditError
from graph_model.intake.grade_decisions import GradeIntake
from graph_model.intake.syncing import states
from graph_model.intake.syncing.states import Holder, SyncState, SyncUnderWay
from graph_model.model import instant_text

log = structlog.get_logger(__name__)
Told = Callable[[int, str], None]
"""Called with the rows that were read so far and the step (`source`, `graph`); what it raises stops the work there."""
_TRIES, _BETWEEN = 20, 0.5
"""How often, and after how many seconds, a system that is being synced is asked for again."""
_BEAT = timedelta(seconds=30)


class Outcome(StrEnum):
    CLEAN = "CLEAN"  # both sides are the same
    EXPLAINED = "EXPLAINED"  # what is different is explained
    UNEXPLAINED = "UNEXPLAINED"


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found. `state` is that of the last sync; `source` and `graph` are by item."""

    system: str
    database: str
    state: SyncState
    numbers: Numbers
    counted: Counted
    source: dict[str, Checksum]
    graph: dict[str, Checksum]
    found: Found

    @property
    def outcome(self) -> Outcome:
        if self.found.unexplained:
            return Outcome.UNEXPLAINED
        return Outcome.EXPLAINED if self.found.total else Outcome.CLEAN

    def as_json(self) -> dict[str, Any]:
        numbers, last = self.numbers, self.state.last_success
        items = sorted(self.source.keys() | self.graph.keys(), key=_by_number)
        return {
            "system": self.system,
            "database": self.database,
            "outcome": self.outcome.value,
            "lastSuccess": None if last is None else instant_text(last),
            "rows": {
                "evaluations": numbers.said + numbers.refused + numbers.silent,
                "records": numbers.slots,
                "duplicates": numbers.shared - numbers.slots,
                "outspoken": numbers.said - numbers.shared,
                "rejected": numbers.refused,
                "withdrawn": numbers.silent,
            },
            "items": [self._item(item) for item in items],
            "differences": self.found.as_json(),
        }

    def _item(self, item: str) -> dict[str, Any]:
        source, graph = self.source.get(item, Checksum()), self.graph.get(item, Checksum())
        return {"item": item, "source": source.as_json(), "graph": graph.as_json(), "same": source == graph}


async def verify_system(
    parts: SyncParts, read: MappingFile, address_of: Callable[[], Address], *, told: Told
) -> Verification:
    """Hold a system against the graph. Nothing is written but that somebody is at it, as by a sync.

    Raises what reading a system raises (BadInput, StoreUnavailable, Timeout), SyncUnderWay where a sync goes on, Interrupted
    where `told` raised.
    """
    system = read.mapping.system
    with holding() as holder:
        state = await _claimed(parts, system, holder)
        try:
            address = address_of()
            limits = read.mapping.limits
            timeout = span(limits.statement_timeout).total_seconds()
            engine = reading_engine(address, connections=limits.connections, timeout=timeout)
            try:
                with closing(TwoSides()) as sides:
                    comparing = _Comparing(parts, read, state, sides, _Beat(parts, system, holder, told))
                    return await comparing.verification(Pages(engine, address, read))
            finally:
                await engine.dispose()
        except (CreditError, Interrupted):
            raise
        except Exception as error:
            log.exception("a verification failed", system=system)
            raise Failed(f"核对出错,见日志 / verifying failed, see the log: {type(error).__name__}") from error
        finally:
            await asyncio.shield(states.release(parts.store, system, holder))


@dataclass(frozen=True, slots=True)
class _Comparing:
    """A comparison that goes on."""

    parts: SyncParts
    read: MappingFile
    state: SyncState
    sides: TwoSides
    beat: "_Beat"

    async def verification(self, pages: Pages) -> Verification:
        """Read both sides and hold them against each other."""
        parts, state, sides = self.parts, self.state, self.sides
        intake, digests = GradeIntake(parts.catalogue), Digests(parts.secret)
        await pages.check()
        kind, fingerprint = self.read.mapping.changes.kind, fingerprint_of(self.read, parts.catalogue)
        lag = await lag_of(pages, kind, state.checkpoint, fingerprint)
        source = SourceSide(parts, self.read, pages, lag, digests)
        await source.read(sides, self.beat.rows)
        graph = GraphSide(parts.store, state.system, intake, digests, self.read.mapping.kind)
        about = state.totals.accepted + state.totals.rejected
        await graph.read(sides, self._items(), about, self.beat.graph)
        explaining = Explaining(parts.store, state, lag, intake, digests, parts.clock, self.read.mapping.kind)
        return Verification(
            system=state.system,
            database=str(pages.address),
            state=state,
            numbers=sides.numbers(),
            counted=source.counted,
            source=_sums(sides, "source"),
            graph=_sums(sides, "graph"),
            found=await explaining.differences(sides),
        )

    def _items(self) -> set[str]:
        """The items that the plan gives the system, and those that its mapping names."""
        planned = {item.key for item in self.parts.catalogue.items if item.system_key == self.state.system}
        evaluations = self.read.mapping.evaluations
        fixed = {evaluation.item.key for evaluation in evaluations if evaluation.item.key is not None}
        return planned | fixed.union(*(evaluation.item.codes.values() for evaluation in evaluations))


async def _claimed(parts: SyncParts, system: str, holder: Holder) -> SyncState:
    """The system for this run; one that is being synced just now is waited for a little."""
    for _ in range(_TRIES - 1):
        try:
            return await states.claim(parts.store, system, holder, parts.clock())
        except SyncUnderWay:
            await asyncio.sleep(_BETWEEN)
    return await states.claim(parts.store, system, holder, parts.clock())


class _Beat:
    """Tells who listens how far it is, and the graph that somebody is still at the system."""

    def __init__(self, parts: SyncParts, system: str, holder: Holder, told: Told) -> None:
        self._parts = parts
        self._system = system
        self._holder = holder
        self._told = told
        self._last: datetime = parts.clock()
        self._rows = 0

    async def rows(self, number: int) -> None:
        self._rows = number
        await self._go_on("source")

    async def graph(self) -> None:
        await self._go_on("graph")

    async def _go_on(self, step: str) -> None:
        try:
            self._told(self._rows, step)
        except Exception as reason:
            raise Interrupted(reason) from None
        now = self._parts.clock()
        if now - self._last >= _BEAT:
            self._last = now
            await self._parts.store.transact(lambda at: states.hold(at, self._system, self._holder, now))


def _sums(sides: TwoSides, side: str) -> dict[str, Checksum]:
    sums: defaultdict[str, Checksum] = defaultdict(Checksum)
    for item, digest in sides.sums(side):
        sums[item].add(digest)
    return dict(sums)


def _by_number(item: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else 0 for part in item.split("-"))
