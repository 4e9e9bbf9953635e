"""A life of a department on each kind of database, and what can be wrong with one: the others and the graph are as before."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text

from gateway.sync.addresses import file_address, parse_address
from gateway.sync.mapping import read_mapping
from gateway.sync.running.one_system import Failed
from gateway.sync.running.run import Shrunk
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput, StoreUnavailable
from graph_model.intake.syncing.states import SyncUnderWay, read_state
from graph_model.persons import id_check_character
from graph_model.store import GraphStore
from tests.gateway.sync.running.department import INSERT, WAYS, Department, code, department, place_for
from tests.seed.systems.places import KINDS

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("kind", KINDS[1:])
@pytest.mark.parametrize("way", WAYS)
async def test_a_life(
    way: str, kind: str, request: pytest.FixtureRequest, embedded: tuple[GraphStore, Catalogue], tmp_path: Path
) -> None:
    place = await place_for(kind, request, tmp_path)
    async with department(way, place, *embedded, tmp_path) as land:
        for number in range(1, 9):
            await land.put(number, grade="E" if number == 8 else "A")
        result = await land.sync()
        assert (result.done.counts.accepted, result.done.counts.rejected) == (7, 1)
        land.tick()
        if way == "log":
            await land.put(9, code=land.rows[1]["code"], grade="C")
        else:
            await land.put(1, grade="C")
            await land.put(2, gone="Y")
            await land.delete(3)
        written = await land.written()
        result = await land.sync(full=way in ("updatedAt", "version"))
        assert await land.grades(1) == {"2026-05-01": "C"} and len(await land.all_grades()) == (
            7 if way == "log" else 5
        )
        assert await land.written() != written
        written = await land.written()
        await land.sync()
        assert await land.written() == written


@pytest_asyncio.fixture
async def land(embedded: tuple[GraphStore, Catalogue], tmp_path: Path) -> AsyncIterator[Department]:
    async with department("deletion", file_address(tmp_path / "source.sqlite"), *embedded, tmp_path) as found:
        for number in range(1, 6):
            await found.put(number)
        await found.sync()
        yield found


async def test_a_system_that_cannot_be_reached_keeps_what_it_said(land: Department) -> None:
    land.address, address = parse_address("postgresql://x:hidden@127.0.0.1:1/x"), land.address
    for failures in (1, 2):
        with pytest.raises(StoreUnavailable):
            await land.sync()
        state = await read_state(land.parts.store, "land-valuation")
        assert (state.failures, state.error_code) == (failures, "SOURCE_UNAVAILABLE")
        assert state.error is not None and "127.0.0.1:1" in state.error and "hidden" not in state.error
    assert len(await land.all_grades()) == 5
    land.address = address
    state = (await land.sync()).state
    assert (state.failures, state.error) == (0, None) and state.last_success == land.now


async def test_a_table_that_has_changed_is_told_at_its_line(land: Department) -> None:
    async with land.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE rated RENAME COLUMN grade TO level"))
    with pytest.raises(BadInput, match=r"land-valuation\.yaml:"):
        await land.sync()
    assert len(await land.all_grades()) == 5


async def test_nonsense_is_kept_as_the_system_s_state(land: Department) -> None:
    async with land.engine.begin() as connection:
        await connection.execute(text("UPDATE rated SET code = CAST(X'FFFE00' AS TEXT) WHERE number = 2"))
    with pytest.raises((Failed, StoreUnavailable, BadInput)):
        await land.sync()
    assert (await read_state(land.parts.store, "land-valuation")).failures == 1
    assert len(await land.all_grades()) == 5


async def test_two_rows_of_one_key_are_refused(land: Department) -> None:
    async with land.engine.begin() as connection:
        await connection.execute(text("INSERT INTO rated SELECT * FROM rated WHERE number = 2"))
    with pytest.raises(BadInput, match="one key"):
        await land.sync()


async def test_a_row_without_a_key_is_in_the_ledger(land: Department) -> None:
    async with land.engine.begin() as connection:
        await connection.execute(text("INSERT INTO rated SELECT NULL, code, grade, day, gone, changed FROM rated"))
    await land.sync()
    assert await land.rejects() == {"number=None": "BAD_ROW"}


async def test_a_table_that_is_all_but_empty_is_not_believed(land: Department) -> None:
    async with land.engine.begin() as connection:
        for number in range(10, 220):
            await connection.execute(INSERT, {**land.rows[1], "number": number, "code": code(number), "changed": None})
    await land.sync()
    before = await land.all_grades()
    async with land.engine.begin() as connection:
        await connection.execute(text("DELETE FROM rated WHERE number > 3"))
    with pytest.raises(Shrunk, match="--full"):
        await land.sync()
    assert await land.all_grades() == before
    await land.sync(full=True)
    assert len(await land.all_grades()) == 3


async def test_a_second_sync_at_the_same_time_is_refused(land: Department) -> None:
    await land.put(7)
    first = asyncio.create_task(land.sync())
    while (await read_state(land.parts.store, "land-valuation")).run is None:
        await asyncio.sleep(0)
    with pytest.raises(SyncUnderWay):
        await land.sync()
    await first
    assert await land.grades(7) == {"2026-05-01": "A"}


async def test_an_id_number_leaves_no_trace(embedded: tuple[GraphStore, Catalogue], tmp_path: Path) -> None:
    """Persons under their ID numbers, one of them mistyped; the number is the key of the row as well."""
    numbers = [made_up_id(1), made_up_id(2), made_up_id(3)[:-1] + "?", "995001199001010"]
    async with department("updatedAt", file_address(tmp_path / "source.sqlite"), *embedded, tmp_path) as land:
        path = tmp_path / "land-valuation.yaml"
        mapping = path.read_text(encoding="utf-8").replace("{uscc: code}", "{personId: code}")
        path.write_text(mapping.replace("key: [number]", "key: [code]"), encoding="utf-8")
        land.read = read_mapping(path, embedded[1])
        for number, person in enumerate(numbers):
            await land.put(number, code=person)
        result = await land.sync()
        assert result.state.totals.accepted + result.state.totals.rejected == len(numbers)
        for label in ("Subject", "GradeRecord", "Statement", "SyncState", "Reject", "Batch"):
            told = str(await land.parts.store.read(f"MATCH (n:{label}) RETURN properties(n)"))
            assert not any(number in told for number in numbers), label
        assert await land.rejects()


def made_up_id(number: int) -> str:
    first17 = f"99500119900101{number:03d}"
    return first17 + id_check_character(first17)
