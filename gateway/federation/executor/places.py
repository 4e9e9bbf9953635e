"""What a plan fills where: which fetches bring which field, by paths of response keys without lists and type conditions."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from gateway.federation.executor.walking import KeyPath, keys_of
from gateway.federation.planner.operation import FieldSelection
from gateway.federation.planner.plan import Plan, PlannedLookup
from gateway.federation.planner.tree import Node, Path


@dataclass(slots=True)
class Places:
    """`filled_by`: who brings the field at a path, as (fetch, lookup). `held`: what of an object comes with its parent."""

    filled_by: dict[KeyPath, list[tuple[int, int]]] = field(default_factory=dict)
    held: dict[KeyPath, set[str]] = field(default_factory=dict)
    composite: set[KeyPath] = field(default_factory=set)

    def overlapping(self, start: KeyPath, node: Node) -> bool:
        """Whether more than one fetch or lookup fills a field that this node brings there."""
        return any(len(set(self.filled_by[(*start, key)])) > 1 for key in _keys(node))

    def untyped(self) -> frozenset[KeyPath]:
        """Where nobody asks what type an object is: only subgraphs that know its interface alone are concerned."""
        return frozenset(path for path in self.composite if (*path, "__typename") not in self.filled_by)

    def stubs(self, lookup: PlannedLookup) -> frozenset[Path]:
        """The paths at which the objects to be looked up hold nothing but what their representation says."""
        known = {i.key for i in lookup.inputs if isinstance(i, FieldSelection) and not i.selections} | {"__typename"}
        return frozenset(path for path in lookup.paths if self.held.get(keys_of(path), {""}) <= known)

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
            _note(places, (fetch.number, 0), (), fetch.root, within=True)
        for index, lookup in enumerate(fetch.lookups):
            for path in lookup.paths:
                _note(places, (fetch.number, index), keys_of(path), lookup.node, within=False)
    return places


def _note(places: Places, filler: tuple[int, int], start: KeyPath, node: Node, *, within: bool) -> None:
    """`within`: the node's objects come with their parent (not: they were there and are looked up)."""
    if within:
        places.held.setdefault(start, set())
    for selection, inner in node.fields.values():
        path = (*start, selection.key)
        places.filled_by.setdefault(path, []).append(filler)
        if within:
            places.held[start].add(selection.key)
        if inner is not None:
            places.composite.add(path)
            _note(places, filler, path, inner, within=True)
    for narrowed in node.narrowed.values():
        _note(places, filler, start, narrowed, within=within)


def _keys(node: Node) -> Iterator[str]:
    for selection, _ in node.fields.values():
        yield selection.key
    for narrowed in node.narrowed.values():
        yield from _keys(narrowed)
