"""A city is built in batches that commit whole, goes on after a kill, grows, and refuses what would make it another one."""

import asyncio
import os
import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from graph_model.open_store import open_store
from graph_model.store import GraphStore, GraphTransaction, only
from seed.city import building
from seed.city.building import CityProgress, build_city
from seed.city.checkpoint import Checkpoint, read_checkpoint, write_checkpoint
from seed.laying import ensure_plan
from tests.conftest import emptied
from tests.seed.city.conftest import TODAY
from tests.seed.city.dump import city_lines, stored_lines

COUNT = "MATCH (s:Subject) RETURN count(s)"


async def test_it_tells_how_far_it_is(store: GraphStore) -> None:
    seen: list[CityProgress] = []
    report = await build_city(store, await ensure_plan(store), 50, today=TODAY, batch=20, progress=seen.append)
    assert [(p.done, p.size) for p in seen] == [(20, 50), (40, 50), (50, 50)]
    assert all(p.rate > 0 for p in seen)
    assert (report.size, report.subjects) == (50, 50)
    assert report.records == only(await store.read("MATCH (g:GradeRecord) RETURN count(g)"))


async def test_it_grows_to_what_a_larger_city_would_have_been(store: GraphStore) -> None:
    catalogue = await ensure_plan(store)
    await build_city(store, catalogue, 130, today=TODAY)
    report = await build_city(store, catalogue, 310, today=TODAY + timedelta(days=90))
    assert (report.subjects, report.today) == (180, TODAY)
    assert await stored_lines(store) == city_lines(catalogue, 310, today=TODAY)


async def test_it_goes_on_where_a_failed_batch_began(store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = await ensure_plan(store)
    batches = 0

    async def failing(transaction: GraphTransaction, checkpoint: Checkpoint) -> None:
        nonlocal batches
        batches += 1
        if batches == 3:
            raise RuntimeError("pulled the plug")
        await write_checkpoint(transaction, checkpoint)

    monkeypatch.setattr(building, "write_checkpoint", failing)
    with pytest.raises(RuntimeError, match="pulled the plug"):
        await build_city(store, catalogue, 200, today=TODAY, batch=40)
    found = await read_checkpoint(store)
    assert found is not None and (found.done, found.complete) == (80, False)
    assert only(await store.read(COUNT)) == 80
    await build_city(store, catalogue, 200, today=TODAY + timedelta(days=1), batch=33)
    assert await stored_lines(store) == city_lines(catalogue, 200, today=TODAY)


async def test_two_builders_of_one_city_share_the_work(store: GraphStore) -> None:
    catalogue = await ensure_plan(store)
    reports = await asyncio.gather(*(build_city(store, catalogue, 240, today=TODAY, batch=30) for _ in range(2)))
    assert sum(report.subjects for report in reports) == 240
    assert await stored_lines(store) == city_lines(catalogue, 240, today=TODAY)


@pytest.mark.parametrize(
    ("size", "seed", "told"),
    [(60, 8, "seed 7"), (59, 7, "can grow, not shrink"), (0, 7, "at least one subject"), (-4, 7, "at least one")],
)
async def test_it_refuses_to_become_another_city(store: GraphStore, size: int, seed: int, told: str) -> None:
    catalogue = await ensure_plan(store)
    await build_city(store, catalogue, 60, today=TODAY)
    with pytest.raises(BadInput, match=told):
        await build_city(store, catalogue, size, seed=seed, today=TODAY)
    assert only(await store.read(COUNT)) == 60


async def test_a_city_of_another_version_stays_and_does_not_grow(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = await ensure_plan(store)
    await build_city(store, catalogue, 60, today=TODAY)
    monkeypatch.setattr(building, "VERSION", building.VERSION + 1)
    assert (await build_city(store, catalogue, 60, today=TODAY)).subjects == 0
    with pytest.raises(BadInput, match="another version of the generator"):
        await build_city(store, catalogue, 61, today=TODAY)


async def test_a_city_grows_with_the_secret_that_keyed_its_persons(store: GraphStore) -> None:
    catalogue = await ensure_plan(store)
    await build_city(store, catalogue, 60, today=TODAY, secret=b"one")
    assert (await build_city(store, catalogue, 60, today=TODAY, secret=b"another")).subjects == 0
    with pytest.raises(BadInput, match="keyed by another secret"):
        await build_city(store, catalogue, 61, today=TODAY, secret=b"another")
    assert (await build_city(store, catalogue, 61, today=TODAY, secret=b"one")).subjects == 1


async def test_it_asks_for_the_plan_first(store: GraphStore, plan: Catalogue) -> None:
    with pytest.raises(BadInput, match="lay it down first"):
        await build_city(store, plan, 10, today=TODAY)
    assert only(await store.read("MATCH (n) RETURN count(n)")) == 0


# --- killed for good -----------------------------------------------------------------------------------------------------

SIZE, KILLED_BATCH = 1_500, 50
BUILDER = """
import asyncio, sys
from datetime import date
from pathlib import Path
from graph_model.open_store import open_store
from seed.city.building import build_city
from seed.laying import ensure_plan

async def main(address, folder, size, batch, today):
    store = await open_store(address, data_dir=Path(folder))
    catalogue = await ensure_plan(store)
    await build_city(
        store, catalogue, int(size), today=date.fromisoformat(today), batch=int(batch),
        progress=lambda progress: print(progress.done, flush=True),
    )

asyncio.run(main(*sys.argv[1:]))
"""


def killed_after(batches: int, address: str, folder: Path) -> int:
    """Build in a process of its own, kill -9 it after so many batches; how many subjects it had acknowledged."""
    arguments = [address, str(folder), str(SIZE), str(KILLED_BATCH), TODAY.isoformat()]
    with subprocess.Popen(
        [sys.executable, "-c", BUILDER, *arguments], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    ) as process:
        assert process.stdout is not None
        acknowledged = [int(process.stdout.readline()) for _ in range(batches)][-1]
        os.kill(process.pid, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    return acknowledged


@pytest.mark.slow
@pytest.mark.parametrize("address", ["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
async def test_a_killed_build_leaves_whole_batches_and_is_finished_by_the_next(
    address: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if address == "neo4j":
        address = request.getfixturevalue("neo4j_url")
        await (await emptied(address)).close()
    for batches in (1, 4, 3):
        acknowledged = await asyncio.to_thread(killed_after, batches, address, tmp_path)
        store = await open_store(address, data_dir=tmp_path)
        found = await read_checkpoint(store)
        subjects = only(await store.read(COUNT))
        await store.close()
        assert found is not None and not found.complete
        assert found.done == subjects >= acknowledged
        assert found.done % KILLED_BATCH == 0
    store = await open_store(address, data_dir=tmp_path)
    catalogue = await ensure_plan(store)
    await build_city(store, catalogue, SIZE, today=date(2030, 1, 1))
    assert await stored_lines(store) == city_lines(catalogue, SIZE, today=TODAY)
    await store.close()
