"""An objection as the graph keeps it, and until when it is to be answered."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from graph_model.disclosure import disclosed
from graph_model.model import city_day, instant_text, parse_instant
from graph_model.objections.values import Objection, ObjectionState

DAYS = 15
"""For an answer, from the day on which it is raised. The plan gives no number: ours, as for reviews."""
COLUMNS = "w.key, w.subjectKey, w.recordKey, w.itemKey, w.departmentKey, w.state, w.reason, w.raisedAt, w.endedAt, w.endedBy, w.answer"


def due_on(one: Objection) -> date:
    """The day (Asia/Shanghai) by which it is to be answered."""
    return city_day(one.raised_at) + timedelta(days=DAYS)


def overdue(one: Objection, today: date) -> bool:
    """Whether it still waits after that day."""
    return one.state is ObjectionState.OPEN and today > due_on(one)


def objection_row(one: Objection) -> dict[str, Any]:
    """The properties as they are written."""
    return {
        "key": one.key,
        "subjectKey": one.subject_key,
        "recordKey": one.record_key,
        "itemKey": one.item_key,
        "departmentKey": one.department_key,
        "state": one.state.value,
        "reason": one.reason,
        "raisedAt": instant_text(one.raised_at),
        "endedAt": None if one.ended_at is None else instant_text(one.ended_at),
        "endedBy": one.ended_by,
        "answer": one.answer,
    }


def objection_from(row: Sequence[Any]) -> Objection:
    """The objection in a row of COLUMNS."""
    key, subject, record, item, department, state, reason, raised_at, ended_at, ended_by, answer = row
    disclosed(subject)
    raised = parse_instant(raised_at)
    assert raised is not None
    return Objection(
        key,
        subject,
        record,
        item,
        department,
        ObjectionState(state),
        reason,
        raised,
        parse_instant(ended_at),
        ended_by,
        answer,
    )
