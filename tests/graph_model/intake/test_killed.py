"""kill -9 in the middle of an import: whole batches only, none that was told of is lost, and the next run goes on."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph_model.intake.batches import StoreSource
from graph_model.intake.columns import Kind
from graph_model.intake.identities import file_key
from graph_model.intake.ledger import read_checkpoint
from graph_model.intake.reading import inspect
from graph_model.open_store import open_store
from graph_model.store import GraphStore, only
from seed.laying import ensure_plan
from tests.conftest import emptied
from tests.graph_model.intake.city import City
from tests.graph_model.intake.files import SECRET, code, row, write_csv

BATCH = 100
SUBJECTS = 700
A_FEW, OFTEN = pytest.param(3, 3_000), pytest.param(10, 6_000, marks=pytest.mark.nightly)


def big_file(path: Path, length: int) -> Path:
    """Rows with corrections of nothing, repeats and rejects among them, so that a batch writes of everything."""
    rows = []
    for number in range(length):
        place = number % SUBJECTS
        item, day = f"1-{number // SUBJECTS + 1}", f"2023-{number % 12 + 1:02d}-01"
        grade = "E" if number % 50 == 49 else "ABCD"[number % 4]
        rows.append(row(place, item=item, grade=grade, evaluatedOn=day, documentNo=""))
    return write_csv(path, rows)


def started(address: str, folder: Path, file: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.graph_model.intake.importing_process",
            address,
            str(folder),
            str(file),
            str(BATCH),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_and_kill(address: str, folder: Path, file: Path, rnd: random.Random) -> tuple[int, bool]:
    """Start the import and kill it some batches later, at a random moment; (the last row it told of, whether it ended)."""
    process = started(address, folder, file)
    assert process.stdout is not None and process.stderr is not None
    told, batches = 0, rnd.randint(0, 9)
    try:
        for line in process.stdout:
            if line.strip() == "done":
                return told, process.wait() == 0
            if line.strip() != "ready":
                told = int(line)
            if batches == 0:
                time.sleep(rnd.random() * 0.05)
                os.kill(process.pid, signal.SIGKILL)
                told = max([told, *(int(rest) for rest in process.stdout.read().split() if rest.isdigit())])
                return told, False
            batches -= 1
        raise AssertionError(process.stderr.read())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


async def check_whole_batches(store: GraphStore, import_key: str, told: int) -> int:
    """What is in the graph is that of whole batches, and of at least those that were told of; gives the rows."""
    done = await read_checkpoint(StoreSource(store), import_key)
    assert done.position >= told and (done.position % BATCH == 0 or done.complete)
    assert done.counts.rows == done.position
    assert only(await store.read("MATCH (g:GradeRecord) RETURN count(g)")) == done.counts.accepted
    assert only(await store.read("MATCH (r:Reject) RETURN count(r)")) == done.counts.rejected
    assert (
        only(await store.read("MATCH (s:Subject)-[:GRADED]->(g:GradeRecord) RETURN count(g)")) == done.counts.accepted
    )
    assert only(await store.read("MATCH (g:GradeRecord)-[:UNDER]->(i:Item) RETURN count(g)")) == done.counts.accepted
    keys = [row[0] for row in await store.read("MATCH (b:Batch) WHERE b.kind = 'grades' RETURN b.key")]
    stray = await store.read("MATCH (g:GradeRecord) WHERE NOT g.batchKey IN $keys RETURN count(g)", {"keys": keys})
    assert only(stray) == 0
    return int(done.position)


async def kill_often(url: str | None, folder: Path, times: int, length: int, seed: int) -> None:
    rnd = random.Random(seed)
    file = big_file(folder / "big.csv", length)
    address, data = url or "embedded", folder / "store"
    key = file_key(inspect(file, Kind.GRADES).digest, Kind.GRADES, SECRET)
    store = await emptied(url) if url else await open_store("embedded", data_dir=data)
    await store.close()
    position, ended = 0, False
    for _ in range(times):
        told, ended = await asyncio.to_thread(run_and_kill, address, data, file, rnd)
        store = await open_store(address, data_dir=data)
        before, position = position, await check_whole_batches(store, key, told)
        await store.close()
        assert position >= before, "no batch is lost"
        if ended:
            break
    store = await open_store(address, data_dir=data)
    city = City(store, await ensure_plan(store), folder)
    report = await city.import_file(file, batch_size=BATCH)
    assert report.counts.rows == length
    assert report.resumed_after == (position + 1 if 0 < position < length else None)
    killed = await city.contents(but=["Batch"])
    again = await city.import_file(file)
    assert again.counts.accepted == 0 and again.repeated
    await store.close()
    await check_the_same_without_kills(file, folder, killed)


async def check_the_same_without_kills(file: Path, folder: Path, killed: list[object]) -> None:
    """The graph is the one that an import without any kill makes (instants aside: the clock of both stands still)."""
    store = await open_store("embedded", data_dir=folder / "whole")
    city = City(store, await ensure_plan(store), folder)
    await city.import_file(file, batch_size=BATCH)
    whole = await city.contents(but=["Batch"])
    await store.close()
    assert whole == killed


@pytest.mark.slow
@pytest.mark.parametrize(("times", "length"), [A_FEW, OFTEN])
async def test_killed_on_the_embedded_store(tmp_path: Path, seed: int, times: int, length: int) -> None:
    await kill_often(None, tmp_path, times, length, seed)


@pytest.mark.slow
@pytest.mark.neo4j
@pytest.mark.parametrize(("times", "length"), [A_FEW, OFTEN])
async def test_killed_on_neo4j(tmp_path: Path, neo4j_url: str, seed: int, times: int, length: int) -> None:
    await kill_often(neo4j_url, tmp_path, times, length, seed)


async def test_two_imports_of_one_file_at_the_same_time_write_it_once(city: City) -> None:
    file = write_csv(city.folder / "g.csv", [row(number) for number in range(60)])
    results = await asyncio.gather(*(city.import_file(file, batch_size=10) for _ in range(2)), return_exceptions=True)
    assert any(not isinstance(result, BaseException) for result in results), results
    assert only(await city.store.read("MATCH (g:GradeRecord) RETURN count(g)")) == 60
    assert (await city.import_file(file)).counts.unchanged == 60


async def test_files_about_the_same_subjects_at_the_same_time(city: City) -> None:
    """Several writers on Neo4j: every row lands, and each line of history is one line."""
    files = [
        write_csv(
            city.folder / f"{month}.csv",
            [row(number, evaluatedOn=f"2023-{month:02d}-01", validUntil="") for number in range(20)],
        )
        for month in range(1, 7)
    ]
    await asyncio.gather(*(city.import_file(file, batch_size=5) for file in files))
    for number in (0, 7, 19):
        assert [record.evaluated_on.month for record in await city.line(number)] == [1, 2, 3, 4, 5, 6]
    assert only(await city.store.read("MATCH (s:Subject) RETURN count(s)")) == 20
    assert code(0) in repr(await city.store.read("MATCH (s:Subject) RETURN s.uscc"))


async def test_a_store_that_is_opened_again_takes_what_it_had_only_nulls_of(tmp_path: Path) -> None:
    """The embedded engine forgets a property that had no value yet; writing must not depend on it."""
    for number, changes in enumerate(({"score": "", "validUntil": "", "documentNo": ""}, {})):
        store = await open_store("embedded", data_dir=tmp_path / "store")
        city = City(store, await ensure_plan(store), tmp_path)
        report = await city.import_grades(row(number, **changes), row(number, item="composite"), name=f"{number}.csv")
        assert report.counts.accepted == 2
        await store.close()
