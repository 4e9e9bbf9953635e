"""A shop and an engine as it comes, before it; anew for each test."""

from collections.abc import AsyncIterator

import pytest

from gateway.federation.engine import Engine
from tests.gateway.federation.executor.shop import Shop, open_shop


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with open_shop() as opened:
        yield opened


@pytest.fixture
async def engine(shop: Shop) -> AsyncIterator[Engine]:
    engine = Engine(shop.sdl)
    yield engine
    await engine.close()
