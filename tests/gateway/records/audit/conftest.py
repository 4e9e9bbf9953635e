"""A trail on a real operational store, SQLite's and PostgreSQL's."""

from collections.abc import AsyncIterator

import pytest_asyncio

from gateway.records.audit.deferred import DeferredTrail
from gateway.settings import Settings


@pytest_asyncio.fixture
async def trail(records_settings: Settings) -> AsyncIterator[DeferredTrail]:
    opened = DeferredTrail(records_settings)
    yield opened
    await opened.close()
