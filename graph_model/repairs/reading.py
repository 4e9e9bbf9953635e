"""Repairs as they are read: one, and a page of them, with their subjects in the same query; what was not accepted is between the
subject, the fact's department and the credit office."""

from dataclasses import dataclass
from typing import Any

from graph_model.disclosure import disclosed_all, disclosed_counts
from graph_model.model import DishonestyFact, SubjectData, instant_text
from graph_model.paging import ROWS, Column, Ordering, Page, PageRequest, Place, Wanted
from graph_model.repairs.values import GRANTED, CreditRepair, RepairState
from graph_model.rows import FACT_COLUMNS, REPAIR_COLUMNS, fact_from, repair_from
from graph_model.store import GraphStore, Row
from graph_model.subjects import NOTHING, Needs, projection, subject_data
from graph_model.with_subjects import Kept

LATEST_FIRST = Ordering("creditRepairs", (Column("w.requestedAt", descending=True), Column("w.key")), (str, str))
FOUND = f"w.key AS foundKey, [{REPAIR_COLUMNS.replace('r.', 'w.')}] AS found"
CARRIED = "foundKey, found"
SEEN = "(w.departmentKey IN $own OR w.state IN $granted)"
IN_DISTRICT = "s.district = $district"
PATTERN = "(w:CreditRepair)<-[:ASKS_REPAIR]-(s:Subject)"
ONE_FACT = f"MATCH (s:Subject)-[:COMMITTED]->(f:DishonestyFact {{key: $key}}) RETURN s.key, s.district, {FACT_COLUMNS}"
FACTS = f"UNWIND $keys AS wanted MATCH (s:Subject)-[:COMMITTED]->(f:DishonestyFact {{key: wanted}}) RETURN s.key, {FACT_COLUMNS}"


@dataclass(frozen=True, slots=True)
class Sight:
    """Which repairs somebody is told of: those of facts of `departments` (None: of all) in any state, of others those that were accepted.

    `district` and `subject` narrow them to those of one district, and of one subject.
    """

    departments: tuple[str, ...] | None = None
    district: str | None = None
    subject: str | None = None

    def sees(self, repair: CreditRepair) -> bool:
        """Whether a repair of a subject that somebody may know of is told to them."""
        own = self.departments is None or repair.department_key in self.departments
        return own or repair.state in GRANTED


@dataclass(frozen=True, slots=True)
class RepairFilter:
    """Which repairs: every part that is not None must hold. Keys; `department` is that of the fact."""

    states: tuple[RepairState, ...] | None = None
    department: str | None = None
    subject: str | None = None
    fact: str | None = None


ALL = Sight()
EVERY = RepairFilter()


@dataclass(frozen=True, slots=True)
class SubjectRepair:
    """A repair and what was read of its subject."""

    repair: CreditRepair
    subject: SubjectData

    @property
    def place(self) -> Place:
        return instant_text(self.repair.requested_at), self.repair.key


async def repairs(
    store: GraphStore,
    request: PageRequest,
    *,
    only: RepairFilter = EVERY,
    sight: Sight = ALL,
    needs: Needs = NOTHING,
    wanted: Wanted = ROWS,
    timeout: float | None = None,
) -> Page[SubjectRepair]:
    """A page of repairs, those asked for last first, then by key."""
    disclosed_counts()  # an empty page tells something too
    disclosed_all(key for key in (only.subject, sight.subject) if key is not None)
    predicates, parameters = _conditions(only, sight)
    pattern = "(w:CreditRepair)" if sight.district is None else PATTERN
    clause = f"MATCH {pattern} WHERE {' AND '.join(predicates)}"
    return await KEPT.page(store, clause, parameters, request, needs=needs, wanted=wanted, timeout=timeout)


async def read_repair(
    store: GraphStore, key: str, needs: Needs = NOTHING, *, sight: Sight = ALL, timeout: float | None = None
) -> SubjectRepair | None:
    """The repair with this key and what `needs` says of its subject; None where there is none that may be seen."""
    predicates, parameters = _conditions(EVERY, sight)
    text = f"MATCH {PATTERN} WHERE w.key = $key AND {' AND '.join(predicates)} WITH s, {FOUND} "
    rows = await store.read(text + projection(needs, CARRIED), {**parameters, "key": key}, timeout=timeout, point=True)
    return _value(rows[0], 0) if rows else None


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact with the district of its subject."""

    fact: DishonestyFact
    district: str | None


async def read_fact(store: GraphStore, key: str, *, timeout: float | None = None) -> KnownFact | None:
    """The fact with this key, or None."""
    rows = await store.read(ONE_FACT, {"key": key}, timeout=timeout, point=True)
    return KnownFact(fact_from(rows[0][0], rows[0][2:]), rows[0][1]) if rows else None


async def read_facts(
    store: GraphStore, keys: list[str], *, timeout: float | None = None
) -> list[DishonestyFact | None]:
    """The facts with these keys in their order; one query."""
    rows = await store.read(FACTS, {"keys": list(dict.fromkeys(keys))}, timeout=timeout)
    found = {row[1]: fact_from(row[0], row[1:]) for row in rows}
    return [found.get(key) for key in keys]


def _value(row: Row, width: int) -> SubjectRepair:
    return SubjectRepair(repair_from(row[width + 1]), subject_data(row, width + 2))


def _conditions(only: RepairFilter, sight: Sight) -> tuple[list[str], dict[str, Any]]:
    states = tuple(RepairState) if only.states is None else only.states
    predicates = ["w.state IN $states"]
    parameters: dict[str, Any] = {"states": [state.value for state in states]}

    def must(predicate: str, value: object, **given: Any) -> None:
        if value is not None:
            predicates.append(predicate)
            parameters.update(given)

    must("w.departmentKey = $department", only.department, department=only.department)
    must("w.subjectKey = $subject", only.subject, subject=only.subject)
    must("w.factKey = $fact", only.fact, fact=only.fact)
    own = sight.departments
    must(SEEN, own, own=list(own or ()), granted=[state.value for state in GRANTED])
    must(IN_DISTRICT, sight.district, district=sight.district)
    must("w.subjectKey = $itself", sight.subject, itself=sight.subject)
    return predicates, parameters


KEPT = Kept("CreditRepair", LATEST_FIRST, FOUND, CARRIED, _value)
