"""identityReviews, decideIdentity, takeBackIdentityDecision: the list with its candidates, and who decides what."""

from typing import Any

import pytest

from graph_model import writing
from graph_model.errors import StoreUnavailable
from graph_model.model import Identifier, IdentifierKind
from graph_model.store import GraphTransaction
from graph_model.writing import Additions
from resolvers.asker import Asker, Role
from resolvers.context import Context
from tests.graph_model.small_city import code
from tests.resolvers.test_importing import grade_of, imported, row
from tests.resolvers.village import COMPANY, COMPANY_CODE, SECRET, SHOP, Api

NUMBER = "500105200012345"
ON_ONE_STORE = pytest.mark.parametrize("store", ["embedded"], indirect=True)
DECISION = "key decidedBy role reason takenBackBy takenBackReason subject { key }"
LIST = f"""query($filter: IdentityReviewFilter, $first: Int, $after: String) {{
  identityReviews(filter: $filter, first: $first, after: $after) {{
    totalCount pageInfo {{ hasNextPage endCursor }}
    nodes {{ id state waiting department {{ name }}
      clues {{ name district formerUsccs registrationNumbers organisationCodes written }}
      candidates {{ rule clue subject {{ key displayName gradeView {{ highest }} }} }}
      rows {{ file row rowKey waits code }} decision {{ key }} decisions {{ {DECISION} }} }} }} }}"""
STANDS = "... on AlreadyDecidedError { decision { key subject { key } } }"
RESULT = f"""__typename ... on IdentityDecisionResult {{ repeated accepted unchanged rejected ended waiting
    review {{ id state waiting }} decision {{ {DECISION} }} }}
  ... on MutationError {{ code message }} ... on BadInputError {{ where }}"""
DECIDE = f"mutation($input: DecideIdentityInput!) {{ decideIdentity(input: $input) {{ {RESULT} {STANDS} }} }}"
TAKE_BACK = (
    f"mutation($input: TakeBackIdentityDecisionInput!) {{ takeBackIdentityDecision(input: $input) {{ {RESULT} }} }}"
)


async def numbered(api: Api) -> None:
    """The company and the shop have one registration number, for all that registration data says."""
    both = [Identifier(IdentifierKind.REGISTRATION_NUMBER, NUMBER, subject.key) for subject in (COMPANY, SHOP)]

    async def work(transaction: GraphTransaction) -> None:
        await writing.write(transaction, Additions(identifiers=both))

    await api.store.transact(work)


async def waiting(api: Api) -> str:
    """The id of the review of a row that has waited since it was pushed."""
    await numbered(api)
    await imported(api, [row(uscc=NUMBER, name=None, grade="D")])
    return str((await reviews(api))["nodes"][0]["id"])


async def reviews(api: Api, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.ask(LIST, **variables))["identityReviews"]
    return found


async def decide(api: Api, review: str, subject: str | None = COMPANY.key, **changes: Any) -> dict[str, Any]:
    given = {"review": review, "subject": subject, "decidedBy": "王某", "reason": "执照可证", **changes}
    answer: dict[str, Any] = (await api.ask(DECIDE, input=given))["decideIdentity"]
    return answer


async def take_back(api: Api, decision: str) -> dict[str, Any]:
    given = {"decision": decision, "decidedBy": "张某", "reason": "弄错了"}
    answer: dict[str, Any] = (await api.ask(TAKE_BACK, input=given))["takeBackIdentityDecision"]
    return answer


@ON_ONE_STORE
async def test_the_list_says_what_is_known_of_the_rows(api: Api) -> None:
    await waiting(api)
    found = await reviews(api)
    (review,) = found["nodes"]
    assert (found["totalCount"], review["state"], review["waiting"]) == (1, "OPEN", 1)
    assert review["clues"] == {
        "name": None,
        "district": None,
        "formerUsccs": [],
        "registrationNumbers": [NUMBER],
        "organisationCodes": [],
        "written": None,
    }
    assert sorted((one["rule"], one["subject"]["key"]) for one in review["candidates"]) == sorted(
        ("REGISTRATION_NUMBER", subject.key) for subject in (COMPANY, SHOP)
    )
    assert review["candidates"][0]["subject"]["gradeView"] is not None
    assert review["rows"] == [
        {"file": "importGrades", "row": 1, "rowKey": None, "waits": True, "code": "AMBIGUOUS_SUBJECT"}
    ]
    assert review["department"] is not None and review["decision"] is None


@ON_ONE_STORE
async def test_the_list_asks_little_of_the_graph_however_long_it_is(api: Api) -> None:
    await numbered(api)
    await imported(api, [row(uscc=NUMBER, name="第一公司")])
    await reviews(api)
    few = len(api.questions)
    await imported(api, [row(uscc=NUMBER, name=f"第{number}公司") for number in range(11)], key="more")
    assert len((await reviews(api))["nodes"]) == 12
    assert few == len(api.questions) <= 6


async def test_the_list_is_filtered_and_paged(api: Api) -> None:
    await numbered(api)
    await imported(api, [row(uscc=NUMBER, name=None), row(uscc=NUMBER, name="无此公司"), row(uscc=NUMBER, item="1-48")])
    taxes = api.catalogue.item("1-48")
    assert taxes is not None
    first = await reviews(api, first=2)
    rest = await reviews(api, first=2, after=first["pageInfo"]["endCursor"])
    keys = [node["id"] for page in (first, rest) for node in page["nodes"]]
    assert (first["totalCount"], len(set(keys)), rest["pageInfo"]["hasNextPage"]) == (3, 3, False)
    for only, expected in (
        ({"subject": SHOP.key}, 3),
        ({"subject": f"uscc:{code(77)}"}, 0),
        ({"department": taxes.department_key}, 1),
        ({"state": ["OPEN"]}, 3),
        ({"state": ["DECIDED", "DISMISSED"]}, 0),
        ({"state": []}, 0),
    ):
        assert (await reviews(api, filter=only))["totalCount"] == expected, only
    assert (await api.error(LIST, filter={"department": "某某局"}))["extensions"]["code"] == "BAD_INPUT"


