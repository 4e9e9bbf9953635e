"""What a plan fills where: which fetches bring which field, by paths of response keys without lists and type conditions."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from gateway.federation.executor.conditions import any_holds, holds
from gateway.federation.executor.walking import KeyPath, keys_of
from gateway.federation.planner.operation import Alternatives, Condition, FieldSelection
from gateway.federation.planner.plan import Plan, PlannedLookup
from gateway.federation.planner.tree import TYPENAME, Node, Path

Filling = tuple[KeyPath, frozenset[tuple[int, int]]]
Typed = tuple[Alternatives, tuple[Condition, ...]]
Way = tuple[str | None, ...]
"""The types that the objects on a path have, one a key; None: any."""


@dataclass(frozen=True, slots=True)
class Untyped:
    """Where no object says its type, and where some do not, which came on another way than those that do."""

    all: frozenset[KeyPath]
    some: frozenset[KeyPath]


@dataclass(slots=True)
class Places:
    """`filled_by`: who brings the field at a path, as (fetch, lookup). `held`: what of an object comes with its parent.

    `typed`: when the object at a path says its type, by each filler that asks for it, and on which ways; `silent`: the ways on
    which a filler does not ask.
    """

    filled_by: dict[KeyPath, list[tuple[int, int]]] = field(default_factory=dict)
    held: dict[KeyPath, set[str]] = field(default_factory=dict)
    composite: set[KeyPath] = field(default_factory=set)
    typed: dict[KeyPath, list[Typed]] = field(default_factory=dict)
    typed_on: dict[KeyPath, list[tuple[Way, Typed]]] = field(default_factory=dict)
    silent: dict[KeyPath, set[Way]] = field(default_factory=dict)

    def overlapping(self, start: KeyPath, node: Node) -> bool:
        """Whether more than one fetch or lookup fills a field that this node brings there."""
        return any(len(set(self.filled_by[(*start, key)])) > 1 for key in _keys(node))

    def untyped(self, variables: Mapping[str, object]) -> Untyped:
        """Where nobody asks what type an object is: only subgraphs that know its interface alone are concerned."""
        typed = {path for path, found in self.typed.items() if any(_happens(one, variables) for one in found)}
        partly = {path for path, ways in self.silent.items() if self._stays_silent(path, ways, variables)}
        return Untyped(frozenset(self.composite - typed), frozenset(partly))

    def _stays_silent(self, path: KeyPath, ways: Iterable[Way], variables: Mapping[str, object]) -> bool:
        asked = [way for way, typed in self.typed_on.get(path, ()) if _happens(typed, variables)]
        return bool(asked) and any(not any(_meet(way, other) for other in asked) for way in ways)

    def stubs(self, lookup: PlannedLookup, later: Container[int]) -> frozenset[Path]:
        """The paths at which objects to be looked up hold nothing but what their representation says, and go on alike.

        Equal objects at different paths may become one only where they say their type under the same conditions, and where the
        same lookups fill them: leaves of their own they may get from the fetches that come `later`.
        """
        known = {i.key for i in lookup.inputs if isinstance(i, FieldSelection) and not i.selections} | {"__typename"}
        found = [path for path in lookup.paths if self.held.get(keys_of(path), {""}) <= known]
        if len(found) < 2:
            return frozenset(found)
        alike: dict[tuple[frozenset[Typed], frozenset[Filling]], list[Path]] = {}
        below = self._below(map(keys_of, found))
        for path in found:
            start = keys_of(path)
            filled = (f for f in below[start] if f[0][0] not in known and self._settles(start, f, later))
            alike.setdefault((frozenset(self.typed.get(start, ())), frozenset(filled)), []).append(path)
        most = max(alike.values(), key=len)
        return frozenset(most)

    def apart(self, lookup: PlannedLookup) -> bool:
        """Whether the objects inside the entities are filled otherwise at one path than at another, so that each needs its own."""
        inner = {key for path in lookup.paths for key in _keys(lookup.node) if (*keys_of(path), key) in self.composite}
        if not inner or len(lookup.paths) < 2:
            return False
        objects = (
            frozenset(f for f in filled if f[0][0] in inner and (*start, *f[0]) in self.composite)
            for start, filled in self._below(map(keys_of, lookup.paths)).items()
        )
        return len(set(objects)) > 1

    def _settles(self, start: KeyPath, filled: Filling, later: Container[int]) -> bool:
        below, fillers = filled
        return (*start, *below) in self.composite or any(number not in later for number, _ in fillers)

    def _below(self, starts: Iterable[KeyPath]) -> dict[KeyPath, list[Filling]]:
        """Who fills what below each of these paths."""
        found: dict[KeyPath, list[Filling]] = {start: [] for start in starts}
        for path, fillers in self.filled_by.items():
            for length in range(len(path)):
                if path[:length] in found:
                    found[path[:length]].append((path[length:], frozenset(fillers)))
        return found

    def shared(self, lookup: PlannedLookup) -> Iterator[KeyPath]:
        """Paths at which one object may stand several times because of this lookup."""
        for path in lookup.paths:
            start = keys_of(path)
            yield start
            yield from ((*start, key) for key in _keys(lookup.node) if (*start, key) in self.composite)


def places_of(plan: Plan) -> Places:
    places = Places()
    for fetch in plan.fetches:
        if fetch.root is not None:
            _Notes(places, (fetch.number, 0), fetch.needed).take(((), (), None), fetch.root, (), within=True)
        for index, lookup in enumerate(fetch.lookups):
            notes = _Notes(places, (fetch.number, index), lookup.needed)
            for path in lookup.paths:
                notes.take(_where(path), lookup.node, (), within=False)
    return places


Where = tuple[KeyPath, Way, str | None]
"""A path, the types on its way, and the type of its objects as far as it is known."""


def _where(path: Path) -> Where:
    way: list[str | None] = []
    here: str | None = None
    for step in path:
        if step.key is None:
            here = step.type_name
        else:
            way.append(here)
            here = None
    return keys_of(path), tuple(way), here


def _meet(one: Way, other: Way) -> bool:
    """Whether one object may have come on both ways."""
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def _happens(typed: Typed, variables: Mapping[str, object]) -> bool:
    needed, conditions = typed
    return any_holds(needed, variables) and holds(conditions, variables)


@dataclass(frozen=True, slots=True)
class _Notes:
    """Notes what one root operation or lookup, which is sent when it is `needed`, fills."""

    places: Places
    filler: tuple[int, int]
    needed: Alternatives

    def take(self, where: Where, node: Node, conditions: tuple[Condition, ...], *, within: bool) -> None:
        """`within`: the node's objects come with their parent (not: they were there and are looked up)."""
        places, (start, way, here) = self.places, where
        if within:
            places.held.setdefault(start, set())
        for selection, inner in node.fields.values():
            path = (*start, selection.key)
            places.filled_by.setdefault(path, []).append(self.filler)
            if within:
                places.held[start].add(selection.key)
            if selection.key == TYPENAME:
                typed = (self.needed, (*conditions, *selection.conditions))
                places.typed.setdefault(start, []).append(typed)
                places.typed_on.setdefault(start, []).append((way, typed))
            if inner is not None:
                places.composite.add(path)
                if TYPENAME not in _keys(inner):
                    places.silent.setdefault(path, set()).add((*way, here))
                self.take((path, (*way, here), None), inner, (*conditions, *selection.conditions), within=True)
        for (type_name, narrowing), narrowed in node.narrowed.items():
            self.take((start, way, type_name), narrowed, (*conditions, *narrowing), within=within)


def _keys(node: Node) -> Iterator[str]:
    for selection, _ in node.fields.values():
        yield selection.key
    for narrowed in node.narrowed.values():
        yield from _keys(narrowed)
