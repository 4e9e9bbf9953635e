"""How current grades are distributed: over items, departments, districts or industries; counted in the store."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from math import prod

from graph_model.catalogue import Catalogue
from graph_model.disclosure import disclosed_counts
from graph_model.discrepancies import item_place
from graph_model.entities import CURRENT, EVERY, EntityFilter, filter_parameters, own_predicates
from graph_model.errors import LimitExceeded
from graph_model.model import Grade
from graph_model.store import GraphStore


class GradeDimension(StrEnum):
    """What grades can be counted by."""

    ITEM = "ITEM"
    DEPARTMENT = "DEPARTMENT"
    DISTRICT = "DISTRICT"
    INDUSTRY = "INDUSTRY"


@dataclass(frozen=True, slots=True)
class GradeCount:
    """`count` current grades in force are `grade`; a dimension that was not asked for is None, as is an unknown place."""

    grade: Grade
    count: int
    item_key: str | None = None
    department_key: str | None = None
    district: str | None = None
    industry: str | None = None


COUNTED = (
    "MATCH (s:Subject)-[:GRADED]->(g:GradeRecord) WHERE g.itemKey IN $known AND {only} "
    "RETURN {groups}, g.grade, count(*) LIMIT {most}"
)

_COLUMNS = {
    GradeDimension.ITEM: "g.itemKey",
    GradeDimension.DISTRICT: "s.district",
    GradeDimension.INDUSTRY: "s.industry",
}
_SIZES = {GradeDimension.ITEM: 80, GradeDimension.DISTRICT: 50, GradeDimension.INDUSTRY: 100}
"""Values of each, a little more than there are: 61 items, 40 districts, 97 divisions of GB/T 4754."""
FEWEST, MOST = 2_000, 20_000
"""Districts and industries are what registers write, so that even one dimension may have more values than it should."""


def most_groups(by: Iterable[GradeDimension]) -> int:
    """The rows that `grade_distribution` counts by these at most."""
    sizes = (_SIZES[column] for column in _columns(frozenset(by)))
    return min(MOST, max(FEWEST, len(Grade) * prod(sizes)))


async def grade_distribution(
    store: GraphStore,
    catalogue: Catalogue,
    by: Iterable[GradeDimension],
    as_of: date,
    *,
    only: EntityFilter = EVERY,
    timeout: float | None = None,
) -> list[GradeCount]:
    """Counts of the grades that are current and in force on the day `as_of`, a row a group and grade that occurs.

    What is counted is grades, not subjects: a subject graded on three items counts three times. Persons are counted too,
    the composite is not. `only` keeps the subjects that it lets through and, by `items` and `grades`, the grades
    themselves. Records on items that the catalogue no longer has are not counted. Rows are ordered by department, item,
    district, industry and grade. Raises LimitExceeded where there are more than `most_groups`.
    """
    wanted = frozenset(by)
    columns = _columns(wanted)
    parameters = {**filter_parameters(only, as_of), "known": _counted_items(catalogue, only)}
    predicates = own_predicates(only) if only.grades is None else [*own_predicates(only), "g.grade IN $grades"]
    disclosed_counts()
    most = most_groups(wanted)
    rows = await store.read(_text(columns, tuple(predicates), most + 1), parameters, timeout=timeout)
    if len(rows) > most:
        raise LimitExceeded(
            f"by: 超过 {most} 组；少按几样分组，或用 filter 缩小范围 / "
            f"more than {most} groups: count by fewer dimensions or narrow the filter"
        )
    return _summed(rows, columns, wanted, catalogue)


def _counted_items(catalogue: Catalogue, only: EntityFilter) -> list[str]:
    known = [item.key for item in catalogue.items]
    return known if only.items is None else [key for key in known if key in only.items]


def _columns(wanted: frozenset[GradeDimension]) -> tuple[GradeDimension, ...]:
    """What the store groups by: departments are summed from items, which the catalogue in memory joins."""
    stored = wanted | {GradeDimension.ITEM} if GradeDimension.DEPARTMENT in wanted else wanted
    return tuple(column for column in _COLUMNS if column in stored)


@cache
def _text(columns: tuple[GradeDimension, ...], predicates: tuple[str, ...], most: int) -> str:
    groups = ", ".join(_COLUMNS[column] for column in columns) or "0 AS everything"
    text = COUNTED.replace("{only}", " AND ".join([*predicates, CURRENT])).replace("{groups}", groups)
    return text.replace("{most}", str(most))


def _summed(
    rows: Sequence[Sequence[object]],
    columns: tuple[GradeDimension, ...],
    wanted: frozenset[GradeDimension],
    catalogue: Catalogue,
) -> list[GradeCount]:
    counts: dict[GradeCount, int] = {}
    for *values, grade, count in rows:
        found = dict(zip(columns, values, strict=False))
        group = _group(found, wanted, catalogue, Grade(str(grade)))
        counts[group] = counts.get(group, 0) + int(str(count))
    places = {department.key: place for place, department in enumerate(catalogue.departments)}
    made = [_counted(group, count) for group, count in counts.items()]
    return sorted(made, key=lambda one: _place(one, places))


def _group(
    found: dict[GradeDimension, object], wanted: frozenset[GradeDimension], catalogue: Catalogue, grade: Grade
) -> GradeCount:
    item = catalogue.item(str(found[GradeDimension.ITEM])) if GradeDimension.ITEM in found else None
    return GradeCount(
        grade=grade,
        count=0,
        item_key=item.key if item and GradeDimension.ITEM in wanted else None,
        department_key=item.department_key if item and GradeDimension.DEPARTMENT in wanted else None,
        district=_text_or_none(found.get(GradeDimension.DISTRICT)),
        industry=_text_or_none(found.get(GradeDimension.INDUSTRY)),
    )


def _text_or_none(value: object) -> str | None:
    return None if value is None else str(value)


def _counted(group: GradeCount, count: int) -> GradeCount:
    return GradeCount(group.grade, count, group.item_key, group.department_key, group.district, group.industry)


def _place(one: GradeCount, places: dict[str, int]) -> tuple[object, ...]:
    department = -1 if one.department_key is None else places[one.department_key]
    item = (-1, 0, "") if one.item_key is None else item_place(one.item_key)
    return department, item, one.district or "", one.industry or "", one.grade.level
