"""recordDishonestyFact: one fact comes in as one of a file does, by who may, once."""

from typing import Any

import pytest

from graph_model.errors import StoreUnavailable
from resolvers.asker import Asker, Role
from resolvers.context import Context
from tests.graph_model.small_city import code
from tests.resolvers.village import COMPANY, DOCTOR, SECRET, Api, broken

ON_ONE_STORE = pytest.mark.parametrize("store", ["embedded"], indirect=True)
RECORD = """mutation($input: RecordDishonestyFactInput!) { recordDishonestyFact(input: $input) { __typename
  ... on RecordDishonestyFactResult { repeated fact { key conduct severity occurredOn documentNo item { key } description } }
  ... on MutationError { code message } ... on BadInputError { where } } }"""
COORDINATOR = Asker(Role.COORDINATOR)


async def record(api: Api, asker: Asker = COORDINATOR, **changes: Any) -> dict[str, Any]:
    given = {
        "subject": COMPANY.key,
        "conduct": "wage-arrears",
        "severity": "SERIOUS",
        "occurredOn": "2024-05-01",
        "documentNo": "渝人社罚〔2024〕31号",
        "item": "1-14",
        "description": "拖欠工资",
        "idempotencyKey": "key-1",
        **changes,
    }
    context = Context(api.store, api.catalogue, SECRET, asker, clock=lambda: api.now)
    result = await api.schema.execute(RECORD, variable_values={"input": given}, context_value=context)
    assert result.data is not None, result.errors
    answer: dict[str, Any] = result.data["recordDishonestyFact"]
    return answer


def officer(api: Api, item: str, district: str | None = None) -> Asker:
    found = api.catalogue.item(item)
    assert found is not None
    return Asker(Role.OFFICER, department=found.department_key, district=district)


@pytest.mark.plan("D", "Mutation.recordDishonestyFact")
async def test_a_fact_is_recorded_once(api: Api) -> None:
    first = await record(api, officer(api, "1-14"))
    assert (first["__typename"], first["repeated"]) == ("RecordDishonestyFactResult", False)
    assert {name: value for name, value in first["fact"].items() if name != "key"} == {
        "conduct": "wage-arrears",
        "severity": "SERIOUS",
        "occurredOn": "2024-05-01",
        "documentNo": "渝人社罚〔2024〕31号",
        "item": {"key": "1-14"},
        "description": "拖欠工资",
    }
    again = await record(api, officer(api, "1-14"))
    assert (again["fact"], again["repeated"]) == (first["fact"], True)
    other = await record(api, officer(api, "1-14"), severity="MINOR")
    assert (other["__typename"], other["where"]) == ("BadInputError", "input.idempotencyKey")
    changed = await record(api, officer(api, "1-14"), severity="ORDINARY", idempotencyKey="key-2")
    assert (changed["fact"]["key"], changed["fact"]["severity"], changed["repeated"]) == (
        first["fact"]["key"],
        "ORDINARY",
        False,
    )


@ON_ONE_STORE
async def test_a_conduct_is_named_as_in_a_file(api: Api) -> None:
    by_key = await record(api)
    conduct = api.catalogue.conducts[[one.key for one in api.catalogue.conducts].index("wage-arrears")]
    by_name = await record(api, conduct=f" {conduct.name} ", idempotencyKey="key-2")
    assert (by_name["fact"], by_name["repeated"]) == (by_key["fact"], True)


@ON_ONE_STORE
async def test_a_natural_person_is_told_by_the_key(api: Api) -> None:
    assert (await record(api, subject=DOCTOR.key, item=None))["__typename"] == "RecordDishonestyFactResult"


@ON_ONE_STORE
async def test_an_id_number_in_what_is_said_is_not_kept(api: Api) -> None:
    told: dict[str, Any] = {"documentNo": "罚决110101199003070011号", "description": "110101199003070011拖欠工资"}
    fact = (await record(api, **told))["fact"]
    assert "1990" not in fact["documentNo"] + fact["description"]
    assert (await record(api, **told))["fact"] == fact


REFUSED = {
    "another department's item": (("1-9", None), {}, "ForbiddenError", None),
    "an officer without an item": (("1-14", None), {"item": None}, "ForbiddenError", None),
    "a subject of another district": (("1-14", "渝中区"), {}, "NotFoundError", None),
    "a subject that there is not": (None, {"subject": f"uscc:{code(77)}"}, "NotFoundError", None),
    "what is no key": (None, {"subject": "某公司"}, "BadInputError", "input.subject"),
    "an unknown conduct": (None, {"conduct": "跳舞"}, "BadInputError", "input.conduct"),
    "a day that has not come": (None, {"occurredOn": "2030-01-01"}, "BadInputError", "input.occurredOn"),
    "no document": (None, {"documentNo": " "}, "BadInputError", "input.documentNo"),
    "a long description": (None, {"description": "长" * 2_001}, "BadInputError", "input.description"),
    "an unknown item": (None, {"item": "9-9"}, "BadInputError", "input.item"),
    "no idempotency key": (None, {"idempotencyKey": " "}, "BadInputError", "input.idempotencyKey"),
}


@ON_ONE_STORE
@pytest.mark.parametrize(("who", "changes", "kind", "where"), REFUSED.values(), ids=REFUSED)
async def test_what_is_refused_is_not_written_and_stands_in_no_ledger(
    api: Api, who: tuple[str, str | None] | None, changes: dict[str, Any], kind: str, where: str | None
) -> None:
    async def counted() -> list[tuple[Any, ...]]:
        return await api.store.read("MATCH (n) WHERE n:DishonestyFact OR n:Reject OR n:Batch RETURN count(*)")

    before = await counted()
    answer = await record(api, COORDINATOR if who is None else officer(api, *who), **changes)
    assert (answer["__typename"], answer.get("where")) == (kind, where), answer
    assert await counted() == before


@ON_ONE_STORE
async def test_others_than_departments_and_the_credit_office_do_not_record(api: Api) -> None:
    assert (await record(api, Asker(Role.INVESTIGATOR)))["__typename"] == "ForbiddenError"


@ON_ONE_STORE
async def test_a_graph_that_cannot_be_written_is_told(api: Api) -> None:
    api.store = broken(StoreUnavailable("gone"))
    assert (await record(api))["__typename"] == "UnavailableError"
