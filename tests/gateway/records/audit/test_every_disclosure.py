"""Whatever of the schema can tell somebody's grade, facts or discrepancies leaves a line that names who was looked at.

A new field of that kind fails here until an operation below asks it.
"""

import json
from contextlib import aclosing
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from graphql import GraphQLObjectType, GraphQLSchema, get_named_type, is_object_type
from msgspec.structs import replace

from gateway.events.shared_feed import SharedFeed
from gateway.execution.operations import Operation
from gateway.execution.running import Executor
from gateway.records.audit.auditing import Asked
from gateway.records.audit.line import Kind
from gateway.security.identity import DEMO_COORDINATOR
from graph_model.annual_plans.plan import plan_of_text
from graph_model.annual_plans.planning import Planning
from graph_model.annual_plans.states import PlanState
from graph_model.changes import ORDER
from graph_model.draws.asked import Request
from graph_model.draws.carrying_out import carry_out
from graph_model.draws.committing import commit_to
from graph_model.draws.values import Signature
from graph_model.intake.taking_in import take_in
from graph_model.model import (
    Consistency,
    Finding,
    FindingResult,
    Grade,
    Inspection,
    InspectionManner,
    InspectionOutcome,
    InspectionState,
    MeasureAction,
    MeasureTaken,
    Scenario,
    Severity,
    city_day,
    utc_now,
)
from graph_model.objections.values import Objection, ObjectionState
from graph_model.paging import cursor
from graph_model.repairs.acts import digest_of
from graph_model.repairs.values import CreditRepair, EvidenceDocument, RepairParty, RepairState
from graph_model.signed import Signature as Proposer
from graph_model.store import GraphStore
from graph_model.writing import Additions
from resolvers.context import Context
from resolvers.schema import build_schema
from seed.laying import ensure_plan
from tests.gateway.written import Written, auditing_to
from tests.graph_model.inspections.laid import lay
from tests.graph_model.measures_taken.laid import lay_measures
from tests.graph_model.objections.laid import lay_objections
from tests.graph_model.repairs.laid import lay_repairs
from tests.graph_model.small_city import add
from tests.resolvers.village import COMPANY, COMPANY_CODE, DOCTOR, FACT, NOBODY_CODE, NOW, SECRET, village
from tests.resolvers.village import LABOUR as LABOUR_GRADE

