"""What every resolver of one operation stands on."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Protocol, TypeAlias, TypeVar

import strawberry

from graph_model.catalogue import Catalogue
from graph_model.change_kinds import ChangeKind
from graph_model.changes import Change
from graph_model.intake.syncing.standing import Connected
from graph_model.live import LiveGrades
from graph_model.model import city_day, utc_now
from graph_model.store import GraphStore
from resolvers.asker import Asker
from resolvers.cases import Cases
from resolvers.grants import Grants
from resolvers.looks import Looks

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


def nothing_connected() -> Mapping[str, Connected]:
    return {}


def no_grants() -> None:
    """No grants are kept."""


def no_cases() -> None:
    """No cases are kept."""


class Question(Protocol[T_co]):
    """A question to the graph that takes nothing else."""

    def __call__(self, store: GraphStore, *, timeout: float | None) -> Coroutine[Any, Any, T_co]: ...


class ChangeEvents(Protocol):
    """Who tells of changes as they are recorded."""

    def follow(self, kinds: tuple[ChangeKind, ...], after: str | None) -> AsyncGenerator[Change, None]:
        """Every change of these kinds behind a cursor, each once, in the order of recording; None: from now on.

        Raises CreditError where the feed ends.
        """
        ...


@dataclass(frozen=True)
class Context:
    """The context of one operation: made anew for each, shared by all its fields.

    `secret` keys the pseudonyms of natural persons, `asker` is who asks, `timeout` (seconds) bounds each graph query (None: the
    store's own), `live` are the systems that can be asked now (None: there are none), `connected` gives those that have a mapping
    by their keys, `looks` tells who looked at whom (None: nobody keeps that), `events` of changes (None:
    nobody can subscribe), `grants` gives where those of subjects are kept, `cases` where those of who asks are (None: nowhere).
    """

    store: GraphStore
    catalogue: Catalogue
    secret: bytes
    asker: Asker
    clock: Callable[[], datetime] = utc_now
    timeout: float | None = None
    live: LiveGrades | None = None
    connected: Callable[[], Mapping[str, Connected]] = nothing_connected
    looks: Looks | None = None
    events: ChangeEvents | None = None
    grants: Callable[[], Grants | None] = no_grants
    cases: Callable[[], Cases | None] = no_cases
    _kept: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def now(self) -> datetime:
        """The instant of the operation: every field sees the same."""
        return self.clock()

    @cached_property
    def today(self) -> date:
        """The day of the operation in Chongqing."""
        return city_day(self.now)

    @property
    def district(self) -> str | None:
        """The district that lists and counts are held to; None: the whole city."""
        return self.asker.district

    def kept(self, key: object, make: Callable[[], T]) -> T:
        """What `make` made for this key in this operation: loaders, and answers that several fields want."""
        if key not in self._kept:
            self._kept[key] = make()
        kept: T = self._kept[key]
        return kept

    async def once(self, question: Question[T]) -> T:
        """The answer to a question that is asked at most once in an operation, however many fields want it."""
        task = self.kept(question, lambda: asyncio.ensure_future(question(self.store, timeout=self.timeout)))
        return await asyncio.shield(task)


Info: TypeAlias = strawberry.Info[Context, None]
