"""What happens to a row of a department, in each of the five ways in which departments show it: what the graph then knows."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from graph_model.catalogue import Catalogue
from graph_model.store import GraphStore
from tests.gateway.sync.running.department import SHOWS_WITHDRAWAL, WAYS, Department, department, place_for

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture(params=WAYS)
async def land(
    request: pytest.FixtureRequest, graph: tuple[GraphStore, Catalogue], tmp_path: Path
) -> AsyncIterator[Department]:
    """Seven enterprises, all A, synced; an hour has gone by."""
    place = await place_for("sqlite", request, tmp_path)
    async with department(request.param, place, *graph, tmp_path) as found:
        for number in range(1, 8):
            await found.put(number)
        await found.sync()
        found.tick()
        yield found


async def test_a_first_load_takes_everything(land: Department) -> None:
    assert len(await land.all_grades()) == 7 and await land.grades(7) == {"2026-05-01": "A"}
    state = (await land.sync()).state
    assert (state.totals.accepted, state.totals.rejected, state.totals.retired) == (7, 0, 0)


async def test_a_second_sync_writes_nothing(land: Department) -> None:
    before = await land.written()
    result = await land.sync()
    assert await land.written() == before
    assert (result.done.counts.accepted, result.done.counts.rejected, result.done.retired) == (0, 0, 0)
    await land.sync(full=True)
    assert await land.written() == before


async def test_a_new_row(land: Department) -> None:
    await land.put(9, grade="C")
    result = await land.sync()
    assert await land.grades(9) == {"2026-05-01": "C"} and result.done.counts.accepted == 1
    if land.way in ("version", "log"):
        assert result.done.counts.rows <= 4 + 1, "the last batch again and the new row"


async def test_the_cost_of_an_update_time_is_that_of_its_window(land: Department) -> None:
    if land.way != "updatedAt":
        pytest.skip("of update times")
    for number in range(10, 30):
        land.tick(5)
        await land.put(number)
    await land.sync()
    land.tick(5)
    await land.put(9)
    assert (await land.sync()).done.counts.rows == 1 + 3, "those of the last ten minutes, to the minute"


async def test_a_correction(land: Department) -> None:
    before = land.now
    land.tick()
    if land.way == "log":
        await land.put(9, code=land.rows[2]["code"], grade="D")
    else:
        await land.put(2, grade="D")
    result = await land.sync()
    assert await land.grades(2) == {"2026-05-01": "D"} and await land.grades(2, before) == {"2026-05-01": "A"}
    assert (result.done.counts.accepted, result.done.counts.corrected, result.done.retired) == (1, 1, 0)


async def test_another_day(land: Department) -> None:
    if land.way == "log":
        await land.put(9, code=land.rows[2]["code"], day="2026-06-01", grade="B")
        await land.sync()
        assert await land.grades(2) == {"2026-05-01": "A", "2026-06-01": "B"}, "a log says one thing after the other"
        return
    before = land.now
    land.tick()
    await land.put(2, day="2026-06-01", grade="B")
    result = await land.sync()
    assert await land.grades(2) == {"2026-06-01": "B"} and await land.grades(2, before) == {"2026-05-01": "A"}
    assert result.done.retired == 1


async def test_another_subject(land: Department) -> None:
    if land.way == "log":
        pytest.skip("a log never changes a row")
    await land.put(2, code=land.rows[3]["code"], day="2026-07-01")
    await land.sync()
    assert await land.grades(2) == {} and await land.grades(3) == {"2026-05-01": "A", "2026-07-01": "A"}


async def test_withdrawn(land: Department) -> None:
    before = land.now
    land.tick()
    if land.way == "log":
        pytest.skip("a log never changes a row")
    await land.put(2, gone="Y")
    result = await land.sync()
    assert await land.grades(2) == {} and await land.grades(2, before) == {"2026-05-01": "A"}
    assert (result.state.totals.accepted, result.state.totals.retired) == (6, 1)
    assert await land.archive(2) == ["EVALUATION_WITHDRAWN", "EVALUATION"]
    land.tick()
    await land.put(2, gone="N")
    await land.sync()
    assert await land.archive(2) == ["CORRECTION", "EVALUATION_WITHDRAWN", "EVALUATION"]
    assert await land.grades(2) == {"2026-05-01": "A"}
    assert await land.grades(2, land.now - timedelta(minutes=30)) == {}


async def test_vanished(land: Department) -> None:
    before = land.now
    land.tick()
    await land.delete(2)
    if land.way not in ("snapshot", "deletion"):
        await land.sync()
        assert await land.grades(2) == {"2026-05-01": "A"}, "this way of changing cannot show it"
    result = await land.sync(full=land.way not in ("snapshot", "deletion"))
    assert await land.grades(2) == {} and await land.grades(2, before) == {"2026-05-01": "A"}
    assert result.state.totals.accepted == 6 and await land.grades(3) == {"2026-05-01": "A"}


async def test_committed_late_with_an_earlier_time(land: Department) -> None:
    """A transaction of the department took its time or number before rows that were synced, and committed after."""
    await land.put(20)
    land.tick(5)
    await land.put(21)
    await land.sync()
    late = land.rows[20]["changed"]
    number = 19 if land.way == "log" else 22
    await land.put(number, at=late if land.way in ("updatedAt", "version") else None, grade="B")
    await land.sync()
    assert await land.grades(number) == {"2026-05-01": "B"}


async def test_ties_at_the_checkpoint(land: Department) -> None:
    """More rows of one instant than a batch has, some of them written after the sync that read the others."""
    same = land.mark()
    tied = land.way in ("updatedAt", "version")
    for number in range(30, 35):
        await land.put(number, at=same if tied else None)
    await land.sync()
    for number in (35, 29, 36):
        await land.put(number if land.way != "log" else number + 10, at=same if tied else None)
    await land.sync()
    assert len(await land.all_grades()) == 7 + 5 + 3


async def test_a_day_long_ago_takes_its_place_in_the_history(land: Department) -> None:
    number = 9
    await land.put(number, code=land.rows[2]["code"], day="2024-01-01", grade="C")
    await land.sync()
    assert await land.grades(2) == {"2026-05-01": "A", "2024-01-01": "C"}
    links = await land.parts.store.read(
        "MATCH (new:GradeRecord)-[:SUPERSEDES]->(old:GradeRecord) RETURN new.evaluatedOn, old.evaluatedOn"
    )
    assert links == [("2026-05-01", "2024-01-01")]


async def test_the_same_twice_is_unchanged_until_both_are_gone(land: Department) -> None:
    await land.put(9, code=land.rows[2]["code"])
    result = await land.sync()
    assert (result.done.counts.accepted, result.state.totals.accepted) == (0, 8)
    if land.way not in SHOWS_WITHDRAWAL:
        return
    await land.put(2, gone="Y")
    await land.sync()
    assert await land.grades(2) == {"2026-05-01": "A"}, "the other row says it too"
    await land.put(9, gone="Y")
    await land.sync()
    assert await land.grades(2) == {}


async def test_of_two_that_contradict_each_other_the_later_speaks_and_then_the_other(land: Department) -> None:
    await land.put(9, code=land.rows[2]["code"], grade="C")
    await land.sync()
    assert await land.grades(2) == {"2026-05-01": "C"}
    if land.way in SHOWS_WITHDRAWAL:
        await land.put(9, gone="Y")
        await land.sync()
        assert await land.grades(2) == {"2026-05-01": "A"}


async def test_a_reject_stands_in_the_ledger_until_the_row_is_corrected_or_goes(land: Department) -> None:
    await land.put(9, grade="E")
    await land.put(10, day="2026-02-30")
    result = await land.sync()
    column = "number"
    assert await land.rejects() == {f"{column}=9": "UNKNOWN_GRADE", f"{column}=10": "BAD_DATE"}
    assert (result.done.counts.rejected, result.state.totals.rejected, result.state.totals.accepted) == (2, 2, 7)
    if land.way not in SHOWS_WITHDRAWAL:
        return
    await land.put(9, grade="B")
    await land.put(10, gone="Y")
    result = await land.sync()
    assert await land.rejects() == {} and await land.grades(9) == {"2026-05-01": "B"}
    assert result.state.totals.rejected == 0
    await land.put(9, grade="F")
    await land.sync()
    assert await land.rejects() == {"number=9": "UNKNOWN_GRADE"} and await land.grades(9) == {}


async def test_a_day_that_comes(land: Department) -> None:
    await land.put(9, day="2026-11-26")
    await land.sync()
    assert await land.rejects() == {"number=9": "FUTURE_DATE"}
    land.tick(3 * 24 * 60)
    await land.sync()
    assert await land.rejects() == {} and await land.grades(9) == {"2026-11-26": "A"}
