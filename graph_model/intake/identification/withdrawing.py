"""What a decision brought ends when the decision is taken back: nothing is erased, and what was known without it is again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from graph_model.catalogue import Catalogue
from graph_model.intake.by_decision import decision_of, undecided
from graph_model.intake.deciding import FileMemory, Scene
from graph_model.intake.grade_lines import Line, Lines, is_live
from graph_model.intake.identities import record_key, record_stem
from graph_model.intake.settling import settlement
from graph_model.intake.syncing.deciding import synced_record
from graph_model.intake.syncing.statements import Said, Statement, read_slots, speaking
from graph_model.intake.taking_in import take_in
from graph_model.model import GradeRecord, SourceMode, SubjectData
from graph_model.store import GraphTransaction
from graph_model.subjects import EVERYTHING, read_subjects
from graph_model.writing import Additions


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """How many records and facts ended, at which instant."""

    ended: int
    at: datetime


async def withdraw(
    transaction: GraphTransaction, catalogue: Catalogue, decision: str, subject_key: str, now: datetime
) -> Withdrawn:
    """End what the decision brought to the subject. The statements of systems must not say it any more by then."""
    (data,) = await read_subjects(transaction, [subject_key], EVERYTHING)
    assert data is not None, "a decision names a subject that is known"
    lines = Lines({subject_key: data}, Scene(decision, decision, _after_facts(data, now), FileMemory()))
    brought = [r for r in data.records if is_live(r) and decision_of(r.batch_key) == decision]
    spoken = await read_slots(transaction, [_slot(record) for record in brought if _is_synced(record)], {})
    for record in brought:
        _withdraw(lines, record, _speaking(record, spoken))
    facts = [replace(f, withdrawn_at=lines.at) for f in data.facts if f.is_known(None) and f.decision == decision]
    settled = [settlement(changed, catalogue, lines.at) for changed in lines.changed_subjects({})]
    additions = Additions(
        records=lines.records,
        unlinked=lines.unlinked(),
        supersessions=lines.supersessions(),
        retired=lines.retired,
        facts=facts,
        discrepancies=[one for found in settled for one in found.records],
    )
    await take_in(transaction, additions, lines.at)
    return Withdrawn(len(brought) + len(facts), lines.at)


def _withdraw(lines: Lines, record: GradeRecord, spoken: Statement | None) -> None:
    """End one record; what its system says otherwise takes its place, or the last word that needed no decision."""
    same_day = lines.same_day(record.subject_key, record.item_key, record.evaluated_on)
    revision = len(same_day) + 1
    if spoken is not None and isinstance(spoken.said, Said) and record.system_key is not None:
        lines.add(synced_record(spoken.said, revision, record.system_key, undecided(record.batch_key), lines.at))
        return
    before = _word_before(same_day)
    if before is None:
        lines.retire(record)
        return
    key = record_key(record.subject_key, record.item_key, record.evaluated_on, revision)
    lines.add(replace(before, key=key, recorded_at=lines.at, superseded_at=None))


def _word_before(same_day: Line) -> GradeRecord | None:
    """The last record of a day that was imported and needed no decision, unless it ended of itself."""
    words = [r for r in same_day if r.mode is SourceMode.IMPORTED and decision_of(r.batch_key) is None]
    if not words:
        return None
    followed = {record.recorded_at for record in same_day}
    return words[-1] if words[-1].superseded_at in followed else None


def _speaking(record: GradeRecord, spoken: Mapping[str, Statement]) -> Statement | None:
    if not _is_synced(record):
        return None
    slot = _slot(record)
    return speaking(statement for statement in spoken.values() if statement.slot == slot)


def _is_synced(record: GradeRecord) -> bool:
    return record.mode is SourceMode.SYNCED and record.system_key is not None


def _slot(record: GradeRecord) -> str:
    stem = record_stem(record.subject_key, record.item_key, record.evaluated_on)
    return f"{record.system_key}:{stem}"


def _after_facts(data: SubjectData, now: datetime) -> datetime:
    return Scene("", "", now, FileMemory()).after([f.recorded_at for f in data.facts])
