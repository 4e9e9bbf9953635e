"""GraphQL over SSE, single connection mode: a client reserves one stream, and the answers to all its operations come over it.

PUT reserves and tells the token, GET with the token opens the stream, POST with it begins an operation under an id, DELETE ends one.
"""

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

import orjson
import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Scope

from gateway.execution.errors import INTERNAL, MASKED, plain
from gateway.http.answer_streams import EVENT_STREAM, AnswerStream, stream_format
from gateway.http.conversation import Begin, Conversation
from gateway.http.refusals import BadRequest, Busy, Conflicting, MethodNotAllowed, NotAcceptable, Refusal, Unknown
from gateway.http.requests import read_parameters
from gateway.http.responses import NO_STORE

log = structlog.get_logger(__name__)
TOKEN = b"x-graphql-event-stream-token"
NEXT, COMPLETE = b'event: next\ndata: {"id":%b,"payload":%b}\n\n', b'event: complete\ndata: {"id":%b}\n\n'
EVENTS = replace(EVENT_STREAM, before=b"", after=b"", end=b"")
LONGEST_ID = 256


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """`each` client reserves so many streams, each has so many `operations` under way and keeps so many answers (`kept`).

    One that nobody opens is given up after `seconds`. `body` in bytes, `timeout` is the seconds that one has to arrive.
    """

    each: int = 10
    operations: int = 100
    kept: int = 64
    seconds: float = 30.0
    body: int = 8 * 1024 * 1024
    timeout: float = 30.0


def of_a_single_connection(scope: Scope) -> bool:
    """Whether a request is of this mode."""
    if scope["method"] in ("PUT", "DELETE") or any(name == TOKEN for name, _ in scope["headers"]):
        return True
    return scope["method"] == "GET" and b"token=" in scope["query_string"]


class EventStreams:
    """The streams of a process. Used on one event loop."""

    def __init__(self, begin: Begin, limits: StreamLimits) -> None:
        self._begin = begin
        self._limits = limits
        self._streams: dict[str, _Stream] = {}
        self._reserved: Counter[str] = Counter()

    async def respond(self, request: Request) -> Response | AnswerStream:
        """Answer a request of this mode. Raises Refusal."""
        peer = "" if request.client is None else request.client.host
        conversation = await self._begin(request.scope["headers"], peer)
        if request.method == "PUT":
            return self._reserve(conversation.client)
        stream = self._stream(request, conversation.client)
        if request.method == "GET":
            return self._opened(request, stream)
        if request.method == "DELETE":
            stream.finish(_operation_id(request.query_params.get("operationId")))
            return Response(status_code=200, headers=NO_STORE)
        return await self._operated(request, stream, conversation)

    async def end(self, patience: float) -> None:
        """End every stream once its operations have had their last answers."""
        ending = [asyncio.create_task(stream.end()) for stream in self._streams.values()]
        if ending:
            await asyncio.wait(ending, timeout=patience)

    def _reserve(self, client: str) -> Response:
        if self._reserved[client] >= self._limits.each:
            raise Busy(
                f"一个客户最多 {self._limits.each} 条流 / a client has {self._limits.each} streams at most: close some first"
            )
        token = secrets.token_urlsafe(24)
        self._streams[token] = _Stream(client, self._limits, lambda: self._given_up(token))
        self._reserved[client] += 1
        return PlainTextResponse(token, 201, NO_STORE)

    def _given_up(self, token: str) -> None:
        stream = self._streams.pop(token)
        self._reserved[stream.client] -= 1
        if not self._reserved[stream.client]:
            del self._reserved[stream.client]

    def _stream(self, request: Request, client: str) -> "_Stream":
        token = request.headers.get(TOKEN.decode()) or request.query_params.get("token")
        if not token:
            raise MethodNotAllowed(
                f"没有 {TOKEN.decode()} 头时不收 / it is not taken without the header {TOKEN.decode()}, whose token PUT gives",
                {"allow": "GET, POST, PUT"},
            )
        stream = self._streams.get(token)
        if stream is None or stream.client != client:
            raise Unknown("没有这条流，请先用 PUT 预留 / there is no such stream: reserve one by PUT")
        return stream

    def _opened(self, request: Request, stream: "_Stream") -> AnswerStream:
        if stream_format(request.headers.get("accept", "")) is not EVENT_STREAM:
            raise NotAcceptable("accept 应有 text/event-stream / accept text/event-stream")
        if stream.open:
            raise Conflicting("这条流已经打开 / the stream is open already")
        return AnswerStream(stream.events(), EVENTS)

    async def _operated(self, request: Request, stream: "_Stream", conversation: Conversation) -> Response:
        parameters = await read_parameters(request, self._limits.body, self._limits.timeout)
        extensions = parameters.get("extensions")
        id_ = _operation_id(extensions.get("operationId") if isinstance(extensions, dict) else None)
        stream.operate(id_, parameters, conversation)
        return Response(status_code=202, headers=NO_STORE)


class _Stream:
    """One client's; `given_up` is called when it is over."""

    def __init__(self, client: str, limits: StreamLimits, given_up: Any) -> None:
        self.client = client
        self.open = False
        self._limits = limits
        self._given_up = given_up
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._events: asyncio.Queue[bytes | None] = asyncio.Queue(limits.kept)
        self._unopened = asyncio.get_running_loop().call_later(limits.seconds, self._over)

    async def events(self) -> AsyncGenerator[bytes, None]:
        """What is sent, until the client goes or `end`."""
        self.open = True
        self._unopened.cancel()
        try:
            while (event := await self._events.get()) is not None:
                yield event
        finally:
            self._over()

    def operate(self, id_: str, parameters: Any, conversation: Conversation) -> None:
        """Begin an operation. Raises Conflicting or Busy."""
        if id_ in self._operations:
            raise Conflicting("这个 operationId 的操作还在进行 / an operation of this operationId is under way")
        if len(self._operations) >= self._limits.operations:
            most = self._limits.operations
            raise Busy(f"一条流同时最多 {most} 个操作 / a stream has {most} operations at one time at most")
        self._operations[id_] = asyncio.create_task(self._operate(id_, parameters, conversation))

    def finish(self, id_: str) -> None:
        """End an operation, where there is one."""
        operation = self._operations.pop(id_, None)
        if operation is not None:
            operation.cancel()

    async def end(self) -> None:
        """Let what is under way have its last answers, then end the stream."""
        if self._operations:
            await asyncio.wait(list(self._operations.values()))
        await self._events.put(None)

    async def _operate(self, id_: str, parameters: Any, conversation: Conversation) -> None:
        written = orjson.dumps(id_)
        try:
            async with aclosing(conversation.answers(parameters)) as answers:
                async for answer in answers:
                    await self._events.put(NEXT % (written, answer.json))
        except Refusal as refusal:
            await self._events.put(_wrong(written, plain(refusal.message, refusal.code)))
        except Exception:
            log.exception("an operation over a stream failed")
            await self._events.put(_wrong(written, plain(MASKED, INTERNAL)))
        await self._events.put(COMPLETE % written)
        self._operations.pop(id_, None)

    def _over(self) -> None:
        for operation in self._operations.values():
            operation.cancel()
        self._operations.clear()
        self._given_up()


def _wrong(id_: bytes, error: dict[str, Any]) -> bytes:
    return NEXT % (id_, orjson.dumps({"errors": [error]}))


def _operation_id(given: Any) -> str:
    if not isinstance(given, str) or not 0 < len(given) <= LONGEST_ID:
        raise BadRequest("缺少 operationId / operationId is missing: a string that names the operation")
    return given
