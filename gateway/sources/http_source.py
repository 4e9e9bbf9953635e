"""A subgraph over HTTP: GraphQL requests as JSON over kept-alive connections."""

from http import HTTPStatus

from gateway.sources.errors import BadSourceResponse, SourceUnavailable
from gateway.sources.http1 import Answer, Http1Pool

HEADERS = b"content-type: application/json\r\naccept: application/graphql-response+json, application/json\r\n"
GONE = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT})
"""Statuses by which whoever stands before a subgraph says that it is not there."""


class HttpSource:
    """Answers requests by POST to one address."""

    def __init__(self, pool: Http1Pool) -> None:
        self._pool = pool

    async def fetch(self, body: bytes, deadline: float, headers: bytes, *, repeatable: bool) -> bytes:
        answer = await self._pool.post(body, HEADERS + headers, deadline, repeatable=repeatable)
        if answer.status != HTTPStatus.OK:
            self._check(answer)
        return answer.body

    def _check(self, answer: Answer) -> None:
        """Another status than 200 may still bring a GraphQL response; anything else is an error of its own."""
        if answer.status in GONE:
            raise SourceUnavailable(self._pool.name, f"it answered {answer.status}", sent=True)
        media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        graphql = media_type == "application/graphql-response+json"
        if not graphql and not (media_type == "application/json" and answer.body[:9].lstrip().startswith(b"{")):
            raise BadSourceResponse(self._pool.name, f"it answered {answer.status}")

    async def close(self) -> None:
        await self._pool.close()
