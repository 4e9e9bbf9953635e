"""Errors: each has a code, says what to do, and says nothing of the inside."""

import logging
from typing import Any

import pytest
from strawberry.federation import Schema

from graph_model.errors import StoreUnavailable, Timeout
from graph_model.store import GraphStore
from resolvers.asker import Asker, Role
from resolvers.context import Context
from seed.plan_files import load_plan
from tests.resolvers.village import COMPANY_CODE, Api, broken


@pytest.mark.parametrize("uscc", ["", "123", "91500000000000000X", "915000000000000I00", "x" * 64])
async def test_a_malformed_code_is_an_error_of_its_field(unasked: Api, uscc: str) -> None:
    found = await unasked.answer(
        'query($uscc: USCC!) { entity(uscc: $uscc) { key } item(key: "1-7") { name } }', uscc=uscc
    )
    (error,) = (one.formatted for one in found.errors)
    assert (error["path"], error["extensions"]) == (["entity"], {"code": "BAD_INPUT", "where": "uscc"})
    assert found.data == {"entity": None, "item": {"name": "交通运输"}}


async def test_a_code_that_is_no_text_is_refused_with_the_operation(unasked: Api) -> None:
    error = await unasked.error("{ entity(uscc: 9150) { key } }")
    assert error["extensions"]["code"] == "BAD_INPUT" and "USCC" in error["message"]


BAD_ARGUMENTS = [
    ("{ entities(first: -1) { totalCount } }", "BAD_INPUT", "first"),
    ("{ entities(last: -1) { totalCount } }", "BAD_INPUT", "last"),
    ("{ entities(first: 1, last: 1) { totalCount } }", "BAD_INPUT", "last"),
    ('{ entities(after: "x") { totalCount } }', "BAD_INPUT", "after"),
    ('{ entities(filter: {items: ["9-9"]}) { totalCount } }', "BAD_INPUT", "filter.items"),
    ('{ entities(filter: {departments: ["x"]}) { totalCount } }', "BAD_INPUT", "filter.departments"),
    ('{ searchSubjects(text: " ") { totalCount } }', "BAD_INPUT", "text"),
    ('{ searchSubjects(text: "x", after: "x") { totalCount } }', "BAD_INPUT", "after"),
    ('{ discrepancies(filter: {department: "x"}) { totalCount } }', "BAD_INPUT", "filter.department"),
    ('{ discrepancies(filter: {item: "x"}) { totalCount } }', "BAD_INPUT", "filter.item"),
    ('{ discrepancies(filter: {subject: "x"}) { totalCount } }', "BAD_INPUT", "filter.subject"),
    ('{ changes(after: "x") { nodes { kind } } }', "BAD_INPUT", "after"),
    ('{ gradeDistribution(by: [ITEM], filter: {items: ["x"]}) { count } }', "BAD_INPUT", "filter.items"),
    ('{ node(id: "garbage") { id } }', "BAD_INPUT", "id"),
    ('{ node(id: "nothing:1") { id } }', "BAD_INPUT", "id"),
    ('{ node(id: "uscc:1") { id } }', "BAD_INPUT", "id"),
    ('{ person(key: "500101199001011234") { key } }', "BAD_INPUT", "key"),
    ('{ person(key: "uscc:91500000000000000X") { key } }', "BAD_INPUT", "key"),
]


@pytest.mark.parametrize(("operation", "code", "where"), BAD_ARGUMENTS)
async def test_the_argument_that_cannot_be_used_is_named(unasked: Api, operation: str, code: str, where: str) -> None:
    error = await unasked.error(operation)
    assert error["extensions"] == {"code": code, "where": where}
    assert len(error["path"]) == 1 and " / " in error["message"]


async def test_an_id_number_is_never_said_again(unasked: Api) -> None:
    number = "500101199001011234"
    for operation in (
        f'{{ person(key: "{number}") {{ key }} }}',
        f'{{ node(id: "{number}") {{ id }} }}',
        f'{{ subjectsByKeys(keys: ["{number}"]) {{ key }} }}',
    ):
        assert number not in str((await unasked.error(operation))["message"])


@pytest.mark.parametrize(
    "operation",
    [
        "{ entities(first: 101) { totalCount } }",
        "{ entities(last: 1000000) { totalCount } }",
        '{ searchSubjects(text: "x", first: 101) { totalCount } }',
        "{ discrepancies(first: 101) { totalCount } }",
        "{ changes(first: 101) { nodes { kind } } }",
        "{ subjectsByKeys(keys: [" + '"person:1", ' * 501 + "]) { key } }",
        "{ entities(filter: {districts: [" + '"1", ' * 501 + "]}) { totalCount } }",
        "{ _entities(representations: [" + "{}, " * 1001 + "]) { __typename } }",
    ],
)
async def test_more_than_a_limit(unasked: Api, operation: str) -> None:
    error = await unasked.error(operation)
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        ('gradeView(departments: ["nobody"]) { spread }', "departments"),
        ('measures(item: "9-9") { applied { grade } }', "item"),
        ('archive(after: "x") { totalCount }', "after"),
        ('relations(after: "x") { totalCount }', "after"),
        ("relations(first: -1) { totalCount }", "first"),
    ],
)
async def test_arguments_of_a_subject(api: Api, arguments: str, where: str) -> None:
    error = await api.error(f'{{ entity(uscc: "{COMPANY_CODE}") {{ {arguments} }} }}')
    assert error["extensions"] == {"code": "BAD_INPUT", "where": where}
    assert error["path"] == ["entity", arguments.split("(", maxsplit=1)[0]]


