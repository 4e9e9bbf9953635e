"""recordMeasureTaken, withdrawMeasureTaken, measuresTaken, measureConsistency: who records and sees what."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from graph_model.errors import StoreUnavailable
from resolvers.asker import Asker, Role
from resolvers.context import Context
from tests.graph_model.small_city import code
from tests.resolvers.village import COMPANY, COMPANY_CODE, DOCTOR, SECRET, Api, broken

ON_ONE_STORE = pytest.mark.parametrize("store", ["embedded"], indirect=True)
SHOWN = """key measureKey measure { name } scenario action takenOn endsOn documentNo grade consistency
  department { key } item { key } subject { key }"""
RECORD = f"""mutation($input: RecordMeasureTakenInput!) {{ recordMeasureTaken(input: $input) {{ __typename
  ... on RecordMeasureTakenResult {{ repeated measureTaken {{ {SHOWN} }} }}
  ... on MutationError {{ code message }} ... on BadInputError {{ where }} }} }}"""
LIST = f"""query($filter: MeasureTakenFilter) {{ measuresTaken(filter: $filter) {{ totalCount nodes {{ {SHOWN} }} }}
  measureConsistency(by: [DEPARTMENT, ITEM, SCENARIO], filter: $filter) {{
    department {{ key }} item {{ key }} scenario consistency count }} }}"""
WITHDRAW = """mutation($input: WithdrawMeasureTakenInput!) { withdrawMeasureTaken(input: $input) { __typename
  ... on WithdrawMeasureTakenResult { repeated measureTaken { key version withdrawnAt withdrawnBy withdrawalReason } }
  ... on MutationError { code message } ... on BadInputError { where } } }"""
COORDINATOR = Asker(Role.COORDINATOR, "信用办")


class Desk:
    """Who records, by role; each under a key of its own."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self._keys = count(1)

    def officer(self, item: str = "1-14", district: str | None = None) -> Asker:
        found = self.api.catalogue.item(item)
        assert found is not None
        return Asker(Role.OFFICER, "甲", department=found.department_key, district=district)

    async def ask(self, asker: Asker, query: str, **variables: Any) -> Any:
        context = Context(self.api.store, self.api.catalogue, SECRET, asker, clock=lambda: self.api.now)
        return await self.api.schema.execute(query, variable_values=variables, context_value=context)

    async def record(self, asker: Asker = COORDINATOR, **changes: Any) -> dict[str, Any]:
        """By default the company, a B overall, is denied a convenience by labour."""
        given = {
            "subject": COMPANY.key,
            "measure": "measure:b-conveniences",
            "action": "WITHHELD",
            "takenOn": "2024-05-20",
            "documentNo": "渝人社办〔2024〕7号",
            "item": "1-14",
            "idempotencyKey": f"key-{next(self._keys)}",
            **changes,
        }
        result = await self.ask(asker, RECORD, input=given)
        assert result.data is not None, result.errors
        answer: dict[str, Any] = result.data["recordMeasureTaken"]
        return answer


@pytest.fixture
def desk(api: Api) -> Desk:
    return Desk(api)


async def test_a_measure_is_recorded_and_judged_once(desk: Desk) -> None:
    first = await desk.record(desk.officer(), idempotencyKey="k")
    assert (first["__typename"], first["repeated"]) == ("RecordMeasureTakenResult", False)
    taken = first["measureTaken"]
    assert {name: value for name, value in taken.items() if name != "key"} == {
        "measureKey": "b-conveniences",
        "measure": {"name": "告知承诺、容缺受理等便利措施"},
        "scenario": "ADMINISTRATIVE_SERVICE",
        "action": "WITHHELD",
        "takenOn": "2024-05-20",
        "endsOn": None,
        "documentNo": "渝人社办〔2024〕7号",
        "grade": "B",
        "consistency": "DENIED",
        "department": {"key": "human-resources"},
        "item": {"key": "1-14"},
        "subject": {"key": COMPANY.key},
    }
    assert await desk.record(desk.officer(), idempotencyKey="k") == {**first, "repeated": True}
    ban = await desk.record(measure="d-industry-ban", action="APPLIED", endsOn="2025-05-19")
    assert (ban["measureTaken"]["grade"], ban["measureTaken"]["consistency"]) == ("D", "UNDUE_BURDEN")


