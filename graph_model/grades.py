"""The grade view: what one subject is graded on a day, by every department, as it was known at an instant.

Plan 任务 3: 各行业(领域)市场主体评价结果原则上统一划分为A(最高)、B(较高)、C(较低)、D(最低)四档.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from graph_model.catalogue import Catalogue
from graph_model.discrepancies import DiscrepancyPair, item_place, pairs
from graph_model.model import COMPOSITE, Department, Grade, GradeRecord, SubjectData, SubjectKind


@dataclass(frozen=True, slots=True)
class DepartmentGrades:
    """A department's grades of a subject; `highest` and `lowest` of those in force, None where none is."""

    department: Department
    grades: tuple[GradeRecord, ...]
    highest: Grade | None
    lowest: Grade | None


@dataclass(frozen=True, slots=True)
class GradeView:
    """Grades of a subject as of a day: the composite apart, `grades` by annex and number, departments in the plan's order.

    `highest`, `lowest`, `spread` (in levels) and `discrepancies` count the listed grades that are in force on `as_of`.
    An expired grade is listed and does not count. A suspended one counts: it stands until the review says otherwise,
    and a review must not hide the discrepancy that it was opened for.
    """

    composite: GradeRecord | None
    grades: tuple[GradeRecord, ...]
    by_department: tuple[DepartmentGrades, ...]
    highest: Grade | None
    lowest: Grade | None
    spread: int
    discrepancies: tuple[DiscrepancyPair, ...]
    as_of: date


def in_force(record: GradeRecord, as_of: date) -> bool:
    """Whether a current record has not expired on the day `as_of`; its last day counts."""
    return record.valid_until is None or record.valid_until >= as_of


def current_records(
    records: Iterable[GradeRecord], as_of: date, known_at: datetime | None = None
) -> dict[str, GradeRecord]:
    """The current record of each item, by item key, the composite under `composite`. Expired ones are among them.

    Of the records known at `known_at` (None: now) and evaluated on or before `as_of`, the latest evaluation of each item;
    of two on one day the one recorded later, then the one with the greater key.
    """
    current: dict[str, GradeRecord] = {}
    for record in records:
        if record.evaluated_on > as_of or not known(record, known_at):
            continue
        other = current.get(record.item_key)
        if other is None or _recency(record) > _recency(other):
            current[record.item_key] = record
    return current


def known(record: GradeRecord, known_at: datetime | None) -> bool:
    """Whether this was what we knew at `known_at`: recorded by then and not yet superseded (None: now)."""
    if known_at is None:
        return record.superseded_at is None
    return record.recorded_at <= known_at and (record.superseded_at is None or known_at < record.superseded_at)


def grade_view(
    data: SubjectData,
    catalogue: Catalogue,
    as_of: date,
    known_at: datetime | None = None,
    departments: Collection[str] | None = None,
) -> GradeView:
    """The grade view of a subject on the day `as_of` with what was known at `known_at`.

    `departments` (keys) keeps the grades of those departments, and everything counted is counted over them; the composite
    stays. Items without a record are absent, not B. Records on items that the catalogue no longer has are in the archive
    only. A natural person has no composite (plan 任务 1: 企业法人、个体工商户、社团组织等市场主体公共信用综合评价).
    """
    current = current_records(data.records, as_of, known_at)
    composite = current.pop(COMPOSITE, None)
    grades, groups = _in_order(current, catalogue, departments)
    counted = [record for record in grades if in_force(record, as_of)]
    highest, lowest = extremes(counted)
    return GradeView(
        composite=None if data.subject.kind is SubjectKind.PERSON else composite,
        grades=tuple(grades),
        by_department=tuple(
            _department_grades(department, groups[department.key], as_of)
            for department in catalogue.departments
            if department.key in groups
        ),
        highest=highest,
        lowest=lowest,
        spread=0 if highest is None or lowest is None else lowest.level - highest.level,
        discrepancies=pairs(counted),
        as_of=as_of,
    )


def extremes(records: Sequence[GradeRecord]) -> tuple[Grade | None, Grade | None]:
    """The best and the worst grade of `records`, None where there is none."""
    if not records:
        return None, None
    letters = [record.grade for record in records]
    return min(letters), max(letters)  # the letters' own order is the grades' order


def _recency(record: GradeRecord) -> tuple[date, datetime, str]:
    return record.evaluated_on, record.recorded_at, record.key


def _in_order(
    current: dict[str, GradeRecord], catalogue: Catalogue, departments: Collection[str] | None
) -> tuple[list[GradeRecord], dict[str, list[GradeRecord]]]:
    """The records on items of these departments (None: of all) by annex and number, and those of each department so, too."""
    grades: list[GradeRecord] = []
    groups: dict[str, list[GradeRecord]] = {}
    for item_key in sorted(current, key=item_place):
        item = catalogue.item(item_key)
        if item is not None and (departments is None or item.department_key in departments):
            grades.append(current[item_key])
            groups.setdefault(item.department_key, []).append(current[item_key])
    return grades, groups


def _department_grades(department: Department, grades: list[GradeRecord], as_of: date) -> DepartmentGrades:
    highest, lowest = extremes([record for record in grades if in_force(record, as_of)])
    return DepartmentGrades(department, tuple(grades), highest, lowest)
