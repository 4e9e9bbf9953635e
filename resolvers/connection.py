"""Relay connections: pages of a list as GraphQL types."""

from collections.abc import Callable
from typing import Generic, TypeVar

import strawberry

from graph_model.paging import Page, Wanted
from resolvers.fields import field
from resolvers.selection import Selected

T = TypeVar("T")
U = TypeVar("U")


@strawberry.federation.type(shareable=True, description="一页在列表中的位置。 / Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="之后还有没有。 / Whether the list goes on after this page.")
    has_previous_page: bool = strawberry.field(
        description="之前还有没有。 / Whether the list has rows before this page."
    )
    start_cursor: str | None = strawberry.field(description="第一条的游标。 / Cursor of the first row.")
    end_cursor: str | None = strawberry.field(description="最后一条的游标。 / Cursor of the last row.")


@strawberry.type(description="列表中的一条及其游标。 / A row of a list with its cursor.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(
        description="游标，不因别处增减而变。 / Its cursor; rows added elsewhere do not move it."
    )
    node: T = strawberry.field(description="这一条。 / The row.")


@strawberry.type(description="列表的一页。 / A page of a list.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="各条及其游标。 / The rows with their cursors.")
    nodes: list[T] = strawberry.field(description="各条。 / The rows.")
    page_info: PageInfo = strawberry.field(description="这一页的位置。 / Where the page stands.")
    total: strawberry.Private[int | None]

    @field("整个列表的条数；选了才计数。 / Rows of the whole list; counted only when selected.")
    def total_count(self) -> int:
        assert self.total is not None, "the list was not counted"
        return self.total


def connection(page: Page[U], show: Callable[[U], T]) -> Connection[T]:
    """A page whose rows `show` turns into GraphQL values."""
    nodes = [show(row) for row in page.rows]
    return Connection(
        edges=[Edge(cursor=cursor, node=node) for cursor, node in zip(page.cursors, nodes, strict=True)],
        nodes=nodes,
        page_info=page_info(page),
        total=page.total,
    )


def page_info(page: Page[U]) -> PageInfo:
    return PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=page.cursors[0] if page.cursors else None,
        end_cursor=page.cursors[-1] if page.cursors else None,
    )


def wanted(selected: Selected) -> Wanted:
    """What is to be computed of a connection besides its rows."""
    return Wanted(
        total=selected.has("totalCount"),
        neighbours=selected.has("pageInfo", "hasPreviousPage") or selected.has("pageInfo", "hasNextPage"),
    )
