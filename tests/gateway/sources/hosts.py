"""Hosts that a test talks to: HTTP/1.1 over TLS, HTTP/2, a forwarding proxy; and the certificates that they show."""

import asyncio
import json
import socket
import ssl
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import trustme
from hypercorn.asyncio import serve
from hypercorn.config import Config

from gateway.sources.errors import SourceError
from gateway.sources.options import SourceOptions
from gateway.sources.remote import remote_source
from gateway.sources.source import Source

BODY = b'{"data": {"a": 1}}'
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Authority:
    """Signs certificates; its own and theirs stand as files in `folder`."""

    folder: Path
    authority: trustme.CA = field(default_factory=trustme.CA)

    @property
    def file(self) -> Path:
        path = self.folder / "ca.pem"
        self.authority.cert_pem.write_to_path(path)
        return path

    def host(self, *names: str, expired: bool = False, clients: "Authority | None" = None) -> ssl.SSLContext:
        """What a host of these names shows; it lets only `clients` in, where there are any."""
        until: dict[str, Any] = {"not_after": datetime(2020, 1, 1, tzinfo=UTC)} if expired else {}
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.authority.issue_cert(*(names or ("127.0.0.1",)), **until).configure_cert(context)
        if clients is not None:
            context.verify_mode = ssl.CERT_REQUIRED
            clients.authority.configure_trust(context)
        return context

    def pair(self, name: str = "gateway") -> tuple[Path, Path]:
        """The files of a certificate and its key."""
        issued = self.authority.issue_cert(f"{name}.example")
        certificate, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        issued.cert_chain_pems[0].write_to_path(certificate)
        issued.private_key_pem.write_to_path(key)
        return certificate, key


@asynccontextmanager
async def source_of(url: str, **options: Any) -> AsyncIterator[Source]:
    """The source `shop` at an address, as a configuration makes it."""
    source = remote_source("shop", url, SourceOptions.model_validate(options, strict=False))
    try:
        yield source
    finally:
        await source.close()


async def fetch(source: Source, body: bytes = b"{}", headers: bytes = b"", *, repeatable: bool = True) -> bytes:
    answer = await source.fetch(body, asyncio.get_running_loop().time() + 20, headers, repeatable=repeatable)
    assert isinstance(answer, bytes)
    return answer


async def failure(source: Source, *, repeatable: bool = True) -> SourceError:
    """What a fetch that fails says."""
    try:
        answer = await fetch(source, repeatable=repeatable)
    except SourceError as error:
        return error
    raise AssertionError(answer)


@dataclass
class Seen:
    """The requests that a host got: its heads and bodies, and how many connections."""

    heads: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    connections: int = 0


def response(body: bytes = BODY, headers: str = "content-type: application/json\r\n") -> bytes:
    return f"HTTP/1.1 200 OK\r\n{headers}content-length: {len(body)}\r\n\r\n".encode() + body


@asynccontextmanager
async def http1(
    tls: ssl.SSLContext | None = None, answer: Callable[[str, bytes], bytes] = lambda head, body: response()
) -> AsyncIterator[tuple[str, Seen]]:
    """A host of HTTP/1.1 that answers as `answer` says; its address, and what it got."""
    seen = Seen()

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.connections += 1
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            body = await reader.readexactly(int(head.split("content-length: ")[1].split("\r\n")[0]))
            seen.heads.append(head)
            seen.bodies.append(body)
            writer.write(answer(head, body))

    async with listening(handler, tls) as port:
        yield f"http{'s' if tls else ''}://127.0.0.1:{port}/graphql", seen


@asynccontextmanager
async def listening(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    async def handled(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError, ssl.SSLError, asyncio.CancelledError):
            await handler(reader, writer)
        writer.close()

    server = await asyncio.start_server(handled, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@asynccontextmanager
async def strict(tls: ssl.SSLContext) -> AsyncIterator[str]:
    """A host that says by a TLS alert why it lets nobody in, as most do (asyncio's servers break the connection)."""

    def let_in(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connection.settimeout(5)
                with tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False) as inside:
                    _let_in(inside)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = asyncio.create_task(asyncio.to_thread(let_in, listener))
        yield f"https://127.0.0.1:{listener.getsockname()[1]}/graphql"
        listener.shutdown(socket.SHUT_RDWR)
        await serving


def _let_in(inside: ssl.SSLSocket) -> None:
    """Shake hands; who is not let in is heard to the end, or what it still sends would take the alert off its way."""
    try:
        inside.do_handshake()
        inside.recv(65536)
    except OSError:
        with suppress(OSError), socket.socket(fileno=inside.detach()) as refused:
            refused.settimeout(5)
            refused.shutdown(socket.SHUT_WR)
            while refused.recv(65536):
                pass


@asynccontextmanager
async def hypercorn(authority: Authority, app: Any, protocols: list[str] | None = None) -> AsyncIterator[str]:
    """An application behind Hypercorn, with HTTP/2 and HTTP/1.1 over TLS; its address."""
    certificate = authority.folder / "host.pem"
    authority.authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(certificate)
    config = Config()
    config.certfile = config.keyfile = str(certificate)
    config.alpn_protocols = protocols or ["h2", "http/1.1"]
    config.errorlog = None
    config.graceful_timeout = 0.2
    ended = asyncio.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    config.bind = [f"fd://{listener.detach()}"]  # the server closes it
    serving = asyncio.create_task(serve(app, config, shutdown_trigger=ended.wait))
    try:
        yield f"https://127.0.0.1:{port}/graphql"
    finally:
        ended.set()
        await serving


def application(answer: Callable[[dict[str, Any], bytes], Awaitable[bytes]]) -> Any:
    """An ASGI application that answers a request's scope and body with bytes."""

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
        answered = await answer(scope, body)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": answered})

    return app


async def told(scope: dict[str, Any], body: bytes) -> bytes:
    """Says in its answer what the request was."""
    headers = {name.decode(): value.decode() for name, value in scope["headers"]}
    return json.dumps({"http": scope["http_version"], "headers": headers, "size": len(body)}).encode()


@dataclass
class ForwardingProxy:
    """A forwarding proxy on loopback, for CONNECT and for the absolute form. With `user`, it asks who comes."""

    user: str = ""
    password: str = ""
    lines: list[str] = field(default_factory=list)
    url: str = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator["ForwardingProxy"]:
        async with listening(self._handle) as port:
            self.url = f"http://127.0.0.1:{port}"
            yield self

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        line, _, headers = head.partition("\r\n")
        self.lines.append(line)
        shown = b64encode(f"{self.user}:{self.password}".encode()).decode()
        if self.user and f"proxy-authorization: Basic {shown}\r\n" not in headers:
            writer.write(b"HTTP/1.1 407 Who are you\r\ncontent-length: 0\r\n\r\n")
            return
        method, target, _ = line.split(" ")
        address = target if method == "CONNECT" else target.split("/")[2]
        host, _, port = address.rpartition(":")
        try:
            onward, back = await asyncio.open_connection(host, int(port))
        except OSError:
            writer.write(b"HTTP/1.1 502 Nobody there\r\ncontent-length: 0\r\n\r\n")
            return
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connected\r\nvia: test\r\n\r\n")
        else:
            back.write(f"{method} /{target.split('/', 3)[3]} HTTP/1.1\r\n{headers}".encode())
        try:
            await asyncio.gather(_pump(reader, back), _pump(onward, writer))
        finally:
            back.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
