"""importGrades: one result a row, typed errors, and nothing twice."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from graph_model.errors import StoreUnavailable
from graph_model.store import only
from tests.graph_model.small_city import code
from tests.resolvers.village import COMPANY, COMPANY_CODE, Api, broken

IMPORT = """mutation($input: ImportGradesInput!) { importGrades(input: $input) { __typename
  ... on ImportGradesResult { accepted unchanged rejected dryRun rows { row status code column message messageEn } }
  ... on MutationError { code message } ... on BadInputError { where } ... on LimitExceededError { limit } } }"""


async def imported(api: Api, rows: list[dict[str, Any]], key: str = "import-1", **rest: Any) -> dict[str, Any]:
    given = {"rows": rows, "idempotencyKey": key, **rest}
    answer: dict[str, Any] = (await api.ask(IMPORT, input=given))["importGrades"]
    return answer


def row(**values: Any) -> dict[str, Any]:
    return {
        "uscc": COMPANY_CODE,
        "name": COMPANY.name,
        "item": "1-9",
        "grade": "c",
        "evaluatedOn": "2024/5/1",
        **values,
    }


async def grade_of(api: Api, item: str) -> str | None:
    found = await api.ask(f'{{ entity(uscc: "{COMPANY_CODE}") {{ gradeView {{ grades {{ itemKey grade }} }} }} }}')
    return {one["itemKey"]: one["grade"] for one in found["entity"]["gradeView"]["grades"]}.get(item)


@pytest.mark.plan("3", "Mutation.importGrades", "yuxin import")
async def test_rows_go_in_and_bad_ones_say_why(api: Api) -> None:
    rows = [
        row(),
        row(uscc="123"),
        row(item="9-9"),
        row(item="1-14", grade=None, nativeGrade="Z", scale="tax-credit"),
        row(item="纳税", grade="B", score=71.5, validUntil="2026年5月1日", documentNo="渝税〔2024〕1号"),
        row(evaluatedOn=None),
    ]
    answer = await imported(api, rows)
    assert (answer["__typename"], answer["accepted"], answer["unchanged"], answer["rejected"]) == (
        "ImportGradesResult",
        2,
        0,
        4,
    )
    assert [(one["row"], one["status"], one["code"], one["column"]) for one in answer["rows"]] == [
        (1, "ACCEPTED", None, None),
        (2, "REJECTED", "BAD_USCC", "uscc"),
        (3, "REJECTED", "UNKNOWN_ITEM", "item"),
        (4, "REJECTED", "UNKNOWN_GRADE", "nativeGrade"),
        (5, "ACCEPTED", None, None),
        (6, "REJECTED", "MISSING", "evaluatedOn"),
    ]
    assert all(one["message"] and one["messageEn"] for one in answer["rows"] if one["code"])
    assert (await grade_of(api, "1-9"), await grade_of(api, "1-48")) == ("C", "B")


async def test_sent_again_it_changes_nothing_and_says_the_same(api: Api) -> None:
    rows = [row(), row(uscc="123")]
    first = await imported(api, rows)
    before = only(await api.store.read("MATCH (g:GradeRecord) RETURN count(g)"))
    assert await imported(api, rows) == first
    assert only(await api.store.read("MATCH (g:GradeRecord) RETURN count(g)")) == before
    again = await imported(api, [row()], key="import-2")
    assert (again["accepted"], again["unchanged"]) == (0, 1)


async def test_other_rows_under_the_same_key_are_refused(api: Api) -> None:
    await imported(api, [row()])
    answer = await imported(api, [row(grade="D")])
    assert (answer["__typename"], answer["code"], answer["where"]) == (
        "BadInputError",
        "BAD_INPUT",
        "input.idempotencyKey",
    )
    assert await grade_of(api, "1-9") == "C"


async def test_a_dry_run_writes_nothing(api: Api) -> None:
    answer = await imported(api, [row(), row(uscc="x")], dryRun=True)
    assert (answer["accepted"], answer["rejected"], answer["dryRun"]) == (1, 1, True)
    assert await grade_of(api, "1-9") == "A"
    assert (await imported(api, [row()]))["accepted"] == 1


async def test_a_person_s_number_is_hashed_and_never_said(api: Api) -> None:
    number = "50010119900101123X"
    rows = [
        row(uscc=None, personId=number, name="李四", item="1-30"),
        row(uscc=None, personId=number, name="李四", item="9-9"),
    ]
    answer = await imported(api, rows)
    assert [one["status"] for one in answer["rows"]] == ["ACCEPTED", "REJECTED"]
    assert number not in str(answer)
    found = (await api.ask('{ searchSubjects(text: "李") { nodes { key displayName } } }'))["searchSubjects"]["nodes"]
    assert [one["displayName"] for one in found] == ["李*"]
    labels = "MATCH (n) WHERE n.key CONTAINS $number RETURN count(n)"
    assert only(await api.store.read(labels, {"number": number})) == 0


async def test_a_new_subject_is_made_from_its_row(api: Api) -> None:
    new = code(77)
    await imported(api, [row(uscc=new, name="新开的公司")])
    found = await api.ask(f'{{ entity(uscc: "{new}") {{ displayName gradeView {{ highest }} }} }}')
    assert found["entity"] == {"displayName": "新开的公司", "gradeView": {"highest": "C"}}


@pytest.mark.plan("8", "Query.discrepancies", "yuxin discrepancies")
async def test_a_discrepancy_that_the_import_raises_is_in_the_list(api: Api) -> None:
    await imported(api, [row(item="1-48", grade="D")])
    found = await api.ask('{ discrepancies(filter: {item: "1-48"}) { nodes { levels low { item { key } } } } }')
    assert found["discrepancies"]["nodes"] == [{"levels": 3, "low": {"item": {"key": "1-48"}}}]


async def test_a_discrepancy_that_comes_again_keeps_when_it_was_there_before(api: Api) -> None:
    """Each evaluation comes a month after the one before: apart, together, apart, together, apart."""
    days, start = [], api.now
    for number, grade in enumerate("DADAD"):
        api.now = start + timedelta(days=30 * number)
        days.append(api.now)
        await imported(api, [row(item="1-48", grade=grade, evaluatedOn=f"2024-05-0{number + 1}")], f"import {number}")
    listed = """{ discrepancies(filter: {item: "1-48", state: [OPEN]}) { nodes {
      raisedAt closedAt earlier { raisedAt closedAt levels } } } }"""
    [found] = (await api.ask(listed))["discrepancies"]["nodes"]
    at = [f"{day:%Y-%m-%dT%H:%M:%SZ}" for day in days]
    assert (found["raisedAt"], found["closedAt"]) == (at[4], None)
    assert found["earlier"] == [
        {"raisedAt": at[0], "closedAt": at[1], "levels": 3},
        {"raisedAt": at[2], "closedAt": at[3], "levels": 3},
    ]
    archive = """query ($uscc: USCC!, $known: DateTime!) { entity(uscc: $uscc) { archive(first: 50, knownAt: $known,
      kinds: [DISCREPANCY_RAISED, DISCREPANCY_CLOSED]) { nodes {
        at discrepancy { state earlier { raisedAt } low { itemKey grade } } } } } }"""

    async def known(moment: str) -> list[tuple[str, int]]:
        entries = (await api.ask(archive, uscc=COMPANY_CODE, known=moment))["entity"]["archive"]["nodes"]
        own = [one for one in entries if one["discrepancy"]["low"]["itemKey"] == "1-48"]
        assert all(one["discrepancy"]["low"]["grade"] == "D" for one in own)
        return [(one["at"], len(one["discrepancy"]["earlier"])) for one in own]

    assert await known(at[4]) == [(at[4], 2), (at[3], 1), (at[2], 1), (at[1], 0), (at[0], 0)]
    assert await known(at[1]) == [(at[1], 0), (at[0], 0)], "what was known before it came again"


async def test_too_many_rows(unasked: Api) -> None:
    answer = await imported(unasked, [{}] * 5001)
    assert (answer["__typename"], answer["code"], answer["limit"]) == ("LimitExceededError", "LIMIT_EXCEEDED", 5000)


@pytest.mark.parametrize("key", ["", "  ", "x" * 201])
async def test_a_key_that_cannot_be(unasked: Api, key: str) -> None:
    answer = await imported(unasked, [row()], key=key)
    assert (answer["__typename"], answer["where"]) == ("BadInputError", "input.idempotencyKey")


async def test_no_rows_at_all(api: Api) -> None:
    answer = await imported(api, [])
    assert (answer["accepted"], answer["rows"]) == (0, [])


async def test_a_store_that_cannot_be_written_is_a_typed_error(unasked: Api) -> None:
    failing = replace(unasked, store=broken(StoreUnavailable("MATCH (secret)")))
    answer = await imported(failing, [row()])
    assert (answer["__typename"], answer["code"]) == ("UnavailableError", "SOURCE_UNAVAILABLE")
    assert "MATCH" not in answer["message"]
