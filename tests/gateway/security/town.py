"""A town whose every value is told apart from every other, and the gateway's own parts over it, asked by anybody.

Two companies and a person in two districts; each is graded by transport, labour and tax, every native grade, score and document of
its own. `secrets` says to whom each value belongs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson
from msgspec.structs import replace as changed

from gateway.execution.operations import Operation
from gateway.preparation import parts_over
from gateway.security.identity import Identity, Proof
from gateway.service import Opened
from gateway.settings import Settings
from graph_model.cases import Act, Adding, EntryKind, Opening, Owner, Watching
from graph_model.catalogue import Catalogue
from graph_model.changes import ORDER as CHANGES_ORDER
from graph_model.discrepancies import pairs, settle
from graph_model.draws.asked import Request
from graph_model.draws.carrying_out import carry_out
from graph_model.draws.committing import commit_to
from graph_model.draws.values import Signature
from graph_model.grants import NewGrant, Scope
from graph_model.measures import basis_of
from graph_model.model import (
    COMPOSITE,
    Consistency,
    DiscrepancyRecord,
    DishonestyFact,
    Finding,
    FindingResult,
    Grade,
    GradeRecord,
    Inspection,
    InspectionManner,
    InspectionOutcome,
    InspectionState,
    MeasureAction,
    MeasureTaken,
    Relation,
    RelationKind,
    Scenario,
    Severity,
    SourceMode,
    Subject,
    SubjectKind,
    city_day,
)
from graph_model.objections.values import Objection, ObjectionState
from graph_model.paging import cursor
from graph_model.raised_warnings import raise_warnings
from graph_model.repairs.values import CreditRepair, EvidenceDocument, RepairParty, RepairState
from graph_model.sampling.pool import Inspector
from graph_model.sampling.rates import SamplingRate
from graph_model.store import GraphStore
from graph_model.writing import Additions
from resolvers.asker import Role
from resolvers.cases import HOLDERS, Doing, owner_of
from seed.laying import ensure_plan
from tests.gateway.written import Written, auditing_to
from tests.graph_model.inspections.laid import lay
from tests.graph_model.measures_taken.laid import lay_measures
from tests.graph_model.objections.laid import lay_objections
from tests.graph_model.repairs.laid import lay_repairs
from tests.graph_model.small_city import add, code

SECRET = b"0" * 32
AT = datetime.now(UTC) - timedelta(days=30)
DAY = AT.date()
DRAW = "draw:town"
INSPECTOR = "渝人社执7号"
RATES = ((Grade.A, 1, 24), (Grade.B, 2, 12), (Grade.C, 3, 6), (Grade.D, 10_000, 6))
"""By which everybody is drawn."""
ITEMS = {
    "1-9": ("transport", "highway-construction-market", "A"),
    "1-14": ("human-resources", "labour-inspection", "D"),
    "1-48": ("tax", "tax-credit", "C"),
    COMPOSITE: (None, "municipal-credit-platform", "B"),
}


class About(StrEnum):
    """What a text tells of."""

    NAME = "name"
    """Who somebody is."""
    REGISTER = "register"
    RECORD = "record"
    FACT = "fact"
    INSPECTION = "inspection"
    MEASURE = "measure"
    REPAIR = "repair"
    PURPOSE = "purpose"
    OBJECTION = "objection"
    CASE = "case"


@dataclass(frozen=True)
class Given:
    """A grant of the town. `ended`: it was revoked, or has expired."""

    subject: Subject
    grantee: str
    scope: Scope
    purpose: str
    ended: str = ""


@dataclass(frozen=True)
class Secret:
    """A text of the town that no other value has. `native`: it is the grading department's own; `draft`: of what is not published, and
    not for the subject."""

    text: str
    subject: Subject
    about: About
    department: str | None = None
    system: str | None = None
    native: bool = False
    draft: bool = False
    item: str | None = None
    given: Given | None = None
    owner: Owner | None = None


def _subject(number: int, kind: SubjectKind, district: str) -> Subject:
    person = kind is SubjectKind.PERSON
    key = f"person:{number:032x}" if person else f"uscc:{code(number)}"
    return Subject(
        key,
        kind,
        f"名称{number}号",
        None if person else code(number),
        f"状态{number}",
        district,
        None if person else f"行业{number}",
        None if person else date(2001, 1, number),
        synthetic=True,
    )


EAST = _subject(1, SubjectKind.ENTERPRISE, "渝北区")
WEST = _subject(2, SubjectKind.ENTERPRISE, "渝中区")
PERSON = _subject(3, SubjectKind.PERSON, "渝中区")
SUBJECTS = (EAST, WEST, PERSON)


def _record(place: int, subject: Subject, item: str) -> GradeRecord:
    _, system, grade = ITEMS[item]
    number = 100 * place + list(ITEMS).index(item)
    return GradeRecord(
        key=f"记录{number}号",
        subject_key=subject.key,
        item_key=item,
        grade=Grade(grade),
        native_grade=f"原级{number}号",
        scale_key="unified",
        score=1000.0625 + number,
        evaluated_on=DAY,
        valid_until=None,
        recorded_at=AT,
        superseded_at=None,
        system_key=system,
        mode=SourceMode.SYNCED,
        batch_key=f"批次{number}号",
        document_no=f"文号{number}号",
    )


RECORDS = [
    _record(place, subject, item)
    for place, subject in enumerate(SUBJECTS, 1)
    for item in ITEMS
    if item != COMPOSITE or subject is not PERSON
]
FACTS = [
    DishonestyFact(
        f"事实{place}号",
        subject.key,
        "wage-arrears",
        Severity.SERIOUS,
        DAY,
        f"事文{place}号",
        "1-14",
        AT,
        f"事由{place}号",
    )
    for place, subject in enumerate(SUBJECTS, 1)
]


def _repair(place: int, fact: DishonestyFact, *, accepted: bool) -> CreditRepair:
    number = place + 10 * accepted
    return CreditRepair(
        key=f"repair:修复{number}号",
        subject_key=fact.subject_key,
        fact_key=fact.key,
        item_key=fact.item_key,
        department_key="human-resources",
        party=RepairParty.DEPARTMENT,
        document_no=f"修文{number}号",
        statement=f"修述{number}号",
        evidence=(EvidenceDocument(f"修证{number}号", f"修号{number}号", DAY),),
        state=RepairState.ACCEPTED if accepted else RepairState.REJECTED,
        revision=2,
        requested_at=AT,
        ended_at=AT,
    )


REPAIRS = [_repair(place, fact, accepted=False) for place, fact in enumerate(FACTS, 1)]
"""Of the facts that stand, rejected; `ACCEPTED` of as many others, which they retired."""
ACCEPTED = [
    _repair(place, changed(fact, key=f"事实{10 + place}号"), accepted=True) for place, fact in enumerate(FACTS, 1)
]
FACTS += [
    changed(
        fact,
        key=repair.fact_key,
        document_no=f"事文{10 + place}号",
        description=f"事由{10 + place}号",
        retired_on=city_day(AT),
        retired_at=AT,
        repair_key=repair.key,
    )
    for place, (fact, repair) in enumerate(zip(FACTS, ACCEPTED, strict=True), 1)
]
REPAIRS += ACCEPTED


def _inspection(place: int, subject: Subject, *, published: bool) -> Inspection:
    """Of labour, published; of transport, a draft."""
    number, item = (place, "1-14") if published else (10 + place, "1-9")
    return Inspection(
        key=f"inspection:检查{number}号",
        subject_key=subject.key,
        item_key=item,
        department_key=str(ITEMS[item][0]),
        manner=InspectionManner.ON_SITE,
        inspected_on=DAY,
        inspectors=(f"查员{number}号",),
        findings=(Finding(f"查项{number}号", FindingResult.PASSED, f"查见{number}号"),),
        outcome=InspectionOutcome.NO_PROBLEM,
        document_no=f"查文{number}号",
        task_key=f"查务{number}号",
        state=InspectionState.PUBLISHED if published else InspectionState.DRAFT,
        revision=3,
        recorded_at=AT,
        published_at=AT if published else None,
    )


INSPECTIONS = [
    _inspection(place, subject, published=published)
    for place, subject in enumerate(SUBJECTS, 1)
    for published in (True, False)
]


def _measure(place: int, subject: Subject, measure: str, item: str) -> MeasureTaken:
    """By labour: a ban in its own business, or a service, which goes by the composite."""
    number = 10 * place + (measure == "d-industry-ban")
    return MeasureTaken(
        key=f"措施{number}号",
        subject_key=subject.key,
        measure_key=measure,
        scenario=Scenario.MARKET_ACCESS if measure == "d-industry-ban" else Scenario.ADMINISTRATIVE_SERVICE,
        action=MeasureAction.WITHHELD,
        department_key="human-resources",
        item_key=item,
        taken_on=DAY,
        ends_on=None,
        document_no=f"措文{number}号",
        grade=Grade.D,
        consistency=Consistency.UNDUE_BURDEN,
        recorded_at=AT,
    )


MEASURES = [
    _measure(place, subject, measure, "1-14")
    for place, subject in enumerate(SUBJECTS, 1)
    for measure in ("d-industry-ban", "b-conveniences")
]
WITHDRAWN_INSPECTIONS = [
    changed(
        _inspection(20 + place, subject, published=True),
        key=f"inspection:检查{20 + place}号",
        state=InspectionState.WITHDRAWN,
        withdrawn_at=AT,
    )
    for place, subject in enumerate(SUBJECTS, 1)
]
"""Of labour: published, and withdrawn since."""
INSPECTIONS += WITHDRAWN_INSPECTIONS
WITHDRAWN_MEASURES = [
    changed(
        _measure(20 + place, subject, "b-conveniences", "1-14"),
        withdrawn_at=AT,
        withdrawn_by="乙",
        withdrawal_reason=f"措误{place}号",
    )
    for place, subject in enumerate(SUBJECTS, 1)
]
MEASURES += WITHDRAWN_MEASURES
BANK, LENDER, NOBODY = (f"uscc:{code(number)}" for number in (21, 22, 23))
"""Organisations: to NOBODY nothing is granted."""
GIVEN = (
    Given(EAST, BANK, Scope(composite=False, items=frozenset({"1-48"})), "用途1号"),
    Given(WEST, BANK, Scope(composite=True, items=frozenset(), measures=True), "用途2号"),
    Given(WEST, BANK, Scope(composite=False, items=frozenset({"1-9"}), archive=True), "用途3号"),
    Given(PERSON, BANK, Scope(composite=True, items=None, measures=True, archive=True), "用途4号"),
    Given(EAST, LENDER, Scope(composite=True, items=None, measures=True, archive=True), "用途5号", ended="expired"),
    Given(WEST, LENDER, Scope(composite=True, items=None, measures=True, archive=True), "用途6号", ended="revoked"),
    Given(PERSON, LENDER, Scope(composite=False, items=frozenset({"1-14"}), measures=True), "用途7号"),
)


def _objection(place: int, record: GradeRecord) -> Objection:
    """Against labour's grade of each, answered."""
    return Objection(
        f"objection:异议{place}号",
        record.subject_key,
        record.key,
        record.item_key,
        ITEMS[record.item_key][0],
        ObjectionState.REJECTED,
        f"异由{place}号",
        AT,
        AT,
        f"答人{place}号",
        f"异答{place}号",
    )


