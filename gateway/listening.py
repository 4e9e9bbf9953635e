"""Granian in this process's event loop: one worker over the application, ended so that requests under way are answered."""

import asyncio
import os
import resource
import socket
from functools import partial
from pathlib import Path
from typing import Any

from granian._granian import SocketHolder
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
MOMENT = 1.0
"""Seconds for a connection that was taken to say what it wants, before a worker leaves."""
HEAD_BYTES = 64 * 1024
"""Of the head of a request at most; Granian allows 400 KiB, which many connections would make much of."""
FEWEST_CONNECTIONS, MOST_CONNECTIONS = 128, 8192


class PortInUse(StoreUnavailable):
    """The port that was asked for is taken."""


class _Sharing(Server):
    """Granian over a listening socket that other processes have too, instead of one of its own."""

    def __init__(self, *given: Any, shared: socket.socket, **named: Any) -> None:
        super().__init__(*given, **named)
        self._shared = shared

    def _init_shared_socket(self) -> None:
        holder: Any = SocketHolder
        self._shd: Any = holder(self._shared.fileno(), False, BACKLOG)  # its type does not tell its arguments
        self._sfd = self._shd.get_fd()
        self._ssp = None


class Listener:
    """The HTTP server. `address` is where it answers once `start` has returned.

    `shared` is a socket from which the other workers of the same gateway take connections too. It speaks HTTP/1.1 alone.
    """

    def __init__(
        self,
        app: ASGIApp | DirectPost,
        host: str,
        port: int,
        *,
        shared: socket.socket | None = None,
        head_seconds: float = HEAD_SECONDS,
    ) -> None:
        self.host = host
        self.port = free_port(host, port) if shared is None else port
        self._shared = shared
        interface = Interfaces.RSGI if isinstance(app, DirectPost) else Interfaces.ASGI
        server = Server if shared is None else partial(_Sharing, shared=shared)
        self._server: Any = server(
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

    async def leave_to_others(self) -> None:
        """Take no connection any more from a socket that is shared; those that were taken have a moment to ask.

        A connection that has said nothing yet is closed by `stop`, and closing the socket would reset those that wait in it. So
        its descriptors in this process are put on a socket to which nobody comes, and what waits is for the other workers.
        """
        if self._shared is None:
            return
        with socket.create_server(("127.0.0.1", 0)) as silent:
            silent.setblocking(False)
            own = self._shared.fileno()
            for number in [int(path.name) for path in Path("/dev/fd").iterdir() if _same_socket(int(path.name), own)]:
                os.dup2(silent.fileno(), number, inheritable=False)
        await asyncio.sleep(MOMENT)

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


def _same_socket(one: int, other: int) -> bool:
    try:
        return os.path.sameopenfile(one, other)
    except OSError:  # the one by which the names were listed
        return False


def reserved(host: str, port: int) -> socket.socket:
    """A socket bound to `port`, or to any free one for 0, which does not listen yet; raises PortInUse."""
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise PortInUse(
            f"不能监听 {address_of(host, port)}：{error.strerror}；用 --port 换一个，0 为任选 / "
            f"cannot listen there ({error.strerror}); choose another with --port, 0 takes any free one"
        ) from None
    return bound


def free_port(host: str, port: int) -> int:
    """`port`, or any free one for 0; raises PortInUse.

    Granian shares its port (SO_REUSEPORT), so that a second server would start and take half of the first one's
    connections: this asks without sharing.
    """
    with reserved(host, port) as probe:
        return int(probe.getsockname()[1])
