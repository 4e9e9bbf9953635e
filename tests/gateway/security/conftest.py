from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from graph_model.open_store import open_store
from tests.gateway.security.town import Town, town_over


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """The town on the embedded store; nothing of it is changed."""
    folder = tmp_path_factory.mktemp("town")
    store = await open_store("embedded", data_dir=folder, durability="off")
    await store.prepare()
    opened = await town_over(store, folder)
    yield opened
    await opened.close()
    await store.close()
