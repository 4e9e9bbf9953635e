"""The first rows of a table: what the values of its columns, and the leaves of its documents, are like."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from gateway.sync.connecting.structure import Family, Place, TableShape
from gateway.sync.reading import values
from graph_model.intake.refusals import Refused

SAMPLE_ROWS = 500
_DEEPEST, _MOST_LEAVES = 3, 30
_LONGEST = 4_000


@dataclass(slots=True)
class TableSample:
    """A table with its first rows, at most SAMPLE_ROWS, one list of values a column."""

    shape: TableShape
    columns: dict[str, list[Any]] = field(default_factory=dict)
    rows: int = 0

    @classmethod
    def of(cls, shape: TableShape, rows: Sequence[Sequence[Any]]) -> "TableSample":
        names = [column.name for column in shape.columns]
        columns = {name: [_short(row[place]) for row in rows] for place, name in enumerate(names)}
        return cls(shape, columns, len(rows))

    @property
    def is_whole(self) -> bool:
        """Whether these are all the rows there are."""
        return self.rows < SAMPLE_ROWS

    def places(self) -> Iterator[Place]:
        """Every place of the table that a mapping can name; a name with a dot in it is none."""
        for column in self.shape.columns:
            if "." in column.name:
                continue
            leaves = self._leaves(column.name, column.family)
            if leaves:
                yield from (Place(self.shape.name, column.name, path) for path in leaves)
            else:
                yield Place(self.shape.name, column.name)

    def values(self, place: Place) -> list[Any]:
        """What stands at a place in each row, None where nothing does."""
        found = self.columns.get(place.column, [])
        return found if place.path is None else [_at(value, place.path) for value in found]

    def family(self, place: Place) -> Family:
        column = self.shape.column(place.column)
        return Family.TEXT if column is None or place.path is not None else column.family

    def _leaves(self, name: str, family: Family) -> list[str]:
        if family not in (Family.DOCUMENT, Family.TEXT, Family.OTHER):
            return []
        documents = [document for value in self.columns[name][:50] if (document := _document(value)) is not None]
        filled = sum(value is not None for value in self.columns[name][:50])
        if not documents or len(documents) * 2 < filled:
            return []
        return [path for path, _ in Counter(p for d in documents for p in _paths(d, "", 1)).most_common(_MOST_LEAVES)]


def _short(value: Any) -> Any:
    return value[:_LONGEST] if isinstance(value, (str, bytes)) and len(value) > _LONGEST else value


def _at(value: Any, path: str) -> Any:
    try:
        return values.at(value, path)
    except Refused:
        return None


def _document(value: Any) -> dict[str, Any] | None:
    if isinstance(value, (str, bytes)):
        if value[:1] not in ("{", b"{"):
            return None
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            return None
    return value if isinstance(value, dict) else None


def _paths(document: dict[str, Any], before: str, depth: int) -> Iterator[str]:
    for key, value in document.items():
        if not key or "." in key:
            continue
        if isinstance(value, dict):
            if depth < _DEEPEST:
                yield from _paths(value, f"{before}{key}.", depth + 1)
        elif not isinstance(value, list):
            yield f"{before}{key}"
