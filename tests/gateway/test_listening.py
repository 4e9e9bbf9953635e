"""The HTTP server over real connections."""

import asyncio
import resource

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from gateway.listening import FEWEST_CONNECTIONS, MOST_CONNECTIONS, Listener, most_connections


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


@pytest.mark.parametrize(
    ("files", "connections"),
    [(64, FEWEST_CONNECTIONS), (1024, 512), (1_000_000, MOST_CONNECTIONS), (resource.RLIM_INFINITY, MOST_CONNECTIONS)],
)
def test_half_of_the_files_that_may_be_open_are_for_clients(
    monkeypatch: pytest.MonkeyPatch, files: int, connections: int
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (files, files))
    assert most_connections() == connections
