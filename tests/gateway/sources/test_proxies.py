"""Subgraphs behind a forwarding proxy."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvloop

from gateway.sources.errors import BadSourceResponse, SourceUnavailable
from tests.gateway.sources.hosts import (
    BODY,
    Authority,
    ForwardingProxy,
    application,
    failure,
    fetch,
    http1,
    hypercorn,
    listening,
    source_of,
    told,
)


@pytest.fixture
async def proxy() -> AsyncIterator[ForwardingProxy]:
    async with ForwardingProxy().running() as running:
        yield running


async def test_an_http_subgraph_is_asked_for_by_its_whole_address(proxy: ForwardingProxy) -> None:
    async with http1() as (url, seen), source_of(url, proxy={"url": proxy.url}) as source:
        assert await fetch(source, headers=b"x-a: 1\r\n") == await fetch(source) == BODY
    assert proxy.lines == [f"POST {url} HTTP/1.1"], "the connection to the proxy is kept"
    assert "x-a: 1\r\n" in seen.heads[0]


async def test_an_https_subgraph_is_reached_through_a_tunnel(proxy: ForwardingProxy, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    async with (
        http1(authority.host()) as (url, seen),
        source_of(url, proxy={"url": proxy.url}, tls={"ca": authority.file}) as source,
    ):
        assert await fetch(source) == await fetch(source) == BODY
    assert proxy.lines == [f"CONNECT {url.split('/')[2]} HTTP/1.1"]
    assert "proxy" not in seen.heads[0]


async def test_http2_through_a_tunnel(proxy: ForwardingProxy, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    async with (
        hypercorn(authority, application(told)) as url,
        source_of(url, http2=True, proxy={"url": proxy.url}, tls={"ca": authority.file}) as source,
    ):
        assert b'"http": "2"' in await fetch(source)
    assert proxy.lines[0].startswith("CONNECT 127.0.0.1:")


def test_a_tunnel_on_uvloop(tmp_path: Path) -> None:
    authority = Authority(tmp_path)

    async def one() -> bytes:
        async with (
            ForwardingProxy().running() as proxy,
            http1(authority.host()) as (url, _),
            source_of(url, proxy={"url": proxy.url}, tls={"ca": authority.file}) as source,
        ):
            return await fetch(source)

    assert uvloop.run(one()) == BODY


@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
async def test_a_proxy_that_asks_who_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secure: bool) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("PROXY_PASSWORD", "s3cret")
    async with (
        ForwardingProxy("yuxin", "s3cret").running() as proxy,
        http1(authority.host() if secure else None) as (url, _),
    ):
        shown = {"url": proxy.url, "user": "yuxin", "passwordEnvironment": "PROXY_PASSWORD"}
        async with source_of(url, proxy=shown, tls={"ca": authority.file}) as source:
            assert await fetch(source) == BODY
        async with source_of(url, proxy={"url": proxy.url}, tls={"ca": authority.file}) as source:
            error = await failure(source)
        assert "407" in str(error)
        assert isinstance(error, SourceUnavailable if secure else BadSourceResponse)
        assert len(proxy.lines) == 2, "who is not let in does not ask again at once"
    monkeypatch.delenv("PROXY_PASSWORD")
    with pytest.raises(ValueError, match="PROXY_PASSWORD is not set"):
        async with source_of("http://a/", proxy=shown):
            pass


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_subgraph_that_the_proxy_does_not_reach(proxy: ForwardingProxy, scheme: str) -> None:
    async with source_of(f"{scheme}://127.0.0.1:1/", proxy={"url": proxy.url}, retries=0) as source:
        error = await failure(source)
    assert isinstance(error, SourceUnavailable) and "502" in str(error)


async def test_a_proxy_that_is_not_there() -> None:
    async with source_of("https://shop.example/", proxy={"url": "http://127.0.0.1:1"}, retries=0) as source:
        error = await failure(source)
    assert isinstance(error, SourceUnavailable) and not error.sent


@pytest.mark.parametrize("said", [b"", b"220 smtp\r\n\r\n", b"x" * 20_000], ids=["nothing", "no HTTP", "a lot"])
async def test_a_proxy_that_is_none(said: bytes) -> None:
    from asyncio import StreamReader, StreamWriter

    async def other(reader: StreamReader, writer: StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said)

    async with (
        listening(other) as port,
        source_of("https://shop.example/", proxy={"url": f"http://127.0.0.1:{port}"}, retries=0) as source,
    ):
        error = await failure(source)
    assert isinstance(error, SourceUnavailable) and "gives no way to it" in str(error)


async def test_a_tunnel_to_a_host_that_is_not_trusted(proxy: ForwardingProxy, tmp_path: Path) -> None:
    async with (
        http1(Authority(tmp_path).host()) as (url, _),
        source_of(url, proxy={"url": proxy.url}) as source,
    ):
        error = await failure(source)
    assert "its certificate is not trusted" in str(error)
