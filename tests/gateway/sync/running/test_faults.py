"""What goes wrong between a department's database and us, one fault after the other: after each, a sync and a clean verification."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from gateway.sync import addresses
from gateway.sync.addresses import Address, file_address, parse_address
from gateway.sync.connecting.looking import look
from gateway.sync.schedule.first_sync import FirstSync
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput, StoreUnavailable, Timeout
from graph_model.intake.syncing.states import Phase, read_state
from graph_model.store import GraphStore
from tests.gateway.sync.running.cut_connections import Proxy, proxy_before
from tests.gateway.sync.running.department import INSERT, NOON, Department, code, department, place_for
from tests.gateway.sync.verifying.verified import clean
from tests.servers.postgresql_server import PostgresqlServer

pytestmark = [pytest.mark.asyncio, pytest.mark.slow, pytest.mark.postgresql]
ROWS = 400


async def fill(land: Department, first: int, number: int) -> None:
    """Many rows at once."""
    for each in range(first, first + number):
        row = {"number": each, "code": code(each), "grade": "ABCD"[each % 4], "day": "2026-05-01", "gone": "N"}
        land.rows[each] = {**row, "changed": land.mark()}
    async with land.engine.begin() as connection:
        await connection.execute(INSERT, [land.rows[each] for each in range(first, first + number)])


@asynccontextmanager
async def behind_a_proxy(
    way: str,
    request: pytest.FixtureRequest,
    graph: tuple[GraphStore, Catalogue],
    folder: Path,
    kind: str = "postgresql",
) -> AsyncIterator[tuple[Department, Proxy]]:
    place = await place_for(kind, request, folder)
    assert place.url.port is not None
    async with (
        department(way, place, *graph, folder, batch=50) as land,
        proxy_before(place.url.port) as proxy,
    ):
        land.address = Address(place.url.set(port=proxy.port), place.schema)
        yield land, proxy


async def healed(land: Department, rows: int) -> None:
    """The next sync goes on to what one without the fault would have made, and the verification has nothing to say."""
    await land.sync()
    state = await read_state(land.parts.store, "land-valuation")
    assert (state.failures, state.run, state.checkpoint.phase) == (0, None, Phase.FOLLOW)
    assert len(await land.all_grades()) == rows
    await clean(land)


@pytest.mark.parametrize("way", ["version", "deletion"])
async def test_cut_slow_and_away(
    way: str, request: pytest.FixtureRequest, embedded: tuple[GraphStore, Catalogue], tmp_path: Path
) -> None:
    async with behind_a_proxy(way, request, embedded, tmp_path) as (land, proxy):
        await fill(land, 0, ROWS)
        proxy.most = 24_000  # the first pages come through, the rest does not
        with pytest.raises(StoreUnavailable):
            await land.sync()
        proxy.most = None
        await healed(land, ROWS)
        await fill(land, ROWS, ROWS)
        await proxy.close()
        with pytest.raises(StoreUnavailable):
            await land.sync()
        assert len(await land.all_grades()) == ROWS
        await proxy.open()
        await healed(land, 2 * ROWS)


@pytest.mark.parametrize("kind", ["postgresql", pytest.param("mariadb", marks=pytest.mark.mariadb)])
async def test_one_that_stops_answering_in_the_middle(
    kind: str,
    request: pytest.FixtureRequest,
    embedded: tuple[GraphStore, Catalogue],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(addresses, "SILENCE_SECONDS", 0.5)
    async with behind_a_proxy("version", request, embedded, tmp_path, kind) as (land, proxy):
        limits = land.read.mapping.limits.model_copy(update={"statement_timeout": "1s"})
        land.read = replace(land.read, mapping=land.read.mapping.model_copy(update={"limits": limits}))
        await fill(land, 0, ROWS)

        def hung(done: object) -> None:
            proxy.pause = 3_600.0

        with pytest.raises((StoreUnavailable, Timeout)):
            await asyncio.wait_for(land.sync(told=hung), 60)
        assert (await read_state(land.parts.store, "land-valuation")).failures == 1
        proxy.pause = 0.0
        await healed(land, ROWS)


@pytest.mark.parametrize("kind", ["postgresql", "mariadb"])
async def test_one_that_never_answers_is_not_awaited(
    kind: str, embedded: tuple[GraphStore, Catalogue], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its port takes connections and says nothing, however long a statement of it may take."""
    monkeypatch.setattr(addresses, "CONNECT_SECONDS", 0.3)
    silent = await asyncio.start_server(lambda reader, writer: asyncio.sleep(3_600), "127.0.0.1", 0)
    port, since = silent.sockets[0].getsockname()[1], NOON
    async with silent, department("version", file_address(tmp_path / "land.sqlite"), *embedded, tmp_path) as land:
        land.address = parse_address(f"{kind}://who:password@127.0.0.1:{port}/land")
        first_sync = FirstSync(land.parts.store, ["land-valuation"], since)
        assert await first_sync.awaited() == ["land-valuation"]
        with pytest.raises(StoreUnavailable, match=f"has not answered.*127.0.0.1:{port}/land") as told:
            await asyncio.wait_for(land.sync(), 4.5)  # seconds: what a statement may take is five
        assert "password" not in told.value.message
        assert await first_sync.awaited() == []
        with pytest.raises(StoreUnavailable):
            await asyncio.wait_for(look(land.address), 4.5)


