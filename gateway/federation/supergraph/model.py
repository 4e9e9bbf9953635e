"""The typed model of a supergraph: which subgraph has which field of which type, by which keys one moves between them.

Terms: a subgraph's *graph* is its name in the enum `join__Graph`; a *field set* is the text of @key, @requires and @provides,
held parsed. Source: the join specification v0.1–v0.5.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from graphql import GraphQLSchema, SelectionSetNode

from gateway.execution.cost.weights import Weights


class SupergraphError(Exception):
    """A supergraph that cannot be read; `line` is where in its text (1-based), None where no place is to blame."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message if line is None else f"line {line}: {message}")
        self.message = message
        self.line = line


class Kind(StrEnum):
    OBJECT = "object"
    INTERFACE = "interface"
    UNION = "union"


@dataclass(frozen=True, slots=True)
class Subgraph:
    """`graph` is the enum value in the supergraph, `name` what people call it, `url` where it answers."""

    graph: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Key:
    """A field set that identifies an entity. Not resolvable: the subgraph can name the entity but not look it up."""

    fields: SelectionSetNode
    text: str
    resolvable: bool


@dataclass(frozen=True, slots=True)
class FieldInSubgraph:
    """A field as one subgraph has it.

    `resolvable` is False for @external fields and for ones that another subgraph overrides: they may stand in keys and in
    @provides, but the subgraph does not answer them by itself.
    """

    name: str
    type: str
    resolvable: bool
    requires: SelectionSetNode | None = None
    provides: SelectionSetNode | None = None


@dataclass(frozen=True, slots=True)
class TypeInSubgraph:
    """An object, interface or union as one subgraph has it. `members` are the object types that it may be there."""

    graph: str
    keys: tuple[Key, ...]
    interface_object: bool
    fields: Mapping[str, FieldInSubgraph]
    members: frozenset[str]
    resolvable_keys: tuple[Key, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "resolvable_keys", tuple(key for key in self.keys if key.resolvable))


@dataclass(frozen=True, slots=True)
class CompositeType:
    """A type with a selection set, over all subgraphs that have it."""

    name: str
    kind: Kind
    subgraphs: Mapping[str, TypeInSubgraph]


@dataclass(frozen=True, slots=True)
class Supergraph:
    """`full` is the schema with everything, `public` the one that clients see (@inaccessible taken out).

    `weights` is what it says of costs.
    """

    subgraphs: Mapping[str, Subgraph]
    types: Mapping[str, CompositeType]
    full: GraphQLSchema
    public: GraphQLSchema
    sdl: str
    weights: Weights = field(default_factory=Weights)
