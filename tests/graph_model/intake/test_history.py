"""Corrections, later evaluations and late rows: what came in whatever order, the history is one line."""

import random
from datetime import date, datetime, timedelta
from itertools import pairwise, permutations

import pytest
from msgspec.structs import replace

from graph_model.grades import current_records
from tests.graph_model.intake.city import City, days
from tests.graph_model.intake.files import TODAY, code, row

D1, D2, D3 = date(2023, 1, 5), date(2023, 6, 5), date(2024, 1, 5)


def graded(grade: str, day: date, **changes: object) -> list[object]:
    return row(1, grade=grade, evaluatedOn=day.isoformat(), validUntil="", **changes)


async def test_a_later_evaluation_follows_and_leaves_the_earlier_known(city: City) -> None:
    await city.import_grades(graded("A", D1), name="1.csv")
    await city.import_grades(graded("C", D2), name="2.csv")
    line = await city.line()
    assert days(line) == [(D1, "A"), (D2, "C")]
    assert [record.superseded_at for record in line] == [None, None]
    records = (await city.subject()).records
    assert current_records(records, date(2023, 3, 1))["1-7"].grade == "A"
    assert current_records(records, date(2023, 7, 1))["1-7"].grade == "C"


async def test_late_rows_take_their_place_in_the_line(city: City) -> None:
    grades, orders = {D1: "A", D2: "B", D3: "C"}, list(permutations((D1, D2, D3)))
    for place in range(3):
        rows = [
            row(number, grade=grades[order[place]], evaluatedOn=order[place].isoformat(), validUntil="")
            for number, order in enumerate(orders)
        ]
        await city.import_grades(*rows, name=f"{place}.csv")
    for number in range(len(orders)):
        assert days(await city.line(number)) == [(D1, "A"), (D2, "B"), (D3, "C")]
        records = (await city.subject(number)).records
        assert current_records(records, date(2024, 6, 1))["1-7"].grade == "C"


async def test_late_rows_of_one_file_take_their_place_too(city: City) -> None:
    await city.import_grades(graded("C", D3), graded("A", D1), graded("B", D2))
    assert days(await city.line()) == [(D1, "A"), (D2, "B"), (D3, "C")]


async def test_a_correction_from_another_file_replaces_and_keeps_what_was_known(city: City) -> None:
    await city.import_grades(graded("A", D1), name="1.csv")
    first = (await city.subject()).records[0]
    city.today = TODAY + timedelta(days=1)
    report = await city.import_grades(graded("C", D1), name="2.csv")
    assert (report.counts.accepted, report.counts.corrected) == (1, 1)
    line = await city.line()
    assert days(line) == [(D1, "A"), (D1, "C")]
    assert line[0].superseded_at == line[1].recorded_at and line[1].superseded_at is None
    assert [record.key.rpartition("-")[2] for record in line] == ["1", "2"]
    records = (await city.subject()).records
    assert current_records(records, D3)["1-7"].grade == "C"
    assert current_records(records, D3, first.recorded_at)["1-7"].grade == "A"


async def test_a_correction_in_the_middle_stays_in_the_line(city: City) -> None:
    for place, (grade, day) in enumerate([("A", D1), ("B", D2), ("C", D3), ("D", D2), ("C", D2)]):
        await city.import_grades(graded(grade, day), name=f"{place}.csv")
    assert days(await city.line()) == [(D1, "A"), (D2, "B"), (D2, "D"), (D2, "C"), (D3, "C")]
    known = [record for record in await city.line() if record.superseded_at is None]
    assert days(known) == [(D1, "A"), (D2, "C"), (D3, "C")]


async def test_a_file_corrected_by_another_and_sent_again_changes_nothing(city: City) -> None:
    first, second = [graded("A", D1)], [graded("B", D1)]
    await city.import_grades(*first, name="1.csv")
    await city.import_grades(*second, name="2.csv")
    before = await city.contents()
    again = await city.import_grades(*first, name="1.csv")
    assert again.counts.unchanged == 1
    assert await city.contents() == before


async def test_the_same_holds_where_the_first_file_had_said_nothing_new(city: City) -> None:
    await city.import_grades(graded("A", D1), name="0.csv")
    await city.import_grades(graded("A", D1), graded("A", D2), name="1.csv")
    await city.import_grades(graded("B", D1), name="2.csv")
    before = await city.contents()
    assert (await city.import_grades(graded("A", D1), graded("A", D2), name="1.csv")).counts.unchanged == 2
    assert await city.contents() == before


