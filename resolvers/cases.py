"""The port to where cases (案件) are kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from graph_model.cases import Act, Case, Entry, Opening, Owner, Watched
from graph_model.paging import Page, PageRequest
from resolvers.asker import Asker, Role

HOLDERS = frozenset({Role.OFFICER, Role.INVESTIGATOR, Role.COORDINATOR})
"""The roles that have cases."""


def owner_of(asker: Asker) -> Owner:
    """Whose the cases are that somebody opens."""
    return Owner(asker.account, asker.role.value, asker.department or "", asker.district or "")


@dataclass(frozen=True, slots=True)
class Done:
    """A case after something was done in it; `repeated`: it was done before, and nothing changed."""

    case: Case
    repeated: bool


@dataclass(frozen=True, slots=True)
class Doing:
    """What somebody does in a case that they saw in this `version`. The same again under the same key changes nothing."""

    case_id: str
    version: int
    act: Act
    idempotency_key: str


class Cases(Protocol):
    """The cases that there are; to each owner as if there were no others. `now` is the instant of the operation. Every call raises
    StoreUnavailable."""

    async def open(self, owner: Owner, opening: Opening, idempotency_key: str, now: datetime) -> Done:
        """Open what was checked. Raises LimitExceeded for who has as many open ones as there may be, BadInput for a key under which
        something else was done."""
        ...

    async def do(self, owner: Owner, doing: Doing, now: datetime) -> Done:
        """Do something that was checked in a case. Raises NotFound, Conflict where it is closed or another than was seen, LimitExceeded,
        BadInput as above."""
        ...

    async def find(self, owner: Owner, case_id: str) -> Case | None:
        """One of the owner's, open or closed."""
        ...

    async def of(self, owner: Owner, request: PageRequest, *, closed: bool | None, total: bool) -> Page[Case]:
        """A page of the owner's, the newest first; `closed`: only those that are, or only those that are not."""
        ...

    async def entries(self, case_ids: Collection[str]) -> Mapping[str, Sequence[Entry]]:
        """What is kept in cases that were found, in the order of adding; those without anything are missing."""
        ...

    async def watched(self, case_ids: Collection[str]) -> Mapping[str, Sequence[Watched]]:
        """Whom cases that were found watch, the latest first; those that watch nobody are missing."""
        ...
