"""`gateway` as a person runs it, over two real subgraphs: where its supergraph comes from, and how it takes up another."""

import asyncio
import hashlib
import json
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.federation.origins import Subgraphs
from tests.gateway.federation.executor.shop import open_shop
from tests.gateway.federation.executor.subgraph_servers import Held
from tests.gateway.federation.reloading.supergraph_server import supergraph_server
from tests.gateway.terminal.test_federation_verbs import configured, ran, start

NAMES = "{ items { name } }"
FIELDS = '{ __type(name: "Item") { fields { name } } }'
LAMP = {"data": {"items": [{"name": "Lamp"}]}}


@dataclass
class Gateway:
    """A gateway that is ready: its address, its process, and what it wrote to standard error."""

    url: str
    process: asyncio.subprocess.Process
    log: list[str]

    async def asked(self, query: str) -> Any:
        async with httpx.AsyncClient(timeout=30, trust_env=False) as client:
            return (await client.post(f"{self.url}/graphql", json={"query": query})).json()

    async def ready(self) -> Any:
        async with httpx.AsyncClient(timeout=30, trust_env=False) as client:
            return (await client.get(f"{self.url}/health/ready")).json()

    async def until(self, query: str, expected: object) -> None:
        await until(lambda: self.asked(query), lambda found: found == expected)

    async def until_told(self, words: str) -> None:
        """Wait until `/health/ready` tells of a problem with these words."""
        await until(self.ready, lambda found: words in (found["supergraph"]["problem"] or ""))


async def until(look: Callable[[], Any], holds: Callable[[Any], bool]) -> None:
    for _ in range(300):
        if holds(found := await look()):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(found)


@asynccontextmanager
async def gateway(*arguments: str) -> AsyncIterator[Gateway]:
    process = await start("gateway", "--port", "0", *arguments)
    assert process.stdout is not None and process.stderr is not None
    line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
    assert line, (await process.stderr.read()).decode()
    log: list[str] = []
    reading = asyncio.create_task(_read(process.stderr, log))
    try:
        yield Gateway(line.split()[-1].removesuffix("/graphql"), process, log)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 30) == 0
        await reading


async def _read(stream: asyncio.StreamReader, log: list[str]) -> None:
    while line := await stream.readline():
        log.append(line.decode())


async def composed(config: Path) -> str:
    given = await Subgraphs(config).look()
    assert given is not None
    return given.sdl


NAMED = {"query": "query Named { items { name } }", "variables": {"secret": "hunter2"}}


async def test_each_request_has_a_line_in_the_log_and_a_number_in_the_metrics(tmp_path: Path) -> None:
    async with (
        configured(tmp_path) as config,
        gateway("--subgraphs", str(config), "--log-format", "json") as served,
        httpx.AsyncClient(base_url=served.url, timeout=30, trust_env=False) as client,
    ):
        own = {"x-request-id": "of-the-proxy"}
        assert (await client.post("/graphql", json=NAMED, headers=own)).json() == LAMP
        other = await client.get("/graphql", params={"query": "{ items { nonsense } }"})
        told = (await client.get("/metrics")).text
    assert 'yuxin_graphql_requests_total{outcome="ok"} 1.0' in told
    assert 'yuxin_graphql_requests_total{outcome="errors"} 1.0' in told
    lines = [json.loads(line) for line in served.log if '"event":"request"' in line]
    assert [(one["outcome"], one["status"], one["operation"]) for one in lines] == [
        ("ok", 200, "Named"),
        ("errors", other.status_code, ""),
    ]
    assert lines[0]["request"] == "of-the-proxy" and lines[1]["request"] == other.headers["x-request-id"]
    assert lines[0]["document"] == hashlib.sha256(NAMED["query"].encode()).hexdigest()  # type: ignore[attr-defined]
    assert lines[1]["codes"] and "hunter2" not in "".join(served.log)


async def test_where_it_is_not_wanted_there_are_neither_lines_nor_metrics(tmp_path: Path) -> None:
    quiet = ("--log-requests", "none", "--no-metrics")
    async with (
        configured(tmp_path) as config,
        gateway("--subgraphs", str(config), *quiet) as served,
        httpx.AsyncClient(base_url=served.url, timeout=30, trust_env=False) as client,
    ):
        assert (await client.post("/graphql", json=NAMED)).json() == LAMP
        assert (await client.get("/metrics")).status_code == 404
    assert not [line for line in served.log if "outcome" in line]


async def test_it_composes_and_answers_and_ends_on_request(tmp_path: Path) -> None:
    async with configured(tmp_path) as config, gateway("--subgraphs", str(config)) as served:
        assert await served.asked("{ items { name count } }") == {"data": {"items": [{"name": "Lamp", "count": 7}]}}
        assert (await served.ready())["status"] == "ready"


async def test_a_file_that_changes_is_taken_up_and_a_broken_one_is_told(tmp_path: Path) -> None:
    async with configured(tmp_path) as config:
        sdl = await composed(config)
        file = tmp_path / "supergraph.graphql"
        file.write_text(sdl.replace("  name: String", "  title: String"))
        async with gateway("--supergraph", str(file)) as served:
            assert "Cannot query field 'name'" in str(await served.asked(NAMES))
            file.write_text(sdl)
            await served.until(NAMES, LAMP)
            file.write_text("type Query {")
            await served.until_told("Syntax Error")
            assert await served.asked(NAMES) == LAMP
        assert len([line for line in served.log if "[error" in line]) == 1


