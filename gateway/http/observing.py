"""The outermost step of every request: how it was answered and how long that took; and where the gateway ends, a farewell."""

import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars

from gateway.http.seen import Seen, known_method, route_of
from gateway.tracing import NO_SPAN, TRACING, NoSpan, request_span

CLOSE = (b"connection", b"close")
STREAMS = (b"text/event-stream", b"multipart/mixed")
"""Answers that take as long as somebody listens: they are told apart from those that one waits for."""
NOT_TRACED = frozenset({"/metrics", "/health/*"})


class Observing:
    """Counts each request in `seen` when it has come to its end. One that raises is answered with 500 by who stands before us.

    While the gateway is `ending`, clients are asked to come by another connection: this one is closed soon.
    """

    def __init__(self, app: ASGIApp, seen: Seen, ending: Callable[[], bool]) -> None:
        self.app = app
        self._seen = seen
        self._ending = ending

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        method, route = scope["method"], route_of(scope["path"])
        began, status, streams = time.perf_counter(), 0, False

        async def noting(message: Message) -> None:
            nonlocal status, streams
            if message["type"] == "http.response.start":
                status = message["status"]
                streams = any(
                    name == b"content-type" and value.startswith(STREAMS) for name, value in message["headers"]
                )
                self._seen.streams += streams
                if self._ending():
                    message["headers"] = [*message["headers"], CLOSE]
            await send(message)

        with _span(scope, method, route) as traced:
            try:
                await self.app(scope, receive, noting)
            except Exception:
                status = 500
                raise
            finally:
                self._seen.streams -= streams
                if status:
                    seconds = time.perf_counter() - began
                    self._seen.answered(method, f"{route} stream" if streams else route, status, seconds)
                    traced.set("http.response.status_code", status)
                if status >= 500:
                    traced.failed(str(status))

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._seen.sockets += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._seen.sockets -= 1


def _span(scope: Scope, method: str, route: str) -> NoSpan:
    """The span of a request, whose trace the log names; none of those who only look whether we are there."""
    if TRACING.tracer is None or route in NOT_TRACED:
        return NO_SPAN
    verb = known_method(method)
    told = {
        "http.request.method": verb,
        "http.route": route,
        "url.scheme": scope["scheme"],
        "network.protocol.version": scope["http_version"],
    }
    found = request_span(f"{verb} {route}", scope["headers"], told)
    if found.trace_id is not None:
        bind_contextvars(trace=found.trace_id)
    return found
