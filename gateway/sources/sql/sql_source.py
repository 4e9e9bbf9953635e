"""A SQL database as a source of the federation engine."""

import asyncio
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

import orjson
from graphql import GraphQLSchema

from gateway.sources.errors import SourceTimeout
from gateway.sources.sql.answering import BAD_INPUT, Served, answered
from gateway.sources.sql.database import Database
from gateway.sources.sql.description import BadArgument, Description
from gateway.sources.sql.owners import Owners
from gateway.sources.sql.selecting import Asked, served_schema
from gateway.sources.sql.statements import Statements


class SqlSource:
    """Answers fetches over one database, which may be others' too: whoever made it closes it.

    The schema is built, and the database connected, when they are first asked for. `owners` finds the rows of
    entities; `told` is given the keys of those of which records are answered.
    """

    def __init__(
        self,
        description: Description,
        database: Database,
        owners: Owners,
        told: Callable[[Iterable[str]], None] = lambda _: None,
    ) -> None:
        self._served = Served(description, Statements(description.rows, description.record), database, owners, told)

    async def fetch(self, body: bytes, deadline: float, headers: bytes, *, repeatable: bool) -> dict[str, Any]:
        """The answer; what is selected below the fetch's fields costs a statement a list."""
        request = orjson.loads(body)
        try:
            asked = Asked.of(self._schema, request["query"], request.get("variables") or {})
            async with asyncio.timeout_at(deadline):
                return await answered(self._served, asked, deadline)
        except BadArgument as error:
            return {"data": None, "errors": [{"message": str(error), "extensions": {"code": BAD_INPUT}}]}
        except TimeoutError:
            raise SourceTimeout(self._served.database.name, "no answer in time") from None

    async def close(self) -> None:
        """Nothing is held here."""

    @cached_property
    def _schema(self) -> GraphQLSchema:
        described = self._served.description
        return served_schema(described.sdl, described.entity, has_list=described.list is not None)
