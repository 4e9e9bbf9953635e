"""What becomes of a system's records when some of its statements change."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from graph_model.catalogue import Catalogue
from graph_model.intake.batches import cells_as_text
from graph_model.intake.by_decision import ByDecision, decision_of
from graph_model.intake.columns import Kind
from graph_model.intake.deciding import Arrivals, Scene
from graph_model.intake.grade_decisions import GradeIntake
from graph_model.intake.grade_lines import Lines, is_live
from graph_model.intake.grade_rows import GradeClaim
from graph_model.intake.identities import record_key, short_hash
from graph_model.intake.preparing import Prepared
from graph_model.intake.refusals import Refused
from graph_model.intake.results import Counts
from graph_model.intake.settling import settlement
from graph_model.intake.syncing.statements import (
    Evaluation,
    Said,
    SourceRow,
    Statement,
    place_of,
    row_of,
    said_by,
    speaking,
)
from graph_model.intake.syncing.tellings import Telling, telling_of
from graph_model.model import GradeRecord, SourceMode, SubjectData
from graph_model.writing import Additions


class Change(msgspec.Struct, frozen=True):
    """A statement that is another one than the graph has. `before` None: new; `after` None: nothing is said any more.

    `evaluation` is what was read, None where the row is gone or was withdrawn.
    """

    key: str
    row: SourceRow
    before: Statement | None
    after: Statement | None
    evaluation: Evaluation | None

    @property
    def subject_keys(self) -> tuple[str, ...]:
        statements = (self.before, self.after)
        said = (s.said.subject_key for s in statements if s is not None and s.said is not None)
        return tuple(key for key in said if key is not None)


@dataclass(frozen=True, slots=True)
class Rejudged:
    """An evaluation that was read before, as it is judged now. `key` is its statement's, `shown` names its row to people."""

    key: str
    shown: str
    prepared: Prepared[Any]
    kind: Kind = Kind.GRADES

    def change(self, before: Statement) -> Change:
        evaluation = Evaluation(place_of(self.key), self.prepared, self.kind)
        row = SourceRow(row_of(self.key), self.shown, before.rank, (evaluation,))
        return Change(self.key, row, before, stated(self.key, row, evaluation, before), evaluation)


@dataclass(slots=True)
class Decided:
    """What is to be written, and what became of it."""

    changes: list[Change]
    refused: dict[str, Refused]
    """By the statement's key: those that are refused, in this batch, for what the graph knows."""
    additions: Additions
    counts: Counts
    retired: int


@dataclass(slots=True)
class Tally:
    """Things that were written, corrections among them, and things that were taken away."""

    accepted: int = 0
    corrected: int = 0
    retired: int = 0


def changes_of(rows: Iterable[SourceRow], known: Mapping[str, Statement], places: int) -> list[Change]:
    """What the rows say now against what is known of them; `places` are the evaluations that a row may have."""
    found = []
    for row in rows:
        now = {evaluation.place: evaluation for evaluation in row.evaluations}
        for place in range(places):
            key = f"{row.key}:{place}"
            evaluation = now.get(place)
            before = known.get(key)
            after = None if evaluation is None else stated(key, row, evaluation, before)
            if after != before:
                found.append(Change(key, row, before, after, evaluation))
    return found


def stated(key: str, row: SourceRow, evaluation: Evaluation, before: Statement | None) -> Statement:
    """The statement of an evaluation; `before` is what the graph has of it."""
    claim, refused = evaluation.prepared.claim, evaluation.prepared.refused
    if claim is not None:
        said = said_by(claim) if isinstance(claim, GradeClaim) else telling_of(claim)
        return Statement.saying(key, row.rank, said, before)
    assert refused is not None
    return refusing(key, row, evaluation, refused)


def refusing(key: str, row: SourceRow, evaluation: Evaluation, refused: Refused) -> Statement:
    """The statement of an evaluation that is refused."""
    return Statement(key, row.rank, None, refused.code.value, refusal_digest(evaluation, refused.column))


def refusal_digest(evaluation: Evaluation, column: str | None) -> str:
    """Of what an evaluation says that is refused for this column."""
    cells = cells_as_text(evaluation.prepared.raw, evaluation.kind)
    return short_hash(column or "", *(f"{name}={value}" for name, value in sorted(cells.items())))


