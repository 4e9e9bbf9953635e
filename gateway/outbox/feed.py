"""The changes of the graph behind a cursor: what is certain to be in its place."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from gateway.webhooks.subscribers import Start
from graph_model.change_kinds import ChangeKind
from graph_model.changes import ORDER, Stretch, settled_changes
from graph_model.model import instant_text, utc_now
from graph_model.paging import cursor, page_request
from graph_model.store import GraphStore
from graph_model.subjects import WHOLE_RECORDS

RECORDS = WHOLE_RECORDS
"""What a grade was before is told by the subject's records."""


class Feed(Protocol):
    """Where changes come from."""

    async def after(self, cursor: str | None, size: int, kinds: tuple[ChangeKind, ...]) -> Stretch:
        """Up to `size` changes of these kinds behind a cursor (None: from the beginning). Raises CreditError."""
        ...


class GraphFeed:
    """The feed of a store."""

    def __init__(self, store: GraphStore, clock: Callable[[], datetime] = utc_now) -> None:
        self._store = store
        self._clock = clock

    async def after(self, cursor: str | None, size: int, kinds: tuple[ChangeKind, ...]) -> Stretch:
        """Where several processes write, the changes of the last seconds wait: an earlier one may still come in before them."""
        request = page_request(ORDER, first=size, after=cursor)
        return await settled_changes(self._store, request, kinds=kinds, needs=RECORDS, now=self._clock())

    def first(self, start: Start) -> str | None:
        """The cursor of one who begins: behind everything that is recorded by now, or before all of it (None)."""
        return None if start is Start.BEGINNING else cursor(ORDER, (instant_text(self._clock()), "", ""))