OBJECTIONS = [
    _objection(place, record) for place, record in enumerate((each for each in RECORDS if each.item_key == "1-14"), 1)
]


def additions() -> Additions:
    discrepancies: list[DiscrepancyRecord] = []
    for subject in SUBJECTS:
        own = [record for record in RECORDS if record.subject_key == subject.key and record.item_key != COMPOSITE]
        discrepancies += settle([], pairs(own), subject.key, AT).records
    return Additions(
        subjects=list(SUBJECTS),
        records=RECORDS,
        facts=FACTS,
        relations=[
            Relation(RelationKind.LEGAL_REPRESENTATIVE_OF, PERSON.key, EAST.key),
            Relation(RelationKind.SHAREHOLDER_OF, WEST.key, EAST.key, 0.5),
        ],
        discrepancies=discrepancies,
    )


def secrets() -> Iterator[Secret]:
    for subject in SUBJECTS:
        yield Secret(subject.name, subject, About.NAME)
        yield Secret(subject.uscc or subject.key, subject, About.NAME)
        for text in (subject.status, subject.industry):
            if text is not None:
                yield Secret(text, subject, About.REGISTER)
        for record in (each for each in RECORDS if each.subject_key == subject.key):
            department, system, _ = ITEMS[record.item_key]
            told = Secret(record.key, subject, About.RECORD, department, system, item=record.item_key)
            yield told
            for text in (record.native_grade, str(record.score), record.document_no, record.batch_key):
                assert text is not None
                yield replace(told, text=text, native=True)
        for fact in (each for each in FACTS if each.subject_key == subject.key):
            told = Secret(fact.key, subject, About.FACT, "human-resources", item=fact.item_key)
            yield told
            for text in (fact.document_no, fact.description):
                assert text is not None
                yield replace(told, text=text, native=True)
        for inspection in (each for each in INSPECTIONS if each.subject_key == subject.key):
            draft = inspection.state is not InspectionState.PUBLISHED
            department, item = inspection.department_key, inspection.item_key
            told = Secret(inspection.key, subject, About.INSPECTION, department, native=draft, draft=draft, item=item)
            yield told
            [finding], [inspector] = inspection.findings, inspection.inspectors
            for text in (finding.clause, finding.remark, inspector, inspection.document_no, inspection.task_key):
                assert text is not None
                yield replace(told, text=text, native=True)
        for measure in (each for each in MEASURES if each.subject_key == subject.key):
            item = basis_of(measure.scenario, measure.item_key)
            gone = measure.withdrawn_at is not None
            told = Secret(
                measure.key, subject, About.MEASURE, measure.department_key, native=gone, draft=gone, item=item
            )
            yield told
            if measure.withdrawal_reason is not None:
                yield replace(told, text=measure.withdrawal_reason)
            yield replace(told, text=measure.document_no, native=True)
        for objection in (each for each in OBJECTIONS if each.subject_key == subject.key):
            told = Secret(objection.key, subject, About.OBJECTION, "human-resources", native=True, item="1-14")
            yield told
            for text in (objection.reason, objection.answer):
                assert text is not None
                yield replace(told, text=text)
            assert objection.ended_by is not None
            yield replace(told, text=objection.ended_by, draft=True)
        for repair in (each for each in REPAIRS if each.subject_key == subject.key):
            rejected = repair.state is RepairState.REJECTED
            told = Secret(
                repair.key, subject, About.REPAIR, repair.department_key, native=rejected, item=repair.item_key
            )
            yield told
            [document] = repair.evidence
            for text in (repair.statement, repair.document_no, document.name, document.number):
                assert text is not None
                yield replace(told, text=text, native=True)
    for given in GIVEN:
        yield Secret(given.purpose, given.subject, About.PURPOSE, given=given)
    for place, owner in enumerate(owners()):
        for text in told_in_case(place):
            yield Secret(text, EAST, About.CASE, owner=owner)


