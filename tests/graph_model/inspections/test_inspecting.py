"""Inspections recorded, revised, reviewed and published, on both stores."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import pytest_asyncio

from graph_model.catalogue import Catalogue
from graph_model.disclosure import disclosing
from graph_model.draws.carrying_out import carry_out
from graph_model.draws.committing import commit_to
from graph_model.draws.reading import BY_TASK, inspection_tasks
from graph_model.draws.values import InspectionTask
from graph_model.errors import BadInput, Conflict, Forbidden, NotFound
from graph_model.inspections.acts import InspectionAct, read_acts
from graph_model.inspections.inspecting import (
    Decision,
    Done,
    Inspecting,
    NewInspection,
    Revision,
    Withdrawal,
    version_of,
)
from graph_model.inspections.reading import (
    ALL,
    EVERY,
    LATEST_FIRST,
    InspectionFilter,
    Sight,
    inspections,
    read_inspection,
)
from graph_model.inspections.rules import Content
from graph_model.inspections.states import Act
from graph_model.model import (
    Finding,
    FindingResult,
    Inspection,
    InspectionManner,
    InspectionOutcome,
    InspectionState,
)
from graph_model.paging import Wanted, page_request
from graph_model.sampling.rates import InspectionMethod
from graph_model.signed import Signature
from graph_model.store import GraphStore
from graph_model.subjects import Needs, read_subject, read_subjects
from seed.laying import ensure_plan
from tests.graph_model.draws.quarter import DAY, HIGHWAY, LABOUR, NOW, OFFICE, lay_down, request, subject

DRAFT, SENT_BACK, REVIEWED, PUBLISHED, WITHDRAWN = InspectionState
FIRST, SECOND = Signature("甲", "officer"), Signature("乙", "officer")
ON_SITE, WRITTEN = InspectionManner
A_SUBJECT, D_SUBJECT = subject(8).key, subject(7).key
GOOD = Content(
    ON_SITE,
    DAY,
    ("执7号", "执8号"),
    (Finding("资质", FindingResult.PASSED), Finding("现场管理", FindingResult.PASSED, "整洁")),
    InspectionOutcome.NO_PROBLEM,
    "渝交检〔2026〕1号",
)
BAD = replace(
    GOOD,
    findings=(Finding("资质", FindingResult.FAILED, "过期"),),
    outcome=InspectionOutcome.RECTIFICATION_ORDERED,
)


class Office:
    """Two people who inspect; each act under a key of its own."""

    def __init__(self, store: GraphStore, catalogue: Catalogue) -> None:
        self.store = store
        self.catalogue = catalogue
        self.now = NOW
        self._keys = count(1)

    def by(self, who: Signature) -> Inspecting:
        return Inspecting(self.store, self.catalogue, lambda: self.now, who)

    def new(self, content: Content = GOOD, **changes: Any) -> NewInspection:
        return replace(NewInspection(D_SUBJECT, HIGHWAY, content, f"key-{next(self._keys)}"), **changes)

    async def record(self, content: Content = GOOD, who: Signature = FIRST, **changes: Any) -> Inspection:
        return (await self.by(who).record(self.new(content, **changes))).inspection

    async def decide(
        self, seen: Inspection, act: Act, who: Signature = SECOND, reason: str | None = "已核"
    ) -> Inspection:
        return (await self.by(who).decide(self.decision(seen, act, reason))).inspection

    def decision(self, seen: Inspection, act: Act, reason: str | None = "已核") -> Decision:
        return Decision(seen.key, version_of(seen), act, f"key-{next(self._keys)}", reason)

    async def withdraw(
        self, seen: Inspection, who: Signature = SECOND, reason: str = "记错了主体", *, office: bool = False
    ) -> Inspection:
        return (await self.by(who).withdraw(self.withdrawal(seen, reason, office=office))).inspection

    def withdrawal(self, seen: Inspection, reason: str = "记错了主体", *, office: bool = False) -> Withdrawal:
        return Withdrawal(seen.key, version_of(seen), f"key-{next(self._keys)}", reason, office)

    async def published(self, **changes: Any) -> Inspection:
        return await self.decide(await self.decide(await self.record(**changes), Act.APPROVE), Act.PUBLISH)

    async def revise(self, seen: Inspection, content: Content, who: Signature = FIRST) -> Inspection:
        revision = Revision(seen.key, version_of(seen), content, f"key-{next(self._keys)}")
        return (await self.by(who).revise(revision)).inspection

    async def stands(self, key: str) -> Inspection:
        found = await read_inspection(self.store, key)
        assert found is not None
        return found.inspection

    async def acts(self, key: str) -> tuple[InspectionAct, ...]:
        [done] = await read_acts(self.store, [key])
        return done

    async def drawn(self, *items: str) -> list[InspectionTask]:
        await commit_to(self.store, self.catalogue, request(*items), "draw:1", OFFICE)
        await carry_out(self.store, "draw:1", None, OFFICE)
        return await self.tasks()

    async def tasks(self) -> list[InspectionTask]:
        return list((await inspection_tasks(self.store, "draw:1", page_request(BY_TASK, first=100))).rows)


@pytest_asyncio.fixture
async def office(store: GraphStore) -> Office:
    catalogue = await ensure_plan(store)
    await lay_down(store)
    return Office(store, catalogue)


async def test_one_records_another_reviews_and_publishes(office: Office) -> None:
    recorded = await office.record()
    assert (recorded.state, recorded.revision, recorded.department_key) == (DRAFT, 1, "transport")
    assert await office.stands(recorded.key) == recorded
    reviewed = await office.decide(recorded, Act.APPROVE)
    published = await office.decide(reviewed, Act.PUBLISH)
    assert [one.state for one in (reviewed, published)] == [REVIEWED, PUBLISHED]
    assert published.published_at is not None and reviewed.published_at is None
    assert await office.stands(recorded.key) == published
    done = await office.acts(recorded.key)
    assert [(one.act, one.signature.by, one.reason) for one in done] == [
        (Act.RECORD, "甲", None),
        (Act.APPROVE, "乙", "已核"),
        (Act.PUBLISH, "乙", "已核"),
    ]
    assert sorted(done, key=lambda one: one.at) == list(done) and len({one.at for one in done}) == 3


async def test_what_was_sent_back_is_revised_and_what_it_said_before_is_kept(office: Office) -> None:
    recorded = await office.record()
    back = await office.decide(recorded, Act.SEND_BACK, reason="资质证书过期,请核实110101199003070011")
    assert back.state is SENT_BACK
    revised = await office.revise(back, BAD)
    assert (revised.state, revised.outcome, revised.findings) == (DRAFT, BAD.outcome, BAD.findings)
    assert await office.stands(recorded.key) == revised
    again = await office.decide(await office.decide(revised, Act.APPROVE), Act.SEND_BACK, reason="再核")
    assert again.state is SENT_BACK
    done = await office.acts(recorded.key)
    assert done[1].reason is not None and "1990" not in done[1].reason
    said = await office.store.read(
        "MATCH (w:Inspection {key: $key})-[:HAS_ACT]->(a:InspectionAct) WHERE a.act IN ['RECORD', 'REVISE'] "
        "RETURN a.content ORDER BY a.at",
        {"key": recorded.key},
    )
    assert ["NO_PROBLEM" in content for (content,) in said] == [True, False]


async def test_who_recorded_or_revised_it_does_not_review_or_publish_it(office: Office) -> None:
    recorded = await office.record()
    for act in (Act.APPROVE, Act.SEND_BACK):
        with pytest.raises(Forbidden, match="another person"):
            await office.decide(recorded, act, FIRST)
    revised = await office.revise(recorded, BAD, SECOND)
    with pytest.raises(Forbidden):
        await office.decide(revised, Act.APPROVE, SECOND)
    reviewed = await office.decide(revised, Act.APPROVE, Signature("丙", "coordinator"))
    with pytest.raises(Forbidden):
        await office.decide(reviewed, Act.PUBLISH, FIRST)
    assert (await office.stands(recorded.key)).state is REVIEWED


async def test_the_same_again_changes_nothing_and_another_under_its_key_is_told(office: Office) -> None:
    new = office.new()
    first = await office.by(FIRST).record(new)
    assert await office.by(FIRST).record(new) == Done(first.inspection, repeated=True)
    with pytest.raises(BadInput, match="idempotencyKey"):
        await office.by(FIRST).record(replace(new, content=BAD))
    with pytest.raises(BadInput, match="idempotencyKey"):
        await office.by(FIRST).record(replace(new, subject_key=A_SUBJECT))
    decision = office.decision(first.inspection, Act.APPROVE)
    done = await office.by(SECOND).decide(decision)
    assert await office.by(SECOND).decide(decision) == Done(done.inspection, repeated=True)
    with pytest.raises(BadInput, match="idempotencyKey"):
        await office.by(SECOND).decide(replace(decision, act=Act.SEND_BACK))
    assert len(await office.acts(first.inspection.key)) == 2
    again = await office.by(FIRST).record(new)
    assert (again.inspection, again.repeated) == (done.inspection, True)


async def test_of_two_who_act_at_once_one_wins_and_the_other_is_told(office: Office) -> None:
    recorded = await office.record()
    both = (office.decision(recorded, Act.APPROVE), office.decision(recorded, Act.SEND_BACK))
    ended = await asyncio.gather(*(office.by(SECOND).decide(one) for one in both), return_exceptions=True)
    assert sorted(type(one).__name__ for one in ended) == ["Conflict", "Done"]
    assert (await office.stands(recorded.key)).revision == 2 and len(await office.acts(recorded.key)) == 2


async def test_of_two_who_record_one_task_at_once_one_wins(office: Office) -> None:
    task = next(task for task in await office.drawn(HIGHWAY) if task.method is not InspectionMethod.WRITTEN_POSSIBLE)
    new = [office.new(subject_key=task.subject_key, task_key=task.key) for _ in range(2)]
    ended = await asyncio.gather(*(office.by(FIRST).record(one) for one in new), return_exceptions=True)
    assert sorted(type(one).__name__ for one in ended) == ["Conflict", "Done"]
    page = await inspections(office.store, page_request(LATEST_FIRST), wanted=Wanted(total=True))
    assert page.total == 1


async def test_an_old_version_is_told(office: Office) -> None:
    recorded = await office.record()
    await office.revise(recorded, BAD)
    for wrong in (office.decide(recorded, Act.APPROVE), office.revise(recorded, GOOD)):
        with pytest.raises(Conflict, match="look again"):
            await wrong


async def test_what_is_published_stands(office: Office) -> None:
    published = await office.decide(await office.decide(await office.record(), Act.APPROVE), Act.PUBLISH)
    for act in (Act.APPROVE, Act.SEND_BACK, Act.PUBLISH):
        with pytest.raises(Conflict):
            await office.decide(published, act)
    with pytest.raises(Conflict):
        await office.revise(published, BAD)
    assert await office.stands(published.key) == published


async def test_a_task_is_done_when_each_of_its_items_is_inspected(office: Office) -> None:
    tasks = await office.drawn(HIGHWAY, LABOUR)
    task = next(one for one in tasks if len(one.items) == 2)
    assert task.done_on is None
    for number, (item, _) in enumerate(task.items):
        await office.record(subject_key=task.subject_key, item_key=item, task_key=task.key)
        now = next(one for one in await office.tasks() if one.key == task.key)
        assert (now.done_items, now.done_on) == (
            tuple(key for key, _ in task.items[: number + 1]),
            DAY if number == 1 else None,
        )
    assert [one.key for one in await office.tasks() if one.done_on is not None] == [task.key]
    with pytest.raises(Conflict, match="already"):
        await office.record(subject_key=task.subject_key, item_key=task.items[0][0], task_key=task.key)


async def test_a_task_is_of_its_subject_its_items_and_its_day(office: Office) -> None:
    task = next(one for one in await office.drawn(HIGHWAY) if one.method is not InspectionMethod.WRITTEN_POSSIBLE)
    mine: dict[str, Any] = {"subject_key": task.subject_key, "task_key": task.key}
    early = replace(GOOD, inspected_on=DAY - timedelta(days=1))
    for error, where, wrong in (
        (BadInput, "task", office.record(**{**mine, "subject_key": subject(79).key})),
        (BadInput, "task", office.record(**mine, item_key=LABOUR)),
        (BadInput, "inspectedOn", office.record(early, **mine)),
        (BadInput, "manner", office.record(replace(GOOD, manner=WRITTEN), **mine)),
        (NotFound, "no such task", office.record(**{**mine, "task_key": "draw:1/9999999"})),
    ):
        with pytest.raises(error, match=where):
            await wrong
    recorded = await office.record(**mine)
    for content in (replace(GOOD, manner=WRITTEN), early):
        with pytest.raises(BadInput):
            await office.revise(recorded, content)


async def test_an_a_is_inspected_in_writing_and_nobody_else(office: Office) -> None:
    written = replace(GOOD, manner=WRITTEN)
    assert (await office.record(written, subject_key=A_SUBJECT)).manner is WRITTEN
    for wrong in (D_SUBJECT, subject(4).key):  # a D, and one whose A has expired
        with pytest.raises(BadInput, match="manner"):
            await office.record(written, subject_key=wrong)
    with pytest.raises(NotFound):
        await office.record(subject_key="uscc:nobody")


async def test_what_is_refused_leaves_nothing_behind(office: Office) -> None:
    with pytest.raises(BadInput):
        await office.record(replace(GOOD, manner=WRITTEN))
    with pytest.raises(BadInput, match="item"):
        await office.record(item_key="9-9")
    with pytest.raises(BadInput, match="idempotencyKey"):
        await office.record(idempotency_key=" ")
    assert await office.store.read("MATCH (w:Inspection) RETURN count(w)") == [(0,)]
    recorded = await office.record()
    with pytest.raises(BadInput, match="reason"):
        await office.decide(recorded, Act.SEND_BACK, reason=" ")
    with pytest.raises(BadInput, match="reason"):
        await office.decide(recorded, Act.APPROVE, reason="长" * 1_001)
    with pytest.raises(BadInput, match="decision"):
        await office.decide(recorded, Act.REVISE)
    with pytest.raises(NotFound):
        await office.by(SECOND).decide(Decision("inspection:none", "1-DRAFT", Act.APPROVE, "k"))
    assert await office.stands(recorded.key) == recorded


# --- withdrawing ---


async def test_what_is_published_is_withdrawn_by_another_person_and_stays(office: Office) -> None:
    published = await office.published()
    with pytest.raises(Forbidden, match="another person"):
        await office.withdraw(published, FIRST)
    with pytest.raises(Forbidden, match="another person"):
        await office.withdraw(published, FIRST, office=True)
    office.now = NOW + timedelta(days=1)
    withdrawn = await office.withdraw(published, reason="另一家公司110101199003070011")
    assert (withdrawn.state, withdrawn.withdrawn_at) == (WITHDRAWN, office.now)
    assert withdrawn.published_at == published.published_at
    assert await office.stands(published.key) == withdrawn
    last = (await office.acts(published.key))[-1]
    assert (last.act, last.signature, last.at) == (Act.WITHDRAW, SECOND, office.now)
    assert last.reason is not None and "1990" not in last.reason
    for wrong in (office.withdraw(withdrawn), office.decide(withdrawn, Act.PUBLISH), office.revise(withdrawn, GOOD)):
        with pytest.raises(Conflict):
            await wrong
    assert await office.stands(published.key) == withdrawn


async def test_a_draft_is_withdrawn_by_who_recorded_it_or_the_credit_office(office: Office) -> None:
    recorded = await office.record()
    with pytest.raises(Forbidden, match="who recorded it"):
        await office.withdraw(recorded, SECOND)
    assert (await office.withdraw(recorded, FIRST)).state is WITHDRAWN
    back = await office.decide(await office.record(), Act.SEND_BACK)
    assert (await office.withdraw(back, Signature("信用办", "coordinator"), office=True)).state is WITHDRAWN
    reviewed = await office.decide(await office.record(), Act.APPROVE)
    with pytest.raises(Forbidden):
        await office.withdraw(reviewed, FIRST)
    assert (await office.withdraw(reviewed, SECOND)).published_at is None


async def test_withdrawing_again_changes_nothing_and_of_two_at_once_one_wins(office: Office) -> None:
    published = await office.published()
    withdrawal = office.withdrawal(published)
    done = await office.by(SECOND).withdraw(withdrawal)
    assert await office.by(SECOND).withdraw(withdrawal) == Done(done.inspection, repeated=True)
    with pytest.raises(BadInput, match="idempotencyKey"):
        await office.by(SECOND).withdraw(replace(withdrawal, reason="别的"))
    other = await office.published()
    both = (office.withdrawal(other), office.withdrawal(other))
    ended = await asyncio.gather(*(office.by(SECOND).withdraw(one) for one in both), return_exceptions=True)
    assert sorted(type(one).__name__ for one in ended) == ["Conflict", "Done"]


async def test_a_withdrawal_says_why_and_of_what_was_seen(office: Office) -> None:
    recorded = await office.record()
    for wrong, error, told in (
        (office.withdrawal(recorded, " "), BadInput, "reason"),
        (office.withdrawal(recorded, "长" * 1_001), BadInput, "reason"),
        (replace(office.withdrawal(recorded), version="9-DRAFT"), Conflict, "look again"),
        (replace(office.withdrawal(recorded), inspection_key="inspection:none"), NotFound, "no such inspection"),
    ):
        with pytest.raises(error, match=told):
            await office.by(FIRST).withdraw(wrong)
    with pytest.raises(BadInput, match="decision"):
        await office.decide(recorded, Act.WITHDRAW)
    assert await office.stands(recorded.key) == recorded


async def test_its_task_is_open_again_and_carried_out_anew(office: Office) -> None:
    task = next(one for one in await office.drawn(HIGHWAY, LABOUR) if len(one.items) == 2)
    first, second = (item for item, _ in task.items)
    mine: dict[str, Any] = {"subject_key": task.subject_key, "task_key": task.key}
    await office.record(item_key=first, **mine)
    wrong = await office.record(item_key=second, **mine)
    await office.withdraw(wrong, FIRST)

    async def now() -> tuple[tuple[str, ...], Any]:
        found = next(one for one in await office.tasks() if one.key == task.key)
        return found.done_items, found.done_on

    assert await now() == ((first,), None)
    again = await office.record(item_key=second, **mine)
    assert await now() == ((first, second), DAY)
    await office.withdraw(again, FIRST)
    with pytest.raises(Conflict, match="already"):
        await office.record(item_key=first, **mine)


async def test_a_withdrawn_one_is_its_department_s_alone(office: Office) -> None:
    published = await office.published()
    await office.withdraw(published)
    assert await keys(office) == await keys(office, InspectionFilter(states=(WITHDRAWN,))) == [published.key]
    assert await keys(office, sight=Sight(departments=("transport",))) == [published.key]
    for sight in (Sight(departments=()), Sight(departments=("tax",)), Sight(departments=(), subject=D_SUBJECT)):
        assert (
            await keys(office, sight=sight) == []
            and await read_inspection(office.store, published.key, sight=sight) is None
        )


# --- reading ---


async def keys(office: Office, only: InspectionFilter = EVERY, sight: Sight = ALL) -> list[str]:
    page = await inspections(
        office.store, page_request(LATEST_FIRST), only=only, sight=sight, wanted=Wanted(total=True)
    )
    assert page.total == len(page.rows)
    return [one.inspection.key for one in page.rows]


async def test_the_list_is_filtered_and_shows_others_what_is_published(office: Office) -> None:
    first = await office.record(replace(GOOD, inspected_on=DAY - timedelta(days=3)))
    second = await office.record(BAD, item_key=LABOUR, subject_key=subject(5).key)
    published = await office.decide(await office.decide(first, Act.APPROVE), Act.PUBLISH)
    assert await keys(office) == [second.key, published.key]
    for only, found in (
        (InspectionFilter(item=LABOUR), second),
        (InspectionFilter(department="transport"), first),
        (InspectionFilter(subject=D_SUBJECT), first),
        (InspectionFilter(states=(DRAFT,)), second),
        (InspectionFilter(outcomes=(InspectionOutcome.NO_PROBLEM,)), first),
        (InspectionFilter(since=DAY), second),
        (InspectionFilter(until=DAY - timedelta(days=1)), first),
    ):
        assert await keys(office, only) == [found.key], only
    assert await keys(office, sight=Sight(departments=("human-resources",))) == [second.key, first.key]
    assert await keys(office, sight=Sight(departments=())) == [first.key]
    assert await keys(office, sight=Sight(subject=D_SUBJECT, departments=())) == [first.key]
    assert await keys(office, sight=Sight(district="渝北区")) == [first.key]
    assert await read_inspection(office.store, second.key, sight=Sight(departments=())) is None


async def test_a_subject_has_its_inspections(office: Office) -> None:
    first = await office.record()
    second = await office.record(BAD)
    data = await read_subject(office.store, D_SUBJECT)
    assert data is not None and {one.key: one for one in data.inspections} == {first.key: first, second.key: second}

    async def in_parts(transaction: Any) -> Any:
        return await read_subjects(transaction, [D_SUBJECT, A_SUBJECT], Needs(inspections=True))

    [theirs, others] = await office.store.transact(in_parts)
    assert set(theirs.inspections) == {first, second} and others.inspections == ()


async def test_who_is_read_of_is_disclosed(office: Office) -> None:
    recorded = await office.record()
    with disclosing() as one:
        await read_inspection(office.store, recorded.key)
    assert list(one.subjects) == [D_SUBJECT]
    with disclosing() as nobody:
        await read_inspection(office.store, recorded.key, sight=Sight(departments=()))
    assert not nobody.anything
    with disclosing() as page:
        await inspections(office.store, page_request(LATEST_FIRST))
    assert page.counted and list(page.subjects) == [D_SUBJECT]