async def test_a_malformed_key_among_good_ones_costs_only_its_own_place(api: Api) -> None:
    found = await api.answer(
        "query($keys: [ID!]!) { subjectsByKeys(keys: $keys) { key } }", keys=["x", f"uscc:{COMPANY_CODE}", "uscc:1"]
    )
    assert [one and one["key"] for one in found.data["subjectsByKeys"]] == [None, f"uscc:{COMPANY_CODE}", None]
    assert [(one.path, one.extensions["where"]) for one in found.errors] == [
        (["subjectsByKeys", 0], "keys[0]"),
        (["subjectsByKeys", 2], "keys[2]"),
    ]


@pytest.mark.parametrize("operation", ["{ nothing }", "{", "query { entity { key } }", '{ items(annex: "x") { key } }'])
async def test_an_operation_that_cannot_be_run(unasked: Api, operation: str) -> None:
    for error in await unasked.errors(operation):
        assert error["extensions"]["code"] == "BAD_INPUT"


@pytest.mark.parametrize(
    ("instant", "right"),
    [
        *(
            (text, True)
            for text in ("2024-06-01", "2024-06-01T08:00:00Z", "2024-06-01T08:00+08:00", "2024-06-01T08:00:00")
        ),
        *((text, True) for text in ("2024-06-01t08:00:00.123z", "2024-06-01T08:00:00,123456789Z", "2024-06-01 08:00")),
        *((text, False) for text in ("2024-13-01", "2024-06-31", "20240601", "2024", "today", "", "2024-06-01T25:00Z")),
        *(
            (text, False)
            for text in (
                "2024-W10-1",
                "0001-01-01T00:00:00+23:59",
                "9999-12-31T23:00:00Z",
                "２０２４-06-01",
                "2024-06-01T08:00:00+99:99",
            )
        ),
    ],
)
async def test_instants(unasked: Api, instant: str, right: bool) -> None:
    query = "query($asOf: DateTime) { departments { key } coverage(asOf: $asOf) { fields } }"
    errors = await unasked.errors(query, asOf=instant)
    codes = [error["extensions"]["code"] for error in errors]
    assert codes == (["INTERNAL"] if right else ["BAD_INPUT"])  # right: the store is asked, and is broken here


@pytest.mark.parametrize("day", ["2024-02-30", "2024-6-1", "20240601", "2024-06-01T00:00:00Z", "nope"])
async def test_days(unasked: Api, day: str) -> None:
    query = "query($day: Date) { entities(filter: {registeredFrom: $day}) { totalCount } }"
    assert (await unasked.error(query, day=day))["extensions"]["code"] == "BAD_INPUT"


async def test_what_nobody_foresaw_is_masked_and_logged(unasked: Api, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="resolvers.errors"):
        error = await unasked.error("{ entities { totalCount } }")
    reference = error["extensions"]["reference"]
    assert error["extensions"] == {"code": "INTERNAL", "reference": reference}
    assert "asked" not in error["message"] and "RuntimeError" not in str(error)
    assert reference in caplog.text and "the store was asked" in caplog.text


async def test_a_store_that_fails_says_so_without_its_query(schema: Schema) -> None:
    failing = broken(StoreUnavailable("图存储出错 / the graph store failed: MATCH (secret)"))
    error = await Api(schema, failing, load_plan()).error("{ entities { totalCount } }")
    assert error["extensions"] == {"code": "SOURCE_UNAVAILABLE"}
    assert "MATCH" not in str(error)


async def test_a_query_that_ran_out_of_time(schema: Schema) -> None:
    error = await Api(schema, broken(Timeout("查询超时 / the query ran out of time")), load_plan()).error(
        "{ entities { totalCount } }"
    )
    assert error["extensions"] == {"code": "TIMEOUT"}


async def test_the_timeout_of_the_context_bounds_each_graph_query(schema: Schema, store: GraphStore) -> None:
    given: list[float | None] = []

    class Noting:
        capabilities, subjects_named = store.capabilities, store.subjects_named

        async def read(self, *arguments: Any, timeout: float | None = None, **named: Any) -> Any:
            given.append(timeout)
            return []

    operation = """query($uscc: USCC!) { entity(uscc: $uscc) { key } entities { nodes { key } }
      searchSubjects(text: "渝") { nodes { key } } discrepancies { nodes { levels } } gradeDistribution(by: [ITEM]) { count }
      coverage { fields } changes { nodes { kind } } departments { gradedItemCount }
      subjectsByKeys(keys: ["person:1"]) { key } a: node(id: "record:x") { id } b: node(id: "discrepancy:x") { id }
      _entities(representations: [{__typename: "Person", key: "person:1"}]) { __typename } }"""
    context = Context(Noting(), load_plan(), b"0" * 32, Asker(Role.COORDINATOR), timeout=1.5)  # type: ignore[arg-type]
    result = await schema.execute(operation, variable_values={"uscc": COMPANY_CODE}, context_value=context)
    assert not result.errors
    assert given == [1.5] * 12
