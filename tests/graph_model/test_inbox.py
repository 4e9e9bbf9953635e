"""A department's inbox, on both stores: what waits, the most urgent first, page by page; and what is acknowledged waits no more."""

import asyncio
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
import pytest_asyncio

from graph_model.acknowledging import Signature as Reader
from graph_model.acknowledging import acknowledge
from graph_model.catalogue import Catalogue
from graph_model.draws.carrying_out import carry_out
from graph_model.draws.committing import commit_to
from graph_model.errors import Forbidden, NotFound
from graph_model.inbox import ORDER, TASK_DAYS, Inbox, InboxKind, Waiting, inbox, inbox_counts
from graph_model.inspections.inspecting import Decision, Inspecting, NewInspection, version_of
from graph_model.inspections.states import Act
from graph_model.intake import settle_subjects
from graph_model.intake.taking_in import take_in
from graph_model.model import Severity, city_day
from graph_model.objections.objecting import NewObjection, Objecting
from graph_model.paging import page_request
from graph_model.repairs.repairing import NewRepair, Repairing
from graph_model.repairs.values import EvidenceDocument, RepairParty
from graph_model.reviewing import NewReview, Reviewing
from graph_model.reviewing import Signature as Reviewer
from graph_model.reviews import DAYS, ReviewDecision, read_reviews
from graph_model.reviews import version_of as seen
from graph_model.signed import Signature
from graph_model.signed import Signature as Objector
from graph_model.store import GraphStore
from graph_model.subjects import Needs, read_subject
from graph_model.writing import Additions
from seed.laying import ensure_plan
from tests.graph_model.draws.quarter import DAY, HIGHWAY, LABOUR, NOW, OFFICE, lay_down, request, subject
from tests.graph_model.examples import fact
from tests.graph_model.test_changes_of_supervision import CONTENT, Clock

K = InboxKind
HIGHWAYS, WORK = "transport", "human-resources"
DISAGREEING = subject(5)


def of(catalogue: Catalogue, department: str, district: str | None = None) -> Inbox:
    items = tuple(item.key for item in catalogue.items if item.department_key == department)
    return Inbox(department, items, district)


async def waiting(
    store: GraphStore, whose: Inbox, size: int = 100, kinds: tuple[InboxKind, ...] = tuple(K)
) -> list[Waiting]:
    found: list[Waiting] = []
    after, has_next = None, True
    while has_next:
        page = await inbox(store, page_request(ORDER, first=size, after=after), whose, kinds=kinds)
        found, has_next = [*found, *page.rows], page.has_next
        after = page.cursors[-1] if page.cursors else None
    return found


@pytest_asyncio.fixture
async def catalogue(store: GraphStore) -> Catalogue:
    """Of each kind something: a draw on both items, three inspections in three states, a discrepancy, an objection, two warnings."""
    laid, clock = await ensure_plan(store), Clock()
    await lay_down(store)
    await commit_to(store, laid, request(HIGHWAY, LABOUR), "draw:1", OFFICE)
    await carry_out(store, "draw:1", None, OFFICE, clock=clock)
    first = Inspecting(store, laid, clock, Signature("甲", "officer"))
    second = Inspecting(store, laid, clock, Signature("乙", "officer"))
    for number, act in ((10, None), (15, Act.APPROVE), (20, Act.SEND_BACK)):
        done = (await first.record(NewInspection(subject(number).key, LABOUR, CONTENT, str(number)))).inspection
        if act is not None:
            await second.decide(Decision(done.key, version_of(done), act, "d", "再看"))
    await store.transact(lambda transaction: settle_subjects(transaction, laid, [DISAGREEING.key], clock()))
    objecting = Objecting(store, laid, clock, Objector("企业", "subject"))
    await objecting.raise_(NewObjection(DISAGREEING.key, f"5/{LABOUR}", "评错了", "1"))
    minor = fact(key="fact/minor", subject_key=subject(4).key, occurred_on=DAY - timedelta(days=400), item_key=LABOUR)
    await store.transact(lambda transaction: take_in(transaction, Additions(facts=[minor]), clock()))
    asking = Repairing(store, laid, clock, Objector("企业", "subject"), RepairParty.SUBJECT)
    paid = EvidenceDocument("凭证", "1号", DAY - timedelta(days=1))
    await asking.request(NewRepair(minor.key, "已付清", (paid,), "1"))
    serious = [
        fact(
            key=f"fact/{number}",
            subject_key=subject(number).key,
            severity=Severity.SERIOUS,
            occurred_on=DAY,
            item_key=item,
        )
        for number, item in ((1, HIGHWAY), (2, LABOUR), (3, LABOUR))
    ]
    await store.transact(lambda transaction: take_in(transaction, Additions(facts=serious), clock()))
    return laid


