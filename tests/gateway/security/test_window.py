"""A service window looks on a subject's behalf: it sees what the subject sees, and the subject sees that it looked and with what proof."""

from typing import Any

import pytest

from gateway.execution.operations import Operation
from graph_model.model import Subject
from resolvers.asker import IncompleteAsker, Role
from tests.gateway.security.town import EAST, OBJECTIONS, PERSON, RECORDS, SUBJECTS, WEST, Town, somebody

pytestmark = pytest.mark.asyncio(loop_scope="module")
CLERK = somebody(Role.CLERK, department="tax")
VIEW = """displayName key gradeView { composite { ...R } grades { ...R } highest lowest }
  measures { applied { grade facts { key documentNo } } withheld { reason } }
  archive(first: 50) { totalCount nodes { kind what record { id } inspection { id findings { clause } } } }
  grants { nodes { id } } objections { id reason answer }"""
RECORD = "fragment R on GradeRecord { id grade nativeGrade score documentNo }"
LOOKS = "query Own { me { subject { accesses(first: 5) { nodes { role operation department { key } proofs } } } } }"


def asked(subject: Subject, proof: str = "ID_CARD", view: str = "displayName") -> str:
    return f'query Window {{ onBehalf(subject: "{subject.key}", proof: {proof}) {{ {view} }} }}'


@pytest.mark.plan("7", "Query.onBehalf")
@pytest.mark.parametrize("subject", [EAST, PERSON], ids=lambda one: one.kind)
async def test_it_sees_what_the_subject_sees(town: Town, subject: Subject) -> None:
    own = await town.ask(somebody(Role.SUBJECT, subject=subject.key), f"{{ me {{ subject {{ {VIEW} }} }} }} {RECORD}")
    seen = await town.ask(CLERK, f"{asked(subject, view=VIEW)} {RECORD}")
    assert seen["onBehalf"] == own["me"]["subject"] and len(seen["onBehalf"]["gradeView"]["grades"]) == 3


async def test_the_subject_sees_that_a_window_looked_and_with_what_proof(town: Town) -> None:
    own = Town(town.opened, town.opened, town.grants)
    for proof in ("BUSINESS_LICENCE", "AUTHORISATION_LETTER"):
        await own.ask(CLERK, asked(EAST, proof))
    shown = enumerate(("ID_CARD", "BUSINESS_LICENCE", "ID_CARD"))
    twice = [f'a{place}: onBehalf(subject: "{EAST.key}", proof: {proof}) {{ key }}' for place, proof in shown]
    await own.ask(CLERK, f"query Both {{ {' '.join(twice)} }}")
    desk = f'query Desk {{ entity(uscc: "{EAST.uscc}") {{ gradeView {{ lowest }} }} }}'
    await own.ask(somebody(Role.OFFICER, department="tax"), desk)
    seen = (await own.ask(somebody(Role.SUBJECT, subject=EAST.key), LOOKS))["me"]["subject"]["accesses"]["nodes"]
    window: dict[str, Any] = {"role": "clerk", "department": {"key": "tax"}}
    assert seen[:4] == [
        {"role": "officer", "operation": "Desk", "department": {"key": "tax"}, "proofs": []},
        {**window, "operation": "Both", "proofs": ["ID_CARD", "BUSINESS_LICENCE"]},
        {**window, "operation": "Window", "proofs": ["AUTHORISATION_LETTER"]},
        {**window, "operation": "Window", "proofs": ["BUSINESS_LICENCE"]},
    ]


async def test_nobody_else_is_seen_from_there(town: Town) -> None:
    node = "query ($id: ID!) { node(id: $id) { __typename } }"
    objections = (one.key for one in OBJECTIONS)
    for key in (*(one.key for one in SUBJECTS), *(f"record:{one.key}" for one in RECORDS), *objections):
        assert await town.ask(CLERK, node, id=key) == {"node": None}
    both = f'{{ onBehalf(subject: "{EAST.key}", proof: ID_CARD) {{ key }} node(id: "{WEST.key}") {{ id }} }}'
    assert await town.ask(CLERK, both) == {"onBehalf": {"key": EAST.key}, "node": None}
    nobody = await town.ask(CLERK, '{ onBehalf(subject: "person:none", proof: ID_CARD) { key } }')
    assert nobody == {"onBehalf": None}


REFUSED = {
    "Query.entity": f'{{ entity(uscc: "{EAST.uscc}") {{ key }} }}',
    "Query.subjectsByKeys": f'{{ subjectsByKeys(keys: ["{EAST.key}"]) {{ key }} }}',
    "Query.inspections": "{ inspections { totalCount } }",
    "Query.objections": "{ objections { totalCount } }",
    "Query.entities": "{ entities { totalCount } }",
    "Mutation.revokeAccess": 'mutation { revokeAccess(input: {grant: "x"}) { __typename } }',
    "Entity.relations": asked(EAST, view="... on Entity { relations { totalCount } }"),
}


@pytest.mark.parametrize(("field", "question"), REFUSED.items(), ids=REFUSED)
async def test_it_does_nothing_else(town: Town, field: str, question: str) -> None:
    assert field in await town.refused(CLERK, question)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SUBJECT, Role.OFFICER])
async def test_only_a_window_asks_on_behalf(town: Town, role: Role) -> None:
    who = somebody(role, department="tax", subject=EAST.key)
    assert "Query.onBehalf" in await town.refused(who, asked(EAST))


async def test_a_person_shows_no_business_licence(town: Town) -> None:
    answer = await town.parts.run(Operation(asked(PERSON, "BUSINESS_LICENCE")), CLERK)
    assert [error["extensions"]["code"] for error in answer.errors] == ["BAD_INPUT"]


async def test_a_window_is_a_department_s() -> None:
    with pytest.raises(IncompleteAsker):
        somebody(Role.CLERK)
