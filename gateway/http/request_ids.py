"""The id of a request: what the client or a proxy calls it, otherwise one of ours; in its answer and in the log's lines about it.

The lines have the id of the trace, too, where the request says that it is part of one (W3C Trace Context).
"""

import os
import re
from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars

from gateway.log_output import concealed

HEADER = b"x-request-id"
IN_SCOPE = "yuxin.request_id"
_TAKEN = re.compile(rb"[A-Za-z0-9._:/+=@-]{1,128}")
"""What may be written into a log and a header as it came."""
_TRACEPARENT = re.compile(rb"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")


def trace_id(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """The trace that a request is part of; None without one `traceparent` of the standard's form."""
    given = [value for name, value in headers if name == b"traceparent"]
    found = _TRACEPARENT.fullmatch(given[0].strip()) if len(given) == 1 else None
    if found is None or (found[1] == b"00" and found[3]):
        return None
    return found[2].decode()


def _names_nobody(text: str) -> bool:
    """Whether it has no code of a subject in it."""
    return concealed(text) == text


def bound_ids(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """Let the lines of the log about a request have the ids that it came with; gives its own, None where it has none."""
    given = next((value for name, value in headers if name == HEADER), b"")
    id_ = given.decode() if _TAKEN.fullmatch(given) and _names_nobody(given.decode()) else None
    if id_ is not None:
        bind_contextvars(request=id_)
    if (trace := trace_id(headers)) is not None:
        bind_contextvars(trace=trace)
    return id_


class RequestIds:
    """Gives every request its id; the server runs each in a context of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        id_ = bound_ids(scope["headers"])
        if id_ is None:
            id_ = os.urandom(16).hex()
            bind_contextvars(request=id_)
        scope[IN_SCOPE] = id_
        header = HEADER, id_.encode()

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], header]
            await send(message)

        await self.app(scope, receive, send_with_id)
