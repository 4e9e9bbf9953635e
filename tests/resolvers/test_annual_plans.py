"""Annual plans through the API: who proposes, publishes, reports and sees what."""

from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
import yaml

from graph_model.errors import StoreUnavailable
from resolvers.asker import Asker, Role
from resolvers.context import Context
from tests.graph_model.annual_plans.test_plan import EXAMPLE
from tests.resolvers.village import SECRET, Api, broken

ON_ONE_STORE = pytest.mark.parametrize("store", ["embedded"], indirect=True)
RESULT = """{ __typename ... on AnnualPlanResult { repeated plan { key number state revision decidedBy title } }
  ... on MutationError { code message } ... on BadInputError { where } }"""
PROPOSE = f"mutation ($input: ProposeAnnualPlanInput!) {{ proposeAnnualPlan(input: $input) {RESULT} }}"
PUBLISH = f"mutation ($input: AnnualPlanStepInput!) {{ publishAnnualPlan(input: $input) {RESULT} }}"
WITHDRAW = f"mutation ($input: AnnualPlanStepInput!) {{ withdrawAnnualPlan(input: $input) {RESULT} }}"
REPORT = f"mutation ($input: ReportDutyProgressInput!) {{ reportDutyProgress(input: $input) {RESULT} }}"
LIST = """query ($filter: AnnualPlanFilter, $overdue: Boolean, $asOf: DateTime) { annualPlans(filter: $filter, asOf: $asOf) {
  totalCount nodes { key year state department { key } documentNo proposedBy
    duties(overdue: $overdue) { key kind target dueOn done met overdue reason item { key } version report { count by note } } } } }"""
OFFICE = Asker(Role.COORDINATOR, "信用办")


def tax(name: str, district: str | None = None) -> Asker:
    return Asker(Role.OFFICER, name, department="tax", district=district)


class Desk:
    def __init__(self, api: Api) -> None:
        self._api = api

    async def ask(self, who: Asker, question: str, **variables: Any) -> Any:
        context = Context(self._api.store, self._api.catalogue, SECRET, who, clock=lambda: self._api.now)
        result = await self._api.schema.execute(question, variable_values=variables, context_value=context)
        assert result.data is not None, result.errors
        (answer,) = result.data.values()
        return answer

    async def propose(self, who: Asker, content: str = EXAMPLE) -> Any:
        return await self.ask(who, PROPOSE, input={"content": content, "idempotencyKey": "1"})

    async def publish(self, who: Asker, plan: dict[str, Any], question: str = PUBLISH, **more: Any) -> Any:
        given = {"plan": plan["key"], "revision": plan["revision"], "idempotencyKey": "2", **more}
        return await self.ask(who, question, input=given)

    async def listed(self, who: Asker, **variables: Any) -> list[Any]:
        found = await self.ask(who, LIST, **variables)
        assert found["totalCount"] == len(found["nodes"])
        nodes: list[Any] = found["nodes"]
        return nodes


@pytest_asyncio.fixture
async def desk(api: Api) -> Desk:
    api.now = datetime(2026, 10, 15, 4, tzinfo=UTC)
    return Desk(api)


