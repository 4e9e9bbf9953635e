"""An HTTP request whose answer goes on: what SSE and multipart have in common."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

import httpx

from gateway.sources.errors import BadSourceResponse, SourceTimeout, SourceUnavailable
from gateway.sources.http_source import GONE
from gateway.sources.subscribing.header_lines import header_pairs
from gateway.sources.subscribing.options import SubscriptionOptions
from gateway.sources.subscribing.where import Where

REQUEST_HEADERS = [("content-type", "application/json"), ("accept-encoding", "identity"), ("cache-control", "no-store")]
CONNECT_SECONDS = 5.0
JSON_TYPES = frozenset({"application/json", "application/graphql-response+json"})


class StreamedAnswer:
    """The answer to one request, read while it comes."""

    def __init__(self, name: str, response: httpx.Response, options: SubscriptionOptions) -> None:
        self._name = name
        self._response = response
        self._options = options

    @property
    def content_type(self) -> str:
        found: str = self._response.headers.get("content-type", "")
        return found

    @property
    def media_type(self) -> str:
        return self.content_type.partition(";")[0].strip().lower()

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """The body as it comes. Raises SourceError where it breaks or nothing comes for too long."""
        if self._response.headers.get("content-encoding", "identity") != "identity":
            raise BadSourceResponse(self._name, "it compressed its events, which it was not asked for")
        try:
            async for chunk in self._response.aiter_raw():
                yield chunk
        except httpx.TimeoutException as error:
            seconds = f"{self._options.idle_timeout:g}"
            raise SourceTimeout(self._name, f"nothing came for {seconds} s, not even a heartbeat") from error
        except httpx.HTTPError as error:
            raise SourceUnavailable(self._name, "the connection broke between events", sent=True) from error

    async def refusal(self) -> bytes:
        """The whole body where it is a GraphQL response instead of events. Raises BadSourceResponse where it is none."""
        if self.media_type not in JSON_TYPES:
            raise BadSourceResponse(self._name, f"it answered {self.media_type or 'no media type'} instead of events")
        body = bytearray()
        async for chunk in self.chunks():
            body += chunk
            if len(body) > self._options.largest_event:
                raise BadSourceResponse(self._name, f"its answer is larger than {self._options.largest_event} bytes")
        return bytes(body)


class StreamedHttp:
    """Requests to one address, each on a connection of its own while it goes on. Used on one event loop."""

    def __init__(self, where: Where, options: SubscriptionOptions) -> None:
        self.name = where.name
        self.options = options
        self._where = where
        self._client: httpx.AsyncClient | None = None

    @asynccontextmanager
    async def opened(self, body: bytes, headers: bytes, accept: str, deadline: float) -> AsyncIterator[StreamedAnswer]:
        """POST a subscription; the answer has begun. Leaving closes the connection. Raises SourceError."""
        sent = [*REQUEST_HEADERS, ("accept", accept), *header_pairs(headers)]
        named = {"sni_hostname": self._where.server_name} if self._where.server_name else {}
        client = self._opened_client()
        request = client.build_request("POST", self._where.url, content=body, headers=sent, extensions=named)
        response = await self._begun(client, request, deadline)
        try:
            self._check(response.status_code)
            yield StreamedAnswer(self.name, response, self.options)
        finally:
            await response.aclose()

    async def _begun(self, client: httpx.AsyncClient, request: httpx.Request, deadline: float) -> httpx.Response:
        first = asyncio.get_running_loop().time() + self.options.begin_timeout
        try:
            async with asyncio.timeout_at(min(deadline, first)):
                return await client.send(request, stream=True)
        except httpx.ConnectError as error:
            raise SourceUnavailable(self.name, str(error), sent=False) from error
        except (TimeoutError, httpx.TimeoutException) as error:
            raise SourceTimeout(self.name, "the subscription did not begin in time") from error
        except httpx.HTTPError as error:
            raise SourceUnavailable(self.name, "the connection broke", sent=True) from error

    def _check(self, status: int) -> None:
        if status in GONE:
            raise SourceUnavailable(self.name, f"it answered {status}", sent=True)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise BadSourceResponse(self.name, f"it answered {status}")

    def _opened_client(self) -> httpx.AsyncClient:
        """Made at first use: most subgraphs are never subscribed to."""
        if self._client is None:
            tls = _tls_for(self._where)
            timeout = httpx.Timeout(self.options.idle_timeout, connect=CONNECT_SECONDS, pool=None)
            limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
            self._client = httpx.AsyncClient(
                verify=tls, timeout=timeout, limits=limits, proxy=self._where.proxy, trust_env=False
            )
        return self._client

    async def close(self) -> None:
        """Subscriptions under way break."""
        if self._client is not None:
            await self._client.aclose()


def _tls_for(where: Where) -> ssl.SSLContext:
    """Authorities are only loaded for an address that needs them."""
    if where.tls is not None:
        return where.tls
    return ssl.create_default_context() if where.encrypted else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
