"""The list of discrepancies: the latest first, filtered, paged, with their subjects."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from graph_model.discrepancy_list import (
    NEWEST_FIRST,
    DiscrepancyFilter,
    SubjectDiscrepancy,
    discrepancies,
    read_discrepancy,
)
from graph_model.model import DiscrepancyState
from graph_model.paging import Page, Wanted, page_in_memory, page_request
from graph_model.reviews import overdue
from graph_model.store import GraphStore
from graph_model.subjects import EVERYTHING
from tests.graph_model.examples import ITEMS
from tests.graph_model.small_city import DISTRICTS, TODAY, SmallCity, small_city

ALL = Wanted(total=True, neighbours=True)


def kept(city: SmallCity, only: DiscrepancyFilter) -> list[SubjectDiscrepancy]:
    """The oracle's discrepancies."""
    return [
        SubjectDiscrepancy(one, data)
        for data in city.subjects
        for one in data.discrepancies
        if (only.states is None or one.state in only.states)
        and (only.items is None or one.high_item in only.items or one.low_item in only.items)
        and (only.subjects is None or one.subject_key in only.subjects)
        and (only.least_levels is None or one.levels >= only.least_levels)
        and (only.district is None or data.subject.district == only.district)
        and (only.overdue_on is None or overdue(one, only.overdue_on))
    ]


def told(page: Page[SubjectDiscrepancy]) -> tuple[object, ...]:
    rows = [(one.record, one.subject.subject) for one in page.rows]
    return rows, page.cursors, page.has_previous, page.has_next, page.total


async def test_random_questions_have_the_oracle_s_answers(
    store: GraphStore, seed: int, fewer: Callable[[int], range]
) -> None:
    city = await small_city(store, seed, size=60)
    random = Random(seed)
    subjects = [data.subject.key for data in city.subjects if data.discrepancies]
    assert subjects
    for _ in fewer(15):
        only = DiscrepancyFilter(
            states=random.choice(
                (None, (DiscrepancyState.OPEN,), (DiscrepancyState.CLOSED, DiscrepancyState.OPEN), ())
            ),
            items=random.choice((None, None, tuple(random.sample([item.key for item in ITEMS], 2)))),
            subjects=random.choice((None, None, tuple(random.sample(subjects, 1)))),
            least_levels=random.choice((None, None, 3)),
            district=random.choice((None, *DISTRICTS, "巫山县")),
            overdue_on=random.choice((None, None, TODAY, TODAY - timedelta(days=20))),
        )
        listed = kept(city, only)
        every = page_in_memory(NEWEST_FIRST, page_request(NEWEST_FIRST, first=100), listed, lambda one: one.place)
        cursors: dict[str, Any] = {name: random.choice((None, *every.cursors)) for name in ("after", "before")}
        size: dict[str, Any] = {random.choice(("first", "last")): random.choice((0, 1, 4, 100))}
        request = page_request(NEWEST_FIRST, **size, **cursors)
        expected = page_in_memory(NEWEST_FIRST, request, listed, lambda one: one.place)
        assert told(await discrepancies(store, request, only=only, wanted=ALL)) == told(expected), (only, request)


async def test_the_subject_comes_with_what_is_needed(store: GraphStore, seed: int) -> None:
    city = await small_city(store, seed, size=60)
    subjects = {data.subject.key: data for data in city.subjects}
    page = await discrepancies(store, page_request(NEWEST_FIRST, first=100), needs=EVERYTHING)
    assert len(page.rows) == sum(len(data.discrepancies) for data in city.subjects)
    for one in page.rows:
        expected = subjects[one.record.subject_key]
        assert sorted(one.subject.records, key=str) == sorted(expected.records, key=str)
        assert sorted(one.subject.discrepancies, key=str) == sorted(expected.discrepancies, key=str)


async def test_one_discrepancy_by_its_key(store: GraphStore, seed: int) -> None:
    city = await small_city(store, seed, size=60)
    expected = next(data for data in city.subjects if data.discrepancies)
    found = await read_discrepancy(store, expected.discrepancies[0].key, EVERYTHING)
    assert found is not None
    assert (found.record, found.subject.subject) == (expected.discrepancies[0], expected.subject)
    assert len(found.subject.records) == len(expected.records)
    assert await read_discrepancy(store, "discrepancy:nobody") is None


async def test_an_empty_store_has_none(store: GraphStore) -> None:
    page = await discrepancies(store, page_request(NEWEST_FIRST), wanted=ALL)
    assert told(page) == ([], (), False, False, 0)
