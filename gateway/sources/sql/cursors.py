"""Cursors: where a page ends, as text. What stands in one is of the client's own page; whoever changes it gets another page."""

import base64
import binascii
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from gateway.sources.sql.description import BadArgument

_TAGGED: dict[str, tuple[type, Any, Any]] = {
    "t": (datetime, datetime.isoformat, datetime.fromisoformat),  # before date: a datetime is one
    "d": (date, date.isoformat, date.fromisoformat),
    "n": (Decimal, str, Decimal),
    "u": (UUID, str, UUID),
}
"""Values that JSON has not: their type, and how they become text and back."""
_PLAIN = (str, int, float)
_LONGEST = 4_000
_NO_CURSOR = "after: 不是这个列表的游标 / is no cursor of this list in this order"


def encoded(order: str, values: Sequence[Any]) -> str:
    """The cursor of a row with these values in an order, which `order` names."""
    written = orjson.dumps([order, [_written(value) for value in values]])
    return base64.urlsafe_b64encode(written).rstrip(b"=").decode()


def decoded(cursor: str, order: str, count: int) -> list[Any]:
    """The values of a cursor, which must be `count` in this order. Raises BadArgument."""
    try:
        if len(cursor) > _LONGEST:
            raise ValueError
        given, values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if given != order or len(values) != count:
            raise ValueError
        return [_read(value) for value in values]
    except (ValueError, TypeError, KeyError, ArithmeticError, binascii.Error):
        raise BadArgument(_NO_CURSOR) from None


def _written(value: Any) -> Any:
    for tag, (kind, write, _) in _TAGGED.items():
        if isinstance(value, kind):
            return [tag, write(value)]
    return value if value is None or isinstance(value, _PLAIN) else str(value)


def _read(value: Any) -> Any:
    if isinstance(value, list):
        tag, written = value
        return _TAGGED[tag][2](written)
    if value is not None and not isinstance(value, _PLAIN):
        raise ValueError
    return value
