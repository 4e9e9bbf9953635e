"""A subgraph as composition sees it: its definitions under canonical names, each with its place.

*Canonical*: a directive that a linked specification brings has the name the specification gives it, whatever the subgraph
imported it as; root types are called Query, Mutation and Subscription; a type and its extensions are one definition.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from graphql import ConstValueNode, DirectiveDefinitionNode, GraphQLSchema, TypeNode

from gateway.federation.composition.findings import Place

QUERY, MUTATION, SUBSCRIPTION = "Query", "Mutation", "Subscription"
ROOTS = {"query": QUERY, "mutation": MUTATION, "subscription": SUBSCRIPTION}


class Kind(StrEnum):
    OBJECT = "object"
    INTERFACE = "interface"
    UNION = "union"
    ENUM = "enum"
    INPUT = "input object"
    SCALAR = "scalar"


@dataclass(frozen=True, slots=True)
class Use:
    """A directive as applied somewhere.

    `specification` is the identity of what brings it ("federation", "tag", …; "" for the subgraph's own and GraphQL's).
    `arguments` hold what was written; `values` the same as Python values.
    """

    name: str
    specification: str
    arguments: Mapping[str, ConstValueNode]
    values: Mapping[str, Any]
    place: Place
    on_extension: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """Anything with a name that directives can stand on."""

    name: str
    place: Place
    description: str | None = None
    uses: tuple[Use, ...] = ()

    def used(self, name: str) -> Iterator[Use]:
        """Uses of a directive that a specification brings, by its canonical name."""
        return (use for use in self.uses if use.name == name and use.specification == "federation")

    def first(self, name: str) -> Use | None:
        return next(self.used(name), None)

    def has(self, name: str) -> bool:
        return self.first(name) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument(Element):
    """An argument of a field or directive, or a field of an input object."""

    type: TypeNode
    default: ConstValueNode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Element):
    type: TypeNode
    arguments: Mapping[str, Argument] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Type(Element):
    """A type definition with its extensions. Of `fields`, `inputs`, `values` and `members` its kind says which is used."""

    kind: Kind
    fields: Mapping[str, Field] = field(default_factory=dict)
    inputs: Mapping[str, Argument] = field(default_factory=dict)
    values: Mapping[str, Element] = field(default_factory=dict)
    members: Mapping[str, Place] = field(default_factory=dict)
    interfaces: Mapping[str, Place] = field(default_factory=dict)
    only_extended: bool = False

    @property
    def is_extension(self) -> bool:
        """Declared as a part of a type that another subgraph owns (`extend type` without a base here, or @extends)."""
        return self.only_extended or self.has("extends")

    @property
    def is_interface_object(self) -> bool:
        return self.kind is Kind.OBJECT and self.has("interfaceObject")


@dataclass(frozen=True, slots=True)
class Link:
    """A specification that a subgraph links: `imports` maps canonical names ("@key") to the names used in the subgraph;
    a link without a version has the version (0, 0)."""

    identity: str
    name: str
    version: tuple[int, int]
    namespace: str
    imports: Mapping[str, str]
    place: Place

    @property
    def url(self) -> str:
        major, minor = self.version
        return f"{self.identity}/v{major}.{minor}" if (major, minor) != (0, 0) else self.identity


@dataclass(frozen=True, slots=True)
class Subgraph:
    """`graph` is its value in the supergraph's enum join__Graph; `federation` the version it links, None for Federation 1;
    `about` the schema definition with its directives and description."""

    name: str
    url: str
    graph: str
    place: Place
    federation: tuple[int, int] | None
    links: tuple[Link, ...]
    types: Mapping[str, Type]
    directives: Mapping[str, DirectiveDefinitionNode]
    about: Element
    schema: GraphQLSchema

    def implementations(self, interface: str) -> list[Type]:
        return [t for t in self.types.values() if t.kind is Kind.OBJECT and interface in t.interfaces]

    def possible_types(self, name: str) -> frozenset[str]:
        """Object types that a value of the type may be in this subgraph."""
        declared = self.types.get(name)
        if declared is None:
            return frozenset()
        if declared.kind is Kind.UNION:
            return frozenset(declared.members)
        if declared.kind is Kind.INTERFACE:
            return frozenset(t.name for t in self.implementations(name))
        return frozenset({name})
