"""Step 2 of planning: for one leaf of the operation, the cheapest way to it through the subgraphs.

The way is searched level by level along the leaf's chain of fields and type conditions. A *state* says in which subgraph an
object of the level is held; states that the tree already has cost nothing, a new field costs 1, a new request MOVE. So every
leaf is placed where it adds the least to what the leaves before it already fetch.
"""

import heapq
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from gateway.federation.planner.field_sets import FieldSets, conflicting, named
from gateway.federation.planner.limits import PlanningError, Work
from gateway.federation.planner.operation import FieldSelection, Selection, TypeSelection
from gateway.federation.planner.tree import TYPENAME, Fetch, Node, Position, Step, chains, place_of
from gateway.federation.supergraph.model import FieldInSubgraph, Kind, Supergraph, TypeInSubgraph

MOVE = 1_000
TYPENAME_LEAF = FieldSelection(TYPENAME, TYPENAME)


@dataclass(frozen=True, slots=True)
class Enter:
    """How a state enters a subgraph: by a root request (`needs` empty) or by `_entities` of `type_name`.

    `inputs` are the fields of the representation and `needs` the states that give them; `reused` is a fetch that stands
    there already and takes the inputs in addition.
    """

    type_name: str | None
    inputs: tuple[Selection, ...] = ()
    needs: "tuple[State, ...]" = ()
    reused: Node | None = None


Action = Enter | FieldSelection | TypeSelection
Mark = tuple[int, str, str, str]
"""A requirement that is searched for: the position, subgraph, type and field that have it."""


