"""Subgraph processes killed, stopped and corrupted at random under load: every answer is right or says what is missing.

The seed gives the order of the faults; how they meet the load is chance.
"""

import asyncio
import os
import random
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from gateway.federation.configuration import read_configuration
from gateway.federation.engine import Engine
from gateway.federation.remote_subgraphs import headers_of, sources_of
from tests.gateway.federation.faults.asking import RIGHT, check
from tests.gateway.federation.faults.processes import (
    CONFIG,
    ShopProcesses,
    SubgraphProcess,
    gateway_over,
    open_sockets,
    shop_processes,
)
from tests.gateway.federation.faults.subgraph_process import FAULTS

pytestmark = pytest.mark.slow
CLIENTS = 6
SOCKETS = 3 * CLIENTS + 6
"""What may stay open: a kept connection a client to each subgraph, and a few that are just being closed."""
Ask = Callable[[str], Awaitable[dict[str, Any]]]


@pytest.mark.parametrize("rounds", [12, pytest.param(200, marks=[pytest.mark.nightly, pytest.mark.timeout(1_200)])])
async def test_under_a_storm_of_faults_answers_are_right_or_say_what_is_missing(
    tmp_path: Path, seed: int, rounds: int
) -> None:
    async with shop_processes() as shop, gateway_over(shop.sdl, tmp_path, "--timeout", "5") as gateway:
        async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
            await until_well(lambda query: gateway.asked(client, query))
            before = gateway.sockets()
            seen = await storm(shop, lambda query: gateway.asked(client, query), random.Random(seed), rounds)
            assert seen.partial > 0 and seen.right > 0, seen
            await until_well(lambda query: gateway.asked(client, query))
            for text, times in (await shop.subgraphs["stock"].counts())["mutations"].items():
                assert times == 1, text
        await settled(lambda: gateway.sockets() <= before + SOCKETS, f"{gateway.sockets()} sockets, {before} before")


async def test_an_engine_leaves_no_task_and_no_socket_after_a_storm(tmp_path: Path, seed: int) -> None:
    (tmp_path / "config.yaml").write_text(CONFIG % 1.0)
    configuration = read_configuration(tmp_path / "config.yaml")
    async with shop_processes() as shop:
        sockets, tasks = open_sockets_here(), asyncio.all_tasks()
        engine = Engine(shop.sdl, sources_of(configuration), headers_of(configuration), timeout=5)

        async def ask(query: str) -> dict[str, Any]:
            answer: dict[str, Any] = orjson.loads(await engine.execute(query))
            return answer

        await until_well(ask)
        await storm(shop, ask, random.Random(seed + 1), rounds=8)
        await until_well(ask)
        await settled(lambda: asyncio.all_tasks() <= tasks, "tasks are left")
        await engine.close()
        await settled(lambda: open_sockets_here() <= sockets, f"{open_sockets_here()} sockets, {sockets} before")


class Seen:
    """How many answers were right in full, and how many in part."""

    def __init__(self) -> None:
        self.right = 0
        self.partial = 0

    def __str__(self) -> str:
        return f"{self.right} right, {self.partial} in part"


async def storm(shop: ShopProcesses, ask: Ask, chance: random.Random, rounds: int) -> Seen:
    """Clients ask while `rounds` faults come and go; all subgraphs are well when it returns."""
    seen, over = Seen(), asyncio.Event()
    clients = [asyncio.create_task(load(ask, random.Random(chance.random()), over, seen)) for _ in range(CLIENTS)]
    try:
        for _ in range(rounds):
            await fault(chance.choice(list(shop)), chance)
    finally:
        over.set()
        await asyncio.gather(*clients)
    return seen


async def load(ask: Ask, chance: random.Random, over: asyncio.Event, seen: Seen) -> None:
    while not over.is_set():
        if chance.random() < 0.1:
            number = chance.randrange(2**30)
            await ask(f"mutation {{ refill(id: 3, count: {number}) {{ id }} }}")
            continue
        query = chance.choice(list(RIGHT))
        if check(query, await ask(query)):
            seen.right += 1
        else:
            seen.partial += 1


async def fault(subgraph: SubgraphProcess, chance: random.Random) -> None:
    """One fault, for a while, and its end."""
    kind = chance.choice(("kill", "stop", *FAULTS))
    if kind == "kill":
        await subgraph.kill()
        await asyncio.sleep(chance.uniform(0, 0.5))
        await subgraph.start()
    elif kind == "stop":
        subgraph.signal(signal.SIGSTOP)
        await asyncio.sleep(chance.uniform(0, 1.5))
        subgraph.signal(signal.SIGCONT)
    else:
        await subgraph.goes_wrong(kind)
        await asyncio.sleep(chance.uniform(0, 0.5))
        await subgraph.goes_wrong(None)


async def until_well(ask: Ask) -> None:
    for _ in range(400):
        if all([check(query, await ask(query)) for query in RIGHT]):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the subgraphs were not found again")


async def settled(holds: Callable[[], bool], otherwise: str) -> None:
    for _ in range(200):
        if holds():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(otherwise)


def open_sockets_here() -> int:
    return open_sockets(os.getpid())
