"""The values of indicators from the graph: for each indicator one question over a set of subjects, never one a subject.

A grade that has expired, or that its department has suspended, is no grade here: what restricts nothing does not lower another grade.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from graph_model.disclosure import disclosed_counts
from graph_model.entities import CURRENT, current_as_known
from graph_model.evaluation.model import (
    ALWAYS,
    OF_FACTS,
    EvaluationModel,
    FactCount,
    GradeCount,
    GradeLevel,
    Indicator,
    InspectionCount,
    ItemScore,
    MonthsRegistered,
    MonthsSinceFact,
    RepairCount,
    WorstFact,
    WorstGrade,
)
from graph_model.model import Grade, InspectionState, day_text, instant_text
from graph_model.rows import REPAIR_KNOWN
from graph_model.sampling.pool import months_before
from graph_model.store import GraphStore, Row

WANTED = "UNWIND $keys AS wanted MATCH (s:Subject {key: wanted}) "
_OF_ALL = WANTED + "WITH s MATCH (s)-[:COMMITTED]->(f:DishonestyFact) WHERE "
FACTS = _OF_ALL + "f.withdrawnAt IS NULL AND f.occurredOn <= $today AND (f.retiredOn IS NULL OR f.retiredOn > $today)"
REPAIRED = _OF_ALL + "f.retiredOn <= $today"
_KNOWN = (
    f"{_OF_ALL}f.recordedAt <= $known AND (f.withdrawnAt IS NULL OR f.withdrawnAt > $known) AND f.occurredOn <= $today "
    f"WITH s, f, {REPAIR_KNOWN} AS repaired WHERE "
)
FACTS_KNOWN = _KNOWN + "(repaired IS NULL OR substring(repaired, 0, 10) > $today)"
REPAIRED_KNOWN = _KNOWN + "substring(repaired, 0, 10) <= $today"
"""The same as it was known at `$known`."""
_IN_FORCE = WANTED + "WITH s MATCH (s)-[:GRADED]->(g) WHERE g.itemKey IN $items AND "
"""Without labels behind the edges, as in `INSPECTED`: with one the embedded store first gathers, in each question, what of the whole city
has such an item or state."""
GRADES_IN_FORCE = _IN_FORCE + CURRENT
GRADES_IN_FORCE_KNOWN = _IN_FORCE + current_as_known()
NOT_SUSPENDED = " AND g.suspended = false"
"""Of when a grade was suspended nothing is kept: one that is now was so then."""
REGISTERED = (
    WANTED + "WITH s WHERE s.registeredOn IS NOT NULL AND s.registeredOn <= $today RETURN s.key, s.registeredOn"
)
PUBLISHED = f"n.state = '{InspectionState.PUBLISHED}'"
PUBLISHED_KNOWN = "n.publishedAt <= $known AND (n.withdrawnAt IS NULL OR n.withdrawnAt > $known)"
INSPECTED = (
    WANTED + "WITH s MATCH (s)-[:INSPECTED]->(n) "
    f"WHERE {PUBLISHED} AND n.inspectedOn > $since AND n.inspectedOn <= $today"
)
WEIGHT = "CASE f.severity WHEN 'serious' THEN 3 WHEN 'ordinary' THEN 2 ELSE 1 END"
LEVEL = "CASE g.grade WHEN 'A' THEN 0 WHEN 'B' THEN 1 WHEN 'C' THEN 2 ELSE 3 END"
AT_ONCE = 2_000
"""Subjects of one question."""


@dataclass(frozen=True, slots=True)
class Question:
    """One graph query: rows of subject key and value; `value` turns the latter into a number."""

    text: str
    parameters: dict[str, Any]
    value: Callable[[Any], float] = float


def question(model: EvaluationModel, indicator: Indicator, today: date, known_at: datetime | None = None) -> Question:
    """What is asked for an indicator on a day, as it was known at an instant (None: now); `$keys` is left to be given."""
    value, known = indicator.value, {} if known_at is None else {"known": instant_text(known_at)}
    if isinstance(value, OF_FACTS):
        return _of_facts(model, value, today, known)
    if isinstance(value, InspectionCount):
        return _of_inspections(model, value, today, known)
    if isinstance(value, MonthsRegistered):
        return Question(REGISTERED, {"today": day_text(today)}, _months_to(today))
    return _of_grades(model, value, today, known)


async def read_values(
    store: GraphStore,
    model: EvaluationModel,
    keys: Sequence[str],
    today: date,
    *,
    known_at: datetime | None = None,
    timeout: float | None = None,
) -> dict[str, dict[str, float]]:
    """The values of every subject of `keys`, by subject and indicator, as they were known at an instant (None: now); what has no
    value is not there."""
    disclosed_counts()
    values: dict[str, dict[str, float]] = {key: {} for key in keys}
    for indicator in model.indicators:
        asked = question(model, indicator, today, known_at)
        if isinstance(indicator.value, ALWAYS):
            for found in values.values():
                found[indicator.key] = 0.0
        for start in range(0, len(keys), AT_ONCE):
            parameters = {**asked.parameters, "keys": list(keys[start : start + AT_ONCE])}
            rows = await store.read(asked.text, parameters, timeout=timeout)
            _enter(values, indicator.key, rows, asked.value)
            await asyncio.sleep(0)
    return values


def _enter(
    values: dict[str, dict[str, float]], indicator: str, rows: Sequence[Row], value: Callable[[Any], float]
) -> None:
    for subject, found in rows:
        if found is not None:
            values[subject][indicator] = value(found)


def _of_facts(
    model: EvaluationModel,
    value: FactCount | WorstFact | RepairCount | MonthsSinceFact,
    today: date,
    known: dict[str, str],
) -> Question:
    conducts = value.conducts if value.conducts is not None else model.collection.conducts
    since = None if isinstance(value, MonthsSinceFact) else day_text(months_before(today, value.months))
    given: dict[str, Any] = {
        "conducts": _texts(conducts),
        "severities": _texts(value.severities),
        "systems": _texts(value.systems),
        "item": model.item if value.own_item else None,
        "since": since,
    }
    said = {name: one for name, one in given.items() if one is not None}
    parameters, only, as_known = {"today": day_text(today), **said, **known}, frozenset(said), bool(known)
    if isinstance(value, RepairCount):  # a fact that its system told anew stands twice, with one repair
        return Question(_repairs_text(only, as_known=as_known), parameters)
    if isinstance(value, MonthsSinceFact):
        return Question(_fact_text(only, "max(f.occurredOn)", as_known=as_known), parameters, _months_to(today))
    aggregate = "count(f)" if isinstance(value, FactCount) else f"max({WEIGHT})"
    return Question(_fact_text(only, aggregate, as_known=as_known), parameters)


_ONLY = {
    "conducts": "f.conduct IN $conducts",
    "severities": "f.severity IN $severities",
    "systems": "f.systemKey IN $systems",
    "item": "f.itemKey = $item",
    "since": "f.occurredOn > $since",
}


@cache
def _fact_text(said: frozenset[str], aggregate: str, *, as_known: bool) -> str:
    return f"{FACTS_KNOWN if as_known else FACTS}{_only(said)} RETURN s.key, {aggregate}"


@cache
def _repairs_text(said: frozenset[str], *, as_known: bool) -> str:
    text, day, repair = (
        (REPAIRED_KNOWN, "substring(repaired, 0, 10)", "substring(repaired, 11)")
        if as_known
        else (REPAIRED, "f.retiredOn", "f.repairKey")
    )
    return f"{text}{_only(said).replace('f.occurredOn', day)} RETURN s.key, count(DISTINCT {repair})"


def _only(said: frozenset[str]) -> str:
    return "".join(f" AND {predicate}" for name, predicate in _ONLY.items() if name in said)


def _of_inspections(model: EvaluationModel, value: InspectionCount, today: date, known: dict[str, str]) -> Question:
    since = day_text(months_before(today, value.months))
    parameters: dict[str, Any] = {"today": day_text(today), "since": since, **known}
    only = ""
    if value.outcomes is not None:
        parameters["outcomes"] = _texts(value.outcomes)
        only += " AND n.outcome IN $outcomes"
    if value.own_item:
        parameters["item"] = model.item
        only += " AND n.itemKey = $item"
    text = INSPECTED.replace(PUBLISHED, PUBLISHED_KNOWN) if known else INSPECTED
    return Question(f"{text}{only} RETURN s.key, count(n)", parameters)


def _of_grades(
    model: EvaluationModel, value: GradeLevel | ItemScore | WorstGrade | GradeCount, today: date, known: dict[str, str]
) -> Question:
    if isinstance(value, GradeLevel | ItemScore):
        items: Collection[str] = (value.item,)
    else:
        items = value.items if value.items is not None else model.collection.items
    parameters = {"today": day_text(today), "items": list(items), **known}
    grades = (GRADES_IN_FORCE_KNOWN if known else GRADES_IN_FORCE) + NOT_SUSPENDED
    if isinstance(value, GradeCount):
        text = f"{grades} AND g.grade IN $grades RETURN s.key, count(g)"
        return Question(text, {**parameters, "grades": [str(Grade(grade)) for grade in value.grades]})
    aggregate = "max(g.score)" if isinstance(value, ItemScore) else f"max({LEVEL})"
    return Question(f"{grades} RETURN s.key, {aggregate}", parameters)


def _months_to(today: date) -> Callable[[str], float]:
    """Whole months from a day that is text to `today`."""

    @cache
    def months(text: str) -> float:
        since = date.fromisoformat(text)
        whole = (today.year - since.year) * 12 + today.month - since.month
        return float(whole - (since.day > today.day))

    return months


def _texts(values: Collection[str] | None) -> list[str] | None:
    return None if values is None else [str(getattr(value, "value", value)) for value in values]
