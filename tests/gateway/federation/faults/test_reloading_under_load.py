"""Another supergraph again and again under load: every request is answered, rightly, by the one before or the one after."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.gateway.federation.executor.shop import open_shop
from tests.gateway.federation.faults.processes import GatewayProcess, gateway_over

pytestmark = pytest.mark.slow
CLIENTS, RELOADS = 10, 9
QUERY = '{ item(id: 1) { name count } motto __type(name: "Size") { fields { name } } }'
DATA = {"item": {"name": "Lamp", "count": 4}, "motto": "buy"}


def answer_of(*fields: str) -> dict[str, Any]:
    return {"data": {**DATA, "__type": {"fields": [{"name": name} for name in fields]}}}


OLD, NEW = answer_of("width", "height"), answer_of("width", "height", "depth")


async def test_no_request_is_dropped_while_supergraphs_change(tmp_path: Path) -> None:
    async with open_shop() as shop, gateway_over(shop.sdl, tmp_path, seconds=30) as gateway:
        file = tmp_path / "supergraph.graphql"
        # the new one reaches every subgraph at another address, so that the sources of the old one are closed
        changed = shop.sdl.replace("height: Int }", "height: Int depth: Int }").replace("/graphql", "/graphql?new")
        served: list[Any] = []
        async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
            over = asyncio.Event()
            clients = [asyncio.create_task(load(gateway, client, over, served)) for _ in range(CLIENTS)]
            for number in range(RELOADS):
                content, expected = ((shop.sdl, OLD), (changed, NEW), ("type Query {", NEW))[number % 3]
                replace(file, content)
                os.kill(gateway.pid, signal.SIGHUP)
                await until_taken_up(gateway, client, expected, broken=number % 3 == 2)
                enough = len(served) + 2 * CLIENTS
                while len(served) < enough and not any(one.done() for one in clients):
                    await asyncio.sleep(0.01)
            over.set()
            await asyncio.gather(*clients)
        wrong = [answer for answer in served if answer not in (OLD, NEW)]
        assert not wrong, wrong[:3]
        assert OLD in served and NEW in served
        for _ in range(200):
            if gateway.sockets() < 60:
                break
            await asyncio.sleep(0.05)
        assert gateway.sockets() < 60, "sources of supergraphs before are still open"


def replace(file: Path, content: str) -> None:
    new = file.with_suffix(".new")
    new.write_text(content)
    new.replace(file)


async def load(gateway: GatewayProcess, client: httpx.AsyncClient, over: asyncio.Event, served: list[Any]) -> None:
    while not over.is_set():
        served.append(await gateway.asked(client, QUERY))


async def until_taken_up(gateway: GatewayProcess, client: httpx.AsyncClient, expected: Any, *, broken: bool) -> None:
    """Wait until the gateway serves the supergraph, or says that there is none to serve in its place."""
    for _ in range(600):
        problem = (await client.get(f"{gateway.url}/health/ready")).json()["supergraph"]["problem"]
        if bool(problem) is broken and await gateway.asked(client, QUERY) == expected:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"not taken up; problem: {problem}")
