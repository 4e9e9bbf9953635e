"""Reviews of discrepancies: the rule as a table, and the transaction on both stores.

Plan 任务 8: 对同一市场主体评价等级存在两档以上差距的,要及时通报相关部门进行复核,确保各行业信用监管评价的客观和公正.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as changed

from graph_model.catalogue import lay_down
from graph_model.discrepancies import pairs, settle
from graph_model.discrepancy_list import read_discrepancy
from graph_model.errors import BadInput, Conflict, Forbidden, NotFound
from graph_model.intake import settle_subjects
from graph_model.model import DiscrepancyRecord, DiscrepancyState, GradeRecord
from graph_model.reviewing import NewReview, Reviewed, Reviewing, Signature, after
from graph_model.reviews import (
    DAYS,
    GRACE,
    Review,
    ReviewDecision,
    due_on,
    escalated,
    escalates_on,
    overdue,
    read_reviews,
    version_of,
)
from graph_model.store import GraphStore, GraphTransaction
from graph_model.subjects import WHOLE_RECORDS, read_subject
from graph_model.writing import Additions, Supersession, write
from tests.graph_model.examples import CATALOGUE, SUBJECT, A, B, D, record

KEEP, CORRECT, DISMISS = ReviewDecision.KEEP, ReviewDecision.CORRECT, ReviewDecision.DISMISS
OPEN, UNDER_REVIEW, CLOSED = DiscrepancyState.OPEN, DiscrepancyState.UNDER_REVIEW, DiscrepancyState.CLOSED
NOW = datetime(2024, 6, 1, 4, tzinfo=UTC)
TRANSPORT = changed(record("1-9", A), key="transport")
LABOUR = changed(record("1-14", D), key="labour")
BOTH = {"transport", "labour"}
[RAISED] = settle([], pairs([TRANSPORT, LABOUR]), SUBJECT.key, NOW).records
SEEN = (RAISED.high_record, RAISED.low_record)
_numbers = count(1)


def said(decision: ReviewDecision, department: str | None, records: tuple[str, str] = SEEN) -> Review:
    number = next(_numbers)
    return Review(f"review:{number}", decision, "王五", "已核", NOW + timedelta(hours=number), department, records)


def state(record_: DiscrepancyRecord, earlier: Iterable[Review], review: Review) -> DiscrepancyState:
    return after(record_, tuple(earlier), review, BOTH).state


# --- the rule ---

RULE = {
    "one department keeps its grade: the other has to look too": ([], (KEEP, "labour"), UNDER_REVIEW),
    "both keep theirs: the difference is one that is meant": ([(KEEP, "labour")], (KEEP, "transport"), CLOSED),
    "one keeps twice: the other has not looked": ([(KEEP, "labour")], (KEEP, "labour"), UNDER_REVIEW),
    "one is to be corrected": ([], (CORRECT, "labour"), UNDER_REVIEW),
    "one keeps, the other is to be corrected": ([(KEEP, "transport")], (CORRECT, "labour"), UNDER_REVIEW),
    "it is to be corrected no more": ([(KEEP, "transport"), (CORRECT, "labour")], (KEEP, "labour"), CLOSED),
    "it is to be corrected after all": ([(KEEP, "labour")], (CORRECT, "labour"), UNDER_REVIEW),
    "the credit office dismisses": ([], (DISMISS, None), CLOSED),
    "it dismisses what is to be corrected": ([(CORRECT, "labour")], (DISMISS, None), CLOSED),
}


@pytest.mark.parametrize(("earlier", "new", "expected"), RULE.values(), ids=RULE)
@pytest.mark.parametrize("before", [OPEN, UNDER_REVIEW])
def test_what_a_review_makes_of_a_discrepancy(
    before: DiscrepancyState,
    earlier: list[tuple[ReviewDecision, str | None]],
    new: tuple[ReviewDecision, str | None],
    expected: DiscrepancyState,
) -> None:
    review = said(*new)
    settled = after(changed(RAISED, state=before), [said(*one) for one in earlier], review, BOTH)
    assert settled == changed(RAISED, state=expected, closed_at=review.reviewed_at if expected is CLOSED else None)


@pytest.mark.parametrize("decision", list(ReviewDecision))
def test_nothing_is_decided_about_one_that_is_closed(decision: ReviewDecision) -> None:
    closed = changed(RAISED, state=CLOSED, closed_at=NOW)
    with pytest.raises(Conflict):
        after(closed, [], said(decision, None if decision is DISMISS else "labour"), BOTH)


def test_what_was_said_about_other_grades_does_not_count() -> None:
    assert state(RAISED, [said(KEEP, "transport", ("transport", "before"))], said(KEEP, "labour")) is UNDER_REVIEW


def test_one_department_that_gave_both_grades_decides_alone() -> None:
    assert after(RAISED, [], said(KEEP, "transport"), {"transport"}).state is CLOSED


@given(st.lists(st.tuples(st.sampled_from([KEEP, CORRECT]), st.sampled_from(sorted(BOTH))), min_size=1, max_size=8))
def test_it_is_closed_when_both_have_kept_last_and_not_before(decisions: list[tuple[ReviewDecision, str]]) -> None:
    now, reviews, latest = RAISED, list[Review](), dict[str, ReviewDecision]()
    for decision, department in decisions:
        review = said(decision, department)
        now, latest[department] = after(now, reviews, review, BOTH), decision
        reviews.append(review)
        assert (now.state is CLOSED) is (latest == dict.fromkeys(BOTH, KEEP))
        if now.state is CLOSED:
            return


def test_the_days_for_a_review_are_counted_from_the_day_of_its_raising_in_chongqing() -> None:
    late = changed(RAISED, raised_at=datetime(2024, 5, 31, 17, tzinfo=UTC))  # one o'clock on the first of June
    assert due_on(late) == date(2024, 6, 1) + timedelta(days=DAYS)
    assert [overdue(late, due_on(late) + timedelta(days=more)) for more in (0, 1)] == [False, True]
    assert not overdue(changed(late, state=CLOSED), date(2025, 1, 1))


def test_the_credit_office_is_to_see_to_it_when_the_departments_have_let_their_time_pass() -> None:
    last = escalates_on(RAISED)
    assert last == due_on(RAISED) + timedelta(days=GRACE)
    assert [escalated(RAISED, last + timedelta(days=more)) for more in (0, 1)] == [False, True]
    for state, told in ((UNDER_REVIEW, True), (CLOSED, False)):
        assert escalated(changed(RAISED, state=state), last + timedelta(days=1)) is told


def test_a_version_is_another_where_anything_is_that_was_seen() -> None:
    others = [
        (changed(RAISED, state=UNDER_REVIEW), []),
        (changed(RAISED, low_record="another"), []),
        (changed(RAISED, raised_at=NOW + timedelta(seconds=1)), []),
        (RAISED, [said(CORRECT, "labour")]),
    ]
    versions = [version_of(RAISED, []), *(version_of(one, reviews) for one, reviews in others)]
    assert len(set(versions)) == len(versions)
    assert version_of(changed(RAISED, levels=9), []) == version_of(RAISED, [])


# --- the transaction ---


class Office:
    """Who reviews: over a store with one subject of two grades that are far apart."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        self._reviewing = Reviewing(store, CATALOGUE, lambda: NOW + timedelta(days=1))
        self._keys = count(1)

    async def seen(self) -> tuple[DiscrepancyRecord, str]:
        """The discrepancy as it is, and its version."""
        found = await read_discrepancy(self.store, RAISED.key)
        assert found is not None
        [reviews] = await read_reviews(self.store, [RAISED.key])
        return found.record, version_of(found.record, reviews)

    async def new(self, decision: ReviewDecision, department: str | None, *, suspend: bool = False) -> NewReview:
        _, version = await self.seen()
        signature = Signature("王五", "officer", "已核", department)
        return NewReview(RAISED.key, version, decision, signature, f"key-{next(self._keys)}", suspend)

    async def decide(self, decision: ReviewDecision, department: str | None, *, suspend: bool = False) -> Reviewed:
        return await self.review(await self.new(decision, department, suspend=suspend))

    async def review(self, new: NewReview) -> Reviewed:
        return await self._reviewing.review(new)

    async def suspended(self) -> set[str]:
        """The grades that are."""
        data = await read_subject(self.store, SUBJECT.key, WHOLE_RECORDS)
        assert data is not None
        return {one.key for one in data.records if one.suspended}

    async def write(self, additions: Additions) -> None:
        async def work(transaction: GraphTransaction) -> None:
            await write(transaction, additions)

        await self.store.transact(work)

    async def corrected(self, old: GradeRecord, new: GradeRecord) -> None:
        """A correction arrives, and the discrepancies are settled by it."""

        async def work(transaction: GraphTransaction) -> None:
            links = [Supersession(old.key, new.key, NOW + timedelta(days=2))]
            await write(transaction, Additions(records=[new], supersessions=links))
            await settle_subjects(transaction, CATALOGUE, [SUBJECT.key], NOW + timedelta(days=2))

        await self.store.transact(work)


