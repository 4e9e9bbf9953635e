"""The archive (信用档案): one subject's timeline, newest first.

Plan §一(三): 全面构建起“信用评价—监督检查—奖惩反馈—信用档案”的智慧监管闭环.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

import msgspec

from graph_model.catalogue import Catalogue
from graph_model.discrepancies import openings
from graph_model.inspections.names import MANNER_NAMES, OUTCOME_NAMES
from graph_model.intake.by_decision import decision_of
from graph_model.measures import SEVERITY_NAMES
from graph_model.model import (
    CITY_ZONE,
    DiscrepancyRecord,
    DishonestyFact,
    GradeRecord,
    Inspection,
    InspectionState,
    MeasureAction,
    MeasureTaken,
    SourceMode,
    Subject,
    SubjectData,
    city_day,
    instant_text,
    parse_instant,
)
from graph_model.objections.reading import Objected
from graph_model.objections.values import Objection, ObjectionState
from graph_model.repairs.values import CreditRepair, RepairState
from graph_model.reviews import DiscrepancyReview, Review, ReviewDecision


class ArchiveKind(StrEnum):
    """Kinds of entries, in the order in which those of one instant happened."""

    REGISTRATION = "REGISTRATION"
    INSPECTION = "INSPECTION"
    FACT = "FACT"
    EVALUATION = "EVALUATION"
    CORRECTION = "CORRECTION"
    EVALUATION_WITHDRAWN = "EVALUATION_WITHDRAWN"
    MEASURE_TAKEN = "MEASURE_TAKEN"
    DISCREPANCY_RAISED = "DISCREPANCY_RAISED"
    DISCREPANCY_REVIEWED = "DISCREPANCY_REVIEWED"
    DISCREPANCY_CLOSED = "DISCREPANCY_CLOSED"
    FACT_WITHDRAWN = "FACT_WITHDRAWN"
    QUERY = "QUERY"
    """Somebody looked: told by the audit trail, not by the graph."""
    REPAIR_REQUESTED = "REPAIR_REQUESTED"
    REPAIR_REJECTED = "REPAIR_REJECTED"
    REPAIR_WITHDRAWN = "REPAIR_WITHDRAWN"
    FACT_REPAIRED = "FACT_REPAIRED"
    OBJECTION_RAISED = "OBJECTION_RAISED"
    OBJECTION_ANSWERED = "OBJECTION_ANSWERED"
    OBJECTION_WITHDRAWN = "OBJECTION_WITHDRAWN"
    REPAIR_REVOKED = "REPAIR_REVOKED"


@dataclass(frozen=True, slots=True)
class FactRepair:
    """A repair with the fact that it is of."""

    repair: CreditRepair
    fact: DishonestyFact


Value = (
    Subject
    | GradeRecord
    | DishonestyFact
    | DiscrepancyRecord
    | DiscrepancyReview
    | Inspection
    | MeasureTaken
    | FactRepair
    | Objected
)
Reviews = Mapping[str, Sequence[Review]]
"""The reviews of discrepancies, by their keys."""
NO_REVIEWS: Reviews = {}
DECISION_NAMES = {
    ReviewDecision.KEEP: "维持原等级",
    ReviewDecision.CORRECT: "原等级将更正",
    ReviewDecision.DISMISS: "不予处理",
}
ACTION_NAMES = {
    MeasureAction.GRANTED: "给予",
    MeasureAction.APPLIED: "采取",
    MeasureAction.WITHHELD: "未采取",
}
ENDINGS = {
    RepairState.REJECTED: (ArchiveKind.REPAIR_REJECTED, "不同意修复"),
    RepairState.WITHDRAWN: (ArchiveKind.REPAIR_WITHDRAWN, "撤回修复申请"),
    RepairState.ACCEPTED: (ArchiveKind.FACT_REPAIRED, "同意修复,不再计入"),
    RepairState.REVOKED: (ArchiveKind.FACT_REPAIRED, "同意修复,不再计入"),
}
OBJECTION_ENDINGS = {
    ObjectionState.ACCEPTED: (ArchiveKind.OBJECTION_ANSWERED, "采纳异议"),
    ObjectionState.REJECTED: (ArchiveKind.OBJECTION_ANSWERED, "不采纳异议"),
    ObjectionState.WITHDRAWN: (ArchiveKind.OBJECTION_WITHDRAWN, "撤回异议"),
}
_RANKS = {kind: rank for rank, kind in enumerate(ArchiveKind)}


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """One thing that happened: `at` is a day (registration, fact, inspection, evaluation, measure) or an instant (the rest).

    `what` is a Chinese sentence, `value` the thing itself. `key` is a cursor: its text order is the order of time (a day
    stands at its first moment in Chongqing), so the entries after a cursor are those with a smaller key, whatever was
    added since.
    """

    key: str
    kind: ArchiveKind
    at: date | datetime
    what: str
    value: Value

    @property
    def day(self) -> date:
        """The day in Chongqing."""
        return city_day(self.at) if isinstance(self.at, datetime) else self.at


def timeline(
    data: SubjectData,
    catalogue: Catalogue,
    known_at: datetime | None = None,
    *,
    as_of: date | None = None,
    reviews: Reviews = NO_REVIEWS,
) -> tuple[ArchiveEntry, ...]:
    """Everything known of a subject at `known_at` (None: now) that happened by `as_of` (None: to this day), newest first.

    No two entries have the same key.

    A record that was corrected or withdrawn stays, as the evaluation that it was; the correction stands at the instant at
    which it was recorded, the withdrawal at the one at which the record ended. Records on items that the catalogue no
    longer has are among them, named by the item's key.
    """
    entries = [
        *_registration(data.subject),
        *_evaluations(_known(data.records, known_at), catalogue),
        *_withdrawals(data.records, catalogue, known_at),
        *_facts(data.facts, catalogue, known_at),
        *_discrepancies(data.discrepancies, catalogue, known_at),
        *_reviews(data.discrepancies, catalogue, reviews, known_at),
        *_inspections(data.inspections, catalogue, known_at),
        *_taken(data.taken, catalogue, known_at),
        *_repairs(data, catalogue, known_at),
        *_objections(data, catalogue, known_at),
    ]
    happened = entries if as_of is None else [entry for entry in entries if entry.day <= as_of]
    return tuple(sorted(happened, key=lambda entry: entry.key, reverse=True))


def _known(records: Iterable[GradeRecord], known_at: datetime | None) -> list[GradeRecord]:
    known = (record for record in records if known_at is None or record.recorded_at <= known_at)
    return sorted(known, key=lambda record: (record.recorded_at, record.key))


def _registration(subject: Subject) -> Iterator[ArchiveEntry]:
    if subject.registered_on is not None:
        yield _entry(ArchiveKind.REGISTRATION, subject.registered_on, subject.key, "登记成立", subject)


def _evaluations(records: Iterable[GradeRecord], catalogue: Catalogue) -> Iterator[ArchiveEntry]:
    """`records` by when they were recorded: the first of an item and day is its evaluation, each later one a correction, also
    where the one before it had been withdrawn meanwhile."""
    before: dict[tuple[str, date], GradeRecord] = {}
    for record in records:
        evaluation = record.item_key, record.evaluated_on
        corrected = before.get(evaluation)
        before[evaluation] = record
        name = _item_name(catalogue, record.item_key)
        if corrected is None:
            what = f"“{name}”评为 {_graded(record)}"
            yield _entry(ArchiveKind.EVALUATION, record.evaluated_on, record.key, what, record)
        else:
            gone = corrected.superseded_at is not None and corrected.superseded_at < record.recorded_at
            again = f"撤下后重新评为 {_graded(record)}"
            what = f"“{name}”{record.evaluated_on}的评价"
            what += again if gone else f"由 {_graded(corrected)} 更正为 {_graded(record)}"
            yield _entry(ArchiveKind.CORRECTION, record.recorded_at, record.key, what, record)


def _withdrawals(
    records: Iterable[GradeRecord], catalogue: Catalogue, known_at: datetime | None
) -> Iterator[ArchiveEntry]:
    """The records that ended without another one of their item and day to take their place."""
    records = list(records)
    followed = {(record.item_key, record.evaluated_on, record.recorded_at) for record in records}
    for record in records:
        ended = record.superseded_at
        if ended is None or (known_at is not None and ended > known_at):
            continue
        if (record.item_key, record.evaluated_on, ended) in followed:
            continue
        what = f"{_withdrawn_by(record)}“{_item_name(catalogue, record.item_key)}”{record.evaluated_on}评为"
        yield _entry(ArchiveKind.EVALUATION_WITHDRAWN, ended, record.key, f"{what} {_graded(record)} 的记录", record)


def _withdrawn_by(record: GradeRecord) -> str:
    if decision_of(record.batch_key) is not None:
        return "不再归入该主体,撤下"
    return "来源系统撤下" if record.mode is SourceMode.SYNCED else "撤下"


def _facts(facts: Iterable[DishonestyFact], catalogue: Catalogue, known_at: datetime | None) -> Iterator[ArchiveEntry]:
    """One that its system withdrew stays, as what was known; its withdrawal stands at the instant at which it was."""
    for fact in facts:
        withdrawn_by_system = fact.decision is None and (known_at is None or fact.recorded_at <= known_at)
        if not withdrawn_by_system and not fact.is_known(known_at):
            continue
        what = _fact_sentence(fact, catalogue)
        yield _entry(ArchiveKind.FACT, fact.occurred_on, fact.key, what, fact)
        if fact.withdrawn_at is not None and (known_at is None or fact.withdrawn_at <= known_at):
            yield _entry(ArchiveKind.FACT_WITHDRAWN, fact.withdrawn_at, fact.key, f"来源系统撤下{what}", fact)


def _fact_sentence(fact: DishonestyFact, catalogue: Catalogue) -> str:
    named = catalogue.conduct(fact.conduct)
    conduct = fact.conduct if named is None else named.name
    return f"{SEVERITY_NAMES[fact.severity]}失信行为:{conduct}({fact.document_no})"


def _discrepancies(
    records: Iterable[DiscrepancyRecord], catalogue: Catalogue, known_at: datetime | None
) -> Iterator[ArchiveEntry]:
    for record in (each for stored in records for each in openings(stored)):
        high, low = _item_name(catalogue, record.high_item), _item_name(catalogue, record.low_item)
        pair = f"“{high}”与“{low}”"
        if known_at is None or record.raised_at <= known_at:
            what = f"{pair}的评价等级相差 {record.levels} 档,应通报相关部门复核"
            yield _entry(ArchiveKind.DISCREPANCY_RAISED, record.raised_at, record.key, what, record)
        if record.closed_at is not None and (known_at is None or record.closed_at <= known_at):
            what = f"{pair}的等级差异关闭"
            yield _entry(ArchiveKind.DISCREPANCY_CLOSED, record.closed_at, record.key, what, record)


def _reviews(
    records: Iterable[DiscrepancyRecord], catalogue: Catalogue, reviews: Reviews, known_at: datetime | None
) -> Iterator[ArchiveEntry]:
    for record in records:
        for review in reviews.get(record.key, ()):
            if known_at is None or review.reviewed_at <= known_at:
                high, low = _item_name(catalogue, record.high_item), _item_name(catalogue, record.low_item)
                what = (
                    f"“{high}”与“{low}”的等级差异:{_reviewer(catalogue, review)}复核,{DECISION_NAMES[review.decision]}"
                )
                value = DiscrepancyReview(record, review)
                yield _entry(ArchiveKind.DISCREPANCY_REVIEWED, review.reviewed_at, review.key, what, value)


def _reviewer(catalogue: Catalogue, review: Review) -> str:
    department = None if review.department_key is None else catalogue.department(review.department_key)
    return "信用主管部门" if department is None else department.name


def _inspections(
    inspections: Iterable[Inspection], catalogue: Catalogue, known_at: datetime | None
) -> Iterator[ArchiveEntry]:
    """Those that are published, which is when they are known, until they are withdrawn; each as it was known."""
    for found in inspections:
        one = as_published(found)
        known = one.published_at is not None and (known_at is None or one.published_at <= known_at)
        if known and _stands(found.withdrawn_at, known_at):
            name, outcome = _item_name(catalogue, one.item_key), OUTCOME_NAMES[one.outcome]
            what = f"“{name}”{MANNER_NAMES[one.manner]}:{outcome}({one.document_no})"
            yield _entry(ArchiveKind.INSPECTION, one.inspected_on, one.key, what, one)


def as_published(inspection: Inspection) -> Inspection:
    """An inspection as it was known before it was withdrawn."""
    if inspection.withdrawn_at is None or inspection.published_at is None:
        return inspection
    return msgspec.structs.replace(
        inspection, state=InspectionState.PUBLISHED, revision=inspection.revision - 1, withdrawn_at=None
    )


def _stands(withdrawn_at: datetime | None, known_at: datetime | None) -> bool:
    """Whether what was recorded is not withdrawn, as it was known at an instant (None: now)."""
    return withdrawn_at is None or (known_at is not None and known_at < withdrawn_at)


def _taken(taken: Iterable[MeasureTaken], catalogue: Catalogue, known_at: datetime | None) -> Iterator[ArchiveEntry]:
    """Those that are not withdrawn, each as it was known."""
    for found in taken:
        one = msgspec.structs.replace(found, withdrawn_at=None, withdrawn_by=None, withdrawal_reason=None)
        if (known_at is None or one.recorded_at <= known_at) and _stands(found.withdrawn_at, known_at):
            measure, department = catalogue.measure(one.measure_key), catalogue.department(one.department_key)
            name = one.measure_key if measure is None else measure.name
            who = one.department_key if department is None else department.name
            what = f"{who}{ACTION_NAMES[one.action]}“{name}”({one.document_no})"
            yield _entry(ArchiveKind.MEASURE_TAKEN, one.taken_on, one.key, what, one)


def _repairs(data: SubjectData, catalogue: Catalogue, known_at: datetime | None) -> Iterator[ArchiveEntry]:
    """What was asked for, and how it ended; of facts that are known."""
    facts = {fact.key: fact for fact in data.facts}
    for found in data.repairs:
        fact = facts.get(found.fact_key)
        if fact is None or (known_at is not None and found.requested_at > known_at):
            continue
        unrevoked = known_at is not None and found.revoked_at is not None and known_at < found.revoked_at
        one = _as_accepted(found) if unrevoked else found
        about, value = _fact_sentence(fact, catalogue), FactRepair(one, fact)
        yield _entry(ArchiveKind.REPAIR_REQUESTED, one.requested_at, one.key, f"申请修复{about}", value)
        ending = ENDINGS.get(one.state)
        if ending is not None and one.ended_at is not None and (known_at is None or one.ended_at <= known_at):
            kind, what = ending
            yield _entry(kind, one.ended_at, one.key, f"{what}:{about}", value)
        if one.revoked_at is not None:
            yield _entry(ArchiveKind.REPAIR_REVOKED, one.revoked_at, one.key, f"撤销修复,重新计入:{about}", value)


def _as_accepted(repair: CreditRepair) -> CreditRepair:
    """A repair as it was known before it was revoked."""
    return msgspec.structs.replace(repair, state=RepairState.ACCEPTED, revision=repair.revision - 1, revoked_at=None)


def _objections(data: SubjectData, catalogue: Catalogue, known_at: datetime | None) -> Iterator[ArchiveEntry]:
    """What the subject said against a grade, and how it ended; each as it was known."""
    records = {record.key: record for record in data.records}
    for found in data.objections:
        record = records.get(found.record_key)
        if record is None or (known_at is not None and found.raised_at > known_at):
            continue
        one = _as_raised(found) if known_at is not None and _ends_after(found, known_at) else found
        name = _item_name(catalogue, record.item_key)
        about, value = f"“{name}”{record.evaluated_on}评为 {_graded(record)}", Objected(one, record)
        yield _entry(ArchiveKind.OBJECTION_RAISED, one.raised_at, one.key, f"对{about}提出异议", value)
        ending = OBJECTION_ENDINGS.get(one.state)
        if ending is not None and one.ended_at is not None:
            kind, what = ending
            yield _entry(kind, one.ended_at, one.key, f"{what}:{about}", value)


def _ends_after(objection: Objection, known_at: datetime) -> bool:
    return objection.ended_at is not None and objection.ended_at > known_at


def _as_raised(objection: Objection) -> Objection:
    """An objection as it was known before it was answered or withdrawn."""
    return msgspec.structs.replace(objection, state=ObjectionState.OPEN, ended_at=None, ended_by=None, answer=None)


def _entry(
    kind: ArchiveKind,
    at: date | datetime,
    identity: str,
    what: str,
    value: Value,
) -> ArchiveEntry:
    moment = at if isinstance(at, datetime) else datetime.combine(at, time(), CITY_ZONE).astimezone(UTC)
    return ArchiveEntry(entry_key(moment, kind, identity), kind, at, what, value)


def entry_key(moment: datetime, kind: ArchiveKind, identity: str) -> str:
    """The key of an entry, whose text order is the order of time."""
    return f"{instant_text(moment)}/{_RANKS[kind]:02d}/{identity}"


def place_of(key: str) -> tuple[datetime, int, str]:
    """When the entry with this key stands, its kind's place in the order of kinds (that of `rank`), and what tells it from others of its
    kind and instant. Raises ValueError for what is no key."""
    moment, rank, identity = key.split("/", 2)
    at = parse_instant(moment)
    if at is None or instant_text(at) != moment:
        raise ValueError(key)
    return at, int(rank), identity


def rank(kind: ArchiveKind) -> int:
    """The place of a kind among those of one instant."""
    return _RANKS[kind]


def _item_name(catalogue: Catalogue, item_key: str) -> str:
    item = catalogue.item(item_key)
    return item_key if item is None else item.name


def _graded(record: GradeRecord) -> str:
    """`D`, and the native grade where it is written otherwise: `D(失信企业)`."""
    return record.grade if record.native_grade == record.grade else f"{record.grade}({record.native_grade})"
