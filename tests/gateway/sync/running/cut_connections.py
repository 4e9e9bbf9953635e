"""A proxy before a database that can cut its connections, hold them up, or refuse new ones."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

PART = 4_096


class Proxy:
    """`port` leads to the database. `most`: bytes of answers after which each connection is cut."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0
        self.most: int | None = None
        self.pause = 0.0
        """Seconds before each part of an answer is passed on."""

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Refuse new connections and cut those that there are."""
        assert self._server is not None
        self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream = await asyncio.open_connection("127.0.0.1", self._to)
        pair = {writer, upstream[1]}
        self._writers |= pair
        with suppress(OSError):
            await asyncio.wait(
                [
                    asyncio.ensure_future(self._passed(reader, upstream[1], None)),
                    asyncio.ensure_future(self._passed(upstream[0], writer, self.most)),
                ],
                return_when=asyncio.FIRST_COMPLETED,
            )
        for each in pair:
            each.transport.abort()
        self._writers -= pair

    async def _passed(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, most: int | None) -> None:
        passed = 0
        with suppress(OSError):
            while (part := await reader.read(PART)) and (most is None or passed < most):
                if most is not None or self.pause:
                    await asyncio.sleep(self.pause)
                passed += len(part)
                writer.write(part)
                await writer.drain()


@asynccontextmanager
async def proxy_before(port: int) -> AsyncIterator[Proxy]:
    proxy = Proxy(port)
    await proxy.open()
    try:
        yield proxy
    finally:
        await proxy.close()
