"""Discrepancies that are settled for subjects whose records somebody else wrote (the synthetic city does)."""

from datetime import UTC, date, datetime, timedelta

from graph_model import writing
from graph_model.intake import settle_subjects
from graph_model.model import DiscrepancyState, Grade, GradeRecord, SourceMode, Subject, SubjectKind
from graph_model.store import GraphTransaction
from graph_model.writing import Additions
from tests.graph_model.intake.city import City
from tests.graph_model.intake.files import code

NOW = datetime(2024, 6, 1, tzinfo=UTC)


def subject(number: int) -> Subject:
    return Subject(f"uscc:{code(number)}", SubjectKind.ENTERPRISE, f"第{number}公司", code(number))


def record(number: int, item: str, grade: str, valid_until: date | None = None) -> GradeRecord:
    return GradeRecord(
        key=f"{number}-{item}-{grade}",
        subject_key=f"uscc:{code(number)}",
        item_key=item,
        grade=Grade(grade),
        native_grade=grade,
        scale_key="unified",
        score=None,
        evaluated_on=date(2023, 8, 21),
        valid_until=valid_until,
        recorded_at=NOW,
        superseded_at=None,
        system_key=None,
        mode=SourceMode.SYNCED,
        batch_key="city",
    )


async def settle(city: City, *keys: str, now: datetime = NOW) -> int:
    async def work(transaction: GraphTransaction) -> int:
        return len(await settle_subjects(transaction, city.catalogue, keys, now))

    return await city.store.transact(work)


async def laid(city: City, *records: GradeRecord) -> None:
    async def work(transaction: GraphTransaction) -> None:
        await writing.write(transaction, Additions(subjects=[subject(1), subject(2)], records=records))

    await city.store.transact(work)


async def test_they_are_raised_once_and_closed_when_the_grade_expires(city: City) -> None:
    ends = date(2024, 6, 30)
    await laid(city, record(1, "1-7", "A"), record(1, "1-8", "D", ends), record(2, "1-7", "A"), record(2, "1-8", "B"))
    keys = [subject(1).key, subject(2).key, "uscc:nobody"]
    assert await settle(city, *keys) == 1
    assert await settle(city, *keys) == 0
    (raised,) = (await city.subject(1)).discrepancies
    assert (raised.state, raised.levels, raised.raised_at) == (DiscrepancyState.OPEN, 3, NOW)
    assert (await city.subject(2)).discrepancies == ()
    later = NOW + timedelta(days=30)
    assert await settle(city, *keys, now=later) == 1
    (closed,) = (await city.subject(1)).discrepancies
    assert (closed.state, closed.closed_at) == (DiscrepancyState.CLOSED, later)


async def test_the_composite_takes_no_part(city: City) -> None:
    await laid(city, record(1, "composite", "A"), record(1, "1-8", "D"))
    assert await settle(city, subject(1).key) == 0
