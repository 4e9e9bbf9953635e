"""A commit whose answer is lost: the driver runs the batch once more, and the graph has it already."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from graph_model.catalogue import Catalogue
from graph_model.store import GraphStore, GraphTransaction
from tests.gateway.sync.running.department import Department, department, place_for
from tests.gateway.sync.verifying.verified import clean

T = TypeVar("T")


class Unheard:
    """A store whose every transaction commits, and is run again as if nobody had heard of it."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def transact(self, work: Callable[[GraphTransaction], Awaitable[T]]) -> T:
        await self._store.transact(work)
        return await self._store.transact(work)


@pytest.mark.asyncio
@pytest.mark.parametrize("way", ["version", "deletion"])
async def test_a_batch_that_is_committed_unheard_counts_once(
    way: str, request: pytest.FixtureRequest, embedded: tuple[GraphStore, Catalogue], tmp_path: Path
) -> None:
    place = await place_for("sqlite", request, tmp_path)
    async with department(way, place, *embedded, tmp_path, batch=3) as land:
        land.parts = replace(land.parts, store=Unheard(embedded[0]))
        for number in range(1, 8):
            await land.put(number, grade="E" if number == 4 else "A")
        assert await _totals(land) == (6, 1, 0)
        land.tick()
        await land.put(2, grade="B")
        await land.put(3, gone="Y")
        assert await _totals(land) == (5, 1, 1)
        assert await land.grades(2) == {"2026-05-01": "B"} and await land.grades(3) == {}
        await clean(land)


async def _totals(land: Department) -> tuple[int, int, int]:
    totals = (await land.sync()).state.totals
    return totals.accepted, totals.rejected, totals.retired
