"""Days as the database itself can compare them, though each department writes them in its own way.

Every kind of database writes its own dates as `2023-08-21` when they are cast to text. Of texts, year, month and day in this
order make one that compares as the days do; months and days of one digit are filled up first.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, func, literal, true

from gateway.sources.sql.description import BadArgument, Condition
from gateway.sync.mapping.columns import EPOCH_MILLISECONDS, EPOCH_SECONDS, DateValue
from graph_model.model import CITY_ZONE

Expression = ColumnElement[Any]
_WRITTEN = re.compile(r"%Y([^%]*)%m([^%]*)%d(.*)")
_DIGITS = tuple("0123456789")


@dataclass(frozen=True, slots=True)
class ComparableDay:
    """`expression` orders by the day; `start` writes the first moment of a day in the city in the same way."""

    expression: Expression
    start: Callable[[date], Any]

    def condition(self) -> Condition:
        """That a day is not before `from` and not after `to`."""

        def between(given: Any) -> ColumnElement[bool]:
            least, most = _day(given.get("from")), _day(given.get("to"))
            return and_(
                true() if least is None else self.expression >= self.start(least),
                true() if most is None or most == date.max else self.expression < self.start(most + timedelta(days=1)),
            )

        return between


def comparable_day(reference: DateValue, expression: Expression) -> ComparableDay | None:
    """The day at a reference, which is `expression` in the database; None where only we can tell the day."""
    form = reference.format
    if form in (EPOCH_SECONDS, EPOCH_MILLISECONDS):
        scale = 1000 if form == EPOCH_MILLISECONDS else 1
        return ComparableDay(expression, lambda day: int(_midnight(day).timestamp()) * scale)
    zone = None if reference.zone == CITY_ZONE.key else reference.zone_info
    text = cast(expression, String)
    if form is None and zone is None:
        return ComparableDay(text, date.isoformat)
    if form is None:
        return ComparableDay(
            func.replace(text, "T", " "),
            lambda day: _midnight(day).astimezone(zone).replace(tzinfo=None).isoformat(" "),
        )
    written = _WRITTEN.fullmatch(form)
    if written is None or zone is not None or "%z" in form:
        return None
    return ComparableDay(_filled_up(func.trim(text), written[1], written[2]), lambda day: f"{day:%Y%m%d}".zfill(8))


def _filled_up(text: Expression, between: str, before: str) -> Expression:
    """Eight digits of what stands as year, `between`, month, `before`, day."""
    if not between and not before:
        return func.substr(text, 1, 8)
    year, after = func.substr(text, 1, 4), func.substr(text, 5 + len(between))
    month: Expression = func.substr(after, 1, 2)
    day: Expression = func.substr(after, 3 + len(before))
    if before:
        short = func.substr(after, 2, len(before)) == before
        month = case((short, _zero() + func.substr(after, 1, 1)), else_=month)
        day = case((short, func.substr(after, 2 + len(before))), else_=day)
    two_digits = func.substr(day, 2, 1).in_(_DIGITS)
    return (
        cast(year, String)
        + cast(month, String)
        + case((two_digits, func.substr(day, 1, 2)), else_=_zero() + func.substr(day, 1, 1))
    )


def _zero() -> Expression:
    return literal("0", String)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, CITY_ZONE).astimezone(UTC)


def _day(given: Any) -> date | None:
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise BadArgument(f"应为 2024-06-01 这样的日期 / a day like 2024-06-01 is needed: {given!r}") from None
