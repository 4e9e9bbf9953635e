"""Step 1 of planning: an operation document as a tree of selections without fragments' names, duplicates or dead branches.

Named fragments are inlined, type conditions that say nothing or can never hold are taken out, equal fields are merged,
literal @skip and @include are decided; ones with a variable stay as conditions of the selection.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from graphql import (
    BooleanValueNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    print_ast,
)

from gateway.federation.planner.limits import PlanningError, Work


@dataclass(frozen=True, slots=True, order=True)
class Condition:
    """Holds when the variable has the value (@include: True, @skip: False)."""

    variable: str
    value: bool


INTROSPECTION = frozenset({"__schema", "__type"})
"""Root fields that the gateway answers by itself."""

Alternatives = tuple[tuple[Condition, ...], ...]
"""Holds where all conditions of one of them hold; `((),)` always does."""

ALWAYS: Alternatives = ((),)


def alternatives(found: "Iterable[tuple[Condition, ...]]") -> Alternatives:
    each = sorted(set(found))
    return ALWAYS if () in each or not each else tuple(each)


@dataclass(frozen=True, slots=True)
class FieldSelection:
    """A field: `key` is its response key, `arguments` their text (`""` or `(a: 1)`), `variables` what they use.

    A leaf has no `selections`; an object of which nothing is selected has an empty one of its type.
    """

    key: str
    name: str
    arguments: str = ""
    variables: frozenset[str] = frozenset()
    conditions: tuple[Condition, ...] = ()
    selections: "tuple[Selection, ...]" = ()


@dataclass(frozen=True, slots=True)
class TypeSelection:
    """`... on type_name { … }` under its conditions."""

    type_name: str
    conditions: tuple[Condition, ...] = ()
    selections: "tuple[Selection, ...]" = ()


Selection = FieldSelection | TypeSelection


@dataclass(frozen=True, slots=True)
class Operation:
    """A normalised operation. `variables` gives each variable's definition as text (`$id: ID! = 1`)."""

    kind: OperationType
    name: str | None
    root_type: str
    selections: tuple[Selection, ...]
    variables: Mapping[str, str] = field(default_factory=dict)


def normalise(document: DocumentNode, schema: GraphQLSchema, operation_name: str | None, work: Work) -> Operation:
    """The operation of a validated document. Raises PlanningError where there is none of that name, or past the work limit."""
    definition = _operation(document, operation_name)
    root = schema.get_root_type(definition.operation)
    if root is None:
        raise PlanningError(f"the schema has no {definition.operation.value}")
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    variables = {v.variable.name.value: print_ast(v) for v in definition.variable_definitions or ()}
    selections = _Normaliser(schema, fragments, work).selections(definition.selection_set, root)
    return Operation(
        definition.operation, definition.name.value if definition.name else None, root.name, selections, variables
    )


def field_set(selection_set: SelectionSetNode, schema: GraphQLSchema, type_name: str) -> tuple[Selection, ...]:
    """A field set of @key, @requires or @provides as selections of a type of the full schema."""
    parent = schema.type_map[type_name]
    assert is_composite_type(parent)
    return _Normaliser(schema, {}, Work()).selections(selection_set, parent)


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    named = [o for o in operations if name is None or (o.name is not None and o.name.value == name)]
    if not named:
        raise PlanningError(f"there is no operation named {name!r}" if name else "the document has no operation")
    if name is None and len(named) > 1:
        raise PlanningError("the document has several operations: operationName must name one")
    return named[0]