@dataclass(eq=False, slots=True)
class State:
    """An object of `position` held in `graph` as `type_name`, at the total `cost` of getting there."""

    position: Position
    graph: str
    type_name: str
    cost: int
    back: "State | None"
    action: Action
    node: Node | None = None
    provided: tuple[Selection, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What one element of a chain led to. It is so again where the same of the requirements that it `met` are `open`.

    The states from which it was taken are held, so that no others get their identities.
    """

    states: Sequence[State]
    found: list[State] | None
    met: frozenset[Mark]
    open: frozenset[Mark]


class Search:
    """The search over one supergraph for one operation's tree. `field_sets` gives parsed keys and requirements."""

    def __init__(self, supergraph: Supergraph, field_sets: FieldSets, work: Work) -> None:
        self.supergraph = supergraph
        self.field_sets = field_sets
        self.work = work
        self.reached = 0
        self._active: frozenset[Mark] = frozenset()
        self._met: frozenset[Mark] = frozenset()
        self._known: dict[tuple[tuple[int, ...], Selection, bool], list[Taken]] = {}
        self._lookups: dict[str, list[tuple[str, TypeInSubgraph]]] = {}

    def forget(self) -> None:
        """Forget what was found: the tree has changed, or other states are asked for."""
        self._known.clear()

    # --- a whole chain ---

    def find(self, states: Sequence[State], chain: Sequence[Selection]) -> "State | Nothing | None":
        """The cheapest end of `chain` from `states`; Nothing where no object can be of a type condition; None: no way."""
        ends = self.ends(states, chain)
        return min(ends, key=lambda state: state.cost) if isinstance(ends, list) else ends

    def ends(
        self, states: Sequence[State], chain: Sequence[Selection], *, leaf: bool = True
    ) -> "list[State] | Nothing | None":
        """Every end of `chain`, one a subgraph; without `leaf` the last field's objects, in which more is selected."""
        for index, element in enumerate(chain):
            found = self._taken(states, element, leaf=leaf and index == len(chain) - 1)
            if not found:
                self.reached = index  # now: what was searched for on the way has searches of its own
                return NOTHING if found is None else None
            states = found
        return list(states)

    def with_the_object(self, states: Sequence[State], chain: Sequence[Selection]) -> State | None:
        """A leaf under a type condition, asked of an interface object before anybody has said which type each object has.

        It saves the request that would come back for the objects of that type alone. The cost includes that of the types'
        names, which the caller must lay as well. Only a leaf whose response key means the same for every type will do.
        """
        if len(chain) < 3 or not isinstance(chain[-1], FieldSelection) or not isinstance(chain[-2], TypeSelection):
            return None
        narrowing, leaf = chain[-2], chain[-1]
        if narrowing.conditions or leaf.name == TYPENAME or not self.field_sets.plain(leaf):
            return None
        found = self.ends(states, chain[:-2], leaf=False)
        holding = [state for state in found if self._untyped(state, narrowing)] if isinstance(found, list) else []
        typename = self.find(holding, [TYPENAME_LEAF]) if holding else None
        if not isinstance(typename, State):
            return None
        ends = [end for end in self._into(holding, leaf, leaf=True) if end.back in holding]
        for end in ends:
            assert end.back is not None
            end.cost += union_cost([end.back, typename]) - end.back.cost
        return min(ends, key=lambda end: end.cost, default=None)

    def _untyped(self, state: State, narrowing: TypeSelection) -> bool:
        return self._held(state).interface_object and state.type_name != narrowing.type_name

    def _taken(self, states: Sequence[State], element: Selection, *, leaf: bool) -> list[State] | None:
        """One element of a chain. Field sets share their beginnings and need each other again and again: what is found is kept."""
        known = self._known.setdefault((tuple(map(id, states)), element, leaf), [])
        for taken in known:
            if taken.met & self._active == taken.open:
                self._met |= taken.met
                return taken.found
        self.work.spend(len(states))
        around, self._met = self._met, frozenset()
        found: list[State] | None
        if isinstance(element, TypeSelection):
            found = self._narrowed(states, element)
        else:
            found = self._into(self.closed(states), element, leaf=leaf)
        known.append(Taken(states, found, self._met, self._met & self._active))
        self._met |= around
        return found

    def explodes(self, states: Sequence[State], selection: FieldSelection) -> bool:
        """Whether from one of these states a field is found for every type that the object may have there.

        Otherwise the answer would take objects of one subgraph for some types and of another for the rest, and nothing
        says that both mean the same object.
        """
        for state in self.closed(states):
            held = self._held(state)
            if held.interface_object:
                return True
            if all(
                self.find([state], (TypeSelection(member), selection)) is not None for member in sorted(held.members)
            ):
                return True
        return False

    # --- moves within one level ---

    def closed(self, states: Sequence[State]) -> list[State]:
        """`states` and every state of the same position that entity requests reach from them, cheapest first."""
        number = count()
        reached = {id(s.node) for s in states}
        standing = [n for n in states[0].position.nodes if id(n) not in reached]
        found = [State(states[0].position, n.graph, n.type_name, 0, None, Enter(None), n, n.provided) for n in standing]
        heap = [(s.cost, next(number), s) for s in (*states, *found)]
        heapq.heapify(heap)
        done: dict[tuple[object, ...], State] = {}
        held: set[tuple[str, str]] = set()
        offered: dict[tuple[str, str], int] = {}
        while heap:
            _, _, state = heapq.heappop(heap)
            if _identity(state) in done:
                continue
            done[_identity(state)] = state
            held.add((state.graph, state.type_name))
            for moved in self._moves(state, done.values(), held, offered):
                if _identity(moved) not in done:
                    heapq.heappush(heap, (moved.cost, next(number), moved))
        return list(done.values())

    def _moves(
        self,
        state: State,
        known: Collection[State],
        held_at: set[tuple[str, str]],
        offered: dict[tuple[str, str], int],
    ) -> Iterator[State]:
        """Moves from a state to where no other one offers to come as cheaply; `offered` is the cost of the best so far.

        `known` are the states so far, this one among them, and `held_at` where they are: (subgraph, type).
        """
        position, least = state.position, state.cost + MOVE
        for target, held in self._targets(position.type_name):
            where = (held.graph, target)
            if where in held_at or offered.get(where, least + 1) <= least or not self._may_enter(state, target, held):
                continue
            for key in held.resolvable_keys:
                self.work.spend()
                inputs = self.field_sets.of(key.fields, target)
                needs = self._needs([state], inputs) or self._needs(list(known), inputs)
                if needs is None:
                    continue
                cost = union_cost([state, *needs]) + MOVE
                if cost < offered.get(where, cost + 1):
                    offered[where] = cost
                    yield State(position, held.graph, target, cost, state, Enter(target, inputs, needs))
                if cost == least:
                    break

    def _targets(self, type_name: str) -> list[tuple[str, TypeInSubgraph]]:
        """(type, subgraph) pairs as which an object of a type may be looked up: itself, or an interface object of it."""
        found = self._lookups.get(type_name)
        if found is None:
            names = (type_name, *self.field_sets.interfaces_of(type_name))
            composites = [(name, self.supergraph.types[name]) for name in names if name in self.supergraph.types]
            found = self._lookups[type_name] = [
                (name, held)
                for name, composite in composites
                for held in composite.subgraphs.values()
                if held.resolvable_keys and (name == type_name or held.interface_object)
            ]
        return found

    def _may_enter(self, state: State, target: str, held: TypeInSubgraph) -> bool:
        """An abstract position may move as a whole only where the other side knows every type that it may have."""
        composite = self.supergraph.types[target]
        if composite.kind is Kind.OBJECT or held.interface_object:
            return True
        here = self.supergraph.types[state.type_name].subgraphs[state.graph]
        return here.interface_object or here.members <= held.members

    def _needs(self, states: Sequence[State], inputs: tuple[Selection, ...]) -> tuple[State, ...] | None:
        """The cheapest states that give every input, without leaving these states' subgraphs on their own level."""
        found = []
        for chain in chains(inputs):
            first = (
                self._into(list(states), chain[0], leaf=len(chain) == 1) if isinstance(chain[0], FieldSelection) else []
            )
            end = self.find(first, chain[1:]) if first else None
            if not isinstance(end, State):
                return None
            found.append(end)
        return tuple(found)

    # --- one element of a chain ---

    def _narrowed(self, states: Sequence[State], selection: TypeSelection) -> list[State] | None:
        """States under a type condition; None where no state's subgraph can have the type there."""
        position = _position_under(states[0].position, selection)
        if self._partial_member(states, selection.type_name):
            return None
        if any(self._held(s).interface_object for s in states):
            states = self.closed(states)
        found, open_ended = [], False
        for state in states:
            held = self._held(state)
            if self._untyped(state, selection):
                open_ended = True
            elif selection.type_name in held.members:
                node = state.node.narrowed.get((selection.type_name, selection.conditions)) if state.node else None
                provided = _provided_under(state.provided, selection.type_name)
                found.append(
                    State(position, state.graph, selection.type_name, state.cost, state, selection, node, provided)
                )
        return found if found or open_ended else None

    def _partial_member(self, states: Sequence[State], member: str) -> bool:
        """Whether only some of the subgraphs that can be asked for a shared union know this member.

        Which of them is asked is the planner's choice, so the answer must not depend on it: the member counts as never there.
        """
        if not any(self.supergraph.types[s.type_name].kind is Kind.UNION for s in states):
            return False
        knowing = [member in self._held(s).members for s in states]
        return any(knowing) and not all(knowing)

    def _into(self, states: Sequence[State], selection: FieldSelection, *, leaf: bool) -> list[State]:
        """States in a field of these states' objects, the cheapest a subgraph."""
        best: dict[tuple[object, ...], State] = {}
        for state in states:
            for inner in self._ways_into(state, states, selection, leaf=leaf):
                identity = _identity(inner)
                if identity not in best or inner.cost < best[identity].cost:
                    best[identity] = inner
        return list(best.values())

    def _ways_into(
        self, state: State, states: Sequence[State], selection: FieldSelection, *, leaf: bool
    ) -> Iterator[State]:
        held = self._held(state)
        if selection.name == TYPENAME:
            if not held.interface_object:
                yield self._inner(state, selection, "String", (), leaf=True)
            return
        provided = _provided_field(state.provided, selection.name)
        declared = held.fields.get(selection.name)
        if declared is None or not (provided is not None or self._resolves(state, held, declared)):
            return
        inner = (*(provided or ()), *self.field_sets.provided(declared))
        type_name = named(declared.type)
        if declared.requires is None or provided is not None:
            yield self._inner(state, selection, type_name, inner, leaf=leaf)
        else:
            entered = self._entered(state, states, held, declared)
            if entered is not None:
                yield self._inner(entered, selection, type_name, inner, leaf=leaf)

    def _inner(
        self, state: State, selection: FieldSelection, type_name: str, provided: tuple[Selection, ...], *, leaf: bool
    ) -> State:
        place = place_of(selection)
        standing = state.node.fields.get(place) if state.node else None
        position = state.position if leaf else self._position_in(state, selection)
        node = standing[1] if standing else None
        return State(
            position, state.graph, type_name, state.cost + (standing is None), state, selection, node, provided
        )

    def _position_in(self, state: State, selection: FieldSelection) -> Position:
        position, place = state.position, place_of(selection)
        if place not in position.fields:
            type_name, lists = self._shape_of(state, selection)
            step = Step(key=selection.key, conditions=selection.conditions, lists=lists)
            position.fields[place] = Position((*position.path, step), type_name)
        return position.fields[place]

    def _shape_of(self, state: State, selection: FieldSelection) -> tuple[str, int]:
        """The field's named type in the whole supergraph and the lists around it.

        By the position's type, or by the subgraph's where that is wider.
        """
        for type_name in (state.position.type_name, state.type_name):
            found = self.field_sets.shape_of(type_name, selection.name)
            if found is not None:
                return found
        raise PlanningError(f"{state.type_name} has no field {selection.name}")

    def _resolves(self, state: State, held: TypeInSubgraph, declared: FieldInSubgraph) -> bool:
        """Whether the subgraph answers this field by itself for every type that the object may have there."""
        composite = self.supergraph.types[state.type_name]
        if composite.kind is Kind.OBJECT or held.interface_object:
            return declared.resolvable
        for member in held.members:
            there = self.supergraph.types[member].subgraphs.get(held.graph)
            own = there.fields.get(declared.name) if there else None
            if there is None or own is None or own.requires is not None:
                return False
            if not own.resolvable:
                return False
        return True

    def _entered(
        self, state: State, states: Sequence[State], held: TypeInSubgraph, declared: FieldInSubgraph
    ) -> State | None:
        """The state's subgraph entered anew with what the field @requires, gathered from wherever it is cheapest."""
        assert declared.requires is not None
        mark = (id(state.position), held.graph, state.type_name, declared.name)
        self._met |= {mark}
        if mark in self._active:
            return None
        around, self._active = self._active, self._active | {mark}
        try:
            required = self.field_sets.of(declared.requires, state.type_name)
            gathered = self._gathered(states, required)
            if gathered is None:
                return None
            return self._cheapest_entry(state, states, held, required, gathered)
        finally:
            self._active = around

    def _gathered(self, states: Sequence[State], required: tuple[Selection, ...]) -> tuple[State, ...] | None:
        found = []
        for chain in chains(required):
            end = self.find(states, chain)
            if end is None:
                return None
            if isinstance(end, State):
                found.append(end)
        return tuple(found)

    def _cheapest_entry(
        self,
        state: State,
        states: Sequence[State],
        held: TypeInSubgraph,
        required: tuple[Selection, ...],
        gathered: tuple[State, ...],
    ) -> State | None:
        entries = []
        for key in held.resolvable_keys:
            inputs = (*self.field_sets.of(key.fields, state.type_name), *required)
            needs = self._needs(states, self.field_sets.of(key.fields, state.type_name))
            if needs is not None:
                everything = (*needs, *gathered)
                reused = self._reusable(state, everything, inputs)
                cost = union_cost([_level(state), *everything]) + (0 if reused else MOVE)
                enter = Enter(state.type_name, inputs, everything, reused)
                entries.append(
                    State(state.position, state.graph, state.type_name, cost, _level(state), enter, reused, ())
                )
        return min(entries, key=lambda entry: entry.cost, default=None)

    def _reusable(self, state: State, needs: Iterable[State], inputs: tuple[Selection, ...]) -> Node | None:
        """A standing entity fetch of this subgraph and position that may take the inputs and wait for them as well."""
        behind = _fetches_behind(needs)
        for node in state.position.nodes:
            fetch = node.fetch
            enters = fetch.type_name == state.type_name and fetch.path == state.position.path
            if node.graph != state.graph or not enters or conflicting(fetch.inputs, inputs):
                continue
            if not any(f is fetch or f.needs(fetch) for f in behind):
                return node
        return None

    def _held(self, state: State) -> TypeInSubgraph:
        return self.supergraph.types[state.type_name].subgraphs[state.graph]


class Nothing:
    """A leaf that no object can have: nothing is to be fetched for it."""


NOTHING = Nothing()


def union_cost(ends: Iterable[State]) -> int:
    """What all these states cost together, what they share counted once."""
    seen: set[int] = set()
    total = 0
    for end in ends:
        state: State | None = end
        while state is not None and id(state) not in seen:
            seen.add(id(state))
            total += state.cost - (state.back.cost if state.back else 0)
            state = state.back
    return total


def _level(state: State) -> State:
    """The state from which this one's position was first reached (before any move on the level)."""
    while isinstance(state.action, Enter) and state.back is not None and state.back.position is state.position:
        state = state.back
    return state


def _fetches_behind(ends: Iterable[State]) -> set[Fetch]:
    """Fetches that must have run before states can be had; one that is reused will wait for more than it does now."""
    found: set[Fetch] = set()
    seen: set[int] = set()
    left = list(ends)
    while left:
        state: State | None = left.pop()
        while state is not None and id(state) not in seen:
            seen.add(id(state))
            if isinstance(state.action, Enter):
                left += state.action.needs
            if state.node is not None:
                found.add(state.node.fetch)
                break
            state = state.back
    return found


def _identity(state: State) -> tuple[object, ...]:
    """States of one position with equal identity are alternatives: only the cheapest is kept."""
    return (id(state.node),) if state.node is not None else (state.graph, state.type_name, state.provided)


def _position_under(position: Position, selection: TypeSelection) -> Position:
    place = (selection.type_name, selection.conditions)
    if place not in position.narrowed:
        path = (*position.path, Step(type_name=selection.type_name, conditions=selection.conditions))
        position.narrowed[place] = Position(path, selection.type_name)
    return position.narrowed[place]


def _provided_field(provided: tuple[Selection, ...], name: str) -> tuple[Selection, ...] | None:
    for selection in provided:
        if isinstance(selection, FieldSelection) and selection.name == name:
            return selection.selections
    return None


def _provided_under(provided: tuple[Selection, ...], type_name: str) -> tuple[Selection, ...]:
    found: list[Selection] = [s for s in provided if isinstance(s, FieldSelection)]
    for selection in provided:
        if isinstance(selection, TypeSelection) and selection.type_name == type_name:
            found.extend(selection.selections)
    return tuple(found)
