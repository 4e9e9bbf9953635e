"""samplePlan, commitSample, drawSample, sampleDraws: what each answers, on both stores."""

from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
import strawberry

from graph_model.errors import StoreUnavailable
from graph_model.sampling.verifying import verify
from resolvers.asker import Asker, Role
from resolvers.context import Context
from resolvers.sample_plans import SampleExclusionInput, SamplePlanInput
from seed.plan_files import load_plan
from tests.graph_model.draws.quarter import NOW, lay_down, subject
from tests.graph_model.sampling import second_verifier
from tests.resolvers.village import SECRET, Api, broken

ON_ONE_STORE = pytest.mark.parametrize("store", ["embedded"], indirect=True)
PLAN = """day districts ratesVersion poolSize toDraw inspectors inspectorsEach leftOut { reason count }
  strata { itemKey item { name } grade size take } rates { itemKey item { key } grade ratio months method ours }"""
PREVIEW = f"query($input: SamplePlanInput!) {{ samplePlan(input: $input) {{ {PLAN} }} }}"
TASKS = """totalCount pageInfo { hasNextPage endCursor } nodes { key drawKey district method inspectors short { key } drawnOn
  items { itemKey grade item { name } } subject { key displayName gradeView { lowest } } }"""
DRAW = f"""id state departments {{ key }} items {{ key }} commitment poolDigest committedAt committedBy drawnAt drawnBy seed
  publicRandomness taskCount plan {{ poolSize toDraw }} publicFile file tasks(first: 100) {{ {TASKS} }}"""
RESULT = f"""__typename ... on SampleDrawResult {{ repeated draw {{ {DRAW} }} }}
  ... on MutationError {{ code message }} ... on BadInputError {{ where }}"""
COMMIT = f"""mutation($input: CommitSampleInput!) {{ commitSample(input: $input) {{ {RESULT}
  ... on LimitExceededError {{ limit }} }} }}"""
CARRY_OUT = f"""mutation($input: DrawSampleInput!) {{ drawSample(input: $input) {{ {RESULT}
  ... on AlreadyDrawnError {{ draw {{ id publicRandomness }} }} }} }}"""
ONE = f"query($key: ID!) {{ sampleDraw(key: $key) {{ {DRAW} }} node(id: $key) {{ __typename id }} }}"
LIST = """query($filter: SampleDrawFilter, $first: Int, $after: String) {
  sampleDraws(filter: $filter, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { id state } } }"""
TEAM = [{"key": f"执{n}", "department": "市交通局"} for n in range(4)]
HIGHWAYS = {"items": ["1-9"], "inspectors": TEAM}


@pytest_asyncio.fixture
async def quarter(empty: Api) -> Api:
    """The API over the quarter."""
    await lay_down(empty.store)
    empty.now = NOW
    return empty


async def commit(api: Api, plan: dict[str, Any] = HIGHWAYS, key: str = "2026-冬") -> dict[str, Any]:
    answer: dict[str, Any] = (await api.ask(COMMIT, input={"plan": plan, "idempotencyKey": key}))["commitSample"]
    return answer


async def carry_out(api: Api, draw: str, randomness: str | None = None) -> dict[str, Any]:
    answer: dict[str, Any] = (await api.ask(CARRY_OUT, input={"draw": draw, "publicRandomness": randomness}))[
        "drawSample"
    ]
    return answer


async def asked_by(api: Api, asker: Asker, operation: str, **variables: Any) -> Any:
    context = Context(api.store, api.catalogue, SECRET, asker, clock=lambda: api.now)
    return await api.schema.execute(operation, variable_values=variables, context_value=context)


async def test_a_preview_tells_strata_sizes_and_what_is_left_out(quarter: Api) -> None:
    given = {**HIGHWAYS, "exclusions": [{"subject": subject(1).key, "reason": "在建项目停工"}], "inspectorsEach": 3}
    plan = (await quarter.ask(PREVIEW, input=given))["samplePlan"]
    assert len(quarter.questions) == 2  # the pool, and whom was drawn lately
    strata = [(one["itemKey"], one["item"]["name"], one["grade"], one["size"], one["take"]) for one in plan["strata"]]
    assert strata == [
        ("1-9", "公路建设市场", "A", 18, 0),
        ("1-9", "公路建设市场", "B", 19, 1),
        ("1-9", "公路建设市场", "C", 20, 2),
        ("1-9", "公路建设市场", "D", 20, 5),
    ]
    assert (plan["day"], plan["poolSize"], plan["toDraw"]) == ("2026-11-27", 77, 8)
    assert plan["leftOut"] == [{"reason": "DEREGISTERED", "count": 1}, {"reason": "EXCLUDED", "count": 1}]
    assert (plan["inspectors"], plan["inspectorsEach"], plan["ratesVersion"]) == (4, 3, "1")
    assert [(one["grade"], one["ratio"], one["months"], one["method"], one["ours"]) for one in plan["rates"]] == [
        ("A", 0.02, 24, "WRITTEN_POSSIBLE", True),
        ("B", 0.05, 12, "ON_SITE", True),
        ("C", 0.1, 6, "ON_SITE_STRENGTHENED", True),
        ("D", 0.25, 6, "ON_SITE_STRENGTHENED", True),
    ]