INSPECTION = Inspection(
    "inspection:1",
    COMPANY.key,
    "1-14",
    "human-resources",
    InspectionManner.ON_SITE,
    NOW.date(),
    ("7",),
    (Finding("资质", FindingResult.PASSED),),
    InspectionOutcome.NO_PROBLEM,
    "1号",
    None,
    InspectionState.DRAFT,
    1,
    NOW,
)
MEASURE = MeasureTaken(
    "measure-taken:1",
    COMPANY.key,
    "b-conveniences",
    Scenario.ADMINISTRATIVE_SERVICE,
    MeasureAction.GRANTED,
    "human-resources",
    "1-14",
    NOW.date(),
    None,
    "1号",
    Grade.B,
    Consistency.CONSISTENT,
    NOW,
)
OBJECTION = Objection(
    "objection:1",
    COMPANY.key,
    LABOUR_GRADE.key,
    "1-14",
    "human-resources",
    ObjectionState.OPEN,
    "已结清",
    NOW,
)
REPAIR = CreditRepair(
    "repair:1",
    COMPANY.key,
    FACT.key,
    "1-14",
    "human-resources",
    RepairParty.SUBJECT,
    None,
    "已付清",
    (EvidenceDocument("凭证", "1号", NOW.date()),),
    RepairState.REQUESTED,
    1,
    NOW,
)
CATALOGUE = {"EvaluationLimit", "GradeThreshold", "ListedGrade", "Measure", "SamplingRate", "ScaleGrade"}
"""Types that have grades of nobody."""
TELLING = {
    "Grade",
    "Discrepancy",
    "DishonestyFact",
    "Inspection",
    "MeasureTaken",
    "Objection",
    "CreditRepair",
    "Review",
    "MeasureResolution",
    "GradeView",
}
"""Types that tell something of a subject, beside those that have a grade or a grade record."""
LABOUR = (Path(__file__).parents[4] / "examples" / "evaluation-models" / "labour.yaml").read_text(encoding="utf-8")
MODEL = f"{{content: {json.dumps(LABOUR, ensure_ascii=False)}}}"
RECORD = "id grade nativeGrade score evaluatedOn subject { key } explanation { score { grade } }"
OPERATIONS = {
    "view": f"""{{ entity(uscc: "{COMPANY_CODE}") {{ gradeView {{ highest lowest spread composite {{ {RECORD} }}
        grades {{ {RECORD} }} byDepartment {{ highest lowest grades {{ grade }} }}
        discrepancies {{ levels high {{ grade }} low {{ grade }} reviews {{ reason }} }} }} }} }}""",
    "measures": f"""{{ entity(uscc: "{COMPANY_CODE}") {{ measures {{ applied {{ grade because {{ grade }} facts {{ conduct }} }}
        withheld {{ reason because {{ grade }} }} }} }} }}""",
    "archive": f"""{{ entity(uscc: "{COMPANY_CODE}") {{ archive(first: 50) {{ nodes {{ record {{ grade }} fact {{ conduct }}
        discrepancy {{ levels }} inspection {{ outcome }} review {{ reason }}
        measureTaken {{ action grade }} repair {{ state }} objection {{ reason }} }}
        edges {{ node {{ record {{ grade }} }} }} }} }} }}""",
    "objections": """{ objections { nodes { reason answer record { grade } subject { key objections { reason } } }
        edges { node { state } } } }""",
    "objections of one": f'{{ entity(uscc: "{COMPANY_CODE}") {{ objections {{ state }} }} }}',
    "measures taken": "{ measuresTaken { nodes { action grade subject { key } } edges { node { consistency } } } }",
    "repairs": "{ creditRepairs { nodes { state statement fact { conduct } acts { by } subject { key } } edges { node { state } } } }",
    "repair": f'{{ creditRepair(key: "{REPAIR.key}") {{ state }} }}',
    "inspections": """{ inspections { nodes { outcome findings { result } acts { by } subject { key } }
        edges { node { outcome } } } }""",
    "inspection": f'{{ inspection(key: "{INSPECTION.key}") {{ outcome }} }}',
    "search": '{ searchSubjects(text: "渝北建设") { nodes { ... on Entity { gradeView { highest } } } } }',
    "list": "{ entities(first: 5) { nodes { gradeView { lowest } } } }",
    "list by grade": "{ entities(filter: {grades: [D]}) { nodes { displayName } } }",
    "keys": f'{{ subjectsByKeys(keys: ["{COMPANY.key}"]) {{ gradeView {{ highest }} }} }}',
    "person": f"""{{ person(key: "{DOCTOR.key}") {{ gradeView {{ highest }} measures {{ applied {{ grade }} }}
        objections {{ state }} }} }}""",
    "related": f"""{{ entity(uscc: "{COMPANY_CODE}") {{ relations {{ nodes {{ subject {{ relations {{ nodes {{
        subject {{ gradeView {{ highest }} }} }} }} }} }} }} }} }}""",
    "around": f"""{{ neighbourhood(of: "{DOCTOR.key}") {{ nodes {{ subject {{ gradeView {{ highest }} }} }} }}
        paths(from: "{DOCTOR.key}", to: "{COMPANY.key}") {{ subjects {{ gradeView {{ highest }} }} }}
        ownership(of: "{COMPANY.key}") {{ holders {{ subject {{ gradeView {{ highest }} }} }} }}
        commonNeighbours(of: ["{DOCTOR.key}", "{COMPANY.key}"]) {{ subject {{ gradeView {{ highest }} }} }} }}""",
    "risks": f'{{ risksAround(of: "{DOCTOR.key}") {{ risks {{ subject {{ key }} }} }} }}',
    "node": '{ node(id: "record:%s") { ... on GradeRecord { grade } } }',
    "discrepancies": "{ discrepancies { nodes { levels state high { grade } low { grade } } edges { node { levels } } } }",
    "changes": """{ changes(first: 100) { nodes { record { grade } fact { conduct } discrepancy { levels } review { reason }
        inspection { outcome } task { items { grade } } measureTaken { grade } objection { reason }
        earlyWarning { fact { conduct } } } edges { node { record { grade } } } } }""",
    "inbox": """{ inbox(department: "human-resources") { nodes { creditRepair { state } discrepancy { levels } inspection { outcome }
        objection { reason record { grade } } task { items { grade } } earlyWarning { fact { conduct } } }
        edges { node { discrepancy { levels } } } } }""",
    "early warnings": """{ earlyWarnings { nodes { record { grade } before { grade } fact { conduct } older { key } }
        edges { node { record { grade } } } } }""",
    "drawn": "{ sampleDraws { nodes { tasks { nodes { items { grade } } edges { node { key } } } } edges { node { state } } } }",
    "file of a draw": "{ sampleDraws { nodes { file } } }",
    "trial": f"""{{ evaluationDryRun(input: {MODEL}) {{ moves {{ from to lost {{ grade }} gained {{ grade }} }} moved {{
        nodes {{ from to newDiscrepancies {{ grade }} closedDiscrepancies {{ grade }} explanation {{ grade reached limits {{ best }} }} }}
        edges {{ node {{ to }} }} }} }} }}""",
    "router": f"""{{ _entities(representations: [{{__typename: "Entity", uscc: "{COMPANY_CODE}"}}]) {{
        ... on Entity {{ gradeView {{ highest }} }} }} }}""",
}
COUNTED = {
    "sums of a trial": f"{{ evaluationDryRun(input: {MODEL}) {{ movedCount }} }}",
    "distribution": "{ gradeDistribution(by: [ITEM]) { grade count } }",
    "plan": '{ samplePlan(input: {items: ["1-14"]}) { strata { grade size } rates { grade } } }',
    "plan of a draw": "{ sampleDraws { nodes { plan { strata { grade size } } } } }",
    "how many": "{ entities(filter: {grades: [D]}) { totalCount } }",
    "how many measures": "{ measureConsistency(by: [SCENARIO]) { consistency count } }",
    "progress of annual plans": "{ annualPlans { nodes { duties { done } } } }",
    "how many objections": "{ objections { totalCount } }",
    "how many repairs": "{ creditRepairs { totalCount } }",
    "how much waits": '{ inboxCounts(department: "human-resources") { kind count } }',
    "how many inspections": "{ inspections { totalCount } }",
    "how many discrepancies": "{ discrepancies { totalCount } }",
}
SILENT = {
    "lists": "{ supervisionLists { grades { grade rate { ratio } measures { grade } } gaps version } }",
    "models": "{ evaluationModels { nodes { limits { best } thresholds { grade } steps { by } runs { done } inEffect } } }",
    "published draws": "{ sampleDraws { totalCount nodes { state commitment seed publicFile } } }",
    "catalogue": "{ measures { grade } scales { grades { grade } } departments { name } coverage { fields } }",
    "waits": "{ repairWaits { severity days } }",
    "registration": f'{{ entity(uscc: "{COMPANY_CODE}") {{ displayName district relations {{ nodes {{ kind }} }} }} }}',
    "nobody": f'{{ entity(uscc: "{NOBODY_CODE}") {{ gradeView {{ highest }} }} }}',
}