@pytest.fixture
async def office(store: GraphStore) -> Office:
    found = Office(store)
    await lay_down(store, CATALOGUE)
    await found.write(Additions(subjects=[SUBJECT], records=[TRANSPORT, LABOUR], discrepancies=[RAISED]))
    return found


async def test_both_departments_look_and_what_they_decide_is_kept(office: Office) -> None:
    first = await office.decide(KEEP, "labour")
    assert (first.discrepancy.state, first.repeated) == (UNDER_REVIEW, False)
    last = await office.decide(KEEP, "transport")
    assert (last.discrepancy.state, last.discrepancy.closed_at) == (CLOSED, last.review.reviewed_at)
    record_, _ = await office.seen()
    assert record_ == last.discrepancy
    [reviews] = await read_reviews(office.store, [RAISED.key])
    assert reviews == (first.review, last.review)
    assert first.review.reviewed_at < last.review.reviewed_at, "one after the other, though the clock stood still"


async def test_an_id_number_in_what_is_said_is_not_kept(office: Office) -> None:
    new = await office.new(KEEP, "labour")
    new = replace(
        new, signature=Signature("王五 110101199003070011", "officer", "本人110101199003070011已核", "labour")
    )
    first = await office.review(new)
    assert await office.review(new) == replace(first, repeated=True)
    [[review]] = await read_reviews(office.store, [RAISED.key])
    assert "1990" not in review.reviewer + review.reason and review.reason.startswith("本人")


