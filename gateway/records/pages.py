"""A page of a table of the operational store by keyset, the newest rows first."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Row, Table, func, select, tuple_

from gateway.records.database import Records
from graph_model.paging import Ordering, Page, PageRequest, cursor

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Newest:
    """A table's rows by an instant and then a key, both descending, which is the `ordering` that cursors are of."""

    table: Table
    at: Column[Any]
    key: Column[Any]
    ordering: Ordering


async def newest_page(
    records: Callable[[], Awaitable[Records]],
    newest: Newest,
    which: Sequence[ColumnElement[bool]],
    request: PageRequest,
    made: Callable[[Row[Any]], T],
    *,
    total: bool,
) -> Page[T]:
    """The rows of which all of `which` is true. One more than the page is read, which tells whether there are more."""
    at, key = newest.at, newest.key
    found = select(newest.table).where(*which)
    if request.after is not None:
        found = found.where(tuple_(*request.after) > tuple_(at, key))
    found = found.order_by(at.desc(), key.desc()).limit(request.size + 1)
    counted = select(func.count()).select_from(newest.table).where(*which)
    async with (await records()).begin() as connection:
        rows = (await connection.execute(found)).all()
        count = await connection.scalar(counted) if total else None
    page = rows[: request.size]
    return Page(
        tuple(made(row) for row in page),
        tuple(cursor(newest.ordering, (getattr(row, at.name), getattr(row, key.name))) for row in page),
        has_previous=request.after is not None,
        has_next=len(rows) > request.size,
        total=count,
    )
