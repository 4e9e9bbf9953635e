"""Rows that waited come in: each as the ledger has it, with the subject that was decided on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from graph_model.catalogue import Catalogue
from graph_model.intake.batches import LONGEST_VALUE
from graph_model.intake.by_decision import ByDecision
from graph_model.intake.columns import Kind
from graph_model.intake.deciding import FileMemory, Scene
from graph_model.intake.fact_rows import FactIntake
from graph_model.intake.grade_decisions import GradeIntake
from graph_model.intake.identification.identifying import DoubtfulIntake
from graph_model.intake.identification.waiting import WaitingRow, settle_rows
from graph_model.intake.preparing import Prepared
from graph_model.intake.reading import RawRow
from graph_model.intake.refusals import Refused
from graph_model.intake.results import RowStatus
from graph_model.intake.subject_refs import ENTITY_PREFIX
from graph_model.intake.syncing.batches import LEDGER, SyncBatches
from graph_model.intake.syncing.deciding import Rejudged
from graph_model.intake.syncing.states import Holder, SyncState
from graph_model.intake.taking_in import take_in
from graph_model.model import city_day
from graph_model.store import GraphStore, GraphTransaction


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a decision says that rows mean."""

    decision: str
    subject_key: str


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of the rows that waited. `kept`: the ledger has them shortened, so they come with their file again."""

    accepted: int = 0
    unchanged: int = 0
    rejected: int = 0
    kept: int = 0

    def __add__(self, other: "Brought") -> "Brought":
        return Brought(
            self.accepted + other.accepted,
            self.unchanged + other.unchanged,
            self.rejected + other.rejected,
            self.kept + other.kept,
        )


@dataclass(slots=True)
class _Judged:
    """The rows of an import with what they claim, or why they are refused now."""

    rows: list[WaitingRow] = field(default_factory=list)
    claims: list[Any] = field(default_factory=list)
    refused: dict[str, Refused] = field(default_factory=dict)


class Bringing:
    """Brings rows in within one transaction of whoever decides."""

    def __init__(self, store: GraphStore, transaction: GraphTransaction, catalogue: Catalogue, now: datetime) -> None:
        self._store = store
        self._transaction = transaction
        self._catalogue = catalogue
        self._now = now
        self._intakes: dict[Kind, DoubtfulIntake[Any]] = {
            Kind.GRADES: GradeIntake(catalogue),
            Kind.FACTS: FactIntake(catalogue),
        }

    async def bring(self, rows: Sequence[WaitingRow], meaning: Meaning) -> Brought:
        """The rows in the order in which they came, those of an import together. A word that came after a row stands."""
        whole = [row for row in rows if not is_cut(row)]
        imports: dict[str, list[WaitingRow]] = {}
        for row in sorted(whole, key=lambda one: (one.entry.rejected_at, one.entry.sheet or "", one.entry.row)):
            imports.setdefault(row.entry.import_key, []).append(row)
        brought = Brought(kept=len(rows) - len(whole))
        for import_key, those in imports.items():
            if import_key.startswith(LEDGER):
                brought += await self._bring_synced(import_key.removeprefix(LEDGER), those, meaning)
            else:
                brought += await self._bring_imported(import_key, those, meaning)
        return brought

    async def _bring_imported(self, import_key: str, rows: list[WaitingRow], meaning: Meaning) -> Brought:
        intake = self._intakes[rows[0].entry.kind]
        judged = _Judged()
        for row in rows:
            self._judge(row, meaning, intake, judged)
        scene = Scene(import_key, import_key, self._now, FileMemory())
        decision = await intake.decide(self._transaction, judged.claims, scene)
        await take_in(self._transaction, decision.additions, decision.at)
        statuses = [verdict.status for verdict in decision.verdicts]
        for row, verdict in zip(judged.rows, decision.verdicts, strict=True):
            if verdict.refused is not None:
                judged.refused[row.entry.key] = verdict.refused
        await settle_rows(self._transaction, rows, judged.refused, meaning.decision, decision.at)
        return Brought(
            statuses.count(RowStatus.ACCEPTED), statuses.count(RowStatus.UNCHANGED), rejected=len(judged.refused)
        )

    def _judge(self, row: WaitingRow, meaning: Meaning, intake: DoubtfulIntake[Any], judged: _Judged) -> None:
        by = ByDecision(meaning.decision, row.entry.rejected_at)
        try:
            claim = intake.claim(raw_row(row, meaning.subject_key), self._today)
        except Refused as refused:
            judged.refused[row.entry.key] = refused
            return
        judged.rows.append(row)
        judged.claims.append(intake.decided(claim, by))

    async def _bring_synced(self, system_key: str, rows: list[WaitingRow], meaning: Meaning) -> Brought:
        """Rows of a system say what they said anew; which of its rows speaks is decided as in a sync."""
        system = self._catalogue.system(system_key)
        if system is None:
            return Brought(kept=len(rows))
        holder = Holder(meaning.decision, meaning.decision, lambda name, silent: False)
        batches = SyncBatches(
            self._store,
            self._catalogue,
            system,
            holder=holder,
            state=SyncState(system_key),
            clock=lambda: self._now,
            kind=rows[0].entry.kind,
        )
        rejudged = [self._rejudged(row, meaning) for row in rows]
        decided = await batches.rejudge(self._transaction, rejudged)
        refused = {one.key: one.prepared.refused for one in rejudged if one.prepared.refused is not None}
        by_entry = {LEDGER + key: why for key, why in (decided.refused | refused).items()}
        await settle_rows(self._transaction, rows, by_entry, meaning.decision, self._now)
        unchanged = len(rows) - decided.counts.accepted - len(by_entry)
        return Brought(decided.counts.accepted, max(0, unchanged), rejected=len(by_entry))

    def _rejudged(self, row: WaitingRow, meaning: Meaning) -> Rejudged:
        raw, kind = raw_row(row), row.entry.kind
        intake = self._intakes[kind]
        key, shown = row.entry.key.removeprefix(LEDGER), row.entry.row_key or ""
        try:
            claim = intake.claim(raw_row(row, meaning.subject_key), self._today)
        except Refused as refused:
            return Rejudged(key, shown, Prepared(raw, None, refused), kind)
        return Rejudged(key, shown, Prepared(raw, intake.decided(claim, ByDecision(meaning.decision)), None), kind)

    @property
    def _today(self) -> date:
        return city_day(self._now)


def raw_row(row: WaitingRow, subject_key: str | None = None) -> RawRow:
    """The row as the ledger has it, or with the code of this subject."""
    code = {} if subject_key is None else {"uscc": subject_key.removeprefix(ENTITY_PREFIX)}
    return RawRow(row.entry.row, row.entry.sheet, {**row.entry.values, **code})


def is_cut(row: WaitingRow) -> bool:
    """Whether the ledger may have shortened a cell of it."""
    return any(len(value) >= LONGEST_VALUE for value in row.entry.values.values())
