"""HTTP/1.1 to one host over kept-alive connections: the hot path of the gateway, small enough to read in one sitting.

A connection is an asyncio protocol that parses with httptools and resolves a future; there is no stream, no lock and no
task per request. Connections are made on demand up to a limit, idle ones are used last in, first out, and one that breaks
before it answered a byte was idle too long: a repeatable request goes out once more on a fresh one.
"""

import asyncio
import ssl
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

import httptools

from gateway.sources.dialling import Host, connect
from gateway.sources.errors import BadSourceResponse, SourceError, SourceTimeout, SourceUnavailable
from gateway.sources.tls_failures import tls_failure


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer with its whole body."""

    status: int
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Limits:
    """`connections` at once to the host, `waiting` requests for one, bytes of an answer's body, seconds to connect."""

    connections: int = 128
    waiting: int = 10_000
    body: int = 64 * 1024 * 1024
    header: int = 64 * 1024
    connect: float = 5.0


class _Connection(asyncio.Protocol):
    """One connection: at most one request at a time, whose answer resolves `_waiting`."""

    def __init__(self, pool: "Http1Pool") -> None:
        self._pool = pool
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[Answer] | None = None
        self._reset()

    def _reset(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._parts: list[bytes] = []
        self._headers: dict[str, str] = {}
        self._size = 0
        self._began = False

    # --- requests ---

    def send(self, request: bytes) -> "asyncio.Future[Answer]":
        assert self._transport is not None and self._waiting is None
        self._waiting = self._pool.loop.create_future()
        self._transport.write(request)
        return self._waiting

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    @property
    def usable(self) -> bool:
        return self._transport is not None and not self._transport.is_closing() and self._waiting is None

    @property
    def began(self) -> bool:
        """Whether a byte of the present answer has arrived."""
        return self._began

    # --- the protocol ---

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass

    def data_received(self, data: bytes) -> None:
        if self._waiting is None:
            self.abort()  # nobody asked
            return
        self._began = True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            ours = error.__context__  # what a callback raised
            self._fail(
                ours if isinstance(ours, SourceError) else BadSourceResponse(self._pool.name, f"not HTTP: {error}")
            )

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._pool.forget(self)
        if self._waiting is not None:
            if isinstance(exc, ssl.SSLError):  # such as a certificate that is refused after the handshake
                return self._resolve(tls_failure(self._pool.name, exc))
            what = "the connection broke in the middle of the answer" if self._began else "the connection broke"
            self._resolve(SourceUnavailable(self._pool.name, what, sent=True))

    def _fail(self, error: SourceError) -> None:
        self._resolve(error)
        self.abort()

    def _resolve(self, result: Answer | SourceError) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is None or waiting.done():
            return
        if isinstance(result, Answer):
            waiting.set_result(result)
        else:
            waiting.set_exception(result)

    # --- what the parser calls ---

    def on_message_begin(self) -> None:
        if self._waiting is None:  # a second answer to one question must never stand in for the next one's
            raise BadSourceResponse(self._pool.name, "it answered twice")

    def on_header(self, name: bytes, value: bytes) -> None:
        self._size += len(name) + len(value)
        if self._size > self._pool.limits.header:
            raise BadSourceResponse(self._pool.name, "its headers are too large")
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self._size = 0

    def on_body(self, body: bytes) -> None:
        self._size += len(body)
        if self._size > self._pool.limits.body:
            raise BadSourceResponse(self._pool.name, f"its answer is larger than {self._pool.limits.body} bytes")
        self._parts.append(body)

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < 200:  # an interim answer: the real one follows
            return
        body = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        answer = Answer(status, body, self._headers)
        keep = self._parser.should_keep_alive()
        self._reset()
        self._resolve(answer)
        if keep:
            self._pool.give_back(self)
        else:
            self.abort()


@dataclass(eq=False)
class Http1Pool:
    """Kept-alive connections to the host of one address. Made and used on one event loop.

    `host` says how it is connected to, where that is not as the address says alone.
    """

    name: str
    url: str
    limits: Limits = field(default_factory=Limits)
    host: Host | None = None

    def __post_init__(self) -> None:
        self._host = self.host or Host.of(self.name, self.url)
        self.loop = asyncio.get_running_loop()
        self._head = _head(self.url, self._host)
        self._idle: list[_Connection] = []
        self._all: set[_Connection] = set()
        self._opening = 0
        self._queue: deque[asyncio.Future[_Connection | None]] = deque()
        self._closed = False

    async def post(self, body: bytes, headers: bytes, deadline: float, *, repeatable: bool = True) -> Answer:
        """POST `body` with the raw header lines `headers`; `deadline` in the loop's time. Raises SourceError.

        A request that is not `repeatable` (a mutation) is never sent twice, not even where an idle connection broke.
        """
        request = b"%b%bcontent-length: %d\r\n\r\n%b" % (self._head, headers, len(body), body)
        connection, fresh = await self._connection(deadline)
        try:
            return await self._exchange(connection, request, deadline)
        except SourceUnavailable:
            if fresh or connection.began or not repeatable:
                raise
        connection = await self._open(deadline)
        return await self._exchange(connection, request, deadline)

    async def _exchange(self, connection: _Connection, request: bytes, deadline: float) -> Answer:
        waiting = connection.send(request)
        timer = self.loop.call_at(deadline, _time_out, waiting, self.name)
        try:
            return await waiting
        except (asyncio.CancelledError, SourceTimeout):
            connection.abort()
            raise
        finally:
            timer.cancel()

    async def _connection(self, deadline: float) -> tuple[_Connection, bool]:
        while self._idle:
            connection = self._idle.pop()
            if connection.usable:
                return connection, False
        if len(self._all) + self._opening < self.limits.connections:
            return await self._open(deadline), True
        if len(self._queue) >= self.limits.waiting:
            raise SourceUnavailable(self.name, "too many requests wait for a connection", sent=False)
        waiting: asyncio.Future[_Connection | None] = self.loop.create_future()
        self._queue.append(waiting)
        timer = self.loop.call_at(deadline, _time_out, waiting, self.name)
        try:
            connection_given = await waiting
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled() and waiting.exception() is None:
                given = waiting.result()
                self._offer(given if given is not None and given.usable else None)
            raise
        finally:
            timer.cancel()
        if connection_given is not None and connection_given.usable:
            return connection_given, False
        return await self._open(deadline), True

    async def _open(self, deadline: float) -> _Connection:
        if self._closed:
            raise SourceUnavailable(self.name, "the gateway is closing", sent=False)
        self._opening += 1
        connection = _Connection(self)
        try:
            await connect(self._host, lambda: connection, min(deadline, self.loop.time() + self.limits.connect))
        except BaseException:  # one that is given up frees its place as well
            connection.abort()
            self._offer(None)
            raise
        finally:
            self._opening -= 1
        self._all.add(connection)
        return connection

    def give_back(self, connection: _Connection) -> None:
        self._offer(connection)

    def forget(self, connection: _Connection) -> None:
        """A connection has ended: its place is free for whoever waits."""
        if connection in self._all:
            self._all.discard(connection)
            self._offer(None)

    def _offer(self, connection: _Connection | None) -> None:
        """Hand a connection (or, with None, a free place for a new one) to the first that waits."""
        while self._queue:
            waiting = self._queue.popleft()
            if not waiting.done():
                waiting.set_result(connection)
                return
        if connection is not None:
            self._idle.append(connection)

    async def close(self) -> None:
        """End every connection; requests under way fail with SourceUnavailable."""
        self._closed = True
        for connection in list(self._all):
            connection.abort()
        while self._queue:
            waiting = self._queue.popleft()
            if not waiting.done():
                waiting.set_exception(SourceUnavailable(self.name, "the gateway is closing", sent=False))
        await asyncio.sleep(0)


def _head(url: str, host: Host) -> bytes:
    """The request line and what follows it always. A proxy of http:// addresses is given the whole address."""
    parts = urlsplit(url)
    authority = parts.netloc.rpartition("@")[2]
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if host.proxy is None or host.tls is not None:
        return f"POST {path} HTTP/1.1\r\nhost: {authority}\r\n".encode()
    return f"POST http://{authority}{path} HTTP/1.1\r\nhost: {authority}\r\n{host.proxy.line}".encode()


def _time_out(waiting: "asyncio.Future[Any]", name: str) -> None:
    if not waiting.done():
        waiting.set_exception(SourceTimeout(name, "no answer in time"))
