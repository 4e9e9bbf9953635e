"""Inspections as they are read: one, and a page of them, with their subjects in the same query; nobody is told of another's draft."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from graph_model.disclosure import disclosed_all, disclosed_counts
from graph_model.model import Inspection, InspectionOutcome, InspectionState, SubjectData, day_text
from graph_model.paging import ROWS, Column, Ordering, Page, PageRequest, Place, Wanted
from graph_model.rows import INSPECTION_COLUMNS, inspection_from
from graph_model.store import GraphStore, GraphTransaction, Row
from graph_model.subjects import NOTHING, Needs, projection, subject_data
from graph_model.with_subjects import Kept

LATEST_FIRST = Ordering("inspections", (Column("w.inspectedOn", descending=True), Column("w.key")), (str, str))
COLUMNS = INSPECTION_COLUMNS.replace("n.", "w.")
FOUND = f"w.key AS foundKey, [{COLUMNS}] AS found"
CARRIED = "foundKey, found"
SEEN = "(w.departmentKey IN $own OR w.state = $published)"
IN_DISTRICT = "s.district = $district"
ONE = f"MATCH (w:Inspection {{key: $key}}) WHERE w.state IN $states RETURN {COLUMNS}"
PATTERN = "(w:Inspection)<-[:INSPECTED]-(s:Subject)"


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose inspections somebody is told of: those of `departments` (None: all) in any state, of others the published ones
    (not those that were withdrawn).

    `district` and `subject` narrow them to those of one district, and of one subject.
    """

    departments: tuple[str, ...] | None = None
    district: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class InspectionFilter:
    """Which inspections: every part that is not None must hold. Keys; days are inclusive."""

    states: tuple[InspectionState, ...] | None = None
    outcomes: tuple[InspectionOutcome, ...] | None = None
    item: str | None = None
    department: str | None = None
    subject: str | None = None
    since: date | None = None
    until: date | None = None


ALL = Sight()
EVERY = InspectionFilter()


@dataclass(frozen=True, slots=True)
class SubjectInspection:
    """An inspection and what was read of its subject."""

    inspection: Inspection
    subject: SubjectData

    @property
    def place(self) -> Place:
        return day_text(self.inspection.inspected_on), self.inspection.key


async def inspections(
    store: GraphStore,
    request: PageRequest,
    *,
    only: InspectionFilter = EVERY,
    sight: Sight = ALL,
    needs: Needs = NOTHING,
    wanted: Wanted = ROWS,
    timeout: float | None = None,
) -> Page[SubjectInspection]:
    """A page of inspections, the latest day first, then by key."""
    disclosed_counts()  # an empty page tells something too
    disclosed_all(key for key in (only.subject, sight.subject) if key is not None)
    predicates, parameters = _conditions(only, sight)
    clause = f"MATCH {_pattern(sight)} WHERE {' AND '.join(predicates)}"
    return await KEPT.page(store, clause, parameters, request, needs=needs, wanted=wanted, timeout=timeout)


async def read_inspection(
    store: GraphStore, key: str, needs: Needs = NOTHING, *, sight: Sight = ALL, timeout: float | None = None
) -> SubjectInspection | None:
    """The inspection with this key and what `needs` says of its subject; None where there is none that may be seen."""
    predicates, parameters = _conditions(EVERY, sight)
    text = f"MATCH {PATTERN} WHERE w.key = $key AND {' AND '.join(predicates)} WITH s, {FOUND} "
    rows = await store.read(text + projection(needs, CARRIED), {**parameters, "key": key}, timeout=timeout, point=True)
    return _value(rows[0], 0) if rows else None


async def inspection_in(transaction: GraphTransaction, key: str) -> Inspection | None:
    """The inspection as a transaction sees it; None where it is not recorded."""
    rows = await transaction.run(ONE, {"key": key, "states": [state.value for state in InspectionState]})
    return inspection_from(rows[0]) if rows else None


def _value(row: Row, width: int) -> SubjectInspection:
    return SubjectInspection(inspection_from(row[width + 1]), subject_data(row, width + 2))


def _pattern(sight: Sight) -> str:
    return "(w:Inspection)" if sight.district is None else PATTERN


def _conditions(only: InspectionFilter, sight: Sight) -> tuple[list[str], dict[str, Any]]:
    states = tuple(InspectionState) if only.states is None else only.states
    predicates = ["w.state IN $states"]
    parameters: dict[str, Any] = {"states": [state.value for state in states]}

    def must(predicate: str, value: object, **given: Any) -> None:
        if value is not None:
            predicates.append(predicate)
            parameters.update(given)

    outcomes = only.outcomes
    must("w.outcome IN $outcomes", outcomes, outcomes=[one.value for one in outcomes or ()])
    must("w.itemKey = $item", only.item, item=only.item)
    must("w.departmentKey = $department", only.department, department=only.department)
    must("w.subjectKey = $subject", only.subject, subject=only.subject)
    must("w.inspectedOn >= $since", only.since, since=only.since and day_text(only.since))
    must("w.inspectedOn <= $until", only.until, until=only.until and day_text(only.until))
    own = sight.departments
    must(SEEN, own, own=list(own or ()), published=InspectionState.PUBLISHED.value)
    must(IN_DISTRICT, sight.district, district=sight.district)
    must("w.subjectKey = $itself", sight.subject, itself=sight.subject)
    return predicates, parameters


KEPT = Kept("Inspection", LATEST_FIRST, FOUND, CARRIED, _value)