@pytest.mark.plan("四(二)", "Mutation.publishAnnualPlan", "Query.annualPlans", "yuxin annual-plans")
async def test_a_plan_is_published_by_a_second_person_and_tells_what_is_overdue(desk: Desk) -> None:
    plan = (await desk.propose(tax("甲")))["plan"]
    assert (plan["state"], plan["number"], plan["revision"]) == ("PROPOSED", 1, 1)
    assert (await desk.publish(tax("甲"), plan))["code"] == "FORBIDDEN"
    published = (await desk.publish(tax("乙"), plan))["plan"]
    assert (published["state"], published["decidedBy"]) == ("PUBLISHED", "乙")
    report = {"plan": plan["key"], "duty": "rules", "count": 1, "note": "渝税规〔2026〕1号", "idempotencyKey": "3"}
    assert (await desk.ask(tax("甲"), REPORT, input=report))["__typename"] == "AnnualPlanResult"
    late = {**report, "idempotencyKey": "late", "version": "0"}
    assert (await desk.ask(tax("乙"), REPORT, input=late))["__typename"] == "ConflictError", "it was reported on since"
    [listed] = await desk.listed(OFFICE, filter={"year": 2026, "state": ["PUBLISHED"]})
    duties = {one["key"]: one for one in listed["duties"]}
    assert [*duties] == ["grades", "inspections", "draws", "coverage", "rules"]
    assert (duties["grades"]["done"], duties["grades"]["overdue"], duties["grades"]["item"]) == (
        0,
        True,
        {"key": "1-48"},
    )
    assert (duties["coverage"]["done"], duties["coverage"]["overdue"]) == (None, False) and duties["coverage"]["reason"]
    assert duties["rules"]["met"] and duties["rules"]["report"] == {"count": 1, "by": "甲", "note": "渝税规〔2026〕1号"}
    [late] = await desk.listed(OFFICE, overdue=True)
    assert [one["key"] for one in late["duties"]] == ["grades"]
    [early] = await desk.listed(OFFICE, overdue=True, asOf="2026-05-01")
    assert early["duties"] == []


@ON_ONE_STORE
async def test_many_plans_are_counted_together(api: Api, desk: Desk) -> None:
    duty = {"key": "a", "what": "检查", "kind": "INSPECTIONS", "item": "1-9", "target": 1, "dueOn": "2026-05-01"}
    for who, content in (
        (tax("甲"), EXAMPLE),
        (OFFICE, yaml.safe_dump({"department": "transport", "year": 2026, "title": "交通", "duties": [duty]})),
    ):
        assert (await desk.propose(who, content))["__typename"] == "AnnualPlanResult"
    await api.ask(LIST)
    assert len(api.questions) == 6, "the page, three counts, the registers, the reports"


@ON_ONE_STORE
async def test_who_sees_and_does_what(desk: Desk) -> None:
    plan = (await desk.propose(tax("甲")))["plan"]
    transport = Asker(Role.OFFICER, "丙", department="transport")
    assert await desk.listed(transport) == [] and len(await desk.listed(tax("乙"))) == 1
    for who in (
        transport,
        tax("丁", "渝中区"),
        Asker(Role.OFFICER, "", department="tax"),
        Asker(Role.INVESTIGATOR, "戊", case="K"),
    ):
        assert (await desk.propose(who))["code"] == "FORBIDDEN"
        assert (await desk.publish(who, plan))["code"] == "FORBIDDEN"
    assert (await desk.publish(OFFICE, plan))["plan"]["state"] == "PUBLISHED"
    assert len(await desk.listed(transport)) == 1
    assert await desk.listed(tax("乙"), filter={"department": "transport"}) == []


@ON_ONE_STORE
async def test_what_is_refused_says_why(api: Api, desk: Desk) -> None:
    wrong = await desk.propose(tax("甲"), EXAMPLE.replace("item: 1-48", "item: 1-9"))
    assert (wrong["__typename"], wrong["where"]) == ("BadInputError", "input.content") and "duties[0].item" in wrong[
        "message"
    ]
    assert (await desk.propose(tax("甲"), "- : nothing"))["code"] == "BAD_INPUT"
    plan = (await desk.propose(tax("甲")))["plan"]
    assert (await desk.publish(tax("乙"), plan, WITHDRAW))["where"] == "input.reason"
    assert (await desk.publish(tax("乙"), {**plan, "revision": 4}))["code"] == "CONFLICT"
    assert (await desk.publish(tax("乙"), {**plan, "key": "annual-plan:none"}))["code"] == "NOT_FOUND"
    gone = await desk.publish(tax("甲"), plan, WITHDRAW, reason="重拟")
    assert gone["plan"]["state"] == "WITHDRAWN"
    api.store = broken(StoreUnavailable("gone"))
    assert (await desk.propose(tax("甲")))["code"] == "SOURCE_UNAVAILABLE"