async def test_the_same_again_changes_nothing_and_another_under_its_key_is_told(office: Office) -> None:
    new = await office.new(CORRECT, "labour")
    first = await office.review(new)
    again = await office.review(new)
    assert again == Reviewed(first.discrepancy, first.review, repeated=True)
    with pytest.raises(BadInput, match="idempotencyKey"):
        await office.review(replace(new, decision=KEEP))
    [reviews] = await read_reviews(office.store, [RAISED.key])
    assert len(reviews) == 1


async def test_of_two_who_act_at_once_one_wins_and_the_other_is_told(office: Office) -> None:
    both = [await office.new(CORRECT, "labour"), await office.new(KEEP, "transport")]
    ended = await asyncio.gather(*(office.review(one) for one in both), return_exceptions=True)
    assert sorted(type(one).__name__ for one in ended) == ["Conflict", "Reviewed"]
    [reviews] = await read_reviews(office.store, [RAISED.key])
    assert len(reviews) == 1


async def test_a_grade_that_is_to_be_corrected_can_be_suspended_until_then(office: Office) -> None:
    await office.decide(CORRECT, "labour", suspend=True)
    assert await office.suspended() == {LABOUR.key}
    await office.decide(KEEP, "labour")
    assert await office.suspended() == set()


async def test_dismissed_it_counts_again(office: Office) -> None:
    await office.decide(CORRECT, "labour", suspend=True)
    await office.decide(DISMISS, None)
    assert await office.suspended() == set()


async def test_where_the_other_grade_is_corrected_it_counts_again(office: Office) -> None:
    await office.decide(CORRECT, "labour", suspend=True)
    await office.corrected(TRANSPORT, changed(record("1-9", D), key="transport-2"))
    record_, _ = await office.seen()
    assert (record_.state, await office.suspended()) == (CLOSED, set())


async def test_a_grade_that_is_suspended_for_another_reason_stays_so(office: Office) -> None:
    await office.write(Additions(records=[changed(record("1-48", B), key="tax", suspended=True)]))
    await office.decide(CORRECT, "labour", suspend=True)
    await office.decide(DISMISS, None)
    assert await office.suspended() == {"tax"}


async def test_where_a_correction_leaves_a_difference_both_look_again(office: Office) -> None:
    await office.decide(KEEP, "transport")
    old = await office.new(KEEP, "labour")
    await office.corrected(LABOUR, changed(record("1-14", D), key="labour-2"))
    with pytest.raises(Conflict, match="another than you saw"):
        await office.review(old)
    assert (await office.decide(KEEP, "labour")).discrepancy.state is UNDER_REVIEW
    assert (await office.decide(KEEP, "transport")).discrepancy.state is CLOSED


WRONG = {
    "no reviewer": ({"signature": Signature(" ", "officer", "已核", "labour")}, BadInput, "reviewer"),
    "no reason": ({"signature": Signature("王五", "officer", "", "labour")}, BadInput, "reason"),
    "a long reason": ({"signature": Signature("王五", "officer", "长" * 1_001, "labour")}, BadInput, "reason"),
    "no key": ({"idempotency_key": ""}, BadInput, "idempotencyKey"),
    "kept and suspended": ({"suspend": True}, BadInput, "suspend"),
    "dismissed by a department": ({"decision": DISMISS}, BadInput, "decision"),
    "kept by nobody": ({"signature": Signature("王五", "coordinator", "已核")}, BadInput, "decision"),
    "another's grade": ({"signature": Signature("王五", "officer", "已核", "tax")}, Forbidden, "neither"),
    "no such discrepancy": ({"discrepancy_key": "discrepancy:x"}, NotFound, "no such"),
    "an old version": ({"version": "0" * 16}, Conflict, "look again"),
}


@pytest.mark.parametrize(("changes", "error", "told"), WRONG.values(), ids=WRONG)
async def test_what_cannot_be_decided_changes_nothing(
    office: Office, changes: dict[str, object], error: type[Exception], told: str
) -> None:
    new = await office.new(KEEP, "labour")
    with pytest.raises(error, match=told):
        await office.review(replace(new, **changes))  # type: ignore[arg-type]
    assert (await office.seen())[0] == RAISED
    assert await read_reviews(office.store, [RAISED.key]) == [()]
