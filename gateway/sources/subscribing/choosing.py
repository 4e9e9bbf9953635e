"""A source that is asked as before and subscribed to as its options say."""

import ssl
from collections.abc import AsyncGenerator
from typing import Protocol as Port
from urllib.parse import urljoin, urlsplit

from gateway.sources.source import Source, SourceAnswer, Subscribable
from gateway.sources.subscribing.event_stream import EventStreamSubscriber
from gateway.sources.subscribing.multipart import MultipartSubscriber
from gateway.sources.subscribing.options import Protocol, SubscriptionOptions
from gateway.sources.subscribing.streamed_http import StreamedHttp
from gateway.sources.subscribing.websocket import WebSocketSubscriber
from gateway.sources.subscribing.where import Where

BY_DEFAULT = SubscriptionOptions()
WEBSOCKET_SCHEMES = {"http": "ws", "https": "wss"}


class Subscriber(Subscribable, Port):
    """One subgraph's subscriptions."""

    async def close(self) -> None:
        """Subscriptions under way break."""
        ...


class SubscribingSource:
    """Fetches by one source and subscribes by another part."""

    def __init__(self, source: Source, subscriber: Subscriber) -> None:
        self._source = source
        self._subscriber = subscriber
        self.fetch = source.fetch  # nothing between: fetches are hot

    def subscribe(self, body: bytes, headers: bytes, deadline: float) -> AsyncGenerator[SourceAnswer, None]:
        return self._subscriber.subscribe(body, headers, deadline)

    async def close(self) -> None:
        await self._subscriber.close()
        await self._source.close()


def subscriber_at(
    name: str,
    url: str,
    options: SubscriptionOptions = BY_DEFAULT,
    *,
    tls: ssl.SSLContext | None = None,
    server_name: str | None = None,
    proxy: str | None = None,
) -> Subscriber:
    """The subscriptions of the subgraph that answers at `url`. Raises ValueError for an address that cannot be one.

    `proxy` is the address of a forwarding proxy, with user and password where it asks for them.
    """
    where = Where(name, _address(name, url, options), tls, server_name, proxy)
    if options.protocol is Protocol.WEBSOCKET:
        return WebSocketSubscriber(where, options)
    http = StreamedHttp(where, options)
    return MultipartSubscriber(http) if options.protocol is Protocol.MULTIPART else EventStreamSubscriber(http)


def _address(name: str, url: str, options: SubscriptionOptions) -> str:
    address = urljoin(url, options.url or "")
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https", "ws", "wss") or not parts.hostname:
        raise ValueError(f"{name}: {address!r} is no address for subscriptions")
    if options.protocol is Protocol.WEBSOCKET:
        return parts._replace(scheme=WEBSOCKET_SCHEMES.get(parts.scheme, parts.scheme)).geturl()
    if parts.scheme in ("ws", "wss"):
        raise ValueError(f"{name}: {address!r} is for WebSocket, and {options.protocol} is not")
    return address
