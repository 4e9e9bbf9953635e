"""Requests that are answered directly, and all others as an ASGI application answers them, over a real server."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from gateway.http.rsgi import DirectPost, RawHeaders
from gateway.listening import Listener

LIMIT = 2_000


class Application:
    """What is asked of the ASGI application says `asgi`, what is answered directly says `direct`."""

    def __init__(self) -> None:
        self.left = asyncio.Event()

    def starlette(self) -> Starlette:
        routes = [
            Route("/graphql", self.asgi, methods=["POST"]),
            Route("/seen/{word}", self.seen),
            Route("/nothing", lambda _: Response(status_code=204)),
            Mount("/events", self.events),
            Route("/broken", self.broken),
        ]
        return Starlette(routes=routes)

    async def direct(self, body: bytes, headers: RawHeaders) -> tuple[int, bytes]:
        if body == b"wait":
            await asyncio.sleep(0.2)
        return 200, b"direct " + dict(headers).get(b"x-name", b"") + body

    async def asgi(self, request: Request) -> Response:
        return Response(b"asgi " + await request.body())

    async def seen(self, request: Request) -> Response:
        shown = {
            "word": request.path_params["word"],
            "query": request.url.query,
            "names": request.headers.getlist("x-a"),
        }
        return JSONResponse(
            {**shown, "host": request.url.hostname, "client": request.client.host if request.client else ""}
        )

    async def events(self, _: Scope, receive: Receive, send: Send) -> None:
        """Events until the client has gone."""
        sending = asyncio.create_task(send_events(send))
        while (await receive())["type"] != "http.disconnect":
            pass
        sending.cancel()
        self.left.set()

    async def broken(self, _: Request) -> Response:
        raise RuntimeError("broken")


async def send_events(send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
    for number in range(1_000):
        await send({"type": "http.response.body", "body": b"data: %d\n\n" % number, "more_body": True})
        await asyncio.sleep(0.01)


@pytest.fixture
async def application() -> Application:
    return Application()


@pytest.fixture
async def listener(application: Application) -> AsyncIterator[Listener]:
    app = DirectPost(application.starlette(), "/graphql", application.direct, LIMIT, 0.3)
    listening = Listener(app, "127.0.0.1", 0)
    await listening.start()
    yield listening
    assert await listening.stop(5)


@pytest.fixture
async def client(listener: Listener) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=listener.address, trust_env=False, timeout=10) as opened:
        yield opened


async def chunked() -> AsyncIterator[bytes]:
    yield b"in "
    yield b"parts"


async def test_a_post_is_answered_directly(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", content=b"body", headers={"X-Name": "Ada:"})
    assert (answer.status_code, answer.content) == (200, b"direct Ada:body")
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("accept", ["text/event-stream", "application/json, multipart/mixed"])
async def test_who_accepts_a_stream_is_answered_by_the_application(client: httpx.AsyncClient, accept: str) -> None:
    assert (await client.post("/graphql", content=b"body", headers={"accept": accept})).content == b"asgi body"


async def test_a_body_of_unknown_length_is_read_by_the_application(client: httpx.AsyncClient) -> None:
    assert (await client.post("/graphql", content=chunked())).content == b"asgi in parts"


async def test_a_large_body_is_judged_by_the_application(client: httpx.AsyncClient) -> None:
    large = b"x" * (LIMIT + 1)
    assert (await client.post("/graphql", content=large)).content == b"asgi " + large


async def test_the_application_sees_the_request_as_it_came(client: httpx.AsyncClient) -> None:
    headers = [("X-A", "1"), ("x-a", "2")]
    seen = (await client.get("/seen/重 庆", params={"q": "a&b"}, headers=headers)).json()
    assert seen == {
        "word": "重 庆",
        "query": "q=a%26b",
        "names": ["1", "2"],
        "host": "127.0.0.1",
        "client": "127.0.0.1",
    }


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/graphql", 405), ("POST", "/x", 404), ("GET", "/nothing", 204)]
)
async def test_statuses_of_the_application(client: httpx.AsyncClient, method: str, path: str, status: int) -> None:
    assert (await client.request(method, path)).status_code == status


async def test_an_application_that_fails_is_an_error_of_that_request_only(client: httpx.AsyncClient) -> None:
    assert (await client.get("/broken")).status_code == 500
    assert (await client.post("/graphql", content=b"body")).content == b"direct body"


async def test_a_stream_comes_as_it_is_made_and_ends_when_its_client_leaves(
    client: httpx.AsyncClient, application: Application
) -> None:
    async with client.stream("GET", "/events/") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        first = await anext(stream.aiter_lines())
        assert first == "data: 0" and not application.left.is_set()
    await asyncio.wait_for(application.left.wait(), 5)


# --- what only a socket can say ---


async def said(listener: Listener, *parts: bytes, pause: float = 0.0) -> bytes:
    """The first line of what the server answers to raw bytes."""
    reader, writer = await asyncio.open_connection(listener.host, listener.port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)
        return await asyncio.wait_for(reader.readline(), 10)
    finally:
        writer.close()


def head(*lines: bytes, length: int) -> bytes:
    given = [b"POST /graphql HTTP/1.1", b"host: localhost", b"content-length: %d" % length, *lines]
    return b"\r\n".join([*given, b"", b""])


async def test_a_header_that_would_be_lost_is_refused(listener: Listener) -> None:
    assert b"400" in await said(listener, head(b"authorization: caf\xe9", length=2) + b"{}")


async def test_a_body_that_does_not_come_is_given_up(listener: Listener) -> None:
    assert b"408" in await said(listener, head(length=5) + b"{}")


async def test_a_body_that_comes_in_parts_is_waited_for(listener: Listener) -> None:
    assert b"200" in await said(listener, head(length=5), b"{}", b"   ", pause=0.05)


async def test_clients_that_leave_leave_nothing_behind(listener: Listener, client: httpx.AsyncClient) -> None:
    tasks: set[asyncio.Task[Any]] = asyncio.all_tasks()
    for request in (head(length=5) + b"{}", head(length=4) + b"wait"):
        _, writer = await asyncio.open_connection(listener.host, listener.port)
        writer.write(request)
        await asyncio.sleep(0.05)
        writer.transport.abort()
    async with asyncio.timeout(5):
        while asyncio.all_tasks() > tasks:
            await asyncio.sleep(0.05)
    assert (await client.post("/graphql", content=b"body")).content == b"direct body"
