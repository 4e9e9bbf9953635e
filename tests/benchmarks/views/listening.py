"""Granian over an application on a free port, until SIGTERM; the first line says where."""

import asyncio
import signal
import socket
from typing import Any

from granian.constants import Interfaces
from granian.server.embed import Server


async def listen(application: Any, interface: Interfaces = Interfaces.ASGI) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(application, address="127.0.0.1", port=port, interface=interface)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.stop)
    print(f"http://127.0.0.1:{port}", flush=True)
    await server.serve()
