"""Measures taken, as they are listed and counted."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from graph_model.disclosure import disclosed_all, disclosed_counts
from graph_model.model import Consistency, MeasureTaken, Scenario, SubjectData, day_text
from graph_model.paging import ROWS, Column, Ordering, Page, PageRequest, Place, Wanted
from graph_model.rows import TAKEN_COLUMNS, taken_from
from graph_model.store import GraphStore, Row
from graph_model.subjects import NOTHING, Needs, projection, subject_data
from graph_model.with_subjects import Kept

LATEST_FIRST = Ordering("measuresTaken", (Column("w.takenOn", descending=True), Column("w.key")), (str, str))
FOUND = f"w.key AS foundKey, [{TAKEN_COLUMNS.replace('m.', 'w.')}] AS found"
CARRIED = "foundKey, found"
COUNTED = "RETURN w.departmentKey, w.itemKey, w.scenario, w.consistency, count(w)"


class MeasureDimension(StrEnum):
    """What measures taken are counted by, beside how they stand to the grades."""

    DEPARTMENT = "DEPARTMENT"
    ITEM = "ITEM"
    SCENARIO = "SCENARIO"


@dataclass(frozen=True, slots=True)
class TakenFilter:
    """Which measures taken: every part that is not None must hold. Keys; days are inclusive; `district` is the subject's.
    `withdrawn`: those that were withdrawn, and not those that stand."""

    consistency: tuple[Consistency, ...] | None = None
    scenarios: tuple[Scenario, ...] | None = None
    department: str | None = None
    item: str | None = None
    subject: str | None = None
    since: date | None = None
    until: date | None = None
    withdrawn: bool = False
    district: str | None = None


EVERY = TakenFilter()


@dataclass(frozen=True, slots=True)
class SubjectMeasure:
    """A measure taken and what was read of its subject."""

    taken: MeasureTaken
    subject: SubjectData

    @property
    def place(self) -> Place:
        return day_text(self.taken.taken_on), self.taken.key


@dataclass(frozen=True, slots=True)
class MeasureCount:
    """How many; a dimension that was not asked for is None, as an item is where a measure has none."""

    department_key: str | None
    item_key: str | None
    scenario: Scenario | None
    consistency: Consistency
    count: int


async def measures_taken(
    store: GraphStore,
    request: PageRequest,
    *,
    only: TakenFilter = EVERY,
    needs: Needs = NOTHING,
    wanted: Wanted = ROWS,
    timeout: float | None = None,
) -> Page[SubjectMeasure]:
    """A page of measures taken, the latest day first, then by key."""
    disclosed_counts()  # an empty page tells something too
    disclosed_all(key for key in (only.subject,) if key is not None)
    clause, parameters = _clause(only)
    return await KEPT.page(store, clause, parameters, request, needs=needs, wanted=wanted, timeout=timeout)


async def read_measure(
    store: GraphStore, key: str, needs: Needs = NOTHING, *, timeout: float | None = None
) -> SubjectMeasure | None:
    """The measure taken with this key and what `needs` says of its subject, or None."""
    text = f"MATCH (s:Subject)-[:MET_WITH]->(w:MeasureTaken {{key: $key}}) WITH s, {FOUND} "
    rows = await store.read(text + projection(needs, CARRIED), {"key": key}, timeout=timeout, point=True)
    return _value(rows[0], 0) if rows else None


async def measure_counts(
    store: GraphStore, by: Collection[MeasureDimension], *, only: TakenFilter = EVERY, timeout: float | None = None
) -> list[MeasureCount]:
    """How many measures stand how to the grades, by these dimensions; in their order. One that was withdrawn does not count."""
    disclosed_counts()
    clause, parameters = _clause(replace(only, withdrawn=False))
    rows = await store.read(f"{clause} {COUNTED}", parameters, timeout=timeout)
    counted = Counter[tuple[str, str, str, str]]()
    for department, item, scenario, consistency, count in rows:
        group = (
            department if MeasureDimension.DEPARTMENT in by else "",
            item or "" if MeasureDimension.ITEM in by else "",
            scenario if MeasureDimension.SCENARIO in by else "",
            consistency,
        )
        counted[group] += count
    return [
        MeasureCount(
            department or None, item or None, Scenario(scenario) if scenario else None, Consistency(consistency), count
        )
        for (department, item, scenario, consistency), count in sorted(counted.items())
    ]


def _value(row: Row, width: int) -> SubjectMeasure:
    return SubjectMeasure(taken_from(row[width + 1]), subject_data(row, width + 2))


def _clause(only: TakenFilter) -> tuple[str, dict[str, Any]]:
    """The clause that binds `w`, and its parameters."""
    kinds = tuple(Consistency) if only.consistency is None else only.consistency
    predicates = ["w.consistency IN $consistency", f"w.withdrawnAt IS {'NOT NULL' if only.withdrawn else 'NULL'}"]
    parameters: dict[str, Any] = {"consistency": [one.value for one in kinds]}

    def must(predicate: str, name: str, value: object) -> None:
        if value is not None:
            predicates.append(predicate)
            parameters[name] = value

    must("w.scenario IN $scenarios", "scenarios", only.scenarios and [one.value for one in only.scenarios])
    must("w.departmentKey = $department", "department", only.department)
    must("w.itemKey = $item", "item", only.item)
    must("w.subjectKey = $subject", "subject", only.subject)
    must("w.takenOn >= $since", "since", only.since and day_text(only.since))
    must("w.takenOn <= $until", "until", only.until and day_text(only.until))
    must("s.district = $district", "district", only.district)
    pattern = "(w:MeasureTaken)" if only.district is None else "(w:MeasureTaken)<-[:MET_WITH]-(s:Subject)"
    return f"MATCH {pattern} WHERE {' AND '.join(predicates)}", parameters


KEPT = Kept("MeasureTaken", LATEST_FIRST, FOUND, CARRIED, _value)
