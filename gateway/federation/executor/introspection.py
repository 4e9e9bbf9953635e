"""`__schema` and `__type` are answered here, from the public schema; no subgraph is asked."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    execute_sync,
)

from gateway.federation.planner.operation import INTROSPECTION


class Introspection:
    """The introspecting part of one operation, apart from the rest; where there is none, nothing of its document is kept."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, definition: OperationDefinitionNode) -> None:
        self._schema = schema
        fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        fields = tuple(_introspecting(definition.selection_set.selections, fragments))
        self._document = _document(definition, fields, fragments) if fields else None

    @property
    def any(self) -> bool:
        """Whether the operation introspects."""
        return self._document is not None

    def answer(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """What stands under the response keys of the introspecting fields."""
        if self._document is None:
            return {}
        return execute_sync(self._schema, self._document, variable_values=dict(variables)).data or {}


def _document(
    definition: OperationDefinitionNode,
    fields: tuple[SelectionNode, ...],
    fragments: Mapping[str, FragmentDefinitionNode],
) -> DocumentNode:
    alone = OperationDefinitionNode(
        operation=definition.operation,
        name=definition.name,
        variable_definitions=definition.variable_definitions,
        directives=(),
        selection_set=SelectionSetNode(selections=fields),
    )
    return DocumentNode(definitions=(alone, *fragments.values()))


def _introspecting(
    selections: tuple[SelectionNode, ...], fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[SelectionNode]:
    """Root fields that introspect; a fragment that has some stays around them, with its conditions."""
    for selection in selections:
        if isinstance(selection, FieldNode):
            if selection.name.value in INTROSPECTION:
                yield selection
            continue
        assert isinstance(selection, (InlineFragmentNode, FragmentSpreadNode))
        body = fragments[selection.name.value] if isinstance(selection, FragmentSpreadNode) else selection
        if inner := tuple(_introspecting(body.selection_set.selections, fragments)):
            yield InlineFragmentNode(
                type_condition=None, directives=selection.directives, selection_set=SelectionSetNode(selections=inner)
            )
