"""What planning builds: fetches, the nodes that hold an object inside a fetch, and the positions of the answer.

A *position* is a place in the answer's tree (`products.@.reviews`); several fetches may hold objects there, each by a *node*.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from gateway.federation.planner.operation import Condition, FieldSelection, Selection, TypeSelection

TYPENAME = "__typename"
Place = tuple[str, str, str, tuple[Condition, ...]]
Narrowing = tuple[str, tuple[Condition, ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: into a field by its response key, or a type condition; taken only where `conditions` hold.

    `lists` says how many lists stand around the field's objects.
    """

    key: str | None = None
    type_name: str | None = None
    conditions: tuple[Condition, ...] = ()
    lists: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return self.key if self.key is not None else f"|[{self.type_name}]"


Path = tuple[Step, ...]


def place_of(selection: FieldSelection) -> Place:
    return selection.key, selection.name, selection.arguments, selection.conditions


@dataclass(eq=False, slots=True)
class Fetch:
    """A request to one subgraph: a root operation, or `_entities` of `type_name` for the objects at `path`.

    `inputs` are the fields of a representation; `after` are the fetches whose answers it needs; `wanted` are the conditions
    under which the client has something of it, one tuple a leaf.
    """

    number: int
    graph: str
    path: Path
    type_name: str | None
    inputs: list[Selection] = field(default_factory=list)
    after: "set[Fetch]" = field(default_factory=set)
    wanted: set[tuple[Condition, ...]] = field(default_factory=set)

    def needs(self, other: "Fetch") -> bool:
        """Whether this fetch can only run after `other`."""
        seen: set[Fetch] = set()
        open_ended = [self]
        while open_ended:
            for fetch in open_ended.pop().after - seen:
                if fetch is other:
                    return True
                seen.add(fetch)
                open_ended.append(fetch)
        return False


@dataclass(eq=False, slots=True)
class Node:
    """An object as one fetch holds it: `type_name` is its type in that subgraph, `provided` what @provides adds there."""

    fetch: Fetch
    type_name: str
    provided: tuple[Selection, ...] = ()
    fields: "dict[Place, tuple[FieldSelection, Node | None]]" = field(default_factory=dict)
    narrowed: "dict[Narrowing, Node]" = field(default_factory=dict)

    @property
    def graph(self) -> str:
        return self.fetch.graph


@dataclass(eq=False, slots=True)
class Position:
    """A place in the answer with its type in the supergraph and every node that holds objects there."""

    path: Path
    type_name: str
    nodes: list[Node] = field(default_factory=list)
    fields: "dict[Place, Position]" = field(default_factory=dict)
    narrowed: "dict[Narrowing, Position]" = field(default_factory=dict)


def chains(selections: tuple[Selection, ...]) -> Iterator[tuple[Selection, ...]]:
    """Every way from the root to a leaf: each element without its inner selections but the way itself.

    An object of which everything that is selected may be left out is still asked for, to know whether it is there.
    """
    for selection in selections:
        if isinstance(selection, FieldSelection) and not selection.selections:
            yield (selection,)
            continue
        head = _without_inner(selection)
        certain = isinstance(selection, TypeSelection)
        for rest in chains(selection.selections):
            certain = certain or not any(element.conditions for element in rest)
            yield (head, *rest)
        if not certain:
            yield head, FieldSelection(TYPENAME, TYPENAME)


def _without_inner(selection: Selection) -> Selection:
    if isinstance(selection, TypeSelection):
        return TypeSelection(selection.type_name, selection.conditions)
    return FieldSelection(selection.key, selection.name, selection.arguments, selection.variables, selection.conditions)
