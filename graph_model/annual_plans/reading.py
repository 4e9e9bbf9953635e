"""Annual plans as they are read: one, a page of them, and how far their duties have come: a query a kind of count, for all plans."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph_model.annual_plans.plan import OF_ITEMS, RATES, Duty, DutyKind
from graph_model.annual_plans.states import PlanState
from graph_model.annual_plans.version import COLUMNS, REPORT_COLUMNS, DutyReport, PlanVersion, report_from, version_from
from graph_model.catalogue import Catalogue
from graph_model.coverage import Rate, coverage
from graph_model.disclosure import disclosed_counts
from graph_model.keyset import Listing, PageQuery
from graph_model.model import InspectionItem, InspectionState, city_day, day_text
from graph_model.paging import ROWS, Column, Ordering, Page, PageRequest, Wanted
from graph_model.registers import read_registers
from graph_model.store import GraphStore

LATEST_FIRST = Ordering("annualPlans", (Column("w.year", descending=True), Column("w.key")), (int, str))
ONE = f"MATCH (w:AnnualPlan {{key: $key}}) WHERE w.state IS NOT NULL RETURN {COLUMNS}"
REPORTS = f"MATCH (r:DutyReport) WHERE r.slot IN $slots RETURN {REPORT_COLUMNS}"
COUNTS = {
    DutyKind.GRADES: (
        "MATCH (g:GradeRecord) WHERE g.itemKey IN $items AND g.evaluatedOn >= $since AND g.evaluatedOn <= $until "
        "AND g.supersededAt IS NULL RETURN g.itemKey, substring(g.evaluatedOn, 0, 4), count(g)"
    ),
    DutyKind.INSPECTIONS: (
        "MATCH (n:Inspection) WHERE n.itemKey IN $items AND n.inspectedOn >= $since AND n.inspectedOn <= $until "
        "AND n.state = $published RETURN n.itemKey, substring(n.inspectedOn, 0, 4), count(n)"
    ),
    DutyKind.DRAWN: (
        "MATCH (t:InspectionTask)-[:CHECKS]->(i:Item) WHERE t.drawnOn >= $since AND t.drawnOn <= $until AND i.key IN $items "
        "RETURN i.key, substring(t.drawnOn, 0, 4), count(t)"
    ),
}
Counts = Mapping[tuple[DutyKind, str, int], int]
"""How many there are, by kind, item and year."""


@dataclass(frozen=True, slots=True)
class PlanFilter:
    """Which plans: every part that is not None must hold. `own`: of departments beside this one those that are, or were, published."""

    department: str | None = None
    year: int | None = None
    states: tuple[PlanState, ...] | None = None
    own: str | None = None


EVERY = PlanFilter()
TOLD = (PlanState.PUBLISHED, PlanState.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class DutyProgress:
    """A duty on a day. `done` None: it cannot be told, `reason` says why, or what a count leaves out; `report` is the last one."""

    duty: Duty
    done: float | None
    reason: str | None
    report: DutyReport | None
    day: date

    @property
    def met(self) -> bool:
        return self.done is not None and self.done >= self.duty.target

    @property
    def overdue(self) -> bool:
        """Whether its last day has passed, and it is not met."""
        return not self.met and self.day > self.duty.due_on


async def annual_plans(
    store: GraphStore,
    request: PageRequest,
    *,
    only: PlanFilter = EVERY,
    wanted: Wanted = ROWS,
    timeout: float | None = None,
) -> Page[PlanVersion]:
    """A page of versions: the latest year first, by department, then in the order of their numbers."""
    predicates, parameters = _conditions(only)
    listing = Listing("w", "AnnualPlan", f"MATCH (w:AnnualPlan) WHERE {' AND '.join(predicates)}")
    query = PageQuery(listing, LATEST_FIRST, request, wanted)
    carried = f"{query.clauses.carried}, " if query.clauses.carried else ""
    rows = await store.read(
        f"{query.clauses.text}RETURN {carried}{COLUMNS}", {**parameters, **query.parameters}, timeout=timeout
    )
    return query.page(rows, lambda row, width: version_from(row[width:]), lambda one: one.place)


async def read_plan(store: GraphStore, key: str, *, timeout: float | None = None) -> PlanVersion | None:
    """The version with this key, or None."""
    rows = await store.read(ONE, {"key": key}, timeout=timeout, point=True)
    return version_from(rows[0]) if rows else None


async def progress_of(
    store: GraphStore, catalogue: Catalogue, plans: Sequence[PlanVersion], day: date, *, timeout: float | None = None
) -> list[tuple[DutyProgress, ...]]:
    """How far the duties of each plan have come by a day (of a year that is over: by its end), in the order of the plans."""
    duties = [duty for version in plans for duty in version.plan.duties]
    kinds = {duty.kind for duty in duties}
    if kinds & OF_ITEMS:
        disclosed_counts()
    counts = await _counts(store, plans, day, timeout)
    rates = _Rates(catalogue, await read_registers(store, day, timeout=timeout) if kinds & RATES else ())
    reports: dict[tuple[str, str], DutyReport] = {}
    if DutyKind.REPORTED in kinds:
        slots = sorted({version.slot for version in plans})
        found = map(report_from, await store.read(REPORTS, {"slots": slots}, timeout=timeout))
        known = (report for report in found if city_day(report.at) <= day)
        reports = {(report.slot, report.duty): report for report in sorted(known, key=lambda one: one.at)}
    told = _Told(counts, rates, reports, day)
    return [tuple(told.progress(version, duty) for duty in version.plan.duties) for version in plans]


class _Rates:
    """The two rates of departments on days, from the registers that were read."""

    def __init__(self, catalogue: Catalogue, registers: Iterable[InspectionItem]) -> None:
        self._catalogue, self._registers = catalogue, list(registers)
        self._kept: dict[date, dict[str, tuple[Rate, Rate]]] = {}

    def of(self, department: str, kind: DutyKind, day: date) -> Rate | None:
        if day not in self._kept:
            found = coverage(self._catalogue, self._registers, day).departments
            self._kept[day] = {one.department.key: (one.business_coverage, one.digital_access) for one in found}
        both = self._kept[day].get(department)
        return None if both is None else both[kind is DutyKind.DIGITAL_ACCESS]


async def _counts(store: GraphStore, plans: Sequence[PlanVersion], day: date, timeout: float | None) -> Counts:
    found: defaultdict[tuple[DutyKind, str, int], int] = defaultdict(int)
    for kind, text in COUNTS.items():
        wanted = [(duty.item, version.year) for version in plans for duty in version.plan.duties if duty.kind is kind]
        if not wanted:
            continue
        parameters: dict[str, Any] = {
            "items": sorted({item for item, _ in wanted if item is not None}),
            "since": f"{min(year for _, year in wanted)}-01-01",
            "until": day_text(min(day, date(max(year for _, year in wanted), 12, 31))),
            "published": InspectionState.PUBLISHED.value,
        }
        for item, year, count in await store.read(text, parameters, timeout=timeout):
            found[kind, item, int(year)] += count
    return found


@dataclass(frozen=True, slots=True)
class _Told:
    """All that progress is told by."""

    counts: Counts
    rates: _Rates
    reports: Mapping[tuple[str, str], DutyReport]
    day: date

    def progress(self, version: PlanVersion, duty: Duty) -> DutyProgress:
        if duty.kind in OF_ITEMS:
            assert duty.item is not None
            return DutyProgress(duty, self.counts.get((duty.kind, duty.item, version.year), 0), None, None, self.day)
        if duty.kind in RATES:
            rate = self.rates.of(version.department_key, duty.kind, min(self.day, date(version.year, 12, 31)))
            if rate is None or rate.value is None:
                why = "目录里已没有这个部门" if rate is None else rate.reason
                return DutyProgress(duty, None, why, None, self.day)
            return DutyProgress(duty, round(100 * rate.value, 2), rate.reason, None, self.day)
        report = self.reports.get((version.slot, duty.key))
        if report is None:
            return DutyProgress(duty, None, "还没有报进展", None, self.day)
        return DutyProgress(duty, report.count, None, report, self.day)


def _conditions(only: PlanFilter) -> tuple[list[str], dict[str, Any]]:
    states = tuple(PlanState) if only.states is None else only.states
    predicates = ["w.state IN $states"]
    parameters: dict[str, Any] = {"states": [state.value for state in states]}
    for predicate, name, value in (
        ("w.departmentKey = $department", "department", only.department),
        ("w.year = $year", "year", only.year),
        ("(w.departmentKey = $own OR w.state IN $told)", "own", only.own),
    ):
        if value is not None:
            predicates.append(predicate)
            parameters[name] = value
    parameters["told"] = [state.value for state in TOLD]
    return predicates, parameters
