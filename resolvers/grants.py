"""The port to where grants (主体授权) are kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from graph_model.grants import Grant, NewGrant
from graph_model.paging import Page, PageRequest


@dataclass(frozen=True, slots=True)
class Done:
    """A grant that was made or revoked; `repeated`: it was so before, and nothing changed."""

    grant: Grant
    repeated: bool


class Grants(Protocol):
    """The grants that there are. `now` is the instant of the operation. Every call raises StoreUnavailable."""

    async def make(self, new: NewGrant, now: datetime) -> Done:
        """Keep what was `checked`. Raises LimitExceeded for a subject that has as many valid ones as there may be."""
        ...

    async def revoke(self, subject_key: str, key: str, now: datetime) -> Done:
        """End a grant of a subject now. Raises NotFound where it has none with this key."""
        ...

    async def made_by(
        self, subject_key: str, request: PageRequest, now: datetime, *, only_valid: bool, total: bool
    ) -> Page[Grant]:
        """A page of what a subject granted, the newest first."""
        ...

    async def made_to(self, grantee: str, request: PageRequest, now: datetime, *, total: bool) -> Page[Grant]:
        """A page of what was granted to somebody and is valid, the newest first."""
        ...

    async def between(
        self, grantee: str, subject_keys: Collection[str], now: datetime
    ) -> Mapping[str, Sequence[Grant]]:
        """The valid grants of these subjects to somebody, by subject; those without any are missing."""
        ...

    async def find(self, keys: Collection[str]) -> Mapping[str, Grant]:
        """Grants by their keys, valid or not."""
        ...
