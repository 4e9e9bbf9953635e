"""A subject objects to a grade of its own, the grading department answers; nobody else knows of it."""

from typing import Any

import pytest
import pytest_asyncio

from gateway.security.identity import Identity
from graph_model.open_store import open_store
from resolvers.asker import Role
from tests.gateway.security.town import BANK, EAST, PERSON, RECORDS, WEST, Town, somebody, town_over

pytestmark = pytest.mark.asyncio(loop_scope="module")
ITSELF = somebody(Role.SUBJECT, subject=EAST.key)
OFFICE = somebody(Role.COORDINATOR)
TAX = somebody(Role.OFFICER, department="tax")
OF_WEST_DISTRICT = somebody(Role.OFFICER, department="tax", district=str(WEST.district))
RESULT = """{ __typename ... on ObjectionResult { repeated objection { id state version reason answer overdue
  item { key } department { key } record { id } subject { key } } } ... on MutationError { code } ... on BadInputError { where } }"""
RAISE = f"mutation ($input: RaiseObjectionInput!) {{ raiseObjection(input: $input) {RESULT} }}"
ANSWER = f"mutation ($input: AnswerObjectionInput!) {{ answerObjection(input: $input) {RESULT} }}"
WITHDRAW = f"mutation ($input: WithdrawObjectionInput!) {{ withdrawObjection(input: $input) {RESULT} }}"
LIST = "query ($filter: ObjectionFilter) { objections(filter: $filter) { totalCount nodes { id } } }"
RECORD_IDS = {(one.subject_key, one.item_key): f"record:{one.key}" for one in RECORDS}


