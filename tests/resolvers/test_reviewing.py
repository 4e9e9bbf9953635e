"""reviewDiscrepancy: who decides what, and what is answered."""

from datetime import timedelta
from typing import Any

import pytest

from graph_model.errors import StoreUnavailable
from resolvers.asker import Asker, Role
from resolvers.context import Context
from tests.resolvers.village import COMPANY_CODE, DISCREPANCIES, LABOUR, SECRET, Api, broken

ON_ONE_STORE = pytest.mark.parametrize("store", ["embedded"], indirect=True)
[BETWEEN] = [one for one in DISCREPANCIES if {one.high_item, one.low_item} == {"1-9", "1-14"}]
SEEN = "{ node(id: $id) { ... on Discrepancy { version } } }"
REVIEW = """mutation($input: ReviewDiscrepancyInput!) { reviewDiscrepancy(input: $input) { __typename
  ... on ReviewDiscrepancyResult { repeated review { decision reviewer reason department { key } }
    discrepancy { id state version dueOn overdue closedAt low { suspended } subject { key }
      reviews { decision reviewer reviewedAt department { key } } } }
  ... on MutationError { code message } ... on BadInputError { where } } }"""
ARCHIVED = """query($uscc: USCC!) { entity(uscc: $uscc) { archive(kinds: [DISCREPANCY_REVIEWED]) { nodes {
  what discrepancy { id } review { decision department { key } } } } } }"""
COORDINATOR = Asker(Role.COORDINATOR)


class Desk:
    """Who reviews, by role."""

    def __init__(self, api: Api) -> None:
        self._api = api
        highway, labour = api.catalogue.item("1-9"), api.catalogue.item("1-14")
        assert highway is not None and labour is not None
        self.transport, self.labour = highway.department_key, labour.department_key

    async def version(self) -> str:
        found = await self._api.ask(f"query($id: ID!) {SEEN}", id=BETWEEN.key)
        return str(found["node"]["version"])

    async def decide(self, decision: str, asker: Asker = COORDINATOR, **changes: Any) -> dict[str, Any]:
        """The answer; about the version that stands, under a key of its own."""
        given = {
            "discrepancy": BETWEEN.key,
            "version": changes.get("version") or await self.version(),
            "decision": decision,
            "reviewer": "李四",
            "reason": "已核",
            "idempotencyKey": f"{decision}-{asker.department}",
            **changes,
        }
        context = Context(self._api.store, self._api.catalogue, SECRET, asker, clock=lambda: self._api.now)
        result = await self._api.schema.execute(REVIEW, variable_values={"input": given}, context_value=context)
        assert result.data is not None, result.errors
        answer: dict[str, Any] = result.data["reviewDiscrepancy"]
        return answer

    async def archived(self) -> list[tuple[str, str]]:
        """The reviews in the subject's archive, newest first."""
        found = await self._api.ask(ARCHIVED, uscc=COMPANY_CODE)
        entries = found["entity"]["archive"]["nodes"]
        assert {one["discrepancy"]["id"] for one in entries} == {BETWEEN.key}
        assert all("复核" in one["what"] for one in entries)
        return [(one["review"]["decision"], one["review"]["department"]["key"]) for one in entries]

    def officer(self, department: str, district: str | None = None) -> Asker:
        return Asker(Role.OFFICER, department=department, district=district)


@pytest.fixture
def desk(api: Api) -> Desk:
    return Desk(api)


@pytest.mark.plan("8", "Mutation.reviewDiscrepancy", "yuxin discrepancies review")
async def test_two_departments_review_one_after_the_other(desk: Desk) -> None:
    first = await desk.decide("CORRECT", desk.officer(desk.labour), suspend=True)
    assert (first["__typename"], first["repeated"]) == ("ReviewDiscrepancyResult", False)
    assert first["review"] == {
        "decision": "CORRECT",
        "reviewer": "李四",
        "reason": "已核",
        "department": {"key": desk.labour},
    }
    found = first["discrepancy"]
    assert (found["state"], found["low"]["suspended"], len(found["reviews"])) == ("UNDER_REVIEW", True, 1)
    again = await desk.decide("CORRECT", desk.officer(desk.labour), suspend=True)
    assert (again["repeated"], again["discrepancy"]["version"]) == (True, found["version"])
    assert (await desk.decide("KEEP", desk.officer(desk.transport)))["discrepancy"]["state"] == "UNDER_REVIEW"
    last = await desk.decide("KEEP", desk.officer(desk.labour))
    closed = last["discrepancy"]
    assert (closed["state"], closed["low"]["suspended"]) == ("CLOSED", False)
    assert closed["closedAt"] is not None and len(closed["reviews"]) == 3
    assert await desk.archived() == [("KEEP", desk.labour), ("KEEP", desk.transport), ("CORRECT", desk.labour)]
    refused = await desk.decide("DISMISS")
    assert (refused["__typename"], refused["code"]) == ("ConflictError", "CONFLICT")


@ON_ONE_STORE
async def test_the_credit_office_dismisses_and_records_for_a_department(desk: Desk) -> None:
    kept = await desk.decide("KEEP", department=desk.labour)
    assert kept["review"]["department"] == {"key": desk.labour}
    dismissed = await desk.decide("DISMISS")
    assert (dismissed["discrepancy"]["state"], dismissed["review"]["department"]) == ("CLOSED", None)


