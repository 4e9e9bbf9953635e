"""Inspections, tasks of draws, measures taken and reviews in the feed of changes: each act once, to those whom it concerns."""

from datetime import datetime, timedelta

import pytest_asyncio

from graph_model.catalogue import Catalogue
from graph_model.change_kinds import ChangeKind, ChangeSight, InspectionChange
from graph_model.changes import ALL, ORDER, Change, changes
from graph_model.draws.carrying_out import carry_out
from graph_model.draws.committing import commit_to
from graph_model.draws.reading import BY_TASK, inspection_tasks
from graph_model.draws.values import InspectionTask
from graph_model.inspections.inspecting import Decision, Inspecting, NewInspection, Revision, Withdrawal, version_of
from graph_model.inspections.rules import Content
from graph_model.inspections.states import Act
from graph_model.intake import settle_subjects
from graph_model.measures_taken.recording import NewMeasure, record_measure
from graph_model.measures_taken.withdrawing import Withdrawal as MeasureWithdrawal
from graph_model.measures_taken.withdrawing import withdraw_measure
from graph_model.model import (
    DiscrepancyState,
    Finding,
    FindingResult,
    InspectionManner,
    InspectionOutcome,
    MeasureAction,
    MeasureTaken,
)
from graph_model.objections.objecting import Ending, NewObjection, Objecting
from graph_model.objections.reading import Objected
from graph_model.objections.states import ObjectionAct
from graph_model.paging import page_request
from graph_model.reviewing import NewReview, Reviewing
from graph_model.reviewing import Signature as Reviewer
from graph_model.reviews import DiscrepancyReview, ReviewDecision
from graph_model.reviews import version_of as seen
from graph_model.signed import Signature
from graph_model.signed import Signature as Recorder
from graph_model.store import GraphStore
from graph_model.subjects import WHOLE_RECORDS, Needs, read_subject
from seed.laying import ensure_plan
from tests.graph_model.draws.quarter import DAY, HIGHWAY, LABOUR, NOW, OFFICE, lay_down, request, subject

K = ChangeKind
SUPERVISION = (
    K.DISCREPANCY_REVIEWED, K.INSPECTION_APPROVED, K.INSPECTION_PUBLISHED, K.INSPECTION_RECORDED, K.INSPECTION_REVISED,
    K.INSPECTION_SENT_BACK, K.INSPECTION_WITHDRAWN, K.MEASURE_TAKEN, K.MEASURE_WITHDRAWN, K.OBJECTION_ANSWERED,
    K.OBJECTION_RAISED, K.OBJECTION_WITHDRAWN, K.TASK_DONE, K.TASK_DRAWN, K.TASK_REOPENED,
)  # fmt: skip
CONTENT = Content(
    InspectionManner.ON_SITE, DAY, ("执7号",), (Finding("资质", FindingResult.PASSED),), InspectionOutcome.NO_PROBLEM, "1号",
)  # fmt: skip


