"""Subscriptions over WebSocket by the protocol graphql-transport-ws; a connection for each subscription.

Where nothing comes for half of the idle time, a `ping` asks whether the subgraph is still there.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, WebSocketException
from websockets.typing import Subprotocol

from gateway.sources.errors import BadSourceResponse, SourceError, SourceTimeout, SourceUnavailable
from gateway.sources.http_source import GONE
from gateway.sources.source import SourceAnswer
from gateway.sources.subscribing.header_lines import header_pairs
from gateway.sources.subscribing.options import SubscriptionOptions
from gateway.sources.subscribing.where import Where

SUBPROTOCOL = Subprotocol("graphql-transport-ws")
INIT, PING, PONG = '{"type":"connection_init"}', '{"type":"ping"}', '{"type":"pong"}'
TOO_LARGE = 1009
CLOSE_SECONDS = 1.0
QUEUED_MESSAGES = 4


class ServerMessage(msgspec.Struct):
    """What a server sends; `payload` is kept as it came."""

    type: str
    id: str | None = None
    payload: msgspec.Raw = msgspec.Raw(b"")


class WebSocketSubscriber:
    """Subscribes to one subgraph over WebSocket."""

    def __init__(self, where: Where, options: SubscriptionOptions) -> None:
        self._name = where.name
        self._where = where
        self._options = options
        self._decoder = msgspec.json.Decoder(ServerMessage)
        self._open: set[ClientConnection] = set()

    async def subscribe(self, body: bytes, headers: bytes, deadline: float) -> AsyncGenerator[SourceAnswer, None]:
        with self._told():
            async with self._acknowledged(headers, deadline) as socket:
                await socket.send(b'{"id":"1","type":"subscribe","payload":' + body + b"}", text=True)
                while True:
                    message = await self._message(socket)
                    if message.type == "next":
                        yield bytes(message.payload)
                    elif message.type == "error":
                        yield b'{"errors":' + (bytes(message.payload) or b"[]") + b"}"
                        return
                    elif message.type == "complete":
                        return
                    elif message.type != "connection_ack":
                        raise BadSourceResponse(self._name, f"it sent a message of type {message.type[:40]!r}")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the connection raises, as a SourceError."""
        try:
            yield
        except ConnectionClosed as error:
            raise self._closed(error) from error
        except (WebSocketException, OSError) as error:
            raise SourceUnavailable(self._name, str(error), sent=True) from error

    @asynccontextmanager
    async def _acknowledged(self, headers: bytes, deadline: float) -> AsyncIterator[ClientConnection]:
        """A connection whose server has acknowledged; closed on leaving."""
        first = asyncio.get_running_loop().time() + self._options.begin_timeout
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout_at(min(deadline, first)):
                    socket = await stack.enter_async_context(self._connected(headers))
                    await socket.send(INIT)
                    while (await self._message(socket)).type != "connection_ack":
                        pass
            except TimeoutError as error:
                raise SourceTimeout(self._name, "the subscription did not begin in time") from error
            yield socket

    @asynccontextmanager
    async def _connected(self, headers: bytes) -> AsyncIterator[ClientConnection]:
        try:
            socket = await connect(
                self._where.url,
                ssl=self._where.tls if self._where.encrypted else None,
                server_hostname=self._where.server_name if self._where.encrypted else None,
                subprotocols=[SUBPROTOCOL],
                additional_headers=header_pairs(headers),
                compression=None,
                proxy=self._where.proxy,
                open_timeout=None,
                ping_interval=None,  # the protocol's own pings ask the subgraph, not only what stands before it
                close_timeout=CLOSE_SECONDS,
                max_size=self._options.largest_event,
                max_queue=QUEUED_MESSAGES,
            )
        except OSError as error:
            raise SourceUnavailable(self._name, str(error), sent=False) from error
        except InvalidHandshake as error:
            raise self._refused(error) from error
        self._open.add(socket)
        try:
            if socket.subprotocol != SUBPROTOCOL:
                raise BadSourceResponse(self._name, f"it does not speak {SUBPROTOCOL}")
            yield socket
        finally:
            self._open.discard(socket)
            await _close(socket)

    async def _message(self, socket: ClientConnection) -> ServerMessage:
        """The next message that is no heartbeat."""
        while True:
            try:
                message = self._decoder.decode(await self._received(socket))
            except msgspec.DecodeError as error:
                raise BadSourceResponse(self._name, f"it sent no message of {SUBPROTOCOL}: {error}") from error
            if message.type == "ping":
                await socket.send(PONG)
            elif message.type != "pong":
                return message

    async def _received(self, socket: ClientConnection) -> str | bytes:
        half = self._options.idle_timeout / 2
        with suppress(TimeoutError):
            async with asyncio.timeout(half):
                return await socket.recv()
        try:
            async with asyncio.timeout(half):
                await socket.send(PING)
                return await socket.recv()
        except TimeoutError as error:
            seconds = f"{self._options.idle_timeout:g}"
            raise SourceTimeout(self._name, f"nothing came for {seconds} s, not even a heartbeat") from error

    def _closed(self, closed: ConnectionClosed) -> SourceError:
        if closed.sent is not None and closed.sent.code == TOO_LARGE:
            return BadSourceResponse(self._name, f"an event is larger than {self._options.largest_event} bytes")
        if closed.rcvd is None:
            return SourceUnavailable(self._name, "the connection broke between events", sent=True)
        said = f"{closed.rcvd.code} {closed.rcvd.reason}".strip()
        return SourceUnavailable(self._name, f"it closed the connection: {said}", sent=True)

    def _refused(self, error: InvalidHandshake) -> SourceError:
        if not isinstance(error, InvalidStatus):
            return BadSourceResponse(self._name, f"it takes no WebSocket: {error}")
        status = error.response.status_code
        if status in GONE:
            return SourceUnavailable(self._name, f"it answered {status}", sent=True)
        return BadSourceResponse(self._name, f"it answered {status} instead of a WebSocket")

    async def close(self) -> None:
        """Subscriptions under way break."""
        for socket in list(self._open):
            await _close(socket)


async def _close(socket: ClientConnection) -> None:
    try:
        await socket.close()
    except asyncio.CancelledError:
        socket.transport.abort()
        raise
