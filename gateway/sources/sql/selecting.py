"""What a fetch asks for: a parsed operation with its variables, and the fields selected on a type.

A fetch comes from the planner, which has validated it: here it is only read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    build_schema,
    get_argument_values,
    get_directive_values,
    parse,
    specified_directives,
)
from graphql.execution.values import VariableValues, get_variable_values

from gateway.sources.sql.description import BadArgument

FieldNodes = list[FieldNode]
_INCLUDE, _SKIP = (next(one for one in specified_directives if one.name == name) for name in ("include", "skip"))
_ENTITIES = """
scalar _Any
%s Query { _entities(representations: [_Any!]!): [%s]! }
"""


def served_schema(sdl: str, entity: str, *, has_list: bool) -> GraphQLSchema:
    """The subgraph's schema with the root field that its entities are asked through; without a list it has no other one."""
    root = _ENTITIES % ("extend type" if has_list else "type", entity)
    return build_schema(sdl + root, assume_valid=True, assume_valid_sdl=True)


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation with its variables."""

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    variables: VariableValues
    fragments: Mapping[str, FragmentDefinitionNode]

    @classmethod
    def of(cls, schema: GraphQLSchema, query: str, variables: Mapping[str, Any]) -> "Asked":
        """Raises BadArgument for what cannot be read."""
        try:
            operation, fragments = _parsed(query)
        except GraphQLError as error:
            raise BadArgument(error.message) from error
        values = get_variable_values(schema, operation.variable_definitions or (), dict(variables))
        if isinstance(values, list):
            raise BadArgument(values[0].message)
        return cls(schema, operation, values, fragments)

    def root(self) -> dict[str, FieldNodes]:
        return self._collected([self.operation.selection_set], "Query")

    def below(self, nodes: FieldNodes, type_name: str) -> dict[str, FieldNodes]:
        """The fields selected below these nodes on a type, by their response keys."""
        return self._collected([node.selection_set for node in nodes if node.selection_set is not None], type_name)

    def arguments(self, nodes: FieldNodes, type_name: str) -> dict[str, Any]:
        """The arguments of a field, defaults filled in. Raises BadArgument."""
        try:
            return get_argument_values(self._field(type_name, nodes[0]), nodes[0], self.variables)
        except GraphQLError as error:
            raise BadArgument(error.message) from error

    def _field(self, type_name: str, node: FieldNode) -> GraphQLField:
        found = self.schema.type_map[type_name]
        assert isinstance(found, GraphQLObjectType)
        field: GraphQLField = found.fields[node.name.value]
        return field

    def _collected(self, sets: Iterable[SelectionSetNode], type_name: str) -> dict[str, FieldNodes]:
        found: dict[str, FieldNodes] = {}
        for one in sets:
            self._collect(one, type_name, found)
        return found

    def _collect(self, selections: SelectionSetNode, type_name: str, found: dict[str, FieldNodes]) -> None:
        for node in selections.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                found.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
                continue
            fragment = node if isinstance(node, InlineFragmentNode) else self.fragments[node.name.value]  # type: ignore[attr-defined]
            if fragment.type_condition is None or fragment.type_condition.name.value == type_name:
                self._collect(fragment.selection_set, type_name, found)

    def _included(self, node: SelectionNode) -> bool:
        if not node.directives:
            return True
        skip = get_directive_values(_SKIP, node, self.variables)
        include = get_directive_values(_INCLUDE, node, self.variables)
        return not (skip is not None and skip["if"]) and not (include is not None and not include["if"])


@lru_cache(maxsize=2048)
def _parsed(query: str) -> tuple[OperationDefinitionNode, Mapping[str, FragmentDefinitionNode]]:
    document = parse(query, no_location=True)
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if len(operations) != 1:
        raise GraphQLError("one operation is needed")
    return operations[0], fragments
