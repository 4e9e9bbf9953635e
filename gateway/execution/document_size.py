"""How much a document may ask for, told from its text alone: before validation, whose time grows with the square of some of it.

Fragments count as often as they are spread, and are looked at once each, however often that is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from gateway.execution.document_limits import DocumentLimits
from gateway.execution.errors import LIMIT_EXCEEDED


class Size(NamedTuple):
    """Of a selection set with everything below it. `level` are the fields of its own level, through fragments."""

    level: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    depth: int = 0


def check_size(document: DocumentNode, limits: DocumentLimits) -> None:
    """Raises GraphQLError, with the place, for a document that asks for more than `limits`."""
    fragments = [each for each in document.definitions if isinstance(each, FragmentDefinitionNode)]
    if len(fragments) > limits.fragments:
        raise _exceeded("片段", "fragments", len(fragments), limits.fragments, fragments[limits.fragments])
    sizes = Sizes({each.name.value: each for each in fragments})
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            _check_operation(operation, sizes, limits)


def _check_operation(operation: OperationDefinitionNode, sizes: "Sizes", limits: DocumentLimits) -> None:
    size = sizes.of(operation.selection_set)
    directives = size.directives + _own_directives(operation)
    for zh, en, found, most in (
        ("根字段", "root fields", size.level, limits.root_fields),
        ("字段", "fields", size.fields, limits.fields),
        ("别名", "aliases", size.aliases, limits.aliases),
        ("指令", "directives", directives, limits.directives),
        ("层", "levels", size.depth, limits.depth),
    ):
        if found > most:
            raise _exceeded(zh, en, found, most, operation)


def _own_directives(operation: OperationDefinitionNode) -> int:
    variables = operation.variable_definitions or ()
    return len(operation.directives or ()) + sum(len(variable.directives or ()) for variable in variables)


@dataclass(slots=True)
class Sizes:
    """The sizes of selection sets in one document, whose fragments these are; each fragment's is found once."""

    fragments: dict[str, FragmentDefinitionNode]
    _known: dict[str, Size] = field(default_factory=dict)

    def of(self, selections: SelectionSetNode | None) -> Size:
        """The size; what a fragment spreads that spreads it counts as nothing: validation refuses it."""
        return _together(self._selection(each) for each in (selections.selections if selections else ()))

    def _selection(self, node: SelectionNode) -> Size:
        own = _count(node.directives)
        if isinstance(node, FieldNode):
            below = self.of(node.selection_set)
            alias = node.alias is not None
            return Size(1, below.fields + 1, below.aliases + alias, below.directives + own, below.depth + 1)
        if isinstance(node, InlineFragmentNode):
            below = self.of(node.selection_set)
        else:
            assert isinstance(node, FragmentSpreadNode)
            below = self._fragment(node.name.value)
        return below._replace(directives=below.directives + own)

    def _fragment(self, name: str) -> Size:
        if (known := self._known.get(name)) is not None:
            return known
        self._known[name] = Size()
        if (fragment := self.fragments.get(name)) is not None:
            size = self.of(fragment.selection_set)
            self._known[name] = size._replace(directives=size.directives + _count(fragment.directives))
        return self._known[name]


def _count(directives: tuple[DirectiveNode, ...] | None) -> int:
    return len(directives or ())


def _together(sizes: Iterable[Size]) -> Size:
    """The size of what stands side by side."""
    level = fields = aliases = directives = depth = 0
    for size in sizes:
        level += size.level
        fields += size.fields
        aliases += size.aliases
        directives += size.directives
        depth = max(depth, size.depth)
    return Size(level, fields, aliases, directives, depth)


def _exceeded(zh: str, en: str, found: int, most: int, node: Node) -> GraphQLError:
    shown = str(found) if found < 10**9 else "10⁹+"
    return GraphQLError(
        f"{zh}太多:{shown},最多 {most};请拆成几个请求 / too many {en}: {shown}, at most {most}: ask in several requests",
        node,
        extensions={"code": LIMIT_EXCEEDED},
    )
