"""A plan compiled: what `running` needs of each fetch, and the projections of the operation."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import OperationType

from gateway.federation.executor.conditions import condition_variables
from gateway.federation.executor.errors import Failure
from gateway.federation.executor.gathering import Gathering, is_base
from gateway.federation.executor.interning import Interning
from gateway.federation.executor.places import Untyped, places_of
from gateway.federation.executor.projection import Hints, Project, Unexpected, projection
from gateway.federation.executor.requests import Body, lookups_body, response_key, root_body
from gateway.federation.executor.walking import KeyPath, keys_of
from gateway.federation.planner.operation import FieldSelection, Operation, Selection
from gateway.federation.planner.plan import Plan, PlannedFetch, PlannedLookup
from gateway.federation.planner.tree import place_of
from gateway.federation.supergraph.model import Supergraph

MOST_VARIANTS = 16
"""Projections kept a plan: one for each way in which its @skip and @include turned out."""


MOST_PROJECTED = 2_000
"""Selections of an operation that a projection is generated for: compiling a larger one would hold up every other request."""


@dataclass(frozen=True, slots=True)
class LookupStep:
    """A lookup of a fetch. `deep`: another fetch fills the same fields (then objects stay apart, to be merged by place).

    `based_on` is the fetch and index of the lookup whose objects it takes over. `apart`: equal entities are not to share the
    objects inside them.
    """

    planned: PlannedLookup
    key: str
    gathering: Gathering
    based_on: tuple[int, int] | None
    interning: Interning | None
    deep: bool
    apart: bool


@dataclass(frozen=True, slots=True)
class FetchStep:
    """A fetch as it is run; `then` are the numbers of the fetches that wait for it.

    `earlier` are, for a mutation's fields that are not its first, the fields that run before them.
    """

    planned: PlannedFetch
    body: Body
    lookups: Sequence[LookupStep]
    interning: Interning | None
    then: Sequence[int]
    deep: bool
    repeatable: bool
    earlier: Sequence[Selection] = ()

    @property
    def aliased(self) -> bool:
        return bool(self.planned.aliases) or any(lookup.planned.aliases for lookup in self.lookups)


@dataclass(frozen=True, slots=True)
class Variant:
    """The projection where the plan's @skip and @include turned out one way; at `untyped` objects do not say their type."""

    project: Project
    untyped: Untyped


