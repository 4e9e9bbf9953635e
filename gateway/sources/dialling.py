"""Connections to a host: directly, or through a forwarding proxy; with TLS where the address says so."""

import asyncio
import ssl
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast
from urllib.parse import urlsplit

from gateway.sources.errors import SourceUnavailable
from gateway.sources.tls_failures import tls_failure

P = TypeVar("P", bound=asyncio.Protocol)
LONGEST_HEAD = 16 * 1024


@dataclass(frozen=True, slots=True)
class Proxy:
    """A forwarding proxy. `authorization` is the value of `proxy-authorization`, empty where it asks for none."""

    host: str
    port: int
    authorization: str = field(default="", repr=False)

    @classmethod
    def of(cls, url: str, user: str | None, password: str) -> "Proxy":
        parts = urlsplit(url)
        shown = "" if user is None else "Basic " + b64encode(f"{user}:{password}".encode()).decode()
        return cls(parts.hostname or "", parts.port or 80, shown)

    @property
    def line(self) -> str:
        """The header line that shows who asks, or nothing."""
        return f"proxy-authorization: {self.authorization}\r\n" if self.authorization else ""


@dataclass(frozen=True, slots=True)
class Host:
    """Where the source `name` is connected to, and how. `server_name` is the name on the certificate, where it is not that of the host."""

    name: str
    address: str
    port: int
    tls: ssl.SSLContext | None = None
    server_name: str | None = None
    proxy: Proxy | None = None

    @classmethod
    def of(
        cls,
        name: str,
        url: str,
        *,
        tls: ssl.SSLContext | None = None,
        server_name: str | None = None,
        proxy: Proxy | None = None,
    ) -> "Host":
        """The host of the address of the source `name`; raises ValueError where it is none."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{name}: {url!r} is no http:// or https:// address")
        if parts.scheme == "http":
            return cls(name, parts.hostname, parts.port or 80, proxy=proxy)
        trust = tls or ssl.create_default_context()
        return cls(name, parts.hostname, parts.port or 443, trust, server_name or parts.hostname, proxy)


async def connect(host: Host, make: Callable[[], P], until: float) -> P:
    """A protocol of a new connection, until `until` (the loop's time). Raises SourceUnavailable."""
    try:
        async with asyncio.timeout_at(until):
            if host.proxy is not None and host.tls is not None:
                return await _through(host, host.proxy, make())
            return await _to(host, make)
    except ssl.SSLError as error:
        raise tls_failure(host.name, error) from error
    except TimeoutError as error:
        raise SourceUnavailable(host.name, "no connection in time", sent=False) from error
    except OSError as error:
        raise SourceUnavailable(host.name, str(error) or "the connection broke", sent=False) from error


async def _to(host: Host, make: Callable[[], P]) -> P:
    """Straight to the host, or to the proxy that takes requests in the absolute form."""
    address, port = (host.address, host.port) if host.proxy is None else (host.proxy.host, host.proxy.port)
    loop = asyncio.get_running_loop()
    _, protocol = await loop.create_connection(make, address, port, ssl=host.tls, server_hostname=host.server_name)
    return protocol


async def _through(host: Host, proxy: Proxy, protocol: P) -> P:
    """A tunnel by CONNECT, and TLS with the host in it."""
    loop = asyncio.get_running_loop()
    assert host.tls is not None
    transport, tunnel = await loop.create_connection(lambda: _Tunnel(host, proxy), proxy.host, proxy.port)
    try:
        await tunnel.open
        secure = await loop.start_tls(transport, protocol, host.tls, server_hostname=host.server_name)
    except BaseException:
        transport.abort()
        raise
    assert secure is not None
    protocol.connection_made(secure)
    return protocol


class _Tunnel(asyncio.Protocol):
    """Asks a proxy for a tunnel; `open` ends when it stands."""

    def __init__(self, host: Host, proxy: Proxy) -> None:
        self.open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._host = host
        self._proxy = proxy
        self._head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        address = f"[{self._host.address}]" if ":" in self._host.address else self._host.address
        target = f"{address}:{self._host.port}"
        request = f"CONNECT {target} HTTP/1.1\r\nhost: {target}\r\n{self._proxy.line}\r\n"
        cast(asyncio.Transport, transport).write(request.encode())

    def data_received(self, data: bytes) -> None:
        self._head += data
        if b"\r\n\r\n" not in self._head and len(self._head) < LONGEST_HEAD:
            return
        status = self._head.partition(b"\r\n")[0].split(b" ", 2)
        if len(status) < 2 or not status[0].startswith(b"HTTP/1.") or not status[1].startswith(b"2"):
            self._refuse(self._head.partition(b"\r\n")[0].decode("latin-1")[:80], lasting=status[1:2] == [b"407"])
        elif not self.open.done():
            self.open.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self._refuse("it closed the connection", lasting=False)

    def _refuse(self, what: str, *, lasting: bool) -> None:
        if not self.open.done():
            message = f"the proxy {self._proxy.host}:{self._proxy.port} gives no way to it ({what})"
            self.open.set_exception(SourceUnavailable(self._host.name, message, sent=False, lasting=lasting))