def somebody(role: Role, **what: Any) -> Identity:
    return Identity(role, "somebody", proof=Proof.TOKEN, **what)


EVERYBODY = (
    somebody(Role.PUBLIC),
    *(somebody(Role.GRANTEE, grantee=grantee) for grantee in (BANK, LENDER, NOBODY)),
    somebody(Role.ADMIN),
    somebody(Role.SUBJECT, subject=EAST.key),
    somebody(Role.SUBJECT, subject=PERSON.key),
    somebody(Role.SUBJECT, subject="uscc:" + code(9)),
    somebody(Role.CLERK, department="tax"),
    somebody(Role.INTEGRATION, system="tax-credit"),
    somebody(Role.OFFICER, department="tax"),
    somebody(Role.OFFICER, department="human-resources", district="渝中区"),
    somebody(Role.OFFICER, department="grain"),
    somebody(Role.INVESTIGATOR),
    somebody(Role.INVESTIGATOR, case="渝市监案〔2026〕3号"),
    somebody(Role.COORDINATOR),
)


def owners() -> list[Owner]:
    """Who has a case, each one that watches everybody; they are one account."""
    return list(dict.fromkeys(owner_of(who) for who in EVERYBODY if who.role in HOLDERS))


def told_in_case(place: int) -> tuple[str, str, str]:
    """The reason, the name of a note and its text."""
    return f"案由第{place}件", f"笔记名第{place}件", f"笔记文第{place}件"


