"""A world: an undivided schema as values, with how its data comes about, and the parts that it is divided into.

Every object is a `Thing`: the nth of its type. What its fields hold follows from their names, arguments and `salt` (see `data`),
so that the undivided world and each part of it know the same without a store between them.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

LEAVES = ("String", "Int", "ID", "Float", "Boolean", "Hue", "Json")
HUES = ("RED", "GREEN", "BLUE")
ROOTS = ("Query", "Mutation")


class Thing(NamedTuple):
    """The object number `number` of an object type."""

    type: str
    number: int


@dataclass(frozen=True, slots=True)
class Output:
    """A type where values come out. `nullable` has an entry for each list, the outermost first, and one for what is inside."""

    name: str
    nullable: tuple[bool, ...] = (True,)

    def __str__(self) -> str:
        text = self.name + ("" if self.nullable[-1] else "!")
        for nullable in reversed(self.nullable[:-1]):
            text = f"[{text}]" + ("" if nullable else "!")
        return text

    @property
    def leaf(self) -> bool:
        return self.name in LEAVES

    def narrowest(self) -> "Output":
        return Output(self.name, (False,) * len(self.nullable))

    def widest(self) -> "Output":
        return Output(self.name, (True,) * len(self.nullable))


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument, or a field of an input object; `default` is GraphQL text."""

    name: str
    type: str
    default: str | None = None

    def __str__(self) -> str:
        return f"{self.name}: {self.type}" + (f" = {self.default}" if self.default else "")


@dataclass(eq=False, slots=True)
class Field:
    """`salt` 0: plain values; otherwise nulls, failures, lists of any length. `safe`: never null, never failing.

    `requires` is the field set from which the value is computed, `rank` the place in an order in which fields may require
    earlier ones only. `hidden`: @inaccessible.
    """

    name: str
    output: Output
    arguments: tuple[Argument, ...] = ()
    salt: int = 0
    safe: bool = False
    hidden: bool = False
    rank: int = 0
    requires: str | None = None

    def written(self, output: Output | None = None) -> str:
        arguments = f"({', '.join(map(str, self.arguments))})" if self.arguments else ""
        return f"{self.name}{arguments}: {output or self.output}"


@dataclass(eq=False, slots=True)
class ObjectType:
    """An entity where it has `keys` (field sets), a value type otherwise; the roots are objects too."""

    name: str
    fields: dict[str, Field] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    interfaces: list[str] = field(default_factory=list)
    key_fields: set[str] = field(default_factory=set)


@dataclass(eq=False, slots=True)
class Interface:
    """`fields` as the interface declares them; each member has its own. `added` come from an interface object if at all."""

    name: str
    members: list[str]
    fields: dict[str, Field] = field(default_factory=dict)
    added: dict[str, Field] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class World:
    """`size`: how many things each type has."""

    objects: dict[str, ObjectType] = field(default_factory=dict)
    interfaces: dict[str, Interface] = field(default_factory=dict)
    unions: dict[str, list[str]] = field(default_factory=dict)
    inputs: dict[str, tuple[Argument, ...]] = field(default_factory=dict)
    size: int = 3

    @property
    def entities(self) -> list[ObjectType]:
        return [t for t in self.objects.values() if t.keys]

    def possible(self, name: str) -> list[str]:
        """The object types that something of this type may be."""
        if name in self.interfaces:
            return self.interfaces[name].members
        return self.unions.get(name, [name])

    def names_in(self, name: str, without: Collection[str] = ()) -> set[str]:
        """Every entity and abstract type that a subgraph has to know in order to know this one."""
        found: set[str] = set()
        left = [name]
        seen: set[str] = set(without)
        while left:
            current = left.pop()
            if current in seen or current in LEAVES:
                continue
            seen.add(current)
            if current in self.interfaces or current in self.unions:
                found.add(current)
                left += self.possible(current)
            elif self.objects[current].keys:
                found.add(current)
                left += [f.output.name for n, f in self.objects[current].fields.items() if n == "mate"]
            else:
                left += [f.output.name for f in self.objects[current].fields.values()]
        return found


class Mode(Enum):
    """How a part of the world has a field: it answers it, names it only (@external), or lost it to an @override."""

    OWN = "own"
    EXTERNAL = "external"
    OVERRIDDEN = "overridden"


class Kind(Enum):
    OBJECT = "object"
    INTERFACE = "interface"
    INTERFACE_OBJECT = "interface object"


@dataclass(eq=False, slots=True)
class FieldPart:
    """A field as one subgraph has it. `overrides` names the subgraph that it is taken from."""

    field: Field
    output: Output
    mode: Mode = Mode.OWN
    shareable: bool = False
    overrides: str | None = None
    provides: str | None = None

    @property
    def requires(self) -> str | None:
        return self.field.requires if self.mode is Mode.OWN else None


@dataclass(eq=False, slots=True)
class TypePart:
    """A type as one subgraph has it; `keys` says of each field set whether the subgraph looks entities up by it."""

    name: str
    kind: Kind = Kind.OBJECT
    keys: dict[str, bool] = field(default_factory=dict)
    fields: dict[str, FieldPart] = field(default_factory=dict)
    implements: list[str] = field(default_factory=list)
    shareable: bool = False


@dataclass(eq=False, slots=True)
class Part:
    """A subgraph. `forbidden` are types that it must not know, `unions` those that it mentions."""

    name: str
    types: dict[str, TypePart] = field(default_factory=dict)
    unions: set[str] = field(default_factory=set)
    forbidden: set[str] = field(default_factory=set)


@dataclass(eq=False, slots=True)
class Divided:
    """A world and its subgraphs.

    `holders` are the subgraphs that answer fields of an entity, `ways` the keys by which they look it up. `moved` are the fields
    (type, name) of entities that come from an interface object.
    """

    world: World
    parts: list[Part]
    holders: dict[str, list[Part]] = field(default_factory=dict)
    ways: dict[str, list[str]] = field(default_factory=dict)
    moved: set[tuple[str, str]] = field(default_factory=set)

    def __repr__(self) -> str:
        return f"<a world in {len(self.parts)} subgraphs>"

    def holding(self, type_name: str) -> Iterator[tuple[Part, TypePart]]:
        for part in self.parts:
            if type_name in part.types:
                yield part, part.types[type_name]
