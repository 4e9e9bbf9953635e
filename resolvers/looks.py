"""The port to the audit trail: who looked at a subject."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from graph_model.paging import Column, Ordering, Page, PageRequest, Place

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


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which looks: the first `size` of those behind a place, the latest first; `before` an instant (None: until now)."""

    size: int
    after: Place | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """Looks of one subject with the place of each; `total`: how many there are before the instant, where that was asked for."""

    rows: Sequence[tuple[Place, Look]] = ()
    total: int | None = None
    more: bool = False
    """Whether there are others behind these."""


class Looks(Protocol):
    """The audit trail, asked for subjects."""

    async def of(self, subject_key: str, request: PageRequest, *, total: bool) -> Page[Look]:
        """A page of the lines that name the subject, the latest first. Raises StoreUnavailable."""
        ...

    async def of_each(self, subject_keys: Sequence[str], which: Stretch, *, total: bool) -> Mapping[str, Looked]:
        """The looks of each of these subjects (100 at most), in one question. Raises StoreUnavailable."""
        ...
