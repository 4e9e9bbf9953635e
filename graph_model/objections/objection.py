"""An objection as the graph keeps it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from graph_model.model import city_day, instant_text, parse_instant
from graph_model.objections.states import ObjectionState

DAYS = 15
"""For an answer, from the day on which it is raised. The plan gives no number: ours, as for reviews."""
COLUMNS = "w.key, w.subjectKey, w.recordKey, w.itemKey, w.departmentKey, w.state, w.reason, w.raisedAt, w.endedAt, w.endedBy, w.answer"


class Objection(msgspec.Struct, frozen=True):
    """What a subject says against the record of one of its grades. `department_key` is who answers it (None: the credit office, where the
    catalogue no longer has the item); `ended_at` and `ended_by` are when and by whom it was answered or withdrawn, `answer` is why."""

    key: str
    subject_key: str
    record_key: str
    item_key: str
    department_key: str | None
    state: ObjectionState
    reason: str
    raised_at: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None
    answer: str | None = None

    @property
    def version(self) -> str:
        """What somebody has seen who answers it: another one when it has ended."""
        return f"{1 if self.ended_at is None else 2}-{self.state.value}"

    @property
    def due_on(self) -> date:
        """The day (Asia/Shanghai) by which it is to be answered."""
        return city_day(self.raised_at) + timedelta(days=DAYS)

    def overdue(self, today: date) -> bool:
        """Whether it still waits after that day."""
        return self.state is ObjectionState.OPEN and today > self.due_on


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
