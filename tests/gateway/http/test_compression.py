"""Compressed responses over real sockets: by what the client accepts, from a size on, and never a stream."""

import gzip
import json
import socket
from typing import Any

import httpx
import pytest

from gateway.http.compression import ASIDE_FROM, ENCODERS, Compression, accepted
from gateway.sources.decompression import OPENERS
from gateway.sources.options import Encoding
from tests.served import Served

PLAN = "{ items { name objects department { name } system { name } } }"


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("GZIP", "gzip"),
        ("*", "zstd"),
        ("*, zstd;q=0", "br"),
        ("gzip;q=0", None),
        ("identity", None),
        ("gzip;q=0.5, identity", None),
        ("deflate", None),
        ("gzip;q=much", None),
        ("", None),
    ],
)
def test_what_a_client_accepts(header: str, encoding: str | None) -> None:
    assert accepted(header) == encoding


def raw(served: Served, query: str, method: str = "POST", **headers: str) -> tuple[httpx.Headers, bytes]:
    """An answer as it came, not decompressed."""
    url = f"{served.url}/graphql"
    body: dict[str, Any] = {"json": {"query": query}} if method == "POST" else {"params": {"query": query}}
    with httpx.stream(method, url, headers={"accept-encoding": "identity", **headers}, timeout=30, **body) as response:
        return response.headers, b"".join(response.iter_raw())


@pytest.mark.parametrize("encoding", ENCODERS)
def test_an_answer_is_compressed_as_the_client_accepts_it(served: Served, encoding: str) -> None:
    plain_headers, plain = raw(served, PLAN)
    headers, body = raw(served, PLAN, **{"accept-encoding": encoding})
    assert headers["content-encoding"] == encoding and "accept-encoding" in headers["vary"]
    assert int(headers["content-length"]) == len(body) < len(plain) / 3
    assert b"".join(OPENERS[Encoding(encoding)](body)) == plain and len(json.loads(plain)["data"]["items"]) == 61
    assert "content-encoding" not in plain_headers


def test_what_is_small_is_not_compressed(served: Served) -> None:
    headers, body = raw(served, "{ __typename }", **{"accept-encoding": "gzip"})
    assert "content-encoding" not in headers and json.loads(body) == {"data": {"__typename": "Query"}}


def test_what_is_compressed_has_a_tag_of_its_own_by_which_it_is_known(served: Served) -> None:
    plain, _ = raw(served, PLAN, "GET")
    headers, _ = raw(served, PLAN, "GET", **{"accept-encoding": "gzip"})
    assert headers["etag"] == plain["etag"][:-1] + '-gzip"'
    assert headers["vary"] == plain["vary"] == "accept, accept-encoding"
    again, body = raw(served, PLAN, "GET", **{"accept-encoding": "gzip", "if-none-match": headers["etag"]})
    assert (again["etag"], body) == (headers["etag"], b"") and "content-encoding" not in again


def test_a_stream_is_not_compressed_and_begins_at_once(served: Served) -> None:
    asked = {"query": "subscription { gradeChanged { cursor } }"}
    headers = {"accept": "text/event-stream", "accept-encoding": "gzip, br, zstd"}
    with httpx.stream("POST", f"{served.url}/graphql", json=asked, headers=headers, timeout=10) as response:
        assert "content-encoding" not in response.headers
        assert next(response.iter_raw()).startswith(b"retry: ")


def test_a_compressed_bomb_is_refused_before_it_is_read(served: Served) -> None:
    """A body of 20 bytes that would be a gigabyte, announced as one of 8 MB: 415 comes without the rest of it."""
    host, port = served.url.removeprefix("http://").split(":")
    bomb = gzip.compress(b"\0" * 50_000_000)
    head = (
        f"POST /graphql HTTP/1.1\r\nhost: {host}:{port}\r\ncontent-type: application/json\r\n"
        f"content-encoding: gzip\r\ncontent-length: {len(bomb)}\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(head.encode() + bomb[:20])
        answer = connection.recv(4096)
    assert answer.startswith(b"HTTP/1.1 415") and b"accept-encoding: identity" in answer


async def sent(body: bytes, headers: list[tuple[bytes, bytes]], *, least: int = 1, more: bool = False) -> list[Any]:
    """What leaves for a client that accepts gzip."""

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": more})

    found: list[Any] = []

    async def send(message: Any) -> None:
        found.append(message)

    scope = {"type": "http", "headers": [(b"accept-encoding", b"gzip")]}
    await Compression(app, least)(scope, None, send)  # type: ignore[arg-type]
    return found


JSON = [(b"content-type", b"application/json")]


async def test_a_large_body_is_compressed_beside_the_loop() -> None:
    body = b"a" * (ASIDE_FROM + 1)
    _, message = await sent(body, JSON)
    assert gzip.decompress(message["body"]) == body


@pytest.mark.parametrize(
    ("headers", "least", "more"),
    [
        (JSON, 0, False),
        (JSON, 101, False),
        (JSON, 1, True),
        ([(b"content-type", b"image/png")], 1, False),
        ([*JSON, (b"content-encoding", b"br")], 1, False),
        ([*JSON, (b"cache-control", b"no-store, no-transform")], 1, False),
    ],
    ids=["switched off", "too small", "a stream", "no text", "compressed already", "not to be changed"],
)
async def test_what_is_left_as_it_is(headers: list[tuple[bytes, bytes]], least: int, more: bool) -> None:
    start, message = await sent(b"a" * 100, headers, least=least, more=more)
    assert start["headers"] == headers and message["body"] == b"a" * 100
