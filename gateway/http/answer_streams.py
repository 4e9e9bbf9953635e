"""Answers that come one after another, as one HTTP response: GraphQL over SSE (distinct connections mode) or multipart/mixed.

The response ends with the answers, or when the client goes, or when it takes nothing for a while; then the answers are closed.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from functools import lru_cache

from starlette.types import Receive, Scope, Send

from gateway.http.media_types import MOST_KEPT

KEEP_ALIVE_SECONDS = 12.0
MULTIPART_KEEP_ALIVE_SECONDS = 5.0
STUCK_SECONDS = 60.0
RETRY_MILLISECONDS = 2_000
"""What a client is to wait before it comes again, where the stream broke or the gateway ended it."""


@dataclass(frozen=True, slots=True)
class StreamFormat:
    """How answers are written. `keep_alive` is sent where nothing came for `pause` seconds."""

    content_type: str
    begin: bytes
    before: bytes
    after: bytes
    keep_alive: bytes
    end: bytes
    pause: float

    def written(self, answer: bytes) -> bytes:
        return b"%b%b%b" % (self.before, answer, self.after)


EVENT_STREAM = StreamFormat(
    content_type="text/event-stream; charset=utf-8",
    begin=b"retry: %d\n\n" % RETRY_MILLISECONDS,
    before=b"event: next\ndata: ",
    after=b"\n\n",
    keep_alive=b":\n\n",
    end=b"event: complete\ndata:\n\n",
    pause=KEEP_ALIVE_SECONDS,
)
PART = b"\r\ncontent-type: application/json\r\n\r\n"
MULTIPART = StreamFormat(
    content_type='multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
    begin=b"--graphql",
    before=PART + b'{"payload":',
    after=b"}\r\n--graphql",
    keep_alive=PART + b"{}\r\n--graphql",
    end=b"--\r\n",
    pause=MULTIPART_KEEP_ALIVE_SECONDS,
)


@lru_cache(MOST_KEPT)
def stream_format(accept: str) -> StreamFormat | None:
    """The format that a client with this `accept` header takes, SSE rather than multipart; None where it takes neither."""
    ranges = [part.strip().lower() for part in accept.split(",")]
    if any(part.partition(";")[0].rstrip() == "text/event-stream" for part in ranges):
        return EVENT_STREAM
    if any(part.startswith("multipart/mixed") and "subscriptionspec=" in part for part in ranges):
        return MULTIPART
    return None


class AnswerStream:
    """The ASGI response. `stuck`: the seconds after which a client that takes nothing is given up."""

    def __init__(
        self,
        answers: AsyncGenerator[bytes, None],
        format: StreamFormat,
        headers: Mapping[str, str] | None = None,
        stuck: float = STUCK_SECONDS,
    ) -> None:
        self._answers = answers
        self._format = format
        self._headers = {
            "content-type": format.content_type,
            "cache-control": "no-store, no-transform",
            "x-accel-buffering": "no",  # reverse proxies that know it pass events on at once
            **(headers or {}),
        }
        self._stuck = stuck

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        writing = asyncio.create_task(self._write(send))
        gone = asyncio.create_task(_gone(receive))
        try:
            await asyncio.wait((writing, gone), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (writing, gone):
                task.cancel()
            await asyncio.wait((writing, gone))
        if not writing.cancelled() and (error := writing.exception()) is not None:
            raise error

    async def _write(self, send: Send) -> None:
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in self._headers.items()]
        body = _Body(send, self._stuck)
        async with aclosing(self._answers) as answers:
            with suppress(_ClientStuck):
                await send({"type": "http.response.start", "status": 200, "headers": headers})
                await body.write(self._format.begin)
                while (answer := await self._next(answers, body)) is not None:
                    await body.write(self._format.written(answer))
                await body.write(self._format.end, more=False)

    async def _next(self, answers: AsyncGenerator[bytes, None], body: "_Body") -> bytes | None:
        """The next answer, None after the last; while it is waited for the connection is kept alive."""
        waiting = asyncio.create_task(_first(answers))
        try:
            while not (await asyncio.wait((waiting,), timeout=self._format.pause))[0]:
                await body.write(self._format.keep_alive)
            return waiting.result()
        finally:
            waiting.cancel()
            await asyncio.wait((waiting,))


class _ClientStuck(Exception):
    """The client takes nothing: nobody is there to be told."""


class _Body:
    """Writes a response's body; raises _ClientStuck where nothing is taken for `patience` seconds."""

    def __init__(self, send: Send, patience: float) -> None:
        self._send = send
        self._patience = patience

    async def write(self, part: bytes, *, more: bool = True) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await self._send({"type": "http.response.body", "body": part, "more_body": more})
        except TimeoutError as error:
            raise _ClientStuck from error


async def _first(answers: AsyncGenerator[bytes, None]) -> bytes | None:
    return await anext(answers, None)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
