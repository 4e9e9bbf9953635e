"""Evaluation models through the API: saved, proposed, published by a second person, grades that say why, and who may read what."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml

from graph_model.errors import StoreUnavailable
from resolvers.asker import Asker, Role
from resolvers.context import Context
from tests.resolvers.village import COMPANY, COMPANY_CODE, SECRET, Api, broken

ON_ONE_STORE = pytest.mark.parametrize("store", ["embedded"], indirect=True)
FILE = yaml.safe_load(
    (Path(__file__).parents[2] / "examples" / "evaluation-models" / "labour.yaml").read_text(encoding="utf-8")
)
FILE["effectiveOn"] = "2024-01-01"
KEY = "model:1-14@2026-1"
ZHANG = Asker(Role.OFFICER, name="张某", department="human-resources")
LI = replace(ZHANG, name="李某")
OFFICE = Asker(Role.COORDINATOR, name="王某")
ERROR = "... on MutationError { code message } ... on BadInputError { where }"
STEP = (
    """mutation($input: EvaluationModelStepInput!) { done: %sEvaluationModel(input: $input) { __typename
  ... on EvaluationModelResult { repeated model { id state revision effectiveFrom inEffect }
    run { scope day done evaluated written unchanged startedBy } } """
    + ERROR
    + " } }"
)
SAVE = (
    """mutation($input: SaveEvaluationModelInput!) { done: saveEvaluationModel(input: $input) { __typename
  ... on EvaluationModelResult { repeated run { done } model { id state revision name } } """
    + ERROR
    + " } }"
)
RUN = (
    """mutation($input: RunEvaluationInput!) { done: runEvaluation(input: $input) { __typename
  ... on RunEvaluationResult { run { key scope done evaluated written unchanged finishedAt } } """
    + ERROR
    + " } }"
)
WHOLE = """query($key: ID!) { evaluationModel(key: $key) { id itemKey item { key } department { key } name version state revision
  effectiveOn effectiveFrom endedOn publishedAt document { title number } nationalRule { title } periodMonths ours content inEffect
  indicators { key name kind definition table { from points } interpolate weight missing }
  limits { veto indicator atLeast atMost best because } thresholds { grade least }
  steps { action by role reason } runs { scope done evaluated written } } }"""
VIEW = f"""{{ entity(uscc: "{COMPANY_CODE}") {{ gradeView {{ grades {{ itemKey grade score evaluatedOn validUntil
  provenance {{ mode system {{ key }} }}
  explanation {{ model {{ id version document {{ title }} }} score {{ score grade reached sentence
    indicators {{ key value points weight contribution }} limits {{ veto best }} }} }} }} }} }} }}"""


async def asked(api: Api, operation: str, asker: Asker = ZHANG, **variables: Any) -> Any:
    context = Context(api.store, api.catalogue, SECRET, asker, clock=lambda: api.now)
    result = await api.schema.execute(operation, variable_values=variables, context_value=context)
    assert result.data is not None and not result.errors, result.errors
    return result.data


async def save(
    api: Api, asker: Asker = ZHANG, *, revision: int | None = None, key: str = "save", **changes: Any
) -> Any:
    given = {
        "content": yaml.safe_dump({**FILE, **changes}, allow_unicode=True),
        "revision": revision,
        "idempotencyKey": key,
    }
    return (await asked(api, SAVE, asker, input=given))["done"]


async def step(api: Api, verb: str, asker: Asker, revision: int, **changes: Any) -> Any:
    given = {"model": KEY, "revision": revision, "idempotencyKey": f"{verb} {revision}", **changes}
    return (await asked(api, STEP % verb, asker, input=given))["done"]


@pytest_asyncio.fixture
async def published(api: Api) -> Api:
    assert (await save(api))["__typename"] == "EvaluationModelResult"
    assert (await step(api, "propose", ZHANG, 1))["model"]["state"] == "PROPOSED"
    done = await step(api, "publish", LI, 2)
    assert done["model"] == {
        "id": KEY, "state": "PUBLISHED", "revision": 3, "effectiveFrom": "2024-06-01", "inEffect": True,
    }  # fmt: skip
    assert done["run"] == {
        "scope": "EVERYBODY", "day": "2024-06-01", "done": True, "evaluated": 1, "written": 1, "unchanged": 0, "startedBy": "李某",
    }  # fmt: skip
    return api


@pytest.mark.plan("2", "Mutation.publishEvaluationModel")
async def test_the_grades_of_a_published_model_are_in_the_view_and_say_why(published: Api) -> None:
    grades = (await asked(published, VIEW))["entity"]["gradeView"]["grades"]
    labour = next(one for one in grades if one["itemKey"] == "1-14")
    assert (labour["grade"], labour["score"], labour["validUntil"]) == ("C", 71.5, "2025-05-31")
    assert labour["provenance"] == {"mode": "EVALUATED", "system": None}
    explanation = labour["explanation"]
    assert explanation["model"] == {"id": KEY, "version": "2026-1", "document": {"title": FILE["document"]["title"]}}
    assert (explanation["score"]["score"], explanation["score"]["grade"], explanation["score"]["limits"]) == (
        71.5,
        "C",
        [],
    )
    assert sum(one["contribution"] for one in explanation["score"]["indicators"]) == 71.5
    assert [one["explanation"] for one in grades if one["itemKey"] != "1-14"] == [None] * (len(grades) - 1)


async def test_a_model_is_told_with_all_that_it_says_and_who_did_what(published: Api) -> None:
    found = (await asked(published, WHOLE, OFFICE, key=KEY))["evaluationModel"]
    assert (found["item"], found["department"]["key"], found["ours"]) == ({"key": "1-14"}, ZHANG.department, True)
    assert [(one["action"], one["by"], one["role"]) for one in found["steps"]] == [
        ("SAVE", "张某", "officer"),
        ("PROPOSE", "张某", "officer"),
        ("PUBLISH", "李某", "officer"),
    ]
    assert found["runs"] == [{"scope": "EVERYBODY", "done": True, "evaluated": 1, "written": 1}]
    wages = found["indicators"][0]
    assert (wages["kind"], wages["weight"], wages["table"][1]) == ("FACT_COUNT", 40, {"from": 1, "points": 40})
    assert yaml.safe_load(wages["definition"])["conducts"] == ["wage-arrears"]
    assert [(one["veto"], one["best"], one["atLeast"]) for one in found["limits"]] == [(True, "D", 3), (False, "C", 3)]
    content = yaml.safe_load(found["content"])
    assert (content["item"], content["periodMonths"]) == ("1-14", 12)
    assert found["thresholds"] == [
        {"grade": "A", "least": 90},
        {"grade": "B", "least": 75},
        {"grade": "C", "least": 60},
    ]


async def test_published_again_under_the_same_key_nothing_is_evaluated_anew(published: Api) -> None:
    again = await step(published, "publish", LI, 2)
    assert again["repeated"] and (again["run"]["scope"], again["run"]["written"]) == ("EVERYBODY", 1)
    saved = await save(published)
    assert saved["repeated"] and saved["run"] is None
    found = (await asked(published, WHOLE, OFFICE, key=KEY))["evaluationModel"]
    assert len(found["runs"]) == 1 and len(found["steps"]) == 3


@pytest.mark.plan("7", "Mutation.publishEvaluationModel", "yuxin models evaluate")
async def test_evaluated_again_by_who_may_and_only_who_changed(published: Api) -> None:
    run = (await asked(published, RUN, LI, input={"model": KEY}))["done"]["run"]
    assert (run["scope"], run["done"], run["evaluated"], run["written"]) == ("CHANGED", True, 0, 0)
    whole = (await asked(published, RUN, OFFICE, input={"model": KEY, "everybody": True}))["done"]["run"]
    assert (whole["scope"], whole["evaluated"], whole["written"], whole["unchanged"]) == ("EVERYBODY", 1, 0, 1)
    assert whole["key"].endswith(":3") and whole["finishedAt"] is not None


@ON_ONE_STORE
async def test_what_was_saved_is_tried_before_it_is_published(api: Api) -> None:
    await save(api)
    query = "query($input: EvaluationDryRunInput!) { evaluationDryRun(input: $input) { evaluated movedCount } }"
    found = (await asked(api, query, input={"model": KEY}))["evaluationDryRun"]
    assert found == {"evaluated": 1, "movedCount": 1}
    for given in ({}, {"model": KEY, "content": "a"}, {"model": "model:1-14@0"}):
        error = await api.error(query, input=given)
        assert error["extensions"]["code"] == "BAD_INPUT"


@ON_ONE_STORE
async def test_the_proposer_does_not_publish_and_what_was_seen_must_be_there(api: Api) -> None:
    await save(api)
    await step(api, "propose", ZHANG, 1)
    assert (await step(api, "publish", ZHANG, 2))["__typename"] == "ForbiddenError"
    assert (await step(api, "publish", LI, 1))["__typename"] == "ConflictError"
    assert (await step(api, "withdraw", LI, 2))["where"] == "input.reason"
    back = await step(api, "sendBack", LI, 2, reason="权重再议")
    assert (back["model"]["state"], back["run"]) == ("DRAFT", None)
    assert (await step(api, "publish", LI, 3))["__typename"] == "ConflictError"
    changed = await save(api, revision=3, key="again", name="企业劳动保障(改)")
    assert (changed["model"]["revision"], changed["model"]["name"]) == (4, "企业劳动保障(改)")
    gone = await step(api, "withdraw", LI, 4, reason="不再制定")
    assert gone["model"]["state"] == "WITHDRAWN"
    assert (await step(api, "withdraw", LI, 4, reason="不再制定"))["repeated"]


@ON_ONE_STORE
async def test_one_whose_day_has_not_come_is_published_and_grades_nobody_yet(api: Api) -> None:
    await save(api, effectiveOn="2024-07-01")
    await step(api, "propose", ZHANG, 1)
    done = await step(api, "publish", LI, 2)
    assert (done["model"]["state"], done["model"]["effectiveFrom"], done["model"]["inEffect"]) == (
        "PUBLISHED",
        "2024-07-01",
        False,
    )
    assert done["run"] is None
    assert (await asked(api, RUN, LI, input={"model": KEY}))["done"]["__typename"] == "ConflictError"


@ON_ONE_STORE
async def test_a_national_rule_is_published_and_grades_nobody(api: Api) -> None:
    await save(api, nationalRule={"title": "企业劳动保障守法诚信等级评价办法"}, indicators=[], caps=[], vetoes=[])
    await step(api, "propose", ZHANG, 1)
    done = await step(api, "publish", LI, 2)
    assert (done["model"]["state"], done["run"]) == ("PUBLISHED", None)
    told = (await asked(api, RUN, LI, input={"model": KEY}))["done"]
    assert told["__typename"] == "ConflictError" and "企业劳动保障守法诚信等级评价办法" in told["message"]


REFUSED: dict[str, tuple[Asker, str]] = {
    "another department": (replace(ZHANG, department="transport"), "ForbiddenError"),
    "an officer of one district": (replace(ZHANG, district="渝北区"), "ForbiddenError"),
    "an investigator": (Asker(Role.INVESTIGATOR, name="赵某", case="1"), "ForbiddenError"),
    "nobody knows who": (replace(ZHANG, name=""), "ForbiddenError"),
    "the credit office, for the department": (OFFICE, "EvaluationModelResult"),
}


@ON_ONE_STORE
@pytest.mark.parametrize(("asker", "kind"), REFUSED.values(), ids=REFUSED)
async def test_who_may_save_and_publish(api: Api, asker: Asker, kind: str) -> None:
    assert (await save(api, asker))["__typename"] == kind
    await save(api, key="own")
    await step(api, "propose", ZHANG, 1)
    assert (await step(api, "publish", asker, 2))["__typename"] == kind
    assert (await asked(api, RUN, asker, input={"model": KEY}))["done"]["__typename"] == kind.replace(
        "EvaluationModel", "RunEvaluation"
    )


@ON_ONE_STORE
async def test_what_is_wrong_is_told_by_its_place(api: Api) -> None:
    told = await save(api, item="1-99", thresholds={"A": 1, "B": 2, "C": 3})
    assert (told["__typename"], told["where"]) == ("BadInputError", "input.content")
    assert "item: 没有事项" in told["message"] and "thresholds: 应为 A > B > C" in told["message"]
    assert (await step(api, "propose", ZHANG, 1))["__typename"] == "NotFoundError"
    await save(api)
    assert (await step(api, "propose", ZHANG, 1, idempotencyKey=" "))["where"] == "input.idempotencyKey"
    for batches in (0, 11):
        told = (await asked(api, RUN, ZHANG, input={"model": KEY, "batches": batches}))["done"]
        assert told["where"] == "input.batches"
    assert (await asked(api, RUN, ZHANG, input={"model": "model:1-14@0"}))["done"]["__typename"] == "NotFoundError"


LIST = (
    """query($filter: EvaluationModelFilter) { evaluationModels(filter: $filter) { totalCount nodes { id state } } }"""
)
PUBLIC = Asker(Role.PUBLIC)


async def test_what_was_not_published_is_for_the_departments(published: Api) -> None:
    await save(published, key="next", version="2026-2")
    listed = (await asked(published, LIST, ZHANG))["evaluationModels"]
    assert [one["state"] for one in listed["nodes"]] == ["DRAFT", "PUBLISHED"] or listed["totalCount"] == 2
    for asker in (PUBLIC, Asker(Role.SUBJECT, subject=COMPANY.key)):
        shown = (await asked(published, LIST, asker))["evaluationModels"]
        assert shown == {"totalCount": 1, "nodes": [{"id": KEY, "state": "PUBLISHED"}]}
        one = "query($key: ID!) { evaluationModel(key: $key) { name } node(id: $key) { id } }"
        assert (await asked(published, one, asker, key="model:1-14@2026-2")) == {"evaluationModel": None, "node": None}
        assert (await asked(published, one, asker, key=KEY))["node"] == {"id": KEY}


@ON_ONE_STORE
async def test_a_page_of_models_is_as_many_questions_however_many_they_are(published: Api) -> None:
    whole = "{ evaluationModels { nodes { inEffect steps { by } runs { done } } } }"
    await published.ask(whole)
    before = len(published.questions)
    for version in ("2026-2", "2026-3"):
        await save(published, key=version, version=version)
    found = (await published.ask(whole))["evaluationModels"]["nodes"]
    assert (len(found), len(published.questions)) == (3, before)
    assert sum(one["inEffect"] for one in found) == 1


@ON_ONE_STORE
async def test_the_list_is_filtered_by_item_department_and_state(published: Api) -> None:
    await save(published, key="next", version="2026-2")

    async def keys(**only: Any) -> set[str]:
        return {one["id"] for one in (await asked(published, LIST, filter=only))["evaluationModels"]["nodes"]}

    assert await keys(item="1-14") == {KEY, "model:1-14@2026-2"} == await keys(department=ZHANG.department)
    assert await keys(item="1-9") == set() == await keys(department="transport", item="1-14")
    assert await keys(state=["DRAFT"]) == {"model:1-14@2026-2"}


@ON_ONE_STORE
async def test_a_graph_that_cannot_be_asked_is_told(api: Api) -> None:
    api.store = broken(StoreUnavailable("gone"))
    assert (await save(api))["__typename"] == "UnavailableError"
    assert (await asked(api, RUN, ZHANG, input={"model": KEY}))["done"]["__typename"] == "UnavailableError"
