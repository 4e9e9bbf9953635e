"""The fields of a system's records by which its database can filter and order them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement

from gateway.live.comparing import always, codes_of, never, number_range, one_of
from gateway.live.days import comparable_day
from gateway.live.keys import key_of, written
from gateway.sources.sql.description import Condition
from gateway.sources.sql.json_text import json_text
from gateway.sync.mapping import Mapping as SystemMapping
from gateway.sync.mapping.columns import DateValue, Value
from gateway.sync.mapping.model import Evaluation, LiveField, LiveType

Columns = Mapping[str, ColumnElement[Any]]


@dataclass(frozen=True, slots=True)
class Comparable:
    """`argument` is the type of its part of `where`; what stands for each evaluation. `order` None: it orders nothing."""

    argument: str
    conditions: tuple[Condition, ...]
    order: tuple[ColumnElement[Any], ...] | None = None


def expression(reference: Value, columns: Columns) -> ColumnElement[Any]:
    """What a reference reaches, as the database has it; a place of a document as text."""
    column = columns[reference.column]
    return column if reference.path is None else json_text(column, tuple(reference.path.split(".")))


def comparables(mapping: SystemMapping, columns: Columns) -> dict[str, Comparable]:
    """By the names of the fields."""
    count = mapping.places
    assert mapping.keys is not None, "the system can be asked"
    found = {} if mapping.keys.uscc is None else {"uscc": _code(mapping.keys.uscc, count, columns)}
    if mapping.evaluations:
        found["itemKey"] = _items(mapping, columns)
    if any(evaluation.grade.column for evaluation in mapping.evaluations):
        found["nativeGrade"] = _grades(mapping, columns)
    for name, reference_of in _DAYS.items():
        day = _days([reference_of(evaluation) for evaluation in mapping.evaluations], columns)
        if day is not None:
            found[name] = day
    for live in mapping.live:
        for argument, condition, order in _live(live, columns):
            found[live.name] = Comparable(argument, (condition,) * count, None if order is None else (order,) * count)
    return found


_DAYS: dict[str, Callable[[Evaluation], DateValue | None]] = {
    "evaluatedOn": lambda evaluation: evaluation.evaluated_on,
    "validUntil": lambda evaluation: evaluation.valid_until,
}


def _code(reference: Value, count: int, columns: Columns) -> Comparable:
    owner = expression(reference, columns)

    def condition(given: Any) -> ColumnElement[bool]:
        return owner.in_([way for code in given for way in written(key_of(code))])

    return Comparable("[USCC!]", (condition,) * count)


def _items(mapping: SystemMapping, columns: Columns) -> Comparable:
    conditions = []
    for evaluation in mapping.evaluations:
        item = evaluation.item
        if item.column is None:
            conditions.append(always(item.key))
        else:
            at = expression(Value(column=item.column, path=item.path), columns)
            conditions.append(one_of(at, codes_of(item.codes)))
    return Comparable("[ID!]", tuple(conditions))


def _grades(mapping: SystemMapping, columns: Columns) -> Comparable:
    conditions = []
    for evaluation in mapping.evaluations:
        grade = evaluation.grade
        if grade.column is None:
            conditions.append(always(None))
        else:
            at = expression(Value(column=grade.column, path=grade.path), columns)
            conditions.append(one_of(at, codes_of(grade.codes)))
    return Comparable("[String!]", tuple(conditions))


def _days(references: list[DateValue | None], columns: Columns) -> Comparable | None:
    """None where the database of one evaluation cannot tell, or where no evaluation has such a day."""
    conditions: list[Condition] = []
    orders: list[ColumnElement[Any]] = []
    for reference in references:
        if reference is None:
            conditions.append(never)
            continue
        at = expression(reference, columns)
        day = comparable_day(reference, at)
        if day is None:
            return None
        conditions.append(day.condition())
        orders.append(day.expression)
    if not orders:
        return None
    return Comparable("DayRange", tuple(conditions), tuple(orders) if len(orders) == len(references) else None)


def _live(live: LiveField, columns: Columns) -> Iterator[tuple[str, Condition, ColumnElement[Any] | None]]:
    at = expression(live, columns)
    if live.type is LiveType.TEXT:
        yield "[String!]", one_of(at, None), None
    elif live.type in (LiveType.WHOLE, LiveType.NUMBER) and live.path is None:
        yield "NumberRange", number_range(at), at
    elif live.type is LiveType.DAY and (day := comparable_day(live, at)) is not None:
        yield "DayRange", day.condition(), day.expression