@pytest.mark.parametrize(
    "change", [{"score": "94"}, {"documentNo": "渝2号"}], ids=["another score", "another document"]
)
async def test_the_same_grade_with_other_content_is_a_correction(city: City, change: dict[str, str]) -> None:
    await city.import_grades(graded("A", D1), name="1.csv")
    report = await city.import_grades(graded("A", D1, **change), name="2.csv")
    assert report.counts.corrected == 1


async def test_the_same_grade_in_another_spelling_is_unchanged(city: City) -> None:
    await city.import_grades(row(1), name="1.csv")
    report = await city.import_grades(
        row(1, uscc=code(1).lower(), grade="a级", score="95.0分", evaluatedOn="2023年8月21日", validUntil="2025/8/20"),
        name="2.csv",
    )
    assert report.counts.unchanged == 1


async def test_instants_go_forward_though_the_clock_stands_or_goes_back(city: City) -> None:
    for place, grade in enumerate("ABC"):
        city.today = TODAY - timedelta(minutes=place)
        await city.import_grades(graded(grade, D1), name=f"{place}.csv")
    line = await city.line()
    assert [record.recorded_at for record in line] == sorted({record.recorded_at for record in line})
    assert all(old.superseded_at == new.recorded_at for old, new in pairwise(line))


async def test_any_order_of_files_gives_the_same_line_of_days(city: City, seed: int) -> None:
    rnd = random.Random(seed)
    start = date(2022, 1, 1)
    evaluations = [(start + timedelta(days=n), rnd.choice("ABCD")) for n in rnd.sample(range(800), 12)]
    batches = rnd.sample(evaluations, len(evaluations))
    for place in range(0, len(batches), 4):
        await city.import_grades(
            *(graded(grade, day) for day, grade in batches[place : place + 4]),
            name=f"{place}.csv",
            batch_size=rnd.randint(1, 4),
        )
    assert days(await city.line()) == sorted(evaluations)


async def test_a_record_tells_the_batch_and_the_file_it_came_with(city: City) -> None:
    report = await city.import_grades(row(1), row(2), row(3), batch_size=2)
    records = [(await city.subject(number)).records[0] for number in (1, 3)]
    assert [record.batch_key for record in records] == [f"{report.import_key}:1", f"{report.import_key}:2"]
    batches = await city.store.read(
        "MATCH (b:Batch {importKey: $key}) RETURN b.number, b.lastRow, b.accepted, b.complete, b.file, b.kind "
        "ORDER BY b.number",
        {"key": report.import_key},
    )
    assert batches == [(1, 3, 2, False, "grades.csv", "grades"), (2, 4, 1, True, "grades.csv", "grades")]
    item = city.catalogue.item("1-7")
    assert item is not None
    assert all((record.mode, record.system_key) == ("IMPORTED", item.system_key) for record in records)


async def test_discrepancies_are_settled_with_the_records(city: City) -> None:
    await city.import_grades(row(1, item="1-7", grade="A"), row(1, item="1-8", grade="B"), name="1.csv")
    assert (await city.subject()).discrepancies == ()
    await city.import_grades(row(1, item="1-8", grade="C", evaluatedOn="2023-10-01"), name="2.csv")
    (raised,) = (await city.subject()).discrepancies
    assert (raised.state, raised.high_item, raised.low_item, raised.levels) == ("OPEN", "1-7", "1-8", 2)
    records = {record.key: record for record in (await city.subject()).records}
    assert raised.raised_at == records[raised.low_record].recorded_at
    await city.import_grades(row(1, item="1-8", grade="A", evaluatedOn="2023-11-01"), name="3.csv")
    (closed,) = (await city.subject()).discrepancies
    assert closed == replace(raised, state=closed.state, closed_at=closed.closed_at)
    assert closed.state == "CLOSED" and isinstance(closed.closed_at, datetime)


async def test_a_late_row_raises_no_discrepancy(city: City) -> None:
    await city.import_grades(row(1, item="1-7", grade="A"), row(1, item="1-8", grade="A"), name="1.csv")
    await city.import_grades(row(1, item="1-8", grade="D", evaluatedOn="2023-01-01"), name="2.csv")
    assert (await city.subject()).discrepancies == ()
