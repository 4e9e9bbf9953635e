"""One batch of a system's rows, one transaction: statements, records, ledger, checkpoint and counts commit together.

What compares and decides a batch runs on a thread: in a process that serves, nobody's answer waits for the whole of it.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from graph_model.intake import ledger
from graph_model.intake.batches import Clock, StoreSource, cells_as_text
from graph_model.intake.columns import Kind
from graph_model.intake.deciding import FileMemory, Scene
from graph_model.intake.grade_decisions import GradeIntake
from graph_model.intake.identification.holding import DecidedMeanwhile, Held, hold_rows
from graph_model.intake.ledger import BatchEntry
from graph_model.intake.refusals import Refused
from graph_model.intake.results import Counts, Reject
from graph_model.intake.settling import NEEDS
from graph_model.intake.syncing.deciding import (
    Change,
    Decided,
    Decisions,
    Rejudged,
    SlotDecisions,
    changes_of,
    slots_of,
)
from graph_model.intake.syncing.identified import identified
from graph_model.intake.syncing.platforms import platform_decisions
from graph_model.intake.syncing.row_intakes import row_intake
from graph_model.intake.syncing.statements import (
    Evaluation,
    SourceRow,
    Statement,
    forget_statements,
    read_slots,
    read_statements,
    write_statements,
)
from graph_model.intake.syncing.states import Checkpoint, Holder, SyncState, Totals, hold, lock, move
from graph_model.intake.syncing.tellings import Telling
from graph_model.intake.taking_in import take_in
from graph_model.model import System, city_day
from graph_model.store import GraphStore, GraphTransaction
from graph_model.subjects import read_subjects

T = TypeVar("T")
_ATTEMPTS = 3
_NO_MEMORY = FileMemory()
"""A system may say a thing twice: what it says is kept in its statements."""


@dataclass(frozen=True, slots=True)
class SyncCounts:
    """What became of the evaluations of a batch, or of a whole run.

    `retired` counts records; `identified` the new evaluations without a USCC that is known, by the rule that told whom they mean.
    """

    counts: Counts = field(default_factory=Counts)
    retired: int = 0
    identified: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: "SyncCounts") -> "SyncCounts":
        identified = Counter(self.identified) + Counter(other.identified)
        return SyncCounts(self.counts + other.counts, self.retired + other.retired, dict(sorted(identified.items())))


class SyncBatches:
    """Takes the batches of one run of one system, one after the other. `kind` is that of what its rows say."""

    def __init__(
        self,
        store: GraphStore,
        catalogue: Catalogue,
        system: System,
        *,
        holder: Holder,
        state: SyncState,
        clock: Clock,
        kind: Kind = Kind.GRADES,
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._system = system
        self._holder = holder
        self._clock = clock
        self._kind = kind
        self._intake = row_intake(kind, catalogue)
        self._last = datetime.min.replace(tzinfo=UTC)
        self.checkpoint = state.checkpoint
        self.totals = state.totals

    async def commit(self, rows: Sequence[SourceRow], checkpoint: Checkpoint) -> SyncCounts:
        """Take the rows in and move to `checkpoint`. Nothing is written where nothing is new and it does not move.

        Raises SyncUnderWay where another run has taken over.
        """
        for _ in range(_ATTEMPTS - 1):
            try:
                return await self._commit(rows, checkpoint)
            except DecidedMeanwhile:
                continue
        return await self._commit(rows, checkpoint)

    async def _commit(self, rows: Sequence[SourceRow], checkpoint: Checkpoint) -> SyncCounts:
        evaluations = sum(len(row.evaluations) for row in rows)
        keys = [f"{row.key}:{place}" for row in rows for place in range(checkpoint.places)]
        source = StoreSource(self._store)
        known = await read_statements(source, keys)
        about = {s.said.subject_key for s in known.values() if s.said is not None and s.said.subject_key is not None}
        today = city_day(self._clock())
        rows = await identified(source, rows, self._kind, self._intake, today, known=about)
        changes = await asyncio.to_thread(changes_of, rows, known, checkpoint.places)
        if not changes and checkpoint == self.checkpoint:
            return SyncCounts(Counts(rows=evaluations, unchanged=evaluations))

        async def work(transaction: GraphTransaction) -> tuple[SyncCounts, Checkpoint, Totals]:
            return await self._carry_out(transaction, changes, checkpoint, evaluations)

        counts, self.checkpoint, self.totals = await self._transact(work)
        return counts

    async def _transact(self, work: Callable[[GraphTransaction], Awaitable[T]]) -> T:
        """In a transaction, again where another writer made the same subject at the same time."""
        for _ in range(_ATTEMPTS - 1):
            try:
                return await self._store.transact(work)
            except DecidedMeanwhile:
                raise
            except BadInput:
                continue
        return await self._store.transact(work)

    async def _carry_out(
        self, transaction: GraphTransaction, changes: list[Change], checkpoint: Checkpoint, evaluations: int
    ) -> tuple[SyncCounts, Checkpoint, Totals]:
        started = self._clock()
        state = await hold(transaction, self._system.key, self._holder, started)
        totals = state.totals
        if (state.checkpoint, totals) != (self.checkpoint, self.totals):  # a decision; or this batch went in unheard
            changes = await _still_new(transaction, changes)
        if not changes:
            await move(transaction, self._system.key, checkpoint, totals)
            return SyncCounts(Counts(rows=evaluations, unchanged=evaluations)), checkpoint, totals
        number = totals.batches + 1
        decided, at = await self._decide(transaction, changes, evaluations, f"{self._import_key}:{number}")
        if not decided.changes:
            await move(transaction, self._system.key, checkpoint, totals)
            return SyncCounts(decided.counts), checkpoint, totals
        totals = await self._write(transaction, decided, totals, started, at)
        await move(transaction, self._system.key, checkpoint, totals)
        self._last = at
        return SyncCounts(decided.counts, decided.retired, _identified_by(decided)), checkpoint, totals

    async def rejudge(self, transaction: GraphTransaction, rows: Sequence[Rejudged]) -> Decided:
        """Take evaluations that were read before as they are judged now, beside whoever syncs the system. Those whose row
        is gone, or was never taken, are left out."""
        started = self._clock()
        state = await lock(transaction, self._system.key)
        known = await read_statements(transaction, [row.key for row in rows])
        changes = [row.change(known[row.key]) for row in rows if row.key in known]
        batch_key = f"{self._import_key}:{state.totals.batches + 1}"
        decided, at = await self._decide(transaction, changes, len(changes), batch_key)
        totals = await self._write(transaction, decided, state.totals, started, at)
        await move(transaction, self._system.key, state.checkpoint, totals)
        return decided

    async def _write(
        self, transaction: GraphTransaction, decided: Decided, totals: Totals, started: datetime, at: datetime
    ) -> Totals:
        totals = _with_batch(totals, decided)
        await take_in(transaction, decided.additions, at)
        await self._write_ledger(transaction, decided, at)
        await ledger.write_batch(transaction, self._entry(totals.batches, totals, decided.counts, started, at))
        return totals

    async def _decide(
        self, transaction: GraphTransaction, changes: list[Change], evaluations: int, batch_key: str
    ) -> tuple[Decided, datetime]:
        """What has to be written besides what the rows say, which is written meanwhile; and the instant of it."""
        subject_keys = sorted({key for change in changes for key in change.subject_keys})
        if self._store.capabilities.shared:
            await transaction.run(ledger.LOCK_SUBJECTS, {"keys": subject_keys})
        scene = Scene(self._import_key, batch_key, max(self._clock(), self._last), _NO_MEMORY)
        decisions = await self._decisions(transaction, changes, subject_keys, scene)
        changes, refusals = await asyncio.to_thread(decisions.admit, changes)
        known_before = {change.key: change.before for change in changes if change.before is not None}
        siblings = await read_slots(transaction, slots_of(changes), known_before)
        deciding = asyncio.ensure_future(asyncio.to_thread(decisions.decide, changes, refusals, siblings, evaluations))
        try:
            await _restate(transaction, changes)
        finally:
            await asyncio.wait([deciding])  # nobody rolls back what is still at work
        return deciding.result(), decisions.at

    async def _decisions(
        self, transaction: GraphTransaction, changes: Sequence[Change], subject_keys: Sequence[str], scene: Scene
    ) -> Decisions:
        """What decides such changes, with what the graph has of what they are about."""
        statements = (s for change in changes for s in (change.before, change.after) if s is not None)
        said = [s.said for s in statements if s.said is not None]
        told = [each for each in said if isinstance(each, Telling)]
        if any(each.kind is not self._kind for each in told) or (
            self._kind is not Kind.GRADES and len(told) < len(said)
        ):
            raise BadInput(
                f"{self._system.key} 以前同步的是另一种内容;请换一个系统键 / something else was synced under this key before: "
                "give the system another key"
            )
        if not isinstance(self._intake, GradeIntake):
            return await platform_decisions(transaction, self._kind, told, self._system.key, scene)
        subjects = await read_subjects(transaction, subject_keys, NEEDS)
        known = {data.subject.key: data for data in subjects if data is not None}
        return SlotDecisions(self._intake, self._catalogue, self._system.key, known, scene)

    async def _write_ledger(self, transaction: GraphTransaction, decided: Decided, at: datetime) -> None:
        settled = [f"{LEDGER}{c.key}" for c in decided.changes if _was_refused(c.before) and not _was_refused(c.after)]
        rejects = [r for change in decided.changes if (r := self._reject(change, decided.refused, at)) is not None]
        doubtful = [c for c in decided.changes if c.evaluation is not None and c.evaluation.prepared.doubt is not None]
        brought = [r for change in doubtful if (r := self._brought(change, at)) is not None]
        await ledger.write_rejects(transaction, [*rejects, *brought], {})
        await ledger.resolve(transaction, settled, at)
        await hold_rows(transaction, [_held(change) for change in doubtful], at)

    def _reject(self, change: Change, refusals: Mapping[str, Refused], at: datetime) -> Reject | None:
        """The entry of the ledger for an evaluation that is refused now."""
        if change.evaluation is None or not _was_refused(change.after):
            return None
        refused = refusals.get(change.key) or change.evaluation.prepared.refused
        assert refused is not None
        return self._entry_of(change, change.evaluation, refused, at)

    def _brought(self, change: Change, at: datetime) -> Reject | None:
        """The entry of an evaluation that a decision brings in: it waits again when that is taken back."""
        if change.evaluation is None or change.evaluation.prepared.doubt is None or _was_refused(change.after):
            return None
        refused = change.evaluation.prepared.doubt.refused
        return replace(self._entry_of(change, change.evaluation, refused, at), resolved_at=at)

    def _entry_of(self, change: Change, evaluation: Evaluation, refused: Refused, at: datetime) -> Reject:
        return Reject(
            key=LEDGER + change.key,
            import_key=self._import_key,
            file=self._system.name,
            sheet=None,
            row=0,
            column=refused.column,
            code=refused.code.value,
            message=refused.zh,
            message_en=refused.en,
            values=cells_as_text(evaluation.prepared.raw, self._kind),
            kind=self._kind,
            rejected_at=at,
            resolved_at=None,
            row_key=change.row.shown,
        )

    def _entry(self, number: int, totals: Totals, counts: Counts, started: datetime, at: datetime) -> BatchEntry:
        return BatchEntry(
            key=f"{self._import_key}:{number}",
            import_key=self._import_key,
            number=number,
            position=totals.accepted + totals.rejected,
            last_row=0,
            counts=counts,
            complete=False,
            file=self._system.name,
            kind=self._kind,
            started_at=started,
            finished_at=max(self._clock(), at),
        )

    @property
    def _import_key(self) -> str:
        return import_key(self._system.key)


LEDGER = "sync:"


def import_key(system_key: str) -> str:
    """Under which the batches and the rejects of a system stand."""
    return LEDGER + system_key


async def _still_new(transaction: GraphTransaction, changes: Sequence[Change]) -> list[Change]:
    """The changes that the graph has not, against what it has now."""
    known = await read_statements(transaction, [change.key for change in changes])
    against = [msgspec.structs.replace(change, before=known.get(change.key)) for change in changes]
    return [change for change in against if change.before != change.after]


async def _restate(transaction: GraphTransaction, changes: Sequence[Change]) -> None:
    """Write what the rows say now."""
    await write_statements(transaction, ((c.before, c.after) for c in changes if c.after is not None))
    await forget_statements(transaction, [change.key for change in changes if change.after is None])


def _identified_by(decided: Decided) -> dict[str, int]:
    """How many of the evaluations that were taken were put down to their subject by which rule."""
    taken = (c.evaluation.prepared for c in decided.changes if c.evaluation is not None and not _was_refused(c.after))
    return dict(Counter(prepared.identified.code.value for prepared in taken if prepared.identified is not None))


def _held(change: Change) -> Held:
    assert change.evaluation is not None and change.evaluation.prepared.doubt is not None
    return Held(LEDGER + change.key, change.evaluation.prepared.doubt)


def _was_refused(statement: Statement | None) -> bool:
    return statement is not None and statement.said is None


def _with_batch(totals: Totals, decided: Decided) -> Totals:
    def number(refused: bool, statements: list[Statement | None]) -> int:
        return sum(s is not None and _was_refused(s) is refused for s in statements)

    before, after = [c.before for c in decided.changes], [c.after for c in decided.changes]
    return Totals(
        accepted=totals.accepted + number(False, after) - number(False, before),
        rejected=totals.rejected + number(True, after) - number(True, before),
        retired=totals.retired + decided.retired,
        batches=totals.batches + 1,
    )
