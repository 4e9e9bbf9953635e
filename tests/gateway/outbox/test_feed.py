"""The feed of a real store: in order, whole, and on a store that several write only what is settled."""

from datetime import UTC, datetime, timedelta

from gateway.outbox.feed import GraphFeed
from gateway.webhooks.subscribers import Start
from graph_model.change_kinds import ChangeKind
from graph_model.changes import Change
from graph_model.store import GraphStore
from tests.graph_model.small_city import small_city
from tests.graph_model.test_changes import KINDS, recorded


async def read_all(
    feed: GraphFeed, kinds: tuple[ChangeKind, ...], size: int, cursor: str | None = None
) -> list[Change]:
    found: list[Change] = []
    while (stretch := await feed.after(cursor, size, kinds)).changes:
        found += stretch.changes
        cursor = stretch.cursor
    assert stretch.cursor == cursor, "at the end it stays where it is"
    return found


async def test_everything_is_there_in_its_order(store: GraphStore, seed: int) -> None:
    city = await small_city(store, seed)
    late = max(change.at for change in recorded(city)) + timedelta(days=1)
    feed = GraphFeed(store, lambda: late)
    for kinds in (KINDS, (ChangeKind.GRADE_RECORDED,)):
        assert [one.place for one in await read_all(feed, kinds, 7)] == [one.place for one in recorded(city, kinds)]
    assert await read_all(feed, KINDS, 7, feed.first(Start.NOW)) == []
    assert feed.first(Start.BEGINNING) is None


async def test_what_may_still_be_overtaken_waits_where_several_processes_write(store: GraphStore, seed: int) -> None:
    city = await small_city(store, seed)
    changes = recorded(city)
    middle = changes[len(changes) // 2].at
    if store.capabilities.shared:  # a transaction that began then is still under way
        began = int(middle.timestamp() * 1000)
        renewed = int(datetime.now(UTC).timestamp() * 1000)
        made = "CREATE (:Writing {key: 'elsewhere', since: $since, renewedAt: $renewed})"
        await store.write(made, {"since": began, "renewed": renewed})
    settled = [one for one in changes if not store.capabilities.shared or one.at < middle]
    assert [one.place for one in await read_all(GraphFeed(store), KINDS, 7)] == [one.place for one in settled]
