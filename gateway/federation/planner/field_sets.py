"""Keys, requirements and provided fields as selections, with the response keys that they get inside the gateway."""

import zlib
from collections.abc import Iterable, Iterator, Sequence

from graphql import (
    SelectionSetNode,
    get_nullable_type,
    is_interface_type,
    is_list_type,
    is_object_type,
)

from gateway.federation.planner.operation import FieldSelection, Selection, TypeSelection, field_set
from gateway.federation.supergraph.model import FieldInSubgraph, Supergraph


class FieldSets:
    """Field sets of one supergraph for one operation, whose own response keys (`taken`) they must not disturb.

    A field of a field set is fetched under its own name, so that it shares the client's field of that name; where it has
    arguments, or the client uses the name for something else, it gets a key of its own.
    """

    def __init__(self, supergraph: Supergraph, taken: frozenset[str]) -> None:
        self._supergraph = supergraph
        self._taken = taken
        self._cache: dict[tuple[int, str], tuple[Selection, ...]] = {}

    def of(self, fields: SelectionSetNode, type_name: str) -> tuple[Selection, ...]:
        """The selections of a key or requirement of a type."""
        place = (id(fields), type_name)
        if place not in self._cache:
            parsed = field_set(fields, self._supergraph.full, type_name)
            self._cache[place] = tuple(self._internal(s) for s in parsed)
        return self._cache[place]

    def provided(self, declared: FieldInSubgraph) -> tuple[Selection, ...]:
        """What @provides of a field adds to the objects behind it."""
        if declared.provides is None:
            return ()
        return field_set(declared.provides, self._supergraph.full, named(declared.type))

    def plain(self, selection: FieldSelection) -> bool:
        """Whether the operation uses the selection's response key for nothing but the field of that name."""
        return selection.key == selection.name and not selection.arguments and selection.key not in self._taken

    def interfaces_of(self, type_name: str) -> list[str]:
        found = self._supergraph.full.type_map.get(type_name)
        return [i.name for i in found.interfaces] if is_object_type(found) or is_interface_type(found) else []

    def type_of(self, type_name: str, field: str) -> str | None:
        """The named type of a field in the full schema, None where that type has no such field."""
        shape = self.shape_of(type_name, field)
        return shape[0] if shape else None

    def shape_of(self, type_name: str, field: str) -> tuple[str, int] | None:
        """The named type of a field in the full schema and how many lists are around it, None where there is no such field."""
        found = self._supergraph.full.type_map.get(type_name)
        if not (is_object_type(found) or is_interface_type(found)) or field not in found.fields:
            return None
        wrapped, lists = get_nullable_type(found.fields[field].type), 0
        while is_list_type(wrapped):
            wrapped, lists = get_nullable_type(wrapped.of_type), lists + 1
        return wrapped.name, lists

    def _internal(self, selection: Selection) -> Selection:
        inner = tuple(self._internal(s) for s in selection.selections)
        if isinstance(selection, TypeSelection):
            return TypeSelection(selection.type_name, selection.conditions, inner)
        key = selection.name
        if selection.arguments or key in self._taken:
            key = f"_{selection.name}_{zlib.crc32(selection.arguments.encode()):x}"
        return FieldSelection(
            key, selection.name, selection.arguments, selection.variables, selection.conditions, inner
        )


def taken_keys(selections: Iterable[Selection]) -> Iterator[str]:
    """Response keys that stand for something else than the plain field of their name."""
    for selection in selections:
        if isinstance(selection, FieldSelection) and (selection.key != selection.name or selection.arguments):
            yield selection.key
        yield from taken_keys(selection.selections)


def named(type_text: str) -> str:
    """`[Product!]!` → `Product`."""
    return type_text.strip("[]!")


def conflicting(inputs: Sequence[Selection], others: Sequence[Selection]) -> bool:
    """Whether one representation cannot hold both: it has room for one value a field name."""
    named: dict[str, FieldSelection] = {}
    for selection in _fields((*inputs, *others)):
        standing = named.setdefault(selection.name, selection)
        if standing.key != selection.key or (
            standing is not selection and conflicting(standing.selections, selection.selections)
        ):
            return True
    return False


def _fields(selections: Sequence[Selection]) -> Iterator[FieldSelection]:
    for selection in selections:
        if isinstance(selection, TypeSelection):
            yield from _fields(selection.selections)
        else:
            yield selection
