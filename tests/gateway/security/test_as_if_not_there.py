"""What is not somebody's is as if it were not there: a town without it gives the same answer to every operation of theirs.

So neither counts, orders, pages, cursors, nulls nor errors tell of it.
"""

import asyncio
import re
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace as changed

from gateway.execution.operations import Answer, Operation
from gateway.security.identity import Identity
from gateway.service import Opened
from graph_model.model import (
    COMPOSITE,
    Consistency,
    DishonestyFact,
    Finding,
    FindingResult,
    GradeRecord,
    Inspection,
    MeasureTaken,
    Subject,
)
from graph_model.objections.values import Objection
from graph_model.open_store import open_store
from graph_model.raised_warnings import raise_warnings
from graph_model.repairs.values import CreditRepair, RepairState
from graph_model.writing import Additions
from resolvers.asker import Role
from resolvers.context import Context
from seed.laying import ensure_plan
from tests.gateway.security.test_nothing_leaks import ENTITIES, GRANTS, operations
from tests.gateway.security.town import (
    AT,
    BANK,
    DRAW,
    EAST,
    EVERYBODY,
    INSPECTIONS,
    ITEMS,
    LENDER,
    MEASURES,
    OBJECTIONS,
    PERSON,
    REPAIRS,
    WEST,
    Town,
    additions,
    draw_everybody,
    over,
    somebody,
)
from tests.gateway.written import Written, auditing_to
from tests.graph_model.inspections.laid import lay
from tests.graph_model.measures_taken.laid import lay_measures
from tests.graph_model.objections.laid import lay_objections
from tests.graph_model.repairs.laid import lay_repairs
from tests.graph_model.small_city import add

DISTRICT = next(who for who in EVERYBODY if who.district is not None)
CASE = next(who for who in EVERYBODY if who.case is not None)
TAX = somebody(Role.OFFICER, department="tax")
SYSTEM = somebody(Role.INTEGRATION, system="tax-credit")
TASK = re.compile(rf"{DRAW}/\d+")
ELSEWHERE = frozenset({"asOf", "gradedItemCount", "sampleDraw", "sampleDraws"})
"""Fields that tell the time, and what is public: how many items of a department are graded at all, and draws."""


def of(held: Additions, *subjects: Subject) -> Additions:
    """What is held of these subjects."""
    keys = {subject.key for subject in subjects}
    return Additions(
        subjects=[one for one in held.subjects if one.key in keys],
        records=[one for one in held.records if one.subject_key in keys],
        facts=[one for one in held.facts if one.subject_key in keys],
        relations=[one for one in held.relations if {one.from_key, one.to_key} <= keys],
        discrepancies=[one for one in held.discrepancies if one.subject_key in keys],
    )


def without_natives(held: Additions, department: str | None) -> Additions:
    """Other native grades, scores, numbers and descriptions than there are, but for one department's."""

    def record(one: GradeRecord) -> GradeRecord:
        if ITEMS[one.item_key][0] == department:
            return one
        return changed(one, native_grade="别的", score=1.5, document_no="别的", batch_key="别的")

    def fact(one: DishonestyFact) -> DishonestyFact:
        return one if department == "human-resources" else changed(one, document_no="别的", description="别的")

    return replace(held, records=list(map(record, held.records)), facts=list(map(fact, held.facts)))


def granted(held: Additions, items: dict[str, set[str]], facts_of: set[str]) -> Additions:
    """Those items of subjects, by key, without what the register says of these, and the facts of some."""
    bare = [changed(one, status="别的", district=None, industry=None) for one in held.subjects if one.key in items]
    return replace(
        without_natives(held, None),
        subjects=bare,
        records=[
            one for one in without_natives(held, None).records if one.item_key in items.get(one.subject_key, set())
        ],
        facts=[one for one in without_natives(held, None).facts if one.subject_key in facts_of],
        relations=[],
        discrepancies=[],
    )


def held_for(who: Identity) -> Additions:
    """The town as it is to somebody: the rules once more, in their own words."""
    held = additions()
    if who is DISTRICT:
        return without_natives(of(held, WEST, PERSON), "human-resources")
    if who is TAX:
        return without_natives(held, "tax")
    if who is CASE:
        return without_natives(held, None)
    if who.role in (Role.SUBJECT, Role.CLERK):
        return replace(of(held, EAST), discrepancies=[])
    if who.role is Role.INTEGRATION:
        nameless = [changed(one, name="别的", status=None, industry=None) for one in held.subjects]
        records = [one for one in held.records if one.system_key == who.system]
        return Additions(subjects=nameless, records=records)
    if who.grantee == BANK:
        items = {EAST.key: {"1-48"}, WEST.key: {COMPOSITE, "1-9"}, PERSON.key: {*ITEMS}}
        return granted(held, items, {WEST.key, PERSON.key})
    if who.grantee == LENDER:
        return granted(held, {PERSON.key: {"1-14"}}, {PERSON.key})
    return Additions()


def inspections_for(who: Identity) -> list[Inspection]:
    """The inspections of the town as they are to somebody."""
    public = [one for one in INSPECTIONS if one.published_at is not None]  # one that was withdrawn is told to be so
    published = [one for one in public if one.withdrawn_at is None]
    if who is DISTRICT:  # of labour, whose inspections are these
        return [one for one in public if one.subject_key in (WEST.key, PERSON.key)]
    if who in (TAX, CASE):
        return [without_findings(one) for one in public]
    if who.role in (Role.SUBJECT, Role.CLERK):
        return [one for one in published if one.subject_key == EAST.key]
    if who.grantee == BANK:  # whose grant of the archive of WEST is of another item
        return [without_findings(one) for one in published if one.subject_key == PERSON.key]
    return []


