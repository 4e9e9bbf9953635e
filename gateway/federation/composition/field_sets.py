"""Field sets: the selections in @key, @requires and @provides."""

from collections.abc import Iterator

from graphql import (
    FieldNode,
    GraphQLSyntaxError,
    InlineFragmentNode,
    NamedTypeNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Source,
    TypeNode,
    parse,
    print_ast,
)

from gateway.federation.composition.subgraph import Kind, Subgraph

Coordinate = tuple[str, str]


def parse_field_set(text: str) -> SelectionSetNode:
    """The selections of a field set's text. Raises GraphQLSyntaxError."""
    definition = parse("{" + text + "}", no_location=True).definitions[0]
    assert isinstance(definition, OperationDefinitionNode)
    if not definition.selection_set.selections:
        raise GraphQLSyntaxError(Source(text), 0, "a field set selects something")
    return definition.selection_set


def field_set_text(selections: SelectionSetNode) -> str:
    """The selections on one line, without the outer braces."""
    return " ".join(print_ast(selections).split())[2:-2]


def named(type_node: TypeNode) -> str:
    """The name at the heart of a type reference."""
    while not isinstance(type_node, NamedTypeNode):
        type_node = type_node.type  # type: ignore[attr-defined]
    return type_node.name.value


def selected(
    selections: SelectionSetNode, type_name: str, subgraph: Subgraph
) -> Iterator[tuple[Coordinate, FieldNode]]:
    """Every field that a field set selects as (type, field), where it is selected; parts that do not exist are left out."""
    declared = subgraph.types.get(type_name)
    for selection in selections.selections:
        if isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition.name.value if selection.type_condition else type_name
            yield from selected(selection.selection_set, condition, subgraph)
        elif isinstance(selection, FieldNode) and declared is not None:
            field = declared.fields.get(selection.name.value)
            if field is not None:
                yield (type_name, field.name), selection
                if selection.selection_set is not None:
                    yield from selected(selection.selection_set, named(field.type), subgraph)


def with_implementations(coordinates: Iterator[Coordinate], subgraph: Subgraph) -> Iterator[Coordinate]:
    """The coordinates, and for those on an interface also the ones on its implementations."""
    for type_name, field in coordinates:
        yield type_name, field
        if subgraph.types[type_name].kind is Kind.INTERFACE:
            yield from ((implementation.name, field) for implementation in subgraph.implementations(type_name))