@pytest_asyncio.fixture(loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A town of its own: something is written."""
    folder = tmp_path_factory.mktemp("objections")
    store = await open_store("embedded", data_dir=folder, durability="off")
    await store.prepare()
    opened = await town_over(store, folder)
    yield opened
    await opened.close()
    await store.close()


async def done(town: Town, who: Identity, question: str, **given: Any) -> dict[str, Any]:
    (answer,) = (await town.ask(who, question, input={"idempotencyKey": "1", **given})).values()
    assert isinstance(answer, dict)
    return answer


async def raised(town: Town, item: str = "1-48", **given: Any) -> dict[str, Any]:
    answer = await done(town, ITSELF, RAISE, record=RECORD_IDS[EAST.key, item], reason="已缴清", **given)
    found: dict[str, Any] = answer["objection"]
    return found


async def listed(town: Town, who: Identity, **only: Any) -> set[str]:
    page = (await town.ask(who, LIST, filter=only))["objections"]
    assert page["totalCount"] == len(page["nodes"])
    return {one["id"] for one in page["nodes"]}


@pytest.mark.plan("7", "Mutation.raiseObjection", "Mutation.answerObjection", "Query.objections")
async def test_it_goes_to_the_grading_department_and_comes_back_with_an_answer(town: Town) -> None:
    one = await raised(town)
    assert (one["state"], one["department"], one["subject"]) == ("OPEN", {"key": "tax"}, {"key": EAST.key})
    assert one["id"] in await listed(town, TAX, state=["OPEN"])
    answer = {"objection": one["id"], "version": one["version"], "decision": "ACCEPT", "reason": "下月更正"}
    answered = await done(town, TAX, ANSWER, **answer)
    assert (answered["objection"]["state"], answered["objection"]["answer"]) == ("ACCEPTED", "下月更正")
    assert (await done(town, TAX, ANSWER, **answer))["repeated"]
    own = "{ me { subject { objections { id state answer } } } }"
    seen = (await town.ask(ITSELF, own))["me"]["subject"]["objections"]
    assert {"id": one["id"], "state": "ACCEPTED", "answer": "下月更正"} in seen
    stale = await done(town, OFFICE, ANSWER, **{**answer, "decision": "REJECT", "idempotencyKey": "2"})
    assert stale["code"] == "CONFLICT"


async def test_of_the_composite_its_department_answers(town: Town) -> None:
    one = await raised(town, "composite")
    assert (one["department"], one["item"]) == ({"key": "development-reform"}, None)
    answer = {"objection": one["id"], "version": one["version"], "decision": "REJECT", "reason": "数据无误"}
    assert (await done(town, TAX, ANSWER, **answer))["code"] == "NOT_FOUND"
    assert (await done(town, OFFICE, ANSWER, **answer))["objection"]["state"] == "REJECTED"


async def test_the_subject_withdraws_its_own(town: Town) -> None:
    one = await raised(town, "1-9")
    given = {"objection": one["id"], "version": one["version"]}
    stranger = somebody(Role.SUBJECT, subject=WEST.key)
    assert (await done(town, stranger, WITHDRAW, **given))["code"] == "NOT_FOUND"
    assert (await done(town, ITSELF, WITHDRAW, **given))["objection"]["state"] == "WITHDRAWN"


async def test_who_knows_of_it(town: Town) -> None:
    one = await raised(town, idempotencyKey="who knows")
    assert one["id"] in await listed(town, ITSELF) and one["id"] in await listed(town, OFFICE)
    others = somebody(Role.OFFICER, department="grain"), OF_WEST_DISTRICT, somebody(Role.SUBJECT, subject=WEST.key)
    for who in others:
        assert one["id"] not in await listed(town, who)
        node = await town.ask(who, "query ($id: ID!) { node(id: $id) { __typename } }", id=one["id"])
        assert node == {"node": None}
    node = await town.ask(TAX, "query ($id: ID!) { node(id: $id) { __typename } }", id=one["id"])
    assert node == {"node": {"__typename": "Objection"}}
    assert await listed(town, TAX, department="transport") == set()
    assert await listed(town, ITSELF, subject=WEST.key) == set()
    await done(town, ITSELF, WITHDRAW, objection=one["id"], version=one["version"])


ARCHIVE = """query ($key: ID!) { subjectsByKeys(keys: [$key]) { archive(first: 100,
  kinds: [OBJECTION_RAISED, OBJECTION_ANSWERED, OBJECTION_WITHDRAWN]) { totalCount nodes { kind objection { id state } } } } }"""
CHANGES = """{ changes(first: 100, kinds: [OBJECTION_RAISED, OBJECTION_ANSWERED, OBJECTION_WITHDRAWN]) {
  nodes { kind objection { id record { id } } } } }"""


async def test_it_stands_in_the_archive_and_among_the_changes(town: Town) -> None:
    one = await raised(town, idempotencyKey="archived")
    given = {"objection": one["id"], "version": one["version"], "decision": "REJECT", "reason": "数据无误"}
    assert (await done(town, TAX, ANSWER, **given, idempotencyKey="archived"))["objection"]["state"] == "REJECTED"

    async def archived(who: Identity) -> list[tuple[str, str]]:
        [found] = (await town.ask(who, ARCHIVE, key=EAST.key))["subjectsByKeys"]
        entries = found["archive"]
        assert entries["totalCount"] == len(entries["nodes"])
        return [(each["kind"], each["objection"]["id"]) for each in entries["nodes"]]

    async def changed(who: Identity) -> list[tuple[str, str]]:
        found = (await town.ask(who, CHANGES))["changes"]["nodes"]
        return [(each["kind"], each["objection"]["id"]) for each in found]

    told = [("OBJECTION_RAISED", one["id"]), ("OBJECTION_ANSWERED", one["id"])]
    for who in (ITSELF, TAX, OFFICE):
        assert [each for each in await archived(who) if each in told] == [*reversed(told)]
    for who in (TAX, OFFICE):
        assert [each for each in await changed(who) if each in told] == told
    grain = somebody(Role.OFFICER, department="grain")
    assert await archived(grain) == [] and await changed(grain) == []
    assert not set(told) & set(await changed(OF_WEST_DISTRICT))
    seen = (await town.ask(ITSELF, ARCHIVE.replace("id state", "answer"), key=EAST.key))["subjectsByKeys"]
    assert "数据无误" in str(seen)


async def test_what_is_not_for_a_role(town: Town) -> None:
    grantee = somebody(Role.GRANTEE, grantee=BANK)
    assert "Query.objections" in await town.refused(grantee, "{ objections { totalCount } }")
    assert await town.refused(ITSELF, "{ objections { nodes { endedBy } } }") == {"Objection.endedBy"}
    assert "Mutation.answerObjection" in await town.refused(ITSELF, ANSWER)
    for who in (TAX, OFFICE, grantee):
        assert "Mutation.raiseObjection" in await town.refused(who, RAISE)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"record": RECORD_IDS[WEST.key, "1-48"]}, "NOT_FOUND"),
        ({"record": RECORD_IDS[PERSON.key, "1-48"]}, "NOT_FOUND"),
        ({"record": "nonsense"}, "NOT_FOUND"),
        ({"reason": " "}, "BAD_INPUT"),
        ({"idempotencyKey": ""}, "BAD_INPUT"),
    ],
)
async def test_what_cannot_be_objected_to(town: Town, given: dict[str, Any], code: str) -> None:
    start = {"record": RECORD_IDS[EAST.key, "1-14"], "reason": "有误"}
    assert (await done(town, ITSELF, RAISE, **{**start, **given}))["code"] == code
