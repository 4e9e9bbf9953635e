"""Reading a connection of the API page by page."""

from collections.abc import Awaitable, Callable
from typing import Any

MOST_A_PAGE = 100
Page = Callable[[int, str | None], Awaitable[dict[str, Any]]]
"""Asks for `first` rows after a cursor; gives {totalCount, pageInfo, edges}."""


async def nodes(page: Page, limit: int) -> tuple[list[dict[str, Any]], int]:
    """Up to `limit` nodes and how many there are."""
    found: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        connection = await page(min(MOST_A_PAGE, limit - len(found)), after)
        found += [edge["node"] for edge in connection["edges"]]
        if len(found) >= limit or not connection["pageInfo"]["hasNextPage"]:
            return found, connection["totalCount"]
        after = connection["pageInfo"]["endCursor"]
