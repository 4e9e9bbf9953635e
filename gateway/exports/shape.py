"""Where in the answers to an operation its rows are and what their columns hold, found in the document before anything is run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    ListTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)

from gateway.execution.documents import Document
from gateway.exports.asked import ASKED, MOST_COLUMNS, Asked, Column, Over, Path, dotted
from gateway.http.refusals import BadRequest

PAGE_INFO, MORE, CURSOR = "pageInfo", "hasNextPage", "endCursor"
AFTER = "after"
"""The variable that takes a cursor, where none is named."""
NODES, EDGES, NODE = "nodes", "edges", "node"
Parents = Sequence[tuple[SelectionSetNode, GraphQLNamedType | None]]


class Holds(Enum):
    """What a column holds, where it is more than text and numbers."""

    ANYTHING = "anything"
    DAYS = "Date"
    INSTANTS = "DateTime"


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a page says whether there is another one, and the cursor that it ends with; `cursor` None: it is not selected."""

    more: Path
    cursor: Path | None


@dataclass(frozen=True, slots=True)
class Shape:
    """`rows` is the path to the list, `within` that from an element of it to the row. `paging` None: the list is all.

    `after` is the variable that takes the cursor of a page; None: nothing but the first page can be read.
    `each` leads from a row through its lists, whose elements are the rows then. `over` is for whose values it is asked, `listed` whether
    for several at a time. `total` is where an answer tells how many rows there are; empty: nowhere.
    """

    rows: Path
    within: Path
    columns: tuple[Column, ...]
    holds: tuple[Holds, ...]
    paging: Paging | None
    after: str | None
    each: Path = ()
    over: Over | None = None
    listed: bool = False
    total: Path = ()

    @property
    def tells_asked(self) -> bool:
        """Whether a column holds the value that the row was asked for."""
        return any(str(column.path[0]).startswith(ASKED) for column in self.columns)


def shape_of(schema: GraphQLSchema, document: Document, asked: Asked) -> Shape:
    """The shape of what is asked of a valid document. Raises BadRequest, located, and DocumentRefused for no such operation."""
    operation = document.chosen(asked.operation.name)
    if operation.operation is not OperationType.QUERY:
        raise BadRequest(
            "query: 只能导出查询的结果 / only what a query answers is exported, not a mutation or a subscription"
        )
    selection = _Selection(schema, document.node)
    roots = selection.below([(operation.selection_set, schema.query_type)])
    if len(roots) != 1:
        raise BadRequest(
            f"query: 应只有一个根字段，有 {'、'.join(roots)} / one root field is exported, not {', '.join(roots)}"
        )
    rows, within, row, paging = _Rows(selection, asked.rows or tuple(roots)).found(roots)
    after = _after(asked, [one.variable.name.value for one in operation.variable_definitions or ()], paging)
    columns = asked.columns or tuple(selection.every_column(row))
    if not 0 < len(columns) <= MOST_COLUMNS:
        raise BadRequest(f"columns: 每行应有 1–{MOST_COLUMNS} 个值 / a row has 1 to {MOST_COLUMNS} values")
    held = _Held(selection, row, asked.over)
    holds = tuple(held.by(column, f"columns[{place}]") for place, column in enumerate(columns))
    if asked.each:
        _check_each(selection, row, asked.each)
    listed = asked.over is not None and _takes_lists(operation, asked.over, paging)
    if asked.total:
        _check_total(selection, roots, asked.total, paging)
    return Shape(rows, within, columns, holds, paging, after, asked.each, asked.over, listed, asked.total)


def _takes_lists(operation: OperationDefinitionNode, over: Over, paging: Paging | None) -> bool:
    """Whether the variable takes several values at a time. Raises BadRequest for one that there is not, and for lists with pages."""
    declared = {one.variable.name.value: one.type for one in operation.variable_definitions or ()}
    if over.variable not in declared:
        raise BadRequest(
            f"over: 操作没有变量 ${over.variable}，有 {'、'.join(declared) or '–'} / the operation has no variable ${over.variable}, but "
            f"{', '.join(declared) or '–'}"
        )
    if paging is not None:
        raise BadRequest("over: 有页的列表不能逐批问 / a list that has pages cannot be asked for value by value")
    type_ = declared[over.variable]
    return isinstance(type_.type if isinstance(type_, NonNullTypeNode) else type_, ListTypeNode)