@dataclass
class Town:
    """The gateway's parts over the town, and the keys of what is `GIVEN`."""

    parts: Opened
    opened: Opened
    """The same with the trail of its own, which nothing is written to."""
    grants: Sequence[str]

    async def close(self) -> None:
        """Close what the gateway opened beside the graph."""
        await self.opened.auditing.close()

    async def bytes(self, who: Identity, question: str, **variables: Any) -> str:
        """The whole answer as it leaves."""
        answer = await self.parts.run(Operation(question, None, variables), who)
        return orjson.dumps(answer.body()).decode()

    async def ask(self, who: Identity, question: str, **variables: Any) -> dict[str, Any]:
        """The data of an answer without errors."""
        answer = await self.parts.run(Operation(question, None, variables), who)
        assert not answer.errors and answer.data is not None, answer.errors
        return answer.data

    async def refused(self, who: Identity, question: str) -> set[str]:
        """The fields that are refused; nothing was run."""
        answer = await self.parts.run(Operation(question), who)
        assert not answer.executed and {error["extensions"]["code"] for error in answer.errors} == {"FORBIDDEN"}
        return {error["extensions"]["coordinate"] for error in answer.errors}


async def draw_everybody(store: GraphStore, catalogue: Catalogue) -> None:
    """A draw on labour, of all that there are, each with an inspector."""
    rates = [SamplingRate(grade, ratio, months, "1-14") for grade, ratio, months in RATES]
    asked = Request(("1-14",), rates=tuple(rates), inspectors=(Inspector(INSPECTOR, "human-resources"),), each=1)
    office = Signature("信用办甲", "coordinator", AT)
    await commit_to(store, catalogue, asked, DRAW, office)
    await carry_out(store, DRAW, "彩票", office, clock=lambda: AT)