RECORD_INSPECTION = f"""mutation {{ recordInspection(input: {{subject: "{COMPANY.key}", item: "1-14", manner: ON_SITE,
    inspectedOn: "2024-05-20", inspectors: ["7"], findings: [{{clause: "资质", result: PASSED}}], outcome: NO_PROBLEM,
    documentNo: "2号", idempotencyKey: "2"}}) {{ ... on InspectionResult {{ inspection {{ outcome findings {{ result }} }} }} }} }}"""
RECORD_MEASURE = f"""mutation {{ recordMeasureTaken(input: {{subject: "{COMPANY.key}", measure: "b-conveniences",
    action: WITHHELD, takenOn: "2024-05-20", documentNo: "3号", item: "1-14", idempotencyKey: "5"}}) {{
    ... on RecordMeasureTakenResult {{ measureTaken {{ consistency grade }} }} }} }}"""
WITHDRAW_INSPECTION = f"""mutation {{ withdrawInspection(input: {{inspection: "{INSPECTION.key}", version: "3-PUBLISHED",
    reason: "记错", idempotencyKey: "10"}}) {{ ... on InspectionResult {{ inspection {{ outcome }} }} }} }}"""
WITHDRAW_MEASURE = f"""mutation {{ withdrawMeasureTaken(input: {{measureTaken: "{MEASURE.key}", reason: "记错", idempotencyKey: "11"}}) {{
    ... on WithdrawMeasureTakenResult {{ measureTaken {{ grade }} }} }} }}"""
EVIDENCE = '{name: "回单", number: "2号", day: "2024-05-20"}'
REQUEST_REPAIR = f"""mutation {{ requestCreditRepair(input: {{fact: "fact-old", statement: "已付清", evidence: [{EVIDENCE}],
    documentNo: "4号", idempotencyKey: "6"}}) {{ ... on CreditRepairResult {{ repair {{ statement fact {{ conduct }} }} }} }} }}"""
DECIDE_REPAIR = f"""mutation {{ decideCreditRepair(input: {{repair: "{REPAIR.key}", version: "1-REQUESTED",
    decision: ASK_EVIDENCE, reason: "补充", idempotencyKey: "7"}}) {{ ... on CreditRepairResult {{ repair {{ state }} }} }} }}"""