async def test_everything_that_waits_for_a_department_and_nothing_else(store: GraphStore, catalogue: Catalogue) -> None:
    labour, roads = of(catalogue, WORK), of(catalogue, HIGHWAYS)
    found = await waiting(store, labour)
    counted = Counter(one.kind for one in found)
    tasks = counted.pop(K.TASK)
    assert counted == {
        K.CREDIT_REPAIR: 1,
        K.DISCREPANCY: 1,
        K.OBJECTION: 1,
        K.EARLY_WARNING: 2,
        K.INSPECTION_REVIEW: 1,
        K.INSPECTION_PUBLICATION: 1,
        K.INSPECTION_REVISION: 1,
    }
    assert tasks > 0 and all(one.subject.subject.key in {subject(n).key for n in range(80)} for one in found)
    other = await waiting(store, roads)
    assert {one.kind for one in other} == {K.DISCREPANCY, K.EARLY_WARNING, K.TASK}
    assert await waiting(store, of(catalogue, "tax")) == []
    for whose, all_of_it in ((labour, found), (roads, other)):
        counts = await inbox_counts(store, whose, DAY)
        assert {one.kind: one.count for one in counts} == Counter(one.kind for one in all_of_it)
        for one in counts:
            assert one.overdue == 0 and one.oldest == min(each.since for each in all_of_it if each.kind is one.kind)


@pytest.mark.parametrize("size", [1, 10])
async def test_the_most_urgent_first_page_by_page(store: GraphStore, catalogue: Catalogue, size: int) -> None:
    labour = of(catalogue, WORK)
    found = await waiting(store, labour)
    due = [one.due_on or date.max for one in found]
    assert due == sorted(due) and [one.place for one in found] == sorted(one.place for one in found)
    assert await waiting(store, labour, size) == found
    some = (K.EARLY_WARNING, K.DISCREPANCY)
    assert await waiting(store, labour, size, some) == [one for one in found if one.kind in some]
    days = {one.kind: one.due_on for one in found}
    assert days[K.DISCREPANCY] == city_day(NOW) + timedelta(days=DAYS) == days[K.OBJECTION]
    assert days[K.TASK] == DAY + timedelta(days=TASK_DAYS) and days[K.EARLY_WARNING] is None


@pytest.mark.parametrize("size", [1, 3])
async def test_pages_hold_where_kinds_are_due_on_one_day(store: GraphStore, catalogue: Catalogue, size: int) -> None:
    """Tasks drawn fifteen days ago are due when discrepancies of today are."""
    before = Clock()
    before.now = NOW - timedelta(days=TASK_DAYS - DAYS, hours=1)
    await commit_to(store, catalogue, request(LABOUR), "draw:2", OFFICE)
    await carry_out(store, "draw:2", None, OFFICE, clock=before)
    labour = of(catalogue, WORK)
    found = await waiting(store, labour)
    assert await waiting(store, labour, size) == found
    late = [one for one in found if one.due_on == city_day(NOW) + timedelta(days=DAYS)]
    assert {one.kind for one in late} >= {K.DISCREPANCY, K.OBJECTION}


async def test_of_a_district_what_is_about_its_subjects(store: GraphStore, catalogue: Catalogue) -> None:
    whole = await waiting(store, of(catalogue, WORK))
    for district in ("渝中区", "渝北区"):
        whose = of(catalogue, WORK, district)
        own = [one for one in whole if one.subject.subject.district == district]
        assert await waiting(store, whose, 2) == own and 0 < len(own) < len(whole)
        counts = await inbox_counts(store, whose, DAY)
        assert sum(one.count for one in counts) == len(own)


