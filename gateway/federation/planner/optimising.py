"""Step 4 of planning: entity fetches that need not wait for each other go out together.

Fetches of one subgraph become one request where that makes nothing wait for itself and the longest way through the plan no
longer. Inside a request, fetches of one place and type become one lookup, and lookups that ask the same of objects at
different places share one list of representations.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from gateway.federation.planner.field_sets import conflicting
from gateway.federation.planner.operation import Condition, Selection
from gateway.federation.planner.printing import field_set_text, selection_text
from gateway.federation.planner.tree import Fetch, Node, Path, Position

MOST_STEPS = 200_000
"""What looking for requests to merge may cost; past it the rest stay apart, which is right too."""


@dataclass(eq=False, slots=True)
class Lookup:
    """`_entities` of one type: the same is selected for the objects at every path."""

    type_name: str
    inputs: list[Selection]
    node: Node
    positions: list[Position]
    needed: set[tuple[Condition, ...]]

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(position.path for position in self.positions)


@dataclass(eq=False, slots=True)
class Request:
    """A root operation (`root`) or lookups, of one subgraph; `after` are the requests it waits for."""

    graph: str
    root: Node | None
    lookups: list[Lookup] = field(default_factory=list)
    after: "set[Request]" = field(default_factory=set)
    needed: set[tuple[Condition, ...]] = field(default_factory=set)


def optimised(fetches: Sequence[Fetch], nodes: dict[Fetch, Node], positions: dict[Fetch, Position]) -> list[Request]:
    """The requests of a plan, each after those that it waits for."""
    _spread_need(fetches)
    groups = _Groups(fetches)
    groups.merge()
    requests = {number: _request(members, nodes, positions) for number, members in groups.members.items()}
    for number, request in requests.items():
        request.after = {requests[other] for other in groups.after[number]}
    return [requests[number] for number in groups.order()]


def _spread_need(fetches: Sequence[Fetch]) -> None:
    """What a lookup is wanted for, everything that it waits for is wanted for too; a mutation's root field waits for order only."""
    open_ended = list(fetches)
    while open_ended:
        fetch = open_ended.pop()
        for other in fetch.after if fetch.type_name is not None else ():
            if not fetch.wanted <= other.wanted:
                other.wanted |= fetch.wanted
                open_ended.append(other)


class _Groups:
    """Fetches as a graph of groups: group numbers, their members, and the groups that each waits for."""

    def __init__(self, fetches: Sequence[Fetch]) -> None:
        self.members = {fetch.number: [fetch] for fetch in fetches}
        self.after = {fetch.number: {f.number for f in fetch.after} for fetch in fetches}
        self._left = MOST_STEPS

    def merge(self) -> None:
        pairs = sorted(self._pairs())
        for _, _, first, second in pairs:
            if first in self.members and second in self.members:
                self._left -= len(self.members)
                if self._left < 0:
                    return
                self._try(first, second)

    def _pairs(self) -> Iterator[tuple[bool, int, int, int]]:
        """Pairs of one subgraph: those of one place first, then those that start at the same time."""
        level = self._levels(self.after)
        entities = [members[0] for members in self.members.values() if members[0].type_name is not None]
        for first, second in combinations(entities, 2):
            self._left -= 1
            if self._left < 0:
                return
            if first.graph == second.graph:
                elsewhere = (first.path, first.type_name) != (second.path, second.type_name)
                yield elsewhere, abs(level[first.number] - level[second.number]), first.number, second.number

    def _try(self, first: int, second: int) -> None:
        merged = {
            number: {first if other == second else other for other in after}
            for number, after in self.after.items()
            if number != second
        }
        merged[first] |= {first if other == second else other for other in self.after[second]}
        longest = max(self._levels(self.after).values())
        levels = self._levels(merged)
        if len(levels) == len(merged) and max(levels.values()) <= longest:
            self.after = merged
            self.members[first].extend(self.members.pop(second))

    @staticmethod
    def _levels(after: dict[int, set[int]]) -> dict[int, int]:
        """How many requests each waits for, one after another; without those that wait for themselves."""
        waiting = {number: len(others) for number, others in after.items()}
        waited_for: dict[int, list[int]] = {number: [] for number in after}
        for number, others in after.items():
            for other in others:
                waited_for[other].append(number)
        levels = {number: 0 for number, left in waiting.items() if left == 0}
        ready = list(levels)
        for number in ready:
            for later in waited_for[number]:
                waiting[later] -= 1
                if waiting[later] == 0:
                    levels[later] = 1 + max(levels[other] for other in after[later])
                    ready.append(later)
        return levels

    def order(self) -> list[int]:
        levels = self._levels(self.after)
        return sorted(self.members, key=lambda number: (levels[number], number))


