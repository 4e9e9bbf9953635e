"""One value as it comes from a database → a cell for the intake. What the mapping says of it must hold: nothing is guessed."""

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from gateway.sync.mapping.columns import EPOCH_MILLISECONDS, EPOCH_SECONDS, DateValue
from graph_model.intake import cells
from graph_model.intake.concealing import without_id_numbers
from graph_model.intake.refusals import Refused, RejectCode, quoted
from graph_model.model import CITY_ZONE

_TOUCHING = re.compile(r"%[YmdHMS]%[YmdHMS]")
"""Two directives without anything between them: only a fixed number of digits tells them apart."""
_UNKNOWN = {"item": RejectCode.UNKNOWN_ITEM, "nativeGrade": RejectCode.UNKNOWN_GRADE}
"""How a code that the mapping's table has not is refused, by column."""
_LATEST = 4_102_444_800
"""The year 2100, in seconds."""


def at(value: Any, path: str | None) -> Any:
    """What stands at `path` (`a.b`) in a JSON document, given as text or already read; None where nothing does."""
    if path is None or value is None:
        return value
    if isinstance(value, (str, bytes)):
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            raise Refused(
                RejectCode.BAD_ROW, None, "该列不是 JSON,请核对映射", "the column is not JSON: check the mapping"
            ) from None
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def plain(value: Any) -> Any:
    """A value as a cell: bytes as text, decimals as numbers, truth values as 1 and 0."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode("utf-8", "replace")
    return value


def decoded(value: Any, codes: dict[str, str], column: str) -> Any:
    """What a code means. One that the table has not is refused; without a table a value means itself."""
    if not codes:
        return value
    written = cells.text(value)
    if written is None:
        return None
    if written not in codes:
        written = without_id_numbers(written)  # the mapping may name the wrong column
        code = _UNKNOWN.get(column, RejectCode.UNKNOWN_WORD)
        listed = "、".join(codes)
        raise Refused(
            code,
            column,
            f"映射的代码表没有{quoted(written)};有:{listed}",
            f"the mapping has no code {quoted(written)}; there are: {listed}",
        )
    return codes[written]


def day(value: Any, reference: DateValue, column: str) -> Any:
    """The day in the city; text without a format is left to the intake. Raises Refused (BAD_DATE)."""
    if reference.format in (EPOCH_SECONDS, EPOCH_MILLISECONDS):
        return None if value is None else _of_epoch(value, reference.format, column)
    if isinstance(value, datetime):
        return _in_city(value, reference.zone_info)
    return _of_text(value.strip(), reference, column) if isinstance(value, str) and value.strip() else value


def instant(value: Any, reference: DateValue, column: str) -> datetime | None:
    """The instant that a value names, with its zone; a day is its first moment. Raises Refused (BAD_DATE)."""
    if isinstance(value, str):
        value = value.strip() or None
    if value is None:
        return None
    if reference.format in (EPOCH_SECONDS, EPOCH_MILLISECONDS):
        return _epoch(value, reference.format, column)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time.min)
    if isinstance(value, datetime):
        return _zoned(value, reference.zone_info)
    if reference.format is not None:
        return _zoned(_parsed(str(value), reference.format, column), reference.zone_info)
    try:
        return _zoned(datetime.fromisoformat(str(value)), reference.zone_info)
    except ValueError:
        raise _bad_day(str(value), "ISO 8601", column) from None


def _of_text(written: str, reference: DateValue, column: str) -> Any:
    if reference.format is not None:
        return _in_city(_parsed(written, reference.format, column), reference.zone_info)
    if reference.zone is None:
        return written
    try:
        return _in_city(datetime.fromisoformat(written), reference.zone_info)
    except ValueError:
        raise _bad_day(written, "ISO 8601", column) from None


def _parsed(written: str, form: str, column: str) -> datetime:
    try:
        moment = datetime.strptime(written, form)
    except ValueError:
        raise _bad_day(written, form, column) from None
    if _TOUCHING.search(form) and moment.strftime(form) != written:
        raise _bad_day(written, form, column)
    return moment


def _of_epoch(value: Any, form: str, column: str) -> date:
    return _epoch(value, form, column).astimezone(CITY_ZONE).date()


def _epoch(value: Any, form: str, column: str) -> datetime:
    try:
        seconds = float(value) / (1000 if form == EPOCH_MILLISECONDS else 1)
    except (TypeError, ValueError):
        raise _bad_day(str(value), form, column) from None
    if not 0 <= seconds < _LATEST:
        raise _bad_day(str(value), form, column)
    return datetime.fromtimestamp(seconds, UTC)


def _in_city(moment: datetime, zone: ZoneInfo | None) -> date:
    """The day in the city at a moment; one without a zone is of `zone`."""
    return _zoned(moment, zone).astimezone(CITY_ZONE).date()


def _zoned(moment: datetime, zone: ZoneInfo | None) -> datetime:
    return moment.replace(tzinfo=zone or CITY_ZONE) if moment.tzinfo is None else moment


def _bad_day(written: str, form: str, column: str) -> Refused:
    written = without_id_numbers(written)
    return Refused(
        RejectCode.BAD_DATE,
        column,
        f"日期{quoted(written)}不是映射所说的写法 {form}",
        f"{quoted(written)} is not written as the mapping says: {form}",
    )
