"""Where a supergraph comes from: real files, real addresses, real subgraphs; what is noticed and what is said when it is missing."""

import asyncio
import os
from pathlib import Path
from textwrap import dedent

import pytest

from gateway.federation.composition import CompositionFailed
from gateway.federation.configuration import BadConfiguration
from gateway.federation.origins import Configured, Subgraphs, SupergraphAddress, SupergraphFile, SupergraphSilent
from gateway.federation.subgraph_schemas import SubgraphSilent
from tests.gateway.federation.executor.subgraph_servers import Subgraph, handler
from tests.gateway.federation.reloading.supergraph_server import supergraph_server

ITEMS = 'type Query { items: [Item!] } type Item @key(fields: "id") { id: ID! name: String }'
STOCK = 'extend type Item @key(fields: "id") { id: ID! @external count: Int }'


async def test_a_file_is_given_once_until_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "supergraph.graphql"
    file.write_text("one")
    origin = SupergraphFile(file)
    assert (await origin.look()).sdl == "one"  # type: ignore[union-attr]
    assert await origin.look() is None
    assert (await origin.look(anew=True)).sdl == "one"  # type: ignore[union-attr]
    file.write_text("another")
    assert (await origin.look()).sdl == "another"  # type: ignore[union-attr]
    assert await origin.look() is None


async def test_a_file_that_is_replaced_by_one_of_the_same_size_and_time_is_another(tmp_path: Path) -> None:
    file, new = tmp_path / "supergraph.graphql", tmp_path / "new"
    file.write_text("one")
    origin = SupergraphFile(file)
    await origin.look()
    new.write_text("two")
    then = file.stat()
    os.utime(new, ns=(then.st_atime_ns, then.st_mtime_ns))
    new.replace(file)
    assert (await origin.look()).sdl == "two"  # type: ignore[union-attr]


async def test_a_file_that_is_not_there_is_told_each_time(tmp_path: Path) -> None:
    origin = SupergraphFile(tmp_path / "nowhere")
    for _ in range(2):
        with pytest.raises(FileNotFoundError):
            await origin.look()


async def test_an_address_is_asked_for_what_is_new_only() -> None:
    async with supergraph_server("one") as server:
        origin = SupergraphAddress(server.url, interval=1)
        assert (await origin.look()).sdl == "one"  # type: ignore[union-attr]
        assert await origin.look() is None
        server.content = b"two"
        assert (await origin.look()).sdl == "two"  # type: ignore[union-attr]
        assert (await origin.look(anew=True)).sdl == "two"  # type: ignore[union-attr]
    assert server.answered == [200, 304, 200, 200]


async def test_an_address_without_etags_gives_nothing_while_it_says_the_same() -> None:
    async with supergraph_server("one") as server:
        server.tagged = False
        origin = SupergraphAddress(server.url, interval=1)
        assert (await origin.look()).sdl == "one"  # type: ignore[union-attr]
        assert await origin.look() is None
    assert server.answered == [200, 200]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"HTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n", "it answered 404"),
        (b"HTTP/1.1 304 Not Modified\r\n\r\n", "it answered 304"),
        (b"smtp\r\n\r\n", "RemoteProtocolError"),
        (b"", "RemoteProtocolError"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf", "RemoteProtocolError"),
    ],
    ids=["404", "304 to a plain question", "not HTTP", "closed", "half a body"],
)
async def test_an_address_that_gives_nothing_is_named_without_its_secrets(answer: bytes, said: str) -> None:
    async with supergraph_server("one") as server:
        server.instead = answer or b""
        origin = SupergraphAddress(server.url.replace("http://", "http://user:secret@") + "?key=hidden", interval=1)
        with pytest.raises(SupergraphSilent, match=said) as raised:
            await origin.look()
    assert server.url in str(raised.value)
    assert "secret" not in str(raised.value) and "hidden" not in str(raised.value)


async def test_how_subgraphs_are_reached_is_watched_beside_the_supergraph(tmp_path: Path) -> None:
    file, config = tmp_path / "supergraph.graphql", tmp_path / "config.yaml"
    file.write_text("one")
    config.write_text("defaults: {timeout: 5}")
    origin = Configured(SupergraphFile(file), config)
    first = await origin.look()
    assert first is not None and (first.sdl, first.configuration.options("items").timeout) == ("one", 5)
    assert await origin.look() is None
    config.write_text("defaults: {timeout: 7}")
    second = await origin.look()
    assert second is not None and (second.sdl, second.configuration.options("items").timeout) == ("one", 7)
    config.write_text("defaults: 7")
    with pytest.raises(BadConfiguration):
        await origin.look()
    assert await origin.look() is None


async def test_nobody_at_the_address() -> None:
    with pytest.raises(SupergraphSilent, match="ConnectError"):
        await SupergraphAddress("http://127.0.0.1:9/", interval=1).look()


def configured(folder: Path, *, stock: str = STOCK, items_url: str = "http://items/") -> Path:
    (folder / "items.graphql").write_text(ITEMS)
    (folder / "stock.graphql").write_text(stock)
    config = folder / "config.yaml"
    config.write_text(
        dedent(f"""
        subgraphs:
        - {{name: items, url: "{items_url}", schema: items.graphql}}
        - {{name: stock, url: "http://stock/", schema: stock.graphql}}
        """)
    )
    return config


async def test_subgraphs_are_composed_anew_when_one_of_their_files_changes(tmp_path: Path) -> None:
    config = configured(tmp_path)
    origin = Subgraphs(config)
    assert "count: Int" in (await origin.look()).sdl  # type: ignore[union-attr]
    assert await origin.look() is None
    (tmp_path / "stock.graphql").write_text(STOCK.replace("count", "left"))
    assert "left: Int" in (await origin.look()).sdl  # type: ignore[union-attr]
    config.write_text(config.read_text().replace("http://items/", "http://elsewhere/"))
    assert "http://elsewhere/" in (await origin.look()).sdl  # type: ignore[union-attr]
    assert await origin.look() is None


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("config.yaml", "subgraphs: 7", BadConfiguration),
        ("stock.graphql", "type Item {", CompositionFailed),
        ("stock.graphql", None, BadConfiguration),
    ],
    ids=["a broken configuration", "a schema that does not compose", "a schema that is gone"],
)
async def test_what_does_not_compose_is_told_once_and_noticed_when_it_is_mended(
    tmp_path: Path, name: str, content: str | None, error: type[Exception]
) -> None:
    origin = Subgraphs(configured(tmp_path))
    await origin.look()
    before = (tmp_path / name).read_text()
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_text(content)
    with pytest.raises(error):
        await origin.look()
    assert await origin.look() is None
    (tmp_path / name).write_text(before)
    assert "count: Int" in (await origin.look()).sdl  # type: ignore[union-attr]


async def test_a_subgraph_that_is_silent_is_asked_at_every_look_until_it_answers(tmp_path: Path) -> None:
    server = await asyncio.start_server(handler(Subgraph("type Query { _x: Int }", {})), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    config = tmp_path / "config.yaml"
    config.write_text(f"subgraphs: [{{name: items, url: 'http://127.0.0.1:{port}/'}}]")
    origin = Subgraphs(config)
    for _ in range(2):
        with pytest.raises(SubgraphSilent):
            await origin.look()
    items = Subgraph(
        "type Query { items: [Int!] _service: _Service! }", {"_service": {"sdl": "type Query { items: [Int!] }"}}
    )
    server = await asyncio.start_server(handler(items), "127.0.0.1", port)
    assert "items: [Int!]" in (await origin.look()).sdl  # type: ignore[union-attr]
    assert await origin.look() is None
    server.close()
