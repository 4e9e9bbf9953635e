"""Repairs asked for, supplemented, decided and withdrawn, and what a repaired fact still does; on both stores."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
import pytest_asyncio
from msgspec.structs import replace as changed

from graph_model.archive import ArchiveKind, FactRepair, timeline
from graph_model.catalogue import Catalogue
from graph_model.change_kinds import ChangeKind
from graph_model.changes import ORDER, changes
from graph_model.disclosure import disclosing
from graph_model.early_warnings import NEWEST_FIRST, WarningFilter, WarningKind, early_warnings
from graph_model.errors import BadInput, Conflict, Forbidden, NotFound
from graph_model.evaluation.changed import Inputs, changed_subjects
from graph_model.intake.fact_rows import KnownFacts
from graph_model.measures import resolve
from graph_model.model import DishonestyFact, Severity, SubjectData, instant_text
from graph_model.paging import Wanted, page_request
from graph_model.repairs.acts import RepairAct, read_acts
from graph_model.repairs.reading import (
    ALL,
    EVERY,
    LATEST_FIRST,
    RepairFilter,
    Sight,
    read_fact,
    read_facts,
    read_repair,
    repairs,
)
from graph_model.repairs.repairing import Done, NewRepair, Repairing, Step, version_of
from graph_model.repairs.states import Act
from graph_model.repairs.values import CreditRepair, EvidenceDocument, RepairParty, RepairState
from graph_model.repairs.waiting import TooEarly
from graph_model.signed import Signature
from graph_model.store import GraphStore
from graph_model.subjects import Needs, read_subject, read_subjects
from graph_model.writing import Additions
from seed.laying import ensure_plan
from tests.graph_model.draws.quarter import DAY, LABOUR, NOW, lay_down, subject
from tests.graph_model.small_city import add

REQUESTED, EVIDENCE_ASKED, ACCEPTED, REJECTED, REVOKED, WITHDRAWN = RepairState
SUBJECT, DEPARTMENT, CREDIT_OFFICE = RepairParty
ITSELF, OFFICER, COLLEAGUE = Signature("公司", "subject"), Signature("甲", "officer"), Signature("乙", "officer")
OFFICE = Signature("信用办", "coordinator")
WHOSE = subject(15).key  # a D on labour
PAID = EvidenceDocument("工资发放凭证", "凭〔2026〕1号", date(2026, 10, 1))
FACTS = [
    DishonestyFact(f"fact-{severity.value}", WHOSE, "wage-arrears", severity, day, f"{severity.value}号", LABOUR, at)
    for severity, day, at in (
        (Severity.MINOR, DAY - timedelta(days=10), NOW - timedelta(days=9)),
        (Severity.ORDINARY, DAY - timedelta(days=30), NOW - timedelta(days=29)),
        (Severity.SERIOUS, DAY - timedelta(days=400), NOW - timedelta(days=20)),
    )
]
MINOR, ORDINARY, SERIOUS = (fact.key for fact in FACTS)


class Desk:
    """Who asks and who decides; each act under a key of its own."""

    def __init__(self, store: GraphStore, catalogue: Catalogue) -> None:
        self.store = store
        self.catalogue = catalogue
        self.now = NOW
        self._keys = count(1)

    def by(self, who: Signature = ITSELF, party: RepairParty = SUBJECT) -> Repairing:
        return Repairing(self.store, self.catalogue, lambda: self.now, who, party)

    def new(self, **what: Any) -> NewRepair:
        return replace(NewRepair(SERIOUS, "已足额支付工资", (PAID,), f"key-{next(self._keys)}"), **what)

    async def request(self, who: Signature = ITSELF, party: RepairParty = SUBJECT, **what: Any) -> CreditRepair:
        return (await self.by(who, party).request(self.new(**what))).repair

    def step(self, seen: CreditRepair, act: Act, reason: str | None = "已核实", *more: EvidenceDocument) -> Step:
        return Step(seen.key, version_of(seen), act, f"key-{next(self._keys)}", reason, more)

    async def decide(self, seen: CreditRepair, act: Act, who: Signature = OFFICER) -> CreditRepair:
        return (await self.by(who, DEPARTMENT).decide(self.step(seen, act))).repair

    async def revoke(self, seen: CreditRepair, who: Signature = COLLEAGUE) -> CreditRepair:
        return (await self.by(who, DEPARTMENT).revoke(self.step(seen, Act.REVOKE, "凭证系伪造"))).repair

    async def supplement(self, seen: CreditRepair, *more: EvidenceDocument) -> CreditRepair:
        return (await self.by().supplement(self.step(seen, Act.SUPPLEMENT, None, *more))).repair

    async def withdraw(self, seen: CreditRepair) -> CreditRepair:
        return (await self.by().withdraw(self.step(seen, Act.WITHDRAW, None))).repair

    async def stands(self, key: str) -> CreditRepair:
        found = await read_repair(self.store, key)
        assert found is not None
        return found.repair

    async def acts(self, key: str) -> tuple[RepairAct, ...]:
        [done] = await read_acts(self.store, [key])
        return done

    async def subject(self) -> SubjectData:
        found = await read_subject(self.store, WHOSE)
        assert found is not None
        return found

    async def fact(self, key: str = SERIOUS) -> DishonestyFact:
        return next(fact for fact in (await self.subject()).facts if fact.key == key)

    async def repaired(self, fact: str = SERIOUS) -> CreditRepair:
        return await self.decide(await self.request(fact_key=fact), Act.ACCEPT)


@pytest_asyncio.fixture
async def desk(store: GraphStore) -> Desk:
    catalogue = await ensure_plan(store)
    await lay_down(store, 20)
    await add(store, Additions(facts=FACTS))
    return Desk(store, catalogue)


async def test_a_subject_asks_and_another_person_accepts(desk: Desk) -> None:
    asked = await desk.request()
    assert (asked.state, asked.revision, asked.subject_key) == (REQUESTED, 1, WHOSE)
    assert (asked.item_key, asked.department_key, asked.party) == (LABOUR, "human-resources", SUBJECT)
    assert await desk.stands(asked.key) == asked and (await desk.fact()).retired_on is None
    desk.now = NOW + timedelta(days=2)
    accepted = await desk.decide(asked, Act.ACCEPT)
    assert (accepted.state, accepted.ended_at, accepted.revision) == (ACCEPTED, desk.now, 2)
    assert await desk.stands(asked.key) == accepted
    fact = await desk.fact()
    assert (fact.retired_on, fact.retired_at, fact.repair_key) == (DAY + timedelta(days=2), desk.now, asked.key)
    assert [(one.act, one.signature, one.reason) for one in await desk.acts(asked.key)] == [
        (Act.REQUEST, ITSELF, None),
        (Act.ACCEPT, OFFICER, "已核实"),
    ]


async def test_more_evidence_is_asked_for_and_given(desk: Desk) -> None:
    asked = await desk.request()
    waiting = await desk.decide(asked, Act.ASK_EVIDENCE)
    with pytest.raises(Conflict):
        await desk.decide(waiting, Act.ACCEPT)
    more = replace_name(PAID, "银行回单110101199003070011")
    again = await desk.supplement(waiting, more)
    assert (waiting.state, again.state) == (EVIDENCE_ASKED, REQUESTED)
    assert again.evidence[0] == PAID and len(again.evidence) == 2 and "1990" not in again.evidence[1].name
    assert await desk.stands(asked.key) == again
    assert [len(one.evidence) for one in await desk.acts(asked.key)] == [1, 0, 1]
    with pytest.raises(BadInput, match="twice"):
        await desk.supplement(again, PAID)
    assert (await desk.decide(again, Act.REJECT)).state is REJECTED


def replace_name(document: EvidenceDocument, name: str) -> EvidenceDocument:
    return changed(document, name=name)


async def test_a_department_asks_on_its_behalf_by_a_document_and_its_colleague_decides(desk: Desk) -> None:
    for party in (DEPARTMENT, CREDIT_OFFICE):
        with pytest.raises(BadInput, match="documentNo"):
            await desk.request(OFFICER, party)
    asked = await desk.request(OFFICER, DEPARTMENT, document_no="渝人社函〔2026〕8号")
    assert (asked.party, asked.document_no) == (DEPARTMENT, "渝人社函〔2026〕8号")
    for act in (Act.ACCEPT, Act.REJECT, Act.ASK_EVIDENCE):
        with pytest.raises(Forbidden, match="another person"):
            await desk.decide(asked, act, OFFICER)
    assert (await desk.decide(asked, Act.ACCEPT, COLLEAGUE)).state is ACCEPTED


async def test_only_who_asked_supplements_and_withdraws_and_a_subject_decides_nothing(desk: Desk) -> None:
    asked = await desk.request()
    office = desk.by(OFFICE, CREDIT_OFFICE)
    for wrong in (
        office.supplement(desk.step(asked, Act.SUPPLEMENT, None, replace_name(PAID, "另一份"))),
        office.withdraw(desk.step(asked, Act.WITHDRAW)),
        desk.by(COLLEAGUE).decide(desk.step(asked, Act.ACCEPT)),
    ):
        with pytest.raises(Forbidden):
            await wrong
    assert (await desk.withdraw(asked)).state is WITHDRAWN
    assert (await desk.fact()).retired_on is None


async def test_it_is_refused_within_the_waiting_period_with_the_day(desk: Desk) -> None:
    with pytest.raises(TooEarly) as caught:
        await desk.request(fact_key=ORDINARY)
    assert caught.value.askable_on == DAY + timedelta(days=60)
    desk.now = NOW + timedelta(days=60)
    rejected = await desk.decide(await desk.request(fact_key=ORDINARY), Act.REJECT)
    desk.now = NOW + timedelta(days=61)
    with pytest.raises(TooEarly) as again:
        await desk.request(fact_key=ORDINARY)
    assert again.value.askable_on == DAY + timedelta(days=90)
    desk.now = NOW + timedelta(days=90)
    assert (await desk.request(fact_key=ORDINARY)).key != rejected.key


async def test_of_a_fact_one_repair_is_under_way_and_what_is_over_is_not_asked_for_again(desk: Desk) -> None:
    asked = await desk.request()
    with pytest.raises(Conflict, match="under way"):
        await desk.request()
    await desk.withdraw(asked)
    await desk.decide(await desk.request(), Act.ACCEPT)
    with pytest.raises(Conflict, match="repaired already"):
        await desk.request()
    gone = changed(FACTS[0], withdrawn_at=NOW)
    await add(desk.store, Additions(facts=[gone]))
    with pytest.raises(Conflict, match="withdrawn"):
        await desk.request(fact_key=MINOR)


async def test_a_fact_that_went_meanwhile_is_not_repaired(desk: Desk) -> None:
    asked = await desk.request(fact_key=MINOR)
    await add(desk.store, Additions(facts=[changed(FACTS[0], withdrawn_at=NOW)]))
    with pytest.raises(Conflict, match="nothing left"):
        await desk.decide(asked, Act.ACCEPT)
    assert (await desk.decide(asked, Act.REJECT)).state is REJECTED


async def test_the_same_again_changes_nothing_and_another_under_its_key_is_told(desk: Desk) -> None:
    new = desk.new()
    first = await desk.by().request(new)
    assert await desk.by().request(new) == Done(first.repair, repeated=True)
    with pytest.raises(BadInput, match="idempotencyKey"):
        await desk.by().request(replace(new, statement="别的"))
    step = desk.step(first.repair, Act.ACCEPT)
    done = await desk.by(OFFICER, DEPARTMENT).decide(step)
    assert await desk.by(OFFICER, DEPARTMENT).decide(step) == Done(done.repair, repeated=True)
    with pytest.raises(BadInput, match="idempotencyKey"):
        await desk.by(OFFICER, DEPARTMENT).decide(replace(step, act=Act.REJECT))
    assert await desk.by().request(new) == Done(done.repair, repeated=True)
    assert len(await desk.acts(first.repair.key)) == 2


async def test_of_two_at_once_one_wins_and_the_other_is_told(desk: Desk) -> None:
    asked = await asyncio.gather(*(desk.request() for _ in range(2)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in asked) == ["Conflict", "CreditRepair"]
    [repair] = [one for one in asked if isinstance(one, CreditRepair)]
    ended = await asyncio.gather(
        *(desk.decide(repair, act) for act in (Act.ACCEPT, Act.REJECT)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in ended) == ["Conflict", "CreditRepair"]
    assert len(await desk.acts(repair.key)) == 2


async def test_an_old_version_is_told(desk: Desk) -> None:
    asked = await desk.request()
    await desk.supplement(asked, replace_name(PAID, "另一份"))
    for wrong in (desk.decide(asked, Act.ACCEPT), desk.withdraw(asked)):
        with pytest.raises(Conflict, match="look again"):
            await wrong


async def test_what_is_over_stays_as_it_is(desk: Desk) -> None:
    accepted = await desk.repaired()
    for wrong in (desk.decide(accepted, Act.REJECT), desk.withdraw(accepted), desk.supplement(accepted, PAID)):
        with pytest.raises((Conflict, BadInput)):
            await wrong
    assert await desk.stands(accepted.key) == accepted


WRONG: dict[str, tuple[dict[str, Any], type[Exception], str]] = {
    "no statement": ({"statement": " "}, BadInput, "statement"),
    "too long a statement": ({"statement": "长" * 1_001}, BadInput, "statement"),
    "no evidence": ({"evidence": ()}, BadInput, "evidence"),
    "too much of it": ({"evidence": tuple(replace_name(PAID, str(n)) for n in range(21))}, BadInput, "evidence"),
    "the same twice": ({"evidence": (PAID, PAID)}, BadInput, "evidence[1]"),
    "a document of tomorrow": (
        {"evidence": (changed(PAID, day=DAY + timedelta(days=1)),)},
        BadInput,
        "evidence[0].day",
    ),
    "a document without a name": ({"evidence": (replace_name(PAID, " "),)}, BadInput, "evidence[0].name"),
    "no key": ({"idempotency_key": " "}, BadInput, "idempotencyKey"),
    "no such fact": ({"fact_key": "fact-none"}, NotFound, "no such fact"),
}


@pytest.mark.parametrize(("what", "error", "told"), WRONG.values(), ids=WRONG)
async def test_what_cannot_be_asked_for_changes_nothing(
    desk: Desk, what: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error) as caught:
        await desk.request(**what)
    assert told in str(caught.value)
    assert await desk.store.read("MATCH (r:CreditRepair) RETURN count(r)") == [(0,)]


async def test_what_cannot_be_decided_changes_nothing(desk: Desk) -> None:
    asked = await desk.request()
    for step, error, told in (
        (replace(desk.step(asked, Act.ACCEPT), reason=" "), BadInput, "reason"),
        (desk.step(asked, Act.WITHDRAW), BadInput, "decision"),
        (replace(desk.step(asked, Act.REJECT), idempotency_key=""), BadInput, "idempotencyKey"),
        (replace(desk.step(asked, Act.REJECT), repair_key="repair:none"), NotFound, "no such repair"),
    ):
        with pytest.raises(error, match=told):
            await desk.by(OFFICER, DEPARTMENT).decide(step)
    assert await desk.stands(asked.key) == asked


# --- what a repaired fact still does ---


async def test_a_repaired_fact_carries_no_measure_from_that_day_on(desk: Desk) -> None:
    def banned(data: SubjectData, day: date, known_at: datetime | None = None) -> list[str]:
        found = resolve(data, desk.catalogue, day, item_key=LABOUR, known_at=known_at)
        return [fact.key for one in found.applied if one.measure.key == "d-industry-ban" for fact in one.facts]

    before = banned(await desk.subject(), DAY)
    assert before == [SERIOUS]
    desk.now = NOW + timedelta(days=3)
    await desk.repaired()
    data, day = await desk.subject(), DAY + timedelta(days=3)
    fact = await desk.fact()
    assert banned(data, day) == [] and banned(data, day - timedelta(days=1)) == before
    assert banned(data, day, NOW) == before
    assert [fact.counts(day), fact.counts(day - timedelta(days=1)), fact.counts(day, NOW)] == [False, True, True]


async def test_what_is_said_of_it_later_does_not_undo_the_repair(desk: Desk) -> None:
    await desk.repaired(MINOR)
    await add(desk.store, Additions(facts=[changed(FACTS[0], description="补记")]))
    fact = await desk.fact(MINOR)
    assert fact.description == "补记" and fact.retired_on == DAY


async def test_it_is_a_change_and_warns_no_longer(desk: Desk) -> None:
    recent = changed(FACTS[2], key="fact-recent", occurred_on=DAY, conduct="bid-rigging", document_no="另一号")
    await add(desk.store, Additions(facts=[recent]))

    async def warned() -> int:
        asked = WarningFilter(DAY - timedelta(days=30), (WarningKind.SERIOUS_FACT,))
        return len((await early_warnings(desk.store, page_request(NEWEST_FIRST), asked)).rows)

    assert await warned() == 1
    desk.now = NOW + timedelta(days=366)
    repair = await desk.repaired("fact-recent")
    assert await warned() == 0
    page = await changes(desk.store, page_request(ORDER, first=10), kinds=[ChangeKind.FACT_REPAIRED], now=desk.now)
    [change] = page.rows
    assert (change.at, change.value.key, change.subject.subject.key) == (repair.ended_at, "fact-recent", WHOSE)


async def test_it_stands_in_the_archive_as_it_was_known(desk: Desk) -> None:
    asked = await desk.request()
    desk.now = NOW + timedelta(days=1)
    waiting = await desk.decide(asked, Act.ASK_EVIDENCE)
    desk.now = NOW + timedelta(days=2)
    await desk.decide(waiting, Act.REJECT)
    desk.now = NOW + timedelta(days=100)
    await desk.repaired()
    await desk.withdraw(await desk.request(fact_key=MINOR))
    data = await desk.subject()

    def kinds(**when: Any) -> list[ArchiveKind]:
        known = timeline(data, desk.catalogue, when.get("known_at"), as_of=when.get("as_of"))
        return [one.kind for one in known if "REPAIR" in one.kind]

    assert sorted(kinds()) == sorted(
        [
            *[ArchiveKind.REPAIR_REQUESTED] * 3,
            ArchiveKind.REPAIR_REJECTED,
            ArchiveKind.FACT_REPAIRED,
            ArchiveKind.REPAIR_WITHDRAWN,
        ]
    )
    assert kinds(known_at=NOW - timedelta(seconds=1)) == []
    assert kinds(known_at=NOW + timedelta(days=1)) == [ArchiveKind.REPAIR_REQUESTED]
    assert kinds(as_of=DAY + timedelta(days=2)) == [ArchiveKind.REPAIR_REJECTED, ArchiveKind.REPAIR_REQUESTED]
    whats = {one.what for one in timeline(data, desk.catalogue) if one.kind is ArchiveKind.FACT_REPAIRED}
    assert len(whats) == 1 and "同意修复,不再计入:严重失信行为" in whats.pop()


# --- what was accepted wrongly ---


async def test_what_is_revoked_counts_again_and_what_was_known_meanwhile_stays(desk: Desk) -> None:
    desk.now = NOW + timedelta(days=3)
    accepted = await desk.repaired()
    desk.now = NOW + timedelta(days=9)
    revoked = await desk.revoke(accepted)
    assert (revoked.state, revoked.ended_at, revoked.revoked_at) == (REVOKED, accepted.ended_at, desk.now)
    assert await desk.stands(accepted.key) == revoked
    last = (await desk.acts(accepted.key))[-1]
    assert (last.act, last.signature, last.reason) == (Act.REVOKE, COLLEAGUE, "凭证系伪造")
    fact, day = await desk.fact(), DAY + timedelta(days=5)
    assert (fact.retired_on, fact.retired_at, fact.repair_key) == (None, None, None)
    meanwhile = NOW + timedelta(days=4)
    assert [fact.counts(day), fact.counts(day, meanwhile), fact.counts(day, NOW), fact.counts(DAY, meanwhile)] == [
        True,
        False,
        True,
        True,
    ]
    banned = resolve(await desk.subject(), desk.catalogue, day, item_key=LABOUR)
    assert "d-industry-ban" in [one.measure.key for one in banned.applied]


async def test_it_takes_a_third_person_to_revoke_and_only_what_was_accepted_is(desk: Desk) -> None:
    asked = await desk.request(OFFICER, DEPARTMENT, document_no="1号")
    with pytest.raises(Conflict):
        await desk.revoke(asked)
    accepted = await desk.decide(asked, Act.ACCEPT, COLLEAGUE)
    for who in (OFFICER, COLLEAGUE):
        with pytest.raises(Forbidden):
            await desk.revoke(accepted, who)
    with pytest.raises(Forbidden):
        await desk.by().revoke(desk.step(accepted, Act.REVOKE))
    with pytest.raises(BadInput):
        await desk.by(OFFICE, CREDIT_OFFICE).revoke(desk.step(accepted, Act.REVOKE, " "))
    step = desk.step(accepted, Act.REVOKE)
    done = await desk.by(OFFICE, CREDIT_OFFICE).revoke(step)
    assert await desk.by(OFFICE, CREDIT_OFFICE).revoke(step) == Done(done.repair, repeated=True)
    with pytest.raises(Conflict, match="look again"):
        await desk.by(OFFICE, CREDIT_OFFICE).revoke(replace(step, idempotency_key="another"))
    with pytest.raises(Conflict):
        await desk.revoke(done.repair, Signature("丙", "officer"))
    assert len((await desk.fact()).past_repairs) == 1


async def test_of_two_who_revoke_at_once_one_does(desk: Desk) -> None:
    accepted = await desk.repaired()
    done = await asyncio.gather(desk.revoke(accepted), desk.revoke(accepted), return_exceptions=True)
    assert [type(one) for one in done if isinstance(one, Exception)] == [Conflict]
    assert len((await desk.fact()).past_repairs) == 1


async def test_what_was_revoked_waits_as_after_a_rejection_and_is_repaired_anew(desk: Desk) -> None:
    first = await desk.repaired(MINOR)
    desk.now = NOW + timedelta(days=10)
    await desk.revoke(first)
    with pytest.raises(TooEarly) as early:
        await desk.request(fact_key=MINOR)
    assert early.value.askable_on == DAY + timedelta(days=40)
    desk.now = NOW + timedelta(days=40)
    second = await desk.repaired(MINOR)
    fact = await desk.fact(MINOR)
    assert fact.repair_key == second.key and [one.repair_key for one in fact.past_repairs] == [first.key]
    day = DAY + timedelta(days=45)
    known = [fact.counts(day, NOW + timedelta(days=days)) for days in (5, 20, 41)]
    assert known == [False, True, False] and not fact.counts(day)


async def test_what_a_system_has_told_again_counts_again_too(desk: Desk) -> None:
    accepted = await desk.repaired(MINOR)
    [gone] = [changed(await desk.fact(MINOR), withdrawn_at=NOW + timedelta(days=1))]
    again = changed(gone, key=f"{MINOR}-2", withdrawn_at=None, recorded_at=NOW + timedelta(days=2))
    await add(desk.store, Additions(facts=[gone, again]))
    desk.now = NOW + timedelta(days=3)
    await desk.revoke(accepted)
    for key in (MINOR, again.key):
        fact = await desk.fact(key)
        assert fact.retired_on is None and len(fact.past_repairs) == 1
    known = KnownFacts((await desk.subject()).facts)
    known.write(changed(await desk.fact(again.key), past_repairs=(), description="再说"))
    assert known.written[again.key].past_repairs == fact.past_repairs


async def test_it_is_a_change_an_input_of_evaluations_and_stands_in_the_archive(desk: Desk) -> None:
    recent = changed(FACTS[2], key="fact-recent", occurred_on=DAY, conduct="bid-rigging", document_no="另一号")
    await add(desk.store, Additions(facts=[recent]))
    desk.now = NOW + timedelta(days=366)
    accepted = await desk.repaired("fact-recent")
    desk.now = NOW + timedelta(days=370)
    revoked = await desk.revoke(accepted)
    kinds = [ChangeKind.FACT_REPAIRED, ChangeKind.FACT_REPAIR_REVOKED]
    page = await changes(desk.store, page_request(ORDER, first=10), kinds=kinds, now=desk.now)
    assert [(one.kind, one.at, one.value.key) for one in page.rows] == [
        (ChangeKind.FACT_REPAIR_REVOKED, revoked.revoked_at, "fact-recent")
    ]
    asked = WarningFilter(DAY - timedelta(days=30), (WarningKind.SERIOUS_FACT,))
    assert len((await early_warnings(desk.store, page_request(NEWEST_FIRST), asked)).rows) == 1
    since, until = instant_text(NOW + timedelta(days=369)), instant_text(NOW + timedelta(days=371))
    inputs = Inputs(frozenset(), frozenset({"bid-rigging"}))
    assert await changed_subjects(desk.store, inputs, since, until) == [WHOSE]
    data = await desk.subject()

    def told(known_at: datetime | None = None) -> list[tuple[ArchiveKind, RepairState]]:
        entries = timeline(data, desk.catalogue, known_at)
        return [(one.kind, one.value.repair.state) for one in entries if isinstance(one.value, FactRepair)]

    assert told() == [
        (ArchiveKind.REPAIR_REVOKED, REVOKED),
        (ArchiveKind.FACT_REPAIRED, REVOKED),
        (ArchiveKind.REPAIR_REQUESTED, REVOKED),
    ]
    assert told(desk.now - timedelta(seconds=1)) == [
        (ArchiveKind.FACT_REPAIRED, ACCEPTED),
        (ArchiveKind.REPAIR_REQUESTED, ACCEPTED),
    ]
    others = Sight(departments=("tax",))
    assert others.sees(revoked) and await read_repair(desk.store, revoked.key, sight=others) is not None


# --- reading ---


async def test_they_are_listed_to_whom_they_concern_and_accepted_ones_to_others(desk: Desk) -> None:
    accepted = await desk.repaired()
    desk.now = NOW + timedelta(hours=1)
    waiting = await desk.request(fact_key=MINOR)

    async def keys(only: RepairFilter = EVERY, sight: Sight = ALL) -> list[str]:
        page = await repairs(desk.store, page_request(LATEST_FIRST), only=only, sight=sight, wanted=Wanted(total=True))
        assert page.total == len(page.rows)
        return [one.repair.key for one in page.rows]

    assert await keys() == [waiting.key, accepted.key]
    for only, found in (
        (RepairFilter(states=(REQUESTED,)), [waiting.key]),
        (RepairFilter(fact=SERIOUS), [accepted.key]),
        (RepairFilter(subject=WHOSE, department="human-resources"), [waiting.key, accepted.key]),
        (RepairFilter(department="tax"), []),
        (RepairFilter(subject=subject(1).key), []),
    ):
        assert await keys(only) == found, only
    district = subject(15).district
    for sight, found in (
        (Sight(departments=("human-resources",)), [waiting.key, accepted.key]),
        (Sight(departments=("tax",)), [accepted.key]),
        (Sight(subject=WHOSE), [waiting.key, accepted.key]),
        (Sight(subject=subject(1).key), []),
        (Sight(district=district), [waiting.key, accepted.key]),
        (Sight(district="别处"), []),
    ):
        assert await keys(sight=sight) == found, sight
        one = await read_repair(desk.store, waiting.key, sight=sight)
        assert (one is not None) == (waiting.key in found)
        assert sight.sees(waiting) == (waiting.key in found) or sight.subject or sight.district


async def test_a_subject_has_its_repairs_and_a_fact_is_found_by_its_key(desk: Desk) -> None:
    asked = await desk.request()
    assert (await desk.subject()).repairs == (asked,)

    async def in_parts(transaction: Any) -> Any:
        return await read_subjects(transaction, [WHOSE, subject(1).key], Needs(repairs=True))

    [theirs, others] = await desk.store.transact(in_parts)
    assert theirs.repairs == (asked,) and others.repairs == ()
    found = await read_fact(desk.store, SERIOUS)
    assert found is not None and (found.fact, found.district) == (FACTS[2], subject(15).district)
    assert await read_fact(desk.store, "none") is None
    assert await read_facts(desk.store, [SERIOUS, "none", MINOR]) == [FACTS[2], None, FACTS[0]]


async def test_who_is_read_of_is_disclosed(desk: Desk) -> None:
    asked = await desk.request()
    with disclosing() as one:
        await read_repair(desk.store, asked.key)
    assert list(one.subjects) == [WHOSE]
    with disclosing() as page:
        await repairs(desk.store, page_request(LATEST_FIRST))
    assert page.counted and list(page.subjects) == [WHOSE]
