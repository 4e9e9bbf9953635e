"""GraphQL over WebSocket by the protocol graphql-transport-ws: several operations at a time, of every kind, over one socket."""

import asyncio
from collections.abc import Mapping
from contextlib import aclosing, suppress
from typing import Any

import orjson
import structlog
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from gateway.execution.errors import INTERNAL, LIMIT_EXCEEDED, MASKED, plain
from gateway.http.conversation import Begin, Conversation, RawHeaders
from gateway.http.refusals import BadRequest, Forbidden, Refusal, Unauthenticated
from gateway.http.socket_limits import DEFAULT_SOCKETS, SocketLimits
from gateway.http.socket_messages import (
    ACK,
    COMPLETE,
    ERROR,
    LONGEST_ID,
    NEXT,
    PING,
    SUBPROTOCOL,
    ClientMessage,
    Closing,
    Code,
    decoded,
    pong,
)

log = structlog.get_logger(__name__)
PARAMETERS = ("authorization", "x-yuxin-case")
"""What a client may give in the payload of connection_init, too: a browser can set no headers of a WebSocket."""
RESTARTING = "网关正在停止，请重新连接 / the gateway is stopping, connect again"


class GraphQLSockets:
    """The ASGI application of one path's sockets. Used on one event loop."""

    def __init__(self, begin: Begin, limits: SocketLimits = DEFAULT_SOCKETS) -> None:
        self._begin = begin
        self._limits = limits
        self._open: dict[_Socket, asyncio.Task[Any]] = {}
        self._ending = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = _Socket(WebSocket(scope, receive, send), self._begin, self._limits)
        task = asyncio.current_task()
        assert task is not None
        self._open[socket] = task
        if self._ending:
            socket.end()
        try:
            await socket.run()
        finally:
            del self._open[socket]

    async def end(self, patience: float) -> None:
        """Close every socket once its operations have had their last answers, and each later one."""
        self._ending = True
        for socket in self._open:
            socket.end()
        if self._open:
            await asyncio.wait(list(self._open.values()), timeout=patience)


