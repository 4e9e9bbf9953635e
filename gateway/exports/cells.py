"""A value of an answer as the cell of a table: what people read."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import orjson

from gateway.exports.asked import Column, Path
from gateway.exports.shape import Holds
from graph_model.model import CITY_ZONE

BETWEEN = "；"
"""Between the values of a list. An empty one keeps its place, so that two columns of one list tell of the same element."""
YES_OR_NO = {"true": "是", "false": "否"}
Cell = str | int | float | date | datetime | None
"""A datetime is Chongqing's, without a zone."""


def value_at(row: Any, path: Path) -> Any:
    """The value there, None where something on the way is null; a list of them where the way leads through a list."""
    for place, name in enumerate(path):
        if isinstance(name, int):
            row = row[name] if isinstance(row, list) and name < len(row) else None
            continue
        if isinstance(row, list):
            return [value_at(each, path[place:]) for each in row]
        if not isinstance(row, dict):
            return None
        row = row.get(name)
    return row


def cell_of(value: Any, column: Column, holds: Holds) -> Cell:
    """One value is a number, a day, an instant or a text, several are a text; null is an empty cell."""
    if isinstance(value, list):
        texts = [text_of(cell_of(each, column, holds)) for each in value]
        return BETWEEN.join(texts) if any(texts) else ""
    if value is None:
        return None
    if isinstance(value, bool):
        return _word("true" if value else "false", {**YES_OR_NO, **column.words})
    if isinstance(value, int | float):
        return column.words.get(str(value), value)
    if isinstance(value, str):
        return _moment(value, holds) if holds is not Holds.ANYTHING else _word(value, column.words)
    return orjson.dumps(value).decode()


def text_of(cell: Cell) -> str:
    """A cell where everything is text: instants as 2026-11-28 13:05:09 in Chongqing."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def city_time(instant: datetime) -> datetime:
    """The instant on the clocks of Chongqing, without a zone, in whole seconds."""
    return instant.astimezone(CITY_ZONE).replace(tzinfo=None, microsecond=0)


def _word(value: str, words: Mapping[str, str]) -> str:
    return words.get(value, value)


def _moment(value: str, holds: Holds) -> Cell:
    try:
        if holds is Holds.DAYS:
            return date.fromisoformat(value)
        instant = datetime.fromisoformat(value)
        return city_time(instant) if instant.tzinfo else instant
    except (ValueError, OverflowError):
        return value
