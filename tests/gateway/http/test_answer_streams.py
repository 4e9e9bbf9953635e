"""Answers as a stream over a real server: what the bytes are, and what happens when the client is slow or goes."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from email import message_from_bytes
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from gateway.http.answer_streams import EVENT_STREAM, MULTIPART, AnswerStream, StreamFormat, stream_format
from gateway.listening import Listener


class Told:
    """Answers that a test gives one after another; `closed` once nobody wants them any more."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.closed = asyncio.Event()
        self.taken = 0

    async def answers(self) -> AsyncGenerator[bytes, None]:
        try:
            while (answer := await self.queue.get()) is not None:
                self.taken += 1
                yield answer
        finally:
            self.closed.set()

    def tell(self, *answers: bytes | None) -> None:
        for answer in answers:
            self.queue.put_nowait(answer)


@asynccontextmanager
async def streaming(told: Told, form: StreamFormat, stuck: float = 60) -> AsyncIterator[str]:
    """A server that streams the answers."""

    async def stream(_: Request) -> AnswerStream:
        return AnswerStream(told.answers(), form, {"x-own": "1"}, stuck)

    listener = Listener(Starlette(routes=[Route("/", stream, methods=["POST"])]), "127.0.0.1", 0)
    await listener.start()
    try:
        yield listener.address
    finally:
        await listener.stop(5)


async def body_of(url: str, accept: str) -> tuple[httpx.Headers, bytes]:
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        response = await client.post(url, content=b"{}", headers={"accept": accept})
        return response.headers, response.content


@asynccontextmanager
async def streamed(url: str) -> AsyncIterator[AsyncIterator[str]]:
    """The lines of a stream while it goes on; leaving closes the connection."""
    async with (
        httpx.AsyncClient(trust_env=False, timeout=30) as client,
        client.stream("POST", url, json={}) as response,
    ):
        yield response.aiter_lines()


async def test_answers_as_server_sent_events() -> None:
    told = Told()
    told.tell(b'{"data":1}', b'{"data":2}', None)
    async with streaming(told, EVENT_STREAM) as url:
        headers, body = await body_of(url, "text/event-stream")
    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert headers["cache-control"] == "no-store, no-transform"
    assert headers["x-own"] == "1"
    assert body.decode() == (
        'retry: 2000\n\nevent: next\ndata: {"data":1}\n\nevent: next\ndata: {"data":2}\n\nevent: complete\ndata:\n\n'
    )


async def test_answers_as_parts() -> None:
    told = Told()
    told.tell(b'{"data":1}', b'{"data":2}', None)
    async with streaming(told, MULTIPART) as url:
        headers, body = await body_of(url, "multipart/mixed")
    parsed = message_from_bytes(b"content-type: " + headers["content-type"].encode() + b"\r\n\r\n" + body)
    parts: Any = parsed.get_payload()
    assert [part.get_payload() for part in parts] == ['{"payload":{"data":1}}', '{"payload":{"data":2}}']
    assert {part.get_content_type() for part in parts} == {"application/json"}


@pytest.mark.parametrize(("form", "heartbeat"), [(EVENT_STREAM, b":\n\n"), (MULTIPART, b"\r\n\r\n{}\r\n--graphql")])
async def test_a_quiet_stream_is_kept_alive(form: StreamFormat, heartbeat: bytes) -> None:
    told = Told()
    async with streaming(told, replace(form, pause=0.05)) as url:
        reading = asyncio.create_task(body_of(url, "multipart/mixed, text/event-stream"))
        await asyncio.sleep(0.5)
        told.tell(None)
        _, body = await reading
    assert body.count(heartbeat) >= 2


async def test_an_answer_is_sent_when_it_is_there() -> None:
    told = Told()
    async with streaming(told, EVENT_STREAM) as url, streamed(url) as lines:
        for number in range(3):
            told.tell(b"%d" % number)
            while (line := await anext(lines)) != f"data: {number}":
                assert not line.startswith("data"), line
        told.tell(None)


async def test_a_client_that_goes_closes_the_answers() -> None:
    told = Told()
    async with streaming(told, EVENT_STREAM) as url:
        async with streamed(url) as lines:
            told.tell(b"1")
            await anext(lines)
        await asyncio.wait_for(told.closed.wait(), 10)


async def test_a_client_that_takes_nothing_holds_answers_back_and_is_given_up() -> None:
    told = Told()
    told.tell(*[b"x" * 1_000_000] * 100)
    async with streaming(told, EVENT_STREAM, stuck=0.5) as url:
        port = int(url.rpartition(":")[2])
        _, writer = await asyncio.open_connection("127.0.0.1", port, limit=1000)
        writer.write(b"POST / HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\ncontent-length: 2\r\n\r\n{}")
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.wait_for(told.closed.wait(), 20)
        writer.transport.abort()
    assert told.taken < 50


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/event-stream", EVENT_STREAM),
        ("application/json, Text/Event-Stream;q=0.5", EVENT_STREAM),
        ("multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json", MULTIPART),
        ('multipart/mixed; boundary="graphql"; subscriptionSpec="1.0"', MULTIPART),
        ("multipart/mixed;deferSpec=20220824, application/json", None),
        ("application/json", None),
        ("*/*", None),
        ("", None),
    ],
)
def test_the_stream_that_a_client_accepts(accept: str, form: StreamFormat | None) -> None:
    assert stream_format(accept) is form