class _Socket:
    """One client's."""

    def __init__(self, socket: WebSocket, begin: Begin, limits: SocketLimits) -> None:
        self._socket = socket
        self._begin = begin
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._conversation: Conversation | None = None
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._sending = asyncio.Lock()
        self._initialised = asyncio.Event()
        self._ending = asyncio.Event()
        self._closing: asyncio.Future[Closing] = self._loop.create_future()
        self._heard = self._busy = self._loop.time()

    async def run(self) -> None:
        """Until it is closed by either side."""
        if SUBPROTOCOL not in self._socket.scope.get("subprotocols", ()):
            await self._socket.accept()
            await self._close(Closing(Code.BAD_SUBPROTOCOL, "Subprotocol not acceptable"))
            return
        await self._socket.accept(SUBPROTOCOL)
        tasks = [self._loop.create_task(work) for work in (self._read(), self._watch(), self._end_when_told())]
        try:
            waited: list[asyncio.Future[Any]] = [*tasks, self._closing]
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _cancelled(*tasks, *self._operations.values())
        why = [error for task in tasks if not task.cancelled() and (error := task.exception()) is not None]
        if self._closing.done():
            why.append(self._closing.result())
        for error in why:
            if not isinstance(error, Closing):
                raise error
        if why:
            await self._close(why[0])  # type: ignore[arg-type]

    def end(self) -> None:
        """Close it when the operations under way have ended."""
        self._ending.set()

    async def _end_when_told(self) -> None:
        await self._ending.wait()
        if self._operations:
            await asyncio.wait(list(self._operations.values()), timeout=self._limits.stuck)
        raise Closing(Code.RESTART, RESTARTING)

    async def _watch(self) -> None:
        """Whether the client says who it is, is still there, and wants anything."""
        try:
            async with asyncio.timeout(self._limits.begin):
                await self._initialised.wait()
        except TimeoutError:
            raise Closing(Code.TOO_LATE, "Connection initialisation timeout") from None
        while True:
            await asyncio.sleep(min(self._limits.silence, self._limits.idle) / 3)
            now = self._loop.time()
            if now - self._heard > self._limits.silence:
                raise Closing(Code.SILENT, "很久没有消息，也不答 ping / nothing came for long, not even a pong")
            if not self._operations and now - self._busy > self._limits.idle:
                raise Closing(Code.DONE, "空闲太久 / idle for too long")
            await self._send(PING)

    async def _read(self) -> None:
        """Take messages until the client goes."""
        with suppress(WebSocketDisconnect):
            while True:
                received = await self._socket.receive()
                if received["type"] != "websocket.receive":
                    return
                self._heard = self._loop.time()
                await self._take(self._message(received.get("text")))

    def _message(self, text: str | None) -> ClientMessage:
        if text is None:
            raise Closing(Code.BAD_MESSAGE, "Only text messages are taken")
        if len(text) > self._limits.message or len(text.encode(errors="replace")) > self._limits.message:
            raise Closing(Code.TOO_LARGE, f"A message has at most {self._limits.message} bytes")
        return decoded(text)

    async def _take(self, message: ClientMessage) -> None:
        match message.type:
            case "connection_init":
                await self._initialise(message.payload)
            case "ping":
                await self._send(pong(message.payload))
            case "pong":
                pass
            case "subscribe":
                await self._subscribe(message)
            case "complete":
                operation = self._operations.pop(message.id, None)
                if operation is not None:
                    operation.cancel()
            case _:
                raise Closing(Code.BAD_MESSAGE, "Invalid message received")

    async def _initialise(self, payload: Any) -> None:
        if self._initialised.is_set():
            raise Closing(Code.TWICE, "Too many initialisation requests")
        self._initialised.set()
        if payload is not None and not isinstance(payload, dict):
            raise Closing(Code.BAD_MESSAGE, "The payload of connection_init is an object")
        address = self._socket.client
        try:
            headers = with_parameters(self._socket.scope["headers"], payload or {})
            self._conversation = await self._begin(headers, "" if address is None else address.host)
        except (Forbidden, Unauthenticated) as refusal:
            raise Closing(Code.FORBIDDEN, f"Forbidden: {refusal.message}") from None
        except BadRequest as refusal:
            raise Closing(Code.BAD_MESSAGE, refusal.message) from None
        except Refusal as refusal:
            raise Closing(Code.TRY_AGAIN, refusal.message) from None
        await self._send(ACK)

    async def _subscribe(self, message: ClientMessage) -> None:
        if self._conversation is None:
            raise Closing(Code.UNAUTHORIZED, "Unauthorized")
        if not 0 < len(message.id) <= LONGEST_ID or not isinstance(message.payload, dict):
            raise Closing(Code.BAD_MESSAGE, "Invalid message received")
        if message.id in self._operations:
            raise Closing(Code.EXISTS, f"Subscriber for {message.id} already exists")
        if len(self._operations) >= self._limits.operations:
            most = self._limits.operations
            told = plain(
                f"一个连接同时最多 {most} 个操作 / a socket has {most} operations at one time at most", LIMIT_EXCEEDED
            )
            await self._send(ERROR % (orjson.dumps(message.id), orjson.dumps([told])))
            return
        work = self._operate(message.id, message.payload, self._conversation)
        self._operations[message.id] = self._loop.create_task(work)

    async def _operate(self, id_: str, parameters: Any, conversation: Conversation) -> None:
        self._busy = self._loop.time()
        written = orjson.dumps(id_)
        try:
            last = await self._answer(written, parameters, conversation)
        except Refusal as refusal:
            last = ERROR % (written, orjson.dumps([plain(refusal.message, refusal.code)]))
        except Closing as closing:
            self._finish(closing)
            return
        except Exception:
            log.exception("an operation over a socket failed")
            last = ERROR % (written, orjson.dumps([plain(MASKED, INTERNAL)]))
        # The id is free again before the client hears so.
        self._operations.pop(id_, None)
        self._busy = self._loop.time()
        try:
            await self._send(last)
        except Closing as closing:
            self._finish(closing)

    async def _answer(self, id_: bytes, parameters: Any, conversation: Conversation) -> bytes:
        """Send the answers; the message that ends the operation."""
        async with aclosing(conversation.answers(parameters)) as answers:
            async for answer in answers:
                if not answer.executed:
                    return ERROR % (id_, orjson.dumps(orjson.loads(answer.json)["errors"]))
                await self._send(NEXT % (id_, answer.json))
        return COMPLETE % id_

    async def _send(self, message: bytes) -> None:
        """Raises Closing where nothing is taken for long."""
        try:
            async with asyncio.timeout(self._limits.stuck), self._sending:
                await self._socket.send_text(message.decode())
        except TimeoutError:
            raise Closing(Code.SILENT, "什么也不取 / nothing is taken") from None
        except (WebSocketDisconnect, RuntimeError):
            raise Closing(Code.DONE, "") from None  # it has gone

    def _finish(self, closing: Closing) -> None:
        if not self._closing.done():
            self._closing.set_result(closing)

    async def _close(self, closing: Closing) -> None:
        if self._socket.client_state is WebSocketState.DISCONNECTED:
            return
        with suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
            async with asyncio.timeout(self._limits.begin):
                await self._socket.close(closing.code, closing.reason)


async def _cancelled(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)


def with_parameters(headers: RawHeaders, parameters: Mapping[str, Any]) -> RawHeaders:
    """The headers of the upgrade, over which the parameters of the connection count. Raises BadRequest."""
    given = {name.lower(): value for name, value in parameters.items() if name.lower() in PARAMETERS}
    for name, value in given.items():
        if not isinstance(value, str) or not value.isascii() or not value.isprintable():
            raise BadRequest(f"{name} 应是字符串 / {name} must be a string of printable ASCII")
    kept = [(name, value) for name, value in headers if name.decode("latin-1") not in given]
    return [*kept, *((name.encode(), value.encode()) for name, value in given.items())]
