"""A request names its case, on a real server: its lines carry the case and the reason; a case that is not theirs ends it."""

import sqlite3
from typing import Any

import httpx
import orjson
import pytest

from gateway.records.database import FILE_NAME
from tests.gateway.terminal.test_policy_verbs import COMPANY, token
from tests.served import Served

GRADES = "query Grades($key: ID!) { subjectsByKeys(keys: [$key]) { gradeView { highest } } }"
OPEN = """mutation { openCase(input: {reason: "%s", idempotencyKey: "%s"}) { ... on CaseResult { case { id } } } }"""
CLOSE = """mutation { closeCase(input: {case: "%s", version: 1, idempotencyKey: "close %s"}) { __typename } }"""


def asked(server: Served, question: str, given: str | None = None, case: str | None = None) -> httpx.Response:
    headers = {
        "accept": "application/graphql-response+json",
        **({} if given is None else {"authorization": f"Bearer {given}"}),
        **({} if case is None else {"x-yuxin-case": case}),
    }
    body = {"query": question, "variables": {"key": COMPANY}}
    return httpx.post(f"{server.url}/graphql", json=body, headers=headers, timeout=60)


def opened(server: Served, reason: str, given: str | None = None) -> str:
    answer = asked(server, OPEN % (reason, reason), given).json()
    id_: str = answer["data"]["openCase"]["case"]["id"]
    return id_


def lines(server: Served) -> list[dict[str, Any]]:
    """What stands in the audit trail, in its order."""
    connection = sqlite3.connect(f"file:{server.data / FILE_NAME}?mode=ro", uri=True)
    try:
        rows = connection.execute("SELECT body FROM audit_line ORDER BY rowid").fetchall()
    finally:
        connection.close()
    return [orjson.loads(body) for (body,) in rows]


@pytest.mark.parametrize("role", [None, "coordinator", "officer", "investigator"])
def test_the_lines_of_a_request_carry_the_case_and_the_reason(served: Served, role: str | None) -> None:
    department = ("--department", "tax") if role == "officer" else ()
    given = None if role is None else token(served.data, "--role", role, *department)
    case = opened(served, f"举报核查 {role}", given)
    before = len(lines(served))
    answer = asked(served, GRADES, given, case).json()
    assert answer["data"]["subjectsByKeys"][0]["gradeView"]["highest"] is not None
    [line] = lines(served)[before:]
    assert (line["case"], line["reason"]) == (case, f"举报核查 {role}")
    assert (line["operation"], line["subjects"]) == ("Grades", [COMPANY])
    told = asked(served, f'{{ entity(uscc: "{COMPANY[5:]}") {{ accesses(first: 1) {{ nodes {{ case }} }} }} }}').json()
    assert told["data"]["entity"]["accesses"]["nodes"] == [{"case": f"{case} 举报核查 {role}"}]


def test_a_case_that_is_not_theirs_ends_the_request(served: Served) -> None:
    """An unknown one, somebody else's, a closed one: nothing is read."""
    investigator = token(served.data, "--role", "investigator")
    mine = opened(served, "别人看不到", investigator)
    closed = opened(served, "结了的", investigator)
    assert asked(served, CLOSE % (closed, closed), investigator).json()["data"] == {
        "closeCase": {"__typename": "CaseResult"}
    }
    naming = token(served.data, "--role", "investigator", "--case", "case:none")
    tokens = {
        "officer": token(served.data, "--role", "officer", "--department", "tax"),
        "subject": token(served.data, "--role", "subject", "--subject", COMPANY),
        "district": token(served.data, "--role", "officer", "--department", "tax", "--district", "渝北区"),
    }
    other = opened(served, "另一个部门的", tokens["officer"])
    before = len(lines(served))
    refused = [
        asked(served, GRADES, investigator, "case:none"),
        asked(served, GRADES, investigator, other),
        asked(served, GRADES, investigator, closed),
        asked(served, GRADES, None, mine),
        asked(served, GRADES, naming),
        *(asked(served, GRADES, tokens[who], mine) for who in tokens),
        asked(served, GRADES, tokens["district"], other),
    ]
    for response in refused:
        error = response.json()["errors"][0]
        assert (response.status_code, error["extensions"]["code"]) == (403, "CASE_REFUSED"), response.text
        assert "data" not in response.json()
    messages = [response.json()["errors"][0]["message"] for response in refused]
    assert "结案" in messages.pop(2) and len(set(messages)) == 1  # whether somebody else has it nobody is told
    written = lines(served)[before:]
    assert [(line["kind"], line["operation"], line["codes"]) for line in written] == [
        ("refusal", "case", ["CASE_REFUSED"])
    ] * len(refused)
    assert (written[0]["role"], written[1]["case"]) == ("investigator", other)
    assert not any("reason" in line for line in written)
    assert asked(served, GRADES, investigator, mine).status_code == 200


def test_a_case_of_elsewhere_is_an_investigator_s_to_name(served: Served) -> None:
    investigator = token(served.data, "--role", "investigator")
    before = len(lines(served))
    assert asked(served, GRADES, investigator, "%E6%A1%88-1").json()["data"]["subjectsByKeys"] != [None]
    [line] = lines(served)[before:]
    assert line["case"] == "案-1" and "reason" not in line
