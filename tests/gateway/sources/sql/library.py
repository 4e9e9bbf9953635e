"""A library's loans as a subgraph over SQLite: nothing of credit. `wide` keeps two loans of a reader in one row."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import ColumnElement, column, event, select, table, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from gateway.sources.sql.database import Database
from gateway.sources.sql.description import BadArgument, BadValue, Description, Place, Record, Rows
from gateway.sources.sql.owners import Written
from gateway.sources.sql.sql_source import SqlSource

SDL = """
type Reader @key(fields: "card") {
  card: ID!
  loans(where: LoanFilter, orderBy: [LoanOrder!], first: Int! = 100): [Loan!]
}
type Loan { reader: Reader title: String days: Int book: Book }
type Book @key(fields: "title", resolvable: false) { title: String! }
input LoanFilter { title: [String!] days: Int }
enum LoanOrderField { DAYS TITLE }
enum Direction { ASC DESC }
input LoanOrder { field: LoanOrderField! direction: Direction! = ASC }
type LoanConnection { edges: [LoanEdge!]! nodes: [Loan!]! pageInfo: PageInfo! }
type LoanEdge { cursor: String! node: Loan! }
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
type Query { loans(where: LoanFilter, orderBy: [LoanOrder!], first: Int! = 2, after: String): LoanConnection }
"""
LOANS = [
    (1, "A1", "红楼梦", "7", None),
    (2, "A1", "西游记", "14", None),
    (3, "A1", "三国演义", None, None),
    (4, "B2", "水浒传", "many", None),
    (5, "B2", "红楼梦", "3", None),
    (6, "A1", "水浒传", "21", "lost"),
    (7, None, "红楼梦", "1", None),
    (8, "??", "儒林外史", "2", None),
]


def _at_most(column: Any, most: Any) -> Any:
    return column <= str(most)


def whole(written: str | None) -> int | None:
    if written is None:
        return None
    if not written.isdigit():
        raise BadValue(f"{written!r} is no number")
    return int(written)


def card(written: str) -> str:
    if not written.upper().isalnum():
        raise BadValue(f"{written!r} is no card")
    return written.upper()


def key_of(given: object) -> str:
    if not isinstance(given, str) or not given.isalnum():
        raise BadArgument("card: a card is needed")
    return given.upper()


def describe(columns: Mapping[str, ColumnElement[Any]], parts: list[dict[str, str]], origin: Any) -> Description:
    """The description of loans whose title and days stand, in each part of a row, in these columns."""

    def places(name: str, read: Callable[..., Any]) -> tuple[Place, ...]:
        return tuple(Place((part[name],), read) for part in parts)

    return Description(
        sdl=SDL,
        rows=Rows(
            origin=origin,
            columns=columns,
            identity=("id",),
            owner=Place(("card",), card),
            counted=(columns["lost"].is_(None),),
            parts=tuple((columns[part["title"]].is_not(None),) if len(parts) > 1 else () for part in parts),
        ),
        record=Record(
            name="Loan",
            fields={
                "title": places("title", lambda value: value),
                "days": places("days", whole),
                "book": places("title", lambda value: value and {"__typename": "Book", "title": value}),
            },
            filters={
                "title": tuple(columns[part["title"]].in_ for part in parts),
                "days": tuple(partial(_at_most, columns[part["days"]]) for part in parts),
            },
            orders={
                "DAYS": tuple(columns[part["days"]] for part in parts),
                "TITLE": tuple(columns[part["title"]] for part in parts),
            },
            usual_order=(("DAYS", True),),
        ),
        entity="Reader",
        key="card",
        key_of=key_of,
        records="loans",
        list="loans",
        owner="reader",
    )


def _columns(name: str, *names: str) -> tuple[Any, dict[str, ColumnElement[Any]]]:
    found = table(name, *(column(each) for each in names))
    return found, {each: found.c[each] for each in names}


def plain() -> Description:
    origin, columns = _columns("loan", "id", "card", "title", "days", "lost")
    return describe(columns, [{"title": "title", "days": "days"}], origin)


def wide() -> Description:
    origin, columns = _columns("wide", "id", "card", "title1", "days1", "title2", "days2", "lost")
    return describe(columns, [{"title": f"title{n}", "days": f"days{n}"} for n in (1, 2)], origin)


class Library:
    """The source over a file; `statements` are those that it ran."""

    def __init__(self, file: Path, description: Description) -> None:
        self.file = file
        self.statements: list[str] = []
        self.database = Database("library", self._engine)
        self.source = SqlSource(description, self.database, Written(description.rows, lambda key: [key, key.lower()]))

    async def ask(self, query: str, seconds: float = 5.0, **variables: Any) -> dict[str, Any]:
        import asyncio

        body = orjson.dumps({"query": query, "variables": variables})
        deadline = asyncio.get_running_loop().time() + seconds
        return await self.source.fetch(body, deadline, b"", repeatable=True)

    async def entities(self, selected: str, *cards: str) -> dict[str, Any]:
        query = f"query($of: [_Any!]!) {{ _entities(representations: $of) {{ ... on Reader {{ {selected} }} }} }}"
        return await self.ask(query, of=[{"__typename": "Reader", "card": card} for card in cards])

    def _engine(self) -> AsyncEngine:
        engine = create_async_engine(f"sqlite+aiosqlite:///{self.file}")

        def note(_: Any, __: Any, statement: str, *___: Any) -> None:
            self.statements.append(statement)

        event.listen(engine.sync_engine, "before_cursor_execute", note)
        return engine


@asynccontextmanager
async def library(file: Path, description: Description) -> AsyncIterator[Library]:
    """A library with its loans."""
    filling = create_async_engine(f"sqlite+aiosqlite:///{file}")
    async with filling.begin() as connection:
        await connection.execute(text("CREATE TABLE loan (id INTEGER PRIMARY KEY, card, title, days, lost)"))
        await connection.execute(
            text("CREATE TABLE wide (id INTEGER PRIMARY KEY, card, title1, days1, title2, days2, lost)")
        )
        for loan in LOANS:
            values = dict(zip(("id", "card", "title", "days", "lost"), loan, strict=True))
            await connection.execute(text("INSERT INTO loan VALUES (:id, :card, :title, :days, :lost)"), values)
        await connection.execute(text("INSERT INTO wide VALUES (1, 'a1', '红楼梦', '7', '西游记', '14', NULL)"))
        await connection.execute(text("INSERT INTO wide VALUES (2, 'B2', NULL, NULL, '水浒传', '3', NULL)"))
    await filling.dispose()
    opened = Library(file, description)
    try:
        yield opened
    finally:
        await opened.database.close()


SLOW = select(text("COUNT(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n)"))
"""A statement that does not end."""