SUPPLEMENT_REPAIR = """mutation { supplementCreditRepair(input: {repair: "%s", version: "1-REQUESTED",
    evidence: [{name: "另一份", number: "3号", day: "2024-05-20"}], idempotencyKey: "8"}) {
    ... on CreditRepairResult { repair { state } } } }"""
WITHDRAW_REPAIR = """mutation { withdrawCreditRepair(input: {repair: "%s", version: "2-REQUESTED", idempotencyKey: "9"}) {
    ... on CreditRepairResult { repair { state } } } }"""
REVOKE_REPAIR = """mutation { revokeCreditRepair(input: {repair: "%s", version: "2-ACCEPTED", reason: "伪造", idempotencyKey: "12"}) {
    ... on CreditRepairResult { repair { state } } } }"""
REVIEW_INSPECTION = f"""mutation {{ reviewInspection(input: {{inspection: "{INSPECTION.key}", version: "1-DRAFT",
    decision: APPROVE, idempotencyKey: "3"}}) {{ ... on InspectionResult {{ inspection {{ outcome }} }} }} }}"""
PUBLISH_INSPECTION = f"""mutation {{ publishInspection(input: {{inspection: "{INSPECTION.key}", version: "2-REVIEWED",
    idempotencyKey: "4"}}) {{ ... on InspectionResult {{ inspection {{ outcome }} }} }} }}"""
ANSWER = f"""mutation {{ answerObjection(input: {{objection: "{OBJECTION.key}", version: "1-OPEN", decision: REJECT, reason: "未结清",
    idempotencyKey: "6"}}) {{ ... on ObjectionResult {{ objection {{ state record {{ grade }} }} }} }} }}"""
ANNUAL_PLAN = (Path(__file__).parents[4] / "examples" / "annual-plans" / "tax.yaml").read_text(encoding="utf-8")
REVIEW = """mutation { reviewDiscrepancy(input: {discrepancy: "%s", version: "%s", decision: DISMISS, reviewer: "王某", reason: "旧账",
    idempotencyKey: "1"}) { ... on ReviewDiscrepancyResult { discrepancy { levels high { grade } } review { reason } } } }"""
RECORD_FACT = f"""mutation {{ recordDishonestyFact(input: {{subject: "{COMPANY.key}", conduct: "wage-arrears", severity: SERIOUS,
    occurredOn: "2024-05-01", documentNo: "渝人社罚〔2024〕31号", idempotencyKey: "1"}}) {{
    ... on RecordDishonestyFactResult {{ fact {{ key description }} }} }} }}"""
EVENTS = {
    "grades": f"subscription ($after: String) {{ gradeChanged(after: $after) {{ cursor record {{ {RECORD} }} }} }}",
    "whose": "subscription ($after: String) { gradeChanged(after: $after) { cursor } }",
    "raised": """subscription ($after: String) { discrepancyRaised(after: $after) { levels high { grade } low { grade }
        reviews { reason } } }""",
    "warned": "subscription ($after: String) { earlyWarningRaised(after: $after) { warning { fact { conduct } record { grade } } } }",
    "tasks": "subscription ($after: String) { inspectionTaskChanged(after: $after) { task { items { grade } } } }",
}


class Asking:
    """The village, asked with everything written down."""

    def __init__(self, store: GraphStore, catalogue: Any) -> None:
        schema = build_schema()
        self.schema: GraphQLSchema = schema._schema
        self._executor = Executor(schema, timeout=30, kept_documents=100)
        self._store, self._catalogue = store, catalogue

    async def ask(self, query: str) -> tuple[Any, Written]:
        written = Written()
        operation = Operation(query)
        context = Context(self._store, self._catalogue, SECRET, DEMO_COORDINATOR, clock=lambda: NOW)
        answer = await auditing_to(written).answered(
            Asked(operation, self.schema, DEMO_COORDINATOR), lambda: self._executor.run(operation, context)
        )
        assert answer.errors == (), answer.errors
        return answer.data, written

    async def hear(self, query: str) -> Written:
        """The lines of the first event."""
        written, feed = Written(), SharedFeed(self._store)
        context = Context(self._store, self._catalogue, SECRET, DEMO_COORDINATOR, clock=lambda: NOW, events=feed)
        operation = Operation(query, None, {"after": cursor(ORDER, ("", "", ""))})
        async with aclosing(self._executor.subscribe(operation, lambda: context)) as events:
            answering = await anext(events)
            answer = await auditing_to(written).answered(Asked(operation, self.schema, DEMO_COORDINATOR), answering)
        assert answer.errors == (), answer.errors
        return written


