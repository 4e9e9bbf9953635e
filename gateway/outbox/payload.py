"""What of a change leaves the house: who, which item, which grade, since when.

Never the native grade, the score, the document or the description: those stay with the grading department. A natural person is
its key alone, without a name.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import orjson

from graph_model.changes import Change
from graph_model.grades import current_records
from graph_model.model import (
    DiscrepancyRecord,
    DishonestyFact,
    GradeRecord,
    SubjectData,
    city_day,
    day_text,
    instant_text,
)

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
        return head | _grade(value, change.subject)
    return head | (_fact(value) if isinstance(value, DishonestyFact) else _discrepancy(value))


def _grade(record: GradeRecord, subject: SubjectData) -> dict[str, Any]:
    before = grade_before(record, subject)
    return {
        "item": record.item_key,
        "grade": record.grade.value,
        "before": None if before is None else before.grade.value,
        "evaluatedOn": day_text(record.evaluated_on),
        "validUntil": None if record.valid_until is None else day_text(record.valid_until),
    }


def grade_before(record: GradeRecord, subject: SubjectData) -> GradeRecord | None:
    """The current record of the item as it was known just before this one was recorded."""
    known_at = record.recorded_at - JUST_BEFORE
    of_item = [one for one in subject.records if one.item_key == record.item_key]
    return current_records(of_item, city_day(record.recorded_at), known_at).get(record.item_key)


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
