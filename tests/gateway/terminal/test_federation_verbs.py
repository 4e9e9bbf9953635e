"""`compose`, `plan` and `gateway` as a person runs them, over two real subgraphs."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from textwrap import dedent

import httpx
import pytest

from gateway.federation.supergraph import read
from tests.gateway.federation.executor.shop import open_shop
from tests.gateway.federation.executor.subgraph_servers import Held, Subgraph, handler
from tests.served import ROOT, clean_environment

ITEMS = 'type Query { items: [Item!] } type Item @key(fields: "id") { id: ID! name: String }'
STOCK = """extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
type Item @key(fields: "id") { id: ID! count: Int }"""
PLAIN = {
    "items": ITEMS.replace('@key(fields: "id")', ""),
    "stock": "type Query { _x: Int } type Item { id: ID! count: Int }",
}


def subgraphs() -> dict[str, Subgraph]:
    item = {"__typename": "Item", "id": "1", "name": "Lamp"}
    asked = PLAIN["items"] + " extend type Query { _service: _Service! }"
    return {
        "items": Subgraph(asked, {"items": [item], "_service": {"sdl": ITEMS}}, {"Item": lambda r: item}),
        "stock": Subgraph(PLAIN["stock"], {}, {"Item": lambda r: {"id": r["id"], "count": 7}}),
    }


@asynccontextmanager
async def configured(folder: Path) -> AsyncIterator[Path]:
    """Both subgraphs up, and a configuration in which `items` is asked for its schema and `stock`'s is a file."""
    async with AsyncExitStack() as stack:
        ports = {}
        for name, subgraph in subgraphs().items():
            server = await asyncio.start_server(handler(subgraph), "127.0.0.1", 0)
            stack.callback(server.close)
            ports[name] = server.sockets[0].getsockname()[1]
        (folder / "stock.graphql").write_text(STOCK)
        config = folder / "config.yaml"
        config.write_text(
            dedent(f"""
            subgraphs:
            - {{name: items, url: "http://127.0.0.1:{ports["items"]}/"}}
            - {{name: stock, url: "http://127.0.0.1:{ports["stock"]}/", schema: stock.graphql}}
            """)
        )
        yield config


async def start(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "gateway.cli", *arguments),
        cwd=ROOT,
        env=clean_environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def ran(*arguments: str) -> tuple[int | None, str, str]:
    process = await start(*arguments)
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, out.decode(), err.decode()


async def test_compose_prints_a_supergraph_that_loads(tmp_path: Path) -> None:
    async with configured(tmp_path) as config:
        code, out, err = await ran("compose", str(config))
    assert code == 0, err
    assert {s.name for s in read(out).subgraphs.values()} == {"items", "stock"}


async def test_plan_says_who_is_asked_for_what(tmp_path: Path) -> None:
    async with configured(tmp_path) as config:
        (tmp_path / "supergraph.graphql").write_text((await ran("compose", str(config)))[1])
    operation = tmp_path / "operation.graphql"
    operation.write_text("{ items { name count } }")
    code, out, err = await ran("plan", "--supergraph", str(tmp_path / "supergraph.graphql"), str(operation))
    assert code == 0, err
    assert out == dedent("""\
        0 items
            query { items { name id } }
        1 stock: Item at items, after 0
            { id } => { count }
        """)


async def test_the_gateway_composes_and_answers_and_ends_on_request(tmp_path: Path) -> None:
    async with configured(tmp_path) as config, gateway("--subgraphs", str(config)) as url:
        assert await asked(url, "{ items { name count } }") == {"data": {"items": [{"name": "Lamp", "count": 7}]}}
        refused = httpx.post(f"{url}graphql", content=b"[]")
        assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_INPUT")


async def test_a_supergraph_that_changes_is_taken_up_and_a_broken_one_is_not(tmp_path: Path) -> None:
    async with configured(tmp_path) as config:
        sdl = (await ran("compose", str(config)))[1]
        file = tmp_path / "supergraph.graphql"
        file.write_text(sdl.replace("  name: String", "  title: String"))
        async with gateway("--supergraph", str(file)) as url:
            assert "Cannot query field 'name'" in str(await asked(url, "{ items { name } }"))
            file.write_text(sdl)
            await until(url, "{ items { name } }", {"data": {"items": [{"name": "Lamp"}]}})
            file.write_text("type Query {")
            await asyncio.sleep(1.5)
            assert await asked(url, "{ items { name } }") == {"data": {"items": [{"name": "Lamp"}]}}


@pytest.mark.parametrize(
    ("config", "code", "said"),
    [
        ("subgraphs: 7", 2, "config.yaml:1: subgraphs: 应为列表"),
        ("{}", 2, "a list `subgraphs`"),
        ("subgraphs: [{name: a}]", 2, "subgraphs[0]"),
        ("subgraphs: [{name: a, schema: nowhere.graphql}]", 2, "nowhere.graphql"),
        ("subgraphs: [{name: a, url: 'http://127.0.0.1:1/'}]", 3, "gave no schema"),
        ("subgraphs: [{name: a, url: 'http://a/', schema: bad.graphql}]", 1, "bad.graphql"),
        ("{", 2, "config.yaml"),
    ],
)
async def test_what_does_not_compose_says_why(tmp_path: Path, config: str, code: int, said: str) -> None:
    (tmp_path / "config.yaml").write_text(config)
    (tmp_path / "bad.graphql").write_text("type Query { a: Nothing }")
    found, out, err = await ran("compose", str(tmp_path / "config.yaml"))
    assert (found, out) == (code, ""), err
    assert said in err


async def test_the_gateway_shares_what_it_is_told_to(tmp_path: Path) -> None:
    file = tmp_path / "supergraph.graphql"
    async with open_shop() as shop:
        file.write_text(shop.sdl)
        async with gateway("--supergraph", str(file), "--deduplicate", "all") as url:
            held = Held(shop.people)
            asking = [asyncio.create_task(asked(url, "{ motto }")) for _ in range(3)]
            await held.asked(1)
            held.let_go.set()
            assert await asyncio.gather(*asking) == [{"data": {"motto": "buy"}}] * 3
    assert (await ran("gateway", "--supergraph", str(file), "--deduplicate", "sometimes"))[0] == 2


async def test_the_gateway_needs_one_source_of_its_supergraph(tmp_path: Path) -> None:
    assert (await ran("gateway"))[0] == 2


@asynccontextmanager
async def gateway(*arguments: str) -> AsyncIterator[str]:
    process = await start("gateway", "--port", "0", *arguments)
    assert process.stdout is not None and process.stderr is not None
    line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
    assert line, (await process.stderr.read()).decode()
    try:
        yield line.split()[-1].removesuffix("graphql")
    finally:
        os.kill(process.pid, signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 30) == 0


async def asked(url: str, query: str) -> object:
    async with httpx.AsyncClient(timeout=30, trust_env=False) as client:
        return (await client.post(f"{url}graphql", json={"query": query})).json()


async def until(url: str, query: str, expected: object) -> None:
    for _ in range(100):
        if await asked(url, query) == expected:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(await asked(url, query))