@pytest.mark.plan("6", "Mutation.recordMeasureTaken", "Query.measuresTaken", "Query.measureConsistency")
async def test_they_are_listed_and_counted(desk: Desk) -> None:
    denied = (await desk.record())["measureTaken"]
    watched = (await desk.record(measure="a-written-inspection", action="GRANTED", item="1-9"))["measureTaken"]
    found = (await desk.ask(COORDINATOR, LIST)).data
    assert found["measuresTaken"]["totalCount"] == 2
    assert found["measureConsistency"] == [
        {
            "department": one["department"],
            "item": one["item"],
            "scenario": one["scenario"],
            "consistency": one["consistency"],
            "count": 1,
        }
        for one in (denied, watched)
    ]
    for only, expected in (
        ({"consistency": ["DENIED"]}, [denied]),
        ({"department": "市交通局"}, [watched]),
        ({"item": "item:1-9", "scenarios": ["RANDOM_INSPECTION"]}, [watched]),
        ({"subject": DOCTOR.key}, []),
        ({"since": "2024-05-21"}, []),
    ):
        found = (await desk.ask(COORDINATOR, LIST, filter=only)).data
        assert found["measuresTaken"]["nodes"] == expected, only
        assert sum(one["count"] for one in found["measureConsistency"]) == len(expected)


@ON_ONE_STORE
async def test_a_department_sees_its_own_and_an_officer_of_a_district_its_subjects(desk: Desk) -> None:
    await desk.record()
    for asker, total in (
        (desk.officer(), 1),
        (desk.officer(district="渝北区"), 1),
        (desk.officer(district="渝中区"), 0),
        (desk.officer("1-9"), 0),
    ):
        found = (await desk.ask(asker, LIST)).data
        assert found["measuresTaken"]["totalCount"] == total, asker
        assert len(found["measureConsistency"]) == total
    for asker, only in ((desk.officer("1-9"), {"department": "human-resources"}), (Asker(Role.INVESTIGATOR), None)):
        refused = await desk.ask(asker, LIST, filter=only)
        assert {error.extensions["code"] for error in refused.errors} == {"FORBIDDEN"}


@ON_ONE_STORE
async def test_it_stands_in_the_archive(api: Api, desk: Desk) -> None:
    await desk.record()
    asked = f'{{ entity(uscc: "{COMPANY_CODE}") {{ archive(first: 50) {{ nodes {{ kind day what measureTaken {{ action }} }} }} }} }}'
    entries = (await api.ask(asked))["entity"]["archive"]["nodes"]
    assert [one for one in entries if one["kind"] == "MEASURE_TAKEN"] == [
        {
            "kind": "MEASURE_TAKEN",
            "day": "2024-05-20",
            "what": "市人力社保局未采取“告知承诺、容缺受理等便利措施”(渝人社办〔2024〕7号)",
            "measureTaken": {"action": "WITHHELD"},
        }
    ]


@ON_ONE_STORE
async def test_who_took_it_is_said_by_the_item_or_by_name(desk: Desk) -> None:
    for changes, expected in (
        ({"item": None, "department": "市交通局"}, "transport"),
        ({"item": "1-9", "department": "transport"}, "transport"),
        ({"item": "1-9"}, "transport"),
    ):
        assert (await desk.record(**changes))["measureTaken"]["department"] == {"key": expected}
    assert (await desk.record(desk.officer(), item=None))["measureTaken"]["department"] == {"key": "human-resources"}


REFUSED: dict[str, tuple[tuple[str, str | None] | None, dict[str, Any], str, str | None]] = {
    "another department's item": (("1-9", None), {}, "ForbiddenError", None),
    "an officer for another department": (("1-14", None), {"department": "transport"}, "ForbiddenError", None),
    "a subject of another district": (("1-14", "渝中区"), {}, "NotFoundError", None),
    "a subject that there is not": (None, {"subject": f"uscc:{code(77)}"}, "NotFoundError", None),
    "what is no key": (None, {"subject": "某公司"}, "BadInputError", "input.subject"),
    "an unknown measure": (None, {"measure": "z"}, "BadInputError", "input.measure"),
    "an incentive applied": (None, {"action": "APPLIED"}, "BadInputError", "input.action"),
    "nobody's": (None, {"item": None}, "BadInputError", "input.department"),
    "an item of another": (None, {"department": "transport"}, "BadInputError", "input.department"),
    "the composite": (None, {"item": "composite"}, "BadInputError", "input.item"),
    "a scenario of items without one": (
        None,
        {"measure": "a-written-inspection", "item": None, "department": "transport"},
        "BadInputError",
        "input.item",
    ),
    "a day that has not come": (None, {"takenOn": "2030-01-01"}, "BadInputError", "input.takenOn"),
    "no document": (None, {"documentNo": " "}, "BadInputError", "input.documentNo"),
}


