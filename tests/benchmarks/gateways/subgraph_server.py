"""The subgraphs of the benchmark in one process: `python -m tests.benchmarks.gateways.subgraph_server` prints its address.

They must not be what is measured. Each request is read and its JSON parsed; root fields and each entity are answered by
graphql-core once for a selection and a representation, and from those bytes from then on.
"""

import asyncio
import re
from collections.abc import Mapping
from typing import Any

import httptools
import orjson
import uvloop
from graphql import (
    FieldNode,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    build_schema,
    graphql_sync,
    parse,
    print_ast,
)

from tests.benchmarks.gateways.bookshop import SUBGRAPHS, Subgraph
from tests.servers.ports import free_port

FEDERATION = "scalar _Any type _Service { sdl: String! }\n"
OF_THE_SCHEMA = re.compile(r"@\w+(\([^)]*\))?")
Variables = Mapping[str, Any]


class Answers:
    """The answers of one subgraph, each made once."""

    def __init__(self, subgraph: Subgraph) -> None:
        self._subgraph = subgraph
        self._schema = _schema(subgraph)
        self._operations: dict[str, _Operation] = {}

    def answer(self, body: bytes) -> bytes:
        request = orjson.loads(body)
        query, variables = request["query"], request.get("variables") or {}
        operation = self._operations.get(query)
        if operation is None:
            operation = self._operations[query] = _Operation(query, self._resolve)
        return operation.answer(variables)

    def _resolve(self, query: str, variables: Variables) -> dict[str, Any]:
        root = {**self._subgraph.root, "_entities": self._entities}
        result = graphql_sync(self._schema, query, root, variable_values=dict(variables))
        if result.errors:
            raise ValueError(f"{result.errors} in {query}")
        assert result.data is not None
        return result.data

    def _entities(self, _info: Any, representations: list[dict[str, Any]]) -> list[Any]:
        return [self._subgraph.entity(representation) for representation in representations]


class _Operation:
    """One operation text: either only root fields or only `_entities`."""

    def __init__(self, text: str, resolve: Any) -> None:
        document = parse(text)
        self._text = text
        self._resolve = resolve
        self._known: dict[bytes, bytes] = {}
        definition = next(d for d in document.definitions if isinstance(d, OperationDefinitionNode))
        fields = [f for f in definition.selection_set.selections if isinstance(f, FieldNode)]
        self._lookups = [_Lookup(f, text) for f in fields if f.name.value == "_entities"]
        assert not self._lookups or len(self._lookups) == len(fields)

    def answer(self, variables: Variables) -> bytes:
        if not self._lookups:
            key = orjson.dumps(variables)
            known = self._known.get(key)
            if known is None:
                known = self._known[key] = orjson.dumps({"data": self._resolve(self._text, variables)})
            return known
        return b'{"data":{' + b",".join([found.answer(variables, self._resolve) for found in self._lookups]) + b"}}"


class _Lookup:
    """One `_entities` of an operation, and the entities that it has answered, by their representations."""

    def __init__(self, node: FieldNode, text: str) -> None:
        assert node.arguments
        argument = node.arguments[0].value
        assert isinstance(argument, VariableNode) and node.selection_set is not None
        self._variable = argument.name.value
        document = parse(text)
        fragments = [print_ast(d) for d in document.definitions if not isinstance(d, OperationDefinitionNode)]
        inner = print_ast(node.selection_set)
        self._query = " ".join([f"query ($r: [_Any!]!) {{ _entities(representations: $r) {inner} }}", *fragments])
        self._head = orjson.dumps(node.alias.value if node.alias else "_entities") + b":["
        self._known: dict[bytes, bytes] = {}

    def answer(self, variables: Variables, resolve: Any) -> bytes:
        found = []
        for representation in variables[self._variable]:
            key = orjson.dumps(representation)
            known = self._known.get(key)
            if known is None:
                entity = resolve(self._query, {"r": [representation]})["_entities"][0]
                known = self._known[key] = orjson.dumps(entity)
            found.append(known)
        return self._head + b",".join(found) + b"]"


def _schema(subgraph: Subgraph) -> GraphQLSchema:
    types = OF_THE_SCHEMA.sub("", subgraph.sdl)
    entities = re.findall(r"type (\w+) @key", subgraph.sdl)
    root = "extend type" if "type Query" in types else "type"
    extra = (
        f"union _Entity = {' | '.join(entities)} {root} Query {{ _entities(representations: [_Any!]!): [_Entity]! }}"
    )
    return build_schema(FEDERATION + types + extra)


class _Connection(asyncio.Protocol):
    def __init__(self, answers: Mapping[bytes, Answers]) -> None:
        self._answers = answers
        self._parser = httptools.HttpRequestParser(self)
        self._path = b""
        self._parts: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._path = url

    def on_body(self, body: bytes) -> None:
        self._parts.append(body)

    def on_message_complete(self) -> None:
        body = self._answers[self._path].answer(b"".join(self._parts))
        self._parts.clear()
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body)
        self._transport.write(head + body)


async def serve() -> None:
    answers = {f"/{name}".encode(): Answers(subgraph) for name, subgraph in SUBGRAPHS.items()}
    port = free_port()
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(answers), "127.0.0.1", port)
    print(f"http://127.0.0.1:{port}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve())
