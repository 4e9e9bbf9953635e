"""earlyWarnings: what falls, what is serious, and who registers anew; one graph query."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import pytest_asyncio
from msgspec.structs import replace

from graph_model.model import DishonestyFact, Relation, RelationKind, Severity
from graph_model.writing import Additions
from resolvers.asker import Asker, Role
from resolvers.context import Context
from tests.graph_model.small_city import add
from tests.resolvers.village import COMPANY, COMPANY_CODE, DOCTOR, SECRET, SHOP, Api, record

ASKED = """query($filter: EarlyWarningFilter, $first: Int, $after: String) {
  earlyWarnings(filter: $filter, first: $first, after: $after) { pageInfo { hasNextPage endCursor } nodes { kind at
    subject { key displayName } record { grade item { key } } before { grade evaluatedOn } fact { conduct severity }
    older { key gradeView { lowest } } } } }"""
SERIOUS = DishonestyFact(
    "fact-9", COMPANY.key, "wage-arrears", Severity.SERIOUS, date(2024, 5, 10), "渝人社罚〔2024〕9号", "1-14",
    datetime(2024, 5, 11, 4, tzinfo=UTC),
)  # fmt: skip
FELL = record("fell", COMPANY, "1-9", "D", date(2024, 5, 20), recorded_at=datetime(2024, 5, 21, 4, tzinfo=UTC))
FALL, FACT, AGAIN = "FALL", "SERIOUS_FACT", "REGISTERED_AGAIN"


@pytest_asyncio.fixture
async def warned(api: Api) -> Api:
    new = replace(SHOP, registered_on=date(2024, 5, 15))
    represents = Relation(RelationKind.LEGAL_REPRESENTATIVE_OF, DOCTOR.key, SHOP.key)
    await add(api.store, Additions(subjects=[new], records=[FELL], facts=[SERIOUS], relations=[represents]))
    return api


async def told(api: Api, **only: Any) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = (await api.ask(ASKED, filter=only))["earlyWarnings"]["nodes"]
    return nodes


@pytest.mark.plan("8", "Query.earlyWarnings", "yuxin warnings")
async def test_each_says_what_it_is_about(warned: Api) -> None:
    """任务 8: 完善信用评价等级核查和预警机制."""
    fall, again, fact = await told(warned)
    assert (fall["kind"], fall["record"], fall["before"]) == (
        FALL, {"grade": "D", "item": {"key": "1-9"}}, {"grade": "A", "evaluatedOn": "2024-01-15"},
    )  # fmt: skip
    assert (fall["subject"]["displayName"], fall["fact"], fall["older"]) == (COMPANY.name, None, None)
    assert (again["kind"], again["subject"]["key"], again["record"]) == (AGAIN, SHOP.key, None)
    assert again["older"] == {"key": COMPANY.key, "gradeView": {"lowest": "D"}}
    assert (fact["kind"], fact["fact"]) == (FACT, {"conduct": "wage-arrears", "severity": "SERIOUS"})


@pytest.mark.parametrize(
    ("only", "kinds"),
    [
        ({"kinds": [FALL, FACT]}, [FALL, FACT]),
        ({"kinds": []}, []),
        ({"item": "1-14"}, [AGAIN, FACT]),
        ({"department": "市交通局"}, [FALL, AGAIN]),
        ({"department": "tax"}, []),
        ({"since": "2024-05-20"}, [FALL]),
        ({"since": "2024-06-01"}, []),
    ],
)
async def test_the_filter(warned: Api, only: dict[str, Any], kinds: list[str]) -> None:
    assert [one["kind"] for one in await told(warned, **only)] == kinds


async def test_page_by_page(warned: Api) -> None:
    read, after = [], None
    while True:
        page = (await warned.ask(ASKED, first=1, after=after))["earlyWarnings"]
        read += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert read == await told(warned)


async def test_one_query_and_one_for_the_older_subjects(warned: Api) -> None:
    await warned.ask("{ earlyWarnings { nodes { kind record { grade } subject { gradeView { lowest } } } } }")
    assert len(warned.questions) == 1
    await told(warned)
    assert len(warned.questions) == 2


@pytest.mark.parametrize("since", ["2024-06-02", "2023-05-31"])
async def test_a_window_that_cannot_be(warned: Api, since: str) -> None:
    error = await warned.error(ASKED, filter={"since": since})
    assert error["extensions"] == {"code": "BAD_INPUT", "where": "filter.since"}


async def test_an_officer_of_a_district_is_told_of_its_own(warned: Api) -> None:
    officer = Asker(Role.OFFICER, department="labour", district="渝北区")
    context = Context(warned.store, warned.catalogue, SECRET, officer, clock=lambda: warned.now)
    result = await warned.schema.execute(ASKED, context_value=context)
    assert result.data is not None, result.errors
    kinds = [one["kind"] for one in result.data["earlyWarnings"]["nodes"]]
    assert kinds == [FALL, FACT], "the new subject is of no district"
    assert COMPANY_CODE in str(result.data)
