"""Evaluating by a published model: records through the intake, resumable, only those who changed; on both stores.

Plan 任务 5: 评价周期; 任务 7: 实现评价工作的动态管理、迭代更新.
"""

import asyncio
import dataclasses
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from graph_model.catalogue import lay_down
from graph_model.discrepancies import pairs
from graph_model.discrepancy_list import NEWEST_FIRST, discrepancies
from graph_model.errors import BadInput, Conflict, NotFound
from graph_model.evaluation import running
from graph_model.evaluation.explained import explained
from graph_model.evaluation.indicators import read_values
from graph_model.evaluation.running import Evaluating
from graph_model.evaluation.runs import EvaluationRun, RunScope, model_of_batch, runs_of_models
from graph_model.evaluation.scoring import score
from graph_model.evaluation.subjects import evaluated_subjects
from graph_model.evaluation.versions import ModelAction
from graph_model.grades import current_records, in_force
from graph_model.inspections.inspecting import Inspecting, Withdrawal, version_of
from graph_model.model import (
    COMPOSITE,
    DiscrepancyState,
    DishonestyFact,
    Grade,
    GradeRecord,
    InspectionState,
    Scale,
    ScaleGrade,
    SourceMode,
    SubjectData,
    city_day,
)
from graph_model.paging import page_request
from graph_model.signed import Signature
from graph_model.store import GraphStore
from graph_model.subjects import read_subject, read_subjects
from graph_model.writing import Additions
from tests.graph_model.evaluation.cities import city, inspection
from tests.graph_model.evaluation.models import model
from tests.graph_model.evaluation.test_publishing import LI, ZHANG, Desk
from tests.graph_model.examples import CATALOGUE, fact
from tests.graph_model.inspections.laid import lay
from tests.graph_model.small_city import TODAY, add

KEY = "model:1-14@1"
INSPECTED = {
    "key": "inspections",
    "name": "一年内责令改正的检查",
    "value": {"kind": "INSPECTION_COUNT", "months": 12, "outcomes": ["RECTIFICATION_ORDERED"]},
    "table": [{"from": 0, "points": 100}, {"from": 1, "points": 60}],
    "weight": 100,
}
NOW = datetime(2024, 6, 1, 4, tzinfo=UTC)
UNIFIED = Scale("unified", "统一四档", "1", None, False, tuple(ScaleGrade(grade.value, grade) for grade in Grade))
PLAN = dataclasses.replace(CATALOGUE, scales=(*CATALOGUE.scales, UNIFIED))


class Office:
    """A city with a published model, and a clock that a test sets."""

    def __init__(self, store: GraphStore, subjects: Sequence[SubjectData]) -> None:
        self.store, self.subjects = store, subjects
        self._ahead: datetime | None = NOW
        self.desk = Desk(store, NOW)

    def by_the_clock(self) -> None:
        """From now on it is as late as it is: the feed of changes of a store that several write to goes by the server's clock."""
        self._ahead = None

    @property
    def day(self) -> date:
        return city_day(self.now)

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) if self._ahead is None else self._ahead

    @now.setter
    def now(self, instant: datetime) -> None:
        self._ahead = instant

    def wages(self, subject_key: str) -> DishonestyFact:
        """A fact of today, recorded now."""
        key = f"wages of {subject_key}"
        return fact("wage-arrears", key=key, subject_key=subject_key, occurred_on=self.day, recorded_at=self.now)

    async def publish(self, version: str = "1", **changes: Any) -> None:
        self.desk.now = self.now
        of = f"model:{changes.get('item', '1-14')}@{version}"
        await self.desk.save(version=version, **changes)
        await self.desk.step(ModelAction.PROPOSE, ZHANG, of=of)
        await self.desk.step(ModelAction.PUBLISH, LI, of=of)

    async def run(self, key: str = KEY, **how: Any) -> EvaluationRun:
        return await Evaluating(self.store, PLAN, self._clock).run(key, "李某", **how)

    def _clock(self) -> datetime:
        if self._ahead is not None:
            self._ahead += timedelta(milliseconds=1)
        return self.now

    async def records(self, item: str = "1-14") -> dict[str, GradeRecord]:
        """The records of a model on an item that are current, by subject."""
        found = await read_subjects(self.store, [data.subject.key for data in self.subjects])
        current = {
            one.subject.key: current_records(one.records, self.day).get(item) for one in found if one is not None
        }
        return {key: one for key, one in current.items() if one is not None and one.mode is SourceMode.EVALUATED}


@pytest.fixture
async def office(store: GraphStore) -> Office:
    subjects = await city(store, 5)
    await lay_down(store, PLAN)
    return Office(store, subjects)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(running, "AT_ONCE", 4)
    yield