def test_an_id_number_in_a_reason_does_not_get_into_the_pool() -> None:
    exclusion = SampleExclusionInput(subject=strawberry.ID(subject(1).key), reason="法人110101199003070011被查")
    meant = SamplePlanInput(items=[strawberry.ID("1-9")], exclusions=[exclusion]).meant(load_plan())
    [reason] = meant.excluded.values()
    assert "1990" not in reason and reason.startswith("法人")


async def test_committing_publishes_the_commitment_and_drawing_the_seed(quarter: Api) -> None:
    committed = await commit(quarter)
    draw = committed["draw"]
    assert (committed["repeated"], draw["state"], draw["committedAt"]) == (False, "COMMITTED", "2026-11-27T04:00:00Z")
    assert [draw[name] for name in ("seed", "publicRandomness", "drawnAt", "file", "publicFile", "taskCount")] == [
        None
    ] * 6
    assert draw["tasks"]["nodes"] == [] and draw["departments"] == [{"key": "transport"}]
    assert (await commit(quarter))["repeated"]

    quarter.now = NOW + timedelta(days=2)
    drawn = (await carry_out(quarter, draw["id"], "彩票 03 11 17"))["draw"]
    assert (drawn["state"], drawn["publicRandomness"], drawn["drawnAt"]) == (
        "DRAWN",
        "彩票 03 11 17",
        "2026-11-29T04:00:00Z",
    )
    assert (drawn["commitment"], drawn["poolDigest"]) == (draw["commitment"], draw["poolDigest"])
    for file in (drawn["file"], drawn["publicFile"]):
        assert verify(file.encode(), draw["commitment"]).verified and second_verifier.verified(file.encode())
    tasks = drawn["tasks"]["nodes"]
    assert len(tasks) == drawn["taskCount"] == draw["plan"]["toDraw"] == drawn["tasks"]["totalCount"]
    for task in tasks:
        assert task["drawKey"] == draw["id"]
        assert len(set(task["inspectors"])) == 2 and task["short"] == [] and task["drawnOn"] == "2026-11-29"
        assert [item["item"]["name"] for item in task["items"]] == ["公路建设市场"]
        assert task["subject"]["displayName"].endswith("公司") and task["subject"]["gradeView"]["lowest"] in "ABCD"
    again = await quarter.ask(ONE, key=draw["id"])
    assert again == {"sampleDraw": drawn, "node": {"__typename": "SampleDraw", "id": draw["id"]}}
    (next_plan,) = (await quarter.ask(PREVIEW, input=HIGHWAYS)).values()
    assert {"reason": "RECENTLY_INSPECTED", "count": len(tasks)} in next_plan["leftOut"]


async def test_the_list_has_the_latest_first_and_takes_names(quarter: Api) -> None:
    first = (await commit(quarter))["draw"]["id"]
    quarter.now = NOW + timedelta(hours=1)
    second = (await commit(quarter, {"items": ["1-9", "1-14"]}, "both"))["draw"]["id"]
    await carry_out(quarter, first)

    async def ids(**variables: Any) -> list[str]:
        return [node["id"] for node in (await quarter.ask(LIST, **variables))["sampleDraws"]["nodes"]]

    assert await ids() == [second, first]
    assert await ids(filter={"department": "市人力社保局"}) == [second]
    assert await ids(filter={"state": ["DRAWN"]}) == [first]
    assert await ids(filter={"item": "item:1-9", "state": ["COMMITTED"]}) == [second]
    page = (await quarter.ask(LIST, first=1))["sampleDraws"]
    assert page["totalCount"] == 2 and page["pageInfo"]["hasNextPage"]
    assert await ids(after=page["pageInfo"]["endCursor"]) == [first]


@ON_ONE_STORE
async def test_what_cannot_be_drawn_is_a_typed_error_with_its_place(quarter: Api) -> None:
    rate = {"item": "1-9", "grade": "D", "ratio": 0.06, "months": 6}
    for plan, where, said in (
        ({"items": ["9-9"]}, "input.plan.items", "no such item"),
        ({"items": ["composite"]}, "input.plan.items", "no such item"),
        ({**HIGHWAYS, "rates": [rate]}, "input.plan.rates", "大幅提高抽取比例"),
        ({**HIGHWAYS, "rates": [{**rate, "ratio": 0.333333}]}, "input.plan.rates", "ten-thousandths"),
        ({**HIGHWAYS, "exclusions": [{"subject": "张三", "reason": "?"}]}, "input.plan.exclusions", "uscc:"),
        (
            {**HIGHWAYS, "inspectors": [{"key": "a", "department": "市某局"}]},
            "input.plan.inspectors",
            "no such department",
        ),
        ({**HIGHWAYS, "inspectors": TEAM + TEAM}, "input.plan.inspectors", "twice"),
    ):
        answer = await commit(quarter, plan)
        assert (answer["__typename"], answer["where"]) == ("BadInputError", where), answer
        assert said in answer["message"]
    assert (await commit(quarter, key=" "))["where"] == "input.idempotencyKey"
    many = await commit(quarter, {"items": [f"1-{n}" for n in range(1, 25)]})
    assert (many["__typename"], many["limit"]) == ("LimitExceededError", 20)
    (error,) = await quarter.errors(PREVIEW, input={"items": []})
    assert error["extensions"] == {"code": "BAD_INPUT", "where": "items"}


