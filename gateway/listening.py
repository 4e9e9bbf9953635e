"""Granian in this process's event loop: one worker over the application, ended so that requests under way are answered."""

import asyncio
import resource
import socket
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server
from starlette.types import ASGIApp

from gateway.http.rsgi import DirectPost
from graph_model.errors import StoreUnavailable

PATIENCE = 10.0
BACKLOG = 1024
HEAD_SECONDS = 30.0
"""For the whole head of a request, the first and the next on a connection: one that says nothing any longer is closed."""
HEAD_BYTES = 64 * 1024
"""Of the head of a request at most; Granian allows 400 KiB, which many connections would make much of."""
FEWEST_CONNECTIONS, MOST_CONNECTIONS = 128, 8192


class PortInUse(StoreUnavailable):
    """The port that was asked for is taken."""


class Listener:
    """The HTTP server. `address` is where it answers once `start` has returned.

    `shared` says that other workers of the same gateway listen on the port too. It speaks HTTP/1.1 alone.
    """

    def __init__(
        self,
        app: ASGIApp | DirectPost,
        host: str,
        port: int,
        *,
        shared: bool = False,
        head_seconds: float = HEAD_SECONDS,
    ) -> None:
        self.host = host
        self.port = port if shared else free_port(host, port)
        interface = Interfaces.RSGI if isinstance(app, DirectPost) else Interfaces.ASGI
        self._server: Any = Server(
            app,
            address=host,
            port=self.port,
            interface=interface,
            backlog=BACKLOG,
            backpressure=most_connections(),
            websockets=interface is Interfaces.ASGI,
            # Where HTTP/2 is taken too, a connection that never says which it speaks is kept for ever.
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=int(head_seconds * 1000), max_buffer_size=HEAD_BYTES),
            log_enabled=False,
        )
        self._running: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        return address_of(self.host, self.port)

    async def start(self) -> None:
        """Return when connections are taken."""
        self._running = asyncio.create_task(self._server.serve())
        async with asyncio.timeout(PATIENCE):
            while not self._running.done():
                try:
                    _, writer = await asyncio.open_connection(self.host, self.port)
                except OSError:
                    await asyncio.sleep(0.01)
                else:
                    writer.close()
                    return
        await self._running
        raise StoreUnavailable(f"不能监听 / cannot listen on {self.address}")

    async def ended(self) -> None:
        """Wait until the server ends by itself or by `stop`."""
        if self._running is not None:
            await asyncio.shield(self._running)

    async def stop(self, timeout: float) -> bool:
        """Take no new connections and finish the requests under way; False where some did not end in time."""
        if self._running is None:
            return True
        self._server.stop()
        done, _ = await asyncio.wait([self._running], timeout=timeout)
        return bool(done)


def most_connections(files: int | None = None) -> int:
    """Connections that are served at one time; who comes later waits. An idle connection counts, and so does a stream.

    Half of the `files` that the process may have open: what it asks in turn needs as many.
    """
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0] if files is None else files
    allowed = MOST_CONNECTIONS if files == resource.RLIM_INFINITY else files // 2
    return max(FEWEST_CONNECTIONS, min(MOST_CONNECTIONS, allowed))


def address_of(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def free_port(host: str, port: int) -> int:
    """`port`, or any free one for 0; raises PortInUse.

    Granian shares its port (SO_REUSEPORT), so that a second server would start and take half of the first one's
    connections: this asks without sharing.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortInUse(
                f"不能监听 {address_of(host, port)}：{error.strerror}；用 --port 换一个，0 为任选 / "
                f"cannot listen there ({error.strerror}); choose another with --port, 0 takes any free one"
            ) from None
        return int(probe.getsockname()[1])
