"""What the city's subjects are graded: every item, by its own scale, with a past that the rules agree with."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest

from graph_model import scales
from graph_model.catalogue import Catalogue
from graph_model.coverage import coverage
from graph_model.grades import current_records, in_force
from graph_model.intake.settling import settlement
from graph_model.measures import resolve
from graph_model.model import (
    COMPOSITE,
    DiscrepancyState,
    Grade,
    GradeRecord,
    SourceMode,
    SubjectData,
    SubjectKind,
    WithheldReason,
    city_day,
)
from seed.city.facts import CONDUCTS
from seed.city.portraits import City, Portrait
from seed.city.registers import registers
from tests.seed.city.conftest import TODAY


@pytest.fixture(scope="module")
def current(portraits: list[Portrait]) -> list[dict[str, GradeRecord]]:
    """Current records of each subject that has any."""
    return [current_records(p.records, TODAY) for p in portraits if p.records]


def data_of(portrait: Portrait) -> SubjectData:
    return SubjectData(portrait.subject, tuple(portrait.records), tuple(portrait.facts), tuple(portrait.discrepancies))


def test_all_61_items_are_graded(plan: Catalogue, current: list[dict[str, GradeRecord]]) -> None:
    graded = Counter(item_key for records in current for item_key in records)
    assert all(graded[item.key] >= 2 for item in plan.items)
    assert graded[COMPOSITE] > 1_000


@pytest.mark.parametrize("seed", [1, 2])
def test_all_61_items_are_graded_by_any_seed_already_in_the_first_thousand(plan: Catalogue, seed: int) -> None:
    city = City(plan, seed, TODAY)
    graded = {record.item_key for index in range(1_000) for record in city.portrait(index).records}
    assert graded >= {item.key for item in plan.items}


def test_every_grade_and_score_is_what_the_items_scale_says(plan: Catalogue, portraits: list[Portrait]) -> None:
    for record in (r for p in portraits for r in p.records):
        item = plan.item(record.item_key)
        assert item is not None and record.scale_key == item.scale_key and record.system_key == item.system_key
        scale = plan.scale(record.scale_key)
        assert scale is not None
        assert scales.normalise(scale, record.native_grade, None).grade is record.grade
        if record.score is not None:
            assert scales.normalise(scale, None, record.score).native == record.native_grade


def test_every_native_grade_of_every_scale_is_given_somewhere(plan: Catalogue, city: City) -> None:
    given = {(r.scale_key, r.native_grade) for index in range(6_000) for r in city.portrait(index).records}
    used = {item.scale_key for item in plan.items}
    wanted = {(scale.key, grade.native) for scale in plan.scales if scale.key in used for grade in scale.grades}
    missing = wanted - given
    assert {key for key, _ in missing} <= {"patent-agency", "tax-service", "maritime", "mining-rights-lists"}


def test_the_kind_of_a_subject_fits_the_objects_of_each_item_that_grades_it(
    plan: Catalogue, portraits: list[Portrait]
) -> None:
    for portrait in portraits:
        for record in portrait.records:
            item = plan.item(record.item_key)
            assert item is not None and portrait.subject.kind in item.object_kinds


def test_a_person_has_no_composite(portraits: list[Portrait]) -> None:
    persons = [p for p in portraits if p.subject.kind is SubjectKind.PERSON]
    assert not [r for p in persons for r in p.records if r.item_key == COMPOSITE]
    assert {"1-6", "1-29", "1-30", "1-36", "2-4", "2-11"} <= {r.item_key for p in persons for r in p.records}


def test_every_record_is_imported_and_says_that_it_is_made_up(portraits: list[Portrait]) -> None:
    for record in (r for p in portraits for r in p.records):
        assert record.mode is SourceMode.IMPORTED
        assert record.document_no is not None and "合成" in record.document_no


def test_a_subject_that_is_graded_has_about_five_grades(current: list[dict[str, GradeRecord]]) -> None:
    assert 4.4 <= sum(map(len, current)) / len(current) <= 5.4


def test_grades_are_spread_as_they_are_in_life(current: list[dict[str, GradeRecord]]) -> None:
    counts = Counter(record.grade for records in current for record in records.values())
    shares = {grade: counts[grade] / counts.total() for grade in Grade}
    for grade, share in {Grade.A: 0.31, Grade.B: 0.48, Grade.C: 0.16, Grade.D: 0.05}.items():
        assert abs(shares[grade] - share) < 0.05, shares


@pytest.mark.parametrize("seed", [7, 11, 12])
def test_three_to_six_in_a_hundred_graded_subjects_are_discrepant(plan: Catalogue, seed: int) -> None:
    city = City(plan, seed, TODAY)
    graded = [p for p in map(city.portrait, range(2_000)) if p.records]
    discrepant = [p for p in graded if any(d.state is DiscrepancyState.OPEN for d in p.discrepancies)]
    assert 0.025 <= len(discrepant) / len(graded) <= 0.065


def test_the_stored_discrepancies_are_those_that_the_rules_find(plan: Catalogue, city: City) -> None:
    for index in range(2_000):
        data = data_of(city.portrait(index))
        assert settlement(data, plan, city.calendar.now).records == ()
        assert settlement(data, plan, city.calendar.now + timedelta(hours=23)).records == ()


def test_some_discrepancies_have_come_and_gone(portraits: list[Portrait]) -> None:
    records = [d for p in portraits for d in p.discrepancies]
    states = Counter(d.state for d in records)
    assert states[DiscrepancyState.CLOSED] > 20 and states[DiscrepancyState.OPEN] > 20
    assert all((d.closed_at is not None) == (d.state is DiscrepancyState.CLOSED) for d in records)
    assert len({city_day(d.raised_at) for d in records}) > 50


# --- the past ------------------------------------------------------------------------------------------------------------


def chains(portraits: list[Portrait]) -> dict[tuple[str, str], list[GradeRecord]]:
    found: dict[tuple[str, str], list[GradeRecord]] = defaultdict(list)
    for record in (r for p in portraits for r in p.records):
        found[record.subject_key, record.item_key].append(record)
    return found


def test_each_record_of_an_item_links_to_the_one_before_it(portraits: list[Portrait]) -> None:
    links = {(link.old_key, link.new_key): link.at for p in portraits for link in p.supersessions}
    expected = {}
    for records in chains(portraits).values():
        for before, after in pairwise(records):
            assert before.recorded_at < after.recorded_at
            corrected = before.evaluated_on == after.evaluated_on
            assert corrected or before.evaluated_on < after.evaluated_on
            assert before.superseded_at == (after.recorded_at if corrected else None)
            expected[before.key, after.key] = after.recorded_at if corrected else None
        assert records[-1].superseded_at is None
    assert links == expected


def test_the_past_is_half_as_large_as_the_present(
    portraits: list[Portrait], current: list[dict[str, GradeRecord]]
) -> None:
    ratio = sum(len(p.records) for p in portraits) / sum(map(len, current))
    assert 1.25 <= ratio <= 1.55


def test_corrections_and_expired_and_suspended_grades_are_there(
    portraits: list[Portrait], current: list[dict[str, GradeRecord]]
) -> None:
    records = [r for p in portraits for r in p.records]
    assert sum(r.superseded_at is not None for r in records) > 50
    now = [r for found in current for r in found.values()]
    assert 0.02 < sum(not in_force(r, TODAY) for r in now) / len(now) < 0.06
    assert any(r.suspended for r in now)


def test_record_keys_are_unique(portraits: list[Portrait]) -> None:
    keys = [r.key for p in portraits for r in p.records]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("today", [TODAY, date(2024, 2, 29), date(2031, 12, 31)])
def test_nothing_was_known_before_it_was_so_nor_after_the_citys_day(plan: Catalogue, today: date) -> None:
    city = City(plan, 7, today)
    for portrait in map(city.portrait, range(600)):
        for record in portrait.records:
            assert record.evaluated_on <= city_day(record.recorded_at)
            assert record.recorded_at <= city.calendar.now
            assert record.superseded_at is None or record.recorded_at < record.superseded_at <= city.calendar.now
            assert portrait.subject.registered_on is None or portrait.subject.registered_on < record.evaluated_on
            assert record.valid_until is None or record.valid_until > record.evaluated_on
        for fact in portrait.facts:
            assert fact.occurred_on <= city_day(fact.recorded_at) and fact.recorded_at <= city.calendar.now
        for discrepancy in portrait.discrepancies:
            assert discrepancy.raised_at <= city.calendar.now
            assert discrepancy.closed_at is None or discrepancy.raised_at < discrepancy.closed_at <= city.calendar.now


def test_no_field_of_annex_2_has_a_past_before_it_began(plan: Catalogue) -> None:
    city = City(plan, 7, date(2025, 6, 1))
    starts = {item.key: item.starts_on for item in plan.items if item.annex == 2}
    records = [r for index in range(2_000) for r in city.portrait(index).records if r.item_key in starts]
    past = [r for (_, _), found in _by_item(records).items() for r in found[:-1]]
    assert past and all(r.evaluated_on >= starts[r.item_key] for r in past)


def _by_item(records: list[GradeRecord]) -> dict[tuple[str, str], list[GradeRecord]]:
    found: dict[tuple[str, str], list[GradeRecord]] = defaultdict(list)
    for record in records:
        found[record.subject_key, record.item_key].append(record)
    return found


# --- facts and what follows from them ------------------------------------------------------------------------------------


def test_facts_name_known_conducts_and_made_up_documents(plan: Catalogue, portraits: list[Portrait]) -> None:
    facts = [fact for p in portraits for fact in p.facts]
    assert len({fact.key for fact in facts}) == len(facts)
    for fact in facts:
        assert plan.conduct(fact.conduct) is not None
        assert "合成" in fact.document_no
        assert fact.item_key is None or plan.item(fact.item_key) is not None
    assert all(plan.conduct(conduct) is not None for conducts in CONDUCTS.values() for conduct in conducts)


def test_every_way_in_which_a_measure_is_withheld_and_one_that_is_not_can_be_met(
    plan: Catalogue, portraits: list[Portrait]
) -> None:
    reasons: Counter[WithheldReason] = Counter()
    restricted = 0
    for portrait in portraits:
        found = resolve(data_of(portrait), plan, TODAY)
        reasons.update(withheld.reason for withheld in found.withheld)
        restricted += any(applied.facts for applied in found.applied)
    assert set(reasons) == set(WithheldReason)
    assert 5 <= restricted <= 100


# --- registers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [7, 1, 2])
def test_registers_cover_around_forty_in_a_hundred(plan: Catalogue, seed: int) -> None:
    found = coverage(plan, registers(plan, seed, TODAY), TODAY)
    assert found.business_coverage.value is not None and found.digital_access.value is not None
    assert 0.38 <= found.business_coverage.value <= 0.46
    assert 0.15 <= found.digital_access.value < found.business_coverage.value
    assert all(department.business_coverage.value is not None for department in found.departments)
    assert found.business_coverage.reason is not None and "合成" in found.business_coverage.reason


def test_each_field_covers_one_to_three_lines_of_its_own_departments_register(plan: Catalogue) -> None:
    lines = registers(plan, 7, TODAY)
    covered = Counter(item_key for line in lines for item_key in line.item_keys)
    assert set(covered) == {item.key for item in plan.items}
    assert set(covered.values()) == {1, 2, 3}
    for line in lines:
        owners = {item.department_key for key in line.item_keys if (item := plan.item(key)) is not None}
        assert owners <= {line.department_key}
        assert line.synthetic and "合成" in line.name and "合成" in line.document_no and line.reported_on < TODAY
    assert len({line.key for line in lines}) == len(lines)
    assert len({(line.department_key, line.name) for line in lines}) == len(lines)
