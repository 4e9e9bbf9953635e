"""Connections made to hurt, at a real server: each is refused or closed, and the next client is answered as before."""

import asyncio
import json
import resource
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from gateway.app import create_app
from gateway.listening import Listener
from tests.gateway.toy import toy_service

HEAD = b"POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
QUESTION = json.dumps({"query": "{ hello }"}).encode()


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    listening = Listener(create_app(toy_service()), "127.0.0.1", 0, head_seconds=0.5)
    await listening.start()
    yield listening
    async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
        answer = await client.post(f"{listening.address}/graphql", json={"query": "{ hello }"})
    assert answer.json() == {"data": {"hello": "hello world"}}
    assert await listening.stop(10)


async def told(listener: Listener, *parts: bytes, pause: float = 0.0) -> bytes:
    """What the server answers to these bytes until it closes the connection."""
    reader, writer = await asyncio.open_connection(listener.host, listener.port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)
        return await asyncio.wait_for(reader.read(), 20)
    except OSError:
        return b""
    finally:
        writer.close()


def posted(body: bytes, *headers: bytes) -> bytes:
    lines = [*headers, b"connection: close", b"content-length: %d" % len(body)]
    return HEAD + b"\r\n".join([*lines, b"", b""]) + body


@pytest.mark.parametrize("sent", [b"", b"POST /gra", HEAD, b"PRI * HTTP/2.0\r\n"])
async def test_a_head_that_does_not_come_ends_the_connection(listener: Listener, sent: bytes) -> None:
    answer = await told(listener, sent)
    assert b" 200 " not in answer


async def test_a_head_that_drips_ends_the_connection(listener: Listener) -> None:
    assert b" 200 " not in await told(listener, *[b"a: b\r\n"] * 15, pause=0.1)


@pytest.mark.parametrize(
    "headers", [[b"a: " + b"x" * 200_000], [b"a%d: 1" % n for n in range(500)]], ids=["one is long", "many"]
)
async def test_huge_headers_are_refused(listener: Listener, headers: list[bytes]) -> None:
    answer = await told(listener, posted(QUESTION, *headers))
    assert not answer or answer.startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b'{"query": "{ hello }", "variables": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001, [], 400),
        (b"[" * 1_000_000, [], 400),
        (b'{"query": "{ hello(name: \\"\xff\xfe\\") }"}', [], 400),
        (b'{"query": "{ hello(name: \\"\\ud800\\") }"}', [], 400),
        (b"\x1f\x8b\x08" + b"\0" * 1_000, [b"content-encoding: gzip"], 415),
        (b"", [b"content-encoding: br"], 415),
        (QUESTION, [b"content-encoding: identity"], 200),
    ],
    ids=["deep JSON", "deeper", "broken UTF-8", "half a character", "compressed", "compressed nothing", "as it is"],
)
async def test_what_a_body_may_be(listener: Listener, body: bytes, headers: list[bytes], status: int) -> None:
    answer = await told(listener, posted(body, *headers))
    assert answer.startswith(b"HTTP/1.1 %d " % status), answer[:300]


async def test_floods_of_connections_leave_no_memory_taken(listener: Listener) -> None:
    async def flood() -> int:
        opened = [await asyncio.open_connection(listener.host, listener.port) for _ in range(150)]
        for _, writer in opened:
            writer.write(HEAD)
        ended = [await asyncio.wait_for(reader.read(), 20) for reader, _ in opened]
        for _, writer in opened:
            writer.close()
        assert not any(b" 200 " in answer for answer in ended)
        return held()

    await flood()
    before = await flood()
    for _ in range(2):
        after = await flood()
    assert after - before < 16 * 1024 * 1024


def held() -> int:
    """Bytes of memory that this process holds, the server's among them."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
