"""Rows put together as the answer to one fetch: an object for each entity and record, an error where a value cannot be read."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from gateway.sources.sql import cursors
from gateway.sources.sql.database import Database
from gateway.sources.sql.description import BadArgument, BadValue, Description, Place
from gateway.sources.sql.owners import Owners
from gateway.sources.sql.selecting import Asked, FieldNodes
from gateway.sources.sql.statements import Order, Statements, Wanted, checked_order

BAD_INPUT, BAD_SOURCE_VALUE = "BAD_INPUT", "BAD_SOURCE_VALUE"
MOST_KEYS = 1_000
"""Entities a statement asks for; of more there are several statements at the same time."""
Path = tuple[str | int, ...]
Object = dict[str, Any]
Target = tuple[Path, str, Object]
"""An entity to be filled: where it stands in the answer, its key, and the object."""


@dataclass(frozen=True, slots=True)
class Served:
    """A description, made ready to answer."""

    description: Description
    statements: Statements
    database: Database
    owners: Owners
    told: Callable[[Iterable[str]], None]
    """Is told the keys of the entities of which records are answered."""


async def answered(served: Served, asked: Asked, deadline: float) -> dict[str, Any]:
    """The response. Raises SourceError where the database gives nothing."""
    answer = _Answer(served, asked, deadline)
    data = await answer.data()
    return {"data": data, "errors": answer.errors} if answer.errors else {"data": data}


@dataclass(slots=True)
class _Answer:
    served: Served
    asked: Asked
    deadline: float
    errors: list[dict[str, Any]] = field(default_factory=list)

    async def data(self) -> Object:
        fields = self.asked.root()
        values = await _together([self._root(key, nodes) for key, nodes in fields.items()])
        return dict(zip(fields, values, strict=True))

    async def _root(self, key: str, nodes: FieldNodes) -> Any:
        name = nodes[0].name.value
        if name == "__typename":
            return "Query"
        try:
            arguments = self.asked.arguments(nodes, "Query")
            if name == "_entities":
                return await self._entities((key,), arguments["representations"], nodes)
            return await self._page((key,), arguments, nodes)
        except BadArgument as error:
            self._refuse((key,), error)
            return None

    # --- entities ---

    async def _entities(self, path: Path, representations: Sequence[Any], nodes: FieldNodes) -> list[Object | None]:
        found: list[Object | None] = []
        targets: list[Target] = []
        for place, representation in enumerate(representations):
            where, entity = (*path, place), Object()
            try:
                targets.append((where, self._key_of(representation), entity))
                found.append(entity)
            except BadArgument as error:
                self._refuse(where, error)
                found.append(None)
        await self._fill(targets, nodes)
        return found

    def _key_of(self, representation: Any) -> str:
        described = self.served.description
        if not isinstance(representation, dict) or representation.get("__typename") != described.entity:
            raise BadArgument(f"should be a representation of {described.entity}")
        return described.key_of(representation.get(described.key))

    async def _fill(self, targets: Sequence[Target], nodes: FieldNodes) -> None:
        """Fill entities with what is selected below `nodes`: a statement for each list, however many entities."""
        described = self.served.description
        lists = []
        for key, below in self.asked.below(nodes, described.entity).items():
            name = below[0].name.value
            if name == described.records:
                lists.append(self._records(targets, key, below))
            else:
                for _, of, entity in targets:
                    entity[key] = of if name == described.key else described.entity
        await _together(lists)

    async def _records(self, targets: Sequence[Target], key: str, nodes: FieldNodes) -> None:
        described, fields = self.served.description, self._fields(nodes)
        try:
            arguments = self.asked.arguments(nodes, described.entity)
            wanted = self._wanted(arguments, fields)
            grouped = await self._rows_of([of for _, of, _ in targets], wanted)
        except BadArgument as error:
            for path, _, entity in targets:
                entity[key] = None
                self._refuse((*path, key), error)
            return
        shown = _Shown(self, fields, wanted)
        for path, of, entity in targets:
            rows = grouped.get(of, ())[: wanted.first]
            entity[key] = [shown.record((*path, key, place), row) for place, row in enumerate(rows)]
        await shown.fill_owners()

    async def _rows_of(self, keys: Sequence[str], wanted: Wanted) -> Mapping[str, list[Sequence[Any]]]:
        """The rows of each entity; one statement for all of them, or for each thousand."""
        unique = list(dict.fromkeys(keys))
        self.served.told(unique)
        chunks = (unique[start : start + MOST_KEYS] for start in range(0, len(unique), MOST_KEYS))
        answers = await _together([self._chunk(chunk, wanted) for chunk in chunks])
        owner = _place_reader(self.served.description.rows.owner, wanted.columns)
        grouped: dict[str, list[Sequence[Any]]] = {}
        for row in (row for rows in answers for row in rows):
            try:
                grouped.setdefault(owner(row), []).append(row)
            except BadValue:  # something that only looks like a key to the database's collation
                continue
        return grouped

    async def _chunk(self, keys: Sequence[str], wanted: Wanted) -> Sequence[Sequence[Any]]:
        """The rows of these entities."""
        theirs = await self.served.owners.rows_of(keys, self.deadline)
        if theirs is None:
            return ()
        statements = self.served.statements
        asking = statements.of_owner(theirs, wanted) if len(keys) == 1 else statements.of_owners(theirs, wanted)
        return await self.served.database.rows(asking, self.deadline)

    # --- the list of all records ---

    async def _page(self, path: Path, arguments: Mapping[str, Any], nodes: FieldNodes) -> Object:
        described = self.served.description
        connection = f"{described.record.name}Connection"
        fields = self.asked.below(nodes, connection)
        inner = [node for key in fields for node in self._nodes(fields[key])]
        wanted = self._wanted(arguments, self._fields(inner))
        order = _order_text(wanted.order)
        rows = await self.served.database.rows(self.served.statements.page(wanted), self.deadline)
        page, width = rows[: wanted.first], len(wanted.columns) + 1
        self.served.told(self._owners(page, wanted))
        page_cursors = [cursors.encoded(order, row[width:]) for row in page]
        info = {
            "hasNextPage": len(rows) > wanted.first,
            "hasPreviousPage": wanted.after is not None,
            "startCursor": page_cursors[0] if page else None,
            "endCursor": page_cursors[-1] if page else None,
            "__typename": "PageInfo",
        }
        found: Object = {}
        for key, below in fields.items():
            name = below[0].name.value
            if name == "nodes":
                found[key] = await self._shown_list((*path, key), page, below, wanted)
            elif name == "edges":
                found[key] = await self._edges((*path, key), page, page_cursors, below, wanted)
            elif name == "pageInfo":
                found[key] = {k: info[n[0].name.value] for k, n in self.asked.below(below, "PageInfo").items()}
            else:
                found[key] = connection
        return found

    def _owners(self, rows: Sequence[Sequence[Any]], wanted: Wanted) -> list[str]:
        """The keys of the entities that own these rows, as far as they can be read."""
        owner, found = _place_reader(self.served.description.rows.owner, wanted.columns), dict[str, None]()
        for row in rows:
            with suppress(BadValue):
                found[owner(row)] = None
        return list(found)

    def _nodes(self, below: FieldNodes) -> FieldNodes:
        """The nodes that select on records, below a field of the connection."""
        name = below[0].name.value
        if name == "nodes":
            return below
        if name != "edges":
            return []
        edge = self.asked.below(below, f"{self.served.description.record.name}Edge")
        return [node for nodes in edge.values() if nodes[0].name.value == "node" for node in nodes]

    async def _shown_list(
        self, path: Path, rows: Sequence[Sequence[Any]], nodes: FieldNodes, wanted: Wanted
    ) -> list[Object]:
        shown = _Shown(self, self._fields(nodes), wanted)
        found = [shown.record((*path, place), row) for place, row in enumerate(rows)]
        await shown.fill_owners()
        return found

    async def _edges(
        self,
        path: Path,
        rows: Sequence[Sequence[Any]],
        page_cursors: Sequence[str],
        nodes: FieldNodes,
        wanted: Wanted,
    ) -> list[Object]:
        edge = f"{self.served.description.record.name}Edge"
        found: list[Object] = [{} for _ in rows]
        for key, below in self.asked.below(nodes, edge).items():
            name = below[0].name.value
            if name == "node":
                shown = _Shown(self, self._fields(below), wanted)
                for place, row in enumerate(rows):
                    found[place][key] = shown.record((*path, place, key), row)
                await shown.fill_owners()
            else:
                for one, cursor in zip(found, page_cursors, strict=True):
                    one[key] = cursor if name == "cursor" else edge
        return found

    # --- what is wanted ---

    def _fields(self, nodes: FieldNodes) -> dict[str, FieldNodes]:
        return self.asked.below(nodes, self.served.description.record.name)

    def _wanted(self, arguments: Mapping[str, Any], fields: Mapping[str, FieldNodes]) -> Wanted:
        described = self.served.description
        given = [(one["field"], one["direction"] == "DESC") for one in arguments.get("orderBy") or ()]
        order = checked_order(described.record, given)
        first = arguments["first"]
        if not 0 <= first <= described.most:
            raise BadArgument(f"first: 应为 0 到 {described.most} / must be from 0 to {described.most}")
        after = arguments.get("after")
        position = (
            None
            if after is None
            else cursors.decoded(after, _order_text(order), self.served.statements.positions(order))
        )
        return Wanted(self._columns(fields), arguments.get("where") or {}, order, first, position)

    def _columns(self, fields: Mapping[str, FieldNodes]) -> tuple[str, ...]:
        """The columns of the selected fields, the owner's first: it says whose a row is."""
        described = self.served.description
        names = dict.fromkeys(described.rows.owner.columns)
        for nodes in fields.values():
            for place in described.record.fields.get(nodes[0].name.value, ()):
                names.update(dict.fromkeys(place.columns))
        return tuple(names)

    def _refuse(self, path: Path, error: BadArgument) -> None:
        self.errors.append({"message": str(error), "path": list(path), "extensions": {"code": BAD_INPUT}})

    def unreadable(self, path: Path, error: BadValue) -> None:
        self.errors.append({"message": str(error), "path": list(path), "extensions": {"code": BAD_SOURCE_VALUE}})


