"""Field sets in the data of a world and in representations: both as the same plain values, so that they can be compared."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from graphql import FieldNode, GraphQLSchema, InlineFragmentNode, OperationDefinitionNode, SelectionNode, parse
from graphql.execution.values import get_argument_values

from tests.gateway.federation.differential.data import Data, Failure, said
from tests.gateway.federation.differential.world import Thing

Selections = tuple[SelectionNode, ...]


@cache
def selections_of(text: str) -> Selections:
    definition = parse("{" + text + "}").definitions[0]
    assert isinstance(definition, OperationDefinitionNode)
    return tuple(definition.selection_set.selections)


def fields_for(selections: Selections, type_name: str | None) -> Iterator[tuple[str, FieldNode, Selections]]:
    """What is selected of an object of this type."""
    for selection in selections:
        if isinstance(selection, FieldNode):
            inner = selection.selection_set.selections if selection.selection_set else ()
            yield selection.name.value, selection, tuple(inner)
        elif isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition.name.value if selection.type_condition else type_name
            if condition == type_name:
                yield from fields_for(tuple(selection.selection_set.selections), type_name)


class Knowledge:
    """Answers field sets from the data; `schema` is the undivided one with everything that is hidden."""

    def __init__(self, data: Data, schema: GraphQLSchema) -> None:
        self.data = data
        self.schema = schema

    def value(self, thing: Thing, name: str, arguments: Mapping[str, Any], ordinal: int = 0) -> Any:
        """What a field holds, with what it requires taken from the data."""
        field = self.data.world.objects[thing.type].fields[name]
        inputs = self.selected(thing, selections_of(field.requires)) if field.requires else None
        return self.data.value(thing, field, said(arguments, inputs) + (f"#{ordinal}" if ordinal else ""))

    def selected(self, thing: Thing, selections: Selections) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, node, inner in fields_for(selections, thing.type):
            definition = self.schema.type_map[thing.type].fields[name]  # type: ignore[attr-defined]
            raw = self.value(thing, name, get_argument_values(definition, node))
            _put(found, name, self._plain(raw, inner))
        return found

    def _plain(self, raw: Any, inner: Selections) -> Any:
        if isinstance(raw, list):
            return [self._plain(item, inner) for item in raw]
        if isinstance(raw, Thing):
            return self.selected(raw, inner)
        return None if isinstance(raw, Failure) else raw


def told(representation: Any, selections: Selections) -> dict[str, Any]:
    """What a representation says of a field set. Raises KeyError where it says nothing."""
    found: dict[str, Any] = {}
    for name, _, inner in fields_for(selections, representation.get("__typename")):
        _put(found, name, _told_value(representation[name], inner))
    return found


def _told_value(value: Any, inner: Selections) -> Any:
    if isinstance(value, list):
        return [_told_value(item, inner) for item in value]
    return told(value, inner) if inner and isinstance(value, dict) else value


def _put(found: dict[str, Any], name: str, value: Any) -> None:
    if isinstance(value, dict) and isinstance(found.get(name), dict):
        found[name] |= value
    else:
        found[name] = value
