"""Scalars of the schema: the credit code, days and instants."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from graph_model.model import CITY_ZONE

USCC = NewType("USCC", str)
"""A unified social credit code. As an argument it is any text: the field verifies it, so that its error has a path."""

_LONGEST = 64
_INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)(Z|z|[+-]\d\d:?\d\d)?)?", re.ASCII
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def parse_code(value: object) -> str:
    """The text of a USCC argument; `uscc.check` verifies it later. Raises GraphQLError for what is no text."""
    if not isinstance(value, str):
        raise _refused("USCC", value, "应为文本 / a text is needed")
    if len(value) > _LONGEST:
        raise _refused("USCC", value, "应为 18 位 / 18 characters are needed")
    return value


def parse_day(value: object) -> date:
    """A day, `2024-06-01`. Raises GraphQLError."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise _refused("Date", value, "应为 2024-06-01 这样的日期 / a day like 2024-06-01 is needed")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _refused("Date", value, "没有这一天 / there is no such day") from None


def parse_instant(value: object) -> datetime:
    """An instant of RFC 3339; without an offset it is Chongqing's time, a day alone is its first moment there.

    Raises GraphQLError.
    """
    found = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        example = "2024-06-01T08:00:00+08:00"
        raise _refused(
            "DateTime", value, f"应为 {example} 或 2024-06-01 / an instant like {example} or a day is needed"
        )
    day, time, offset = found.groups()
    try:
        instant = datetime.fromisoformat(f"{day}T{_six_digits(time or '00:00')}{(offset or '').upper()}")
        instant = (instant if instant.tzinfo else instant.replace(tzinfo=CITY_ZONE)).astimezone(UTC)
        instant.astimezone(CITY_ZONE)  # every instant that is let in has a day in the city
        return instant
    except (ValueError, OverflowError):
        raise _refused("DateTime", value, "没有这一时刻 / there is no such instant") from None


def instant_text(instant: datetime) -> str:
    """RFC 3339 in UTC; the fraction only where there is one."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _six_digits(time: str) -> str:
    """Microseconds are the finest that we keep."""
    whole, point, fraction = time.replace(",", ".").partition(".")
    return f"{whole}.{fraction[:6]:0<6}" if point else whole


def _refused(name: str, value: object, needed: str) -> GraphQLError:
    shown = repr(value)
    shown = shown if len(shown) <= 60 else shown[:60] + "…"
    return GraphQLError(f"{name}: {shown} {needed}", extensions={"code": "BAD_INPUT"})


SCALARS: Mapping[object, ScalarDefinition] = {
    USCC: strawberry.scalar(
        name="USCC",
        description=(
            "统一社会信用代码（GB 32100-2015），18 位，校验码已核验；输入时全角、空格和小写会被纠正。 / "
            "Unified social credit code, 18 characters, check character verified; on input full-width forms, blanks and "
            "lower case are put right."
        ),
        serialize=str,
        parse_value=parse_code,
    ),
    date: strawberry.scalar(
        name="Date",
        description="日期，如 2024-06-01，重庆的日历日。 / A day, like 2024-06-01, of the calendar in Chongqing.",
        serialize=date.isoformat,
        parse_value=parse_day,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description=(
            "时刻（RFC 3339）。输出为 UTC；输入没有时区时按北京时间，只有日期时为当日零点。 / An instant (RFC 3339), UTC on "
            "output; on input a value without an offset is Chongqing's time, a day alone its first moment."
        ),
        specified_by_url="https://datatracker.ietf.org/doc/html/rfc3339",
        serialize=instant_text,
        parse_value=parse_instant,
    ),
}