def _check_total(selection: "_Selection", roots: "Mapping[str, _Field]", path: Path, paging: Paging | None) -> None:
    """Raises BadRequest where it is no value beside the list, and for lists with pages, which tell themselves whether there is more."""
    if paging is not None:
        raise BadRequest(
            "total: 有页的列表自己说有没有下一页 / a list that has pages says itself whether there is more"
        )
    level, one = roots, None
    for place, name in enumerate(path):
        one = _named(level, name, f"total[{place}]")
        level = selection.below(one.parents)
    if one is None or not one.leaf:
        raise BadRequest(f"total: {path[-1]} 不是值 / is no value")


def _check_each(selection: "_Selection", row: "Mapping[str, _Field]", path: Path) -> None:
    """Raises BadRequest where it does not lead to a list."""
    level, one = row, None
    for place, name in enumerate(path):
        one = _named(level, name, f"each[{place}]")
        level = selection.below(one.parents)
    if one is None or not one.many:
        raise BadRequest(f"each: {path[-1]} 不是列表 / is no list")


def _after(asked: Asked, variables: Sequence[str], paging: Paging | None) -> str | None:
    """The variable that takes a cursor. Raises BadRequest for one that cannot."""
    goes_on = paging is not None and paging.cursor is not None
    if asked.after is None:
        return AFTER if goes_on and AFTER in variables else None
    if asked.after not in variables:
        raise BadRequest(
            f"after: 操作没有变量 ${asked.after}，有 {'、'.join(variables) or '–'} / the operation has no variable ${asked.after}, but "
            f"{', '.join(variables) or '–'}"
        )
    if not goes_on:
        raise BadRequest(
            f"after: 逐页读取要选 {PAGE_INFO} {{ {MORE} {CURSOR} }} / to go on from page to page {PAGE_INFO} {{ {MORE} {CURSOR} }} "
            "must be selected"
        )
    return asked.after


@dataclass(slots=True)
class _Field:
    """A field of an answer: where it is selected, which may be in several places, and its type."""

    name: str
    parents: list[tuple[SelectionSetNode, GraphQLNamedType | None]]
    type: Any

    @property
    def many(self) -> bool:
        return is_list_type(get_nullable_type(self.type))

    @property
    def leaf(self) -> bool:
        return is_leaf_type(get_named_type(self.type))


