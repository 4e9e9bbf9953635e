"""`compose` and `plan` as a person runs them, over two real subgraphs."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from textwrap import dedent

import pytest

from gateway.federation.supergraph import read
from tests.gateway.federation.executor.subgraph_servers import Subgraph, handler
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
