"""The port to the audit trail: who looked at a subject."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from graph_model.paging import Column, Ordering, Page, PageRequest

LATEST_FIRST = Ordering(
    "accesses",
    (Column("at", descending=True), Column("chain", descending=True), Column("sequence", descending=True)),
    (str, str, int),
)


class AccessKind(StrEnum):
    """What was done with what is held of a subject."""

    ACCESS = "ACCESS"
    CHANGE = "CHANGE"
    EXPORT = "EXPORT"


class ShownProof(StrEnum):
    """What was shown at a service window by who came in a subject's name."""

    BUSINESS_LICENCE = "BUSINESS_LICENCE"
    ID_CARD = "ID_CARD"
    AUTHORISATION_LETTER = "AUTHORISATION_LETTER"


@dataclass(frozen=True, slots=True)
class Look:
    """One line of the trail that names a subject; what it does not tell is empty."""

    kind: AccessKind
    at: datetime
    name: str
    role: str
    department: str
    case: str
    operation: str
    fields: Sequence[str]
    grants: Sequence[str] = ()
    """Keys of the subject's grants by which it was looked at."""
    proofs: Sequence[ShownProof] = ()
    """What was shown at the window that looked on its behalf."""


class Looks(Protocol):
    """The audit trail, asked for one subject."""

    async def of(self, subject_key: str, request: PageRequest, *, total: bool) -> Page[Look]:
        """A page of the lines that name the subject, the latest first. Raises StoreUnavailable."""
        ...
