"""A real HTTP server that gives a supergraph with an `etag`, as a registry does, and can be told to answer otherwise."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class SupergraphServer:
    """`content` is given with an etag of its own, unless `tagged` is False; `instead` is a whole HTTP answer in its place.

    `answered` are the statuses of the answers.
    """

    content: bytes
    tagged: bool = True
    instead: bytes | None = None
    url: str = ""
    answered: list[int] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        answer = self.instead if self.instead is not None else self._answer(head)
        if answer:
            self.answered.append(int(answer.split()[1]))
        writer.write(answer)
        writer.close()

    def _answer(self, head: str) -> bytes:
        tag = hashlib.sha256(self.content).hexdigest()
        if self.tagged and f'if-none-match: "{tag}"' in head:
            return b"HTTP/1.1 304 Not Modified\r\n\r\n"
        shown = f'etag: "{tag}"\r\n' if self.tagged else ""
        start = f"HTTP/1.1 200 OK\r\n{shown}connection: close\r\ncontent-length: {len(self.content)}\r\n\r\n"
        return start.encode() + self.content


@asynccontextmanager
async def supergraph_server(content: str) -> AsyncIterator[SupergraphServer]:
    given = SupergraphServer(content.encode())
    server = await asyncio.start_server(given.serve, "127.0.0.1", 0)
    given.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/supergraph.graphql"
    try:
        yield given
    finally:
        server.close()
