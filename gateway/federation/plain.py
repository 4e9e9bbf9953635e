"""The plain gateway: any supergraph behind /graphql, as GraphQL over HTTP describes it, /health/ready and /metrics."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send

from gateway.execution.cost.charging import CostRules
from gateway.execution.errors import BAD_INPUT, INTERNAL, MASKED, plain
from gateway.execution.operations import EncodedAnswer, Operation
from gateway.federation.engine import Engine, may_tell_errors, was_run
from gateway.federation.preparing import NotAQuery, Refused
from gateway.federation.reloading import Reloading
from gateway.federation.watching import Watch
from gateway.http.answer_streams import AnswerStream, StreamFormat, stream_format
from gateway.http.compression import COMPRESS_FROM, Compression
from gateway.http.event_streams import EventStreams, StreamLimits, of_a_single_connection
from gateway.http.foreign_sites import NoForeignSites
from gateway.http.graphql_socket import GraphQLSockets
from gateway.http.media_types import GRAPHQL_RESPONSE, JSON, OFFERED, negotiated
from gateway.http.observing import Observing
from gateway.http.operation_spans import operation_span, tell_codes
from gateway.http.persisted_documents import PersistedDocuments
from gateway.http.refusals import MethodNotAllowed, NotAcceptable, NotReady, Refusal
from gateway.http.request_ids import RequestIds, bound_ids
from gateway.http.request_lines import OK, RequestLine
from gateway.http.requests import TELL_COST, operation_in, operation_of, read_operation
from gateway.http.responses import NO_STORE, json_response, refusal_response
from gateway.http.rsgi import DirectPost, RawHeaders
from gateway.http.socket_limits import SocketLimits
from gateway.tracing import request_span

log = logging.getLogger(__name__)
ROUTE = {"http.route": "/graphql"}
ASKS_COST = TELL_COST.encode()
RESTART = (
    "网关启动时超图没有订阅，请重新启动 / "
    "the gateway began with a supergraph without subscriptions: restart it to serve them"
)


@dataclass(frozen=True, slots=True)
class RequestLimits:
    """`timeout`: seconds for the body to arrive, and after that for the answer, which then says what is there; `body` in bytes.

    `costs` are for the engine, which is made with them; `compress_from` in bytes, 0: no answer is compressed.
    """

    timeout: float = 30.0
    body: int = 8 * 1024 * 1024
    costs: CostRules = field(default_factory=CostRules)
    compress_from: int = COMPRESS_FROM


@dataclass(frozen=True, slots=True)
class Connections:
    """What carries several operations at a time."""

    sockets: GraphQLSockets
    streams: EventStreams

    async def end(self, patience: float) -> None:
        """Close them all once their operations have had their last answers."""
        await asyncio.gather(self.sockets.end(patience), self.streams.end(patience))


def plain_gateway(
    engine: Engine,
    reloading: Reloading,
    limits: RequestLimits | None = None,
    connections: Connections | None = None,
    watch: Watch | None = None,
) -> DirectPost | Starlette:
    """`/graphql` over an engine; `/health/ready` says what `reloading` met. What sends and takes plain JSON goes the short way.

    A supergraph with subscriptions is served over ASGI: over Granian's own interface a stream has no back-pressure, and a
    client that takes nothing would fill the memory.
    """

    async def ready(_: Request) -> Response:
        return json_response({"status": "ready", "supergraph": reloading.state.shown()})

    limits, watch = limits or RequestLimits(), watch or Watch()
    streams = engine.supergraph.public.subscription_type is not None
    endpoint = _Endpoint(engine, limits, streams, connections, watch)
    methods = ["GET", "POST"] if connections is None else ["GET", "POST", "PUT", "DELETE"]
    routes: list[BaseRoute] = [
        Route("/graphql", endpoint, methods=methods),
        Route("/health/ready", ready),
        *watch.routes(engine),
    ]
    if connections is not None:
        own_site = [Middleware(NoForeignSites)]  # unlike a POST, no browser asks first whether another site's page may
        routes.append(WebSocketRoute("/graphql", connections.sockets, middleware=own_site))
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(Observing, seen=watch.seen, ending=lambda: False),
            Middleware(RequestIds),
            Middleware(Compression, least=limits.compress_from),
        ],
        exception_handlers={HTTPException: _http_error, Exception: _internal_error},
    )
    if streams:
        return app
    return DirectPost(
        app,
        "/graphql",
        endpoint.direct,
        limits.body,
        limits.timeout,
        plain=True,
        compress_from=limits.compress_from,
    )


def connections_of(engine: Engine, limits: RequestLimits, watch: Watch) -> Connections | None:
    """Those of a supergraph with subscriptions; None for another, which is not served over ASGI."""
    if engine.supergraph.public.subscription_type is None:
        return None

    async def begin(headers: Sequence[tuple[bytes, bytes]], peer: str) -> EngineConversation:
        return EngineConversation(engine, list(headers), peer, watch)

    streams = EventStreams(begin, StreamLimits(body=limits.body, timeout=limits.timeout))
    return Connections(GraphQLSockets(begin, SocketLimits(message=limits.body)), streams)


class EngineConversation:
    """With a supergraph; `headers` are the client's, of which subgraphs get what the rules say."""

    def __init__(self, engine: Engine, headers: RawHeaders, client: str, watch: Watch) -> None:
        self.client = client
        self._engine = engine
        self._watch = watch
        self._headers = headers
        self._documents = PersistedDocuments()

    async def answers(self, parameters: Any) -> AsyncGenerator[EncodedAnswer, None]:
        """As `gateway.http.conversation.Conversation`."""
        line = RequestLine()
        try:
            asked = operation_of(parameters, self._documents)
            line.question = self._watch.questions.get(self._engine.supergraph.public, asked)
            answers = self._engine.subscribe(asked.query, asked.variables, asked.name, self._headers)
            async with aclosing(answers):
                async for answer in answers:
                    told = EncodedAnswer(answer, was_run(answer))
                    line.answered(told)
                    yield told
        except Refusal as refusal:
            line.refused(refusal.code)
            raise
        finally:
            self._watch.ended(line, 200)


