"""Subgraphs as their teams write them, composed by us and asked through the plain gateway: HTTP on both sides."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from graphql import GraphQLSchema, build_schema

from gateway.federation.composition import SubgraphSource, compose
from gateway.federation.engine import Engine
from gateway.federation.origins import Given, SupergraphFile
from gateway.federation.plain import plain_gateway
from gateway.federation.reloading import Reloading
from gateway.listening import Listener
from tests.gateway.federation.executor.subgraph_servers import FEDERATION, Reference, Subgraph, handler

LINK = """extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@external", "@requires",
  "@provides", "@shareable", "@override", "@inaccessible", "@interfaceObject", "@tag"])
"""


class Service(Subgraph):
    """A subgraph whose `sdl` has its federation directives. It takes part as Federation 2 where `linked`, otherwise as 1."""

    def __init__(
        self,
        sdl: str,
        root: Mapping[str, Any],
        references: Mapping[str, Reference] | None = None,
        *,
        linked: bool = True,
    ) -> None:
        self.composed = LINK + sdl if linked else sdl
        super().__init__(sdl, root, references or {})

    def _schema(self) -> GraphQLSchema:
        sdl = self.sdl.replace("extend type ", "type ")
        query = "" if "type Query" in sdl else "type Query { _service: _Service! }"
        lookup = ""
        if entities := sorted(name for name in self.references if f"type {name} " in sdl):
            lookup = f"union _Entity = {' | '.join(entities)}"
            lookup += " extend type Query { _entities(representations: [_Any!]!): [_Entity]! }"
        return build_schema(f"{FEDERATION}{sdl}{query}{lookup}", assume_valid_sdl=True)


Services = Mapping[str, Service]


@dataclass(frozen=True, slots=True)
class Case:
    """What a client asks and gets; `requests` are the subgraphs asked, one word a request; `errors` the errors' paths."""

    query: str
    data: Any
    requests: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    errors: tuple[list[str | int], ...] = ()


def found_by(key: str, rows: Iterable[Mapping[str, Any]]) -> Callable[[dict[str, Any]], dict[str, Any] | None]:
    """An entity's lookup: the row with the representation's key, or nothing."""
    by_key = {row[key]: row for row in rows}
    return lambda said: dict(by_key[said[key]]) if said[key] in by_key else None


async def check(services: Services, case: Case) -> None:
    async with gateway(services) as client:
        answer = (await client.post("/graphql", json={"query": case.query, "variables": dict(case.variables)})).json()
    assert answer.get("data") == case.data, answer
    assert [error["path"] for error in answer.get("errors", ())] == list(case.errors), answer
    asked = {name: [r["query"] for r in service.requests] for name, service in services.items()}
    assert Counter({name: len(queries) for name, queries in asked.items()}) == Counter(case.requests.split()), asked


@asynccontextmanager
async def gateway(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the gateway over these services, all of them on free ports."""
    async with AsyncExitStack() as stack:
        sources = []
        for name, service in services.items():
            server = await asyncio.start_server(handler(service), "127.0.0.1", 0)
            stack.callback(server.close)
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/graphql"
            sources.append(SubgraphSource(name, url, service.composed))
        sdl = compose(sources).supergraph_sdl
        engine = Engine(sdl)
        stack.push_async_callback(engine.close)
        reloading = Reloading(SupergraphFile(Path("nowhere")), Given(sdl), _nothing)
        listener = Listener(plain_gateway(engine, reloading), "127.0.0.1", 0)
        await listener.start()
        stack.push_async_callback(listener.stop, 10)
        yield await stack.enter_async_context(httpx.AsyncClient(base_url=listener.address, timeout=30, trust_env=False))


async def _nothing(_: Given) -> None:
    """These supergraphs do not change."""
