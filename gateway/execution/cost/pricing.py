"""From an operation to what its cost depends on: fields merged as they are answered, fragments by the types that they are on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLError,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
    value_from_ast_untyped,
)
from graphql.type.introspection import SchemaMetaFieldDef, TypeMetaFieldDef

from gateway.execution.cost.estimate import ONE, Conditions, Given, Length, Level, OperationCost, Priced, Read
from gateway.execution.cost.introspecting import introspection_sizes
from gateway.execution.cost.weights import ListSize, Weights
from gateway.execution.errors import LIMIT_EXCEEDED

MUTATION = 10.0
"""What a mutation costs besides its fields, as Apollo Router has it."""
MOST_SELECTIONS = 200_000
"""Looked at for one operation, fragments as often as they are spread."""
META = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}
Part = tuple[FieldNode, Conditions]
Parts = Sequence[tuple[SelectionSetNode, Conditions]]
NEVER = None


@dataclass(frozen=True, slots=True)
class Pricing:
    """How a schema's operations are priced. `list_size` is the length of lists of which nothing is said.

    `sized`: the lists (`Type.field`) whose length follows from an argument, that argument, and the length for its value as JSON
    or the document has it (None: not given; a variable within a list is not read).
    """

    schema: GraphQLSchema
    weights: Weights = field(default_factory=Weights)
    list_size: int = 10
    sized: Mapping[str, tuple[str, Callable[[Any], int]]] = field(default_factory=dict)
    _introspected: dict[str, float] = field(default_factory=dict, compare=False)

    def price(self, document: DocumentNode, operation: OperationDefinitionNode) -> OperationCost:
        """What the cost of an operation of a valid document depends on. Raises GraphQLError for one that is too large to price."""
        start = MUTATION if operation.operation is OperationType.MUTATION else 0.0
        root = self.schema.get_root_type(operation.operation)
        assert root is not None, "the document is valid"
        work = _Work(self, document, operation)
        level = work.level(root, [(operation.selection_set, ())])
        return OperationCost(level, tuple(work.reads), start)

    def introspected(self) -> Mapping[str, float]:
        """The lengths of the lists of the introspection system."""
        if not self._introspected:
            self._introspected.update(introspection_sizes(self.schema))
        return self._introspected


class _Work:
    """One operation. `reads` grows with the variables that matter."""

    def __init__(self, pricing: Pricing, document: DocumentNode, operation: OperationDefinitionNode) -> None:
        self._pricing = pricing
        self._schema, self._weights = pricing.schema, pricing.weights
        self._operation = operation
        self._fragments = {e.name.value: e for e in document.definitions if isinstance(e, FragmentDefinitionNode)}
        defined = operation.variable_definitions or ()
        self._defaults = {
            each.variable.name.value: value_from_ast_untyped(each.default_value)
            for each in defined
            if each.default_value is not None
        }
        self.reads: list[Read] = []
        self._places: dict[tuple[str, Any], int] = {}
        self._looked_at = 0

    # --- levels ---

    def level(self, parent: GraphQLNamedType, parts: Parts) -> Level:
        """What is selected of `parent`: fields of one key and type are one."""
        groups: dict[tuple[str, str], list[Part]] = {}
        for selections, conditions in parts:
            self._collect(selections, parent, conditions, groups)
        fields = tuple(self._priced(self._schema.type_map[type_], key, group) for (type_, key), group in groups.items())
        return Level(fields, self._either(parent, [type_ for type_, _ in groups]))

    def _collect(
        self,
        selections: SelectionSetNode,
        parent: GraphQLNamedType,
        conditions: Conditions,
        into: dict[tuple[str, str], list[Part]],
    ) -> None:
        for node in selections.selections:
            self._count(node)
            own = self._conditions(node.directives)
            if own is NEVER:
                continue
            both = conditions + own
            if isinstance(node, FieldNode):
                if node.name.value != "__typename":
                    key = node.alias.value if node.alias else node.name.value
                    into.setdefault((parent.name, key), []).append((node, both))
                continue
            if isinstance(node, FragmentSpreadNode):
                fragment = self._fragments[node.name.value]
                self._collect(fragment.selection_set, self._on(fragment.type_condition, parent), both, into)
            elif isinstance(node, InlineFragmentNode):
                self._collect(node.selection_set, self._on(node.type_condition, parent), both, into)

    def _on(self, condition: Any, parent: GraphQLNamedType) -> GraphQLNamedType:
        """The type that a fragment is on; one that says nothing new changes nothing."""
        if condition is None:
            return parent
        on = self._schema.type_map[condition.name.value]
        return parent if _possible(self._schema, parent) <= _possible(self._schema, on) else on

    def _either(self, parent: GraphQLNamedType, types: Sequence[str]) -> tuple[tuple[int, ...], ...]:
        if not is_abstract_type(parent):
            return (tuple(range(len(types))),)
        possible = {name: _possible(self._schema, self._schema.type_map[name]) for name in set(types)}
        together = {
            tuple(place for place, name in enumerate(types) if each in possible[name])
            for each in _possible(self._schema, parent)
        }
        return tuple(together)

    def _count(self, node: Any) -> None:
        self._looked_at += 1
        if self._looked_at > MOST_SELECTIONS:
            raise GraphQLError(
                "操作太大，算不出成本；请拆成几个请求 / the operation is too large for its cost to be computed: ask in several requests",
                node,
                extensions={"code": LIMIT_EXCEEDED},
            )

    # --- fields ---

    def _priced(self, parent: GraphQLNamedType, key: str, group: Sequence[Part]) -> Priced:
        node, name = group[0][0], group[0][0].name.value
        field_ = META.get(name) or parent.fields[name]  # type: ignore[attr-defined]
        coordinates = self._coordinates(parent, name)
        size = next((found for each in coordinates if (found := self._weights.lists.get(each))), None)
        length = self._length(coordinates[0], node, field_, size)
        passed = length if size is not None and size.sized else None
        alone = len(group) == 1
        below = [(part.selection_set, () if alone else of) for part, of in group if part.selection_set is not None]
        type_ = get_named_type(field_.type)
        is_list = _lists(field_.type) > 0
        return Priced(
            key=key,
            coordinate=coordinates[0],
            weight=self._weight(coordinates, type_),
            length=length if is_list else ONE,
            passed=passed,
            listed=is_list,
            arguments=self._arguments(coordinates, node, field_),
            present=() if any(not of for _, of in group) else tuple(of for _, of in group),
            below=self._told(self.level(type_, below), size) if below else Level(),
        )

    def _told(self, below: Level, size: ListSize | None) -> Level:
        """Of the lists below only those that `size` names are as long as it says."""
        if size is None or not size.sized:
            return below
        fields = [replace(each, listed=each.listed and _name(each) in size.sized) for each in below.fields]
        return Level(tuple(fields), below.either)

    def _coordinates(self, parent: GraphQLNamedType, name: str) -> list[str]:
        """Of the field, then of what it may be: weights stand on the fields of objects."""
        others = sorted(_possible(self._schema, parent)) if is_abstract_type(parent) else ()
        return [f"{parent.name}.{name}", *(f"{each}.{name}" for each in others)]

    def _weight(self, coordinates: Sequence[str], type_: GraphQLNamedType) -> float:
        given = [self._weights.fields[each] for each in coordinates if each in self._weights.fields]
        if given:
            return max(given)
        names = _possible(self._schema, type_) if is_abstract_type(type_) else {type_.name}
        usual = 1.0 if is_composite_type(type_) else 0.0
        return max((self._weights.types.get(name, usual) for name in names), default=usual)

    def _length(self, coordinate: str, node: FieldNode, field_: GraphQLField, size: ListSize | None) -> Length:
        depth = _lists(field_.type)
        usual: float = self._pricing.list_size
        if coordinate.startswith("__"):
            usual = self._pricing.introspected().get(coordinate, 1.0)
        if (sized := self._pricing.sized.get(coordinate)) is not None:
            argument, length = sized
            return Length((self._given(_value(node, argument), length),), 0.0)
        if size is None:
            return Length((), usual**depth)
        slices = tuple(self._given(_value(node, name), _rows, _default(field_.args.get(name))) for name in size.slicing)
        otherwise = float(usual if size.assumed is None else size.assumed)
        return Length(slices, otherwise * usual ** max(0, depth - 1), size.one_required and bool(slices))

    def _arguments(self, coordinates: Sequence[str], node: FieldNode, field_: GraphQLField) -> tuple[Given, ...]:
        """What the arguments weigh that are given."""
        found = []
        for argument in node.arguments or ():
            name = argument.name.value
            own = max((self._weights.arguments.get(f"{each}.{name}", 0.0) for each in coordinates), default=0.0)
            type_ = field_.args[name].type if name in field_.args else None
            weigh = _Weighing(own, None if type_ is None else get_named_type(type_), self._weights)
            if own or (self._weights.inputs and weigh.inside):
                found.append(self._given(argument.value, weigh))
        return tuple(each for each in found if each.place is not None or each.constant)

    # --- variables ---

    def _given(self, node: ValueNode | None, read: Callable[[Any], Any], default: Any = None) -> Given:
        """A value of an argument as `read` sees it: `default` where the argument is not given."""
        if node is None:
            return Given(None, read(default))
        if isinstance(node, VariableNode):
            return Given(self._place(node.name.value, read, default))
        value = value_from_ast_untyped(node)
        return Given(None, read(None if value is Undefined else value))

    def _place(self, variable: str, read: Callable[[Any], Any], default: Any) -> int:
        identity = (variable, read)
        if identity not in self._places:
            otherwise = self._defaults.get(variable, default)
            self._places[identity] = len(self.reads)
            self.reads.append(lambda given: read(given.get(variable, otherwise)))
        return self._places[identity]

    def _conditions(self, directives: tuple[DirectiveNode, ...] | None) -> Conditions | None:
        """Of @skip and @include; None where they say that it is never there."""
        found: list[tuple[int, bool]] = []
        for directive in directives or ():
            name = directive.name.value
            if name not in ("skip", "include") or not directive.arguments:
                continue
            wanted, value = name == "include", directive.arguments[0].value
            if isinstance(value, BooleanValueNode) and value.value is not wanted:
                return NEVER
            if isinstance(value, VariableNode):
                found.append((self._place(value.name.value, _truth, None), wanted))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Weighing:
    """What an argument weighs: its own weight, and those of the fields of inputs in it. Null and false weigh nothing."""

    own: float
    type: Any
    weights: Weights = field(compare=False)

    @property
    def inside(self) -> bool:
        return isinstance(self.type, GraphQLInputObjectType)

    def __call__(self, value: Any) -> float:
        if value is None or value is False:
            return 0.0
        return self.own + self._inside(value, self.type)

    def _inside(self, value: Any, type_: Any) -> float:
        if isinstance(value, list | tuple):
            return sum(self._inside(each, type_) for each in value)
        if not isinstance(value, Mapping) or not isinstance(type_, GraphQLInputObjectType):
            return 0.0
        return sum(
            self.weights.inputs.get(f"{type_.name}.{name}", 0.0) + self._inside(each, get_named_type(known.type))
            for name, each in value.items()
            if each is not None and (known := type_.fields.get(name)) is not None
        )


def _name(field_: Priced) -> str:
    return field_.coordinate.partition(".")[2]


def _rows(value: Any) -> int | None:
    """Of what JSON may write an Int as: 100 and 100.0."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _truth(value: Any) -> Any:
    return value if isinstance(value, bool) else None


def _value(node: FieldNode, name: str) -> ValueNode | None:
    return next((each.value for each in node.arguments or () if each.name.value == name), None)


def _default(argument: GraphQLArgument | None) -> Any:
    """Of an argument that is not given. A schema that is read from text has it as it is written there."""
    if argument is None:
        return None
    written = None if argument.default is None else argument.default.literal
    value = argument.default_value if written is None else value_from_ast_untyped(written)
    return None if value is Undefined else value


def _lists(type_: Any) -> int:
    """How many lists in one another a type is."""
    found = 0
    while is_list_type(type_) or is_non_null_type(type_):
        found += is_list_type(type_)
        type_ = type_.of_type
    return found


def _possible(schema: GraphQLSchema, type_: GraphQLNamedType) -> frozenset[str]:
    """The names of the object types that a value of this type may be."""
    if is_abstract_type(type_):
        return frozenset(each.name for each in schema.get_possible_types(type_))
    return frozenset((type_.name,)) if isinstance(type_, GraphQLObjectType) else frozenset()
