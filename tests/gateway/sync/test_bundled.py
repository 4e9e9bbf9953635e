"""The bundled systems laid down over the city that a graph holds: once, whole or not at all, on each kind of database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from gateway.settings import Settings
from gateway.sync.addresses import filling_engine
from gateway.sync.bundled import bundled_addresses, lay_bundled_systems
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput, StoreUnavailable
from graph_model.open_store import open_store
from graph_model.store import GraphStore
from seed.city import building
from seed.city.building import build_city
from seed.demo import lay_demo
from seed.laying import ensure_plan
from seed.platforms.register import BUNDLED_DATABASES
from seed.systems import filling
from seed.systems.filling import planted
from seed.systems.progress import FillProgress
from tests.seed.systems.places import KINDS, systems_setting

TODAY = date(2026, 11, 24)
SIZE = 150


@asynccontextmanager
async def graph(folder: Path, size: int = SIZE) -> AsyncIterator[tuple[GraphStore, Catalogue]]:
    """An embedded store with a city of `size` subjects and the demo subjects, or (0) with the plan only."""
    store = await open_store("embedded", data_dir=folder / "store")
    catalogue = await ensure_plan(store)
    if size:
        await build_city(store, catalogue, size, today=TODAY)
        await lay_demo(store, catalogue, today=TODAY)
    yield store, catalogue
    await store.close()


async def row_counts(settings: Settings) -> dict[str, int]:
    """Rows of each table of each system, by `system.table`."""
    counts: dict[str, int] = {}
    for system in BUNDLED_DATABASES:
        engine = filling_engine(bundled_addresses(settings)[system.key])
        async with engine.connect() as connection:
            for table in system.metadata.sorted_tables:
                counts[f"{system.key}.{table.name}"] = (
                    await connection.scalar(select(func.count()).select_from(table)) or 0
                )
        await engine.dispose()
    return counts


async def manifests(settings: Settings) -> dict[str, dict[str, int]]:
    found = {}
    for key, address in bundled_addresses(settings).items():
        engine = filling_engine(address)
        found[key] = await planted(engine) or {}
        await engine.dispose()
    return found


@pytest.mark.parametrize("kind", KINDS)
async def test_they_are_laid_down_once(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, systems=systems_setting(kind, request))
    seen: list[FillProgress] = []
    async with graph(tmp_path) as (store, catalogue):
        assert await lay_bundled_systems(settings, store, catalogue, seen.append) == [s.key for s in BUNDLED_DATABASES]
        counts, told = await row_counts(settings), await manifests(settings)
        assert await lay_bundled_systems(settings, store, catalogue) == []
    assert seen[-1].done == SIZE + 10
    assert all(counts.values()) or not counts["mining-rights.yzsxmd"], counts
    assert counts["tax-credit.nsr_xydj"] == told["tax-credit"]["rows"] > 30
    assert counts["enterprise-credit-risk.t_risk_result"] == told["enterprise-credit-risk"]["rows"]
    assert await row_counts(settings) == counts


async def test_a_system_that_was_killed_half_way_has_no_rows_and_is_filled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data=tmp_path, systems="bundled")
    original, calls = filling._write, []

    async def dying(*arguments: object) -> None:
        calls.append(arguments)
        if len(calls) > 25:
            raise KeyboardInterrupt
        await original(*arguments)  # type: ignore[arg-type]

    async with graph(tmp_path) as (store, catalogue):
        monkeypatch.setattr(filling, "BATCH", 40)
        monkeypatch.setattr(filling, "_write", dying)
        with pytest.raises(KeyboardInterrupt):
            await lay_bundled_systems(settings, store, catalogue)
        codes = {f"{system.key}.{table.name}" for system in BUNDLED_DATABASES for table, _ in system.codes}
        assert not any(count for name, count in (await row_counts(settings)).items() if name not in codes)
        monkeypatch.undo()
        assert len(await lay_bundled_systems(settings, store, catalogue)) == len(BUNDLED_DATABASES)


async def test_a_city_that_has_grown_is_laid_down_anew(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, systems="bundled")
    async with graph(tmp_path, 60) as (store, catalogue):
        await lay_bundled_systems(settings, store, catalogue)
        before = await row_counts(settings)
        await build_city(store, catalogue, 90, today=TODAY)
        assert len(await lay_bundled_systems(settings, store, catalogue)) == len(BUNDLED_DATABASES)
    after = await row_counts(settings)
    assert after["tax-credit.nsr_xydj"] > before["tax-credit.nsr_xydj"]


async def test_without_a_city_they_are_empty(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, systems="bundled")
    async with graph(tmp_path, 0) as (store, catalogue):
        await lay_bundled_systems(settings, store, catalogue)
    assert {manifest["rows"] for manifest in (await manifests(settings)).values()} == {0}


async def test_a_city_whose_persons_have_no_numbers_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data=tmp_path, systems="bundled")
    async with graph(tmp_path, 0) as (store, catalogue):
        monkeypatch.setattr(building, "VERSION", 1)
        await build_city(store, catalogue, 10, today=TODAY)
        monkeypatch.undo()
        with pytest.raises(BadInput, match="of another version"):
            await lay_bundled_systems(settings, store, catalogue)


async def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, systems="postgresql://yuxin:secret@127.0.0.1:1/x")
    async with graph(tmp_path, 0) as (store, catalogue):
        with pytest.raises(StoreUnavailable, match=r"127\.0\.0\.1:1") as refusal:
            await lay_bundled_systems(settings, store, catalogue)
    assert "secret" not in refusal.value.message and "secret" not in repr(settings)
