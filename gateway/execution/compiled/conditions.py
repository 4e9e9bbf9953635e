"""The variables that decide what is selected: those of `@skip` and `@include`."""

from collections.abc import Iterable
from typing import Any

from graphql import DocumentNode, Node, VariableNode
from graphql.execution.values import VariableValues
from graphql.language import DirectiveNode, Visitor, visit

CONDITIONS = frozenset({"skip", "include"})
Decided = tuple[bool | None, ...]
"""What each of the variables says; None where it says nothing that can decide."""


class Directives(Visitor):
    """Collects the directives of a document: their names, and the variables of those that decide what is selected."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.variables: list[str] = []

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        self.names.add(node.name.value)
        if node.name.value in CONDITIONS:
            found = (argument.value for argument in node.arguments or ())
            self.variables.extend(value.name.value for value in found if isinstance(value, VariableNode))


def directives(nodes: Iterable[Node] | DocumentNode) -> Directives:
    """The directives of a document, or of some of its definitions."""
    collected = Directives()
    for node in nodes.definitions if isinstance(nodes, DocumentNode) else nodes:
        visit(node, collected)
    return collected


def decided(names: Iterable[str], values: VariableValues) -> Decided:
    """What the variables of these names say."""
    found = (values.coerced.get(name) for name in names)
    return tuple(value if isinstance(value, bool) else None for value in found)


def only(names: Iterable[str], values: VariableValues) -> VariableValues:
    """The values of these variables alone: what is kept for an operation must not hold what somebody asked for."""
    wanted = set(names)
    sources = {name: source for name, source in values.sources.items() if name in wanted}
    return VariableValues(sources, {name: value for name, value in values.coerced.items() if name in wanted})