class Clock:
    """A second later whenever it is asked."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest_asyncio.fixture
async def catalogue(store: GraphStore) -> Catalogue:
    laid = await ensure_plan(store)
    await lay_down(store)
    return laid


async def told(store: GraphStore, sight: ChangeSight = ALL, size: int = 100) -> list[Change]:
    """All of it, page by page."""
    found: list[Change] = []
    after, has_next = None, True
    while has_next:
        page = await changes(
            store,
            page_request(ORDER, first=size, after=after),
            kinds=SUPERVISION,
            sight=sight,
            now=NOW + timedelta(days=1),
        )
        found, after, has_next = [*found, *page.rows], page.end, page.has_next
    return found


async def test_each_act_about_an_inspection_is_told_once(store: GraphStore, catalogue: Catalogue) -> None:
    clock = Clock()
    first = Inspecting(store, catalogue, clock, Signature("甲", "officer"))
    second = Inspecting(store, catalogue, clock, Signature("乙", "officer"))
    whose = subject(5)
    new = NewInspection(whose.key, LABOUR, CONTENT, "1")
    standing = (await first.record(new)).inspection
    assert (await first.record(new)).repeated
    for number, act in enumerate((Act.SEND_BACK, Act.APPROVE, Act.PUBLISH)):
        key, version = f"d{number}", version_of(standing)
        if act is Act.APPROVE:
            standing = (await first.revise(Revision(standing.key, version, CONTENT, "r"))).inspection
            version = version_of(standing)
        standing = (await second.decide(Decision(standing.key, version, act, key, "再看"))).inspection
    found = await told(store)
    kinds = [K.INSPECTION_RECORDED, K.INSPECTION_SENT_BACK, K.INSPECTION_REVISED, K.INSPECTION_APPROVED]
    assert [one.kind for one in found] == [*kinds, K.INSPECTION_PUBLISHED]
    assert {one.subject.subject for one in found} == {whose}
    assert [one.at for one in found] == sorted({one.at for one in found})
    assert all(isinstance(one.value, InspectionChange) and one.value.inspection == standing for one in found)
    assert len({one.value.key for one in found}) == len(found)
    assert await told(store, size=1) == found
    labour = "human-resources"
    assert await told(store, ChangeSight(unpublished=(labour,), tasks=labour)) == found
    for other in (ChangeSight(unpublished=("tax",), tasks="tax"), ChangeSight(unpublished=())):
        assert await told(store, other) == found[-1:]


async def test_of_a_draft_others_hear_nothing(store: GraphStore, catalogue: Catalogue) -> None:
    inspecting = Inspecting(store, catalogue, Clock(), Signature("甲", "officer"))
    for number in range(4):
        await inspecting.record(NewInspection(subject(number + 1).key, HIGHWAY, CONTENT, str(number)))
    assert await told(store, ChangeSight(unpublished=("tax",), tasks="tax")) == []
    own = await told(store, ChangeSight(unpublished=("transport",), tasks="transport"))
    assert len(own) == 4 and own == await told(store)
    district = await told(store, ChangeSight("渝北区", ("transport",), "transport"), size=1)
    assert [one.subject.subject.key for one in district] == [subject(1).key, subject(4).key]


async def test_tasks_are_told_as_they_are_drawn_and_done(store: GraphStore, catalogue: Catalogue) -> None:
    clock = Clock()
    await commit_to(store, catalogue, request(HIGHWAY, LABOUR), "draw:1", OFFICE)
    await carry_out(store, "draw:1", None, OFFICE, clock=clock)
    tasks = (await inspection_tasks(store, "draw:1", page_request(BY_TASK, first=100))).rows
    found = await told(store)
    assert [one.value for one in found] == list(tasks) and {one.kind for one in found} == {K.TASK_DRAWN}
    task = next(one for one in tasks if len(one.items) == 2)
    inspecting = Inspecting(store, catalogue, clock, Signature("甲", "officer"))
    for item, _ in task.items:
        assert [one.kind for one in await told(store)].count(K.TASK_DONE) == 0
        await inspecting.record(NewInspection(task.subject_key, item, CONTENT, item, task.key))
    *_, done = [one for one in await told(store) if one.kind is K.TASK_DONE]
    assert isinstance(done.value, InspectionTask) and done.value.done_on == DAY and done.value.key == task.key
    of_labour = await told(store, ChangeSight(unpublished=("human-resources",), tasks="human-resources"))
    on_labour = {one.key for one in tasks if LABOUR in dict(one.items)}
    assert {one.value.key for one in of_labour if one.kind is K.TASK_DRAWN} == on_labour < {one.key for one in tasks}
    assert [one for one in of_labour if one.kind is K.TASK_DONE] == [done]
    assert await told(store, ChangeSight(unpublished=("tax",), tasks="tax")) == []
    investigator = await told(store, ChangeSight(unpublished=()))
    assert [one.value.key for one in investigator if one.kind is K.TASK_DRAWN] == [one.key for one in tasks]


async def test_measures_and_reviews_are_told(store: GraphStore, catalogue: Catalogue) -> None:
    clock = Clock()
    whose = subject(5)
    new = NewMeasure(whose.key, "d-industry-ban", MeasureAction.WITHHELD, "human-resources", LABOUR, DAY, "1号", "1")
    taken = (await record_measure(store, catalogue, new, Recorder("甲", "officer"), clock)).taken
    await store.transact(lambda transaction: settle_subjects(transaction, catalogue, [whose.key], clock()))
    data = await read_subject(store, whose.key, Needs(records=True, discrepancies=True))
    assert data is not None
    [standing] = data.discrepancies
    reviewing = Reviewing(store, catalogue, clock)
    signature = Reviewer("李四", "officer", "证据已核", "human-resources")
    await reviewing.review(NewReview(standing.key, seen(standing, ()), ReviewDecision.KEEP, signature, "1"))
    first, second = await told(store)
    assert (first.kind, first.value, first.at) == (K.MEASURE_TAKEN, taken, taken.recorded_at)
    assert isinstance(first.value, MeasureTaken) and first.subject.subject == whose
    assert isinstance(second.value, DiscrepancyReview) and second.kind is K.DISCREPANCY_REVIEWED
    assert second.value.review.reviewer == "李四"
    assert second.value.discrepancy.state is DiscrepancyState.UNDER_REVIEW and second.subject.subject == whose
    assert await told(store, ChangeSight(unpublished=("tax",), tasks="tax")) == [first, second]


async def test_objections_are_told_to_who_answers(store: GraphStore, catalogue: Catalogue) -> None:
    objecting, whose = Objecting(store, catalogue, Clock(), Signature("甲", "subject")), subject(5)
    data = await read_subject(store, whose.key, WHOLE_RECORDS)
    assert data is not None
    record = next(one for one in data.records if one.item_key == LABOUR)
    first = (await objecting.raise_(NewObjection(whose.key, record.key, "已结清", "1"))).objection
    assert [one.kind for one in await told(store)] == [K.OBJECTION_RAISED]
    await objecting.end(Ending(first.key, first.version, ObjectionAct.WITHDRAW, "2"))
    second = (await objecting.raise_(NewObjection(whose.key, record.key, "确已结清", "3"))).objection
    await objecting.end(Ending(second.key, second.version, ObjectionAct.REJECT, "4", "未见凭证"))
    found = await told(store)
    assert [(one.kind, one.value.key) for one in found] == [
        (K.OBJECTION_RAISED, first.key),
        (K.OBJECTION_WITHDRAWN, first.key),
        (K.OBJECTION_RAISED, second.key),
        (K.OBJECTION_ANSWERED, second.key),
    ]
    *_, answered = found
    assert isinstance(answered.value, Objected) and answered.value.record == record
    assert answered.value.objection.answer == "未见凭证" and answered.subject.subject == whose
    assert await told(store, size=1) == found
    labour = "human-resources"
    for district in (None, whose.district):
        assert await told(store, ChangeSight(district, (labour,), labour)) == found
    others = ChangeSight(None, ("tax",), "tax"), ChangeSight(None, ()), ChangeSight("别的区", (labour,), labour)
    for sight in others:
        assert await told(store, sight) == []


async def test_what_is_withdrawn_is_told_to_whom_it_was_told_before(store: GraphStore, catalogue: Catalogue) -> None:
    clock, others = Clock(), ChangeSight(unpublished=("tax",), tasks="tax")
    first = Inspecting(store, catalogue, clock, Signature("甲", "officer"))
    second = Inspecting(store, catalogue, clock, Signature("乙", "officer"))
    draft = (await first.record(NewInspection(subject(1).key, HIGHWAY, CONTENT, "1"))).inspection
    await first.withdraw(Withdrawal(draft.key, version_of(draft), "w1", "记错"))
    assert [one.kind for one in await told(store)] == [K.INSPECTION_RECORDED, K.INSPECTION_WITHDRAWN]
    assert await told(store, others) == []
    standing = (await first.record(NewInspection(subject(5).key, HIGHWAY, CONTENT, "2"))).inspection
    for act in (Act.APPROVE, Act.PUBLISH):
        decision = Decision(standing.key, version_of(standing), act, act.value)
        standing = (await second.decide(decision)).inspection
    assert [one.kind for one in await told(store, others)] == [K.INSPECTION_PUBLISHED]
    await second.withdraw(Withdrawal(standing.key, version_of(standing), "w2", "记错"))
    assert [one.kind for one in await told(store, others)] == [K.INSPECTION_WITHDRAWN]
    new = NewMeasure(
        subject(5).key, "d-industry-ban", MeasureAction.WITHHELD, "human-resources", LABOUR, DAY, "1号", "1"
    )
    taken = (await record_measure(store, catalogue, new, Recorder("甲", "officer"), clock)).taken
    assert [one.kind for one in await told(store, others)] == [K.INSPECTION_WITHDRAWN, K.MEASURE_TAKEN]
    await withdraw_measure(store, MeasureWithdrawal(taken.key, "记错", "w3"), Recorder("乙", "officer"), clock)
    assert [one.kind for one in await told(store, others)] == [K.INSPECTION_WITHDRAWN, K.MEASURE_WITHDRAWN]


async def test_a_task_that_is_open_again_is_told(store: GraphStore, catalogue: Catalogue) -> None:
    clock = Clock()
    await commit_to(store, catalogue, request(), "draw:1", OFFICE)
    await carry_out(store, "draw:1", None, OFFICE, clock=clock)
    task = (await inspection_tasks(store, "draw:1", page_request(BY_TASK, first=100))).rows[0]
    inspecting = Inspecting(store, catalogue, clock, Signature("甲", "officer"))
    new = NewInspection(task.subject_key, HIGHWAY, CONTENT, "1", task.key)
    done = (await inspecting.record(new)).inspection
    assert K.TASK_DONE in {one.kind for one in await told(store)}
    await inspecting.withdraw(Withdrawal(done.key, version_of(done), "w", "记错"))
    found = [one for one in await told(store) if one.kind in (K.TASK_DONE, K.TASK_REOPENED)]
    assert [(one.kind, one.value.key) for one in found] == [(K.TASK_REOPENED, task.key)]
    assert isinstance(found[0].value, InspectionTask) and found[0].value.done_on is None
