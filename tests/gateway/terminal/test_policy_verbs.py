"""`policy`, `policy explain` and `token` as a person types them, and the roles on a real server with live systems."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from seed.demo import DEMO_SUBJECTS
from tests.graph_model.small_city import code
from tests.served import Served, yuxin_here

COMPANY = next(demo.key for demo in DEMO_SUBJECTS if demo.key.startswith("uscc:"))
QUESTION = """query ($key: ID!) {
  subjectsByKeys(keys: [$key]) {
    gradeView(live: true) { grades { department { key } grade nativeGrade } }
    ... on Entity { taxCredit { grade } }
  }
}
"""
BANK = code(77)
GIVEN = f'{{grantee: "{BANK}", scope: {{items: ["1-48"]}}, purpose: "承保", expiresAt: "{datetime.now(UTC) + timedelta(days=9)}"}}'
GRANT = f"mutation {{ grantAccess(input: {GIVEN}) {{ ... on AccessGrantResult {{ grant {{ id }} }} }} }}"
POINTS = "query ($key: ID!) { subjectsByKeys(keys: [$key]) { ... on Entity { taxCredit { points } } } }"


def token(data: Path, *arguments: str) -> str:
    done = yuxin_here("token", *arguments, data=data)
    assert done.code == 0, done.err
    (line,) = done.out.splitlines()
    return line


def asked(server: Served, given: str | None, question: str = QUESTION, **headers: str) -> dict[str, Any]:
    body = {"query": question, "variables": {"key": COMPANY}}
    sent = {**headers, **({} if given is None else {"authorization": f"Bearer {given}"})}
    answer: dict[str, Any] = httpx.post(f"{server.url}/graphql", json=body, headers=sent, timeout=60).json()
    return answer


def refused(answer: dict[str, Any]) -> set[str]:
    return {error["extensions"]["coordinate"] for error in answer["errors"]}


def test_each_role_on_a_real_server(live_served: Served) -> None:
    everything = asked(live_served, None)["data"]["subjectsByKeys"][0]["gradeView"]["grades"]
    assert all(grade["nativeGrade"] for grade in everything)

    officer = token(live_served.data, "--role", "officer", "--department", "tax")
    grades = asked(live_served, officer)["data"]["subjectsByKeys"][0]["gradeView"]["grades"]
    assert [grade["grade"] for grade in grades] == [grade["grade"] for grade in everything]
    assert {grade["department"]["key"] for grade in grades if grade["nativeGrade"]} == {"tax"}
    assert asked(live_served, officer, POINTS)["data"]["subjectsByKeys"] != [None]

    other = token(live_served.data, "--role", "officer", "--department", "transport")
    assert refused(asked(live_served, other, POINTS)) == {"TaxCreditRecord.points"}

    itself = token(live_served.data, "--role", "subject", "--subject", COMPANY.removeprefix("uscc:"))
    own = asked(live_served, itself, QUESTION.replace("... on Entity { taxCredit { grade } }", ""))
    assert own["data"]["subjectsByKeys"][0]["gradeView"]["grades"] == everything
    somebody = next(demo.key for demo in DEMO_SUBJECTS if demo.key not in (COMPANY,) and demo.key.startswith("uscc:"))
    stranger = token(live_served.data, "--role", "subject", "--subject", somebody)
    assert asked(live_served, stranger, "query ($key: ID!) { node(id: $key) { __typename } }")["data"] == {"node": None}

    investigator = token(live_served.data, "--role", "investigator")
    assert "Query.subjectsByKeys" in refused(asked(live_served, investigator))
    with_case = asked(live_served, investigator, **{"x-yuxin-case": "%E6%A1%88-1"})["data"]["subjectsByKeys"][0]
    assert not any(grade["nativeGrade"] for grade in with_case["gradeView"]["grades"])

    admin = token(live_served.data, "--role", "admin")
    about = httpx.get(f"{live_served.url}/about.json", headers={"authorization": f"Bearer {admin}"}).json()
    assert (about["identity"]["role"], about["demoSubjects"]) == ("admin", [])
    metrics = httpx.get(f"{live_served.url}/metrics", headers={"authorization": f"Bearer {officer}"})
    assert metrics.status_code == 403


def test_a_grantee_on_a_real_server(live_served: Served) -> None:
    """Granted, looked at, told to the subject, revoked."""
    itself = token(live_served.data, "--role", "subject", "--subject", COMPANY)
    grantee = token(live_served.data, "--role", "grantee", "--grantee", BANK)
    grading = QUESTION.replace("... on Entity { taxCredit { grade } }", "")
    assert asked(live_served, grantee, grading)["data"] == {"subjectsByKeys": [None]}
    made = asked(live_served, itself, GRANT)["data"]["grantAccess"]["grant"]["id"]
    (found,) = asked(live_served, grantee, grading)["data"]["subjectsByKeys"]
    grades = found["gradeView"]["grades"]
    assert grades and {grade["department"]["key"] for grade in grades} == {"tax"}
    assert {grade["nativeGrade"] for grade in grades} == {None}
    assert "Entity.taxCredit" in refused(asked(live_served, grantee))
    looks = "query ($key: ID!) { subjectsByKeys(keys: [$key]) { accesses(first: 1) { nodes { role grants { id } } } } }"
    (own,) = asked(live_served, itself, looks)["data"]["subjectsByKeys"]
    assert own["accesses"]["nodes"] == [{"role": "grantee", "grants": [{"id": made}]}]
    revoke = f'mutation {{ revokeAccess(input: {{grant: "{made}"}}) {{ ... on AccessGrantResult {{ repeated }} }} }}'
    assert asked(live_served, itself, revoke)["data"]["revokeAccess"] == {"repeated": False}
    assert asked(live_served, grantee, grading)["data"] == {"subjectsByKeys": [None]}


def test_a_service_window_on_a_real_server(live_served: Served) -> None:
    """It sees what the subject sees, live systems too; the subject is told, and the trail stands."""
    itself = token(live_served.data, "--role", "subject", "--subject", COMPANY)
    window = token(live_served.data, "--role", "clerk", "--department", "tax")
    grading = "{ gradeView(live: true) { grades { grade nativeGrade } } }"
    own = asked(live_served, itself, f"query ($key: ID!) {{ subjectsByKeys(keys: [$key]) {grading} }}")
    seen = asked(live_served, window, f"query ($key: ID!) {{ onBehalf(subject: $key, proof: ID_CARD) {grading} }}")
    assert (
        seen["data"]["onBehalf"] == own["data"]["subjectsByKeys"][0] and seen["data"]["onBehalf"]["gradeView"]["grades"]
    )
    looks = "{ me { subject { accesses(first: 2) { nodes { role department { key } proofs } } } } }"
    told = httpx.post(
        f"{live_served.url}/graphql", json={"query": looks}, headers={"authorization": f"Bearer {itself}"}, timeout=60
    ).json()["data"]["me"]["subject"]["accesses"]["nodes"]
    assert {"role": "clerk", "department": {"key": "tax"}, "proofs": ["ID_CARD"]} in told
    verified = yuxin_here("audit", "verify", data=live_served.data)
    assert verified.code == 0, verified.out + verified.err


def test_the_table(tmp_path: Path) -> None:
    found = {row["field"]: row for row in json.loads(yuxin_here("policy", "--json", data=tmp_path).out)}
    assert found["Query.items"]["roles"][0] == "public" and found["GradeRecord.nativeGrade"]["masked"]
    subject = {
        row["field"] for row in json.loads(yuxin_here("policy", "--role", "subject", "--json", data=tmp_path).out)
    }
    assert "GradeView.grades" in subject and "Query.changes" not in subject
    mapped = yuxin_here("policy", "--lang", "en", data=tmp_path, YUXIN_SYSTEMS="bundled")
    assert "TaxCreditRecord.points" in mapped.out and "grading-department, coordinator" in mapped.out


def test_what_is_refused_and_why(tmp_path: Path) -> None:
    file = tmp_path / "question.graphql"
    file.write_text(QUESTION)
    told = yuxin_here("policy", "explain", "--role", "officer", "--department", "tax", "--query", str(file),
                      data=tmp_path, YUXIN_SYSTEMS="bundled")  # fmt: skip
    assert (told.code, "都可以看" in told.out) == (0, True)
    told = yuxin_here("policy", "explain", "--json", "--role", "subject", "--subject", COMPANY, "--query", str(file),
                      data=tmp_path, YUXIN_SYSTEMS="bundled")  # fmt: skip
    whole, refused = json.loads(told.out)["refused"]
    assert (told.code, whole["field"]) == (1, "Entity.taxCredit")
    assert (refused["field"], refused["line"]) == ("TaxCreditRecord.grade", 4) and "visibility" in refused["why"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["token", "--role", "officer"],
        ["token", "--role", "officer", "--department", "海关"],
        ["token", "--role", "subject", "--subject", "91500105000000000X"],
        ["token", "--role", "grantee"],
        ["token", "--role", "grantee", "--grantee", "person:0123"],
        ["token", "--role", "integration", "--system", "none"],
        ["policy", "explain", "--role", "admin", "--query", "not there"],
    ],
)
def test_what_cannot_be_asked(tmp_path: Path, arguments: list[str]) -> None:
    assert yuxin_here(*arguments, data=tmp_path).code == 2


def test_no_demo_tokens_beside_a_provider(tmp_path: Path) -> None:
    provider = {"YUXIN_OIDC_ISSUER": "https://login.example", "YUXIN_OIDC_AUDIENCE": "yuxin"}
    assert yuxin_here("token", "--role", "admin", data=tmp_path, **provider).code == 2
