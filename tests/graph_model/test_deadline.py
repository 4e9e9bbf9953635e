"""What is read for a piece of work ends with it: at its deadline, and when it is given up."""

import asyncio
import time
from contextlib import suppress

import pytest

from graph_model.deadline import Within
from graph_model.errors import Timeout
from graph_model.store import GraphStore

ENDLESS = "UNWIND range(1, 3000) AS a UNWIND range(1, 3000) AS b UNWIND range(1, 3000) AS c RETURN sum(a * b * c % 7)"
AT_WORK = "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery CONTAINS 'range(1, 3000)' RETURN count(*)"


async def test_a_read_takes_no_more_than_what_is_left(store: GraphStore) -> None:
    with Within(0.3), Within(20):
        begun = asyncio.create_task(store.read(ENDLESS))
        with pytest.raises(Timeout):
            await begun
        while True:
            try:
                await store.read("RETURN 1", point=True)
            except Timeout:
                break
            await asyncio.sleep(0.01)
    assert await store.read("RETURN 1", point=True) == [(1,)]


async def test_what_is_given_up_leaves_no_read_behind(store: GraphStore) -> None:
    shared: list[asyncio.Task[object]] = []

    async def work() -> None:
        with Within(2):
            shared.append(asyncio.ensure_future(store.read(ENDLESS)))
            await asyncio.shield(shared[0])

    working = asyncio.create_task(work())
    await asyncio.sleep(0.3)
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    await asyncio.wait(shared, timeout=20)
    assert shared[0].cancelled()
    if store.capabilities.shared:
        last = time.monotonic() + 20
        while await store.read(AT_WORK, timeout=None) != [(1,)]:  # the one that asks
            assert time.monotonic() < last
            await asyncio.sleep(0.05)
