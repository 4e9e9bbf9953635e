"""Plain Strawberry over the same store, as its documentation builds it: `strawberry_server STORE DATA`.

A field that is another node has a resolver, which reads by a DataLoader; Strawberry's own ASGI application runs graphql-core. No rules,
limits, policy or audit trail.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import strawberry
from granian.constants import Interfaces
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.types import Info

from graph_model.open_store import open_store
from graph_model.store import GraphStore
from tests.benchmarks.views.listening import listen

SUBJECT = "MATCH (s:Subject {uscc: $uscc}) RETURN s.key, s.displayName"
GRADES = (
    "UNWIND $keys AS key MATCH (:Subject {key: key})-[:GRADED]->(g:GradeRecord) WHERE g.supersededAt IS NULL "
    "AND g.itemKey <> 'composite' "
    "RETURN key, g.grade, g.evaluatedOn, g.validUntil, g.itemKey"
)
ITEMS = (
    "UNWIND $keys AS key MATCH (i:Item {key: key})-[:SUPERVISED_BY]->(d:Department) RETURN key, i.displayName, d.key"
)
DEPARTMENTS = "UNWIND $keys AS key MATCH (d:Department {key: key}) RETURN key, d.displayName"
LEVELS = "ABCD"


class Loaders:
    """Those of one request."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        self.grades = DataLoader(self._grades)
        self.items = DataLoader(self._items)
        self.departments = DataLoader(self._departments)

    async def _grades(self, keys: list[str]) -> Sequence["list[GradeRecord]"]:
        found: dict[str, list[GradeRecord]] = {key: [] for key in keys}
        for key, grade, evaluated, until, item in await self.store.read(GRADES, {"keys": keys}):
            found[key].append(GradeRecord(grade=grade, evaluated_on=evaluated, valid_until=until, item_key=item))
        return [found[key] for key in keys]

    async def _items(self, keys: list[str]) -> Sequence["SupervisionItem | None"]:
        rows = await self.store.read(ITEMS, {"keys": keys})
        found = {key: SupervisionItem(key=key, name=name, department_key=department) for key, name, department in rows}
        return [found.get(key) for key in keys]

    async def _departments(self, keys: list[str]) -> Sequence["Department | None"]:
        rows = await self.store.read(DEPARTMENTS, {"keys": keys})
        found = {key: Department(name=name) for key, name in rows}
        return [found.get(key) for key in keys]


@strawberry.type
class Department:
    name: str


@strawberry.type
class SupervisionItem:
    key: str
    name: str
    department_key: strawberry.Private[str]


@strawberry.type
class GradeRecord:
    grade: str
    evaluated_on: str
    valid_until: str | None
    item_key: strawberry.Private[str]

    @strawberry.field
    async def item(self, info: Info[Loaders]) -> SupervisionItem | None:
        return await info.context.items.load(self.item_key)

    @strawberry.field
    async def department(self, info: Info[Loaders]) -> Department | None:
        item = await info.context.items.load(self.item_key)
        return None if item is None else await info.context.departments.load(item.department_key)


@strawberry.type
class GradeView:
    grades: list[GradeRecord]

    @strawberry.field
    def highest(self) -> str | None:
        return min((one.grade for one in self.grades), default=None)

    @strawberry.field
    def lowest(self) -> str | None:
        return max((one.grade for one in self.grades), default=None)

    @strawberry.field
    def spread(self) -> int:
        levels = [LEVELS.index(one.grade) for one in self.grades]
        return max(levels) - min(levels) if levels else 0


@strawberry.type
class Entity:
    key: str
    display_name: str

    @strawberry.field
    async def grade_view(self, info: Info[Loaders]) -> GradeView:
        return GradeView(grades=await info.context.grades.load(self.key))


@strawberry.type
class Query:
    @strawberry.field
    async def entity(self, info: Info[Loaders], uscc: str) -> Entity | None:
        rows = await info.context.store.read(SUBJECT, {"uscc": uscc})
        return Entity(key=rows[0][0], display_name=rows[0][1]) if rows else None


class Application(GraphQL[Loaders, None]):
    def __init__(self, store: GraphStore) -> None:
        super().__init__(strawberry.Schema(Query))
        self._store = store

    async def get_context(self, request: Any, response: Any) -> Loaders:
        return Loaders(self._store)


async def serve(address: str, data: Path) -> None:
    user, password = os.environ.get("YUXIN_NEO4J_USER"), os.environ.get("YUXIN_NEO4J_PASSWORD")
    store = await open_store(address, data_dir=data, auth=(user, password) if user and password else None)
    try:
        await listen(Application(store), Interfaces.ASGI)
    finally:
        await store.close()


if __name__ == "__main__":
    import uvloop

    uvloop.run(serve(sys.argv[1], Path(sys.argv[2])))
