"""The values of indicators from the graph: for each indicator one question over a set of subjects, never one a subject.

A grade that has expired, or that its department has suspended, is no grade here: what restricts nothing does not lower another grade.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from graph_model.disclosure import disclosed_counts
from graph_model.entities import CURRENT
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
from graph_model.model import Grade, InspectionState, day_text
from graph_model.sampling.pool import months_before
from graph_model.store import GraphStore, Row

WANTED = "UNWIND $keys AS wanted MATCH (s:Subject {key: wanted}) "
_OF_ALL = WANTED + "WITH s MATCH (s)-[:COMMITTED]->(f:DishonestyFact) WHERE "
FACTS = _OF_ALL + "f.withdrawnAt IS NULL AND f.occurredOn <= $today AND (f.retiredOn IS NULL OR f.retiredOn > $today)"
REPAIRED = _OF_ALL + "f.retiredOn <= $today"
GRADES_IN_FORCE = WANTED + "WITH s MATCH (s)-[:GRADED]->(g:GradeRecord) WHERE g.itemKey IN $items AND " + CURRENT
GRADES = f"{GRADES_IN_FORCE} AND g.suspended = false"
REGISTERED = (
    WANTED + "WITH s WHERE s.registeredOn IS NOT NULL AND s.registeredOn <= $today RETURN s.key, s.registeredOn"
)
INSPECTED = (
    WANTED + "WITH s MATCH (s)-[:INSPECTED]->(n:Inspection) "
    f"WHERE n.state = '{InspectionState.PUBLISHED}' AND n.inspectedOn > $since AND n.inspectedOn <= $today"
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


def question(model: EvaluationModel, indicator: Indicator, today: date) -> Question:
    """What is asked for an indicator on a day; `$keys` is left to be given."""
    value = indicator.value
    if isinstance(value, OF_FACTS):
        return _of_facts(model, value, today)
    if isinstance(value, InspectionCount):
        return _of_inspections(model, value, today)
    if isinstance(value, MonthsRegistered):
        return Question(REGISTERED, {"today": day_text(today)}, _months_to(today))
    return _of_grades(model, value, today)


async def read_values(
    store: GraphStore, model: EvaluationModel, keys: Sequence[str], today: date, *, timeout: float | None = None
) -> dict[str, dict[str, float]]:
    """The values of every subject of `keys`, by subject and indicator; what has no value is not there."""
    disclosed_counts()
    values: dict[str, dict[str, float]] = {key: {} for key in keys}
    for indicator in model.indicators:
        asked = question(model, indicator, today)
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
    model: EvaluationModel, value: FactCount | WorstFact | RepairCount | MonthsSinceFact, today: date
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
    parameters = {"today": day_text(today), **said}
    if isinstance(value, MonthsSinceFact):
        return Question(_fact_text(frozenset(said), "max(f.occurredOn)"), parameters, _months_to(today))
    if isinstance(value, RepairCount):  # a fact that its system told anew stands twice, with one repair
        return Question(_fact_text(frozenset(said), "count(DISTINCT f.repairKey)", repaired=True), parameters)
    return Question(
        _fact_text(frozenset(said), "count(f)" if isinstance(value, FactCount) else f"max({WEIGHT})"), parameters
    )


_ONLY = {
    "conducts": "f.conduct IN $conducts",
    "severities": "f.severity IN $severities",
    "systems": "f.systemKey IN $systems",
    "item": "f.itemKey = $item",
    "since": "f.occurredOn > $since",
}


@cache
def _fact_text(said: frozenset[str], aggregate: str, *, repaired: bool = False) -> str:
    only = "".join(f" AND {predicate}" for name, predicate in _ONLY.items() if name in said)
    if not repaired:
        return f"{FACTS}{only} RETURN s.key, {aggregate}"
    return f"{REPAIRED}{only.replace('f.occurredOn', 'f.retiredOn')} RETURN s.key, {aggregate}"


def _of_inspections(model: EvaluationModel, value: InspectionCount, today: date) -> Question:
    parameters: dict[str, Any] = {"today": day_text(today), "since": day_text(months_before(today, value.months))}
    only = ""
    if value.outcomes is not None:
        parameters["outcomes"] = _texts(value.outcomes)
        only += " AND n.outcome IN $outcomes"
    if value.own_item:
        parameters["item"] = model.item
        only += " AND n.itemKey = $item"
    return Question(f"{INSPECTED}{only} RETURN s.key, count(n)", parameters)


def _of_grades(
    model: EvaluationModel, value: GradeLevel | ItemScore | WorstGrade | GradeCount, today: date
) -> Question:
    if isinstance(value, GradeLevel | ItemScore):
        items: Collection[str] = (value.item,)
    else:
        items = value.items if value.items is not None else model.collection.items
    parameters = {"today": day_text(today), "items": list(items)}
    if isinstance(value, GradeCount):
        text = f"{GRADES} AND g.grade IN $grades RETURN s.key, count(g)"
        return Question(text, {**parameters, "grades": [str(Grade(grade)) for grade in value.grades]})
    aggregate = "max(g.score)" if isinstance(value, ItemScore) else f"max({LEVEL})"
    return Question(f"{GRADES} RETURN s.key, {aggregate}", parameters)


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
