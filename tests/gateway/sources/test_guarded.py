"""A guarded source: what is tried again, what is not, and when it is left alone. The source is a real HTTP server."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from gateway.sources.breaker import BreakerSettings, State
from gateway.sources.errors import BadSourceResponse, SourceTimeout, SourceUnavailable
from gateway.sources.guarded import Guard, GuardedSource
from gateway.sources.http1 import Http1Pool
from gateway.sources.http_source import HttpSource

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"
GONE = b"HTTP/1.1 503 Gone\r\ncontent-length: 0\r\n\r\n"
Answer = Callable[[int], bytes | None]


@asynccontextmanager
async def guarded(answer: Answer, guard: Guard) -> AsyncIterator[tuple[GuardedSource, list[int]]]:
    """A source whose nth request gets `answer(n)` (None: no answer at all), and the list of requests that came."""
    seen: list[int] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
                seen.append(len(seen))
                writer.write(answer(len(seen)) or b"")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(handler, "127.0.0.1", 0)
    pool = Http1Pool("shop", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    source = GuardedSource("shop", HttpSource(pool), guard)
    try:
        yield source, seen
    finally:
        await source.close()
        server.close()


def fetch(source: GuardedSource, *, repeatable: bool = True) -> Awaitable[object]:
    return source.fetch(b"{}", asyncio.get_running_loop().time() + 5, b"", repeatable=repeatable)


async def test_a_repeatable_request_is_tried_again() -> None:
    async with guarded(lambda n: OK if n == 3 else GONE, Guard(retries=2, backoff=0.001)) as (source, seen):
        assert await fetch(source) == b"{}"
        assert len(seen) == 3


async def test_tries_end() -> None:
    async with guarded(lambda n: GONE, Guard(retries=1, backoff=0.001)) as (source, seen):
        with pytest.raises(SourceUnavailable, match="503"):
            await fetch(source)
        assert len(seen) == 2


async def test_what_may_have_been_done_is_not_done_again() -> None:
    async with guarded(lambda n: GONE, Guard(retries=5, backoff=0.001)) as (source, seen):
        with pytest.raises(SourceUnavailable):
            await fetch(source, repeatable=False)
        assert len(seen) == 1


async def test_its_own_deadline_covers_all_tries() -> None:
    async with guarded(lambda n: None, Guard(timeout=0.1)) as (source, seen):
        with pytest.raises(SourceTimeout):
            await fetch(source)
        assert len(seen) == 1


async def test_a_source_that_fails_again_and_again_is_left_alone_and_probed() -> None:
    guard = Guard(retries=0, breaker=BreakerSettings(failures=2, pause=0.1))
    async with guarded(lambda n: OK if n > 2 else GONE, guard) as (source, seen):
        for _ in range(2):
            with pytest.raises(SourceUnavailable):
                await fetch(source)
        with pytest.raises(SourceUnavailable, match="left alone for a while; at last: it answered 503"):
            await fetch(source)
        assert len(seen) == 2
        await asyncio.sleep(0.12)
        assert await fetch(source) == b"{}"
        assert source.breaker.state is State.CLOSED


async def test_a_wrong_answer_is_no_reason_to_leave_it_alone() -> None:
    answer = b"HTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n"
    async with guarded(lambda n: answer, Guard(breaker=BreakerSettings(failures=1))) as (source, seen):
        for _ in range(3):
            with pytest.raises(BadSourceResponse, match="404"):
                await fetch(source)
        assert len(seen) == 3
