"""A subgraph of one subscription that costs next to nothing: for tests with hundreds of subscribers, over each protocol."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Subprotocol

from gateway.sources.subscribing.options import Protocol

HEADS = {
    Protocol.SSE: b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n",
    Protocol.MULTIPART: b"HTTP/1.1 200 OK\r\ncontent-type: multipart/mixed;boundary=graphql\r\n\r\n--graphql",
}


class LightFeed:
    """`open` are the connections of those who listen; each gets what is told."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.open: set[asyncio.StreamWriter | ServerConnection] = set()
        self.url = ""

    async def tell(self, *payloads: object) -> None:
        for payload in payloads:
            text = json.dumps({"data": payload})
            for connection in list(self.open):
                if isinstance(connection, ServerConnection):
                    await connection.send(f'{{"id":"1","type":"next","payload":{text}}}')
                elif self.protocol is Protocol.SSE:
                    connection.write(b"event: next\ndata: %b\n\n" % text.encode())
                else:
                    connection.write(b'\r\n\r\n{"payload":%b}\r\n--graphql' % text.encode())

    async def complete(self) -> None:
        for connection in list(self.open):
            if isinstance(connection, ServerConnection):
                await connection.send('{"id":"1","type":"complete"}')
            else:
                connection.write(b"event: complete\n\n" if self.protocol is Protocol.SSE else b"--")

    def break_off(self) -> None:
        """Break every connection."""
        for connection in list(self.open):
            connection.transport.abort()

    async def listened_to_by(self, number: int) -> None:
        while len(self.open) != number:
            await asyncio.sleep(0.01)

    async def over_http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(HEADS[self.protocol])
        self.open.add(writer)
        try:
            while await reader.read(4096):
                pass
        except ConnectionError:
            pass
        finally:
            self.open.discard(writer)
            writer.close()

    async def over_websocket(self, connection: ServerConnection) -> None:
        await connection.recv()
        await connection.send('{"type":"connection_ack"}')
        await connection.recv()
        self.open.add(connection)
        try:
            await connection.wait_closed()
        finally:
            self.open.discard(connection)


@asynccontextmanager
async def light_feed(protocol: Protocol) -> AsyncIterator[LightFeed]:
    feed = LightFeed(protocol)
    if protocol is Protocol.WEBSOCKET:
        spoken = [Subprotocol("graphql-transport-ws")]
        async with serve(feed.over_websocket, "127.0.0.1", 0, subprotocols=spoken, close_timeout=0.1) as server:
            feed.url = f"http://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}/"
            yield feed
        return
    plain = await asyncio.start_server(feed.over_http, "127.0.0.1", 0, backlog=500)
    feed.url = f"http://127.0.0.1:{plain.sockets[0].getsockname()[1]}/"
    try:
        yield feed
    finally:
        feed.break_off()
        plain.close()
