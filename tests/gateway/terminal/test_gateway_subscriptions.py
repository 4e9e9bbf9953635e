"""Subscriptions through `gateway` as its clients see them: a real process between real subgraphs and real HTTP clients."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.sources.subscribing.options import Protocol
from tests.gateway.federation.executor.subgraph_servers import served
from tests.gateway.federation.supergraphs import supergraph
from tests.gateway.federation.test_subscriptions import SUPERGRAPH, stock
from tests.gateway.sources.subscribing.light_feed import LightFeed, light_feed
from tests.gateway.subscribed import events
from tests.gateway.terminal.test_gateway_verb import Gateway, gateway
from tests.servers.graphql_clients.clients import over_sse, over_websocket

SSE = {"accept": "text/event-stream"}
MIXED = {"accept": "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json"}
CHANGED = {"query": "subscription { changed { id count } }"}
ONE = {"changed": {"id": "1"}}


@asynccontextmanager
async def opened(folder: Path, protocol: Protocol = Protocol.SSE) -> AsyncIterator[tuple[LightFeed, Gateway, Path]]:
    """A feed over `protocol`, a gateway before it, and the file of its supergraph."""
    async with light_feed(protocol) as feed, served({"stock": stock()}, "") as part:
        address = part.split('name: "stock", url: "')[1].split('"')[0]
        sdl = supergraph("news stock", SUPERGRAPH).replace("http://news/", feed.url).replace("http://stock/", address)
        file, config = folder / "supergraph.graphql", folder / "config.yaml"
        file.write_text(sdl)
        config.write_text(f"subgraphs: [{{name: news, subscriptions: {protocol}}}]")
        async with gateway("--supergraph", str(file), "--config", str(config)) as running:
            yield feed, running, file


def client(gateway: Gateway) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=None)
    return httpx.AsyncClient(base_url=gateway.url, trust_env=False, timeout=60, limits=limits)


@asynccontextmanager
async def changed(asking: httpx.AsyncClient) -> AsyncIterator[AsyncIterator[Any]]:
    """The answers of a subscription over SSE; leaving closes the connection."""
    async with asking.stream("POST", "/graphql", json=CHANGED, headers=SSE) as response:
        yield events(response)


@pytest.mark.parametrize("protocol", list(Protocol))
async def test_events_over_sse(tmp_path: Path, protocol: Protocol) -> None:
    async with opened(tmp_path, protocol) as (feed, running, _), client(running) as asking, changed(asking) as answers:
        await feed.listened_to_by(1)
        await feed.tell(ONE, {"changed": None})
        assert await anext(answers) == {"data": {"changed": {"id": "1", "count": 1}}}
        assert await anext(answers) == {"data": {"changed": None}}
        await feed.complete()
        assert [answer async for answer in answers] == [None]


@pytest.mark.usefixtures("graphql_clients")
@pytest.mark.parametrize("single", [None, []], ids=["distinct", "single"])
async def test_events_to_the_reference_client_over_sse(tmp_path: Path, single: list[str] | None) -> None:
    async with opened(tmp_path) as (feed, running, _):
        async with over_sse(f"{running.url}/graphql", CHANGED["query"], single=single) as answers:
            await feed.listened_to_by(1)
            await feed.tell(ONE, {"changed": None})
            assert await anext(answers) == {"data": {"changed": {"id": "1", "count": 1}}}
            assert await anext(answers) == {"data": {"changed": None}}
            await feed.complete()
            assert [answer async for answer in answers] == []
        async with over_sse(f"{running.url}/graphql", CHANGED["query"], single=single) as answers:
            await feed.listened_to_by(1)
        await feed.listened_to_by(0)


@pytest.mark.usefixtures("graphql_clients")
async def test_operations_of_the_reference_client_over_a_websocket(tmp_path: Path) -> None:
    async with opened(tmp_path) as (feed, running, _):
        url = running.url.replace("http", "ws") + "/graphql"
        async with over_websocket(url, CHANGED["query"]) as answers:
            await feed.listened_to_by(1)
            await feed.tell(ONE, {"changed": None})
            assert await anext(answers) == {"data": {"changed": {"id": "1", "count": 1}}}
            assert await anext(answers) == {"data": {"changed": None}}
            await feed.complete()
            assert [answer async for answer in answers] == []
        async with over_websocket(url, "{ motto }") as answers:
            assert [answer async for answer in answers] == [{"data": {"motto": "count"}}]
        async with over_websocket(url, "{ nothing }") as answers:
            (told,) = [answer async for answer in answers]
            assert told["errors"][0]["extensions"]["code"]
        async with over_websocket(url, CHANGED["query"]) as answers:
            await feed.listened_to_by(1)
            os.kill(running.process.pid, signal.SIGTERM)
            (told,) = [answer async for answer in answers]
            assert told["errors"][0]["extensions"] == {"code": "SUBSCRIBE_AGAIN"}
        assert await asyncio.wait_for(running.process.wait(), 30) == 0


async def test_events_as_parts_and_what_is_no_subscription(tmp_path: Path) -> None:
    async with opened(tmp_path) as (feed, running, _), client(running) as asking:
        reading = asyncio.create_task(asking.post("/graphql", json=CHANGED, headers=MIXED))
        await feed.listened_to_by(1)
        await feed.tell(ONE)
        await feed.complete()
        body = (await reading).text
        assert '{"payload":{"data":{"changed":{"id":"1","count":1}}}}\r\n--graphql--' in body
        query = {"query": "{ motto }"}
        assert (await asking.post("/graphql", json=query, headers=MIXED)).json() == {"data": {"motto": "count"}}
        both = {"accept": "application/json, text/event-stream"}
        assert (await asking.post("/graphql", json=query, headers=both)).json() == {"data": {"motto": "count"}}
        assert (
            'event: next\ndata: {"data":{"motto":"count"}}'
            in (await asking.post("/graphql", json=query, headers=SSE)).text
        )
        assert "event: complete" in (await asking.post("/graphql", json={"query": "{ x }"}, headers=SSE)).text
        assert (
            await asking.post("/graphql", content=b"{", headers=SSE | {"content-type": "application/json"})
        ).status_code == 400
        (error,) = (await asking.post("/graphql", json=CHANGED)).json()["errors"]
        assert "accept text/event-stream" in error["message"]


async def test_a_new_supergraph_and_the_end_tell_clients_to_subscribe_again(tmp_path: Path) -> None:
    again = {"code": "SUBSCRIBE_AGAIN"}
    async with opened(tmp_path) as (feed, running, file), client(running) as asking:
        async with changed(asking) as answers:
            await feed.listened_to_by(1)
            file.write_text(file.read_text().replace("motto", "slogan"))
            told, end = [answer async for answer in answers]
            assert (told["errors"][0]["extensions"], end) == (again, None)
        async with changed(asking) as answers:
            await feed.listened_to_by(1)
            os.kill(running.process.pid, signal.SIGTERM)
            told, end = [answer async for answer in answers]
            assert (told["errors"][0]["extensions"], end) == (again, None)
        assert await asyncio.wait_for(running.process.wait(), 30) == 0


async def test_a_supergraph_that_brings_subscriptions_to_a_gateway_without_needs_a_restart(tmp_path: Path) -> None:
    async with light_feed(Protocol.SSE) as feed:
        sdl = supergraph("news stock", SUPERGRAPH).replace("http://news/", feed.url)
        file = tmp_path / "supergraph.graphql"
        head, tail = SUPERGRAPH.split("type Subscription", 1)
        file.write_text(supergraph("news stock", head + tail.split("}\n", 1)[1]))
        async with gateway("--supergraph", str(file)) as running, client(running) as asking:
            file.write_text(sdl)
            query = "{ __schema { subscriptionType { name } } }"
            await running.until(query, {"data": {"__schema": {"subscriptionType": {"name": "Subscription"}}}})
            (error,) = (await asking.post("/graphql", json=CHANGED, headers=SSE)).json()["errors"]
            assert "restart it" in error["message"]


async def test_a_client_that_takes_nothing_costs_the_source_its_connection_and_the_gateway_little(
    tmp_path: Path,
) -> None:
    large = {"changed": {"id": "x" * 500_000}}
    async with opened(tmp_path) as (feed, running, _):
        host, port = running.url.removeprefix("http://").split(":")
        _, writer = await asyncio.open_connection(host, int(port), limit=1000)
        body = json.dumps({"query": "subscription { changed { id } }"}).encode()
        head = "POST /graphql HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\ncontent-type: application/json\r\n"
        writer.write(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await feed.listened_to_by(1)
        before = resident(running)
        for _ in range(600):
            await feed.tell(large)
            await asyncio.sleep(0)
            if not feed.open:
                break
        await feed.listened_to_by(0)
        assert resident(running) - before < 150_000
        writer.transport.abort()


@pytest.mark.slow
async def test_many_clients_that_come_and_go_leave_no_connection(tmp_path: Path) -> None:
    number = 200

    async def one(asking: httpx.AsyncClient) -> list[Any]:
        async with changed(asking) as answers:
            return [answer async for answer in answers]

    async with opened(tmp_path, Protocol.WEBSOCKET) as (feed, running, _), client(running) as asking:
        tasks = [asyncio.create_task(one(asking)) for _ in range(number)]
        await feed.listened_to_by(number)
        for task in tasks[::2]:
            task.cancel()
        await feed.listened_to_by(number // 2)
        await feed.tell(ONE)
        await feed.complete()
        wanted = [{"data": {"changed": {"id": "1", "count": 1}}}, None]
        assert await asyncio.gather(*tasks[1::2]) == [wanted] * (number // 2)
        await feed.listened_to_by(0)
        await asking.aclose()
        for port in (feed.url.split(":")[2].rstrip("/"), running.url.split(":")[2]):
            await until_closed(int(port))


async def until_closed(port: int) -> None:
    """Wait until no connection of this machine has this port at one of its ends."""
    for _ in range(200):
        if not (left := connections(port)):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(left)


def connections(port: int) -> list[str]:
    """Connections that are open, or that only one side has closed."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return [" ".join(line) for line in lines if f":{port:04X}" in line[1] + line[2] and line[3] in ("01", "08")]


def resident(running: Gateway) -> int:
    """KiB of memory that the gateway's process has."""
    status = Path(f"/proc/{running.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])
