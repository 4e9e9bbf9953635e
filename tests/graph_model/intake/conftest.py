from pathlib import Path

import pytest_asyncio

from graph_model.store import GraphStore
from seed.laying import ensure_plan
from tests.graph_model.intake.city import City


@pytest_asyncio.fixture
async def city(store: GraphStore, tmp_path: Path) -> City:
    """A store with the plan laid down, on each of the two engines."""
    return City(store, await ensure_plan(store), tmp_path)
