"""A quarter of a city with enough subjects to draw from: every grade in turn on highways, and some on labour as well."""

from datetime import UTC, date, datetime, timedelta

from graph_model.draws.asked import Request
from graph_model.draws.values import Signature
from graph_model.model import Grade, GradeRecord, SourceMode, Subject, SubjectKind
from graph_model.sampling.pool import Inspector
from graph_model.store import GraphStore
from graph_model.writing import Additions
from tests.graph_model.small_city import add, code

DAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 4, tzinfo=UTC)
DISTRICTS = ("渝中区", "渝北区", None)
HIGHWAY, LABOUR = "1-9", "1-14"
OFFICE = Signature("信用办", "coordinator", NOW)
TEAM = tuple(
    Inspector(f"执{department[0]}{number}", department)
    for department in ("transport", "human-resources")
    for number in range(4)
)


def later(**how: int) -> Signature:
    return Signature("信用办", "coordinator", NOW + timedelta(**how))


def subject(number: int, status: str = "存续") -> Subject:
    return Subject(
        f"uscc:{code(number)}",
        SubjectKind.ENTERPRISE,
        f"第{number}公司",
        code(number),
        status,
        DISTRICTS[number % 3],
        "建筑业",
        date(2010, 3, 1),
        synthetic=True,
    )


def graded(
    number: int, item: str, grade: Grade, valid_until: date | None = None, *, suspended: bool = False
) -> GradeRecord:
    return GradeRecord(
        key=f"{number}/{item}",
        subject_key=f"uscc:{code(number)}",
        item_key=item,
        grade=grade,
        native_grade=grade,
        scale_key="unified",
        score=None,
        evaluated_on=DAY - timedelta(days=100),
        valid_until=valid_until,
        recorded_at=NOW - timedelta(days=99),
        superseded_at=None,
        system_key=None,
        mode=SourceMode.IMPORTED,
        batch_key="batch-1",
        suspended=suspended,
    )


async def lay_down(store: GraphStore, size: int = 80) -> None:
    """Subject 0 is deregistered, the grade of subject 4 has expired; every fifth is graded on labour too."""
    numbers = range(size)
    records = [
        graded(number, HIGHWAY, tuple(Grade)[number % 4], DAY - timedelta(days=1) if number == 4 else None)
        for number in numbers
    ]
    records += [graded(number, LABOUR, Grade.D) for number in numbers if number % 5 == 0]
    subjects = [subject(number, "注销" if number == 0 else "存续") for number in numbers]
    await add(store, Additions(subjects=subjects, records=records))


def request(*items: str, **what: object) -> Request:
    return Request(items or (HIGHWAY,), inspectors=TEAM, **what)  # type: ignore[arg-type]
