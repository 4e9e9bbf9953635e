"""The HTTP server over real connections."""

import asyncio
import resource
import socket

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from gateway.listening import FEWEST_CONNECTIONS, MOST_CONNECTIONS, Listener, most_connections, reserved


async def hello(_: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


async def test_connections_that_are_kept_open_keep_nobody_out() -> None:
    listener = Listener(Starlette(routes=[Route("/", hello)]), "127.0.0.1", 0)
    await listener.start()
    kept = [await asyncio.open_connection("127.0.0.1", listener.port) for _ in range(300)]
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
            assert (await client.get(listener.address)).text == "hello"
    finally:
        for _, writer in kept:
            writer.close()
        await listener.stop(10)


async def test_who_leaves_takes_nobody_and_loses_nobody_who_had_come() -> None:
    def saying(name: str) -> Starlette:
        async def said(_: Request) -> PlainTextResponse:
            return PlainTextResponse(name)

        return Starlette(routes=[Route("/", said)])

    ours, theirs = socket.socketpair()
    with ours, theirs:
        first = reserved("127.0.0.1", 0)
        port = first.getsockname()[1]
        socket.send_fds(ours, [b"."], [first.fileno()])  # as another process would hold it
        leaving = Listener(saying("leaving"), "127.0.0.1", port, shared=first)
        await leaving.start()
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(20)]
        await asyncio.sleep(0.2)  # it has taken them
        gone = asyncio.create_task(leaving.leave_to_others())
        await asyncio.sleep(0.1)
        late = [await asyncio.open_connection("127.0.0.1", port) for _ in range(20)]
        for _, writer in (*silent, *late):
            writer.write(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
        assert all([(await reader.read()).endswith(b"leaving") for reader, _ in silent])
        await gone
        assert await leaving.stop(10)
        _, (held,), _, _ = socket.recv_fds(theirs, 1, 1)
        staying = Listener(saying("staying"), "127.0.0.1", port, shared=socket.socket(fileno=held))
        await staying.start()
        try:
            assert all([(await reader.read()).endswith(b"staying") for reader, _ in late])
        finally:
            for _, writer in (*silent, *late):
                writer.close()
            await staying.stop(10)


@pytest.mark.parametrize(
    ("files", "connections"),
    [(64, FEWEST_CONNECTIONS), (1024, 512), (1_000_000, MOST_CONNECTIONS), (resource.RLIM_INFINITY, MOST_CONNECTIONS)],
)
def test_half_of_the_files_that_may_be_open_are_for_clients(
    monkeypatch: pytest.MonkeyPatch, files: int, connections: int
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (files, files))
    assert most_connections() == connections