async def test_schema_files_of_the_configuration_are_watched(tmp_path: Path) -> None:
    async with configured(tmp_path) as config, gateway("--subgraphs", str(config)) as served:
        schema = tmp_path / "stock.graphql"
        before = schema.read_text()
        schema.write_text(before.replace("count", "left"))
        await served.until(
            FIELDS, {"data": {"__type": {"fields": [{"name": "id"}, {"name": "name"}, {"name": "left"}]}}}
        )
        schema.write_text("type Item {")
        await served.until_told("stock.graphql")
        schema.write_text(before)
        await served.until("{ items { count } }", {"data": {"items": [{"count": 7}]}})
        assert (await served.ready())["supergraph"]["problem"] is None


async def test_an_address_is_polled_and_one_that_is_gone_leaves_the_old_one(tmp_path: Path) -> None:
    async with configured(tmp_path) as config:
        sdl = await composed(config)
        async with (
            supergraph_server(sdl.replace("  name: String", "  title: String")) as registry,
            gateway("--supergraph", registry.url, "--poll", "0.1") as served,
        ):
            await until(lambda: asyncio.sleep(0, registry.answered), lambda answered: 304 in answered)
            registry.content = sdl.encode()
            await served.until(NAMES, LAMP)
            registry.instead = b"HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n"
            await served.until_told("it answered 500")
            assert await served.asked(NAMES) == LAMP
            registry.instead = None
            await until(served.ready, lambda found: found["supergraph"]["problem"] is None)


async def test_a_hangup_reloads_at_once(tmp_path: Path) -> None:
    async with configured(tmp_path) as config:
        sdl = await composed(config)
        async with (
            supergraph_server(sdl.replace("  name: String", "  title: String")) as registry,
            gateway("--supergraph", registry.url, "--poll", "3600") as served,
        ):
            registry.content = sdl.encode()
            os.kill(served.process.pid, signal.SIGHUP)
            await served.until(NAMES, LAMP)
    assert registry.answered == [200, 200]


async def test_it_shares_what_it_is_told_to(tmp_path: Path) -> None:
    file = tmp_path / "supergraph.graphql"
    async with open_shop() as shop:
        file.write_text(shop.sdl)
        async with gateway("--supergraph", str(file), "--deduplicate", "all") as served:
            held = Held(shop.people)
            asking = [asyncio.create_task(served.asked("{ motto }")) for _ in range(3)]
            await held.asked(1)
            held.let_go.set()
            assert await asyncio.gather(*asking) == [{"data": {"motto": "buy"}}] * 3
    assert (await ran("gateway", "--supergraph", str(file), "--deduplicate", "sometimes"))[0] == 2


async def test_it_holds_operations_to_a_limit_of_cost_and_tells_it(tmp_path: Path) -> None:
    """By the weights of the supergraph: a user costs 5 here, and a list is 3 long of which nothing is said."""
    file = tmp_path / "supergraph.graphql"
    async with open_shop() as shop:
        file.write_text(shop.sdl.replace("type User @join__type", 'type User @cost(weight: "5") @join__type', 1))
        options = ("--cost-limit", "60", "--list-size", "3")
        async with gateway("--supergraph", str(file), *options) as served, httpx.AsyncClient(trust_env=False) as client:
            asked = {"query": "{ items { seller { name } } }"}
            tells = {"x-yuxin-cost": "1"}
            by_post = (await client.post(f"{served.url}/graphql", json=asked, headers=tells)).json()
            by_get = (await client.get(f"{served.url}/graphql", params=asked, headers=tells)).json()
            assert by_post == by_get
            assert by_post["extensions"] == {"cost": {"estimated": 18, "actual": 18, "limit": 60}}
            assert "extensions" not in await served.asked(asked["query"])
            before = shop.requests
            dear = await served.asked("{ items { related { name } seller { sells { seller { login } } } } }")
            (error,) = dear["errors"]
            assert "data" not in dear and shop.requests == before
            assert error["extensions"] == {
                "code": "LIMIT_EXCEEDED",
                "cost": 3 * (1 + 3 + 5 + 3 * (1 + 5)),
                "limit": 60,
                "path": "items×3.seller.sells×3.seller",
            }


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "--supergraph"),
        (("--supergraph", "a", "--subgraphs", "b"), 2, "--supergraph"),
        (("--supergraph", "nowhere.graphql"), 2, "nowhere.graphql"),
        (("--supergraph", "pyproject.toml"), 2, "pyproject.toml"),
        (("--supergraph", "http://127.0.0.1:9/"), 3, "http://127.0.0.1:9/"),
    ],
    ids=["none", "two", "no file", "no supergraph", "nobody at the address"],
)
async def test_without_a_supergraph_it_says_what_is_missing(arguments: tuple[str, ...], code: int, said: str) -> None:
    found, out, err = await ran("gateway", "--port", "0", *arguments)
    assert (found, out) == (code, ""), err
    assert said in err and "Traceback" not in err
