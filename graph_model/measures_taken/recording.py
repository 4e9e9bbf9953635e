"""Recording a measure that was taken: one transaction, in which it is held against the grade; the same again changes nothing."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput, NotFound
from graph_model.intake.concealing import struck_out
from graph_model.measures import ITEM_SCENARIOS
from graph_model.measures_taken.consistency import check_action, judge
from graph_model.model import Measure, MeasureAction, MeasureTaken, city_day, day_text, instant_text
from graph_model.rows import TAKEN_COLUMNS, taken_from, taken_row
from graph_model.signed import Signature, check_key, used_otherwise
from graph_model.store import GraphStore, GraphTransaction
from graph_model.subjects import Needs, read_subjects

CLAIM = "MERGE (m:MeasureTaken {key: $key}) SET m.lockedAt = $at"
STANDING = f"MATCH (m:MeasureTaken {{key: $key}}) WHERE m.digest IS NOT NULL RETURN m.digest, {TAKEN_COLUMNS}"
CREATE = (
    "MATCH (m:MeasureTaken {key: $key}) MATCH (s:Subject {key: $subjectKey}) MATCH (of:Measure {key: $measureKey}) "
    "SET m.subjectKey = $subjectKey, m.measureKey = $measureKey, m.scenario = $scenario, m.action = $action, "
    "m.departmentKey = $departmentKey, m.itemKey = $itemKey, m.takenOn = $takenOn, m.endsOn = $endsOn, "
    "m.documentNo = $documentNo, m.grade = $grade, m.consistency = $consistency, m.recordedAt = $recordedAt, "
    "m.by = $by, m.role = $role, m.digest = $digest CREATE (s)-[:MET_WITH]->(m) CREATE (m)-[:TAKES]->(of)"
)
LONGEST_NUMBER = 100


@dataclass(frozen=True, slots=True)
class NewMeasure:
    """What was done: a measure of the catalogue by its key, in the business of an item, by a department. Days are inclusive."""

    subject_key: str
    measure_key: str
    action: MeasureAction
    department_key: str
    item_key: str | None
    taken_on: date
    document_no: str
    idempotency_key: str
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """`repeated`: it was recorded before, and nothing changed."""

    taken: MeasureTaken
    repeated: bool = False


async def record_measure(
    store: GraphStore, catalogue: Catalogue, new: NewMeasure, signature: Signature, clock: Callable[[], datetime]
) -> Recorded:
    """Raises BadInput, and NotFound for a subject that there is not."""
    measure, number = _checked(catalogue, new, city_day(clock()))
    key = "measure-taken:" + _digest(new.department_key, new.idempotency_key)
    digest = _digest(
        new.subject_key,
        new.measure_key,
        new.action,
        new.item_key or "",
        day_text(new.taken_on),
        number,
        str(new.ends_on),
    )

    async def work(transaction: GraphTransaction) -> Recorded:
        now = clock()
        await transaction.run(CLAIM, {"key": key, "at": instant_text(now)})
        standing = await transaction.run(STANDING, {"key": key})
        if standing:
            return _again(standing[0], digest)
        [data] = await read_subjects(transaction, [new.subject_key], Needs(records=True, facts=True))
        if data is None:
            raise NotFound("没有这个主体 / there is no such subject")
        judgement = judge(data, catalogue, measure, new.action, item_key=new.item_key, day=new.taken_on)
        taken = MeasureTaken(
            key=key,
            subject_key=new.subject_key,
            measure_key=measure.key,
            scenario=measure.scenario,
            action=new.action,
            department_key=new.department_key,
            item_key=new.item_key,
            taken_on=new.taken_on,
            ends_on=new.ends_on,
            document_no=number,
            grade=judgement.grade,
            consistency=judgement.consistency,
            recorded_at=now,
        )
        said = {"by": signature.by, "role": signature.role, "digest": digest}
        await transaction.run(CREATE, {**taken_row(taken), **said})
        return Recorded(taken)

    return await store.transact(work)


def _checked(catalogue: Catalogue, new: NewMeasure, today: date) -> tuple[Measure, str]:
    """The measure, and the document's number as it is kept. Raises BadInput."""
    measure = catalogue.measure(new.measure_key)
    if measure is None:
        raise BadInput("没有这项措施 / there is no such measure, give a key like a-conveniences", "measure")
    check_action(measure, new.action)
    if new.item_key is None and measure.scenario in ITEM_SCENARIOS:
        raise BadInput("这一场景按事项的等级,要给事项 / this scenario goes by an item's grade: name the item", "item")
    if measure.item_key not in (None, new.item_key):
        raise BadInput("这项措施只属于另一事项 / this measure is of another item alone", "item")
    if new.taken_on > today:
        raise BadInput("这一天还没有到 / this day has not come", "takenOn")
    if new.ends_on is not None and new.ends_on < new.taken_on:
        raise BadInput("结束早于开始 / it ends before it begins", "endsOn")
    number = struck_out(new.document_no.strip())
    if not number or len(number) > LONGEST_NUMBER or not number.isprintable():
        raise BadInput(
            f"文号一行,1 到 {LONGEST_NUMBER} 个字符 / one line of 1 to {LONGEST_NUMBER} characters", "documentNo"
        )
    check_key(new.idempotency_key)
    return measure, number


def _again(row: tuple[Any, ...], digest: str) -> Recorded:
    if row[0] != digest:
        raise used_otherwise()
    return Recorded(taken_from(row[1:]), repeated=True)


def _digest(*said: str) -> str:
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]
