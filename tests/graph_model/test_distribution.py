"""How grades are distributed: counted in the store, the same as counted by the rules."""

from collections import Counter
from datetime import date
from itertools import combinations

import pytest

from graph_model import distribution
from graph_model.catalogue import lay_down
from graph_model.distribution import GradeCount, GradeDimension, grade_distribution, most_groups
from graph_model.entities import EVERY, EntityFilter
from graph_model.errors import LimitExceeded
from graph_model.grades import current_records, in_force
from graph_model.model import COMPOSITE, SubjectData, SubjectKind
from graph_model.store import GraphStore
from graph_model.writing import Additions
from tests.graph_model.examples import CATALOGUE, SUBJECT, TODAY, A, B, C, D, composite, record
from tests.graph_model.small_city import add, small_city

ITEM, DEPARTMENT = GradeDimension.ITEM, GradeDimension.DEPARTMENT
DISTRICT, INDUSTRY = GradeDimension.DISTRICT, GradeDimension.INDUSTRY


def counted(
    subjects: tuple[SubjectData, ...], by: tuple[GradeDimension, ...], as_of: date, only: EntityFilter
) -> Counter[GradeCount]:
    """The oracle: the grade view's own rules over every subject."""
    counts: Counter[GradeCount] = Counter()
    for data in subjects:
        subject = data.subject
        if only.districts is not None and subject.district not in only.districts:
            continue
        for key, one in current_records(data.records, as_of).items():
            item = CATALOGUE.item(key)
            if key == COMPOSITE or item is None or not in_force(one, as_of):
                continue
            if (only.items is None or key in only.items) and (only.grades is None or one.grade in only.grades):
                group = GradeCount(
                    one.grade,
                    0,
                    key if ITEM in by else None,
                    item.department_key if DEPARTMENT in by else None,
                    subject.district if DISTRICT in by else None,
                    subject.industry if INDUSTRY in by else None,
                )
                counts[group] += 1
    return counts


async def test_every_choice_of_dimensions_has_the_rules_counts(store: GraphStore, seed: int) -> None:
    city = await small_city(store, seed, size=60)
    choices = [by for size in range(5) for by in combinations(GradeDimension, size)]
    for number, by in enumerate(choices):
        as_of = (TODAY, date(2023, 6, 1))[number % 2]
        found = await grade_distribution(store, CATALOGUE, by, as_of)
        without = {_without_count(one): one.count for one in found}
        assert without == dict(counted(city.subjects, by, as_of, EVERY)), by
        assert len(without) == len(found)


def _without_count(one: GradeCount) -> GradeCount:
    return GradeCount(one.grade, 0, one.item_key, one.department_key, one.district, one.industry)


async def test_a_filter_chooses_subjects_and_grades(store: GraphStore, seed: int) -> None:
    city = await small_city(store, seed, size=60)
    for only in (
        EntityFilter(districts=("渝北区",)),
        EntityFilter(items=("1-7", "1-48")),
        EntityFilter(grades=(C, D)),
        EntityFilter(districts=("渝中区", "渝北区"), items=("1-7",), grades=(A,)),
        EntityFilter(items=()),
    ):
        found = await grade_distribution(store, CATALOGUE, [ITEM], TODAY, only=only)
        assert {_without_count(one): one.count for one in found} == dict(counted(city.subjects, (ITEM,), TODAY, only))


async def test_grades_are_counted_not_subjects(store: GraphStore) -> None:
    await lay_down(store, CATALOGUE)
    records = [record("1-7", B), record("1-9", B), record("1-48", A), composite(D)]
    await add(store, Additions(subjects=[SUBJECT], records=records))
    found = await grade_distribution(store, CATALOGUE, [DEPARTMENT], TODAY)
    assert found == [GradeCount(B, 2, department_key="transport"), GradeCount(A, 1, department_key="tax")]
    assert await grade_distribution(store, CATALOGUE, [], TODAY) == [GradeCount(A, 1), GradeCount(B, 2)]


async def test_what_is_expired_corrected_or_followed_is_not_counted(store: GraphStore) -> None:
    await lay_down(store, CATALOGUE)
    corrected = record("1-9", D, key="corrected", superseded_at=record().recorded_at)
    records = [
        record("1-7", D, date(2023, 1, 1)),
        record("1-7", A, date(2024, 1, 1)),
        corrected,
        record("1-9", B, key="correction"),
        record("1-48", C, valid_until=date(2024, 5, 31)),
        record("1-14", C, date(2023, 1, 1), valid_until=date(2030, 1, 1)),
        record("1-14", B, date(2023, 2, 1), valid_until=date(2024, 1, 1)),
    ]
    await add(store, Additions(subjects=[SUBJECT], records=records))
    found = await grade_distribution(store, CATALOGUE, [ITEM], TODAY)
    assert found == [GradeCount(A, 1, item_key="1-7"), GradeCount(B, 1, item_key="1-9")]


async def test_rows_are_in_the_catalogue_s_order(store: GraphStore, seed: int) -> None:
    await small_city(store, seed, size=60)
    found = await grade_distribution(store, CATALOGUE, [DEPARTMENT, ITEM], TODAY)
    departments = [department.key for department in CATALOGUE.departments]
    items = [item.key for item in CATALOGUE.items]
    places = [
        (departments.index(one.department_key or ""), items.index(one.item_key or ""), one.grade.level) for one in found
    ]
    assert places == sorted(places)


async def test_persons_are_counted_too(store: GraphStore, seed: int) -> None:
    city = await small_city(store, seed, size=60)
    persons = tuple(data for data in city.subjects if data.subject.kind is SubjectKind.PERSON)
    only = EntityFilter(kinds=(SubjectKind.PERSON,))
    found = await grade_distribution(store, CATALOGUE, [], TODAY, only=only)
    expected = counted(persons, (), TODAY, EVERY)
    assert {one.grade: one.count for one in found} == {one.grade: count for one, count in expected.items()}


async def test_nothing_in_the_store(store: GraphStore) -> None:
    assert await grade_distribution(store, CATALOGUE, tuple(GradeDimension), TODAY) == []


async def test_more_groups_than_are_allowed_are_refused_and_none_is_left_out(
    store: GraphStore, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await small_city(store, seed, size=60)
    groups = await grade_distribution(store, CATALOGUE, [ITEM], TODAY)
    monkeypatch.setattr(distribution, "MOST", len(groups))
    assert await grade_distribution(store, CATALOGUE, [ITEM], TODAY) == groups
    monkeypatch.setattr(distribution, "MOST", len(groups) - 1)
    with pytest.raises(LimitExceeded, match=f"more than {len(groups) - 1} groups"):
        await grade_distribution(store, CATALOGUE, [ITEM], TODAY)


def test_what_is_counted_by_says_how_many_groups_there_may_be() -> None:
    assert most_groups([]) == most_groups([DISTRICT]) == 2_000
    assert most_groups([ITEM, DISTRICT]) == most_groups([DEPARTMENT, DISTRICT]) == 16_000
    assert most_groups(GradeDimension) == 20_000