class Program:
    """A compiled plan. Cheap to keep: projections are written when they are first needed."""

    def __init__(self, supergraph: Supergraph, plan: Plan) -> None:
        self.plan = plan
        self.supergraph = supergraph
        self.places = places_of(plan)
        self._behind = _behind(plan)
        self._interned: set[KeyPath] = set()
        self._deep = False
        self.steps: list[FetchStep] = []
        for fetch in plan.fetches:
            step = self._step(fetch)
            self._deep = self._deep or step.deep or any(lookup.deep for lookup in step.lookups)
            self.steps.append(step)
        self.waits = [len(fetch.after) for fetch in plan.fetches]
        self.first = [fetch.number for fetch in plan.fetches if not fetch.after]
        self._deciding = sorted(condition_variables(plan.operation.selections))
        shared = (path for fetch in plan.fetches for lookup in fetch.lookups for path in self.places.shared(lookup))
        self._shared = frozenset(shared) | self._interned
        self._large = _size(plan.operation.selections) > MOST_PROJECTED
        self._variants: OrderedDict[tuple[bool, ...], Variant] = OrderedDict()

    @property
    def operation(self) -> Operation:
        return self.plan.operation

    def variant(self, variables: Mapping[str, Any]) -> "Variant":
        """What these variables make of the answer."""
        decided = tuple(bool(variables.get(name)) for name in self._deciding)
        found = self._variants.get(decided)
        if found is None:
            found = self._variants[decided] = self._variant(variables, self._shared)
            if len(self._variants) > MOST_VARIANTS:
                self._variants.popitem(last=False)
        return found

    def plain_variant(self, variables: Mapping[str, Any]) -> "Variant":
        """The same with a projection that leaves no pieces of JSON in what it shows: for answers that orjson cannot write."""
        return self._variant(variables, frozenset())

    def _variant(self, variables: Mapping[str, Any], shared: frozenset[KeyPath]) -> "Variant":
        hints = Hints(shared, self.places.untyped(variables))
        if self._large:
            return Variant(unprojected, hints.untyped)
        return Variant(projection(self.operation, self.supergraph.public, variables, hints), hints.untyped)

    def blame(self, path: KeyPath, failures: Mapping[int, Failure]) -> Failure | None:
        """The failure because of which the field at `path` is missing."""
        for filler, _ in self.places.filled_by.get(path, ()):
            for number in (filler, *sorted(self._behind[filler], reverse=True)):
                if number in failures:
                    return failures[number]
        return None

    # --- compiling, each fetch after those that it waits for ---

    def _step(self, fetch: PlannedFetch) -> FetchStep:
        operation = self.plan.operation
        then = [other.number for other in self.plan.fetches if fetch.number in other.after]
        if fetch.root is None:
            lookups = [self._lookup(fetch, index) for index in range(len(fetch.lookups))]
            return FetchStep(fetch, lookups_body(fetch, operation), lookups, None, then, deep=False, repeatable=True)
        deep = self.places.overlapping((), fetch.root)
        interning = None if deep else Interning(fetch.root, self.supergraph, 0)
        self._interned |= interning.paths if interning else set()
        body, repeatable = root_body(fetch, operation), operation.kind is not OperationType.MUTATION
        earlier = () if repeatable else self._earlier(fetch)
        return FetchStep(fetch, body, (), interning, then, deep, repeatable, earlier)

    def _earlier(self, fetch: PlannedFetch) -> Sequence[Selection]:
        """The root fields that the fetches before this one bring."""
        roots = [self.plan.fetches[number].root for number in self._behind[fetch.number]]
        places = {place for root in roots if root is not None for place in root.fields}
        return [s for s in self.plan.operation.selections if isinstance(s, FieldSelection) and place_of(s) in places]

    def _lookup(self, fetch: PlannedFetch, index: int) -> LookupStep:
        planned = fetch.lookups[index]
        later = {number for number, behind in enumerate(self._behind) if fetch.number in behind}
        stubs, interned = self.places.stubs(planned, later), frozenset(self._interned)
        based_on = self._base(fetch, planned)
        base = self.plan.fetches[based_on[0]].lookups[based_on[1]] if based_on else None
        gathering = Gathering(planned, fetch.graph, self.supergraph, stubs=stubs, interned=interned, base=base)
        starts = [keys_of(path) for path in planned.paths]
        deep = any(self.places.overlapping(start, planned.node) for start in starts)
        interning = None if deep else Interning(planned.node, self.supergraph, 1)
        if interning is not None:
            self._interned.update((*start, *path) for start in starts for path in interning.paths)
        return LookupStep(
            planned, response_key(fetch, index), gathering, based_on, interning, deep, self.places.apart(planned)
        )

    def _base(self, fetch: PlannedFetch, planned: PlannedLookup) -> tuple[int, int] | None:
        """A lookup that this one waits for and whose objects it can take over: the one with the most paths."""
        if self._deep:
            return None  # merged by place, objects may appear later
        before = [self.plan.fetches[number] for number in sorted(self._behind[fetch.number])]
        found = [(f.number, i) for f in before for i, other in enumerate(f.lookups) if is_base(other, planned)]
        return max(found, key=lambda place: len(self.plan.fetches[place[0]].lookups[place[1]].paths), default=None)


def unprojected(_data: dict[str, Any]) -> dict[str, Any]:
    """In place of a projection: the answer is made by `completion`."""
    raise Unexpected


def _size(selections: Iterable[Selection]) -> int:
    return sum(1 + _size(selection.selections) for selection in selections)


def _behind(plan: Plan) -> list[frozenset[int]]:
    """For each fetch everything that it waits for, directly or not; fetches stand in the order in which they can run."""
    behind: list[frozenset[int]] = []
    for fetch in plan.fetches:
        behind.append(frozenset(fetch.after).union(*(behind[number] for number in fetch.after)))
    return behind
