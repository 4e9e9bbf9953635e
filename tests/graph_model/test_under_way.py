"""The order of changes where several processes write to one real Neo4j: what waits for whom, and what is waited for no longer."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from graph_model import under_way
from graph_model.catalogue import lay_down
from graph_model.change_kinds import ChangeKind
from graph_model.changes import ORDER, Stretch, settled_changes, standing
from graph_model.open_store import open_store
from graph_model.paging import page_request
from graph_model.store import GraphStore, GraphTransaction, only
from graph_model.writing import Additions, write
from tests.conftest import emptied
from tests.graph_model.examples import CATALOGUE, SUBJECT, record
from tests.graph_model.small_city import add

pytestmark = pytest.mark.neo4j
KINDS = (ChangeKind.GRADE_RECORDED,)
TOLD = "MATCH (w:Writing) RETURN count(w)"


@pytest_asyncio.fixture
async def stores(neo4j_url: str) -> AsyncIterator[tuple[GraphStore, GraphStore]]:
    """As two processes have them, with a subject in the graph."""
    one, other = await emptied(neo4j_url), await open_store(neo4j_url)
    await lay_down(one, CATALOGUE)
    await add(one, Additions(subjects=[SUBJECT]))
    yield one, other
    await one.close()
    await other.close()


class Slow:
    """A transaction that records when it begins and commits, or is undone, when it is let."""

    def __init__(self, store: GraphStore, key: str) -> None:
        self.began, self.let = asyncio.Event(), asyncio.Event()
        self.fails = False
        self.task = asyncio.create_task(store.transact(self._work))
        self._key = key

    async def _work(self, transaction: GraphTransaction) -> None:
        at = datetime.now(UTC)
        self.began.set()
        await self.let.wait()
        if self.fails:
            raise RuntimeError("undone")
        await write(transaction, Additions(records=[record(key=self._key, recorded_at=at)]))


async def recorded(store: GraphStore, key: str) -> None:
    slow = Slow(store, key)
    slow.let.set()
    await slow.task


async def found(store: GraphStore) -> Stretch:
    request = page_request(ORDER, first=100, after=None)
    return await settled_changes(store, request, kinds=KINDS, now=datetime.now(UTC))


def keys(stretch: Stretch) -> list[str]:
    return [change.value.key for change in stretch.changes]


async def test_what_recorded_later_waits_for_what_commits_later(stores: tuple[GraphStore, GraphStore]) -> None:
    one, other = stores
    await recorded(one, "first")
    slow = Slow(one, "second")
    await slow.began.wait()
    begun = await standing(other, KINDS, now=datetime.now(UTC))
    await recorded(other, "third")
    assert await found(other) == await found(one)
    waiting = await found(other)
    assert keys(waiting) == ["first"] and waiting.waits
    slow.let.set()
    await slow.task
    done = await found(other)
    assert keys(done) == ["first", "second", "third"] and not done.waits
    assert [change.place > begun for change in done.changes] == [False, True, True]


async def test_what_is_undone_is_waited_for_no_longer(stores: tuple[GraphStore, GraphStore]) -> None:
    one, other = stores
    slow = Slow(one, "never")
    await slow.began.wait()
    await recorded(other, "later")
    assert keys(await found(other)) == []
    slow.fails = True
    slow.let.set()
    with pytest.raises(RuntimeError, match="undone"):
        await slow.task
    assert keys(await found(other)) == ["later"]
    assert only(await one.read(TOLD)) == 0


async def test_a_process_that_was_killed_is_waited_for_a_while(
    stores: tuple[GraphStore, GraphStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = stores
    slow = Slow(one, "killed")
    await slow.began.wait()
    slow.task.cancel()  # as little is said as by a process that is killed
    with pytest.raises(asyncio.CancelledError):
        await slow.task
    await recorded(other, "later")
    assert keys(await found(other)) == []
    monkeypatch.setattr(under_way, "GIVEN_UP", 0.0)
    assert keys(await found(other)) == ["later"]
    await asyncio.sleep(0.01)
    await recorded(other, "last")  # clears away what was left
    assert only(await one.read(TOLD)) == 0


async def test_a_transaction_that_takes_long_is_not_taken_for_one_that_was_killed(
    stores: tuple[GraphStore, GraphStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = stores
    monkeypatch.setattr(under_way, "RENEWED", 0.1)
    slow = Slow(one, "long")
    await slow.began.wait()
    await recorded(other, "later")
    since = only(await one.read("MATCH (w:Writing) RETURN w.since"))
    renewed = "MATCH (w:Writing) RETURN w.renewedAt - w.since"
    async with asyncio.timeout(30):
        while only(await one.read(renewed)) < 1_000:
            await asyncio.sleep(0.05)
    assert only(await one.read("MATCH (w:Writing) RETURN w.since")) == since
    assert keys(await found(other)) == []
    slow.let.set()
    await slow.task
    assert keys(await found(other)) == ["long", "later"]


async def test_who_has_a_slow_clock_waits_for_the_servers(
    stores: tuple[GraphStore, GraphStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = stores
    behind = timedelta(seconds=0.6)
    monkeypatch.setattr(under_way, "utc_now", lambda: datetime.now(UTC) - behind)
    before = await one.settled()
    read = await one.transact(_slow_clock(behind))
    assert before is not None and read >= before, "what it records is not before what was settled"


def _slow_clock(behind: timedelta):  # type: ignore[no-untyped-def]
    async def work(transaction: GraphTransaction) -> datetime:
        return datetime.now(UTC) - behind

    return work


async def test_many_writers_in_two_processes_keep_their_order(stores: tuple[GraphStore, GraphStore]) -> None:
    """A reader that goes on from where it was finds each once, whatever commits between its questions."""
    one, other = stores
    done, read = asyncio.Event(), list[str]()

    async def writing(store: GraphStore, name: str) -> None:
        for number in range(12):
            await recorded(store, f"{name}{number}")

    async def reading() -> None:
        place: str | None = None
        last = False
        while True:
            request = page_request(ORDER, first=3, after=place)
            stretch = await settled_changes(other, request, kinds=KINDS, now=datetime.now(UTC))
            read.extend(keys(stretch))
            place = stretch.cursor
            if last and not stretch.changes:
                return
            last = done.is_set()

    async with asyncio.timeout(120), asyncio.TaskGroup() as tasks:
        reader = tasks.create_task(reading())
        async with asyncio.TaskGroup() as writers:
            for name, store in (("a", one), ("b", other), ("c", one), ("d", other)):
                writers.create_task(writing(store, name))
        done.set()
        await reader
    assert sorted(read) == sorted(f"{name}{number}" for name in "abcd" for number in range(12))
