"""Objections as they are read: those of subjects, one, and a page of them, with the grades that they are against."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from graph_model.disclosure import disclosed_all, disclosed_counts
from graph_model.model import CITY_ZONE, GradeRecord, SubjectData, instant_text
from graph_model.objections.objection import COLUMNS, DAYS, objection_from
from graph_model.objections.values import Objection, ObjectionState
from graph_model.paging import ROWS, Column, Ordering, Page, PageRequest, Place, Wanted
from graph_model.rows import RECORD_COLUMNS, record_from
from graph_model.store import GraphStore, Row
from graph_model.subjects import NOTHING, Needs, projection, subject_data
from graph_model.with_subjects import Kept

OLDEST_FIRST = Ordering("objections", (Column("w.raisedAt"), Column("w.key")), (str, str))
FOUND = f"w.key AS foundKey, [{COLUMNS}] AS found, [{RECORD_COLUMNS}] AS against"
CARRIED = "foundKey, found, against"
OF_SUBJECTS = (
    "UNWIND $keys AS wanted MATCH (s:Subject {key: wanted})-[:OBJECTED]->(w:Objection)-[:AGAINST]->(g:GradeRecord) "
    f"RETURN [{COLUMNS}] AS found, [{RECORD_COLUMNS}] AS against"
)


@dataclass(frozen=True, slots=True)
class ObjectionFilter:
    """Which objections: every part that is not None must hold. Keys; `district` is the subject's; `overdue_on`: it waits, and the day
    by which it was to be answered is before this one."""

    states: tuple[ObjectionState, ...] | None = None
    department: str | None = None
    subject: str | None = None
    district: str | None = None
    overdue_on: date | None = None


EVERY = ObjectionFilter()


@dataclass(frozen=True, slots=True)
class Objected:
    """An objection and the grade that it is against."""

    objection: Objection
    record: GradeRecord

    @property
    def key(self) -> str:
        return self.objection.key


@dataclass(frozen=True, slots=True)
class SubjectObjection:
    """The same, and what was read of the subject."""

    objected: Objected
    subject: SubjectData

    @property
    def place(self) -> Place:
        return instant_text(self.objected.objection.raised_at), self.objected.objection.key


async def objections(
    store: GraphStore,
    request: PageRequest,
    *,
    only: ObjectionFilter = EVERY,
    needs: Needs = NOTHING,
    wanted: Wanted = ROWS,
    timeout: float | None = None,
) -> Page[SubjectObjection]:
    """A page of objections, those raised first before the others, then by key."""
    disclosed_counts()  # an empty page tells something too
    disclosed_all(filter(None, [only.subject]))
    clause, parameters = _clause(only)
    return await KEPT.page(store, clause, parameters, request, needs=needs, wanted=wanted, timeout=timeout)


async def read_objection(
    store: GraphStore, key: str, needs: Needs = NOTHING, *, timeout: float | None = None
) -> SubjectObjection | None:
    """The objection with this key and what `needs` says of its subject, or None."""
    text = f"MATCH (s:Subject)-[:OBJECTED]->(w:Objection {{key: $key}})-[:AGAINST]->(g:GradeRecord) WITH s, {FOUND} "
    rows = await store.read(text + projection(needs, CARRIED), {"key": key}, timeout=timeout, point=True)
    return _value(rows[0], 0) if rows else None


async def objections_of(
    store: GraphStore, keys: Sequence[str], *, timeout: float | None = None
) -> list[tuple[Objected, ...]]:
    """The objections of these subjects, in their order, each's latest first; one query."""
    disclosed_all(keys)  # that there is none tells something too
    rows = await store.read(OF_SUBJECTS, {"keys": list(dict.fromkeys(keys))}, timeout=timeout)
    found: dict[str, list[Objected]] = {}
    for row in rows:
        one = _objected(row[0], row[1])
        found.setdefault(one.objection.subject_key, []).append(one)
    return [tuple(sorted(found.get(key, ()), key=_latest)) for key in keys]


def _latest(one: Objected) -> tuple[float, str]:
    return -one.objection.raised_at.timestamp(), one.objection.key


def _objected(found: Row, against: Row) -> Objected:
    objection = objection_from(found)
    return Objected(objection, record_from(objection.subject_key, against))


def _value(row: Row, width: int) -> SubjectObjection:
    return SubjectObjection(_objected(row[width + 1], row[width + 2]), subject_data(row, width + 3))


def _clause(only: ObjectionFilter) -> tuple[str, dict[str, Any]]:
    """The clause that binds `w`, and its parameters."""
    states = tuple(ObjectionState) if only.states is None else only.states
    predicates = ["w.state IN $states"]
    parameters: dict[str, Any] = {"states": [state.value for state in states]}

    def must(predicate: str, name: str, value: object) -> None:
        if value is not None:
            predicates.append(predicate)
            parameters[name] = value

    must("w.departmentKey = $department", "department", only.department)
    must("w.subjectKey = $subject", "subject", only.subject)
    must("s.district = $district", "district", only.district)
    if only.overdue_on is not None:
        raised = datetime.combine(only.overdue_on - timedelta(days=DAYS), time(), CITY_ZONE)
        must("w.raisedAt < $raisedBefore AND w.state = $open", "raisedBefore", instant_text(raised))
        parameters["open"] = ObjectionState.OPEN.value
    pattern = "(w:Objection)" if only.district is None else "(w:Objection)<-[:OBJECTED]-(s:Subject)"
    return f"MATCH {pattern} WHERE {' AND '.join(predicates)}", parameters


KEPT = Kept("Objection", OLDEST_FIRST, FOUND, CARRIED, _value, "OPTIONAL MATCH (g:GradeRecord {key: w.recordKey}) ")
