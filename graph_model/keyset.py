"""Keyset pages in Cypher: the clauses that find the rows of a `PageRequest`, for both stores.

Every fragment is a constant of the code or is built from constants; what a user gives is a parameter.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from graph_model.paging import MOST, Beyond, Column, Ordering, Page, PageRequest, Place, Wanted, page_of
from graph_model.store import Row

T = TypeVar("T")

LIMITS = (2, 11, 21, 51, MOST + 1)
"""The sizes that queries are written for. On the embedded store a LIMIT that is no parameter keeps the first rows while
reading, and does not sort everything; and so many texts of a query are few enough to stay planned."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of nodes: `clause` binds `variable` to nodes of `label` and ends in a WHERE with at least one predicate.

    The last column of its order is the nodes' key.
    """

    variable: str
    label: str
    clause: str


@dataclass(frozen=True, slots=True)
class Clauses:
    """Clauses that bind the listing's variable to the rows of a page, and the variables that they carry with each row.

    Where something is carried, a page without rows still gives one row, whose variable is null.
    """

    text: str
    carried: str

    @property
    def width(self) -> int:
        """Number of carried columns."""
        return self.carried.count(",") + 1 if self.carried else 0


@cache
def beyond(ordering: Ordering, bound: str, *, earlier: bool = False, inclusive: bool = False) -> str:
    """The predicate for rows after (`earlier`: before) the place in the parameters `$<bound>0`, `$<bound>1` …

    `inclusive`: also the row that stands at the place.
    """
    *before, last = enumerate(ordering.columns)
    predicate = _compared(last, bound, ("<" if last[1].descending is not earlier else ">") + ("=" if inclusive else ""))
    for column in reversed(before):  # nested, which Neo4j plans in half the time that a list of alternatives takes
        further = _compared(column, bound, "<" if column[1].descending is not earlier else ">")
        predicate = f"({further} OR ({_compared(column, bound, '=')} AND {predicate}))"
    return predicate


def _compared(column: tuple[int, Column], bound: str, sign: str) -> str:
    return f"{column[1].expression} {sign} ${bound}{column[0]}"


@cache
def order_by(ordering: Ordering, *, backwards: bool = False) -> str:
    """The ORDER BY clause over `named` columns, reversed where a page is read from the end."""
    columns = (
        f"k{number}{' DESC' if column.descending is not backwards else ''}"
        for number, column in enumerate(ordering.columns)
    )
    return "ORDER BY " + ", ".join(columns)


@cache
def named(ordering: Ordering) -> str:
    """The columns of an order under the names k0, k1 …"""
    return ", ".join(f"{column.expression} AS k{number}" for number, column in enumerate(ordering.columns))


def limit(size: int) -> int:
    """The smallest of LIMITS that holds a page and one row more, which tells whether the list goes on."""
    return next(most for most in LIMITS if most > size)


@dataclass(frozen=True, slots=True)
class Reach:
    """What of a request makes another text of a query: the limit, the direction and which cursors are given."""

    limit: int
    backwards: bool
    after: bool
    before: bool

    @classmethod
    def of(cls, request: PageRequest) -> "Reach":
        return cls(limit(request.size), request.backwards, request.after is not None, request.before is not None)


@dataclass(frozen=True, slots=True)
class PageQuery:
    """A page of a listing: the clauses that find its rows, their parameters, and the page that the rows make.

    Where `wanted` asks for what the rows of the page do not tell, the clauses carry `total, earlier, later`.
    """

    listing: Listing
    ordering: Ordering
    request: PageRequest
    wanted: Wanted

    @property
    def clauses(self) -> Clauses:
        return _clauses(self.listing, self.ordering, Reach.of(self.request), self.wanted)

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters of the cursors."""
        return places(self.request)

    def page(self, rows: Sequence[Row], value: Callable[[Row, int], T], place: Callable[[T], Place]) -> Page[T]:
        """The page of the rows that came: carried columns first, then the row's key (null: no row) and the rest.

        `value` takes a row and the number of carried columns.
        """
        width = self.clauses.width
        total, earlier, later = (rows[0][:width] if rows else (0, 0, 0)) if width else (None, 0, 0)
        return page_of(
            self.ordering,
            self.request,
            [value(row, width) for row in rows if row[width] is not None],
            place,
            outside=Beyond(bool(earlier), bool(later)),
            total=total if self.wanted.total else None,
        )


def places(request: PageRequest) -> dict[str, Any]:
    """The parameters of a request's cursors: `$after0` …, `$before0` …"""
    bounds = (("after", request.after), ("before", request.before))
    return {f"{name}{n}": value for name, place in bounds for n, value in enumerate(place or ())}


@cache
def _clauses(listing: Listing, ordering: Ordering, reach: Reach, wanted: Wanted) -> Clauses:
    one, key = listing.variable, f"k{len(ordering.columns) - 1}"
    bounds = f" AND {beyond(ordering, 'after')}" if reach.after else ""
    bounds += f" AND {beyond(ordering, 'before', earlier=True)}" if reach.before else ""
    order = order_by(ordering, backwards=reach.backwards)
    rows = f"CALL {{ {listing.clause}{bounds} RETURN {named(ordering)} {order} LIMIT {reach.limit} }}"
    if not (wanted.total or (wanted.neighbours and (reach.after or reach.before))):
        return Clauses(f"{rows} WITH {key} AS wanted MATCH ({one}:{listing.label} {{key: wanted}}) ", "")
    earlier = _any(listing, beyond(ordering, "after", earlier=True, inclusive=True)) if reach.after else "RETURN 0"
    later = _any(listing, beyond(ordering, "before", inclusive=True)) if reach.before else "RETURN 0"
    total = f"{listing.clause} RETURN count({one})" if wanted.total else "RETURN 0"
    return Clauses(
        f"CALL {{ {total} AS total }} CALL {{ {earlier} AS earlier }} CALL {{ {later} AS later }} "
        f"CALL {{ {rows} RETURN collect({key}) AS keys }} "
        "UNWIND CASE WHEN size(keys) = 0 THEN [null] ELSE keys END AS wanted "
        f"OPTIONAL MATCH ({one}:{listing.label} {{key: wanted}}) ",
        "total, earlier, later",
    )


def _any(listing: Listing, predicate: str) -> str:
    """1 where the list has a row that fits, else 0."""
    one = listing.variable
    return f"{listing.clause} AND {predicate} WITH {one} LIMIT 1 RETURN count({one})"
