"""Positions: where in the changes of a system a sync stands, kept as text between two syncs.

A position is a value of the change column with the key of the row that had it. Both come back from the graph as the driver
gave them, so that the database compares them by its own rules.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from graph_model.intake.concealing import without_id_numbers
from graph_model.model import CITY_ZONE

_MILLISECONDS_FROM = 100_000_000_000
"""A number of seconds so great would be after the year 5000: it is of milliseconds."""
_GREATEST = Decimal(10) ** 24
"""What is added to a negative number so that greater ones are greater as text."""
_AHEAD = timedelta(hours=1)
"""How far the clock of a department may be ahead of ours before a time counts as one that has not come."""


@dataclass(frozen=True, slots=True)
class Position:
    """After the row with this key among those of this value; `key` None: before all of that value."""

    value: Any
    key: tuple[Any, ...] | None = None


def written(position: Position) -> str:
    """The position as text. A key that could be an ID number is left out: the rows of that value are then read again."""
    key = None if position.key is None or not harmless(position.key) else [encoded(part) for part in position.key]
    return json.dumps({"value": encoded(position.value), "key": key}, ensure_ascii=False)


def read(text: str) -> Position:
    """The position that a text writes."""
    found = json.loads(text)
    key = None if found["key"] is None else tuple(decoded(part) for part in found["key"])
    return Position(decoded(found["value"]), key)


def written_copy(last: Any, rows: int) -> str:
    """A snapshot and its number of rows as text."""
    return json.dumps([written(Position(last)), rows])


def harmless(key: tuple[Any, ...]) -> bool:
    """Whether nothing in a key could be a natural person's ID number."""
    return all(without_id_numbers(str(part)) == str(part) for part in key)


def rank(value: Any) -> str:
    """A value as text whose order is the order of such values."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(int(value))
    if isinstance(value, int) and value >= 0:
        return f"p{value:025d}.000000"
    if isinstance(value, (int, float, Decimal)):
        number = Decimal(value)
        return f"p{number:032.6f}" if number >= 0 else f"n{_GREATEST + number:032.6f}"
    if isinstance(value, datetime):
        return (
            (value.astimezone(UTC) if value.tzinfo else value).replace(tzinfo=None).isoformat(timespec="microseconds")
        )
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).hex()
    return str(value)


def earlier(value: Any, overlap: timedelta) -> Any | None:
    """The value that an update time had `overlap` before; None where it cannot be told."""
    if isinstance(value, datetime):
        return value - overlap
    if isinstance(value, date):
        return value - timedelta(days=overlap.days + 1)
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        back = overlap.total_seconds() * (1000 if _is_of_milliseconds(value) else 1)
        return value - type(value)(back)  # type: ignore[operator]
    return _earlier_text(value, overlap) if isinstance(value, str) else None


def has_come(value: Any, zone: ZoneInfo | None, now: datetime) -> bool:
    """Whether an update time is one that a clock can have shown by `now`; True where that cannot be told."""
    instant = _instant(value, zone or CITY_ZONE)
    return instant is None or instant <= now + _AHEAD


def _is_of_milliseconds(value: int | float | Decimal) -> bool:
    return abs(float(value)) >= _MILLISECONDS_FROM


def _earlier_text(text: str, overlap: timedelta) -> str | None:
    """Of a time as SQLite keeps it: the same writing, so that text still compares as time."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) == len("2023-08-21"):
        return (instant - timedelta(days=overlap.days + 1)).date().isoformat()
    precision = "microseconds" if "." in text else "seconds"
    return (instant - overlap).isoformat(sep=text[10], timespec=precision)


def _instant(value: Any, zone: ZoneInfo) -> datetime | None:
    try:
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=zone)
        if isinstance(value, date):
            return datetime.combine(value, time(), zone)
        if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            seconds = float(value) / (1000 if _is_of_milliseconds(value) else 1)
            return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None


def encoded(value: Any) -> Any:
    """A value of a driver as JSON has it."""
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    for name, (kind, encode, _) in _TYPES.items():
        if isinstance(value, kind):
            return {name: encode(value)}
    return str(value)


def decoded(value: Any) -> Any:
    """The value that was encoded."""
    if not isinstance(value, dict):
        return value
    [(name, text)] = value.items()
    return _TYPES[name][2](text)


_TYPES: dict[str, tuple[type | tuple[type, ...], Callable[[Any], str], Callable[[str], Any]]] = {
    "instant": (datetime, datetime.isoformat, datetime.fromisoformat),
    "day": (date, date.isoformat, date.fromisoformat),
    "decimal": (Decimal, str, Decimal),
    "uuid": (UUID, str, UUID),
    "bytes": ((bytes, bytearray), lambda value: base64.b64encode(value).decode(), base64.b64decode),
}
"""Types of drivers that JSON has not: (type, to text, from text); an instant before a day, which it is too."""
