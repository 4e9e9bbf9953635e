"""What a SQL source answers, and what it asks its database for it: one statement a list, only the columns that are selected."""

from collections.abc import AsyncIterator
from pathlib import Path
from unittest.mock import ANY

import pytest
import pytest_asyncio

from tests.gateway.sources.sql.library import Library, library, plain, wide


@pytest_asyncio.fixture
async def loans(tmp_path: Path) -> AsyncIterator[Library]:
    async with library(tmp_path / "library.sqlite", plain()) as opened:
        yield opened


@pytest_asyncio.fixture
async def rows_of_two(tmp_path: Path) -> AsyncIterator[Library]:
    async with library(tmp_path / "library.sqlite", wide()) as opened:
        yield opened


async def test_the_records_of_an_entity_as_the_operation_selects_them(loans: Library) -> None:
    answer = await loans.entities("card borrowed: loans { what: title __typename } __typename", "A1")
    assert answer == {
        "data": {
            "_entities": [
                {
                    "card": "A1",
                    "borrowed": [
                        {"what": "红楼梦", "__typename": "Loan"},
                        {"what": "西游记", "__typename": "Loan"},
                        {"what": "三国演义", "__typename": "Loan"},
                    ],
                    "__typename": "Reader",
                }
            ]
        }
    }


async def test_one_statement_for_all_entities_of_a_fetch(loans: Library) -> None:
    cards = ["A1", "B2", "C3", "A1"]
    answer = await loans.entities("loans(first: 1) { title }", *cards)
    found = [[loan["title"] for loan in entity["loans"]] for entity in answer["data"]["_entities"]]
    assert found == [["红楼梦"], ["水浒传"], [], ["红楼梦"]]
    assert len(loans.statements) == 1


async def test_only_the_columns_that_are_selected(loans: Library) -> None:
    await loans.entities("loans(where: {days: 9}) { title }", "A1")
    [statement] = loans.statements
    selected = statement.partition("FROM")[0]
    assert "loan.title" in selected and "loan.days" not in selected and "A1" not in statement
    loans.statements.clear()
    await loans.entities("card", "A1")
    assert loans.statements == [], "a key alone is known already"


async def test_more_entities_than_a_statement_asks_for(loans: Library) -> None:
    cards = ["A1", *(f"X{number}" for number in range(1_500)), "B2"]
    answer = await loans.entities("loans { title }", *cards)
    found = answer["data"]["_entities"]
    assert len(found) == 1_502 and len(found[0]["loans"]) == 3 and len(found[-1]["loans"]) == 2
    assert len(loans.statements) == 2


async def test_a_key_that_is_written_in_small_letters(rows_of_two: Library) -> None:
    answer = await rows_of_two.entities("loans { title }", "A1")
    assert [loan["title"] for loan in answer["data"]["_entities"][0]["loans"]] == ["红楼梦", "西游记"]


async def test_a_row_with_several_records(rows_of_two: Library) -> None:
    answer = await rows_of_two.ask("{ loans(first: 9, orderBy: [{field: TITLE}]) { nodes { title days } } }")
    assert [(loan["title"], loan["days"]) for loan in answer["data"]["loans"]["nodes"]] == [
        ("水浒传", 3),
        ("红楼梦", 7),
        ("西游记", 14),
    ]
    assert len(rows_of_two.statements) == 1
    answer = await rows_of_two.ask('{ loans(where: {title: ["西游记"]}) { nodes { title } } }')
    assert answer["data"]["loans"]["nodes"] == [{"title": "西游记"}]


async def test_a_bad_value_is_null_with_an_error_and_hurts_nothing_else(loans: Library) -> None:
    answer = await loans.entities("loans { title days }", "A1", "B2")
    assert answer["data"]["_entities"][1]["loans"] == [
        {"title": "水浒传", "days": None},
        {"title": "红楼梦", "days": 3},
    ]
    assert answer["errors"] == [
        {
            "message": "'many' is no number",
            "path": ["_entities", 1, "loans", 0, "days"],
            "extensions": {"code": "BAD_SOURCE_VALUE"},
        }
    ]


