"""SELECTs of exactly what is asked: the columns of the selected fields, filtered, ordered and limited by the database.

Nothing of a request is ever part of the text. Orders put null last everywhere and end with the row's identity, so that every
row has its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Label,
    Select,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)

from gateway.sources.sql.description import BadArgument, Record, Rows

Order = tuple[tuple[str, bool], ...]
"""Names of a record's orders, and whether descending."""
PART = "part"
_PLACE = "place"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a list: columns by name, the filter as given, the order, how many at most, what comes after."""

    columns: tuple[str, ...]
    where: Mapping[str, Any]
    order: Order
    first: int
    after: Sequence[Any] | None = None


class Statements:
    """Makes the statements over one description's rows. A row of an answer has the wanted columns and, last, its part."""

    def __init__(self, rows: Rows, record: Record) -> None:
        self._rows = rows
        self._record = record
        self._parts = _parts(len(rows.parts))
        self._part: ColumnElement[int] = literal(0, Integer) if self._parts is None else self._parts.c[PART]
        (self._owner,) = (rows.columns[name] for name in rows.owner.columns)

    def of_owner(self, theirs: ColumnElement[bool], wanted: Wanted) -> Select[Any]:
        """The first records of one entity, whose rows fulfil a condition."""
        return self._selected(wanted, theirs).order_by(*self._ordering(wanted.order, identity=True)).limit(wanted.first)

    def of_owners(self, theirs: ColumnElement[bool], wanted: Wanted) -> Select[Any]:
        """The first records of each of several entities, whose rows fulfil a condition, each entity's in order."""
        place = func.row_number().over(
            partition_by=func.upper(self._owner), order_by=self._ordering(wanted.order, identity=True)
        )
        numbered = self._selected(wanted, theirs).add_columns(place.label(_PLACE))
        inner = numbered.subquery("numbered")
        columns = [column for column in inner.c if column.key != _PLACE]
        return select(*columns).where(inner.c[_PLACE] <= wanted.first).order_by(inner.c[_PLACE])

    def page(self, wanted: Wanted) -> Select[Any]:
        """A page of all records that are somebody's, one more than wanted; after each row's columns what its cursor says."""
        positions = self._positions(wanted.order)
        statement = self._selected(wanted, self._owner.is_not(None), func.length(self._owner) > 0)
        statement = statement.add_columns(*(column.label(f"at{place}") for place, column in enumerate(positions)))
        if wanted.after is not None:
            statement = statement.where(self._beyond(wanted.order, wanted.after))
        return statement.order_by(*self._ordering(wanted.order, identity=True)).limit(wanted.first + 1)

    def positions(self, order: Order) -> int:
        """How many values a cursor has."""
        return len(self._positions(order))

    def _selected(self, wanted: Wanted, *conditions: ColumnElement[bool]) -> Select[Any]:
        columns: list[Label[Any]] = [
            self._rows.columns[name].label(f"c{place}") for place, name in enumerate(wanted.columns)
        ]
        origin = self._rows.origin if self._parts is None else self._rows.origin.join(self._parts, true())
        return (
            select(*columns, self._part.label(PART))
            .select_from(origin)
            .where(*self._rows.counted, *conditions, *self._filtered(wanted.where))
        )

    def _filtered(self, where: Mapping[str, Any]) -> list[ColumnElement[bool]]:
        """A condition for each part that may hold a record."""
        if self._parts is None:
            return [*self._rows.parts[0], *self._of_part(0, where)]
        held = [
            and_(self._part == part, *there, *self._of_part(part, where)) for part, there in enumerate(self._rows.parts)
        ]
        return [or_(*held)]

    def _of_part(self, part: int, where: Mapping[str, Any]) -> list[ColumnElement[bool]]:
        return [self._record.filters[name][part](value) for name, value in where.items() if value is not None]

    def _ordered_by(self, name: str) -> ColumnElement[Any]:
        each = self._record.orders[name]
        if self._parts is None:
            return each[0]
        return case(dict(enumerate(each)), value=self._part)

    def _identity(self) -> list[ColumnElement[Any]]:
        own = [self._rows.columns[name] for name in self._rows.identity]
        return own if self._parts is None else [*own, self._part]

    def _ordering(self, order: Order, *, identity: bool) -> list[ColumnElement[Any]]:
        found: list[ColumnElement[Any]] = []
        for name, descending in order:
            column = self._ordered_by(name)
            found += [column.is_(None), column.desc() if descending else column.asc()]
        return [*found, *(self._identity() if identity else [])]

    def _positions(self, order: Order) -> list[ColumnElement[Any]]:
        return [*(self._ordered_by(name) for name, _ in order), *self._identity()]

    def _beyond(self, order: Order, after: Sequence[Any]) -> ColumnElement[bool]:
        """That a row stands behind the one with the values `after`: the first value that differs is a later one."""
        descending = [*(down for _, down in order), *(False for _ in self._identity())]
        found: ColumnElement[bool] = false()
        for column, value, down in reversed(list(zip(self._positions(order), after, descending, strict=True))):
            found = or_(_later(column, value, down), and_(_same(column, value), found))
        return found


def _later(column: ColumnElement[Any], value: Any, descending: bool) -> ColumnElement[bool]:
    if value is None:
        return false()
    return or_(column < value if descending else column > value, column.is_(None))


def _same(column: ColumnElement[Any], value: Any) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value


def _parts(count: int) -> FromClause | None:
    """The numbers of the parts as a table, None where there is one part only."""
    if count == 1:
        return None
    numbers = [select(literal(part, Integer).label(PART)) for part in range(count)]
    return union_all(*numbers).subquery("parts")


def checked_order(record: Record, given: Sequence[tuple[str, bool]]) -> Order:
    """The order that `orderBy` names, the usual one where it names none. Raises BadArgument."""
    names = [name for name, _ in given]
    if len(set(names)) < len(names):
        raise BadArgument("orderBy: 同一项只写一次 / a field is named twice")
    return tuple(given) or record.usual_order
