"""Which fields of a schema an operation uses, through every fragment and under every alias."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)

TYPENAME = "__typename"
INTROSPECTION = frozenset({"__schema", "__type"})


@dataclass(frozen=True, slots=True)
class Use:
    """A field of a type, with the names of the arguments that it is given; `node` is one of the places."""

    coordinate: str
    arguments: frozenset[str]
    node: FieldNode

    @property
    def type(self) -> str:
        return self.coordinate.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Used:
    """All that an operation uses. `decided` is for who decides about it to keep what was decided, by for whom."""

    fields: tuple[Use, ...]
    decided: dict[Hashable, tuple[GraphQLError, ...]] = field(default_factory=dict, compare=False)


def used_by(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> Used:
    """Each field that the operation uses, once for each set of arguments. `__typename` is none.

    The document need not be valid: below what the schema does not have there is nothing.
    """
    root = schema.get_root_type(operation.operation)
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    uses = _Walk(schema, fragments).through(operation.selection_set, root)
    return Used(tuple({(use.coordinate, use.arguments): use for use in uses}.values()))


class _Walk:
    """Goes through selections; each fragment once, since its type says what its fields are wherever it is spread."""

    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._schema = schema
        self._fragments = fragments
        self._seen: set[str] = set()
        self._waiting: list[FragmentDefinitionNode] = []

    def through(self, selections: SelectionSetNode, parent: GraphQLNamedType | None) -> Iterator[Use]:
        """What is selected, then what its fragments select: a chain of fragments may be longer than calls can be nested."""
        yield from self._of(selections, parent)
        while self._waiting:
            fragment = self._waiting.pop()
            yield from self._of(fragment.selection_set, self._named(fragment.type_condition.name.value))

    def _of(self, selections: SelectionSetNode, parent: GraphQLNamedType | None) -> Iterator[Use]:
        if parent is None:
            return
        for node in selections.selections:
            if isinstance(node, FieldNode):
                yield from self._field(node, parent)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                yield from self._of(node.selection_set, self._named(condition.name.value) if condition else parent)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in self._seen:
                self._seen.add(node.name.value)
                if node.name.value in self._fragments:
                    self._waiting.append(self._fragments[node.name.value])

    def _field(self, node: FieldNode, parent: GraphQLNamedType) -> Iterator[Use]:
        name = node.name.value
        if name == TYPENAME:
            return
        given = frozenset(argument.name.value for argument in node.arguments or ())
        yield Use(f"{parent.name}.{name}", given, node)
        if name in INTROSPECTION or node.selection_set is None:
            return  # the schema is one thing: who may see it may see all of it
        fields = parent.fields if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) else {}
        yield from self._of(node.selection_set, get_named_type(fields[name].type) if name in fields else None)

    def _named(self, name: str) -> GraphQLNamedType | None:
        return self._schema.type_map.get(name)
