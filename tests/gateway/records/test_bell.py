"""Processes that hear of each other's commits over a real PostgreSQL, which may go away."""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr

from gateway.records.bell import CHANNEL, Bell
from gateway.settings import Settings
from graph_model.commits import Commits
from tests.gateway.records.databases import new_database
from tests.servers.postgresql_server import PostgresqlServer

pytestmark = pytest.mark.postgresql


class Process:
    """What one process commits and hears of."""

    def __init__(self, folder: Path, url: str) -> None:
        self.commits = Commits()
        self.bell = Bell(Settings(data=folder, records=SecretStr(url)), self.commits)
        self.heard = 0

    def hear(self) -> None:
        self.heard += 1


async def until(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not what():
            await asyncio.sleep(0.01)


async def processes(running: AsyncExitStack, folder: Path, url: str, number: int = 2) -> list[Process]:
    """So many that listen, with nothing heard yet but that they may have missed something."""
    made = [Process(folder, url) for _ in range(number)]
    for one in made:
        running.enter_context(one.commits.heard_by(one.hear))
        one.bell.start()
        running.push_async_callback(one.bell.close)
    await until(lambda: all(one.bell.hears and one.heard for one in made))
    for one in made:
        one.heard = 0
    return made


async def test_the_others_hear_of_a_commit_and_who_rang_does_not_hear_itself(
    postgresql_url: str, tmp_path: Path
) -> None:
    url = await new_database(postgresql_url, f"bell_{secrets.token_hex(6)}")
    async with AsyncExitStack() as running:
        first, second, third = await processes(running, tmp_path, url, 3)
        first.commits.tell()
        await until(lambda: second.heard > 0 and third.heard > 0)
        assert first.heard == 1, "its own commit, at once"
        second.commits.tell()
        await until(lambda: first.heard == 2)
        assert second.heard == 2


async def test_a_ring_says_nothing(postgresql_url: str, tmp_path: Path) -> None:
    url = await new_database(postgresql_url, f"bell_{secrets.token_hex(6)}")
    heard: asyncio.Queue[str] = asyncio.Queue()
    listening = await asyncpg.connect(url)
    await listening.add_listener(CHANNEL, lambda _, __, ___, payload: heard.put_nowait(payload))
    try:
        async with AsyncExitStack() as running:
            (one,) = await processes(running, tmp_path, url, 1)
            one.commits.tell()
            assert await asyncio.wait_for(heard.get(), 30) == ""
    finally:
        await listening.close()


async def test_the_last_commit_is_rung_for_before_a_process_goes(postgresql_url: str, tmp_path: Path) -> None:
    url = await new_database(postgresql_url, f"bell_{secrets.token_hex(6)}")
    async with AsyncExitStack() as running:
        (stays,) = await processes(running, tmp_path, url, 1)
        async with AsyncExitStack() as short:
            (goes,) = await processes(short, tmp_path, url, 1)
            goes.commits.tell()
        await until(lambda: stays.heard > 0)


async def test_a_server_that_comes_back_is_listened_to_again(tmp_path: Path) -> None:
    with PostgresqlServer.start() as server:
        async with AsyncExitStack() as running:
            first, second = await processes(running, tmp_path, server.url)
            await asyncio.to_thread(server.kill)
            await until(lambda: not first.bell.hears and not second.bell.hears)
            first.commits.tell()
            await asyncio.to_thread(server.restart)
            await until(lambda: first.bell.hears and second.bell.hears)
            assert second.heard > 0, "something may have been missed: it looks"
            second.heard = 0
            first.commits.tell()
            await until(lambda: second.heard > 0)
            assert second.bell.hears
