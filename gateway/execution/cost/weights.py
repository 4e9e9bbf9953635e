"""What a schema's text says of costs: @cost and @listSize, of the GraphQL cost directives specification as Federation 2.9 has them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    InputValueDefinitionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    value_from_ast_untyped,
)

COST, LIST_SIZE = "cost", "listSize"
SPECIFICATIONS = ("https://specs.apollo.dev/cost/", "https://specs.apollo.dev/federation/")
"""The specifications that bring the two directives; one that is imported may have a name of its own."""


@dataclass(frozen=True, slots=True)
class ListSize:
    """How long a list is: what its `slicing` arguments say, `assumed` without them. `sized` are the fields below that are the lists."""

    assumed: int | None = None
    slicing: tuple[str, ...] = ()
    sized: tuple[str, ...] = ()
    one_required: bool = True


@dataclass(frozen=True, slots=True)
class Weights:
    """What has a weight of its own: types by name, fields (`Type.field`), arguments (`Type.field.argument`), fields of inputs."""

    types: Mapping[str, float] = field(default_factory=dict)
    fields: Mapping[str, float] = field(default_factory=dict)
    arguments: Mapping[str, float] = field(default_factory=dict)
    inputs: Mapping[str, float] = field(default_factory=dict)
    lists: Mapping[str, ListSize] = field(default_factory=dict)

    def with_arguments(self, arguments: Mapping[str, float]) -> "Weights":
        """These, and what is known of arguments that no directive can say."""
        return replace(self, arguments={**self.arguments, **arguments})


def weights_of(document: DocumentNode) -> Weights:
    """What the SDL of a schema or of a supergraph says. A weight that is no number says nothing."""
    names = _names(document)
    cost, list_size = names[COST], names[LIST_SIZE]
    types: dict[str, float] = {}
    fields: dict[str, float] = {}
    arguments: dict[str, float] = {}
    inputs: dict[str, float] = {}
    lists: dict[str, ListSize] = {}
    for definition in document.definitions:
        name = getattr(definition, "name", None)
        if name is None:
            continue
        _weigh(types, name.value, definition, cost)
        for each in getattr(definition, "fields", None) or ():
            coordinate = f"{name.value}.{each.name.value}"
            _weigh(inputs if isinstance(each, InputValueDefinitionNode) else fields, coordinate, each, cost)
            for argument in getattr(each, "arguments", None) or ():
                _weigh(arguments, f"{coordinate}.{argument.name.value}", argument, cost)
            for use in _uses(each, list_size):
                lists[coordinate] = _list_size(use)
    return Weights(types, fields, arguments, inputs, lists)


def _names(document: DocumentNode) -> dict[str, str]:
    """What the directives are called here, where a link gives them other names."""
    names = {COST: COST, LIST_SIZE: LIST_SIZE}
    for definition in document.definitions:
        if isinstance(definition, SchemaDefinitionNode | SchemaExtensionNode):
            for use in _uses(definition, "link"):
                if str(use.get("url", "")).startswith(SPECIFICATIONS):
                    for known, called in _imported(use.get("import")):
                        if known in names:
                            names[known] = called
    return names


def _imported(imports: Any) -> Iterator[tuple[str, str]]:
    for each in imports or ():
        known = each.get("name") if isinstance(each, dict) else each
        called = each.get("as", known) if isinstance(each, dict) else each
        yield str(known).removeprefix("@"), str(called).removeprefix("@")


def _uses(node: Any, name: str) -> Iterator[dict[str, Any]]:
    """The arguments of each use of a directive on a node."""
    found: tuple[DirectiveNode, ...] = getattr(node, "directives", None) or ()
    for directive in found:
        if directive.name.value == name:
            yield {each.name.value: value_from_ast_untyped(each.value) for each in directive.arguments or ()}


def _weigh(into: dict[str, float], where: str, node: Any, name: str) -> None:
    for use in _uses(node, name):
        try:
            into[where] = float(use["weight"])  # an integer with Federation, text in the specification
        except (KeyError, TypeError, ValueError):
            continue


def _list_size(use: Mapping[str, Any]) -> ListSize:
    return ListSize(
        use.get("assumedSize"),
        tuple(use.get("slicingArguments") or ()),
        tuple(use.get("sizedFields") or ()),
        use.get("requireOneSlicingArgument") is not False,
    )
