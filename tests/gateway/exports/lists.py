"""Lists that are exported: pages that go on, fail, are slow or never end, behind the real HTTP layer."""

import asyncio
import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import httpx
import orjson
import strawberry
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from gateway.exports.csv_rows import unguarded
from graph_model.errors import NotFound

TEXTS: dict[int, str] = {}
"""What some rows are called."""
CANCELLED: list[int] = []
"""Pages that were given up."""
ASKED: list[list[int]] = []
"""Numbers that were asked for at one time."""
DAY, AT = date(2023, 8, 21), datetime(2023, 8, 21, 16, 30, tzinfo=UTC)


@strawberry.type
class Tag:
    name: str


@strawberry.type
class Row:
    number: int

    @strawberry.field
    def text(self) -> str:
        return TEXTS.get(self.number, f"第{self.number}行")

    @strawberry.field
    def day(self) -> date:
        return DAY

    @strawberry.field
    def at(self) -> datetime:
        return AT

    @strawberry.field
    def score(self) -> float | None:
        return None if self.number % 2 else self.number / 4

    @strawberry.field
    def even(self) -> bool:
        return self.number % 2 == 0

    @strawberry.field
    def tags(self) -> list[Tag]:
        return [Tag(name=f"a{self.number}"), Tag(name="b")]

    @strawberry.field
    def inner(self) -> list["Row"]:
        """The rows before it."""
        return [Row(number=number) for number in range(self.number)]

    @strawberry.field
    def nothing(self) -> list[Tag] | None:
        return None

    @strawberry.field
    def sometimes(self) -> str | None:
        if self.number == 3:
            raise NotFound("没有这一个 / this one is not there")
        return "there"


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class Edge:
    node: Row
    cursor: str


@strawberry.type
class Rows:
    edges: list[Edge]
    nodes: list[Row]
    page_info: PageInfo


@strawberry.type
class Best:
    count: int
    rows: list[Row]


@strawberry.type
class Query:
    @strawberry.field
    async def rows(
        self, count: int, first: int = 2, after: str | None = None, fails_at: int = -1, slow_from: int = -1
    ) -> Rows:
        """`count` rows. The page that begins at `failsAt` cannot be read, those from `slowFrom` take long."""
        begin = int(after or 0)
        if begin == fails_at:
            raise NotFound("读不了这一页 / this page cannot be read")
        if 0 <= slow_from <= begin:
            await slowly(begin)
        return page_of(count, begin, first)

    @strawberry.field
    def standing(self, after: str | None = None) -> Rows:
        return Rows(edges=[], nodes=[Row(number=1)], page_info=PageInfo(has_next_page=True, end_cursor="1"))

    @strawberry.field
    def nothing(self) -> list[Row] | None:
        return None

    @strawberry.field
    def numbered(self, numbers: list[int], doubled: bool = False) -> list[Row | None]:
        """Rows by their numbers, in this order; of the negative ones there is none."""
        ASKED.append(numbers)
        rows = [Row(number=number) if number >= 0 else None for number in numbers]
        return rows * 2 if doubled else rows

    @strawberry.field
    def best(self, first: int, count: int = 5) -> Best:
        """The first of so many."""
        return Best(count=count, rows=[Row(number=number) for number in range(min(first, count))])

    @strawberry.field
    def around(self, number: int) -> list[Row]:
        """The number and its neighbours."""
        if number == 99:
            raise NotFound("没有这一个 / this one is not there")
        return [Row(number=one) for one in range(number - 1, number + 2)]

    @strawberry.field
    def few(self) -> list[Row]:
        return [Row(number=number) for number in range(3)]


async def slowly(begin: int) -> None:
    try:
        await asyncio.sleep(20)
    except asyncio.CancelledError:
        CANCELLED.append(begin)
        raise


def page_of(count: int, begin: int, first: int) -> Rows:
    nodes = [Row(number=number) for number in range(begin, min(begin + first, count))]
    end = begin + len(nodes)
    edges = [Edge(node=node, cursor=str(node.number + 1)) for node in nodes]
    return Rows(edges=edges, nodes=nodes, page_info=PageInfo(has_next_page=end < count, end_cursor=str(end)))


FIELDS = "number text day at score even tags { name }"
PAGED = f"""query Rows($count: Int!, $first: Int, $after: String, $failsAt: Int, $slowFrom: Int) {{
  rows(count: $count, first: $first, after: $after, failsAt: $failsAt, slowFrom: $slowFrom) {{
    nodes {{ {FIELDS} }} pageInfo {{ hasNextPage endCursor }} }} }}"""


def asking(count: int, format: str = "csv", **more: Any) -> dict[str, Any]:
    """A request for so many rows; `more` are variables where they are no parameters of an export."""
    parameters = {"columns", "name", "rows", "after", "each", "query"}
    variables = {name: value for name, value in more.items() if name not in parameters}
    return {
        "query": PAGED,
        "rows": ["rows"],
        "format": format,
        "after": "after",
        "variables": {"count": count, **variables},
        **{name: value for name, value in more.items() if name in parameters},
    }


def columns(*paths: str) -> list[dict[str, Any]]:
    return [{"path": path.split(".")} for path in paths]


def csv_of(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    return [[unguarded(cell) for cell in row] for row in rows]


def lines_of(content: bytes) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in content.split(b"\n") if line]


def sheets_of(content: bytes) -> dict[str, list[list[Any]]]:
    """Every sheet's rows, by another library than the one that wrote them."""
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: [[_value(cell) for cell in row] for row in sheet.iter_rows()] for sheet in book}


def _value(cell: Any) -> Any:
    assert cell.data_type != "f", "a formula"
    return unescape(cell.value) if isinstance(cell.value, str) else cell.value


async def exported(client: httpx.AsyncClient, request: dict[str, Any], **headers: str) -> bytes:
    response = await client.post("/export", json=request, headers=headers)
    assert response.status_code == 200, response.text
    return response.content
