"""Who sees what of a draw: everybody its proof, the departments whose items are inspected who was drawn and by whom."""

import json

import pytest

from graph_model.sampling.verifying import verify
from resolvers.asker import Role
from tests.gateway.security.town import DRAW, EVERYBODY, INSPECTOR, PERSON, SUBJECTS, WEST, Town, somebody

pytestmark = pytest.mark.asyncio(loop_scope="module")
PROOF = f'{{ sampleDraw(key: "{DRAW}") {{ id state commitment seed publicRandomness taskCount publicFile }} }}'
TASKS = f'{{ sampleDraw(key: "{DRAW}") {{ tasks {{ totalCount nodes {{ inspectors subject {{ key }} }} }} }} }}'
FILE = f'{{ sampleDraw(key: "{DRAW}") {{ file }} }}'
PREVIEW = '{ samplePlan(input: {items: ["1-14"]}) { poolSize toDraw } }'
COMMIT = """mutation { commitSample(input: {plan: {items: ["1-48"]}, idempotencyKey: "k"}) { __typename
  ... on SampleDrawResult { draw { id state } } ... on MutationError { code } } }"""
LABOUR = somebody(Role.OFFICER, department="human-resources")
LABOUR_OF_DISTRICT = somebody(Role.OFFICER, department="human-resources", district="渝中区")
TAX = somebody(Role.OFFICER, department="tax")


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: f"{who.role} {who.department or who.subject or ''}")
async def test_everybody_may_verify_a_draw_and_nobody_is_named(town: Town, who: object) -> None:
    draw = (await town.ask(who, PROOF))["sampleDraw"]  # type: ignore[arg-type]
    found = verify(draw["publicFile"].encode(), draw["commitment"])
    assert found.verified and not found.whole and draw["taskCount"] == len(SUBJECTS)
    assert not [subject.key for subject in SUBJECTS if subject.key in json.dumps(draw)]
    assert INSPECTOR not in draw["publicFile"]


async def test_the_public_is_not_told_who_was_drawn(town: Town) -> None:
    question = f'{{ sampleDraw(key: "{DRAW}") {{ committedBy plan {{ poolSize }} file tasks {{ totalCount }} }} }}'
    for role in (Role.PUBLIC, Role.ADMIN):
        refused = await town.refused(somebody(role), question)
        assert {"SampleDraw.committedBy", "SampleDraw.plan", "SampleDraw.file", "SampleDraw.tasks"} <= refused


async def test_the_inspecting_department_sees_all_and_others_that_there_is_a_draw(town: Town) -> None:
    for who in (LABOUR, somebody(Role.COORDINATOR), somebody(Role.INVESTIGATOR, case="渝市监案〔2026〕3号")):
        tasks = (await town.ask(who, TASKS))["sampleDraw"]["tasks"]
        assert [node["subject"]["key"] for node in tasks["nodes"]] == sorted(subject.key for subject in SUBJECTS)
        assert all(node["inspectors"] == [INSPECTOR] for node in tasks["nodes"])
        file = (await town.ask(who, FILE))["sampleDraw"]["file"]
        assert verify(file.encode()).whole and verify(file.encode()).verified
    assert await town.ask(TAX, TASKS) == {"sampleDraw": {"tasks": None}}
    assert await town.ask(TAX, FILE) == {"sampleDraw": {"file": None}}


async def test_an_officer_of_a_district_sees_its_tasks_and_not_the_whole_pool(town: Town) -> None:
    tasks = (await town.ask(LABOUR_OF_DISTRICT, TASKS))["sampleDraw"]["tasks"]
    assert sorted(node["subject"]["key"] for node in tasks["nodes"]) == sorted([WEST.key, PERSON.key])
    assert tasks["totalCount"] == 2
    assert await town.refused(LABOUR_OF_DISTRICT, FILE) == {"SampleDraw.file"}


async def test_officers_and_the_credit_office_draw(town: Town) -> None:
    assert (await town.ask(LABOUR, PREVIEW))["samplePlan"] == {"poolSize": 0, "toDraw": 0}  # all were drawn lately
    for who in (
        somebody(Role.PUBLIC),
        somebody(Role.INVESTIGATOR, case="案"),
        somebody(Role.INTEGRATION, system="tax-credit"),
    ):
        assert "Query.samplePlan" in await town.refused(who, PREVIEW)
        assert "Mutation.commitSample" in await town.refused(who, COMMIT)
    assert (await town.ask(LABOUR, COMMIT))["commitSample"] == {"__typename": "ForbiddenError", "code": "FORBIDDEN"}
    done = (await town.ask(TAX, COMMIT))["commitSample"]
    assert (done["__typename"], done["draw"]["state"]) == ("SampleDrawResult", "COMMITTED")
    proof = f'{{ sampleDraw(key: "{done["draw"]["id"]}") {{ commitment seed publicFile }} }}'
    told = (await town.ask(somebody(Role.PUBLIC), proof))["sampleDraw"]
    assert len(told["commitment"]) == 64 and told["seed"] is None and told["publicFile"] is None