@ON_ONE_STORE
async def test_the_same_key_with_another_plan_is_refused(quarter: Api) -> None:
    await commit(quarter)
    answer = await commit(quarter, {"items": ["1-14"]})
    assert (answer["__typename"], answer["where"]) == ("BadInputError", "input.idempotencyKey")


@ON_ONE_STORE
async def test_a_draw_is_drawn_once(quarter: Api) -> None:
    draw = (await commit(quarter))["draw"]["id"]
    first = await carry_out(quarter, draw, "one")
    again = await carry_out(quarter, draw, "one")
    assert not first["repeated"] and again["repeated"] and first["draw"] == again["draw"]
    other = await carry_out(quarter, draw, "two")
    assert (other["__typename"], other["code"]) == ("AlreadyDrawnError", "CONFLICT")
    assert other["draw"] == {"id": draw, "publicRandomness": "one"}
    assert (await carry_out(quarter, "draw:nothing"))["__typename"] == "NotFoundError"
    assert (await carry_out(quarter, draw, " "))["where"] == "input.publicRandomness"


@ON_ONE_STORE
async def test_an_officer_draws_on_the_own_department_s_items_alone(quarter: Api) -> None:
    transport = Asker(Role.OFFICER, "李", department="transport")
    tax = Asker(Role.OFFICER, "王", department="tax")
    given = {"plan": HIGHWAYS, "idempotencyKey": "k"}
    done = (await asked_by(quarter, transport, COMMIT, input=given)).data["commitSample"]
    assert (done["__typename"], done["draw"]["committedBy"]) == ("SampleDrawResult", "李")
    refused = (await asked_by(quarter, tax, COMMIT, input=given)).data["commitSample"]
    assert (refused["__typename"], refused["code"]) == ("ForbiddenError", "FORBIDDEN")
    joint = {"plan": {"items": ["1-9", "1-14"]}, "idempotencyKey": "joint"}
    assert (await asked_by(quarter, transport, COMMIT, input=joint)).data["commitSample"]["code"] == "FORBIDDEN"
    theirs = {"draw": done["draw"]["id"]}
    assert (await asked_by(quarter, tax, CARRY_OUT, input=theirs)).data["drawSample"]["code"] == "FORBIDDEN"
    assert (await asked_by(quarter, tax, PREVIEW, input=HIGHWAYS)).errors[0].original_error.code == "FORBIDDEN"
    assert (await asked_by(quarter, transport, CARRY_OUT, input=theirs)).data["drawSample"]["draw"]["drawnBy"] == "李"


@ON_ONE_STORE
async def test_an_officer_of_a_district_draws_from_it_alone(quarter: Api) -> None:
    officer = Asker(Role.OFFICER, "赵", department="transport", district="渝北区")
    done = (await asked_by(quarter, officer, COMMIT, input={"plan": HIGHWAYS, "idempotencyKey": "k"})).data[
        "commitSample"
    ]
    whole = (await commit(quarter))["draw"]
    assert 0 < done["draw"]["plan"]["poolSize"] < whole["plan"]["poolSize"]
    elsewhere = {**HIGHWAYS, "districts": ["渝中区"]}
    refused = await asked_by(quarter, officer, COMMIT, input={"plan": elsewhere, "idempotencyKey": "l"})
    assert refused.data["commitSample"]["code"] == "FORBIDDEN"
    refused = await asked_by(quarter, officer, CARRY_OUT, input={"draw": whole["id"]})
    assert refused.data["drawSample"]["code"] == "FORBIDDEN"
    drawn = await asked_by(quarter, officer, CARRY_OUT, input={"draw": done["draw"]["id"]})
    assert {task["district"] for task in drawn.data["drawSample"]["draw"]["tasks"]["nodes"]} == {"渝北区"}


@ON_ONE_STORE
async def test_a_store_that_fails_is_told_as_a_typed_error(quarter: Api) -> None:
    failing = Api(quarter.schema, broken(StoreUnavailable("gone")), quarter.catalogue, now=NOW)
    assert (await commit(failing))["code"] == "SOURCE_UNAVAILABLE"
    assert (await carry_out(failing, "draw:1"))["__typename"] == "UnavailableError"
