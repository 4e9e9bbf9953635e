"""渝信的一个小客户端 / A small client of Yuxin: typed answers, errors by code, pages by cursor, events over SSE. It needs httpx alone."""

import json
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any
from urllib.parse import quote

import httpx

GATEWAY = os.environ.get("YUXIN", "http://127.0.0.1:8000")
SSE = "text/event-stream"


class Refused(Exception):
    """An error of the gateway: `code` is FORBIDDEN, BAD_INPUT, TIMEOUT, LIMIT_EXCEEDED …; `path` says of which field."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        super().__init__(error["message"])
        self.code: str = error.get("extensions", {}).get("code", "INTERNAL")
        self.path: list[str | int] = error.get("path", [])
        self.cursor: str | None = error.get("extensions", {}).get("cursor")


def credentials() -> dict[str, str]:
    """The token, and for an investigator the case; a server on this machine alone needs neither."""
    token, case = os.environ.get("YUXIN_TOKEN"), os.environ.get("YUXIN_CASE")
    return {
        **({"authorization": f"Bearer {token}"} if token else {}),
        **({"x-yuxin-case": quote(case)} if case else {}),
    }


class Client:
    """Questions and changes; `with Client() as yuxin: yuxin.ask(…)`."""

    def __init__(self, gateway: str = GATEWAY) -> None:
        self._http = httpx.Client(base_url=gateway, headers=credentials(), timeout=60)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data of an operation. Raises Refused for its first error, httpx.TransportError where nobody answers."""
        answer = self._http.post("/graphql", json={"query": document, "variables": variables}).json()
        for error in answer.get("errors", []):
            raise Refused(error)
        data: dict[str, Any] = answer["data"]
        return data

    def change(self, document: str, **variables: Any) -> dict[str, Any]:
        """The payload of a mutation with one field. Its typed errors are raised as Refused, too."""
        (payload,) = self.ask(document, **variables).values()
        if payload["__typename"].endswith("Error"):
            raise Refused({"message": payload["message"], "extensions": {"code": payload["code"]}})
        found: dict[str, Any] = payload
        return found

    def pages(self, document: str, connection: str, **variables: Any) -> Iterator[dict[str, Any]]:
        """The nodes of a connection at the root, page after page: the document takes $after and asks nodes and pageInfo."""
        after: str | None = None
        while True:
            page = self.ask(document, after=after, **variables)[connection]
            yield from page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                return
            after = page["pageInfo"]["endCursor"]


async def events(document: str, gateway: str = GATEWAY, **variables: Any) -> AsyncIterator[dict[str, Any]]:
    """The data of each event of a subscription until the gateway ends it; Refused.cursor says where to go on."""
    asked = {"query": document, "variables": variables}
    headers = {**credentials(), "accept": SSE}
    quiet = httpx.Timeout(10, read=None)  # hours may pass without an event
    async with (
        httpx.AsyncClient(timeout=quiet) as http,
        http.stream("POST", f"{gateway}/graphql", json=asked, headers=headers) as response,
    ):
        if not response.headers["content-type"].startswith(SSE):
            raise Refused(json.loads(await response.aread())["errors"][0])
        async for line in response.aiter_lines():
            if line.startswith("data: "):
                answer = json.loads(line.removeprefix("data: "))
                for error in answer.get("errors", []):
                    raise Refused(error)
                yield answer["data"]
