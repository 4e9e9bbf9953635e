"""evaluationDryRun: what a model would change, told to who may publish it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from resolvers.asker import Asker, Role
from resolvers.context import Context
from tests.resolvers.village import COMPANY, SECRET, Api

ON_ONE_STORE = pytest.mark.parametrize("store", ["embedded"], indirect=True)
LABOUR = (Path(__file__).parents[2] / "examples" / "evaluation-models" / "labour.yaml").read_text(encoding="utf-8")
COORDINATOR = Asker(Role.COORDINATOR)
TRY = """query($content: String!, $losing: Boolean = false, $from: Grade, $after: String, $asOf: DateTime, $knownAt: DateTime) {
  evaluationDryRun(input: {content: $content}, asOf: $asOf, knownAt: $knownAt) {
    item { key } day evaluated movedCount newDiscrepancies closedDiscrepancies losingIncentives
    moves { from to count lost { key } gained { key } }
    moved(losing: $losing, from: $from, first: 1, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes {
      subject { key displayName } from to score
      newDiscrepancies { itemKey grade levels } closedDiscrepancies { itemKey item { key } grade levels }
      explanation { score reached grade sentence sentenceEn
        indicators { key name value rowFrom rowBelow points weight contribution sentence sentenceEn }
        limits { veto indicator value best because sentence sentenceEn } } } } } }"""


async def tried(api: Api, content: str = LABOUR, asker: Asker = COORDINATOR, **variables: Any) -> Any:
    context = Context(api.store, api.catalogue, SECRET, asker, clock=lambda: api.now)
    return await api.schema.execute(TRY, variable_values={"content": content, **variables}, context_value=context)


@pytest.mark.plan("2", "Query.evaluationDryRun", "yuxin models try")
async def test_the_company_would_be_graded_better_and_the_score_says_why(api: Api) -> None:
    result = await tried(api)
    assert not result.errors, result.errors
    found = result.data["evaluationDryRun"]
    assert (found["item"], found["day"], found["evaluated"], found["movedCount"]) == (
        {"key": "1-14"},
        "2024-06-01",
        1,
        1,
    )
    assert [(move["from"], move["to"], move["count"], move["lost"]) for move in found["moves"]] == [("D", "C", 1, [])]
    assert (found["newDiscrepancies"], found["closedDiscrepancies"], found["losingIncentives"]) == (0, 0, 0)
    [company] = found["moved"]["nodes"]
    assert (company["subject"]["key"], company["from"], company["to"], company["score"]) == (
        COMPANY.key,
        "D",
        "C",
        71.5,
    )
    explanation = company["explanation"]
    assert (explanation["score"], explanation["reached"], explanation["limits"]) == (71.5, "C", [])
    told = {one["key"]: (one["value"], one["points"], one["contribution"]) for one in explanation["indicators"]}
    assert told == {
        "wage-arrears": (1, 40, 16),
        "other-conducts": (0, 100, 20),
        "composite": (1, 85, 25.5),
        "age": (171, 100, 10),
    }
    assert sum(one["contribution"] for one in explanation["indicators"]) == company["score"]


async def test_against_history_what_was_not_known_yet_does_not_count_and_the_score_says_so(api: Api) -> None:
    found = (await tried(api, asOf="2024-05-20T04:00:00Z", knownAt="2024-05-20T04:00:00Z")).data["evaluationDryRun"]
    [company] = found["moved"]["nodes"]
    assert (found["day"], company["from"], company["to"], company["score"]) == ("2024-05-20", "D", "A", 95.5)
    told = {one["key"]: one["value"] for one in company["explanation"]["indicators"]}
    assert told == {"wage-arrears": 0, "other-conducts": 0, "composite": 1, "age": 170}
    later = (await tried(api, asOf="2024-05-20T04:00:00Z")).data["evaluationDryRun"]["moved"]["nodes"]
    assert [(one["to"], one["score"]) for one in later] == [("C", 71.5)]
    nobody = (await tried(api, asOf="2024-01-10T04:00:00Z")).data["evaluationDryRun"]
    assert (nobody["evaluated"], nobody["movedCount"]) == (0, 0)


async def test_discrepancies_that_would_come_and_go_are_told(api: Api) -> None:
    strict = yaml.safe_load(LABOUR)
    strict["thresholds"] = {"A": 30, "B": 20, "C": 10}
    found = (await tried(api, yaml.safe_dump(strict))).data["evaluationDryRun"]
    [company] = found["moved"]["nodes"]
    assert (company["from"], company["to"]) == ("D", "A")
    assert company["newDiscrepancies"] == [{"itemKey": "1-7", "grade": "C", "levels": 2}]
    assert [(one["itemKey"], one["item"]["key"], one["levels"]) for one in company["closedDiscrepancies"]] == [
        ("1-9", "1-9", 3)
    ]
    assert (found["newDiscrepancies"], found["closedDiscrepancies"]) == (1, 1)
    assert [one["key"] for one in found["moves"][0]["gained"]] == ["a-reduced-sampling", "a-written-inspection"]


@ON_ONE_STORE
async def test_those_who_move_come_by_pages_and_as_asked_for(api: Api) -> None:
    everybody = yaml.safe_load(LABOUR)
    everybody["objects"] = {"graded": False, "kinds": ["ENTERPRISE", "INDIVIDUAL_BUSINESS"]}
    text = yaml.safe_dump(everybody, allow_unicode=True)
    first = (await tried(api, text)).data["evaluationDryRun"]["moved"]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (2, True)
    second = (await tried(api, text, after=first["pageInfo"]["endCursor"])).data["evaluationDryRun"]["moved"]
    assert not second["pageInfo"]["hasNextPage"]
    assert first["nodes"][0]["subject"]["key"] < second["nodes"][0]["subject"]["key"]
    assert (await tried(api, text, COORDINATOR, **{"from": "D"})).data["evaluationDryRun"]["moved"]["totalCount"] == 1
    assert (await tried(api, text, losing=True)).data["evaluationDryRun"]["moved"]["totalCount"] == 0


REFUSED: dict[str, tuple[Asker, str, str, str | None]] = {
    "another department's": (Asker(Role.OFFICER, department="transport"), LABOUR, "FORBIDDEN", None),
    "an investigator": (Asker(Role.INVESTIGATOR, case="1"), LABOUR, "FORBIDDEN", None),
    "no model": (COORDINATOR, "a: 1", "BAD_INPUT", "input.content"),
    "no YAML": (COORDINATOR, "a: [", "BAD_INPUT", "input.content"),
    "aliases": (COORDINATOR, "a: &a 1\nb: *a", "BAD_INPUT", "input.content"),
    "a text without end": (COORDINATOR, "a" * 100_001, "BAD_INPUT", "input.content"),
    "a tag that makes something": (COORDINATOR, "!!python/object/apply:os.system [echo]", "BAD_INPUT", "input.content"),
    "what is nested without end": (COORDINATOR, "[" * 5_000, "BAD_INPUT", "input.content"),
    "nothing": (COORDINATOR, "", "BAD_INPUT", "input.content"),
}


@ON_ONE_STORE
@pytest.mark.parametrize(("asker", "content", "code", "where"), REFUSED.values(), ids=REFUSED)
async def test_what_is_refused(api: Api, asker: Asker, content: str, code: str, where: str | None) -> None:
    result = await tried(api, content, asker)
    [error] = result.errors or []
    assert (error.extensions or {}).get("code") == code and (error.extensions or {}).get("where") == where


@ON_ONE_STORE
async def test_the_item_s_own_officer_tries_it_the_city_over(api: Api) -> None:
    item = api.catalogue.item("1-14")
    assert item is not None
    assert not (await tried(api, asker=Asker(Role.OFFICER, department=item.department_key))).errors
    of_a_district = Asker(Role.OFFICER, department=item.department_key, district="渝北区")
    assert (await tried(api, asker=of_a_district)).errors
    composite = LABOUR.replace("item: 1-14", "item: composite").replace("[composite, 1-9]", "[1-9]")
    officer = Asker(Role.OFFICER, department="development-reform")
    [error] = (await tried(api, composite.replace("item: composite}", "item: 1-9}"), officer)).errors or []
    assert (error.extensions or {})["code"] == "FORBIDDEN", "the composite is the credit office's"