async def test_what_is_late_is_counted(store: GraphStore, catalogue: Catalogue) -> None:
    labour = of(catalogue, WORK)
    for days, late in (
        (DAYS, set()),
        (DAYS + 1, {K.DISCREPANCY, K.OBJECTION}),
        (TASK_DAYS + 1, {K.DISCREPANCY, K.OBJECTION, K.TASK}),
    ):
        counts = await inbox_counts(store, labour, DAY + timedelta(days=days))
        assert {one.kind for one in counts if one.overdue} == late
        assert all(one.overdue in (0, one.count) for one in counts)


async def test_a_discrepancy_in_which_it_keeps_its_grade_waits_for_the_other_alone(
    store: GraphStore, catalogue: Catalogue
) -> None:
    reviewing, labour, roads = Reviewing(store, catalogue, Clock()), of(catalogue, WORK), of(catalogue, HIGHWAYS)

    async def review(decision: ReviewDecision, key: str) -> None:
        data = await read_subject(store, DISAGREEING.key, Needs(records=True, discrepancies=True))
        assert data is not None
        [earlier] = await read_reviews(store, [data.discrepancies[0].key])
        signature = Reviewer("李四", "officer", "证据已核", WORK)
        version = seen(data.discrepancies[0], earlier)
        await reviewing.review(NewReview(data.discrepancies[0].key, version, decision, signature, key))

    async def waits(whose: Inbox) -> bool:
        return K.DISCREPANCY in {one.kind for one in await waiting(store, whose)}

    for decision, still in ((ReviewDecision.KEEP, False), (ReviewDecision.CORRECT, True)):
        await review(decision, decision.value)
        assert (await waits(labour), await waits(roads)) == (still, True)


async def test_what_is_acknowledged_waits_no_more_and_keeps_who_and_when(
    store: GraphStore, catalogue: Catalogue
) -> None:
    labour, key = of(catalogue, WORK), "warning:SERIOUS_FACT:fact/2"

    def at() -> datetime:
        return NOW + timedelta(days=1)

    done = await acknowledge(store, key, WORK, Reader("甲", "officer"), at)
    assert (done.by, done.at, done.repeated, done.warning.about) == ("甲", at(), False, "fact/2")
    again = await acknowledge(store, key, WORK, Reader("乙", "officer"), lambda: NOW + timedelta(days=2))
    assert (again.by, again.at, again.repeated) == ("甲", at(), True)
    left = await waiting(store, labour, kinds=(K.EARLY_WARNING,))
    assert [one.key for one in left] == ["warning:SERIOUS_FACT:fact/3"]
    rows = await store.read("MATCH (:EarlyWarning)-[:ACKNOWLEDGED]->(a) RETURN a.departmentKey, a.by, a.role")
    assert [tuple(row) for row in rows] == [(WORK, "甲", "officer")]


async def test_of_two_who_acknowledge_at_once_one_did(store: GraphStore, catalogue: Catalogue) -> None:
    key = "warning:SERIOUS_FACT:fact/2"
    both = [acknowledge(store, key, WORK, Reader(name, "officer"), lambda: NOW) for name in ("甲", "乙")]
    done = await asyncio.gather(*both)
    assert sorted(one.repeated for one in done) == [False, True] and len({one.by for one in done}) == 1


async def test_what_cannot_be_acknowledged(store: GraphStore, catalogue: Catalogue) -> None:
    key = "warning:SERIOUS_FACT:fact/1"
    with pytest.raises(Forbidden):
        await acknowledge(store, key, WORK, Reader("甲", "officer"), lambda: NOW)
    with pytest.raises(NotFound):
        await acknowledge(store, "warning:none", WORK, Reader("甲", "officer"), lambda: NOW)
    with pytest.raises(NotFound):
        await acknowledge(store, key, HIGHWAYS, Reader("甲", "officer", "巫山县"), lambda: NOW)
