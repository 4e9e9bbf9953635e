"""Whose inbox is told to whom."""

import pytest

from resolvers.asker import Role
from tests.gateway.security.town import DRAW, INSPECTIONS, SUBJECTS, Town, somebody

pytestmark = pytest.mark.asyncio(loop_scope="module")
INBOX = """query ($of: String) { inbox(department: $of, first: 100) { nodes { kind subject { key } } }
  inboxCounts(department: $of) { count } }"""
DRAFTS = sum(one.published_at is None for one in INSPECTIONS)
ACKNOWLEDGE = """mutation ($of: String) { acknowledgeEarlyWarning(input: {warning: "warning:none", department: $of}) { __typename } }"""


async def kinds(town: Town, who: object, of: str | None = None) -> list[str]:
    told = await town.ask(who, INBOX, of=of)  # type: ignore[arg-type]
    assert sum(one["count"] for one in told["inboxCounts"]) == len(told["inbox"]["nodes"])
    return [one["kind"] for one in told["inbox"]["nodes"]]


async def test_an_officer_has_the_own_departments_inbox(town: Town) -> None:
    transport = await kinds(town, somebody(Role.OFFICER, department="transport"))
    assert transport.count("INSPECTION_REVIEW") == DRAFTS
    labour = await kinds(town, somebody(Role.OFFICER, department="human-resources"))
    assert labour.count("TASK") == len(SUBJECTS) and "INSPECTION_REVIEW" not in labour
    for department, found in (("transport", transport), ("human-resources", labour)):
        assert await kinds(town, somebody(Role.COORDINATOR), department) == found


async def test_of_a_district_what_is_about_its_subjects(town: Town) -> None:
    who = somebody(Role.OFFICER, department="human-resources", district="渝中区")
    told = await town.ask(who, INBOX)
    theirs = {subject.key for subject in SUBJECTS if subject.district == "渝中区"}
    assert {one["subject"]["key"] for one in told["inbox"]["nodes"]} == theirs


async def test_a_task_leads_to_the_draw_that_whoever_has_it_may_see(town: Town) -> None:
    tasks = "{ inbox(first: 100, kinds: [TASK]) { nodes { task { drawKey } } } }"
    draw = "query ($key: ID!) { sampleDraw(key: $key) { id tasks { totalCount } } }"
    for district in (None, "渝中区"):
        who = somebody(Role.OFFICER, department="human-resources", district=district)
        found = (await town.ask(who, tasks))["inbox"]["nodes"]
        assert {one["task"]["drawKey"] for one in found} == {DRAW}
        theirs = {"id": DRAW, "tasks": {"totalCount": len(found)}}
        assert (await town.ask(who, draw, key=DRAW))["sampleDraw"] == theirs


async def test_nobody_else_has_one(town: Town) -> None:
    tax = somebody(Role.OFFICER, department="tax")
    answer = await town.bytes(tax, INBOX, of="transport")
    assert "FORBIDDEN" in answer and "kind" not in answer
    assert "BAD_INPUT" in await town.bytes(somebody(Role.COORDINATOR), INBOX)
    for who in (
        somebody(Role.PUBLIC),
        somebody(Role.INVESTIGATOR, case="案"),
        somebody(Role.SUBJECT, subject=SUBJECTS[0].key),
    ):
        assert "Query.inbox" in await town.refused(who, INBOX)
        assert "Mutation.acknowledgeEarlyWarning" in await town.refused(who, ACKNOWLEDGE)


async def test_a_warning_is_acknowledged_for_the_own_department(town: Town) -> None:
    labour, tax = (somebody(Role.OFFICER, department=name) for name in ("human-resources", "tax"))
    other = await town.ask(labour, ACKNOWLEDGE, of="tax")
    assert other["acknowledgeEarlyWarning"]["__typename"] == "ForbiddenError"
    none = await town.ask(tax, ACKNOWLEDGE)
    assert none["acknowledgeEarlyWarning"]["__typename"] == "NotFoundError"
    unnamed = await town.ask(somebody(Role.COORDINATOR), ACKNOWLEDGE)
    assert unnamed["acknowledgeEarlyWarning"]["__typename"] == "BadInputError"
