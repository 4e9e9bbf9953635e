"""An engine that is quick to give up, before the shop."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from typing import Any

import pytest

from gateway.federation.engine import Engine
from gateway.federation.supergraph import Subgraph
from gateway.sources.guarded import Guard, GuardedSource
from gateway.sources.http1 import Http1Pool, Limits
from gateway.sources.http_source import HttpSource
from gateway.sources.source import Source
from tests.gateway.federation.executor.shop import Shop

Ask = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


@pytest.fixture
async def engine(shop: Shop) -> AsyncIterator[Engine]:
    def source(subgraph: Subgraph) -> Source:
        pool = Http1Pool(subgraph.name, subgraph.url, Limits(body=100_000))
        return GuardedSource(subgraph.name, HttpSource(pool), Guard(timeout=2.0, retries=1, backoff=0.01))

    engine = Engine(shop.sdl, source)
    yield engine
    await engine.close()


@pytest.fixture
def ask(engine: Engine) -> Ask:
    async def asked(
        query: str, variables: Mapping[str, Any] | None = None, seconds: float = 5.0, **more: Any
    ) -> dict[str, Any]:
        deadline = asyncio.get_running_loop().time() + seconds
        answer: dict[str, Any] = json.loads(await engine.execute(query, variables, deadline=deadline, **more))
        return answer

    return asked
