"""kill -9 in the middle of a sync: whole batches only, and the next run goes on to what one without a kill would have made."""

import asyncio
import random
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.sync.addresses import file_address
from graph_model.catalogue import Catalogue
from graph_model.open_store import open_store
from graph_model.store import GraphStore, only
from seed.laying import ensure_plan
from tests.conftest import emptied
from tests.gateway.sync.running.department import Department, department
from tests.gateway.sync.verifying.verified import clean

ROWS, BATCH = 240, 20


async def fill(land: Department) -> None:
    for number in range(ROWS):
        await land.put(number, grade="E" if number % 40 == 39 else "ABCD"[number % 4])


def killed(address: str, folder: Path, batches: int) -> bool:
    """Start a sync and kill it after so many batches; whether it had come to its end before."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.gateway.sync.running.syncing_process", address, str(folder / "store")),
            *(str(folder / "land-valuation.yaml"), str(folder / "source.sqlite")),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None and process.stderr is not None
    try:
        for line in process.stdout:
            if line.strip() == "done":
                return process.wait() == 0
            batches -= 1
            if batches <= 0:
                process.send_signal(signal.SIGKILL)
                return False
        raise AssertionError(process.stderr.read())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


async def check_whole(store: GraphStore) -> int:
    """Records, statements, ledger and counts agree; gives the statements."""
    [state] = await store.read("MATCH (s:SyncState) RETURN s.accepted, s.rejected, s.batches")
    assert only(await store.read("MATCH (g:GradeRecord) RETURN count(g)")) == state[0]
    assert only(await store.read("MATCH (r:Reject) RETURN count(r)")) == state[1]
    assert only(await store.read("MATCH (s:Statement) RETURN count(s)")) == state[0] + state[1]
    assert only(await store.read("MATCH (b:Batch) WHERE b.kind = 'grades' RETURN count(b)")) == state[2]
    return int(state[0] + state[1])


async def kill_often(url: str | None, way: str, folder: Path, seed: int) -> None:
    rnd, address, data = random.Random(seed), url or "embedded", folder / "store"
    store = await emptied(url) if url else await open_store("embedded", data_dir=data)
    catalogue: Catalogue = await ensure_plan(store)
    source = file_address(folder / "source.sqlite")
    async with department(way, source, store, catalogue, folder, batch=BATCH) as land:
        await fill(land)
        await store.close()
        before = 0
        for _ in range(2):
            ended = await asyncio.to_thread(killed, address, folder, rnd.randint(2, 4))
            store = await open_store(address, data_dir=data)
            found = await check_whole(store)
            assert found >= before and not ended
            before = found
            await store.close()
        store = await open_store(address, data_dir=data)
        again = Department(way, source, land.engine, land.read, replace(land.parts, store=store), rows=land.rows)
        result = await again.sync()
        assert (result.state.totals.accepted, result.state.totals.rejected) == (ROWS - 6, 6)
        assert await check_whole(store) == ROWS and len(await again.all_grades()) == ROWS - 6
        written = await again.written()
        await again.sync()
        assert await again.written() == written
        await clean(again)
        await store.close()


@pytest.mark.slow
@pytest.mark.parametrize("way", ["updatedAt", "deletion"])
async def test_killed_on_the_embedded_store(way: str, tmp_path: Path, seed: int) -> None:
    await kill_often(None, way, tmp_path, seed)


@pytest.mark.slow
@pytest.mark.neo4j
async def test_killed_on_neo4j(tmp_path: Path, neo4j_url: str, seed: int) -> None:
    await kill_often(neo4j_url, "version", tmp_path, seed)
