"""Registers of inspection items as they are read for coverage; which items have been graded; one record by its key."""

from datetime import date

from msgspec.structs import replace

from graph_model.catalogue import lay_down
from graph_model.graded_items import graded_items
from graph_model.records import read_record
from graph_model.registers import begins, followed, line_on, read_registers
from graph_model.store import GraphStore
from graph_model.subjects import EVERYTHING
from graph_model.writing import Additions
from tests.graph_model.examples import CATALOGUE, SUBJECT, composite, data, fact, record, register
from tests.graph_model.small_city import add


async def test_lines_come_back_as_they_were_reported(store: GraphStore) -> None:
    await lay_down(store, CATALOGUE)
    lines = [
        register("tax", 1, "1-48", connected=True),
        register("transport", 1, "1-7", "1-9", synthetic=True),
        register("transport", 2),
    ]
    await add(store, Additions(inspection_items=lines))
    assert await read_registers(store, date(2024, 6, 1)) == lines


async def test_a_line_counts_from_the_day_on_which_it_was_reported(store: GraphStore) -> None:
    await lay_down(store, CATALOGUE)
    line = register("tax", 1, "1-48", reported_on=date(2024, 2, 1))
    await add(store, Additions(inspection_items=[line]))
    assert await read_registers(store, date(2024, 1, 31)) == []
    assert await read_registers(store, date(2024, 2, 1)) == [line]


JAN, FEB, MARCH = (date(2024, month, 1) for month in (1, 2, 3))


def test_a_line_that_is_reported_again_keeps_what_it_was_before() -> None:
    first = register("tax", 1, "1-48", reported_on=JAN)
    second = followed(first, register("tax", 1, connected=True, reported_on=MARCH, document_no="二号"))
    assert line_on(second, date(2023, 12, 31)) is None
    assert line_on(second, FEB) == replace(first, since=JAN)
    assert line_on(second, MARCH) == second
    assert (second.item_keys, second.connected, len(second.earlier)) == ((), True, 1)


def test_what_is_said_of_the_same_day_takes_the_place_of_what_was_said() -> None:
    first = register("tax", 1, "1-48", reported_on=JAN)
    corrected = followed(first, register("tax", 1, connected=True, reported_on=JAN))
    assert corrected == register("tax", 1, connected=True, reported_on=JAN)


def test_a_report_of_before_what_a_platform_said_counts_from_then() -> None:
    """A line of January that the platform connected in March, reported anew as of February: what was told in March stands till then."""
    first = register("tax", 1, "1-48", reported_on=JAN)
    connected = followed(first, replace(first, connected=True, since=MARCH))
    reported = followed(connected, register("tax", 1, reported_on=FEB, document_no="二号"))
    assert [line.document_no if line else None for line in (line_on(reported, day) for day in (JAN, FEB, MARCH))] == [
        first.document_no,
        first.document_no,
        "二号",
    ]
    assert reported.earlier == connected.earlier and begins(reported) == MARCH


async def test_what_a_line_was_comes_back(store: GraphStore) -> None:
    await lay_down(store, CATALOGUE)
    first = register("tax", 1, "1-48", reported_on=JAN, synthetic=True)
    second = followed(first, register("tax", 1, connected=True, reported_on=FEB))
    third = followed(second, replace(second, connected=False, since=MARCH))
    for line in (first, second, third):
        await add(store, Additions(inspection_items=[line]))
        assert await read_registers(store, MARCH) == [line]
    assert await read_registers(store, JAN) == [third], "it was there, otherwise"
    assert await read_registers(store, date(2023, 12, 31)) == []


async def test_an_item_is_graded_from_its_first_record(store: GraphStore) -> None:
    await lay_down(store, CATALOGUE)
    assert await graded_items(store) == frozenset()
    await add(store, Additions(subjects=[SUBJECT], records=[record("1-7"), record("1-48"), composite()]))
    assert await graded_items(store) == {"1-7", "1-48"}


async def test_one_record_with_its_subject(store: GraphStore) -> None:
    await lay_down(store, CATALOGUE)
    known = data(record("1-7"), record("1-48", superseded_at=record().recorded_at), composite(), facts=(fact(),))
    await add(store, Additions(subjects=[known.subject], records=known.records, facts=known.facts))
    for one in known.records:
        bare, whole = await read_record(store, one.key), await read_record(store, one.key, EVERYTHING)
        assert bare is not None and whole is not None
        assert (bare.record, bare.subject.subject, bare.subject.records) == (one, known.subject, ())
        assert sorted(whole.subject.records, key=str) == sorted(known.records, key=str)
    assert await read_record(store, "nothing") is None
