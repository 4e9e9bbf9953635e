"""Followers of the feed on a real store: each is given every change once, in order, wherever it begins and whatever is written."""

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime
from random import Random

import pytest

from gateway.events.ended import SubscriptionEnded
from gateway.events.shared_feed import FeedLimits, SharedFeed
from graph_model.catalogue import lay_down
from graph_model.change_kinds import ChangeKind
from graph_model.changes import ORDER, Change, changes
from graph_model.errors import BadInput, StoreUnavailable
from graph_model.model import GradeRecord
from graph_model.paging import cursor, page_request
from graph_model.store import GraphStore, GraphTransaction
from graph_model.writing import Additions, Retirement, write
from tests.graph_model.examples import CATALOGUE, SUBJECT, record
from tests.graph_model.small_city import add

GRADES = (ChangeKind.GRADE_RECORDED, ChangeKind.GRADE_WITHDRAWN)


class Writer:
    """Writes grade records with the instant of writing, read in the transaction, as an import does."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self.written: list[str] = []

    async def write(self, number: int = 1) -> None:
        keys = [f"r{len(self.written) + one:05}" for one in range(number)]
        self.written += keys  # before anybody can have been told

        async def work(transaction: GraphTransaction) -> None:
            at = datetime.now(UTC)
            await write(transaction, Additions(records=[made(key, at) for key in keys]))

        await self._store.transact(work)


def made(key: str, at: datetime) -> GradeRecord:
    return record(key=key, recorded_at=at)


async def writer(store: GraphStore) -> Writer:
    await lay_down(store, CATALOGUE)
    await add(store, Additions(subjects=[SUBJECT]))
    return Writer(store)


async def taken(feed: SharedFeed, number: int, after: str | None = None) -> list[Change]:
    """So many changes, as one follower gets them."""
    found: list[Change] = []
    async with aclosing(feed.follow(GRADES, after)) as given:
        async for change in given:
            found.append(change)
            if len(found) == number:
                break
    return found


async def joined(feed: SharedFeed, number: int) -> None:
    """Wait until so many have joined."""
    async with asyncio.timeout(30):
        while feed.followers != number:
            await asyncio.sleep(0.01)


def keys(given: list[Change]) -> list[str]:
    return [change.value.key for change in given]


async def test_what_is_recorded_from_now_on_comes_at_once(store: GraphStore) -> None:
    writing, feed = await writer(store), SharedFeed(store, FeedLimits(poll=60))
    await writing.write(3)
    if store.capabilities.shared:
        await asyncio.sleep(0.01)  # there `from now on` is by the server's clock
    listening = asyncio.create_task(taken(feed, 5))
    await joined(feed, 1)
    await writing.write(2)
    await writing.write(3)
    async with asyncio.timeout(30):  # before the poll, by the notice of the commit
        assert keys(await listening) == writing.written[3:]
    await joined(feed, 0)


async def test_a_withdrawn_grade_is_a_change_too(store: GraphStore) -> None:
    writing, feed = await writer(store), SharedFeed(store)
    await writing.write(2)
    start = await _cursor_of(store, 0)
    await add(store, Additions(retired=[Retirement(writing.written[0], datetime.now(UTC))]))
    given = await taken(feed, 2, start)
    assert [(change.kind, change.value.key) for change in given] == [
        (ChangeKind.GRADE_RECORDED, writing.written[1]),
        (ChangeKind.GRADE_WITHDRAWN, writing.written[0]),
    ]
    assert await taken(feed, 1, cursor(ORDER, given[0].place)) == given[1:]


async def test_followers_that_come_and_go_while_it_is_written_miss_and_repeat_nothing(
    store: GraphStore, seed: int
) -> None:
    random, writing = Random(seed), await writer(store)
    feed = SharedFeed(store, FeedLimits(page=7, kept=50, poll=0.5))
    await writing.write(20)
    total = 200 if not store.capabilities.shared else 60

    async def one(start: int) -> None:
        """Begins behind a row, leaves after some, goes on behind the last one; has them all at the end."""
        found: list[Change] = []
        place = await _cursor_of(store, start)
        while len(found) < total - start - 1:
            found += await taken(feed, min(random.randint(1, 60), total - start - 1 - len(found)), place)
            place = cursor(ORDER, found[-1].place)
        assert keys(found) == writing.written[start + 1 :]

    async with asyncio.timeout(120), asyncio.TaskGroup() as tasks:
        for start in (0, 3, 19):
            tasks.create_task(one(start))
        while len(writing.written) < total:
            await writing.write(min(random.randint(1, 15), total - len(writing.written)))
            await asyncio.sleep(random.choice([0, 0, 0.01, 0.05]))
    assert feed.followers == 0


async def _cursor_of(store: GraphStore, row: int) -> str:
    page = await changes(store, page_request(ORDER, first=row + 1), kinds=GRADES, now=datetime.now(UTC))
    return page.cursors[row]


async def test_who_takes_nothing_is_ended_and_told_where_it_was_and_the_others_go_on(store: GraphStore) -> None:
    writing = await writer(store)
    await writing.write(1)
    feed = SharedFeed(store, FeedLimits(page=5, kept=20, patience=0.3, poll=0.5))
    start = await _cursor_of(store, 0)
    async with aclosing(feed.follow(GRADES, start)) as slow:
        quick = asyncio.create_task(taken(feed, 60, start))
        waiting = asyncio.create_task(anext(slow))
        await joined(feed, 2)  # before that it reads by itself, as slowly as it likes
        for _ in range(30):
            await writing.write(2)
        first = await waiting
        assert keys(await quick) == writing.written[1:61]
        with pytest.raises(SubscriptionEnded) as ended:
            await anext(slow)
        assert ended.value.code == "LIMIT_EXCEEDED"
        assert ended.value.cursor == cursor(ORDER, first.place)
    rest = await taken(feed, len(writing.written) - writing.written.index(first.value.key) - 1, ended.value.cursor)
    assert keys(rest) == writing.written[writing.written.index(first.value.key) + 1 :]


async def test_the_end_tells_from_where_to_go_on(store: GraphStore) -> None:
    writing, feed = await writer(store), SharedFeed(store)
    await writing.write(2)
    start = await _cursor_of(store, 0)
    async with aclosing(feed.follow(GRADES, start)) as given:
        last = await anext(given)
        waiting = asyncio.create_task(anext(given))
        await joined(feed, 1)
        feed.end()
        with pytest.raises(SubscriptionEnded) as ended:
            await waiting
    assert (ended.value.code, ended.value.cursor) == ("SUBSCRIBE_AGAIN", cursor(ORDER, last.place))
    with pytest.raises(SubscriptionEnded) as late:
        await taken(feed, 1, ended.value.cursor)
    assert late.value.cursor == ended.value.cursor


async def test_a_cursor_of_another_list_is_refused(store: GraphStore) -> None:
    with pytest.raises(BadInput):
        await taken(SharedFeed(store), 1, "bm9uc2Vuc2U")


class Failing:
    """A store whose reading fails now and then."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        self.fails = False

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)

    async def read(self, *asked: object, **how: object) -> object:
        if self.fails:
            raise StoreUnavailable("not now")
        return await self.store.read(*asked, **how)  # type: ignore[arg-type]


async def test_a_store_that_fails_for_a_while_loses_nothing(store: GraphStore) -> None:
    writing, failing = await writer(store), Failing(store)
    feed = SharedFeed(failing, FeedLimits(poll=0.1))  # type: ignore[arg-type]
    listening = asyncio.create_task(taken(feed, 4))
    await joined(feed, 1)
    failing.fails = True
    await writing.write(2)
    await asyncio.sleep(0.5)
    with pytest.raises(SubscriptionEnded) as ended:
        await taken(feed, 1, await _cursor_of(store, 0))
    assert ended.value.cursor == await _cursor_of(store, 0)
    failing.fails = False
    await writing.write(2)
    assert keys(await asyncio.wait_for(listening, 30)) == writing.written