async def drawn(store: GraphStore, catalogue: Any) -> None:
    """A draw in which the company, the only one on labour, is drawn."""
    signature = Signature("demo", "coordinator", NOW)
    await commit_to(store, catalogue, Request(("1-14",)), "draw:1", signature)
    await carry_out(store, "draw:1", None, signature)


@pytest.mark.parametrize("store", ["embedded"], indirect=True)
async def test_every_field_that_tells_something_leaves_a_line(store: GraphStore) -> None:
    catalogue = await ensure_plan(store)
    await add(store, village())
    new = replace(
        FACT, key="fact-now", severity=Severity.SERIOUS, occurred_on=city_day(utc_now()), recorded_at=utc_now()
    )
    await store.transact(lambda transaction: take_in(transaction, Additions(facts=[new]), utc_now()))
    old = replace(FACT, key="fact-old", severity=Severity.MINOR, occurred_on=date(2020, 1, 1))
    older = replace(old, key="fact-older", document_no="旧号")
    await add(store, Additions(facts=[old, older]))
    await drawn(store, catalogue)
    await lay(store, [INSPECTION])
    await lay_measures(store, [MEASURE])
    await lay_objections(store, [OBJECTION])
    proposed = await Planning(store, utc_now, Proposer("甲", "officer")).propose(
        plan_of_text(ANNUAL_PLAN, catalogue), "1"
    )
    assert proposed.version.state is PlanState.PROPOSED
    granted = replace(REPAIR, key="repair:2", fact_key=older.key, state=RepairState.ACCEPTED, revision=2, ended_at=NOW)
    await lay_repairs(store, [REPAIR, granted])
    asking, asked = Asking(store, catalogue), set[str]()
    key = (await asking.ask(OPERATIONS["view"]))[0]["entity"]["gradeView"]["grades"][0]["id"].removeprefix("record:")
    for name, query in OPERATIONS.items():
        text = query % key if name == "node" else query
        for _ in range(2):  # by graphql-core the first time, compiled the second
            data, written = await asking.ask(text)
            [line] = written.lines
            assert line.kind is Kind.ACCESS and {COMPANY.key, DOCTOR.key} & set(line.subjects), (name, data)
        asked |= set(orjson.loads(line.fields))
    for name, query in EVENTS.items():
        for _ in range(2):
            [line] = (await asking.hear(query)).lines
            assert line.kind is Kind.ACCESS and len(line.subjects) == 1, name
        asked |= set(orjson.loads(line.fields))
    for name, query in COUNTED.items():
        [line] = (await asking.ask(query))[1].lines
        assert line.kind is Kind.ACCESS, name
        asked |= set(orjson.loads(line.fields))
    found = (await asking.ask("{ discrepancies(first: 1) { nodes { id version } } }"))[0]["discrepancies"]["nodes"][0]
    review = REVIEW % (found["id"], found["version"])
    requested = "repair:" + digest_of("fact-old", RepairParty.CREDIT_OFFICE, "6")
    for mutation in (
        review,
        RECORD_FACT,
        RECORD_MEASURE,
        RECORD_INSPECTION,
        REVIEW_INSPECTION,
        PUBLISH_INSPECTION,
        ANSWER,
        WITHDRAW_INSPECTION,
        WITHDRAW_MEASURE,
        REQUEST_REPAIR,
        DECIDE_REPAIR,
        SUPPLEMENT_REPAIR % requested,
        WITHDRAW_REPAIR % requested,
        REVOKE_REPAIR % granted.key,
    ):
        for _ in range(2):
            lines = (await asking.ask(mutation))[1].lines
            assert {line.kind for line in lines} == {Kind.CHANGE} and COMPANY.key in lines[-1].subjects
        asked |= set(orjson.loads(lines[-1].fields))
    for name, query in SILENT.items():
        assert (await asking.ask(query))[1].lines == [], name
    assert telling_fields(asking.schema) - asked == set(), "no operation above asks these"


def telling_fields(schema: GraphQLSchema) -> set[str]:
    """`Type.field` of everything that tells something of a subject; a connection's `nodes` stand for its edges."""
    types = [one for one in schema.type_map.values() if is_object_type(one) and not one.name.startswith("__")]
    telling = TELLING | {one.name for one in types if _has_grade(one) and one.name not in CATALOGUE}
    return {
        f"{one.name}.{name}"
        for one in types
        if one.name not in CATALOGUE
        for name, field in one.fields.items()
        if get_named_type(field.type).name in telling
    }


def _has_grade(one: GraphQLObjectType) -> bool:
    return any(get_named_type(field.type).name in ("Grade", "GradeRecord") for field in one.fields.values())
