"""An objection as a value; the model has it as a part of a subject, so nothing of the model is used here."""

from datetime import datetime
from enum import StrEnum

import msgspec


class ObjectionState(StrEnum):
    """From what a subject says to what is answered."""

    OPEN = "OPEN"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


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
