"""Subscribers of one process hear at once what another one writes: two feeds over one real Neo4j, a real PostgreSQL between them."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from pydantic import SecretStr

from gateway.events.shared_feed import FeedLimits, SharedFeed
from gateway.records.bell import Bell
from gateway.settings import Settings
from graph_model.open_store import open_store
from graph_model.store import GraphStore
from tests.conftest import emptied
from tests.gateway.events.test_shared_feed import Writer, joined, keys, taken, writer
from tests.gateway.records.databases import new_database
from tests.servers.postgresql_server import PostgresqlServer

pytestmark = [pytest.mark.neo4j, pytest.mark.postgresql]
NEVER = FeedLimits(poll=3_600, again=3_600)
"""Within the test nobody looks unless somebody rings."""


class Process:
    """A store, what follows its changes, and the bell."""

    def __init__(self, store: GraphStore, folder: Path, records: str, limits: FeedLimits = NEVER) -> None:
        self.store = store
        self.feed = SharedFeed(store, limits)
        self.bell = Bell(Settings(data=folder, records=SecretStr(records)), store.commits)

    async def hears(self) -> None:
        async with asyncio.timeout(60):
            while not self.bell.hears:
                await asyncio.sleep(0.01)


@pytest_asyncio.fixture
async def stores(neo4j_url: str) -> AsyncIterator[tuple[GraphStore, GraphStore]]:
    one, other = await emptied(neo4j_url), await open_store(neo4j_url)
    yield one, other
    await one.close()
    await other.close()


async def test_what_another_process_writes_comes_without_a_poll(
    stores: tuple[GraphStore, GraphStore], postgresql_url: str, tmp_path: Path
) -> None:
    records = await new_database(postgresql_url, f"events_{secrets.token_hex(6)}")
    writing = await writer(stores[0])
    writes, listens = (Process(store, tmp_path, records) for store in stores)
    async with AsyncExitStack() as running:
        for process in (writes, listens):
            process.bell.start()
            running.push_async_callback(process.bell.close)
            await process.hears()
        listening = asyncio.create_task(taken(listens.feed, 6))
        await joined(listens.feed, 1)
        for _ in range(3):
            await writing.write(2)
        assert keys(await asyncio.wait_for(listening, 60)) == writing.written


async def test_while_postgresql_is_away_the_poll_finds_everything_once(
    stores: tuple[GraphStore, GraphStore], tmp_path: Path
) -> None:
    writing = await writer(stores[0])
    with PostgresqlServer.start() as server:
        writes = Process(stores[0], tmp_path, server.url)
        listens = Process(stores[1], tmp_path, server.url, FeedLimits(poll=0.3))
        async with AsyncExitStack() as running:
            for process in (writes, listens):
                process.bell.start()
                running.push_async_callback(process.bell.close)
                await process.hears()
            listening = asyncio.create_task(taken(listens.feed, 9))
            await joined(listens.feed, 1)
            await _written(writing, 3)
            await asyncio.to_thread(server.kill)
            await _written(writing, 3)
            await asyncio.to_thread(server.restart)
            await writes.hears()
            await _written(writing, 3)
            assert keys(await asyncio.wait_for(listening, 60)) == writing.written


async def _written(writing: Writer, number: int) -> None:
    for _ in range(number):
        await writing.write()