class _Shown:
    """Shows the rows of one list: which fields, from which places of a row."""

    def __init__(self, answer: _Answer, fields: Mapping[str, FieldNodes], wanted: Wanted) -> None:
        described = answer.served.description
        self._answer = answer
        self._part = len(wanted.columns)
        self._owners: dict[str, tuple[FieldNodes, list[Target]]] = {}
        self._readers: list[tuple[str, FieldNodes, list[Callable[[Sequence[Any]], Any]]]] = []
        for key, nodes in fields.items():
            name = nodes[0].name.value
            if name == described.owner:
                self._owners[key] = (nodes, [])
                places: Sequence[Place] = [described.rows.owner] * len(described.rows.parts)
            else:
                places = described.record.fields.get(
                    name, [_constant(described.record.name)] * len(described.rows.parts)
                )
            self._readers.append((key, nodes, [_place_reader(place, wanted.columns) for place in places]))

    def record(self, path: Path, row: Sequence[Any]) -> Object:
        found: Object = {}
        for key, nodes, readers in self._readers:
            try:
                value = readers[row[self._part]](row)
            except BadValue as error:
                value = None
                self._answer.unreadable((*path, key), error)
            if key in self._owners and value is not None:
                entity: Object = {}
                self._owners[key][1].append(((*path, key), value, entity))
                found[key] = entity
            else:
                found[key] = self._below(nodes, value)
        return found

    async def fill_owners(self) -> None:
        """Fill the entities to which the shown records lead."""
        for nodes, targets in self._owners.values():
            await self._answer._fill(targets, nodes)

    def _below(self, nodes: FieldNodes, value: Any) -> Any:
        if not isinstance(value, Mapping) or nodes[0].selection_set is None:
            return value
        below = self._answer.asked.below(nodes, value["__typename"])
        return {key: value[inner[0].name.value] for key, inner in below.items()}


def _place_reader(place: Place, columns: Sequence[str]) -> Callable[[Sequence[Any]], Any]:
    at, read = [columns.index(name) for name in place.columns], place.read
    if len(at) == 1:
        only = at[0]
        return lambda row: read(row[only])
    return lambda row: read(*(row[index] for index in at))


def _constant(value: Any) -> Place:
    return Place((), lambda: value)


def _order_text(order: Order) -> str:
    return ",".join(f"{name} {'desc' if down else 'asc'}" for name, down in order)


async def _together(waiting: Sequence[Any]) -> list[Any]:
    """All at once; when one fails, the others are given up."""
    if len(waiting) == 1:
        return [await waiting[0]]
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in waiting]
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from failed
    return [task.result() for task in tasks]
