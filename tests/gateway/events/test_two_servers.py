"""Two real `serve` processes over one Neo4j and one PostgreSQL: who subscribes to the one hears what comes in by the other."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.conftest import emptied
from tests.gateway.records.databases import new_database
from tests.gateway.subscribed import client, record, subjects, subscribed
from tests.served import Served, serving

pytestmark = [pytest.mark.neo4j, pytest.mark.postgresql, pytest.mark.slow]


@pytest_asyncio.fixture
async def servers(neo4j_url: str, postgresql_url: str, tmp_path: Path) -> AsyncIterator[tuple[Served, Served]]:
    """As on two hosts: each with a data folder of its own."""
    store = await emptied(neo4j_url)
    await store.close()
    records = await new_database(postgresql_url, f"two_{tmp_path.name}".lower().replace("-", "_")[:60])
    environment = {"YUXIN_RECORDS": records, "YUXIN_PERSON_KEY": "the same on every host"}
    with ExitStack() as running:
        options = ("--store", neo4j_url, "--city", "0", "--systems", "none")
        folders = (tmp_path / "one", tmp_path / "two")
        one, two = [running.enter_context(serving(folder, *options, **environment)) for folder in folders]
        yield one, two


async def heard(answers: AsyncIterator[Any], last: int, since: int = 0) -> list[int]:
    """The companies of the events up to the one about `last`, but for those before `since`."""
    found: list[int] = []
    while last not in found:
        found += subjects([await asyncio.wait_for(anext(answers), 60)])
    return [number for number in found if number >= since]


async def joined(writing: httpx.AsyncClient, answers: AsyncIterator[Any], numbers: range) -> None:
    """Until the subscription has begun to hear, which takes as long as it takes."""
    hearing = asyncio.create_task(asyncio.wait_for(anext(answers), 60))
    for number in numbers:
        await record(writing, range(number, number + 1))
        await asyncio.sleep(0.2)
        if hearing.done():
            break
    await hearing


@pytest.mark.plan("8", "Subscription.gradeChanged", "Query.changes")
async def test_what_one_takes_in_the_other_tells_once_and_in_order(servers: tuple[Served, Served]) -> None:
    one, two = servers
    async with client(one) as writing, client(two) as also, subscribed(also) as answers:
        await joined(writing, answers, range(0, 100))
        hearing = asyncio.create_task(heard(answers, 149, since=100))
        for number in range(100, 150):
            await record(writing if number % 2 else also, range(number, number + 1))
        assert await hearing == list(range(100, 150))


async def test_one_that_is_killed_while_it_writes_holds_the_others_up_for_a_while_only(
    servers: tuple[Served, Served],
) -> None:
    one, two = servers
    async with client(one) as writing, client(two) as stays, subscribed(stays) as answers:
        await joined(writing, answers, range(0, 100))
        importing = asyncio.create_task(record(writing, range(200, 900)))
        await asyncio.sleep(0.3)
        one.process.send_signal(signal.SIGKILL)
        with suppress(httpx.HTTPError):
            await importing
        await record(stays, range(110, 111))
        found = await heard(answers, 110, since=110)
        assert len(found) == len(set(found)), "nothing comes twice"
        assert found == [110] or (found[-1] == 110 and set(range(200, 900)) == set(found[:-1])), "whole or not at all"