class _Normaliser:
    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], work: Work) -> None:
        self.schema = schema
        self.fragments = fragments
        self.work = work

    def selections(self, selection_set: SelectionSetNode, parent: GraphQLCompositeType) -> tuple[Selection, ...]:
        return merged(self._expand(selection_set.selections, parent, ()))

    def _expand(
        self, nodes: Iterable[SelectionNode], parent: GraphQLCompositeType, conditions: tuple[Condition, ...]
    ) -> Iterator[Selection]:
        for node in nodes:
            self.work.spend()
            own = conditions_of(node)
            if own is None:
                continue
            held = tuple(sorted({*conditions, *own}))
            if isinstance(node, FieldNode):
                yield self._field(node, parent, held)
            elif isinstance(node, (FragmentSpreadNode, InlineFragmentNode)):
                yield from self._fragment(node, parent, held)

    def _field(
        self, node: FieldNode, parent: GraphQLCompositeType, conditions: tuple[Condition, ...]
    ) -> FieldSelection:
        name = node.name.value
        inner: tuple[Selection, ...] = ()
        if node.selection_set is not None:
            definition = self.schema.get_field(parent, name)
            child = get_named_type(definition.type) if definition else None
            if not is_composite_type(child):
                raise PlanningError(f"{parent.name}.{name} has no fields to select")
            inner = self.selections(node.selection_set, child) or (TypeSelection(child.name),)
        arguments = sorted(node.arguments or (), key=lambda a: a.name.value)
        text = f"({', '.join(print_ast(a) for a in arguments)})" if arguments else ""
        used = frozenset(v for a in arguments for v in variables_in(a.value))
        key = node.alias.value if node.alias else name
        return FieldSelection(key, name, text, used, conditions, inner)

    def _fragment(
        self,
        node: FragmentSpreadNode | InlineFragmentNode,
        parent: GraphQLCompositeType,
        conditions: tuple[Condition, ...],
    ) -> Iterator[Selection]:
        body: FragmentDefinitionNode | InlineFragmentNode
        body = self.fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
        narrowed = self.schema.type_map[body.type_condition.name.value] if body.type_condition else parent
        assert is_composite_type(narrowed)
        if parent is narrowed or (is_abstract_type(narrowed) and self.schema.is_sub_type(narrowed, parent)):
            yield from self._expand(body.selection_set.selections, parent, conditions)
        else:
            for name in sorted(possible_types(self.schema, parent) & possible_types(self.schema, narrowed)):
                possible = self.schema.type_map[name]
                assert is_composite_type(possible)
                inner = merged(self._expand(body.selection_set.selections, possible, ()))
                yield TypeSelection(name, conditions, inner)


def possible_types(schema: GraphQLSchema, parent: GraphQLCompositeType) -> frozenset[str]:
    """Names of the object types that a value of `parent` may have."""
    if is_abstract_type(parent):
        return frozenset(t.name for t in schema.get_possible_types(parent))
    return frozenset({parent.name})


def merged(selections: Iterable[Selection]) -> tuple[Selection, ...]:
    """Equal fields and equal type conditions as one, where that leaves the answer's fields in the order of the document."""
    merging = _Merging()
    for selection in selections:
        merging.take(selection)
    return tuple(merging.found)


class _Merging:
    """Selections of one object. A later one is merged into an equal one if nothing between them comes first in the answer."""

    def __init__(self) -> None:
        self.found: list[Selection] = []
        self._standing: dict[tuple[object, ...], int] = {}
        self._last_of_key: dict[str, int] = {}
        self._last_of_type: dict[str, int] = {}
        self._last_field = -1

    def take(self, selection: Selection) -> None:
        place: tuple[object, ...]
        if isinstance(selection, FieldSelection):
            place = (selection.key, selection.name, selection.arguments, selection.conditions)
        else:
            place = (selection.type_name, selection.conditions)
        index = self._standing.get(place, -1)
        if index >= 0 and self._is_next(index, selection):
            standing = self.found[index]
            self.found[index] = _with(standing, merged((*standing.selections, *selection.selections)))
        else:
            index = self._standing[place] = len(self.found)
            self.found.append(selection)
        self._note(index, selection)

    def _is_next(self, index: int, selection: Selection) -> bool:
        if isinstance(selection, FieldSelection):
            return self._last_of_key[selection.key] == index
        return self._last_of_type[selection.type_name] == index and self._last_field < index

    def _note(self, index: int, selection: Selection) -> None:
        fields: Iterable[Selection] = (selection,)
        if isinstance(selection, TypeSelection):
            fields = selection.selections
            self._last_of_type[selection.type_name] = index
        else:
            self._last_field = max(self._last_field, index)
        for field_ in fields:
            if isinstance(field_, FieldSelection):
                self._last_of_key[field_.key] = max(self._last_of_key.get(field_.key, -1), index)


def _with(selection: Selection, selections: tuple[Selection, ...]) -> Selection:
    if isinstance(selection, TypeSelection):
        return TypeSelection(selection.type_name, selection.conditions, selections)
    return FieldSelection(
        selection.key, selection.name, selection.arguments, selection.variables, selection.conditions, selections
    )


def conditions_of(node: SelectionNode) -> tuple[Condition, ...] | None:
    """The conditions that a selection's @skip and @include leave open, or None where it is left out for good."""
    found = []
    for directive in node.directives or ():
        if directive.name.value not in ("skip", "include"):
            continue
        holds = directive.name.value == "include"
        value = next(a.value for a in directive.arguments or () if a.name.value == "if")
        if isinstance(value, BooleanValueNode):
            if value.value is not holds:
                return None
        elif isinstance(value, VariableNode):
            found.append(Condition(value.name.value, holds))
    return tuple(found)


def variables_in(value: ValueNode) -> Iterator[str]:
    """Names of the variables inside a value."""
    if isinstance(value, VariableNode):
        yield value.name.value
    for inner in getattr(value, "values", None) or ():
        yield from variables_in(inner)
    for inner in getattr(value, "fields", None) or ():
        yield from variables_in(inner.value)