class _Endpoint:
    """The ASGI application of `/graphql`, and the short way of what sends and takes plain JSON."""

    def __init__(
        self, engine: Engine, limits: RequestLimits, streams: bool, connections: Connections | None, watch: Watch
    ) -> None:
        self._connections = connections
        self._engine = engine
        self._limits = limits
        self._streams = streams
        self._watch = watch
        self._documents = PersistedDocuments()
        self._loop = asyncio.get_running_loop()

    async def direct(self, body: bytes, headers: RawHeaders) -> tuple[int, bytes]:
        """Status and body of the answer to a POST of JSON that takes JSON."""
        line, status = RequestLine(), 500
        bound_ids(headers)
        try:
            with request_span("POST /graphql", headers, ROUTE):
                status, answer = await self._direct(body, headers, line)
                return status, answer
        finally:
            self._watch.seen.answered("POST", "/graphql", status, line.seconds)
            self._watch.ended(line, status)

    async def _direct(self, body: bytes, headers: RawHeaders, line: RequestLine) -> tuple[int, bytes]:
        try:
            asked = operation_in(body, self._documents)
            return 200, await self._run(asked, headers, line, queries_only=False)
        except Refused as refused:
            return 200, _errors(refused, line)
        except Refusal as refusal:
            line.refused(refusal.code)
            refused_with = refusal_response(refusal)
            return refused_with.status_code, bytes(refused_with.body)
        except Exception:
            log.exception("a request failed")
            line.refused(INTERNAL)
            return 500, orjson.dumps({"errors": [plain(MASKED, INTERNAL)]})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Every other request, with the status and the media type that it deserves."""
        request, line, status = Request(scope, receive), RequestLine(), None
        try:
            response = await self._response(request, line)
            status = 200 if isinstance(response, AnswerStream) else response.status_code
            await response(scope, receive, send)
        except ClientDisconnect:
            pass  # nobody reads it
        finally:
            self._watch.ended(line, status)

    async def _response(self, request: Request, line: RequestLine) -> Response | AnswerStream:
        media_type = negotiated(request.headers.get("accept"))
        try:
            if self._connections is not None and of_a_single_connection(request.scope):
                response = await self._connections.streams.respond(request)
                line.streamed()
                return response
            return await self._answered(request, media_type, line)
        except Refusal as refusal:
            line.refused(refusal.code)
            return refusal_response(refusal, media_type or JSON)

    async def _answered(self, request: Request, media_type: str | None, line: RequestLine) -> Response | AnswerStream:
        stream = stream_format(request.headers.get("accept", ""))
        if media_type is None and stream is None:
            raise NotAcceptable(f"accept 里没有 {' 或 '.join(OFFERED)} / accept names neither of {', '.join(OFFERED)}")
        asked = await read_operation(request, self._documents, self._limits.body, self._limits.timeout)
        if stream is not None and await self._engine.subscribes(asked.query, asked.name):
            line.question = self._watch.questions.get(self._engine.supergraph.public, asked)
            line.streamed()
            return self._events(asked, request.scope["headers"], stream)
        status = 200
        try:
            body = await self._run(asked, request.scope["headers"], line, queries_only=request.method == "GET")
        except NotAQuery:
            raise MethodNotAllowed("变更请用 POST / mutations need POST", {"allow": "POST"}) from None
        except Refused as refused:
            status = 400 if media_type == GRAPHQL_RESPONSE else 200
            body = _errors(refused, line)
        if stream is not None and media_type is None:
            return AnswerStream(_alone(body), stream)
        return Response(body, status, NO_STORE, f"{media_type}; charset=utf-8")

    def _events(self, asked: Operation, headers: RawHeaders, stream: StreamFormat) -> AnswerStream:
        if not self._streams:
            raise NotReady(RESTART)
        return AnswerStream(self._engine.subscribe(asked.query, asked.variables, asked.name, headers), stream)

    async def _run(self, asked: Operation, headers: RawHeaders, line: RequestLine, *, queries_only: bool) -> bytes:
        deadline = self._loop.time() + self._limits.timeout
        question = line.question = self._watch.questions.get(self._engine.supergraph.public, asked)
        with operation_span(question) as traced:
            answer = await self._engine.answer(
                asked.query,
                asked.variables,
                asked.name,
                headers,
                deadline,
                queries_only=queries_only,
                tell_cost=any(name == ASKS_COST for name, _ in headers),
            )
            line.outcome = OK
            if may_tell_errors(answer):
                told = EncodedAnswer(answer)
                line.answered(told)
                tell_codes(traced, told)
        return answer


async def _alone(answer: bytes) -> AsyncGenerator[bytes, None]:
    """A stream of one answer, for what is no subscription and whose client takes nothing but streams."""
    yield answer


def _errors(refused: Refused, line: RequestLine) -> bytes:
    answer = orjson.dumps({"errors": refused.errors})
    line.answered(EncodedAnswer(answer, executed=False))
    return answer


async def _http_error(_: Request, error: Exception) -> Response:
    """Paths and methods that there are not."""
    assert isinstance(error, HTTPException)
    code = "NOT_FOUND" if error.status_code == 404 else BAD_INPUT
    return json_response({"errors": [plain(error.detail, code)]}, error.status_code, error.headers)


async def _internal_error(_: Request, error: Exception) -> Response:
    """The answer to what nobody foresaw; the error itself goes to the log."""
    return json_response({"errors": [plain(MASKED, INTERNAL)]}, 500)
