"""A divided world's subgraphs as real HTTP servers."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from tests.gateway.federation.differential.subgraph_service import SubgraphService
from tests.gateway.federation.executor.subgraph_servers import handler


@asynccontextmanager
async def serving(services: Mapping[str, SubgraphService]) -> AsyncIterator[dict[str, str]]:
    """Serve each on a port of its own; gives their addresses by name."""
    async with AsyncExitStack() as stack:
        urls = {}
        for name, service in services.items():
            server = await asyncio.start_server(handler(service), "127.0.0.1", 0)  # type: ignore[arg-type]
            stack.callback(server.close)
            urls[name] = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/graphql"
        yield urls
