"""`/graphql`: read the operation, run it, answer."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway.execution.errors import OVERLOADED
from gateway.execution.operations import Answer, EncodedAnswer
from gateway.execution.running import OperationNotAllowed
from gateway.http.admission import Place, overloaded
from gateway.http.admission_limits import Aside
from gateway.http.answer_streams import AnswerStream, stream_format
from gateway.http.caching import kept_answer
from gateway.http.clients import client_address
from gateway.http.event_streams import of_a_single_connection
from gateway.http.leaving import UnlessGone
from gateway.http.media_types import JSON, OFFERED, negotiated
from gateway.http.operation_spans import operation_span, tell_codes
from gateway.http.refusals import MethodNotAllowed, NotAcceptable, Refusal
from gateway.http.request_lines import RequestLine
from gateway.http.requests import TELL_COST, TELL_PLAN, read_operation
from gateway.http.responses import AnswerResponse, json_of, refusal_response
from gateway.service import Service

AnyResponse = Response | AnswerResponse | AnswerStream
TOO_BUSY = {offer: refusal_response(overloaded(), offer) for offer in OFFERED}


class GraphQLEndpoint:
    """The ASGI application of GET (queries) and POST."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._service.admission.sheds:
            await self._shed(scope, receive, send)
            return
        request, line = Request(scope, receive), RequestLine()
        status = None
        try:
            response = await self._response(request, line)
            status = 200 if isinstance(response, AnswerStream) else response.status_code
            await response(scope, receive, send)
        except ClientDisconnect:
            self._service.admission.left += 1
        finally:
            self._service.seen.operation(line)
            line.write(self._service.settings.log_requests, status)

    async def _shed(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse at once: what is asked in vain must cost next to nothing, not even a line of the log."""
        self._service.admission.refused[OVERLOADED] += 1
        accept = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"accept"), None)
        await TOO_BUSY[negotiated(accept) or JSON](scope, receive, send)

    async def _response(self, request: Request, line: RequestLine) -> AnyResponse:
        media_type = negotiated(request.headers.get("accept"))
        try:
            if of_a_single_connection(request.scope):
                response = await self._single_connection(request)
                line.streamed()
                return response
            return await self._answered(request, media_type, line)
        except Refusal as refusal:
            self._service.admission.refused[refusal.code] += 1
            line.refused(refusal.code)
            return refusal_response(refusal, media_type or JSON)

    async def _single_connection(self, request: Request) -> Response | AnswerStream:
        if self._service.settings.workers > 1:
            raise MethodNotAllowed(
                "多个工作进程时没有单连接模式，请每个操作一条流，或用 WebSocket / with several workers there is no single connection mode: "
                "take a stream for each operation, or a WebSocket",
                {"allow": "GET, POST"},
            )
        return await self._service.event_streams.respond(request)

    async def _answered(self, request: Request, media_type: str | None, line: RequestLine) -> AnyResponse:
        stream = stream_format(request.headers.get("accept", ""))
        if media_type is None and stream is None:
            raise NotAcceptable(f"accept 里没有 {' 或 '.join(OFFERED)} / accept names neither of {', '.join(OFFERED)}")
        service = self._service
        peer = "" if request.client is None else request.client.host
        origin = client_address(peer, request.scope["headers"], service.settings.trusted_proxies)
        with service.clients.visit(origin):
            async with service.admission.place() as place:
                answer = await self._answer(request, place, origin, line, streams=stream is not None)
        if isinstance(answer, AsyncGenerator):
            assert stream is not None
            line.streamed()
            return AnswerStream(answer, stream)
        line.answered(answer)
        if media_type is None and stream is not None:
            return AnswerStream(_alone(answer), stream)
        if isinstance(answer, Answer) and answer.catalogue:
            max_age = service.settings.catalogue_max_age
            return kept_answer(json_of(answer), media_type or JSON, request.headers, max_age)
        return AnswerResponse(answer, media_type or JSON)

    async def _answer(
        self, request: Request, place: Place, origin: str, line: RequestLine, *, streams: bool
    ) -> Answer | EncodedAnswer | AsyncGenerator[bytes, None]:
        """The answer, or where `streams` the answers to a subscription."""
        settings = self._service.settings
        headers = request.scope["headers"]
        identity = line.who = await self._service.identity(headers, origin)
        operation = await read_operation(
            request,
            self._service.documents,
            settings.body_limit,
            settings.request_timeout,
            may_be_slow=lambda: place.step_aside(Aside.ARRIVING),
        )
        question = line.question = self._service.question(operation)
        await place.step_back()
        if streams and await self._service.subscribes(operation):
            return encoded(self._service.subscribe(operation, identity, headers, origin))
        try:
            with operation_span(question) as traced, UnlessGone(request.receive, lambda: place.step_aside(Aside.LONG)):
                answer = await self._service.run(
                    operation,
                    identity,
                    headers,
                    queries_only=request.method == "GET",
                    origin=origin,
                    tell_cost=TELL_COST in request.headers,
                    tell_plan=TELL_PLAN in request.headers,
                )
                tell_codes(traced, answer)
                return answer
        except OperationNotAllowed:
            raise MethodNotAllowed("变更请用 POST / mutations need POST", {"allow": "POST"}) from None


async def encoded(answers: AsyncGenerator[Answer | EncodedAnswer, None]) -> AsyncGenerator[bytes, None]:
    """The answers as JSON."""
    async with aclosing(answers):
        async for answer in answers:
            yield json_of(answer)


async def _alone(answer: Answer | EncodedAnswer) -> AsyncGenerator[bytes, None]:
    """A stream of one answer, for what is no subscription and whose client takes nothing but streams."""
    yield json_of(answer)
