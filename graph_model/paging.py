"""Pages of a list by keyset (Relay): a cursor names the place of one row in an order, so rows that are added or removed
elsewhere move no page. Whoever asks gives a `PageRequest`; a question answers with a `Page`."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from graph_model.errors import BadInput, LimitExceeded

T = TypeVar("T")
U = TypeVar("U")

DEFAULT_SIZE = 20
"""Rows of a page where neither `first` nor `last` is given."""
MOST = 100
"""The largest `first` or `last`."""

Place = tuple[str | int, ...]
"""A row's values in the columns of the order; the last one is unique."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an order: a Cypher expression that is never null, and whether it descends."""

    expression: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Ordering:
    """An order of rows: `name` goes into its cursors, so that a cursor of another order is refused.

    The columns are constants of the code, never a user's text. The last column must be unique.
    """

    name: str
    columns: tuple[Column, ...]
    types: tuple[type, ...]
    """Types of a place's values: str or int."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which rows: `size` of them after `after` and before `before`, from the end where `backwards`."""

    size: int
    backwards: bool
    after: Place | None
    before: Place | None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows in the list's own order, with a cursor each; `total` counts the whole list, None where it was not asked for.

    `has_previous` and `has_next` tell whether the list has rows before the first and after the last of these. An empty page
    stands at its `after` (backwards: at its `before`).
    """

    rows: tuple[T, ...]
    cursors: tuple[str, ...]
    has_previous: bool
    has_next: bool
    total: int | None = None

    def shown(self, show: Callable[[T], U]) -> "Page[U]":
        """The same page with every row turned into something else."""
        return Page(tuple(map(show, self.rows)), self.cursors, self.has_previous, self.has_next, self.total)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page should tell besides its rows; what is not asked for is not computed."""

    total: bool = False
    neighbours: bool = False
    """Whether there are rows beyond the cursors that were given (what lies on the other side comes for nothing)."""


ROWS = Wanted()
"""Nothing besides the rows."""


def page_request(
    ordering: Ordering,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    most: int = MOST,
) -> PageRequest:
    """The request that the arguments of a Relay connection make.

    Raises BadInput (`where`: the argument) for a negative size, both sizes or a cursor that is none of this order, and
    LimitExceeded for more than `most` rows.
    """
    if first is not None and last is not None:
        raise BadInput("first 与 last 只能给一个 / give first or last, not both", "last")
    name, size = ("last", last) if last is not None else ("first", DEFAULT_SIZE if first is None else first)
    if size < 0:
        raise BadInput(f"不能是负数:{size} / must not be negative", name)
    if size > most:
        raise LimitExceeded(f"{name}: 一页最多 {most} 条,要的是 {size} 条 / a page has at most {most}, not {size}")
    return PageRequest(size, last is not None, _place(ordering, after, "after"), _place(ordering, before, "before"))


def cursor(ordering: Ordering, place: Place) -> str:
    """The cursor of a row: opaque to who keeps it, URL-safe, valid as long as the order is."""
    text = json.dumps([ordering.name, *place], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _place(ordering: Ordering, text: str | None, argument: str) -> Place | None:
    if text is None:
        return None
    try:
        name, *place = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
        "".join(value for value in place if isinstance(value, str)).encode()  # no half of a surrogate pair
    except (binascii.Error, ValueError, TypeError) as error:
        raise BadInput("不是本接口给出的游标 / not a cursor that was given out here", argument) from error
    if name != ordering.name:
        raise BadInput("游标属于另一个列表或另一种排序 / a cursor of another list or order", argument)
    whole = all(abs(value) < 2**53 for value in place if isinstance(value, int))
    if [type(value) for value in place] != list(ordering.types) or not whole:
        raise BadInput("不是本接口给出的游标 / not a cursor that was given out here", argument)
    return tuple(place)


# --- from rows to a page -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Beyond:
    """Whether the list has rows at or before `after`, and at or after `before`."""

    earlier: bool = False
    later: bool = False


NOT_BEYOND = Beyond()


def page_of(
    ordering: Ordering,
    request: PageRequest,
    rows: Sequence[T],
    place: Callable[[T], Place],
    *,
    outside: Beyond = NOT_BEYOND,
    total: int | None = None,
) -> Page[T]:
    """The page of the rows that a query found between the cursors, in any order: one more than the page tells that the list
    goes on, and what is beyond the page is left out."""
    ordered = in_order(ordering, rows, place)
    goes_on = len(ordered) > request.size
    if goes_on:
        ordered = ordered[-request.size :] if request.backwards else ordered[: request.size]
        ordered = ordered if request.size else []
    return Page(
        rows=tuple(ordered),
        cursors=tuple(cursor(ordering, place(row)) for row in ordered),
        has_previous=outside.earlier or (goes_on and request.backwards),
        has_next=outside.later or (goes_on and not request.backwards),
        total=total,
    )


def in_order(ordering: Ordering, rows: Sequence[T], place: Callable[[T], Place]) -> list[T]:
    """Rows sorted as the order says (a stable sort a column, the last column first)."""
    ordered = list(rows)
    for number in reversed(range(len(ordering.columns))):
        ordered.sort(key=lambda row: place(row)[number], reverse=ordering.columns[number].descending)
    return ordered


def page_in_memory(ordering: Ordering, request: PageRequest, rows: Sequence[T], place: Callable[[T], Place]) -> Page[T]:
    """The page of a list that is all in memory; `total` is its length."""
    ordered = in_order(ordering, rows, place)
    key = _sort_key(ordering)
    after = None if request.after is None else key(request.after)
    before = None if request.before is None else key(request.before)
    inside = [
        row
        for row in ordered
        if (after is None or after < key(place(row))) and (before is None or key(place(row)) < before)
    ]
    outside = Beyond(
        after is not None and any(not after < key(place(row)) for row in ordered),
        before is not None and any(not key(place(row)) < before for row in ordered),
    )
    kept = inside[-request.size - 1 :] if request.backwards else inside[: request.size + 1]
    return page_of(ordering, request, kept, place, outside=outside, total=len(ordered))


class _Descending:
    """A value that sorts the other way round; only `<` and `==` are asked of it."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __lt__(self, other: "_Descending") -> bool:
        return bool(other.value < self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Descending) and bool(other.value == self.value)

    __hash__ = None  # type: ignore[assignment]


def _sort_key(ordering: Ordering) -> Callable[[Place], tuple[Any, ...]]:
    """A place as a tuple whose own order is the list's."""
    columns = ordering.columns
    return lambda place: tuple(
        _Descending(value) if column.descending else value for column, value in zip(columns, place, strict=True)
    )