def _request(members: Sequence[Fetch], nodes: dict[Fetch, Node], positions: dict[Fetch, Position]) -> Request:
    first = members[0]
    if first.type_name is None:
        return Request(first.graph, nodes[first], needed=first.wanted)
    lookups: list[Lookup] = []
    for fetch in members:
        assert fetch.type_name is not None
        lookup = Lookup(fetch.type_name, list(fetch.inputs), nodes[fetch], [positions[fetch]], set(fetch.wanted))
        if not any(_taken_into(standing, lookup) for standing in lookups):
            lookups.append(lookup)
    return Request(first.graph, None, _shared(lookups), needed={c for fetch in members for c in fetch.wanted})


def _taken_into(standing: Lookup, other: Lookup) -> bool:
    """Whether a lookup of the same place could be merged into one that stands."""
    same = standing.type_name == other.type_name and standing.paths == other.paths
    if not same or conflicting(standing.inputs, other.inputs):
        return False
    if not (_has_its_inputs(standing, other) and _has_its_inputs(other, standing)):
        return False
    standing.inputs.extend(i for i in other.inputs if i not in standing.inputs)
    standing.needed |= other.needed
    _absorb(standing.node, other.node)
    return True


def _has_its_inputs(one: Lookup, other: Lookup) -> bool:
    """Whether what only `one` takes as input is there whenever `other` is wanted: it is fetched for what `one` is wanted for."""
    return one.needed >= other.needed or all(taken in other.inputs for taken in one.inputs)


def _absorb(node: Node, other: Node) -> None:
    for place, (selection, inner) in other.fields.items():
        standing = node.fields.setdefault(place, (selection, inner))[1]
        if standing is not None and inner is not None and standing is not inner:
            _absorb(standing, inner)
    for narrowing, inner_node in other.narrowed.items():
        standing_node = node.narrowed.setdefault(narrowing, inner_node)
        if standing_node is not inner_node:
            _absorb(standing_node, inner_node)


def _shared(lookups: Sequence[Lookup]) -> list[Lookup]:
    """Lookups that ask the same of objects at different places as one."""
    found: dict[tuple[str, str, str], list[Lookup]] = {}
    for lookup in lookups:
        asked = (lookup.type_name, field_set_text(lookup.inputs), selection_text(lookup.node))
        alike = found.setdefault(asked, [])
        for standing in alike:
            if all(_agree([position, *lookup.positions]) for position in standing.positions):
                standing.positions.extend(lookup.positions)
                standing.needed |= lookup.needed
                break
        else:
            alike.append(lookup)
    return [lookup for alike in found.values() for lookup in alike]


def _agree(positions: Sequence[Position]) -> bool:
    """Whether objects may be shared between positions: every response key means the same field in each of them."""
    meanings: dict[str, tuple[str, str]] = {}
    for key, name, arguments, _ in (place for p in positions for place in _places(p)):
        if meanings.setdefault(key, (name, arguments)) != (name, arguments):
            return False
    inner: dict[str, list[Position]] = {}
    for position in positions:
        for within in (position, *position.narrowed.values()):
            for place, below in within.fields.items():
                inner.setdefault(place[0], []).append(below)
    return all(len(below) == 1 or _agree(below) for below in inner.values())


def _places(position: Position) -> Iterator[tuple[str, str, str, object]]:
    for node in position.nodes:
        yield from node.fields
    for narrowed in position.narrowed.values():
        yield from _places(narrowed)