def measures_for(who: Identity) -> list[MeasureTaken]:
    """The measures of the town as they are to somebody."""
    if who is DISTRICT:  # of labour, whose measures they are
        return [one for one in MEASURES if one.subject_key in (WEST.key, PERSON.key)]
    if who in (TAX, CASE):
        return [without_verdict(one) for one in MEASURES]
    if who.role in (Role.SUBJECT, Role.CLERK):
        return [one for one in MEASURES if one.subject_key == EAST.key and one.withdrawn_at is None]
    if who.grantee == BANK:
        theirs = [one for one in MEASURES if one.subject_key == PERSON.key and one.withdrawn_at is None]
        return [without_verdict(one) for one in theirs]
    return []


def objections_for(who: Identity) -> list[Objection]:
    """The objections of the town, all to labour, as they are to somebody."""
    if who is DISTRICT:
        return [one for one in OBJECTIONS if one.subject_key in (WEST.key, PERSON.key)]
    own = [one for one in OBJECTIONS if who.role in (Role.SUBJECT, Role.CLERK) and one.subject_key == EAST.key]
    return [changed(one, ended_by="别的") for one in own]


def repairs_for(who: Identity) -> list[CreditRepair]:
    """The repairs of the town as they are to somebody."""
    if who is DISTRICT:  # of labour, whose facts they are of
        return [one for one in REPAIRS if one.subject_key in (WEST.key, PERSON.key)]
    if who in (TAX, CASE):
        accepted = [one for one in REPAIRS if one.state is RepairState.ACCEPTED]
        return [changed(one, document_no="别的", statement="别的", evidence=()) for one in accepted]
    if who.role in (Role.SUBJECT, Role.CLERK):
        return [one for one in REPAIRS if one.subject_key == EAST.key]
    return []


def without_verdict(one: MeasureTaken) -> MeasureTaken:
    return changed(one, document_no="别的", grade=None, consistency=Consistency.CONSISTENT)


def without_findings(one: Inspection) -> Inspection:
    finding = Finding("别的", FindingResult.PASSED)
    return changed(one, inspectors=("别的",), findings=(finding,), document_no="别的", task_key="别的")


ASKING = (
    DISTRICT,
    TAX,
    CASE,
    SYSTEM,
    somebody(Role.SUBJECT, subject=EAST.key),
    somebody(Role.CLERK, department="tax"),
    somebody(Role.GRANTEE, grantee=BANK),
    somebody(Role.GRANTEE, grantee=LENDER),
    somebody(Role.PUBLIC),
)


@pytest_asyncio.fixture(loop_scope="module", scope="module", params=ASKING, ids=lambda who: f"{who.role} {who.grantee}")
async def who_and_theirs(
    request: pytest.FixtureRequest, town: Town, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Identity, Opened]]:
    """Somebody, and the gateway's parts over a town of what is theirs, with the grants of the whole town."""
    folder = tmp_path_factory.mktemp("theirs")
    store = await open_store("embedded", data_dir=folder, durability="off")
    await store.prepare()
    catalogue, held = await ensure_plan(store), held_for(request.param)
    await add(store, held)
    await store.transact(lambda transaction: raise_warnings(transaction, held, AT))
    if request.param in (DISTRICT, CASE):  # who is told of tasks of labour
        await draw_everybody(store, catalogue)
    await lay(store, inspections_for(request.param))
    await lay_measures(store, measures_for(request.param))
    await lay_objections(store, objections_for(request.param))
    await lay_repairs(store, repairs_for(request.param))
    parts = await over(store, folder)

    def context(asker: Any) -> Context:
        made = parts.new_context(asker)
        assert isinstance(made, Context)
        return replace(made, grants=town.parts.grants, cases=town.parts.cases)

    yield request.param, replace(parts, new_context=context, auditing=auditing_to(Written()))
    await parts.auditing.close()
    await store.close()


def told(answer: Answer) -> dict[str, Any]:
    """An answer, its errors in an order: fields at work at one time end as they do."""
    body = unnumbered(answer.body())
    return {**body, "errors": sorted(map(repr, body.get("errors", ())))}


def unnumbered(value: Any) -> Any:
    """Without the place that a task has in its draw, which is another one where fewer are drawn, in the cursors of changes."""
    if isinstance(value, dict):
        return {name: unnumbered(one) for name, one in value.items()}
    if isinstance(value, list):
        return [unnumbered(one) for one in value]
    if not isinstance(value, str):
        return value
    try:
        return TASK.sub(DRAW, urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode())
    except ValueError:  # no cursor
        return value


@pytest.mark.asyncio(loop_scope="module")
async def test_a_town_without_it_gives_the_same_answers(town: Town, who_and_theirs: tuple[Identity, Opened]) -> None:
    (who, theirs), loop = who_and_theirs, asyncio.get_running_loop()

    @settings(suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        question = data.draw(operations(who, without=ELSEWHERE))
        assume(DRAW not in question)
        variables = {"them": ENTITIES, **{f"grant{number}": town.grants[number] for number in GRANTS}}
        whole, alone = (
            asyncio.run_coroutine_threadsafe(parts.run(Operation(question, None, variables), who), loop).result(120)
            for parts in (town.parts, theirs)
        )
        assert told(whole) == told(alone), question

    await asyncio.to_thread(holds)
