"""A proxy before a database that passes every answer on so many seconds later, as a distant one would: `delaying_proxy PORT SECONDS`.

It is a wire, not a queue: what comes in meanwhile is under way meanwhile, and its order stays.
"""

import asyncio
import sys
from collections import deque
from typing import Any


class _Side(asyncio.Protocol):
    """One side of a connection; what it hears goes to the other side after `delay` seconds."""

    def __init__(self, delay: float) -> None:
        self.other: _Side | None = None
        self._delay = delay
        self._transport: Any = None
        self._under_way: deque[bytes] = deque()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._under_way.append(data)
        if self._delay:
            asyncio.get_running_loop().call_later(self._delay, self._pass_on)
        elif self.other is not None:
            self._pass_on()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.other is not None:
            self.other.close()

    def close(self) -> None:
        self._transport.close()

    def meet(self, other: "_Side") -> None:
        """What was heard before there was another side goes on at once."""
        self.other, other.other = other, self
        while self._under_way:
            self._pass_on()

    def _pass_on(self) -> None:
        assert self.other is not None
        self.other._transport.write(self._under_way.popleft())


class _Client(_Side):
    """Whom the database is connected for."""

    def __init__(self, port: int, delay: float) -> None:
        super().__init__(0.0)
        self._port = port
        self._answers_after = delay

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._connecting = asyncio.ensure_future(self._connect())

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            _, database = await loop.create_connection(lambda: _Side(self._answers_after), "127.0.0.1", self._port)
        except OSError:
            self.close()
            return
        self.meet(database)


async def main(port: int, delay: float) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: _Client(port, delay), "127.0.0.1", 0)
    print(f"listening on 127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2])))
