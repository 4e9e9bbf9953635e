"""Random operations, valid against a schema: fragments, aliases, conditions, arguments and variables of every kind."""

from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLArgument,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    parse,
    print_ast,
    validate,
)
from graphql.validation import OverlappingFieldsCanBeMergedRule

from tests.gateway.federation.differential.choices import Choices
from tests.gateway.federation.differential.random_values import literal, value

ALIASES = ("id", "p", "q", "sku", "other", "__typename_")
DEPTH = 4


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    type: str
    default: str | None

    def __str__(self) -> str:
        return f"${self.name}: {self.type}" + (f" = {self.default}" if self.default is not None else "")


@dataclass(frozen=True, slots=True)
class AskedOperation:
    """An operation and the variables that it is asked with, one set after another."""

    document: DocumentNode
    variables: tuple[dict[str, Any], ...]

    @property
    def text(self) -> str:
        return print_ast(self.document)

    def __repr__(self) -> str:
        return f"<an operation asked {len(self.variables)} times>"


def random_operation(schema: GraphQLSchema, choices: Choices) -> AskedOperation:
    return _Writer(schema, choices).written()


@dataclass
class _Writer:
    schema: GraphQLSchema
    choices: Choices
    variables: list[Variable] = field(default_factory=list)
    fragments: list[tuple[str, GraphQLNamedType, str]] = field(default_factory=list)
    left: int = 24

    def written(self) -> AskedOperation:
        mutation = self.schema.mutation_type if self.choices.chance(15) else None
        root = mutation or self.schema.query_type
        assert root is not None
        body = self._selections(root, 0)
        definitions = f"({', '.join(map(str, self.variables))})" if self.variables else ""
        fragments = "\n".join(f"fragment {name} on {type_} {text}" for name, type_, text in self.fragments)
        kind = "mutation" if mutation else "query"
        document = _without_conflicts(f"{kind} Asked{definitions} {body}\n{fragments}", self.schema)
        given = [self._given() for _ in range(2 if any("Boolean" in v.type for v in self.variables) else 1)]
        return AskedOperation(document, tuple(given))

    # --- selections ---

    def _selections(self, parent: GraphQLCompositeType, depth: int) -> str:
        number = self.choices.number(1, 4 if depth < 2 else 3)
        return "{ " + " ".join(self._selection(parent, depth) for _ in range(number)) + " }"

    def _selection(self, parent: GraphQLCompositeType, depth: int) -> str:
        self.left -= 1
        roll = self.choices.number(0, 99)
        if roll < 64 and hasattr(parent, "fields"):
            return self._field(parent, depth)
        if roll < 84 and depth < DEPTH + 1 and self.left > 0:
            condition = self.choices.pick([None, *self._overlapping(parent)])
            on = f" on {condition}" if condition else ""
            return f"...{on}{self._conditions()} {self._selections(condition or parent, depth + 1)}"
        if roll < 94 and depth < DEPTH + 1:
            return f"...{self._fragment(parent, depth)}{self._conditions()}"
        alias = self.choices.pick(("", "", "kind: "))
        return f"{alias}__typename{self._conditions(5)}"

    def _field(self, parent: Any, depth: int) -> str:
        fields: dict[str, GraphQLField] = parent.fields
        able = [
            n
            for n, f in fields.items()
            if (depth < DEPTH and self.left > 0) or not is_composite_type(get_named_type(f.type))
        ]
        if not able:
            return "__typename"
        name = self.choices.pick(able)
        asked = fields[name]
        alias = f"{self.choices.pick([*ALIASES, *fields])}: " if self.choices.chance(20) else ""
        inner = get_named_type(asked.type)
        below = f" {self._selections(inner, depth + 1)}" if is_composite_type(inner) else ""
        return f"{alias}{name}{self._arguments(asked)}{self._conditions()}{below}"

    def _overlapping(self, parent: GraphQLCompositeType) -> list[Any]:
        """Types of which something of type `parent` may be."""
        mine = self._possible(parent)
        return [
            t
            for name, t in sorted(self.schema.type_map.items())
            if is_composite_type(t) and not name.startswith("__") and self._possible(t) & mine
        ]

    def _possible(self, type_: GraphQLCompositeType) -> frozenset[str]:
        if is_abstract_type(type_):
            return frozenset(t.name for t in self.schema.get_possible_types(type_))
        return frozenset({type_.name})

    def _fragment(self, parent: GraphQLCompositeType, depth: int) -> str:
        """The name of a fragment that fits: one that is there already, or a new one."""
        fitting = self._overlapping(parent)
        known = [name for name, type_, _ in self.fragments if type_ in fitting]
        if known and (self.choices.chance(40) or self.left <= 0):
            return self.choices.pick(known)
        type_ = self.choices.pick(fitting)
        text = self._selections(type_, depth + 1)
        name = f"F{len(self.fragments)}"
        self.fragments.append((name, type_, text))
        return name

    def _conditions(self, percent: int = 12) -> str:
        found = []
        for directive in ("skip", "include"):
            if self.choices.chance(percent):
                if self.choices.chance(60):
                    condition = (
                        f"${self._variable(self.choices.pick(('Boolean!', 'Boolean!', 'Boolean')), 'true').name}"
                    )
                else:
                    condition = self.choices.pick(("true", "false"))
                found.append(f" @{directive}(if: {condition})")
        return "".join(found)

    # --- arguments and variables ---

    def _arguments(self, asked: GraphQLField) -> str:
        given = []
        for name, argument in asked.args.items():
            required = str(argument.type).endswith("!") and not _has_default(argument)
            if required or self.choices.chance(60):
                given.append(f"{name}: {self._argument(str(argument.type))}")
        return f"({', '.join(given)})" if given else ""

    def _argument(self, type_: str) -> str:
        if self.choices.chance(40):
            return f"${self._variable(type_).name}"
        bare = type_.removesuffix("!")
        if bare == "Filter" and self.choices.chance(40):
            return f"{{range: {{low: ${self._variable('Int').name}}}, words: [${self._variable('String!').name}]}}"
        if bare == "[Hue!]" and self.choices.chance(40):
            return f"[RED, ${self._variable('Hue!').name}]"
        return literal(type_, self.choices)

    def _variable(self, type_: str, default: str | None = None) -> Variable:
        """A variable that fits where `type_` is wanted."""
        nullable = type_ == type_.removesuffix("!")
        fitting = [v for v in self.variables if v.type == type_ or (nullable and v.type == f"{type_}!")]
        if fitting and self.choices.chance(50):
            return self.choices.pick(fitting)
        must = default is not None and nullable
        if must or self.choices.chance(35):
            default = literal(f"{type_.removesuffix('!')}!", self.choices)
        else:
            default = None
            if nullable and self.choices.chance(20):
                type_ += "!"
        found = Variable(f"v{len(self.variables)}", type_, default)
        self.variables.append(found)
        return found

    def _given(self) -> dict[str, Any]:
        given = {}
        for variable in self.variables:
            required = variable.type.endswith("!") and variable.default is None
            if required or self.choices.chance(60):
                type_ = "Boolean!" if variable.type == "Boolean" else variable.type
                given[variable.name] = value(type_, self.choices)
        return given


def _has_default(argument: GraphQLArgument) -> bool:
    return "Undefined" not in repr(argument.default_value)


def _without_conflicts(text: str, schema: GraphQLSchema) -> DocumentNode:
    """The document with an alias of its own for each field that may not share its response key."""
    number = 0
    while conflicts := validate(schema, parse(text), [OverlappingFieldsCanBeMergedRule]):
        starts = {
            node.loc.start: node
            for c in conflicts
            for node in c.nodes or ()
            if isinstance(node, FieldNode) and node.loc
        }
        for start in sorted(starts, reverse=True):
            node, number = starts[start], number + 1
            after = start if node.alias is None else node.name.loc.start  # type: ignore[union-attr]
            text = f"{text[:start]}own{number}: {text[after:]}"
    return parse(text)