class Decisions(ABC):
    """Decides what a batch of changes touches, slot by slot. `siblings` are the statements about the slots before the batch."""

    def __init__(self) -> None:
        self._warnings = 0

    def admit(self, changes: Iterable[Change]) -> tuple[list[Change], dict[str, Refused]]:
        """The changes with those refused whose subject is not known and has no name; the refusals by key."""
        admitted: list[Change] = []
        refusals: dict[str, Refused] = {}
        for change in changes:
            claim = None if change.evaluation is None else change.evaluation.prepared.claim
            if claim is None or change.evaluation is None:
                admitted.append(change)
                continue
            try:
                self._warnings += self._admit(claim)
                admitted.append(change)
            except Refused as refused:
                after = refusing(change.key, change.row, change.evaluation, refused)
                refusals[change.key] = refused
                if after != change.before:
                    admitted.append(replace(change, after=after))
        return admitted, refusals

    def decide(
        self, changes: list[Change], refusals: dict[str, Refused], siblings: Mapping[str, Statement], evaluations: int
    ) -> Decided:
        """What is to be written for the changes; of `evaluations` that were read, the rest is unchanged."""
        before = _by_slot(siblings.values())
        after = _by_slot({**siblings, **{c.key: c.after for c in changes}}.values())
        tally = Tally()
        for slot in sorted(before.keys() | after.keys()):
            self._settle(said_last(before.get(slot, ())), said_last(after.get(slot, ())), tally)
        rejected = sum(change.after is not None and change.after.said is None for change in changes)
        additions, new_subjects = self._additions()
        counts = Counts(
            rows=evaluations,
            accepted=tally.accepted,
            corrected=tally.corrected,
            unchanged=max(0, evaluations - tally.accepted - rejected),
            rejected=rejected,
            warnings=self._warnings,
            new_subjects=new_subjects,
        )
        return Decided(changes, refusals, additions, counts, tally.retired)

    @property
    @abstractmethod
    def at(self) -> datetime:
        """The instant of everything that is written."""

    @abstractmethod
    def _admit(self, claim: Any) -> int:
        """Take in whom a claim is about; the number of warnings. Raises Refused."""

    @abstractmethod
    def _settle(self, old: Any, new: Any, tally: Tally) -> None:
        """Bring a slot from what was said of it to what is said now; either may be None, not both."""

    @abstractmethod
    def _additions(self) -> tuple[Additions, int]:
        """What is to be written, and how many subjects are new."""


class SlotDecisions(Decisions):
    """Decides grades: records, corrections and retirements."""

    def __init__(
        self,
        intake: GradeIntake,
        catalogue: Catalogue,
        system_key: str,
        known: Mapping[str, SubjectData],
        scene: Scene,
    ) -> None:
        super().__init__()
        self._intake = intake
        self._catalogue = catalogue
        self._system_key = system_key
        self._scene = scene
        self._arrivals = Arrivals({key: data.subject for key, data in known.items()}, scene)
        self._lines = Lines(known, scene)

    def _admit(self, claim: GradeClaim) -> int:
        return len(claim.warnings) + len(self._arrivals.admit((claim.subject, "name")))

    def _settle(self, old: Said | None, new: Said | None, tally: Tally) -> None:
        about = new or old
        assert about is not None
        if old is not None and new is not None and (old.content, old.decision) == (new.content, new.decision):
            return
        same_day = self._lines.same_day(about.subject_key, about.item_key, about.evaluated_on)
        live = same_day[-1] if same_day and is_live(same_day[-1]) else None
        stands = None if live is None else self._intake.content_of(live)
        if new is None:
            if live is not None and old is not None and stands == old.content:
                self._lines.retire(live)
                tally.retired += 1
        elif stands != new.content or _needs_other_decision(live, new):
            self._lines.add(
                synced_record(new, len(same_day) + 1, self._system_key, self._scene.batch_key, self._lines.at)
            )
            tally.accepted += 1
            tally.corrected += live is not None

    def _additions(self) -> tuple[Additions, int]:
        lines, new = self._lines, self._arrivals.new
        settled = [settlement(data, self._catalogue, lines.at) for data in lines.changed_subjects(new)]
        additions = Additions(
            subjects=list(new.values()),
            records=lines.records,
            unlinked=lines.unlinked(),
            supersessions=lines.supersessions(),
            retired=lines.retired,
            discrepancies=[record for found in settled for record in found.records],
        )
        return additions, len(new)

    @property
    def at(self) -> datetime:
        return self._lines.at


def synced_record(said: Said, revision: int, system_key: str, batch_key: str, at: datetime) -> GradeRecord:
    """A record of what a system says; one that a decision brings is told from the rest by its batch."""
    grade, _, scale_key, score, valid_until, document_no = said.content
    return GradeRecord(
        key=record_key(said.subject_key, said.item_key, said.evaluated_on, revision),
        subject_key=said.subject_key,
        item_key=said.item_key,
        grade=grade,
        native_grade=said.native_grade,
        scale_key=scale_key,
        score=score,
        evaluated_on=said.evaluated_on,
        valid_until=valid_until,
        recorded_at=at,
        superseded_at=None,
        system_key=system_key,
        mode=SourceMode.SYNCED,
        batch_key=batch_key if said.decision is None else ByDecision(said.decision).batch_key(batch_key),
        document_no=document_no,
    )


def _needs_other_decision(live: GradeRecord | None, said: Said) -> bool:
    """Whether what is known was brought by a decision that what is said does without."""
    return live is not None and decision_of(live.batch_key) not in (None, said.decision)


def said_last(statements: Iterable[Statement]) -> Said | Telling | None:
    """What is said of a slot."""
    found = speaking(statements)
    return None if found is None else found.said


def _by_slot(statements: Iterable[Statement | None]) -> dict[str, list[Statement]]:
    slots: dict[str, list[Statement]] = {}
    for statement in statements:
        if statement is not None and statement.slot is not None:
            slots.setdefault(statement.slot, []).append(statement)
    return slots


def slots_of(changes: Sequence[Change]) -> list[str]:
    """The slots that changes touch."""
    statements = (s for change in changes for s in (change.before, change.after))
    return sorted({s.slot for s in statements if s is not None and s.slot is not None})
