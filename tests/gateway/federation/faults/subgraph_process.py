"""A subgraph of the shop in a process of its own, which can be told to go wrong: `python -m … NAME PORT`.

POST /control with `{"fault": NAME}` (null: none) chooses what it does; GET /counts tells what it was asked.
"""

import asyncio
import json
import socket
import struct
import sys
from collections.abc import Awaitable, Callable

from tests.gateway.federation.executor.shop import items_subgraph, people_subgraph, stock_subgraph
from tests.gateway.federation.executor.subgraph_servers import Subgraph, response

SUBGRAPHS = {"items": items_subgraph, "stock": stock_subgraph, "people": people_subgraph}
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
Fault = Callable[[asyncio.StreamWriter, bytes], Awaitable[None]]


def writing(change: Callable[[bytes], bytes], *, close: bool = False) -> Fault:
    async def fault(writer: asyncio.StreamWriter, body: bytes) -> None:
        writer.write(change(body))
        if close:
            writer.close()

    return fault


async def reset(writer: asyncio.StreamWriter, _body: bytes) -> None:
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def sized(body: bytes, length: int) -> bytes:
    return HEAD + b"content-length: %d\r\n\r\n" % length + body


def fewer(body: bytes) -> bytes:
    """The answer with one entity less, or for a root operation without data."""
    answer = json.loads(body)
    if "_entities" in (answer.get("data") or {}):
        answer["data"]["_entities"].pop()
    else:
        answer = {}
    return response(json.dumps(answer).encode())


UNAVAILABLE, TIMEOUT, BAD = "SOURCE_UNAVAILABLE", "TIMEOUT", "BAD_SOURCE_RESPONSE"
FAULTS: dict[str, tuple[Fault, str]] = {
    "hangs before it answers": (writing(lambda body: b""), TIMEOUT),
    "hangs after the headers": (writing(lambda body: HEAD + b"content-length: %d\r\n\r\n" % len(body)), TIMEOUT),
    "hangs in the middle of the body": (writing(lambda body: sized(body[:5], len(body))), TIMEOUT),
    "answers less than it announced": (writing(lambda body: sized(body, len(body) + 9)), TIMEOUT),
    "closes without an answer": (writing(lambda body: b"", close=True), UNAVAILABLE),
    "resets the connection": (reset, UNAVAILABLE),
    "sends half a body and closes": (writing(lambda body: sized(body[:5], len(body)), close=True), UNAVAILABLE),
    "is gone behind a proxy": (writing(lambda body: response(b"gone", "502 Bad Gateway", "text/plain")), UNAVAILABLE),
    "answers more than it announced": (writing(lambda body: sized(body, len(body) - 3)), BAD),
    "answers 500": (writing(lambda body: response(b"oops", "500 Internal Server Error", "text/plain")), BAD),
    "answers HTML": (writing(lambda body: response(b"<html></html>", media_type="text/html")), BAD),
    "answers no JSON": (writing(lambda body: response(body[:-5])), BAD),
    "answers a list": (writing(lambda body: response(b"[]")), BAD),
    "answers data that is no object": (writing(lambda body: response(b'{"data": [1]}')), BAD),
    "answers fewer entities, or nothing": (writing(fewer), BAD),
    "answers too much": (writing(lambda body: response(b" " * 400_000 + body)), BAD),
    "speaks no HTTP": (writing(lambda body: b"220 ready for mail\r\n"), BAD),
}
"""What can go wrong, and the code that it is told with."""


class Process:
    """The server: what it does wrong now, and how often each mutation came."""

    def __init__(self, subgraph: Subgraph) -> None:
        self._subgraph = subgraph
        self._fault: str | None = None
        self._requests = 0
        self._mutations: dict[str, int] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                length = int(head.split("content-length: ")[1].split("\r\n")[0]) if "content-length" in head else 0
                await self._answer(head.split()[1], await reader.readexactly(length), writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _answer(self, path: str, body: bytes, writer: asyncio.StreamWriter) -> None:
        if path == "/control":
            self._fault = json.loads(body)["fault"]
            writer.write(response(b"{}"))
        elif path == "/counts":
            counts = {"requests": self._requests, "mutations": self._mutations}
            writer.write(response(json.dumps(counts).encode()))
        else:
            await self._graphql(json.loads(body), writer)

    async def _graphql(self, request: dict[str, object], writer: asyncio.StreamWriter) -> None:
        self._requests += 1
        if str(request["query"]).startswith("mutation"):
            text = json.dumps(request, sort_keys=True)
            self._mutations[text] = self._mutations.get(text, 0) + 1
        answer = self._subgraph.answer(request)
        if self._fault is None:
            writer.write(response(answer))
        else:
            await FAULTS[self._fault][0](writer, answer)


async def main(name: str, port: int) -> None:
    server = await asyncio.start_server(Process(SUBGRAPHS[name]()).serve, "127.0.0.1", port)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