@ON_ONE_STORE
@pytest.mark.parametrize(("who", "changes", "kind", "where"), REFUSED.values(), ids=REFUSED)
async def test_what_is_refused_is_not_written(
    desk: Desk, who: tuple[str, str | None] | None, changes: dict[str, Any], kind: str, where: str | None
) -> None:
    asker = COORDINATOR if who is None else desk.officer(*who)
    answer = await desk.record(asker, **changes)
    assert (answer["__typename"], answer.get("where")) == (kind, where), answer
    assert (await desk.ask(COORDINATOR, LIST)).data["measuresTaken"]["totalCount"] == 0


@ON_ONE_STORE
async def test_others_than_departments_and_the_credit_office_do_not_record(desk: Desk) -> None:
    assert (await desk.record(Asker(Role.INVESTIGATOR)))["__typename"] == "ForbiddenError"


@ON_ONE_STORE
async def test_a_graph_that_cannot_be_written_is_told(api: Api, desk: Desk) -> None:
    api.store = broken(StoreUnavailable("gone"))
    assert (await desk.record())["__typename"] == "UnavailableError"


@pytest.mark.plan("6", "Mutation.withdrawMeasureTaken")
async def test_what_was_recorded_by_mistake_is_withdrawn_and_counts_no_more(api: Api, desk: Desk) -> None:
    taken = (await desk.record(desk.officer()))["measureTaken"]

    async def withdraw(asker: Asker, **changes: Any) -> dict[str, Any]:
        given = {"measureTaken": taken["key"], "reason": "记错了主体", "idempotencyKey": "w", **changes}
        result = await desk.ask(asker, WITHDRAW, input=given)
        assert result.data is not None, result.errors
        answer: dict[str, Any] = result.data["withdrawMeasureTaken"]
        return answer

    other = Asker(Role.OFFICER, "乙", department="human-resources")
    for asker, kind in (
        (desk.officer(), "ForbiddenError"),
        (desk.officer("1-9"), "ForbiddenError"),
        (Asker(Role.OFFICER, "乙", department="human-resources", district="渝中区"), "NotFoundError"),
        (Asker(Role.INVESTIGATOR, "丙"), "ForbiddenError"),
    ):
        assert (await withdraw(asker))["__typename"] == kind, asker
    assert (await withdraw(other, reason=" "))["where"] == "input.reason"
    assert (await withdraw(other, version="2-WITHDRAWN"))["__typename"] == "ConflictError"
    api.now += timedelta(days=1)
    done = await withdraw(other, version="1-STANDING")
    assert (done["__typename"], done["repeated"]) == ("WithdrawMeasureTakenResult", False)
    assert done["measureTaken"] == {
        "key": taken["key"],
        "version": "2-WITHDRAWN",
        "withdrawnAt": "2024-06-02T04:00:00Z",
        "withdrawnBy": "乙",
        "withdrawalReason": "记错了主体",
    }
    assert await withdraw(other) == {**done, "repeated": True}
    assert (await withdraw(COORDINATOR, idempotencyKey="c"))["__typename"] == "ConflictError"
    for only, total in (({}, 0), ({"withdrawn": True}, 1)):
        found = (await desk.ask(other, LIST, filter=only)).data
        assert (found["measuresTaken"]["totalCount"], found["measureConsistency"]) == (total, [])
    asked = f"""{{ entity(uscc: "{COMPANY_CODE}") {{ archive(first: 50, kinds: [MEASURE_TAKEN], knownAt: "%s") {{ nodes {{
        measureTaken {{ key withdrawnAt }} }} }} }} }}"""
    before, now = [
        (await api.ask(asked % known))["entity"]["archive"]["nodes"]
        for known in ("2024-06-01T12:00:00Z", "2024-06-02T12:00:00Z")
    ]
    assert before == [{"measureTaken": {"key": taken["key"], "withdrawnAt": None}}] and now == []