async def test_a_key_that_cannot_be_one(loans: Library) -> None:
    answer = await loans.entities("loans { title }", "A1", "??")
    assert answer["data"]["_entities"][1] is None and len(answer["data"]["_entities"][0]["loans"]) == 3
    [error] = answer["errors"]
    assert error["path"] == ["_entities", 1] and error["extensions"]["code"] == "BAD_INPUT"


async def test_pages_of_all_records_that_are_somebodys(loans: Library) -> None:
    page = "{ cursor node { title reader { card } } } pageInfo { hasNextPage hasPreviousPage endCursor }"
    query = (
        f"query($after: String) {{ loans(after: $after, first: 3, orderBy: [{{field: TITLE}}]) {{ edges {page} }} }}"
    )
    first = (await loans.ask(query))["data"]["loans"]
    assert [edge["node"]["title"] for edge in first["edges"]] == ["三国演义", "儒林外史", "水浒传"]
    assert first["pageInfo"]["hasNextPage"] and not first["pageInfo"]["hasPreviousPage"]
    assert first["edges"][-1]["cursor"] == first["pageInfo"]["endCursor"]
    second = (await loans.ask(query, after=first["pageInfo"]["endCursor"]))["data"]["loans"]
    assert [edge["node"]["reader"]["card"] for edge in second["edges"]] == ["A1", "B2", "A1"]
    assert not second["pageInfo"]["hasNextPage"] and second["pageInfo"]["hasPreviousPage"]
    assert len(loans.statements) == 2


async def test_from_a_record_to_its_entity_and_its_other_records(loans: Library) -> None:
    answer = await loans.ask(
        "{ loans(first: 9) { nodes { book { name: title } reader { loans(first: 1) { title } } } } }"
    )
    nodes = answer["data"]["loans"]["nodes"]
    assert {"book": {"name": "西游记"}, "reader": {"loans": [{"title": "红楼梦"}]}} in nodes
    assert {"book": {"name": "儒林外史"}, "reader": None} in nodes, "whose card is none"
    assert [error["path"][-1] for error in answer["errors"]] == ["reader"]
    assert len(loans.statements) == 2, "one for the page, one for all readers on it"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("first: 101", "first: "),
        ("first: -1", "first: "),
        ('after: "x"', "after: "),
        ('after: "WyIiLFsxXV0"', "after: "),
        ("orderBy: [{field: DAYS}, {field: DAYS}]", "orderBy: "),
    ],
)
async def test_an_argument_that_cannot_be_used_is_refused_where_it_stands(
    loans: Library, arguments: str, message: str
) -> None:
    answer = await loans.ask(
        f"{{ bad: loans({arguments}) {{ nodes {{ title }} }} good: loans {{ nodes {{ title }} }} }}"
    )
    assert answer["data"]["bad"] is None and answer["data"]["good"]["nodes"]
    [error] = answer["errors"]
    assert (
        error["path"] == ["bad"] and error["extensions"]["code"] == "BAD_INPUT" and error["message"].startswith(message)
    )


async def test_a_cursor_is_of_one_order(loans: Library) -> None:
    page = "{ nodes { title } pageInfo { endCursor } }"
    cursor = (await loans.ask(f"{{ loans {page} }}"))["data"]["loans"]["pageInfo"]["endCursor"]
    answer = await loans.ask(
        f"query($after: String) {{ loans(after: $after, orderBy: [{{field: TITLE}}]) {page} }}", after=cursor
    )
    assert answer["errors"][0]["extensions"]["code"] == "BAD_INPUT"


async def test_what_is_included_by_a_variable(loans: Library) -> None:
    query = "query($no: Boolean!) { loans(first: 1) { nodes { title days @include(if: $no) } pageInfo @skip(if: $no) { endCursor } } }"
    answer = await loans.ask(query, no=False)
    assert answer["data"]["loans"] == {"nodes": [{"title": "水浒传"}], "pageInfo": {"endCursor": ANY}}
    answer = await loans.ask(query, no=True)
    assert answer["data"]["loans"] == {"nodes": [{"title": "水浒传", "days": None}]}