async def town_over(store: GraphStore, data: Path) -> Town:
    catalogue = await ensure_plan(store)
    await add(store, additions())
    await store.transact(lambda transaction: raise_warnings(transaction, additions(), AT))
    await lay_measures(store, MEASURES)
    await lay_objections(store, OBJECTIONS)
    await lay_repairs(store, REPAIRS)
    await draw_everybody(store, catalogue)
    await lay(store, INSPECTIONS)  # after the draw, which leaves out whom was inspected lately
    parts = await over(store, data)
    grants = await give(parts)
    await open_cases(parts)
    return Town(replace(parts, auditing=auditing_to(Written())), parts, grants)


async def over(store: GraphStore, data: Path) -> Opened:
    """The gateway's parts over a store."""
    return parts_over(store, await ensure_plan(store), SECRET, Settings(data=data, systems="none"))


async def open_cases(parts: Opened) -> None:
    """Lay down the cases of the town; of each nothing has been looked at."""
    kept = parts.cases()
    assert kept is not None
    for place, owner in enumerate(owners()):
        reason, name, text = told_in_case(place)
        opening = Opening(reason, None, "somebody", cursor(CHANGES_ORDER, ("", "", "")))
        case = (await kept.open(owner, opening, "1", AT)).case
        acts: tuple[Act, ...] = Watching(tuple(subject.key for subject in SUBJECTS)), Adding(EntryKind.NOTE, name, text)
        for number, act in enumerate(acts, 1):
            await kept.do(owner, Doing(case.id, number, act, f"act {number}"), AT)


async def give(parts: Opened) -> list[str]:
    """Lay down the grants of the town; their keys."""
    kept, now = parts.grants(), datetime.now(UTC)
    assert kept is not None
    keys = []
    for given in GIVEN:
        ends = AT + timedelta(days=1) if given.ended == "expired" else now + timedelta(days=30)
        new = NewGrant(given.subject.key, given.grantee, given.scope, given.purpose, ends)
        keys.append((await kept.make(new, AT)).grant.key)
        if given.ended == "revoked":
            await kept.revoke(given.subject.key, keys[-1], AT)
    return keys
