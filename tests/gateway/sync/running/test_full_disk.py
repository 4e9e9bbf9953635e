"""The disk under the graph fills up in the middle of a sync: what was committed stays, and the sync goes on once there is room."""

import resource
from pathlib import Path

import pytest

from gateway.sync.addresses import file_address
from graph_model.errors import StoreUnavailable
from graph_model.open_store import open_store
from seed.laying import ensure_plan
from tests.gateway.sync.running.conftest import copied
from tests.gateway.sync.running.department import department
from tests.gateway.sync.verifying.verified import clean


async def test_the_disk_is_full(planned: Path, tmp_path: Path) -> None:
    await (await copied(planned, tmp_path)).close()
    store = await open_store("embedded", data_dir=tmp_path / "store", durability="full")
    parts = store, await ensure_plan(store)
    async with department("version", file_address(tmp_path / "source.sqlite"), *parts, tmp_path, batch=10) as land:
        for number in range(120):
            await land.put(number)
        before = resource.getrlimit(resource.RLIMIT_FSIZE)

        def filling(done: object) -> None:
            [log] = (tmp_path / "store").rglob("*-wal")
            resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, before[1]))

        try:
            with pytest.raises(StoreUnavailable):
                await land.sync(told=filling)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert 10 <= len(await land.all_grades()) < 120
        await land.sync()
        assert len(await land.all_grades()) == 120
        await clean(land)
    await store.close()
