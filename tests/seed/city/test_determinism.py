"""The same seed, size and day give the same graph: in whatever batches, on whichever store, on any machine."""

from datetime import date

import pytest

from graph_model.catalogue import Catalogue
from graph_model.store import GraphStore
from seed.city.building import VERSION, build_city
from seed.city.draws import Draws, mixed
from seed.city.portraits import City
from seed.laying import ensure_plan
from tests.seed.city.conftest import TODAY
from tests.seed.city.dump import city_lines, digest, stored_lines

PINNED = {5: "f3d33c47f1591c4292bb725913c911cc119e51670acfc20738d9429e7f900290"}


@pytest.mark.parametrize("batch", [17, 500])
async def test_the_graph_holds_what_the_seed_tells_in_whatever_batches(store: GraphStore, batch: int) -> None:
    catalogue = await ensure_plan(store)
    await build_city(store, catalogue, 300, today=TODAY, batch=batch)
    assert await stored_lines(store) == city_lines(catalogue, 300, today=TODAY)


async def test_a_city_that_is_there_already_is_left_as_it_is(store: GraphStore) -> None:
    catalogue = await ensure_plan(store)
    await build_city(store, catalogue, 120, today=TODAY)
    before = await stored_lines(store)
    report = await build_city(store, catalogue, 120, today=date(2027, 3, 1))
    assert (report.subjects, report.records, report.today) == (0, 0, TODAY)
    assert await stored_lines(store) == before


def test_a_subject_is_told_by_seed_and_index_alone(plan: Catalogue, city: City) -> None:
    other = City(plan, 7, TODAY)
    backwards = {index: other.portrait(index) for index in reversed(range(1_500, 1_600))}
    assert all(city.portrait(index) == portrait for index, portrait in backwards.items())


def test_another_seed_gives_another_city(plan: Catalogue) -> None:
    keys = {seed: {City(plan, seed, TODAY).portrait(i).subject.key for i in range(200)} for seed in (7, 8)}
    assert not keys[7] & keys[8]


def test_the_content_of_this_version_is_pinned(plan: Catalogue) -> None:
    """A change of content, of the generator or of the plan's scales, needs a new VERSION: cities that stand cannot grow on."""
    assert digest(city_lines(plan, 1_000, today=TODAY)) == PINNED[VERSION]


def test_the_draws_are_those_of_every_python() -> None:
    draws = Draws(mixed(7, 0))
    assert [draws.below(1_000) for _ in range(8)] == [552, 4, 667, 676, 337, 301, 558, 952]


async def test_what_systems_hold_is_left_to_them(store: GraphStore, plan: Catalogue) -> None:
    """Everything else is as with it, and a city that goes on leaves out what it began without."""
    without = frozenset(item.key for item in plan.items if item.system_key is not None)
    catalogue = await ensure_plan(store)
    await build_city(store, catalogue, 60, today=TODAY, without=without)
    await build_city(store, catalogue, 120, today=TODAY)
    found = await store.read("MATCH (r:GradeRecord) RETURN r.key, r.itemKey ORDER BY r.key")
    whole = City(catalogue, 7, TODAY)
    records = [record for index in range(120) for record in whole.portrait(index).records]
    assert [tuple(row) for row in found] == sorted((r.key, r.item_key) for r in records if r.item_key not in without)
    assert found and len(found) < len(records)