async def test_everybody_is_graded_as_the_model_says_and_each_grade_says_why(office: Office) -> None:
    await office.publish()
    done = await office.run()
    of = model()
    keys = await evaluated_subjects(office.store, of, PLAN)
    assert (done.scope, done.done, done.evaluated, done.written) == (RunScope.EVERYBODY, True, len(keys), len(keys))
    values = await read_values(office.store, of, keys, TODAY)
    records = await office.records()
    assert sorted(records) == keys
    for key, record in records.items():
        expected = score(of, values[key])
        assert (record.grade, record.native_grade, record.score) == (
            expected.grade,
            expected.grade.value,
            expected.score,
        )
        assert (record.scale_key, record.system_key, record.evaluated_on) == ("unified", None, TODAY)
        assert record.valid_until == date(2025, 5, 31) and model_of_batch(record.batch_key) == KEY
    told = await explained(office.store, list(records.values()))
    assert [one and one.score for one in told] == [score(of, values[key]) for key in records]
    assert {one and one.version.key for one in told} == {KEY}


async def test_the_earlier_evaluations_stay_and_the_discrepancies_are_those_that_are_there(office: Office) -> None:
    before = {data.subject.key: data for data in office.subjects}
    await office.publish()
    await office.run()
    found = await read_subjects(office.store, list(before))
    for data in found:
        assert data is not None
        kept = {one.key for one in data.records}
        assert kept >= {one.key for one in before[data.subject.key].records}
    page = await discrepancies(office.store, page_request(NEWEST_FIRST, first=100))
    assert not page.has_next
    raised = [one.record for one in page.rows if one.record.state is not DiscrepancyState.CLOSED]
    standing = {(one.subject_key, one.high_item, one.low_item) for one in raised if "1-14" in one.key.split(":")}
    evaluated = await office.records()
    apart = {
        (data.subject.key, one.high.item_key, one.low.item_key)
        for data in found
        if data is not None and data.subject.key in evaluated
        for one in pairs([each for each in current_records(data.records, TODAY).values() if in_force(each, TODAY)])
        if "1-14" in (one.high.item_key, one.low.item_key)
    }
    assert {one for one in standing if one[0] in evaluated} == apart and apart


async def test_an_evaluation_that_was_left_goes_on_where_it_was(office: Office, small_batches: None) -> None:
    await office.publish()
    first = await office.run(batches=1)
    assert (first.done, first.batches, first.evaluated) == (False, 1, 4)
    keys = await evaluated_subjects(office.store, model(), PLAN)
    assert sorted(await office.records()) == keys[:4]
    done = await office.run()
    assert (done.key, done.done, done.evaluated, done.written) == (first.key, True, len(keys), len(keys))
    assert sorted(await office.records()) == keys
    assert len((await runs_of_models(office.store, [KEY]))[0]) == 1