async def test_a_table_that_is_locked_and_columns_that_are_renamed(
    request: pytest.FixtureRequest, embedded: tuple[GraphStore, Catalogue], tmp_path: Path
) -> None:
    place = await place_for("postgresql", request, tmp_path)
    async with department("deletion", place, *embedded, tmp_path) as land:
        limits = land.read.mapping.limits.model_copy(update={"statement_timeout": "1s"})
        land.read = replace(land.read, mapping=land.read.mapping.model_copy(update={"limits": limits}))
        await fill(land, 0, 10)
        async with land.engine.begin() as connection:
            await connection.execute(text("LOCK TABLE rated IN ACCESS EXCLUSIVE MODE"))
            with pytest.raises(Timeout):
                await land.sync()
        await healed(land, 10)
        async with land.engine.begin() as connection:
            await connection.execute(text("ALTER TABLE rated RENAME COLUMN grade TO level"))
        with pytest.raises(BadInput, match=r"land-valuation\.yaml:"):
            await land.sync()
        async with land.engine.begin() as connection:
            await connection.execute(text("ALTER TABLE rated RENAME COLUMN level TO grade"))
        await healed(land, 10)


@pytest.mark.parametrize("skew", [timedelta(hours=-9), timedelta(hours=9)])
async def test_a_clock_that_goes_wrong(
    skew: timedelta, request: pytest.FixtureRequest, embedded: tuple[GraphStore, Catalogue], tmp_path: Path
) -> None:
    place = await place_for("postgresql", request, tmp_path)
    async with department("updatedAt", place, *embedded, tmp_path) as land:
        for number in range(6):
            land.tick(5)
            await land.put(number, at=land.mark() + skew)
            await land.sync()
            await clean(land)
        await land.put(2, grade="D", at=land.mark() + skew)
        await healed(land, 6)
        assert await land.grades(2) == {"2026-05-01": "D"}


async def test_a_database_that_is_killed(embedded: tuple[GraphStore, Catalogue], tmp_path: Path) -> None:
    with PostgresqlServer.start() as server:
        async with department("version", parse_address(server.url), *embedded, tmp_path, batch=20) as land:
            await fill(land, 0, ROWS)
            heard = []

            def killing(done: object) -> None:
                heard.append(done)
                if len(heard) == 3:
                    server.kill()

            with pytest.raises(StoreUnavailable):
                await land.sync(told=killing)
            assert 60 <= len(await land.all_grades()) < ROWS
            server.restart()
            await land.engine.dispose()
            await healed(land, ROWS)
