"""Real subgraphs for the tests: a GraphQL schema with data behind an HTTP server on a free port, which can be made to fail."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLSchema, build_schema, graphql_sync

from tests.gateway.federation.supergraphs import supergraph

FEDERATION = """
scalar _Any
scalar FieldSet
type _Service { sdl: String! }
"""
Fault = Callable[[dict[str, Any], asyncio.StreamWriter], Awaitable[bytes | None]]
"""Given a request: raw bytes to write as the whole HTTP answer, or None where it has written or closed by itself."""

Reference = Callable[[dict[str, Any]], dict[str, Any] | Exception | None]


@dataclass
class Subgraph:
    """`sdl` without federation's own types; `root` resolves the root fields, `references` an entity from a representation."""

    sdl: str
    root: Mapping[str, Any]
    references: Mapping[str, Reference] = field(default_factory=dict)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    fault: Fault | None = None

    def __post_init__(self) -> None:
        self.schema = self._schema()

    def answer(self, request: dict[str, Any]) -> bytes:
        result = graphql_sync(
            self.schema, request["query"], self._root(), variable_values=request.get("variables"), context_value=self
        )
        return json.dumps(result.formatted).encode()

    def _root(self) -> dict[str, Any]:
        return {**self.root, "_entities": self._entities}

    def _entities(self, _info: Any, representations: list[dict[str, Any]]) -> list[Any]:
        found = [self.references[r["__typename"]](r) for r in representations]
        return [
            {"__typename": r["__typename"], **f} if isinstance(f, dict) else f
            for r, f in zip(representations, found, strict=True)
        ]

    def _schema(self) -> GraphQLSchema:
        extra = ""
        if self.references:
            extra = f"""
            union _Entity = {" | ".join(sorted(name for name in self.references if f"type {name} " in self.sdl))}
            extend type Query {{ _entities(representations: [_Any!]!): [_Entity]! }}
            """
        return build_schema(FEDERATION + self.sdl + extra)


async def _serve(subgraph: Subgraph, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = int(head.lower().split("content-length: ")[1].split("\r\n")[0])
            request = json.loads(await reader.readexactly(length))
            subgraph.requests.append(request)
            subgraph.headers.append(head)
            if subgraph.fault is not None:
                raw = await subgraph.fault(request, writer)
                if raw is None:
                    continue
                writer.write(raw)
            else:
                writer.write(response(subgraph.answer(request)))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


def response(body: bytes, status: str = "200 OK", media_type: str = "application/json") -> bytes:
    head = f"HTTP/1.1 {status}\r\ncontent-type: {media_type}\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


@asynccontextmanager
async def served(subgraphs: Mapping[str, Subgraph], types: str) -> AsyncIterator[str]:
    """Serve every subgraph; gives the SDL of their supergraph, whose graphs answer at the servers' addresses."""
    sdl = supergraph(" ".join(subgraphs), types)
    async with AsyncExitStack() as stack:
        for name, subgraph in subgraphs.items():
            server = await asyncio.start_server(handler(subgraph), "127.0.0.1", 0)
            stack.callback(server.close)
            port = server.sockets[0].getsockname()[1]
            sdl = sdl.replace(f"http://{name}/", f"http://127.0.0.1:{port}/graphql")
        yield sdl


def handler(subgraph: Subgraph) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    return lambda reader, writer: _serve(subgraph, reader, writer)


class Held:
    """A subgraph that answers nothing until it is let go."""

    def __init__(self, subgraph: Subgraph) -> None:
        self.subgraph = subgraph
        self.let_go = asyncio.Event()
        self.answer = subgraph.answer
        subgraph.fault = self._fault

    async def _fault(self, request: dict[str, Any], _: asyncio.StreamWriter) -> bytes:
        await self.let_go.wait()
        return response(self.answer(request))

    async def asked(self, times: int) -> None:
        """Wait until so many requests have come, and whatever else is on its way had its time."""
        while len(self.subgraph.requests) < times:
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.05)
        assert len(self.subgraph.requests) == times
