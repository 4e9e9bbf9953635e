"""What of a change leaves the house: who, which item, which grade, since when.

Never the native grade, the score, the document, the description, what an inspection found, by whom, or who reviewed: those stay with the
department. A natural person is its key alone, without a name.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson

from graph_model.change_kinds import ChangeKind, InspectionChange
from graph_model.changes import Change
from graph_model.draws.values import InspectionTask
from graph_model.grades import current_records
from graph_model.model import (
    DiscrepancyRecord,
    DishonestyFact,
    GradeRecord,
    Inspection,
    MeasureTaken,
    SubjectData,
    city_day,
    day_text,
    instant_text,
)
from graph_model.objections.objection import due_on
from graph_model.objections.reading import Objected
from graph_model.raised_warnings import RaisedWarning
from graph_model.reviews import DiscrepancyReview

TYPE = "changes.recorded"
JUST_BEFORE = timedelta(microseconds=1)


def payload(changes: Sequence[Change], cursor: str | None) -> bytes:
    """The body of a letter. `cursor` is where `changes(after:)` goes on behind it."""
    told = [_told(change) for change in changes]
    message = {"type": TYPE, "timestamp": told[-1]["at"], "data": {"changes": told, "cursor": cursor}}
    return orjson.dumps(message)


def _told(change: Change) -> dict[str, Any]:
    value = change.value
    head = {
        "kind": change.kind.value,
        "at": instant_text(change.at),
        "key": value.key,
        "subject": change.subject.subject.key,
    }
    if isinstance(value, GradeRecord):
        return head | (_withdrawn if change.kind is ChangeKind.GRADE_WITHDRAWN else _grade)(value, change)
    return head | _TOLD[type(value)](value)


def _grade(record: GradeRecord, change: Change) -> dict[str, Any]:
    return _graded(record, grade_before(record, change.subject), record)


def _withdrawn(record: GradeRecord, change: Change) -> dict[str, Any]:
    """The grade that stands where this one did, null where none does."""
    return _graded(record, record, _standing(record.item_key, change.subject, change.at))


def _graded(record: GradeRecord, before: GradeRecord | None, now: GradeRecord | None) -> dict[str, Any]:
    return {
        "item": record.item_key,
        "grade": None if now is None else now.grade.value,
        "before": None if before is None else before.grade.value,
        "evaluatedOn": day_text(record.evaluated_on),
        "validUntil": None if record.valid_until is None else day_text(record.valid_until),
    }


def grade_before(record: GradeRecord, subject: SubjectData) -> GradeRecord | None:
    """The current record of the item as it was known just before this one was recorded."""
    return _standing(record.item_key, subject, record.recorded_at, known_at=record.recorded_at - JUST_BEFORE)


def _standing(
    item_key: str, subject: SubjectData, at: datetime, *, known_at: datetime | None = None
) -> GradeRecord | None:
    """The current record of an item on the day of `at`, as it was known then or at `known_at`."""
    of_item = [one for one in subject.records if one.item_key == item_key]
    return current_records(of_item, city_day(at), known_at or at).get(item_key)


def _fact(fact: DishonestyFact) -> dict[str, Any]:
    return {
        "item": fact.item_key,
        "conduct": fact.conduct,
        "severity": fact.severity.name,
        "occurredOn": day_text(fact.occurred_on),
    }


def _discrepancy(record: DiscrepancyRecord) -> dict[str, Any]:
    return {
        "items": [record.high_item, record.low_item],
        "levels": record.levels,
        "raisedAt": instant_text(record.raised_at),
        "closedAt": None if record.closed_at is None else instant_text(record.closed_at),
    }


def _review(reviewed: DiscrepancyReview) -> dict[str, Any]:
    review = reviewed.review
    decided = {"discrepancy": reviewed.discrepancy.key, "decision": review.decision.value}
    return _discrepancy(reviewed.discrepancy) | decided | {"department": review.department_key}


def _inspection(inspection: Inspection) -> dict[str, Any]:
    """Of one that was withdrawn no more than which it was."""
    if inspection.withdrawn_at is not None:
        return {
            "inspection": inspection.key,
            "item": inspection.item_key,
            "department": inspection.department_key,
            "state": inspection.state.value,
        }
    return {
        "inspection": inspection.key,
        "item": inspection.item_key,
        "department": inspection.department_key,
        "manner": inspection.manner.value,
        "inspectedOn": day_text(inspection.inspected_on),
        "outcome": inspection.outcome.value,
        "state": inspection.state.value,
    }


def _task(task: InspectionTask) -> dict[str, Any]:
    return {
        "draw": task.draw_key,
        "items": [item for item, _ in task.items],
        "method": task.method.value,
        "drawnOn": day_text(task.drawn_on),
        "state": task.state.value,
    }


def _measure(taken: MeasureTaken) -> dict[str, Any]:
    """Of one that was withdrawn no more than whose it was."""
    if taken.withdrawn_at is not None:
        return {"item": taken.item_key, "department": taken.department_key}
    return {
        "item": taken.item_key,
        "department": taken.department_key,
        "measure": taken.measure_key,
        "scenario": taken.scenario.value,
        "action": taken.action.value,
        "takenOn": day_text(taken.taken_on),
        "endsOn": None if taken.ends_on is None else day_text(taken.ends_on),
    }


def _objection(objected: Objected) -> dict[str, Any]:
    """Neither what the subject says nor what it is answered."""
    objection = objected.objection
    return {
        "item": objection.item_key,
        "department": objection.department_key,
        "record": objection.record_key,
        "state": objection.state.value,
        "dueOn": day_text(due_on(objection)),
    }


def _warning(warning: RaisedWarning) -> dict[str, Any]:
    return {"warning": warning.kind.value, "about": warning.about, "items": list(warning.items)}


_TOLD: Mapping[type, Callable[[Any], dict[str, Any]]] = {
    DishonestyFact: _fact,
    DiscrepancyRecord: _discrepancy,
    DiscrepancyReview: _review,
    InspectionChange: lambda change: _inspection(change.inspection),
    InspectionTask: _task,
    MeasureTaken: _measure,
    Objected: _objection,
    RaisedWarning: _warning,
}