@ON_ONE_STORE
async def test_what_is_under_review_shows_in_the_measures(api: Api, desk: Desk) -> None:
    asked = f'{{ entity(uscc: "{COMPANY_CODE}") {{ measures {{ withheld {{ reason because {{ itemKey }} }} }} }} }}'

    async def withheld() -> set[str]:
        found = (await api.ask(asked))["entity"]["measures"]["withheld"]
        return {one["reason"] for one in found if one["because"]["itemKey"] == LABOUR.item_key}

    assert "UNDER_REVIEW" not in await withheld()
    await desk.decide("CORRECT", department=desk.labour, suspend=True)
    assert await withheld() == {"UNDER_REVIEW"}


@ON_ONE_STORE
async def test_it_is_overdue_when_its_days_are_over(api: Api) -> None:
    asked = f'{{ node(id: "{BETWEEN.key}") {{ ... on Discrepancy {{ dueOn overdue }} }} }}'
    assert (await api.ask(asked))["node"] == {"dueOn": "2024-05-17", "overdue": True}  # raised thirty days ago
    api.now -= timedelta(days=20)
    assert (await api.ask(asked))["node"]["overdue"] is False


@ON_ONE_STORE
@pytest.mark.plan("8", "Query.discrepancies", "yuxin discrepancies")
async def test_the_credit_office_is_told_of_what_the_departments_have_let_pass(api: Api) -> None:
    asked = "query($e: Boolean!) { discrepancies(filter: {escalated: $e, overdue: true}) { nodes { id escalatesOn escalated } } }"
    late = (await api.ask(asked, e=True))["discrepancies"]["nodes"]
    assert {one["id"] for one in late} == {one.key for one in DISCREPANCIES}, "raised thirty days ago"
    assert {(one["escalatesOn"], one["escalated"]) for one in late} == {("2024-05-27", True)}
    api.now -= timedelta(days=10)
    assert (await api.ask(asked, e=True))["discrepancies"]["nodes"] == []
    assert {one["escalated"] for one in (await api.ask(asked, e=False))["discrepancies"]["nodes"]} == {False}


REFUSED = {
    "an officer of a third department": ("KEEP", {"asker": ("tax", None)}, "ForbiddenError", None),
    "an officer for another department": (
        "KEEP",
        {"asker": ("labour", None), "department": "transport"},
        "ForbiddenError",
        None,
    ),
    "an officer who dismisses": ("DISMISS", {"asker": ("labour", None)}, "ForbiddenError", None),
    "an officer of another district": ("KEEP", {"asker": ("labour", "渝中区")}, "NotFoundError", None),
    "an old version": ("KEEP", {"version": "0" * 16, "department": "labour"}, "ConflictError", None),
    "nobody's decision": ("KEEP", {}, "BadInputError", "input.decision"),
    "no such department": ("KEEP", {"department": "某某局"}, "BadInputError", "input.department"),
    "no reason": ("KEEP", {"department": "labour", "reason": " "}, "BadInputError", "input.reason"),
    "no such discrepancy": ("DISMISS", {"discrepancy": "discrepancy:nothing"}, "NotFoundError", None),
}


@ON_ONE_STORE
@pytest.mark.parametrize(("decision", "given", "kind", "where"), REFUSED.values(), ids=REFUSED)
async def test_what_is_refused(desk: Desk, decision: str, given: dict[str, Any], kind: str, where: str | None) -> None:
    keys = {"labour": desk.labour, "transport": desk.transport, "tax": "tax"}
    changes = {name: keys.get(value, value) for name, value in given.items() if name != "asker"}
    department, district = given.get("asker", (None, None))
    asker = desk.officer(keys[department], district) if department else COORDINATOR
    before = await desk.version()
    answer = await desk.decide(decision, asker, **changes)
    assert (answer["__typename"], answer.get("where")) == (kind, where), answer
    assert await desk.version() == before


@ON_ONE_STORE
async def test_what_was_done_need_not_be_asked_for(api: Api, desk: Desk) -> None:
    bare = "mutation($input: ReviewDiscrepancyInput!) { reviewDiscrepancy(input: $input) { __typename } }"
    given = {"discrepancy": BETWEEN.key, "version": await desk.version(), "decision": "DISMISS", "reviewer": "李四"}
    answer = await api.ask(bare, input={**given, "reason": "已核", "idempotencyKey": "k"})
    assert answer == {"reviewDiscrepancy": {"__typename": "ReviewDiscrepancyResult"}}


@ON_ONE_STORE
async def test_an_officer_of_the_district_reviews(desk: Desk) -> None:
    answer = await desk.decide("KEEP", desk.officer(desk.labour, "渝北区"))
    assert answer["__typename"] == "ReviewDiscrepancyResult"


@ON_ONE_STORE
async def test_others_than_departments_and_the_credit_office_do_not(desk: Desk) -> None:
    answer = await desk.decide("KEEP", Asker(Role.INVESTIGATOR), department=desk.labour)
    assert answer["__typename"] == "ForbiddenError"


@ON_ONE_STORE
async def test_a_graph_that_cannot_be_written_is_told(api: Api, desk: Desk) -> None:
    version = await desk.version()
    api.store = broken(StoreUnavailable("gone"))
    answer = await desk.decide("DISMISS", version=version)
    assert (answer["__typename"], answer["code"]) == ("UnavailableError", "SOURCE_UNAVAILABLE")