async def test_what_fails_in_a_batch_leaves_nothing_of_it(
    office: Office, small_batches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.publish()
    await office.run(batches=1)
    before = await office.records()
    advance = running.ADVANCE
    monkeypatch.setattr(
        running, "ADVANCE", "UNWIND $rows AS row MATCH (r:EvaluationRun {key: row.key}) SET r.batches = 1 / 0"
    )
    with pytest.raises(Exception, match=r"."):
        await office.run(batches=1)
    assert await office.records() == before
    monkeypatch.setattr(running, "ADVANCE", advance)
    assert (await office.run()).done


async def test_two_who_evaluate_at_once_write_each_grade_once(office: Office, small_batches: None) -> None:
    await office.publish()
    first, second = await asyncio.gather(office.run(), office.run())
    assert first.key == second.key and len((await runs_of_models(office.store, [KEY]))[0]) == 1
    done = await office.run(batches=1)
    keys = await evaluated_subjects(office.store, model(), PLAN)
    assert sorted(await office.records()) == keys
    rows = await office.store.read("MATCH (g:GradeRecord) WHERE g.mode = 'EVALUATED' RETURN count(g)")
    assert rows == [(len(keys),)], done


async def test_evaluated_again_on_the_same_day_nothing_is_written(office: Office) -> None:
    await office.publish()
    await office.run()
    before = await office.records()
    again = await office.run(everybody=True)
    assert (again.scope, again.evaluated, again.written) == (RunScope.EVERYBODY, len(before), 0)
    assert await office.records() == before


async def test_only_those_whose_inputs_have_changed_are_evaluated_again(office: Office) -> None:
    office.by_the_clock()
    await office.publish()
    await office.run()
    before = await office.records()
    [one, other, *_] = sorted(before)
    tax = fact("tax-evasion", key="f1", subject_key=other, occurred_on=office.day, recorded_at=office.now)
    await add(office.store, Additions(facts=[tax, office.wages(one), office.wages("uscc:nobody")]))
    run = await office.run()
    assert (run.scope, run.evaluated, run.written, run.unchanged) == (RunScope.CHANGED, 1, 1, 0)
    data = await read_subject(office.store, one)
    assert data is not None
    made = sorted(
        (each for each in data.records if each.mode is SourceMode.EVALUATED), key=lambda each: each.recorded_at
    )
    assert [each.superseded_at is None for each in made] == [False, True], "of one day: the later corrects the earlier"
    assert [each and each.score.parts[0].value for each in await explained(office.store, made)] == [0, 1]
    nothing = await office.run()
    assert (nothing.scope, nothing.evaluated, nothing.written, nothing.done) == (RunScope.CHANGED, 0, 0, True)


@pytest.mark.parametrize("store", ["embedded"], indirect=True)
async def test_a_later_evaluation_follows_the_one_before(office: Office) -> None:
    await office.publish()
    await office.run()
    one = min(await office.records())
    office.now += timedelta(days=1)
    await add(office.store, Additions(facts=[office.wages(one)]))
    office.now += timedelta(minutes=5)
    assert (await office.run()).written == 1
    data = await read_subject(office.store, one)
    assert data is not None
    made = [each for each in data.records if each.mode is SourceMode.EVALUATED]
    assert {each.evaluated_on for each in made} == {TODAY, TODAY + timedelta(days=1)}
    assert all(each.superseded_at is None for each in made), "the earlier is still what held then"


async def test_who_is_told_again_of_what_makes_no_difference_keeps_the_grade(office: Office) -> None:
    office.by_the_clock()
    await office.publish()
    await office.run()
    one = min(await office.records())
    await add(office.store, Additions(facts=[replace(office.wages(one), occurred_on=date(2012, 1, 1))]))
    run = await office.run()
    assert (run.evaluated, run.written, run.unchanged) == (1, 0, 1)


async def test_an_inspection_counts_when_it_is_published_and_no_more_when_it_is_withdrawn(office: Office) -> None:
    office.by_the_clock()
    await office.publish(indicators=[INSPECTED], collection={"inspections": True}, caps=[], vetoes=[])
    await office.run()
    one = min(await office.records())
    assert (await office.records())[one].grade is Grade.A
    draft = inspection(
        one, "n1", state=InspectionState.DRAFT, published_at=None, inspected_on=office.day, recorded_at=office.now
    )
    await lay(office.store, [draft])
    assert (await office.run()).evaluated == 0
    published = inspection(one, "n2", inspected_on=office.day, recorded_at=office.now, published_at=office.now)
    await lay(office.store, [published])
    run = await office.run()
    assert (run.scope, run.evaluated, run.written) == (RunScope.CHANGED, 1, 1)
    assert (await office.records())[one].grade is Grade.C
    inspecting = Inspecting(office.store, PLAN, lambda: office.now, Signature("乙", "officer"))
    await inspecting.withdraw(Withdrawal("n2", version_of(published), "w", "记错了对象"))
    assert (await office.run()).written == 1
    assert (await office.records())[one].grade is Grade.A


async def test_a_changed_grade_that_it_stands_on_is_evaluated_and_its_own_is_not(office: Office) -> None:
    office.by_the_clock()
    worst = {
        "key": "worst",
        "name": "最低等级",
        "value": {"kind": "WORST_GRADE"},
        "table": [{"from": 0, "points": 100}, {"from": 2, "points": 30}],
        "weight": 100,
        "missing": 60,
    }
    await office.publish(item=COMPOSITE, collection={"items": ["1-14"]}, indicators=[worst], caps=[], vetoes=[])
    composite = f"model:{COMPOSITE}@1"
    whole = await office.run(composite)
    assert (whole.scope, whole.written > 0) == (RunScope.EVERYBODY, True)
    await office.publish()
    await office.run()
    again = await office.run(composite)
    organisations = [key for key in await office.records() if key.startswith("uscc:")]
    assert (again.scope, again.evaluated) == (RunScope.CHANGED, len(organisations)) and organisations
    assert again.written > 0
    assert (await office.run(composite)).evaluated == 0, "its own grades are nothing that it stands on"


async def test_when_the_period_is_over_everybody_is_evaluated(office: Office) -> None:
    await office.publish()
    await office.run()
    office.now += timedelta(days=364)
    assert (await office.run()).scope is RunScope.CHANGED
    office.now += timedelta(days=1)
    assert (await office.run()).scope is RunScope.EVERYBODY


@pytest.mark.parametrize("store", ["embedded"], indirect=True)
async def test_what_grades_nobody(office: Office) -> None:
    with pytest.raises(NotFound):
        await office.run()
    await office.desk.save()
    with pytest.raises(Conflict):
        await office.run()
    await office.publish("2", effectiveOn="2025-01-01")
    with pytest.raises(Conflict):
        await office.run("model:1-14@2")
    rule = {"title": "纳税信用管理办法"}
    await office.publish("3", item="1-48", nationalRule=rule, indicators=[], caps=[], vetoes=[])
    with pytest.raises(Conflict, match="纳税信用管理办法"):
        await office.run("model:1-48@3")
    await office.publish("4")
    for batches in (0, 51):
        with pytest.raises(BadInput):
            await office.run("model:1-14@4", batches=batches)
    assert await office.records() == {}


@pytest.mark.parametrize("store", ["embedded"], indirect=True)
async def test_grades_that_no_model_gave_have_no_explanation(office: Office) -> None:
    records = [one for data in office.subjects for one in data.records][:3]
    assert await explained(office.store, records) == [None, None, None]
    await office.publish()
    await office.run()
    [made] = list((await office.records()).values())[:1]
    assert [one is None for one in await explained(office.store, [*records, made])] == [True, True, True, False]
    gone = replace(made, key="another", batch_key="evaluation:1-14@0:1:1")
    assert await explained(office.store, [gone]) == [None]
