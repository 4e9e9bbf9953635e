"""Discrepancies. Plan 任务 8: 对同一市场主体评价等级存在两档以上差距的,要及时通报相关部门进行复核."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from graph_model.discrepancies import Settlement, item_place, key, openings, pairs, settle
from graph_model.model import COMPOSITE, DiscrepancyRecord, DiscrepancyState, EarlierDiscrepancy, Grade, GradeRecord
from tests.graph_model.examples import NOON, SUBJECT, A, B, C, D, composite, record

LATER = NOON + timedelta(days=30)
ITEMS = ("1-7", "1-9", "1-14", "2-6")


def after(stored: Sequence[DiscrepancyRecord], settlement: Settlement) -> tuple[DiscrepancyRecord, ...]:
    """What the graph keeps once a settlement is written."""
    kept = {r.key: r for r in stored} | {r.key: r for r in settlement.records}
    return tuple(kept.values())


# --- which pairs are discrepancies ---


@pytest.mark.parametrize(
    ("one", "other", "levels"),
    [
        (A, A, None),
        (A, B, None),
        (B, C, None),
        (C, D, None),
        (A, C, 2),  # 两档以上: two levels are enough
        (B, D, 2),
        (A, D, 3),
    ],
)
def test_two_or_more_levels_apart_are_a_discrepancy(one: Grade, other: Grade, levels: int | None) -> None:
    for high_item, low_item in permutations(("1-7", "1-14")):
        found = pairs([record(high_item, one), record(low_item, other)])
        assert [(p.high.grade, p.low.grade, p.levels) for p in found] == ([(one, other, levels)] if levels else [])


def test_the_composite_takes_no_part() -> None:
    assert pairs([composite(A), record("1-7", D)]) == ()


def test_every_pair_of_items_is_looked_at_in_the_order_of_the_annexes() -> None:
    found = pairs([record("2-6", D), record("1-14", A), record("1-9", C), record("1-7", A)])
    assert [(p.high.item_key, p.low.item_key) for p in found] == [
        ("1-7", "1-9"),
        ("1-7", "2-6"),
        ("1-14", "1-9"),
        ("1-14", "2-6"),
    ]


@given(st.permutations([record("1-7", A), record("1-9", C), record("1-14", D), record("2-6", B)]))
def test_the_order_in_which_records_come_makes_no_difference(records: list[GradeRecord]) -> None:
    assert pairs(records) == pairs(sorted(records, key=str))


def test_one_grade_or_none_is_no_discrepancy() -> None:
    assert pairs([]) == ()
    assert pairs([record("1-7", D)]) == ()


def test_items_are_ordered_by_annex_and_number_and_the_composite_comes_last() -> None:
    keys = ["2-1", COMPOSITE, "1-14", "1-9", "later"]
    assert sorted(keys, key=item_place)[:3] == ["1-9", "1-14", "2-1"]


def test_the_identity_is_the_subject_and_the_two_items() -> None:
    assert key(SUBJECT.key, "1-14", "1-9") == key(SUBJECT.key, "1-9", "1-14") == f"discrepancy:{SUBJECT.key}:1-9:1-14"
    assert key("uscc:other", "1-9", "1-14") != key(SUBJECT.key, "1-9", "1-14")


# --- from raised to closed ---


RAISED = settle((), pairs([record("1-7", A), record("1-14", D)]), SUBJECT.key, NOON)


def test_a_discrepancy_is_raised_when_it_appears() -> None:
    (raised,) = RAISED.raised
    assert raised == DiscrepancyRecord(
        key=f"discrepancy:{SUBJECT.key}:1-7:1-14",
        subject_key=SUBJECT.key,
        high_item="1-7",
        low_item="1-14",
        high_record="1-7@2024-01-15",
        low_record="1-14@2024-01-15",
        levels=3,
        state=DiscrepancyState.OPEN,
        raised_at=NOON,
        closed_at=None,
    )
    assert RAISED.records == (raised,)


def test_it_is_raised_once() -> None:
    again = settle(RAISED.raised, pairs([record("1-7", A), record("1-14", D)]), SUBJECT.key, LATER)
    assert again.records == ()


def test_it_is_closed_when_it_goes() -> None:
    (closed,) = settle(RAISED.raised, pairs([record("1-7", A), record("1-14", B)]), SUBJECT.key, LATER).closed
    assert (closed.state, closed.raised_at, closed.closed_at) == (DiscrepancyState.CLOSED, NOON, LATER)
    assert closed.levels == 3  # what it was, for the archive


def test_it_is_closed_once() -> None:
    closed = settle(RAISED.raised, (), SUBJECT.key, LATER).closed
    assert settle(closed, (), SUBJECT.key, LATER + timedelta(days=1)).records == ()


def test_it_is_reopened_under_the_same_key() -> None:
    closed = settle(RAISED.raised, (), SUBJECT.key, LATER).closed
    found = pairs([record("1-7", A), record("1-14", C, key="a later record")])
    much_later = LATER + timedelta(days=60)
    settlement = settle(closed, found, SUBJECT.key, much_later)
    (reopened,) = settlement.reopened
    assert settlement.records == (reopened,)
    assert reopened.key == RAISED.raised[0].key
    assert (reopened.state, reopened.raised_at, reopened.closed_at) == (DiscrepancyState.OPEN, much_later, None)
    assert (reopened.low_record, reopened.levels) == ("a later record", 2)
    before = closed[0]
    over = EarlierDiscrepancy(
        NOON, LATER, before.levels, before.high_item, before.low_item, before.high_record, before.low_record
    )
    assert reopened.earlier == (over,)


def test_one_that_comes_and_goes_is_as_it_was_each_time() -> None:
    stored, days = RAISED.raised[0], [LATER + timedelta(days=number) for number in range(4)]
    for number, day in enumerate(days):
        grade = B if number % 2 == 0 else D
        found = pairs([record("1-7", A), record("1-14", grade, key=f"record {number}")])
        (stored,) = settle([stored], found, SUBJECT.key, day).records
    spans = [(one.state, one.raised_at, one.closed_at, len(one.earlier)) for one in openings(stored)]
    assert spans == [
        (DiscrepancyState.CLOSED, NOON, days[0], 0),
        (DiscrepancyState.CLOSED, days[1], days[2], 1),
        (DiscrepancyState.OPEN, days[3], None, 2),
    ]
    assert [one.low_record for one in openings(stored)] == [RAISED.raised[0].low_record, "record 1", "record 3"]
    assert openings(RAISED.raised[0]) == [RAISED.raised[0]]


def test_what_a_review_closed_stays_closed_until_a_new_record_stands_behind_it() -> None:
    """Both departments kept their grades: the next import must not raise the same pair again."""
    found = pairs([record("1-7", A), record("1-14", D)])
    dismissed = replace(RAISED.raised[0], state=DiscrepancyState.CLOSED, closed_at=LATER)
    assert settle([dismissed], found, SUBJECT.key, LATER).records == ()
    renewed = pairs([record("1-7", A), record("1-14", D, key="next year's record")])
    assert len(settle([dismissed], renewed, SUBJECT.key, LATER).reopened) == 1


@pytest.mark.parametrize("state", [DiscrepancyState.OPEN, DiscrepancyState.UNDER_REVIEW])
def test_other_grades_change_it_and_leave_its_state_and_its_day(state: DiscrepancyState) -> None:
    stored = replace(RAISED.raised[0], state=state)
    settlement = settle([stored], pairs([record("1-7", A), record("1-14", C, key="new")]), SUBJECT.key, LATER)
    (changed,) = settlement.changed
    assert settlement.records == (changed,)
    assert (changed.state, changed.raised_at, changed.levels, changed.low_record) == (state, NOON, 2, "new")


def test_a_swap_of_the_higher_and_the_lower_is_the_same_discrepancy() -> None:
    (changed,) = settle(RAISED.raised, pairs([record("1-7", D), record("1-14", A)]), SUBJECT.key, LATER).changed
    assert (changed.key, changed.high_item, changed.low_item) == (RAISED.raised[0].key, "1-14", "1-7")


def test_one_under_review_is_closed_when_it_goes() -> None:
    stored = replace(RAISED.raised[0], state=DiscrepancyState.UNDER_REVIEW)
    (closed,) = settle([stored], (), SUBJECT.key, LATER).closed
    assert closed.state is DiscrepancyState.CLOSED


def test_another_subject_s_discrepancies_are_left_alone() -> None:
    other = replace(RAISED.raised[0], subject_key="uscc:other", key=key("uscc:other", "1-7", "1-14"))
    assert settle([other], (), SUBJECT.key, LATER).records == ()


grade_maps = st.dictionaries(st.sampled_from(ITEMS), st.sampled_from(Grade))


@given(st.lists(grade_maps, max_size=6))
def test_settling_is_idempotent_and_leaves_open_exactly_what_is_there(history: list[dict[str, Grade]]) -> None:
    stored: tuple[DiscrepancyRecord, ...] = ()
    for step, grades in enumerate(history):
        now = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=step)
        found = pairs([record(item, grade, key=f"{item}#{step}") for item, grade in grades.items()])
        settlement = settle(stored, found, SUBJECT.key, now)
        assert len({r.key for r in settlement.records}) == len(settlement.records)
        stored = after(stored, settlement)
        assert settle(stored, found, SUBJECT.key, now).records == ()
        still_open = {(r.high_record, r.low_record) for r in stored if r.state is not DiscrepancyState.CLOSED}
        assert still_open == {(pair.high.key, pair.low.key) for pair in found}
        assert all((r.closed_at is None) == (r.state is not DiscrepancyState.CLOSED) for r in stored)
