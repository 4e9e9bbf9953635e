"""The grade view and its two times: when a grade holds, and when we knew it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from graph_model.grades import GradeView, current_records, grade_view, in_force
from graph_model.model import COMPOSITE, Grade, GradeRecord
from tests.graph_model.examples import CATALOGUE, NOON, PERSON, SUBJECT, TODAY, A, B, C, D, composite, data, record

YESTERDAY = TODAY - timedelta(days=1)


def view(*records: GradeRecord, departments: tuple[str, ...] | None = None) -> GradeView:
    return grade_view(data(*records), CATALOGUE, TODAY, departments=departments)


# --- what a view shows ---


def test_grades_stand_by_annex_and_number_and_the_composite_apart() -> None:
    seen = view(record("2-6", C), composite(A), record("1-14", B), record("1-7", B))
    assert [r.item_key for r in seen.grades] == ["1-7", "1-14", "2-6"]
    assert seen.composite is not None and seen.composite.grade is A
    assert (seen.highest, seen.lowest, seen.spread) == (B, C, 1)
    assert seen.as_of == TODAY


def test_grades_are_grouped_by_department_in_the_plan_s_order() -> None:
    seen = view(record("1-48", A), record("1-9", D), record("1-7", B))
    assert [(g.department.name, [r.item_key for r in g.grades], g.highest, g.lowest) for g in seen.by_department] == [
        ("市交通局", ["1-7", "1-9"], B, D),
        ("重庆市税务局", ["1-48"], A, A),
    ]


def test_an_item_without_a_record_is_absent_and_not_b() -> None:
    seen = view()
    assert (seen.grades, seen.by_department, seen.composite) == ((), (), None)
    assert (seen.highest, seen.lowest, seen.spread, seen.discrepancies) == (None, None, 0, ())


def test_discrepancies_and_spread_are_those_of_the_listed_grades() -> None:
    records = (record("1-7", A), record("1-14", D), record("1-48", C))
    assert (view(*records).spread, len(view(*records).discrepancies)) == (3, 2)
    narrowed = view(*records, departments=("transport", "tax"))
    assert [r.item_key for r in narrowed.grades] == ["1-7", "1-48"]
    assert (narrowed.highest, narrowed.lowest, narrowed.spread) == (A, C, 2)
    assert [(p.high.item_key, p.low.item_key) for p in narrowed.discrepancies] == [("1-7", "1-48")]


def test_the_composite_is_no_department_s_and_stays_where_departments_are_chosen() -> None:
    seen = view(composite(B), record("1-7", A), departments=())
    assert seen.grades == ()
    assert seen.composite is not None


def test_the_composite_neither_counts_nor_conflicts() -> None:
    seen = view(composite(D), record("1-7", A))
    assert (seen.highest, seen.lowest, seen.spread, seen.discrepancies) == (A, A, 0, ())


def test_a_natural_person_has_no_composite() -> None:
    """任务 1: 企业法人、个体工商户、社团组织等市场主体公共信用综合评价."""
    assert grade_view(data(composite(A), subject=PERSON), CATALOGUE, TODAY).composite is None


def test_a_record_on_an_item_that_the_catalogue_no_longer_has_is_left_to_the_archive() -> None:
    assert view(record("1-99", D), record("1-7", A)).grades == (record("1-7", A),)


def test_an_expired_grade_is_listed_and_does_not_count() -> None:
    seen = view(record("1-7", A), record("1-14", D, valid_until=YESTERDAY))
    assert [r.item_key for r in seen.grades] == ["1-7", "1-14"]
    assert (seen.lowest, seen.spread, seen.discrepancies) == (A, 0, ())
    assert [(g.highest, g.lowest) for g in seen.by_department] == [(A, A), (None, None)]


def test_a_suspended_grade_counts_so_that_a_review_does_not_hide_its_discrepancy() -> None:
    seen = view(record("1-7", A), record("1-14", D, suspended=True))
    assert (seen.spread, len(seen.discrepancies)) == (3, 1)


@pytest.mark.parametrize(("valid_until", "holds"), [(None, True), (TODAY, True), (YESTERDAY, False)])
def test_a_grade_holds_up_to_and_with_its_last_day(valid_until: date | None, holds: bool) -> None:
    assert in_force(record(valid_until=valid_until), TODAY) is holds


# --- which record is current ---


def test_the_latest_evaluation_is_current() -> None:
    older, newer = record(grade=A, evaluated_on=date(2023, 9, 1)), record(grade=C, evaluated_on=date(2024, 3, 1))
    assert current_records([newer, older], TODAY) == {"1-7": newer}
    assert current_records([newer, older], date(2024, 2, 29)) == {"1-7": older}
    assert current_records([newer, older], date(2023, 8, 31)) == {}


def test_an_expired_later_evaluation_does_not_bring_an_earlier_one_back() -> None:
    older = record(grade=A, evaluated_on=date(2023, 9, 1))
    expired = record(grade=D, evaluated_on=date(2024, 3, 1), valid_until=YESTERDAY)
    assert current_records([older, expired], TODAY) == {"1-7": expired}


def test_a_correction_is_current_and_what_was_known_before_stays_known() -> None:
    corrected_at = NOON
    wrong = record(grade=D, key="wrong", superseded_at=corrected_at)
    right = record(grade=B, key="right", recorded_at=corrected_at)
    just_before = corrected_at - timedelta(microseconds=1)
    assert current_records([wrong, right], TODAY)["1-7"].key == "right"
    assert current_records([wrong, right], TODAY, corrected_at)["1-7"].key == "right"
    assert current_records([wrong, right], TODAY, just_before)["1-7"].key == "wrong"
    assert current_records([wrong, right], TODAY, wrong.recorded_at)["1-7"].key == "wrong"
    assert current_records([wrong], TODAY, corrected_at) == {}
    assert current_records([wrong, right], TODAY, wrong.recorded_at - timedelta(seconds=1)) == {}


def test_a_record_that_came_late_was_not_known_before_it_came() -> None:
    late = record(evaluated_on=date(2024, 1, 15), recorded_at=NOON)
    assert current_records([late], date(2024, 2, 1)) == {"1-7": late}
    assert current_records([late], date(2024, 2, 1), NOON - timedelta(days=1)) == {}


def test_of_two_records_of_one_day_the_later_recorded_is_current_then_the_greater_key() -> None:
    first, second = record(key="a"), record(key="b", recorded_at=NOON)
    twin = replace(second, key="c")
    assert current_records([second, first], TODAY)["1-7"] is second
    assert current_records([twin, first, second], TODAY)["1-7"] is twin
    assert current_records([second, first, twin], TODAY)["1-7"] is twin


# --- the same over histories that nobody thought of ---

Event = tuple[str, int, Grade]
"""An evaluation as it comes in: item, day of evaluation, grade. A second one for the same item and day is a correction."""

events = st.tuples(st.sampled_from(["1-7", "1-14", COMPOSITE]), st.integers(0, 4), st.sampled_from(Grade))
histories = st.lists(events, max_size=10)
START = date(2024, 1, 1)


def instant(step: int) -> datetime:
    return datetime(2024, 2, 1, tzinfo=UTC) + timedelta(hours=step)


def recorded(history: Sequence[Event]) -> list[GradeRecord]:
    """The records after a history: one event an hour, a correction ends what was known (decision 0004)."""
    records: list[GradeRecord] = []
    for step, (item, day, grade) in enumerate(history):
        evaluated_on = START + timedelta(days=day)
        records = [
            replace(r, superseded_at=instant(step))
            if (r.item_key, r.evaluated_on, r.superseded_at) == (item, evaluated_on, None)
            else r
            for r in records
        ]
        records.append(record(item, grade, evaluated_on, key=f"record {step}", recorded_at=instant(step)))
    return records


def seen_keys(records: Sequence[GradeRecord], as_of: date, known_at: datetime | None) -> dict[str, str]:
    return {item: r.key for item, r in current_records(records, as_of, known_at).items()}


@given(histories, st.integers(0, 10), st.integers(-1, 5))
def test_what_came_later_never_changes_what_was_known_earlier(history: list[Event], step: int, day: int) -> None:
    then, as_of = history[:step], START + timedelta(days=day)
    moment = instant(len(then)) - timedelta(minutes=1)
    assert seen_keys(recorded(history), as_of, moment) == seen_keys(recorded(then), as_of, None)


@given(histories, st.integers(-1, 5))
def test_today_s_knowledge_is_the_last_word_on_each_day(history: list[Event], day: int) -> None:
    as_of = START + timedelta(days=day)
    last_words = {(item, on): step for step, (item, on, _) in enumerate(history) if on <= day}
    expected = {item: f"record {last_words[item, on]}" for item, on in sorted(last_words)}
    assert seen_keys(recorded(history), as_of, None) == expected


@given(histories, st.randoms(use_true_random=False), st.integers(0, 12), st.integers(0, 5))
def test_the_order_of_the_records_makes_no_difference(
    history: list[Event], random: Random, step: int, day: int
) -> None:
    records = recorded(history)
    shuffled = list(records)
    random.shuffle(shuffled)
    as_of = START + timedelta(days=day)
    for known_at in (None, instant(step)):
        assert grade_view(data(*shuffled), CATALOGUE, as_of, known_at) == grade_view(
            data(*records), CATALOGUE, as_of, known_at
        )


@given(histories)
def test_a_view_never_shows_two_records_of_one_item_and_counts_what_it_shows(history: list[Event]) -> None:
    seen = grade_view(data(*recorded(history)), CATALOGUE, TODAY)
    assert len({r.item_key for r in seen.grades}) == len(seen.grades)
    assert [r for group in seen.by_department for r in group.grades] == list(seen.grades)
    levels = [r.grade.level for r in seen.grades]
    assert seen.spread == (max(levels) - min(levels) if levels else 0)
    assert bool(seen.discrepancies) == (seen.spread >= 2)
    assert all(r.subject_key == SUBJECT.key for r in seen.grades)
