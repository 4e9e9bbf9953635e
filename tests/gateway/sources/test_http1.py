"""The hot path's HTTP/1.1 against real sockets that behave well, badly, or not at all."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
import uvloop

from gateway.sources.errors import BadSourceResponse, SourceTimeout, SourceUnavailable
from gateway.sources.http1 import Http1Pool, Limits

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"


@asynccontextmanager
async def serving(handler: Handler, **limits: int) -> AsyncIterator[Http1Pool]:
    server = await asyncio.start_server(handler, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    pool = Http1Pool("shop", f"http://127.0.0.1:{port}/graphql", Limits(**limits))
    try:
        yield pool
    finally:
        await pool.close()
        server.close()


async def request_of(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return head + await reader.readexactly(length)


def answering(answer: bytes, *, close: bool = False, seen: list[bytes] | None = None) -> Handler:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await request_of(reader)
                if seen is not None:
                    seen.append(request)
                writer.write(answer)
                if close:
                    break
        except asyncio.IncompleteReadError:
            pass
        writer.close()

    return handler


async def post(pool: Http1Pool, body: bytes = b"{}", seconds: float = 5.0) -> bytes:
    return (await pool.post(body, b"content-type: application/json\r\n", pool.loop.time() + seconds)).body


async def test_a_request_carries_path_host_headers_and_length() -> None:
    seen: list[bytes] = []
    async with serving(answering(OK, seen=seen)) as pool:
        assert await post(pool, b'{"query":"{a}"}') == b"{}"
    head, _, body = seen[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:")
    assert b"content-type: application/json" in head and b"content-length: 15" in head
    assert body == b'{"query":"{a}"}'


def test_it_runs_on_uvloop_as_well() -> None:
    async def one() -> bytes:
        async with serving(answering(OK)) as pool:
            return await post(pool)

    assert uvloop.run(one()) == b"{}"


async def test_connections_are_kept_and_used_again() -> None:
    connections = 0

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await answering(OK)(reader, writer)

    async with serving(handler) as pool:
        for _ in range(20):
            await post(pool)
    assert connections == 1


async def test_no_more_connections_than_the_limit() -> None:
    open_now = most = 0

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        await answering(OK)(reader, writer)
        open_now -= 1

    async with serving(handler, connections=3) as pool:
        assert await asyncio.gather(*(post(pool) for _ in range(50))) == [b"{}"] * 50
    assert most == 3


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" + OK,
        OK.replace(b"content-length: 2", b"Content-Length: 2\r\nconnection: close"),
    ],
    ids=["chunked", "interim answer", "asks to close"],
)
async def test_answers_in_every_shape(answer: bytes) -> None:
    async with serving(answering(answer)) as pool:
        assert await post(pool) == b"{}"
        assert await post(pool) == b"{}"


async def test_an_idle_connection_that_the_server_closed_is_no_failure() -> None:
    async with serving(answering(OK, close=True)) as pool:
        for _ in range(3):
            assert await post(pool) == b"{}"
            await asyncio.sleep(0.01)


async def test_a_mutation_is_never_sent_twice() -> None:
    connections = 0

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await request_of(reader)
        writer.write(OK)
        await request_of(reader)
        writer.close()  # after the second request, without an answer

    async with serving(handler) as pool:
        assert await post(pool) == b"{}"
        with pytest.raises(SourceUnavailable):
            await pool.post(b"{}", b"", pool.loop.time() + 5, repeatable=False)
    assert connections == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"220 smtp ready\r\n", "not HTTP"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n" + b"x" * 100, "larger than 50 bytes"),
        (b"HTTP/1.1 200 OK\r\nx: " + b"y" * 5000 + b"\r\ncontent-length: 2\r\n\r\n{}", "headers are too large"),
    ],
    ids=["no HTTP", "huge body", "huge headers"],
)
async def test_what_is_no_answer_is_named(answer: bytes, said: str) -> None:
    async with serving(answering(answer), body=50, header=1000) as pool:
        with pytest.raises(BadSourceResponse, match=said):
            await post(pool)


async def test_a_second_answer_to_one_question_is_nobodys() -> None:
    twice = OK + b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nstolen"
    async with serving(answering(twice)) as pool:
        for _ in range(3):
            assert await post(pool) == b"{}"


async def test_a_server_that_hangs_after_the_headers_is_a_timeout() -> None:
    async with serving(answering(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{")) as pool:
        with pytest.raises(SourceTimeout):
            await post(pool, seconds=0.1)


async def test_half_a_body_is_unavailable_and_not_sent_twice() -> None:
    seen: list[bytes] = []
    half = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"
    async with serving(answering(half, close=True, seen=seen)) as pool:
        with pytest.raises(SourceUnavailable, match="in the middle"):
            await post(pool)
    assert len(seen) == 1


async def test_nobody_there() -> None:
    async with serving(answering(OK)) as pool:
        pool.limits = Limits()
        pool._host = replace(pool._host, port=1)
        with pytest.raises(SourceUnavailable) as refused:
            await post(pool)
    assert not refused.value.sent


async def test_a_cancelled_request_leaves_its_connection_to_nobody() -> None:
    async with serving(answering(b"")) as pool:
        waiting = asyncio.create_task(post(pool))
        await asyncio.sleep(0.05)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await asyncio.sleep(0.05)
        assert not pool._all and not pool._idle


async def test_a_connection_given_up_while_it_is_made_leaves_its_place_to_who_waits() -> None:
    arrived, calls = asyncio.Event(), []

    async def silent_to_the_first(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.append(writer)
        if len(calls) == 1:
            arrived.set()  # and no word of TLS
        else:
            writer.close()

    server = await asyncio.start_server(silent_to_the_first, "127.0.0.1", 0)
    url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/graphql"
    pool = Http1Pool("shop", url, Limits(connections=1, connect=60.0))
    first = asyncio.create_task(post(pool, seconds=60))
    await arrived.wait()
    second = asyncio.create_task(post(pool, seconds=60))
    await asyncio.sleep(0)  # it waits for the only place
    first.cancel()
    with pytest.raises(SourceUnavailable, match="shop"):
        await asyncio.wait_for(second, 30)
    assert len(calls) == 2
    await pool.close()
    server.close()


async def test_closing_fails_what_is_under_way_and_leaves_nothing_open() -> None:
    async with serving(answering(b""), connections=1) as pool:
        under_way = [asyncio.create_task(post(pool)) for _ in range(3)]
        await asyncio.sleep(0.05)
        await pool.close()
        ended = await asyncio.gather(*under_way, return_exceptions=True)
        assert all(isinstance(error, SourceUnavailable) for error in ended), ended
        assert not pool._all
