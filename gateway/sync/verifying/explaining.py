"""The two sides held against each other: every difference that there is, with what explains it."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from gateway.sync.verifying.differences import Difference, Found, Kind, Reason
from gateway.sync.verifying.digests import Digests
from gateway.sync.verifying.lag import Lag
from gateway.sync.verifying.two_sides import DifferingRecord, DifferingRow, TwoSides
from graph_model.intake.batches import Clock
from graph_model.intake.by_decision import undecided
from graph_model.intake.columns import Kind as RowKind
from graph_model.intake.grade_decisions import GradeIntake
from graph_model.intake.refusals import RejectCode
from graph_model.intake.syncing.batches import import_key
from graph_model.intake.syncing.holdings import Slot, is_imported, revisions_of
from graph_model.intake.syncing.states import SyncState
from graph_model.model import GradeRecord, SourceMode, city_day, day_text
from graph_model.store import GraphStore

_SLOTS = 500
_OF_IDENTITY = (RejectCode.BAD_USCC, RejectCode.MISSING, RejectCode.AMBIGUOUS_SUBJECT, RejectCode.UNKNOWN_ITEM)
"""Codes with which a row is refused, or not, by whom the graph knows."""


@dataclass(frozen=True, slots=True)
class Explaining:
    """What is needed to explain. `state` is that of the last sync."""

    store: GraphStore
    state: SyncState
    lag: Lag
    intake: GradeIntake
    digests: Digests
    clock: Clock
    kind: RowKind

    async def differences(self, sides: TwoSides) -> Found:
        """All of them."""
        found = Found()
        for row in sides.differing_rows():
            found.add(self._row(row))
        for key, item, about, code in sides.gone_rows():
            found.add(self._gone(key, item, about, code))
        async for difference in self._records(sides):
            found.add(difference)
        for key, item, about in sides.stray_records():
            found.add(Difference(Kind.RECORD_STRAY, item, None, *_whom(about), graph=f"{_what(about)} {key}"))
        for key, shown, item, refused, entered in sides.differing_entries():
            reason = Reason.SETTLED if entered == refused else None
            found.add(Difference(Kind.REJECT_LOST, item, shown or key, source=refused, graph=entered, reason=reason))
        for key, shown, item, entered in sides.stray_entries():
            found.add(Difference(Kind.REJECT_STRAY, item, shown or key, graph=entered))
        for difference in self._counts(sides):
            found.add(difference)
        return found

    def _row(self, row: DifferingRow) -> Difference:
        """A row that the graph has not, or has otherwise."""
        subject, day = _whom(row.about or row.known_about)
        return Difference(
            Kind.DIFFERS if row.is_stated else Kind.NOT_IN_GRAPH,
            row.item,
            row.shown,
            subject,
            day,
            source=row.code or _what(row.about),
            graph=row.known_code or _what(row.known_about),
            reason=self._why(row),
        )

    def _why(self, row: DifferingRow) -> Reason | None:
        if self.lag.standstill is not None:
            return Reason(self.lag.standstill.value)
        if row.later:
            return Reason.LAG
        if not row.is_stated:
            return None
        if row.code is None and row.known_code == RejectCode.FUTURE_DATE and self._is_due():
            return Reason.DUE
        return Reason.KNOWN_SINCE if _is_known_otherwise(row) else None

    def _gone(self, key: str, item: str, about: str | None, code: str | None) -> Difference:
        """What the graph has of a row that the system has not."""
        still = None if self.lag.standstill is None else Reason(self.lag.standstill.value)
        reason = still or (Reason.LAG if self.lag.newer_copy else None)
        named = None if about else key
        return Difference(
            Kind.NOT_IN_SOURCE, item or None, named, *_whom(about), graph=code or _what(about), reason=reason
        )

    async def _records(self, sides: TwoSides) -> AsyncIterator[Difference]:
        differing = sides.differing_records()
        imported = self.kind is not RowKind.GRADES and await is_imported(self.store, self.kind)
        while rows := list(islice(differing, _SLOTS)):
            others = [row for row in rows if row.records == 1 and not row.own]
            if self.kind is RowKind.GRADES:
                slots = await self._corrected(others)
                corrected = {row.key for row in others if _slot(row.about) in slots}
            else:
                corrected = {row.key for row in others if row.own is not None or imported}
            for row in rows:
                kind = Kind.RECORD_CHANGED if row.records else Kind.RECORD_LOST
                subject, day = _whom(row.about)
                yield Difference(
                    Kind.RECORD_DOUBLED if row.records > 1 else kind,
                    row.item,
                    row.shown or row.key,
                    subject,
                    day,
                    source=_what(row.about),
                    graph=f"{row.records} ×" if row.records > 1 else _what(row.standing),
                    reason=Reason.CORRECTED if row.key in corrected else None,
                )

    async def _corrected(self, rows: Sequence[DifferingRecord]) -> frozenset[Slot]:
        """Of slots whose record is no sync's of this system: those where what the row says had been recorded, and an import or
        another system has corrected it since."""
        said = {_slot(row.about): row.digest for row in rows}
        revisions = await revisions_of(self.store, list(said)) if said else []
        live = {_place(record): record.recorded_at for record in revisions if record.superseded_at is None}
        ended = [record for record in revisions if record.superseded_at is not None and _place(record) in live]
        return frozenset(
            slot
            for record in ended
            if (slot := _place(record)) in said
            and record.superseded_at is not None
            and record.superseded_at <= live[slot]
            and self._digest(record) == said[slot]
        )

    def _digest(self, record: GradeRecord) -> int:
        content = self.intake.content_of(record)
        return self.digests.told(record.subject_key, record.item_key, record.evaluated_on, content).digest

    def _counts(self, sides: TwoSides) -> Iterator[Difference]:
        """The sync counted what it took in the transaction that took it: fewer are there only if some were lost."""
        numbers, totals = sides.numbers(), self.state.totals
        for name, counted, there in (
            ("taken", totals.accepted, numbers.stated),
            ("refused", totals.rejected, numbers.stated_refused),
        ):
            if counted != there:
                yield Difference(Kind.COUNT_DIFFERS, None, name, source=f"{counted:,}", graph=f"{there:,}")

    def _is_due(self) -> bool:
        due = self.state.checkpoint.due_on
        return due is not None and due <= day_text(city_day(self.clock()))


def is_own(record: GradeRecord, system: str) -> bool:
    """Whether a sync of the system brought the record."""
    return record.mode is SourceMode.SYNCED and undecided(record.batch_key).startswith(f"{import_key(system)}:")


def _is_known_otherwise(row: DifferingRow) -> bool:
    """Whether the row is the same as it was, and only whom its codes mean is known otherwise now."""
    refused_then = row.known_code in _OF_IDENTITY and str(row.known_digest) in row.refusals.split()
    another = row.by_rule and row.rest is not None and row.rest == row.known_rest
    ambiguous = row.code == RejectCode.AMBIGUOUS_SUBJECT and row.known_code is None
    return refused_then or another or ambiguous


def _whom(about: str | None) -> tuple[str | None, str | None]:
    """(subject, day)."""
    if about is None:
        return None, None
    subject, _, day, _ = json.loads(about)
    return subject, day


def _what(about: str | None) -> str | None:
    return None if about is None else json.loads(about)[3]


def _slot(about: str) -> Slot:
    subject, item, day, _ = json.loads(about)
    return Slot(subject, item, date.fromisoformat(day))


def _place(record: GradeRecord) -> Slot:
    return Slot(record.subject_key, record.item_key, record.evaluated_on)
