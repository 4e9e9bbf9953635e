"""After any history of changes and syncs the graph knows what a first sync of the last state would know."""

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.sync.addresses import file_address
from graph_model.open_store import open_store
from seed.laying import ensure_plan
from tests.gateway.sync.running.department import WAYS, Department, code, department

NUMBERS = st.integers(1, 6)
PUT = st.tuples(
    st.just("put"),
    NUMBERS,
    st.fixed_dictionaries(
        {
            "subject": st.integers(1, 3),
            "grade": st.sampled_from("ABDE"),
            "day": st.sampled_from(["2026-05-01", "2026-06-01", "2026-02-30"]),
            "gone": st.sampled_from("NNNY"),
        }
    ),
)
DELETE = st.tuples(st.just("delete"), NUMBERS, st.none())
SYNC = st.tuples(st.just("sync"), st.integers(0, 2), st.none())
HISTORY = st.lists(st.one_of(PUT, PUT, DELETE, SYNC), max_size=14)


class Enough(Exception):
    """The listener has heard enough."""


async def live(land: Department, history: list[tuple[str, int, Any]]) -> None:
    """Let a history happen. A log never changes a row: what is put there is another entry, and nothing is deleted."""
    entry = 0
    for what, number, values in history:
        land.tick(7)
        if what == "put":
            entry += 1
            own = {**values, "code": code(values["subject"])}
            own.pop("subject")
            await land.put(entry if land.way == "log" else number, **own)
        elif what == "delete" and number in land.rows and land.way != "log":
            await land.delete(number)
        elif what == "sync":
            await interrupted(land, number)


async def interrupted(land: Department, batches: int) -> None:
    """A sync that is stopped after so many batches; 0: it is left to end."""
    heard = []

    def told(done: object) -> None:
        heard.append(done)
        if len(heard) == batches:
            raise Enough

    try:
        await land.sync(told=told)
    except Exception as error:
        if not isinstance(getattr(error, "reason", error), Enough):
            raise


async def both(way: str, history: list[tuple[str, int, Any]], folder: Path) -> None:
    found = []
    for name in ("step-by-step", "at-once"):
        own = folder / name
        shutil.rmtree(own, ignore_errors=True)
        shutil.copytree(folder / "planned", own / "store")
        store = await open_store("embedded", data_dir=own / "store", durability="off")
        catalogue = await ensure_plan(store)
        place = file_address(own / "source.sqlite")
        async with department(way, place, store, catalogue, own, batch=2) as land:
            steps = history if name == "step-by-step" else [step for step in history if step[0] != "sync"]
            await live(land, steps)
            land.tick()
            shows = way in ("snapshot", "deletion", "log")
            result = await land.sync(full=not shows)
            open_rejects = await land.rejects()
            found.append((await land.all_grades(), open_rejects, result.state.totals.accepted))
        await store.close()
    assert found[0] == found[1]


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("histories")

    async def lay() -> None:
        store = await open_store("embedded", data_dir=folder / "planned")
        await ensure_plan(store)
        await store.close()

    asyncio.run(lay())
    return folder


FIRST, SECOND = (
    ("put", number, {"subject": number, "grade": "A", "day": "2026-05-01", "gone": "N"}) for number in (1, 2)
)


@pytest.mark.parametrize("way", WAYS)
async def test_what_came_while_it_swept_is_read_by_the_run_that_goes_on(way: str, planned: Path) -> None:
    stopped = ("sync", 1, None)
    await both(way, [FIRST, stopped, stopped, SECOND], planned)


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=HISTORY)
def test_any_history(way: str, planned: Path, history: list[tuple[str, int, Any]]) -> None:
    asyncio.run(both(way, history, planned))


@pytest.mark.nightly
@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=300)
@given(history=HISTORY)
def test_any_history_at_length(way: str, planned: Path, history: list[tuple[str, int, Any]]) -> None:
    asyncio.run(both(way, history, planned))