@ON_ONE_STORE
async def test_an_id_number_in_what_is_said_is_not_kept(api: Api) -> None:
    answer = await decide(api, await waiting(api), decidedBy="王某 110101199003070011", reason="110101199003070011可证")
    decision = answer["decision"]
    assert "1990" not in decision["decidedBy"] + decision["reason"] and decision["reason"].endswith("可证")


@ON_ONE_STORE
async def test_a_decision_and_what_follows(api: Api) -> None:
    review = await waiting(api)
    answer = await decide(api, review)
    assert (answer["accepted"], answer["repeated"]) == (1, False)
    assert answer["review"] == {"id": review, "state": "DECIDED", "waiting": 0}
    assert answer["decision"]["subject"] == {"key": COMPANY.key}
    assert (answer["decision"]["decidedBy"], answer["decision"]["role"]) == ("王某", "coordinator")
    assert await grade_of(api, "1-9") == "D"
    batch = f'{{ entity(uscc: "{COMPANY_CODE}") {{ gradeView {{ grades {{ itemKey provenance {{ batch }} }} }} }} }}'
    grades = (await api.ask(batch))["entity"]["gradeView"]["grades"]
    (brought,) = [one["provenance"]["batch"] for one in grades if one["itemKey"] == "1-9"]
    assert brought.startswith(answer["decision"]["key"])
    assert (await decide(api, review))["repeated"] is True
    other = await decide(api, review, SHOP.key)
    assert (other["__typename"], other["code"]) == ("AlreadyDecidedError", "CONFLICT")
    assert other["decision"] == {"key": answer["decision"]["key"], "subject": {"key": COMPANY.key}}


@ON_ONE_STORE
async def test_taking_it_back_and_deciding_anew(api: Api) -> None:
    review = await waiting(api)
    decision = (await decide(api, review))["decision"]["key"]
    back = await take_back(api, decision)
    assert (back["ended"], back["waiting"], back["review"]["state"]) == (1, 1, "OPEN")
    assert (back["decision"]["takenBackBy"], back["decision"]["takenBackReason"]) == ("张某", "弄错了")
    assert await grade_of(api, "1-9") != "D"
    assert (await take_back(api, decision))["repeated"] is True
    dismissed = await decide(api, review, None, nobody=True)
    assert (dismissed["decision"]["subject"], dismissed["review"]["state"]) == (None, "DISMISSED")
    (node,) = (await reviews(api))["nodes"]
    assert [one["takenBackBy"] for one in node["decisions"]] == ["张某", None]
    found = await api.ask(f'{{ node(id: "{review}") {{ ... on IdentityReview {{ state decision {{ key }} }} }} }}')
    assert found["node"] == {"state": "DISMISSED", "decision": {"key": dismissed["decision"]["key"]}}


@ON_ONE_STORE
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"review": "identity:0"}, ("NotFoundError", None)),
        ({"subject": f"uscc:{code(77)}"}, ("NotFoundError", None)),
        ({"subject": "uscc:123"}, ("BadInputError", "input.subject")),
        ({"subject": "person:" + "0" * 32}, ("BadInputError", "input.subject")),
        ({"subject": None}, ("BadInputError", "input.subject")),
        ({"nobody": True}, ("BadInputError", "input.subject")),
        ({"decidedBy": " "}, ("BadInputError", "input.decidedBy")),
        ({"reason": "长" * 1001}, ("BadInputError", "input.reason")),
    ],
)
async def test_what_cannot_be_decided(api: Api, changes: dict[str, Any], error: tuple[str, str | None]) -> None:
    review = await waiting(api)
    answer = await decide(api, **{"review": review, **changes})
    assert (answer["__typename"], answer.get("where")) == error
    assert (await reviews(api))["nodes"][0]["state"] == "OPEN"


@ON_ONE_STORE
async def test_what_cannot_be_taken_back(api: Api) -> None:
    assert (await take_back(api, "decision-0-1"))["__typename"] == "NotFoundError"


@ON_ONE_STORE
async def test_others_than_the_credit_office_neither_see_nor_decide(api: Api) -> None:
    review = await waiting(api)
    officer = Asker(Role.OFFICER, department="tax")
    context = Context(api.store, api.catalogue, SECRET, officer, clock=lambda: api.now)
    given = {"review": review, "subject": COMPANY.key, "decidedBy": "某", "reason": "某"}
    listed = await api.schema.execute(LIST, context_value=context)
    decided = await api.schema.execute(DECIDE, variable_values={"input": given}, context_value=context)
    node = await api.schema.execute(f'{{ node(id: "{review}") {{ id }} }}', context_value=context)
    assert [error.extensions for error in listed.errors or []] == [{"code": "FORBIDDEN"}]
    assert [error.extensions for error in node.errors or []] == [{"code": "FORBIDDEN"}]
    assert decided.data is not None and decided.data["decideIdentity"]["__typename"] == "ForbiddenError"


async def test_a_store_that_cannot_be_written_is_a_typed_error(unasked: Api) -> None:
    unasked.store._error = StoreUnavailable("MATCH (secret)")  # type: ignore[attr-defined]
    answer = await decide(unasked, "identity:0")
    assert (answer["__typename"], answer["code"]) == ("UnavailableError", "SOURCE_UNAVAILABLE")
    assert "MATCH" not in answer["message"]
