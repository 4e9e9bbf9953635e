"""Rows pushed through the API under an idempotency key."""

from datetime import date, timedelta
from typing import Any

import pytest

from graph_model.errors import BadInput, LimitExceeded
from graph_model.intake import RowStatus
from graph_model.model import Grade
from tests.graph_model.intake.city import City
from tests.graph_model.intake.files import TODAY, code

A_ROW: dict[str, Any] = {
    "uscc": code(1),
    "name": "重庆第1建材有限公司",
    "item": "1-7",
    "grade": Grade.A,
    "score": 95.5,
    "evaluatedOn": date(2023, 8, 21),
    "validUntil": None,
}


async def test_one_result_a_row_in_their_order(city: City) -> None:
    results = await city.import_rows(A_ROW, {**A_ROW, "grade": "B"}, {**A_ROW, "uscc": "1"}, A_ROW, {"item": "1-7"})
    assert [result.status for result in results] == [
        RowStatus.ACCEPTED,
        RowStatus.REJECTED,
        RowStatus.REJECTED,
        RowStatus.UNCHANGED,
        RowStatus.REJECTED,
    ]
    assert [(result.code, result.column) for result in results] == [
        (None, None),
        ("CONFLICT", "grade"),
        ("BAD_USCC", "uscc"),
        (None, None),
        ("MISSING", "uscc"),
    ]
    assert all(bool(result.message and result.message_en) == (result.code is not None) for result in results)
    record = (await city.subject()).records[0]
    assert (record.grade, record.score, record.evaluated_on) == (Grade.A, 95.5, date(2023, 8, 21))
    assert [(reject.row, reject.code, reject.file) for reject in await city.rejects()] == [
        (2, "CONFLICT", "importGrades"),
        (3, "BAD_USCC", "importGrades"),
        (5, "MISSING", "importGrades"),
    ]


async def test_the_same_key_gives_the_same_results_and_changes_nothing(city: City) -> None:
    rows = [A_ROW, {**A_ROW, "grade": "X"}, {**A_ROW, "item": "1-8"}]
    first = await city.import_rows(*rows)
    await city.import_rows({**A_ROW, "grade": "C"}, key="a correction")
    before = await city.contents()
    city.today = TODAY + timedelta(days=100)
    assert await city.import_rows(*rows) == first
    assert await city.contents() == before


async def test_the_same_key_with_other_rows_is_refused(city: City) -> None:
    await city.import_rows(A_ROW)
    before = await city.contents()
    with pytest.raises(BadInput, match="idempotency"):
        await city.import_rows({**A_ROW, "grade": "B"})
    with pytest.raises(BadInput, match="idempotency"):
        await city.import_rows(A_ROW, A_ROW)
    assert await city.contents() == before


async def test_another_key_with_the_same_rows_finds_them_unchanged(city: City) -> None:
    await city.import_rows(A_ROW)
    (result,) = await city.import_rows(A_ROW, key="k2")
    assert result.status is RowStatus.UNCHANGED


async def test_a_dry_run_writes_nothing_and_leaves_the_key_free(city: City) -> None:
    before = await city.contents()
    dry = await city.import_rows(A_ROW, {**A_ROW, "grade": "X"}, dry_run=True)
    assert await city.contents() == before
    assert await city.import_rows(A_ROW, {**A_ROW, "grade": "X"}) == dry


async def test_more_rows_than_a_call_may_bring(city: City) -> None:
    with pytest.raises(LimitExceeded, match="5000"):
        await city.import_rows(*([A_ROW] * 5001))


async def test_no_rows(city: City) -> None:
    assert await city.import_rows() == []


async def test_a_key_that_is_blank(city: City) -> None:
    with pytest.raises(BadInput, match="idempotencyKey"):
        await city.import_rows(A_ROW, key=" ")


async def test_a_column_that_there_is_not(city: City) -> None:
    with pytest.raises(BadInput, match=r"rows\[1\].*等级|等级"):
        await city.import_rows(A_ROW, {**A_ROW, "等级": "A"})


@pytest.mark.slow
async def test_five_thousand_rows_are_one_transaction(city: City) -> None:
    rows = [{**A_ROW, "uscc": code(number), "item": f"1-{item}"} for number in range(100) for item in range(1, 51)]
    results = await city.import_rows(*rows)
    assert {result.status for result in results} == {RowStatus.ACCEPTED}
    assert len(await city.store.read("MATCH (b:Batch) WHERE b.kind = 'grades' RETURN b.key")) == 1
    assert await city.import_rows(*rows) == results
