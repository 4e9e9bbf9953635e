"""A credit repair as a value; the model has it as a part of a subject, so nothing of the model is used here."""

from datetime import date, datetime
from enum import StrEnum

import msgspec


class RepairState(StrEnum):
    """From what was asked for to what was decided."""

    REQUESTED = "REQUESTED"
    EVIDENCE_ASKED = "EVIDENCE_ASKED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    REVOKED = "REVOKED"
    WITHDRAWN = "WITHDRAWN"


OPEN = frozenset({RepairState.REQUESTED, RepairState.EVIDENCE_ASKED})


GRANTED = frozenset({RepairState.ACCEPTED, RepairState.REVOKED})
"""It was accepted, whatever came of it: others than its department may know of it."""


class RepairParty(StrEnum):
    """Who asks for a repair."""

    SUBJECT = "SUBJECT"  # the subject itself
    DEPARTMENT = "DEPARTMENT"  # the department of the fact, on its behalf
    CREDIT_OFFICE = "CREDIT_OFFICE"  # the credit office, on its behalf


class EvidenceDocument(msgspec.Struct, frozen=True):
    """A document that is put forward: its name, its number and its day."""

    name: str
    number: str
    day: date


class CreditRepair(msgspec.Struct, frozen=True):
    """A repair of one fact. `department_key` is the fact's, None where the credit office decides; `document_no` by which who asks on
    the subject's behalf was told to. `ended_at` is when it was decided or withdrawn, `revoked_at` when what was accepted was revoked.
    `revision` counts what was done about it."""

    key: str
    subject_key: str
    fact_key: str
    item_key: str | None
    department_key: str | None
    party: RepairParty
    document_no: str | None
    statement: str
    evidence: tuple[EvidenceDocument, ...]
    state: RepairState
    revision: int
    requested_at: datetime
    ended_at: datetime | None = None
    revoked_at: datetime | None = None


class PastRepair(msgspec.Struct, frozen=True):
    """A repair of a fact that was revoked: from which day on the fact did not count, from when to when we knew so."""

    repair_key: str
    retired_on: date
    retired_at: datetime
    revoked_at: datetime
