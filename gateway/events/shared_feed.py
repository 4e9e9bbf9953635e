"""One reader of the feed of changes for all subscribers of this process.

A subscriber first reads by itself what was recorded since its cursor, then is given what the reader reads. What is given is kept in
a queue of bounded length; the reader waits a while for one that is full, and then ends its subscriber, who can go on from its cursor.
Each subscriber passes over what is not behind its own place, so nothing comes twice; and joins before it reads the last of what was
recorded, so nothing is lost between the two.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime

import structlog

from gateway.events.ended import SLOW, STOPPING, SubscriptionEnded
from gateway.failure_words import why
from graph_model.change_kinds import ChangeKind
from graph_model.changes import ORDER, Change, settled_changes, standing
from graph_model.errors import CreditError
from graph_model.model import utc_now
from graph_model.paging import PageRequest, Place, cursor, page_request
from graph_model.store import GraphStore

log = structlog.get_logger(__name__)
KINDS = (
    ChangeKind.DISCREPANCY_RAISED,
    ChangeKind.EARLY_WARNING_RAISED,
    ChangeKind.GRADE_RECORDED,
    ChangeKind.GRADE_WITHDRAWN,
    ChangeKind.TASK_DONE,
    ChangeKind.TASK_DRAWN,
    ChangeKind.TASK_REOPENED,
)
"""What can be subscribed to."""
Kinds = tuple[ChangeKind, ...]
GATHERING = 0.02
"""Seconds after a commit before the next look: batches of one import commit one after another."""


@dataclass(frozen=True, slots=True)
class FeedLimits:
    """`page` changes are read at a time, `kept` for one subscriber at most, who has `patience` seconds to make room.

    `poll` is the seconds between two looks where nothing was heard of, since other processes may commit unheard; `again` those after a
    look that found what waits for an earlier transaction.
    """

    page: int = 100
    kept: int = 500
    patience: float = 10.0
    poll: float = 2.0
    again: float = 0.25


DEFAULT_LIMITS = FeedLimits()


class _Follower:
    """A subscriber who has joined at `place`, and what is kept for it."""

    def __init__(self, kinds: Kinds, place: Place) -> None:
        self.kinds = kinds
        self.place = place
        self.kept: deque[Change] = deque()
        self.end: tuple[str, str] | None = None
        """Message and code of what ended it."""
        self.given, self.taken = asyncio.Event(), asyncio.Event()

    def give(self, changes: Iterable[Change]) -> None:
        self.kept.extend(change for change in changes if change.kind in self.kinds)
        self.given.set()

    def finish(self, end: tuple[str, str]) -> None:
        self.end = self.end or end
        self.kept.clear()
        self.given.set()
        self.taken.set()

    async def next(self) -> Change | None:
        """The next change; None: it has been ended."""
        while not self.kept and self.end is None:
            self.given.clear()
            await self.given.wait()
        if self.end is not None:
            return None
        self.taken.set()
        return self.kept.popleft()


class SharedFeed:
    """The feed of a store. Used on one event loop; it reads only while somebody has joined."""

    def __init__(
        self, store: GraphStore, limits: FeedLimits = DEFAULT_LIMITS, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._store = store
        self._limits = limits
        self._clock = clock
        self._followers: set[_Follower] = set()
        self._place: Place = ()
        self._joining = asyncio.Lock()
        self._reading: asyncio.Task[None] | None = None
        self._end: tuple[str, str] | None = None

    async def follow(self, kinds: Kinds, after: str | None) -> AsyncGenerator[Change, None]:
        """Every change of these kinds behind `after` (None: from now on), each once. Raises BadInput, SubscriptionEnded."""
        assert set(kinds) <= set(KINDS), "no other kind is read for those who follow"
        place = page_request(ORDER, after=after).after
        follower: _Follower | None = None
        try:
            if place is not None:
                async for change in self._recorded(kinds, place, None):
                    yield change
                    place = change.place
            now = () if place is not None else await self._now()
            follower = await self._join(kinds)
            if place is None:
                place = max(follower.place, now)
            async for change in self._recorded(kinds, place, follower.place):
                yield change
                place = change.place
            while (given := await follower.next()) is not None:
                if given.place > place:
                    yield given
                    place = given.place
            assert follower.end is not None
            raise SubscriptionEnded(*follower.end, cursor(ORDER, place))
        except CreditError as error:
            told = None if place is None else cursor(ORDER, place)
            raise SubscriptionEnded(error.message, error.code, told) from error
        finally:
            if follower is not None:
                self._leave(follower)

    def end(self) -> None:
        """End every subscription, and each later one, since the gateway stops."""
        self._end = STOPPING
        for follower in self._followers:
            follower.finish(self._end)

    @property
    def followers(self) -> int:
        """How many have joined."""
        return len(self._followers)

    async def _recorded(self, kinds: Kinds, place: Place, until: Place | None) -> AsyncGenerator[Change, None]:
        """What is recorded behind a place, at least up to `until` or, without one, to the last page."""
        while (until is None or place < until) and self._end is None:
            stretch = await settled_changes(self._store, self._behind(place), kinds=kinds, now=self._clock())
            for change in stretch.changes:
                yield change
                place = change.place
            if len(stretch.changes) < self._limits.page:
                return

    async def _now(self) -> Place:
        """Where several processes write, the reader may be behind it."""
        return await standing(self._store, KINDS, now=self._clock()) if self._store.capabilities.shared else ()

    def _behind(self, place: Place) -> PageRequest:
        return PageRequest(self._limits.page, backwards=False, after=place, before=None)

    async def _join(self, kinds: Kinds) -> _Follower:
        async with self._joining:
            if self._reading is None:
                self._place = await standing(self._store, KINDS, now=self._clock())
                # Not in the context of who happens to be first: what is read is read for everybody.
                self._reading = asyncio.get_running_loop().create_task(self._read(), context=Context())
            follower = _Follower(kinds, self._place)
            self._followers.add(follower)
        if self._end is not None:
            follower.finish(self._end)
        return follower

    def _leave(self, follower: _Follower) -> None:
        self._followers.discard(follower)
        follower.taken.set()
        if not self._followers and self._reading is not None:
            self._reading.cancel()
            self._reading = None

    async def _read(self) -> None:
        """Read on after each commit and every now and then, whatever fails."""
        woken = asyncio.Event()
        with self._store.commits.heard_by(woken.set):
            while True:
                woken.clear()
                pause = self._limits.poll
                try:
                    if await self._read_on():
                        pause = min(self._limits.again, pause)
                except CreditError as error:
                    log.warning("changes cannot be read now", why=why(error))
                except Exception:
                    log.exception("changes cannot be read")
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await woken.wait()
                await asyncio.sleep(GATHERING)

    async def _read_on(self) -> bool:
        """Give everything that was recorded since the last time; whether more is committed that still waits."""
        while True:
            stretch = await settled_changes(self._store, self._behind(self._place), kinds=KINDS, now=self._clock())
            if not stretch.changes:
                return stretch.waits
            await self._make_room()
            for follower in self._followers:
                follower.give(stretch.changes)
            self._place = stretch.changes[-1].place
            if len(stretch.changes) < self._limits.page:
                return stretch.waits

    async def _make_room(self) -> None:
        """Wait until a page has room with every subscriber; who has made none in time is ended."""
        deadline = asyncio.get_running_loop().time() + self._limits.patience
        while full := [one for one in self._followers if len(one.kept) + self._limits.page > self._limits.kept]:
            for follower in full:
                follower.taken.clear()
            try:
                async with asyncio.timeout_at(deadline):
                    await asyncio.gather(*[follower.taken.wait() for follower in full])
            except TimeoutError:
                for follower in full:
                    if len(follower.kept) + self._limits.page > self._limits.kept:
                        follower.finish(SLOW)
                return
