"""Answers and refusals as HTTP responses, made by orjson."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway.execution.errors import TIMEOUT, plain
from gateway.execution.operations import Answer, EncodedAnswer
from gateway.http.media_types import GRAPHQL_RESPONSE, JSON, OFFERED
from gateway.http.refusals import Refusal

NO_STORE = {"cache-control": "no-store"}
_HEADERS = {
    offer: [(b"cache-control", b"no-store"), (b"content-type", f"{offer}; charset=utf-8".encode())] for offer in OFFERED
}


def json_response(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(orjson.dumps(content), status, {**NO_STORE, **(headers or {})}, f"{JSON}; charset=utf-8")


class AnswerResponse:
    """An answer that no cache may keep; as an ASGI application it is what a Response of it would be, in a third of the time.

    With `application/graphql-response+json` the status says what happened; with `application/json` it is 200.
    """

    __slots__ = ("_body", "_media_type", "status_code")

    def __init__(self, answer: Answer | EncodedAnswer, media_type: str) -> None:
        self.status_code = _status(answer) if media_type == GRAPHQL_RESPONSE else 200
        self._body = json_of(answer)
        self._media_type = media_type

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [*_HEADERS[self._media_type], (b"content-length", b"%d" % len(self._body))]
        await send({"type": "http.response.start", "status": self.status_code, "headers": headers})
        await send({"type": "http.response.body", "body": self._body})


def json_of(answer: Answer | EncodedAnswer) -> bytes:
    return answer.json if isinstance(answer, EncodedAnswer) else orjson.dumps(answer.body())


def refusal_response(refusal: Refusal, media_type: str = JSON) -> Response:
    """A refusal in the form of a GraphQL response: one error with its code."""
    body = orjson.dumps({"errors": [plain(refusal.message, refusal.code)]})
    status = 200 if refusal.executable and media_type == JSON else refusal.status
    return Response(body, status, {**NO_STORE, **refusal.headers}, f"{media_type}; charset=utf-8")


def _status(answer: Answer | EncodedAnswer) -> int:
    if not answer.executed:
        return 400
    if isinstance(answer, EncodedAnswer):
        return 200
    timed_out = answer.data is None and any(e["extensions"]["code"] == TIMEOUT for e in answer.errors)
    return 504 if timed_out else 200