class _Selection:
    """What a document selects, by the names in the answer."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }

    def below(self, parents: Parents) -> dict[str, _Field]:
        """The fields that are selected there, in their order."""
        found: dict[str, _Field] = {}
        for selection, parent in parents:
            for node, type_ in self._fields(selection, parent):
                key = node.alias.value if node.alias else node.name.value
                declared = self._type_of(type_, node.name.value)
                one = found.setdefault(key, _Field(node.name.value, [], declared))
                if node.selection_set is not None:
                    one.parents.append((node.selection_set, get_named_type(declared)))
        return found

    def every_column(self, row: Mapping[str, _Field], before: Path = ()) -> Iterator[Column]:
        """A column for each value that is selected."""
        for key, one in row.items():
            path = (*before, key)
            if one.leaf:
                yield Column(path, dotted(path))
            else:
                yield from self.every_column(self.below(one.parents), path)

    def _fields(
        self, selection: SelectionSetNode, parent: GraphQLNamedType | None
    ) -> Iterator[tuple[FieldNode, GraphQLNamedType | None]]:
        for node in selection.selections:
            if isinstance(node, FieldNode):
                yield node, parent
            elif isinstance(node, InlineFragmentNode):
                yield from self._fields(node.selection_set, self._narrowed(node.type_condition, parent))
            elif isinstance(node, FragmentSpreadNode):
                fragment = self._fragments[node.name.value]
                yield from self._fields(fragment.selection_set, self._narrowed(fragment.type_condition, parent))

    def _narrowed(self, condition: Any, parent: GraphQLNamedType | None) -> GraphQLNamedType | None:
        return parent if condition is None else self._schema.type_map[condition.name.value]

    def _type_of(self, parent: Any, name: str) -> Any:
        """The type of a field of a valid document; `__typename` has that of text."""
        field = getattr(parent, "fields", {}).get(name)
        return self._schema.type_map["String"] if field is None else field.type


class _Rows:
    """Goes along the path to the rows."""

    def __init__(self, selection: _Selection, path: Path) -> None:
        self._selection = selection
        self._path = path

    def found(self, roots: Mapping[str, _Field]) -> tuple[Path, Path, Mapping[str, _Field], Paging | None]:
        """The path to the list, from there to a row, what a row is, and how the list goes on. Raises BadRequest."""
        above, level, one = roots, roots, None
        holder: _Field | None = None
        for place, name in enumerate(self._path):
            listed = one is not None and one.many and not isinstance(self._path[place - 1], int)
            if listed is not isinstance(name, int):
                raise BadRequest(_not_there(self._path, place, listed=listed))
            if isinstance(name, int):
                continue
            above, holder, one = level, one, _named(level, name, f"rows[{place}]")
            level = self._selection.below(one.parents)
        assert one is not None
        if one.leaf:
            raise BadRequest(f"rows: {self._path[-1]} 是值，不是行 / is a value and has no rows")
        if one.many and not isinstance(self._path[-1], int):
            return self._path, (), level, self._paging(holder, above, self._path[:-1])
        return self._connection(one, level)

    def _connection(
        self, one: _Field, level: Mapping[str, _Field]
    ) -> tuple[Path, Path, Mapping[str, _Field], Paging | None]:
        nodes, edges = _key(level, NODES), _key(level, EDGES)
        paging = self._paging(one, level, self._path)
        if nodes is not None:
            return (*self._path, nodes), (), self._selection.below(level[nodes].parents), paging
        if edges is None:
            raise BadRequest(
                f"rows: {self._path[-1]} 不是列表，也没有选 {NODES} 或 {EDGES} / is no list, and neither {NODES} nor {EDGES} is selected "
                "of it"
            )
        edge = self._selection.below(level[edges].parents)
        node = _key(edge, NODE)
        if node is None:
            return (*self._path, edges), (), edge, paging
        return (*self._path, edges), (node,), self._selection.below(edge[node].parents), paging

    def _paging(self, holder: _Field | None, level: Mapping[str, _Field], path: Path) -> Paging | None:
        """How the lists of a connection go on; None for what has no pages. Raises BadRequest where that is not selected."""
        if holder is None or not any(PAGE_INFO in getattr(type_, "fields", {}) for _, type_ in holder.parents):
            return None
        info = _key(level, PAGE_INFO)
        told = {} if info is None else self._selection.below(level[info].parents)
        more, cursor = _key(told, MORE), _key(told, CURSOR)
        if info is None or more is None:
            raise BadRequest(
                f"rows: 要选 {PAGE_INFO} {{ {MORE} {CURSOR} }}，否则不知道是否完整 / select {PAGE_INFO} {{ {MORE} {CURSOR} }}: without it "
                "nobody knows whether the rows are all"
            )
        return Paging((*path, info, more), None if cursor is None else (*path, info, cursor))


def _not_there(path: Path, place: int, *, listed: bool) -> str:
    before = path[place - 1] if place else "–"
    if listed:
        return (
            f"rows[{place}]: {before} 是列表，路径到它为止，或者接着是其中的位置 / is a list: the path ends there, or goes on with a "
            "place in it"
        )
    return f"rows[{place}]: {before} 不是列表，没有第 {path[place]} 个 / is no list and has no {path[place]}"


def _key(level: Mapping[str, _Field], name: str) -> str | None:
    """Under which name the field is in the answer; None where it is not selected."""
    return next((key for key, one in level.items() if one.name == name), None)


def _named(level: Mapping[str, _Field], name: str | int, where: str) -> _Field:
    one = level.get(name) if isinstance(name, str) else None
    if one is None:
        raise BadRequest(
            f"{where}: 没有选 {name}，选了 {'、'.join(level) or '–'} / {name} is not selected there, but {', '.join(level) or '–'}"
        )
    return one


@dataclass(frozen=True, slots=True)
class _Held:
    """Tells what columns of a row hold."""

    selection: _Selection
    row: Mapping[str, _Field]
    over: Over | None

    def by(self, column: Column, where: str) -> Holds:
        """Raises BadRequest for a column that there is not."""
        if str(column.path[0]).startswith(ASKED):
            return self._asked(column, where)
        level, one = self.row, None
        for place, name in enumerate(column.path):
            one = _named(level, name, f"{where}.path[{place}]")
            level = self.selection.below(one.parents)
        assert one is not None
        if not one.leaf:
            raise BadRequest(
                f"{where}.path: {column.path[-1]} 不是值，请到 {'、'.join(level)} 之一 / is no value: go on to one of {', '.join(level)}"
            )
        named = get_named_type(one.type).name
        return Holds(named) if named in (Holds.DAYS.value, Holds.INSTANTS.value) else Holds.ANYTHING

    def _asked(self, column: Column, where: str) -> Holds:
        if self.over is None or column.path[0] != ASKED + self.over.variable:
            raise BadRequest(f"{where}.path: {column.path[0]} 不是 over 的变量 / is not the variable of over")
        return Holds.ANYTHING
