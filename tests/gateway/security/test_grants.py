"""A subject lets others see some of its grades: they see exactly that while it lasts, and the subject sees that they looked."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from gateway.execution.operations import Operation
from gateway.security.identity import Identity
from graph_model.grants import LONGEST
from resolvers.asker import Role
from tests.gateway.security.town import BANK, EAST, LENDER, NOBODY, PERSON, RECORDS, SUBJECTS, WEST, Town, somebody
from tests.graph_model.small_city import code

pytestmark = pytest.mark.asyncio(loop_scope="module")
NOW = datetime.now(UTC)
SOON = (NOW + timedelta(days=20)).isoformat()
ITSELF = somebody(Role.SUBJECT, subject=EAST.key)
INSURER = somebody(Role.GRANTEE, grantee=f"uscc:{code(24)}")
GRANT = """mutation Grant($input: GrantAccessInput!) { grantAccess(input: $input) { __typename
  ... on AccessGrantResult { repeated grant { id subjectKey grantee purpose state revokedAt expiresAt
    scope { composite allItems measures archive items { key } } subject { displayName } } }
  ... on BadInputError { code where } ... on MutationError { code message } } }"""
REVOKE = """mutation Revoke($grant: ID!) { revokeAccess(input: {grant: $grant}) { __typename
  ... on AccessGrantResult { repeated grant { state revokedAt } } ... on MutationError { code } } }"""
VIEW = """query View($key: ID!) { subjectsByKeys(keys: [$key]) { key displayName gradeView {
  composite { id grade } highest lowest spread grades { id grade nativeGrade score documentNo item { key } }
  byDepartment { department { key } highest grades { id } } sources { system { key } } } } }"""
MEASURES = """query ($key: ID!) { subjectsByKeys(keys: [$key]) { measures {
  applied { item { key } grade facts { key documentNo } } withheld { item { key } } } } }"""
ARCHIVE = """query ($key: ID!) { subjectsByKeys(keys: [$key]) { archive { totalCount nodes {
  kind record { id nativeGrade } fact { key description } } } } }"""
RECEIVED = "{ grantsReceived { totalCount nodes { id subjectKey purpose state subject { key } } } }"
LOOKS = """query Looks($key: ID!) { subjectsByKeys(keys: [$key]) { accesses { nodes {
  what role operation grants { id grantee purpose state } } } } }"""


def given(**changed: Any) -> dict[str, Any]:
    start = {"grantee": INSURER.grantee and INSURER.grantee[5:], "purpose": "承保审查", "expiresAt": SOON}
    return {"input": {**start, "scope": {"items": ["1-48"]}, **changed}}


async def done(town: Town, who: Identity, question: str, **variables: Any) -> dict[str, Any]:
    """What a mutation answers."""
    (answer,) = (await town.ask(who, question, **variables)).values()
    assert isinstance(answer, dict)
    return answer


async def view(town: Town, who: Identity, key: str, question: str = VIEW) -> Any:
    (found,) = (await town.ask(who, question, key=key))["subjectsByKeys"]
    return found


def grantee(key: str) -> Identity:
    return somebody(Role.GRANTEE, grantee=key)


@pytest_asyncio.fixture(loop_scope="module")
async def granted(town: Town) -> AsyncIterator[dict[str, Any]]:
    """A grant of the tax grade to the insurer, revoked again at the end."""
    made = await done(town, ITSELF, GRANT, **given())
    yield made["grant"]
    await done(town, ITSELF, REVOKE, grant=made["grant"]["id"])


# --- what is granted ---


async def test_a_subject_grants_what_it_names(town: Town, granted: dict[str, Any]) -> None:
    assert granted["subjectKey"] == EAST.key and granted["subject"] == {"displayName": EAST.name}
    assert granted["scope"] == {
        "composite": False,
        "allItems": False,
        "measures": False,
        "archive": False,
        "items": [{"key": "1-48"}],
    }
    assert (granted["state"], granted["purpose"], granted["revokedAt"]) == ("VALID", "承保审查", None)
    again = await done(town, ITSELF, GRANT, **given())
    assert again["repeated"] and again["grant"]["id"] == granted["id"]


@pytest.mark.plan("7", "Mutation.grantAccess", "Query.grantsReceived")
async def test_the_grantee_sees_it_and_everything_is_counted_over_it(town: Town, granted: dict[str, Any]) -> None:
    found = await view(town, INSURER, EAST.key)
    (grade,) = found["gradeView"].pop("grades")
    assert grade["item"] == {"key": "1-48"} and grade["grade"] == "C"
    assert {grade["nativeGrade"], grade["score"], grade["documentNo"]} == {None}
    assert found["gradeView"] == {
        "composite": None,
        "highest": "C",
        "lowest": "C",
        "spread": 0,
        "byDepartment": [{"department": {"key": "tax"}, "highest": "C", "grades": [{"id": grade["id"]}]}],
        "sources": [{"system": {"key": "tax-credit"}}],
    }
    for other in (WEST.key, PERSON.key):
        assert await view(town, INSURER, other) is None
    assert await view(town, grantee(NOBODY), EAST.key) is None


async def test_it_ends_when_it_is_revoked(town: Town) -> None:
    made = await done(town, ITSELF, GRANT, **given(purpose="续保"))
    assert await view(town, INSURER, EAST.key) is not None
    ended = await done(town, ITSELF, REVOKE, grant=made["grant"]["id"])
    assert ended["grant"]["state"] == "REVOKED" and not ended["repeated"]
    assert (await done(town, ITSELF, REVOKE, grant=made["grant"]["id"]))["repeated"]
    assert await view(town, INSURER, EAST.key) is None
    node = "query ($id: ID!) { node(id: $id) { id } }"
    assert await town.ask(INSURER, node, id=made["grant"]["id"]) == {"node": None}
    assert await town.ask(ITSELF, node, id=made["grant"]["id"]) == {"node": {"id": made["grant"]["id"]}}


async def test_what_has_ended_lets_nobody_see_anything(town: Town) -> None:
    for key in (EAST.key, WEST.key):
        assert await view(town, grantee(LENDER), key) is None
    found = (await town.ask(grantee(LENDER), RECEIVED))["grantsReceived"]
    assert [(one["subjectKey"], one["state"]) for one in found["nodes"]] == [(PERSON.key, "VALID")]
    assert found["totalCount"] == 1 and found["nodes"][0]["subject"] == {"key": PERSON.key}


async def test_measures_are_of_the_grades_of_grants_that_name_them(town: Town) -> None:
    """The bank has the composite's with measures, and transport's grade with its archive."""
    found = (await view(town, grantee(BANK), WEST.key, MEASURES))["measures"]
    assert {one["item"] and one["item"]["key"] for part in found.values() for one in part} == {None}
    person = (await view(town, grantee(BANK), PERSON.key, MEASURES))["measures"]
    assert {one["item"]["key"] for one in person["applied"]} == {"1-9", "1-14", "1-48"}
    assert all(fact["documentNo"] is None for one in person["applied"] for fact in one["facts"])


async def test_the_archive_is_of_the_grades_of_grants_that_name_it(town: Town) -> None:
    found = (await view(town, grantee(BANK), WEST.key, ARCHIVE))["archive"]
    records = [one["record"] for one in found["nodes"] if one["record"]]
    assert [one["id"] for one in records] == ["record:记录200号"] and records[0]["nativeGrade"] is None
    assert {one["kind"] for one in found["nodes"]} == {"REGISTRATION", "EVALUATION"}
    assert found["totalCount"] == 2


@pytest.mark.parametrize("question", [MEASURES, ARCHIVE])
async def test_a_part_that_no_grant_names_is_refused(town: Town, granted: dict[str, Any], question: str) -> None:
    answer = await town.parts.run(Operation(question, None, {"key": EAST.key}), INSURER)
    assert [error["extensions"]["code"] for error in answer.errors] == ["FORBIDDEN"]
    assert answer.data == {"subjectsByKeys": [None]}


async def test_a_record_is_found_by_its_id_where_it_is_granted(town: Town, granted: dict[str, Any]) -> None:
    node = "query ($id: ID!) { node(id: $id) { ... on GradeRecord { item { key } subject { key } } } }"
    found = {
        record.item_key: (await town.ask(INSURER, node, id=f"record:{record.key}"))["node"]
        for record in RECORDS
        if record.subject_key == EAST.key
    }
    seen = {"item": {"key": "1-48"}, "subject": {"key": EAST.key}}
    assert found == {**dict.fromkeys(found), "1-48": seen}


async def test_systems_are_not_asked_for_a_grantee(town: Town) -> None:
    assert town.parts.new_context(INSURER).live is None  # type: ignore[attr-defined]


# --- who may grant, and what ---


@pytest.mark.parametrize("who", [somebody(Role.COORDINATOR), INSURER, somebody(Role.OFFICER, department="tax")])
async def test_nobody_grants_for_another(town: Town, who: Identity) -> None:
    assert "Mutation.grantAccess" in await town.refused(who, GRANT)
    assert "Mutation.revokeAccess" in await town.refused(who, REVOKE)


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"scope": {}}, "input.scope"),
        ({"scope": {"measures": True, "archive": True}}, "input.scope"),
        ({"scope": {"items": ["9-99"]}}, "input.scope.items[0]"),
        ({"scope": {"items": ["1-48", "composite"]}}, "input.scope.items"),
        ({"scope": {"items": ["1-48"], "allItems": True}}, "input.scope.items"),
        ({"grantee": EAST.uscc}, "input.grantee"),
        ({"purpose": " "}, "input.purpose"),
        ({"expiresAt": (NOW - timedelta(days=1)).isoformat()}, "input.expiresAt"),
        ({"expiresAt": (NOW + LONGEST + timedelta(days=1)).isoformat()}, "input.expiresAt"),
    ],
)
async def test_what_cannot_be_granted_says_why(town: Town, changed: dict[str, Any], where: str) -> None:
    answer = await done(town, ITSELF, GRANT, **given(**changed))
    assert (answer["__typename"], answer["code"], answer["where"]) == ("BadInputError", "BAD_INPUT", where)


async def test_a_code_that_is_none_is_refused(town: Town) -> None:
    assert "check" in await town.bytes(ITSELF, GRANT, **given(grantee="915001050000000000"))


async def test_only_the_own_grants_are_revoked(town: Town, granted: dict[str, Any]) -> None:
    other = somebody(Role.SUBJECT, subject=WEST.key)
    for key in (granted["id"], "grant:none", "nonsense"):
        answer = await done(town, other, REVOKE, grant=key)
        assert (answer["__typename"], answer["code"]) == ("NotFoundError", "NOT_FOUND")
    assert await view(town, INSURER, EAST.key) is not None


async def test_a_subject_lists_its_own_grants(town: Town, granted: dict[str, Any]) -> None:
    question = """query ($key: ID!, $valid: Boolean!) { subjectsByKeys(keys: [$key]) {
      grants(onlyValid: $valid) { totalCount nodes { purpose state } } } }"""
    (own,) = (await town.ask(ITSELF, question, key=EAST.key, valid=False))["subjectsByKeys"]
    listed = {(one["purpose"], one["state"]) for one in own["grants"]["nodes"]}
    assert {("用途1号", "VALID"), ("用途5号", "EXPIRED"), ("承保审查", "VALID")} <= listed
    (valid,) = (await town.ask(ITSELF, question, key=EAST.key, valid=True))["subjectsByKeys"]
    assert {one["state"] for one in valid["grants"]["nodes"]} == {"VALID"}
    assert await town.ask(ITSELF, question, key=WEST.key, valid=False) == {"subjectsByKeys": [None]}
    office = await town.ask(somebody(Role.COORDINATOR), question, key=EAST.key, valid=False)
    assert office["subjectsByKeys"][0]["grants"]["totalCount"] == own["grants"]["totalCount"]


# --- who looked ---


async def test_the_subject_sees_who_looked_by_which_grant(town: Town) -> None:
    """With the trail of the town itself, not the one that is kept in memory."""
    own = Town(town.opened, town.opened, town.grants)
    made = (await done(own, ITSELF, GRANT, **given(purpose="理赔")))["grant"]
    await view(own, INSURER, EAST.key)
    await view(own, grantee(NOBODY), EAST.key)
    await own.ask(grantee(NOBODY), "query ($id: ID!) { node(id: $id) { id } }", id=f"record:{RECORDS[0].key}")
    await view(own, somebody(Role.OFFICER, department="tax"), EAST.key)
    looks = (await view(own, ITSELF, EAST.key, LOOKS))["accesses"]["nodes"]
    told = [(one["what"], one["role"], one["operation"], [by["id"] for by in one["grants"]]) for one in looks]
    assert told == [
        ("access", "officer", "View", []),
        ("access", "grantee", "View", [made["id"]]),
        ("change", "subject", "Grant", [made["id"]]),
    ]
    by = looks[1]["grants"][0]
    assert (by["grantee"], by["purpose"], by["state"]) == (made["grantee"], "理赔", "VALID")
    await done(own, ITSELF, REVOKE, grant=made["id"])
    after = (await view(own, ITSELF, EAST.key, LOOKS))["accesses"]["nodes"]
    assert {one["state"] for look in after for one in look["grants"]} == {"REVOKED"}


async def test_many_subjects_at_once(town: Town) -> None:
    """Those of whom a grant speaks, in their places; the others are as if they were not there."""
    question = """query ($keys: [ID!]!, $them: [_Any!]!) { subjectsByKeys(keys: $keys) { key }
      _entities(representations: $them) { ... on Entity { uscc } ... on Person { key } } }"""
    them = [{"__typename": "Entity", "uscc": EAST.uscc}, {"__typename": "Person", "key": PERSON.key}]
    keys = [subject.key for subject in SUBJECTS]
    found = await town.ask(grantee(LENDER), question, keys=[*keys, *keys], them=them)
    assert found["subjectsByKeys"] == [None, None, {"key": PERSON.key}] * 2
    assert found["_entities"] == [None, {"key": PERSON.key}]
