"""A subgraph over HTTP: GraphQL requests as JSON by POST."""

from http import HTTPStatus
from typing import Protocol

from gateway.sources.errors import BadSourceResponse, SourceUnavailable
from gateway.sources.http1 import Answer
from gateway.tracing import passed_on

HEADERS = b"content-type: application/json\r\naccept: application/graphql-response+json, application/json\r\n"
GONE = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT})
"""Statuses by which whoever stands before a subgraph says that it is not there."""


class HttpClient(Protocol):
    """Sends requests to one address. `name` is the source's, for messages."""

    name: str

    async def post(self, body: bytes, headers: bytes, deadline: float, *, repeatable: bool = True) -> Answer:
        """POST `body` with the raw header lines `headers`, until `deadline` (the loop's time). Raises SourceError."""
        ...

    async def close(self) -> None:
        """End every connection; requests under way fail with SourceUnavailable."""
        ...


class HttpSource:
    """Answers requests by POST to one address."""

    def __init__(self, client: HttpClient) -> None:
        self._client = client

    async def fetch(self, body: bytes, deadline: float, headers: bytes, *, repeatable: bool) -> bytes:
        answer = await self._client.post(body, passed_on(HEADERS + headers), deadline, repeatable=repeatable)
        if answer.status != HTTPStatus.OK:
            self._check(answer)
        return answer.body

    def _check(self, answer: Answer) -> None:
        """Another status than 200 may still bring a GraphQL response; anything else is an error of its own."""
        if answer.status in GONE:
            raise SourceUnavailable(self._client.name, f"it answered {answer.status}", sent=True)
        media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        graphql = media_type == "application/graphql-response+json"
        if not graphql and not (media_type == "application/json" and answer.body[:9].lstrip().startswith(b"{")):
            raise BadSourceResponse(self._client.name, f"it answered {answer.status}")

    async def close(self) -> None:
        await self._client.close()
