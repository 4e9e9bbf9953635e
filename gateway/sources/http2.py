"""HTTP/2 to one address: all requests at one time are streams of one connection.

HTTP/2 is offered when the TLS connection is made (ALPN). A host that does not take it is spoken to in HTTP/1.1 from then on.
"""

import asyncio
from urllib.parse import urlsplit

from gateway.sources.dialling import Host, connect
from gateway.sources.errors import SourceTimeout, SourceUnavailable
from gateway.sources.http1 import Answer, Http1Pool, Limits
from gateway.sources.http2_connection import PROTOCOLS, Http2Connection


class Http2Client:
    """Requests to one address over HTTP/2. Made and used on one event loop."""

    def __init__(self, name: str, url: str, limits: Limits, host: Host, plain: Http1Pool) -> None:
        """`plain` is for a host without HTTP/2. Its TLS and that of `host` are two, for they offer different protocols."""
        assert host.tls is not None
        host.tls.set_alpn_protocols(PROTOCOLS)
        self.name = name
        self._limits = limits
        self._host = host
        self._loop = asyncio.get_running_loop()
        self._plain = plain
        self._speaks_http2 = True
        self._connection: Http2Connection | None = None
        self._opening: asyncio.Task[Http2Connection | None] | None = None
        parts = urlsplit(url)
        self._head = [
            (":method", "POST"),
            (":authority", parts.netloc),
            (":scheme", parts.scheme),
            (":path", (parts.path or "/") + (f"?{parts.query}" if parts.query else "")),
        ]

    async def post(self, body: bytes, headers: bytes, deadline: float, *, repeatable: bool = True) -> Answer:
        """POST `body` with the raw header lines `headers`, as Http1Pool.post does."""
        standing = self._connection
        stood = standing is not None and standing.usable
        try:
            return await self._ask(body, headers, deadline, repeatable)
        except SourceUnavailable as error:
            ended = stood and standing is not None and not standing.usable
            if not ended or (error.sent and not repeatable):
                raise
        return await self._ask(body, headers, deadline, repeatable)  # the connection that stood was about to end

    async def _ask(self, body: bytes, headers: bytes, deadline: float, repeatable: bool) -> Answer:
        connection = await self._open(deadline)
        if connection is None:
            return await self._plain.post(body, headers, deadline, repeatable=repeatable)
        lines = (line.partition(": ") for line in headers.decode("latin-1").split("\r\n") if line)
        fields = [*self._head, *((name, value) for name, _, value in lines), ("content-length", str(len(body)))]
        return await connection.post(fields, body, deadline)

    async def _open(self, deadline: float) -> Http2Connection | None:
        """The connection, made where there is none; None where the host speaks HTTP/1.1."""
        if not self._speaks_http2 or (self._connection is not None and self._connection.usable):
            return self._connection
        if self._opening is None:
            self._opening = self._loop.create_task(self._connect())
            self._opening.add_done_callback(self._opened)
        opening = self._opening
        try:
            async with asyncio.timeout_at(deadline):
                return await asyncio.shield(opening)
        except TimeoutError:
            raise SourceTimeout(self.name, "no answer in time") from None
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if not opening.cancelled() or (task is not None and task.cancelling()):
                raise
            raise SourceUnavailable(self.name, "the gateway is closing", sent=False) from None

    async def _connect(self) -> Http2Connection | None:
        until = self._loop.time() + self._limits.connect
        connection = await connect(self._host, lambda: Http2Connection(self.name, self._limits), until)
        try:
            async with asyncio.timeout_at(until):
                self._speaks_http2 = await connection.ready
        except TimeoutError:
            connection.abort()
            raise SourceUnavailable(self.name, "no connection in time", sent=False) from None
        self._connection = connection if self._speaks_http2 else None
        return self._connection

    def _opened(self, task: "asyncio.Task[Http2Connection | None]") -> None:
        self._opening = None
        if not task.cancelled():
            task.exception()  # told to those who waited, if there is still one

    async def close(self) -> None:
        """End the connection; requests under way fail with SourceUnavailable."""
        if self._opening is not None:
            self._opening.cancel()
        if self._connection is not None:
            self._connection.abort()
        await self._plain.close()
