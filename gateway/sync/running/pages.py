"""The changed rows of a system page by page in the order of (change column, key): a condition on both, never an offset."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Executable, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from gateway.sync.addresses import Address, connected
from gateway.sync.mapping import MappingFile
from gateway.sync.mapping.model import span
from gateway.sync.reading.statement import Question, question_of
from gateway.sync.reading.streaming import batches, in_time, told
from gateway.sync.reading.structure import check_structure
from gateway.sync.running.positions import Position
from gateway.tracing import sql_span

Rows = Sequence[Any]


class Pages:
    """Pages of one system, each in a transaction of its own, so that a long sync holds nothing on the department's server."""

    def __init__(self, engine: AsyncEngine, address: Address, read: MappingFile) -> None:
        self._engine = engine
        self.address = address
        self._read = read
        self._seconds = span(read.mapping.limits.statement_timeout).total_seconds()
        self.question: Question = question_of(read)
        self.key: tuple[str, ...] = key_columns(read)

    def every(self) -> AsyncGenerator[Rows, None]:
        """All rows in batches, of one state of the database."""
        return batches(self._engine, self.address, self._read, self.question)

    def keys(self) -> AsyncGenerator[Rows, None]:
        """The keys of all rows in batches, of one state of the database."""
        columns = [self.question.columns[name] for name in self.key]
        statement = self.question.statement.with_only_columns(*columns)
        return batches(self._engine, self.address, self._read, replace(self.question, statement=statement))

    async def check(self) -> None:
        """Raises BadInput where the mapping does not fit the tables that are there."""
        with told(self.address, self._read):
            async with connected(self._engine) as connection:
                await check_structure(connection, self._read)

    async def after(self, position: Position | None, size: int) -> Rows:
        """The next rows of those that have a value in the change column."""
        change = self._column()
        order = [change, *(self.question.columns[name] for name in self.key if name != self._change)]
        where = change.is_not(None) if position is None else self._beyond(position)
        return await self._rows(self.question.statement.where(where).order_by(*order).limit(size))

    async def without_value(self, after: tuple[Any, ...] | None, size: int) -> Rows:
        """The next rows of those whose change column is empty: nothing tells whether they changed, so all are read."""
        keys = [self.question.columns[name] for name in self.key if name != self._change]
        if not keys:
            return ()
        where: ColumnElement[bool] = self._column().is_(None)
        if after is not None:
            where = and_(where, beyond(keys, after))
        return await self._rows(self.question.statement.where(where).order_by(*keys).limit(size))

    async def back(self, position: Position, rows: int) -> Position | None:
        """The position so many rows before; None for the beginning."""
        change = self._column()
        statement = (
            select(change)
            .select_from(*self.question.statement.get_final_froms())
            .where(change <= position.value)
            .order_by(change.desc())
            .offset(rows)
            .limit(1)
        )
        found = await self._rows(statement)
        return Position(found[0][0]) if found else None

    async def copy(self) -> tuple[Any, int]:
        """The last snapshot and its number of rows; (None, 0) where there is none."""
        change = self._column()
        statement = self.question.statement.with_only_columns(func.max(change), func.count())
        [(copy, rows)] = await self._rows(statement)
        return copy, rows

    def position_of(self, row: Any) -> Position:
        """Where a row stands."""
        return Position(row[self.question.places[self._change]], self.key_of(row))

    def key_of(self, row: Any) -> tuple[Any, ...]:
        """The key of a row without the change column, which a position has already."""
        return tuple(row[self.question.places[name]] for name in self.key if name != self._change)

    @property
    def _change(self) -> str:
        column = self._read.mapping.changes.column
        assert column is not None, "only deletion has no column, and is never read by pages"
        return column

    def _column(self) -> ColumnElement[Any]:
        return self.question.columns[self._change]

    def _beyond(self, position: Position) -> ColumnElement[bool]:
        change = self._column()
        not_before: ColumnElement[bool] = change >= position.value
        later: ColumnElement[bool] = change > position.value
        if position.key is None:
            return not_before
        keys = [self.question.columns[name] for name in self.key if name != self._change]
        if not keys:
            return later
        tie = and_(change == position.value, beyond(keys, position.key))
        return and_(not_before, or_(later, tie))

    async def _rows(self, statement: Executable) -> Rows:
        asked = sql_span(self._read.mapping.system, self.address.kind, statement)
        with asked, told(self.address, self._read):
            async with connected(self._engine) as connection:
                result = await in_time(connection, connection.execute(statement), self._seconds)
                rows: Rows = result.fetchall()
                return rows


def key_columns(read: MappingFile) -> tuple[str, ...]:
    """The columns that tell one row from another: the key or, of a log without one, its number."""
    changes = read.mapping.changes
    if changes.key:
        return changes.key
    assert changes.column is not None, "a mapping has a key or a column"
    return (changes.column,)


def beyond(columns: Sequence[ColumnElement[Any]], values: Sequence[Any]) -> ColumnElement[bool]:
    """Whether the columns, compared one after the other, are greater than the values."""
    found: ColumnElement[bool] | None = None
    for column, value in reversed(list(zip(columns, values, strict=True))):
        found = column > value if found is None else or_(column > value, and_(column == value, found))
    assert found is not None
    return found
