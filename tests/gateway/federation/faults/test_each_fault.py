"""Each way in which a subgraph goes wrong, over real processes: what the client is told, and that all is well again afterwards."""

import asyncio
import signal
from pathlib import Path

import httpx
import pytest

from tests.gateway.federation.faults.asking import RIGHT, check
from tests.gateway.federation.faults.processes import GatewayProcess, ShopProcesses, gateway_over, shop_processes
from tests.gateway.federation.faults.subgraph_process import FAULTS, TIMEOUT, UNAVAILABLE

pytestmark = pytest.mark.slow
QUERY = "{ item(id: 1) { name place { hall } seller { login title: name } } motto }"


async def until_well(gateway: GatewayProcess, client: httpx.AsyncClient) -> None:
    """Every answer right again, within the longest pause of a breaker."""
    for _ in range(400):
        if all([check(query, await gateway.asked(client, query)) for query in RIGHT]):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the gateway did not find its subgraphs again")


async def codes(gateway: GatewayProcess, client: httpx.AsyncClient, query: str) -> list[tuple[str, str]]:
    answer = await gateway.asked(client, query)
    check(query, answer)
    return [(error["extensions"]["source"], error["extensions"]["code"]) for error in answer.get("errors", [])]


async def test_every_fault_of_a_subgraph_is_told_and_passes(tmp_path: Path) -> None:
    async with (
        shop_processes() as shop,
        gateway_over(shop.sdl, tmp_path, "--timeout", "10") as gateway,
        httpx.AsyncClient(timeout=60, trust_env=False) as client,
    ):
        await until_well(gateway, client)
        stock, people = shop.subgraphs["stock"], shop.subgraphs["people"]
        told = {}
        for fault, (_, code) in FAULTS.items():
            await stock.goes_wrong(fault)
            told[fault] = (await codes(gateway, client, QUERY), [("stock", code)])
            await stock.goes_wrong(None)
            await until_well(gateway, client)
        assert {fault: found for fault, (found, _) in told.items()} == {fault: w for fault, (_, w) in told.items()}

        await people.kill()
        assert await codes(gateway, client, QUERY) == [("people", UNAVAILABLE), ("people", UNAVAILABLE)]
        await people.start()
        await until_well(gateway, client)
        people.signal(signal.SIGSTOP)
        assert await codes(gateway, client, QUERY) == [("people", TIMEOUT), ("people", TIMEOUT)]
        people.signal(signal.SIGCONT)
        await until_well(gateway, client)


async def test_it_starts_with_every_subgraph_down_and_finds_them_when_they_come(tmp_path: Path) -> None:
    async with (
        shop_processes(started=False) as shop,
        gateway_over(shop.sdl, tmp_path) as gateway,
        httpx.AsyncClient(timeout=60, trust_env=False) as client,
    ):
        assert (await client.get(f"{gateway.url}/health/ready")).json()["status"] == "ready"
        answer = await gateway.asked(client, QUERY)
        assert answer["data"] == {"item": None, "motto": None}
        assert {error["extensions"]["code"] for error in answer["errors"]} == {UNAVAILABLE}
        await asyncio.gather(*(subgraph.start() for subgraph in shop))
        await until_well(gateway, client)


async def test_a_whole_requests_deadline_a_mutation_and_the_breaker(tmp_path: Path) -> None:
    """One gateway whose requests have 0.3 seconds where its sources would have one."""
    async with (
        shop_processes() as shop,
        gateway_over(shop.sdl, tmp_path, "--timeout", "0.3") as gateway,
        httpx.AsyncClient(timeout=60, trust_env=False) as client,
    ):
        await until_well(gateway, client)
        items, stock = shop.subgraphs["items"], shop.subgraphs["stock"]

        await stock.goes_wrong("hangs before it answers")
        assert await codes(gateway, client, QUERY) == [("stock", TIMEOUT)]
        await stock.goes_wrong(None)
        await until_well(gateway, client)

        await stock.goes_wrong("closes without an answer")
        refill = "mutation { refill(id: 1, count: 4) { id } }"
        answer = await gateway.asked(client, refill)
        assert answer["data"] == {"refill": None}
        assert answer["errors"][0]["extensions"] == {"source": "stock", "code": UNAVAILABLE}
        assert list((await stock.counts())["mutations"].values()) == [1]
        await stock.goes_wrong(None)
        await until_well(gateway, client)

        await breaker(gateway, client, shop)
        await items.kill()


async def breaker(gateway: GatewayProcess, client: httpx.AsyncClient, shop: ShopProcesses) -> None:
    """Closed: it is asked. Open: it is left alone, and the client told so. Half open: one question, and all is well."""
    stock = shop.subgraphs["stock"]
    await stock.goes_wrong("closes without an answer")
    asked = (await stock.counts())["requests"]
    answer = {}
    for _ in range(20):
        answer = await gateway.asked(client, QUERY)
        if "left alone" in str(answer):
            break
    assert answer["errors"][0]["extensions"] == {"source": "stock", "code": UNAVAILABLE}
    assert "left alone" in answer["errors"][0]["message"]
    assert answer["data"]["item"]["name"] == "Lamp" and answer["data"]["motto"] == "buy"
    asked_before_it_opened = (await stock.counts())["requests"] - asked
    assert 5 <= asked_before_it_opened <= 8
    await stock.goes_wrong(None)
    await until_well(gateway, client)
