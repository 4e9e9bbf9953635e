"""`me`: a subject finds itself by its token alone, anybody else what the endpoint knows of them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.security.identity import Identity
from resolvers.asker import Role
from tests.gateway.security.town import BANK, EAST, PERSON, RECORDS, Town, somebody

pytestmark = pytest.mark.asyncio(loop_scope="module")
WHO = "{ me { role name department { key } district system { key } grantee case operations expiresAt subject { __typename } } }"
NOTHING: dict[str, Any] = dict.fromkeys(
    ("department", "district", "system", "grantee", "case", "operations", "expiresAt", "subject")
)
UNTIL = datetime(2027, 1, 2, tzinfo=UTC)
KNOWN = {
    "public": (somebody(Role.PUBLIC), {}),
    "an officer of a district": (
        somebody(Role.OFFICER, department="tax", district="渝中区", expires_at=UNTIL),
        {"department": {"key": "tax"}, "district": "渝中区", "expiresAt": "2027-01-02T00:00:00Z"},
    ),
    "an investigator": (somebody(Role.INVESTIGATOR, case="K-7"), {"case": "K-7"}),
    "a grantee": (somebody(Role.GRANTEE, grantee=BANK), {"grantee": BANK.removeprefix("uscc:")}),
    "a system with a key": (
        somebody(Role.INTEGRATION, system="tax-credit", operations=frozenset({"Query.*", "Mutation.importGrades"})),
        {"system": {"key": "tax-credit"}, "operations": ["Mutation.importGrades", "Query.*"]},
    ),
    "the credit office": (somebody(Role.COORDINATOR), {}),
    "a subject": (somebody(Role.SUBJECT, subject=EAST.key), {"subject": {"__typename": "Entity"}}),
    "a subject that the graph has not": (somebody(Role.SUBJECT, subject="person:none"), {}),
}


@pytest.mark.parametrize(("who", "told"), KNOWN.values(), ids=KNOWN)
async def test_who_asks_is_told_what_is_known_of_them(town: Town, who: Identity, told: dict[str, Any]) -> None:
    assert (await town.ask(who, WHO))["me"] == {**NOTHING, "role": who.role.value, "name": "somebody", **told}


@pytest.mark.plan("7", "Query.me")
@pytest.mark.parametrize("subject", [EAST, PERSON], ids=lambda one: one.kind)
async def test_a_subject_sees_its_grades_and_what_they_stand_on(town: Town, subject: Any) -> None:
    who = somebody(Role.SUBJECT, subject=subject.key)
    view = "displayName gradeView { composite { id } grades { id nativeGrade documentNo } } archive { totalCount }"
    found = (await town.ask(who, f"{{ me {{ subject {{ {view} }} }} }}"))["me"]["subject"]
    own = {f"record:{one.key}": one for one in RECORDS if one.subject_key == subject.key}
    grades = [*found["gradeView"]["grades"], *filter(None, [found["gradeView"]["composite"]])]
    assert {one["id"] for one in grades} == own.keys() and found["displayName"] == subject.name
    for one in found["gradeView"]["grades"]:
        assert (one["nativeGrade"], one["documentNo"]) == (own[one["id"]].native_grade, own[one["id"]].document_no)
    assert found["archive"]["totalCount"] > len(own)


async def test_it_sees_who_looked(town: Town) -> None:
    own = Town(town.opened, town.opened, town.grants)
    who = somebody(Role.SUBJECT, subject=EAST.key)
    desk = f'query Desk {{ entity(uscc: "{EAST.uscc}") {{ archive {{ totalCount }} }} }}'
    await own.ask(somebody(Role.OFFICER, department="tax"), desk)
    looks = "query Own { me { subject { accesses { nodes { role operation department { key } name } } } } }"
    assert await own.refused(who, looks) == {"Access.name"}, "by whom is told to the credit office alone"
    seen = (await own.ask(who, looks.replace(" name", "")))["me"]["subject"]["accesses"]["nodes"]
    assert seen[0] == {"role": "officer", "operation": "Desk", "department": {"key": "tax"}}
    again = (await own.ask(who, looks.replace(" name", "")))["me"]["subject"]["accesses"]["nodes"]
    assert again[0] == {"role": "subject", "operation": "Own", "department": None}, "its own looks are looks"
