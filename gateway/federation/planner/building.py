"""Step 3 of planning: every leaf is searched for and its way laid down in the tree of fetches."""

from collections.abc import Sequence

from graphql import is_abstract_type

from gateway.federation.planner.field_sets import FieldSets, conflicting, taken_keys
from gateway.federation.planner.limits import PlanningError, Work
from gateway.federation.planner.operation import FieldSelection, Operation, Selection, TypeSelection
from gateway.federation.planner.search import MOVE, TYPENAME_LEAF, Enter, Nothing, Search, State
from gateway.federation.planner.tree import TYPENAME, Fetch, Node, Position, place_of
from gateway.federation.supergraph.model import Kind, Supergraph


class Builder:
    """Lays the leaves of an operation one after another; `fetches` is the result.

    `root_graph`: the one subgraph whose root may be entered, where not all of them may.
    """

    def __init__(self, supergraph: Supergraph, operation: Operation, work: Work, root_graph: str | None = None) -> None:
        self.supergraph = supergraph
        self.operation = operation
        self._root_graph = root_graph
        self.root = Position((), operation.root_type)
        self.fetches: list[Fetch] = []
        self.nodes: dict[Fetch, Node] = {}
        self.positions: dict[Fetch, Position] = {}
        taken = frozenset(taken_keys(operation.selections))
        self.search = Search(supergraph, FieldSets(supergraph, taken), work)
        self._barrier: set[Fetch] = set()
        self._explosions: dict[tuple[Selection, ...], int] = {}

    def build(self, leaves: Sequence[tuple[Selection, ...]]) -> None:
        """Lay the leaves of a query in this order."""
        for leaf in leaves:
            self._lay(leaf)

    def ways(self, leaf: Sequence[Selection]) -> int:
        """In how many subgraphs a leaf may end with as few requests as possible, the tree being empty."""
        ends = self.search.ends(self._roots(), leaf)
        self.search.forget()
        if not isinstance(ends, list):
            return 0
        least = min(end.cost for end in ends)
        return sum(end.cost < least + MOVE for end in ends)

    def build_in_sequence(self, leaves: Sequence[tuple[Selection, ...]]) -> None:
        """Lay a mutation's root fields, each after everything that the one before it needs; leaves in this order."""
        fields = [s for s in self.operation.selections if isinstance(s, FieldSelection)]
        for place in map(place_of, fields):
            self.build([leaf for leaf in leaves if isinstance(leaf[0], FieldSelection) and place_of(leaf[0]) == place])
            last = self.root.nodes[-1:] if len(self.fetches) == len(self.root.nodes) else []
            self._barrier = set(self.fetches)
            self.root.nodes = last

    def _lay(self, chain: Sequence[Selection]) -> None:
        if chain[0] == chain[-1] and isinstance(chain[0], FieldSelection) and chain[0].name == TYPENAME:
            return  # the gateway knows the root types' names
        known = self._known_explosion(chain)
        end = self.search.find(self._roots(), chain) if known is None else None
        if end is None:
            for exploded in self._exploded(chain, known):
                self._lay(exploded)
        elif isinstance(end, Nothing):
            self._lay_type((*chain[: self.search.reached], TYPENAME_LEAF))
        else:
            conditions = {condition for element in chain for condition in element.conditions}
            self._materialise(self._cheaper(end, chain)).fetch.wanted.add(tuple(sorted(conditions)))
        self.search.forget()

    def _cheaper(self, end: State, chain: Sequence[Selection]) -> State:
        """The end of a leaf, or a cheaper one that comes with an interface object, whose type is then asked for apart."""
        other = self.search.with_the_object(self._roots(), chain)
        if other is None or other.cost >= end.cost:
            return end
        self._lay((*chain[:-2], TYPENAME_LEAF))
        laid = self.search.with_the_object(self._roots(), chain)  # anew: from what stands now
        assert laid is not None
        return laid

    def _lay_type(self, chain: Sequence[Selection]) -> None:
        """Where no object has what is selected, the objects themselves are still asked for."""
        if len(chain) > 1:
            self._lay(chain)

    def _roots(self) -> list[State]:
        held = self.supergraph.types[self.operation.root_type].subgraphs
        standing = {node.graph: node for node in self.root.nodes}
        return [
            State(
                self.root,
                graph,
                self.operation.root_type,
                0 if graph in standing else MOVE,
                None,
                Enter(None),
                standing.get(graph),
            )
            for graph in held
            if self._root_graph in (None, graph)
        ]

    def _known_explosion(self, chain: Sequence[Selection]) -> int | None:
        """Where a chain that begins like this one had to be exploded: no way there is a matter of the schema alone."""
        if not self._explosions:
            return None
        beginnings = (tuple(chain[:end]) for end in range(1, len(chain) + 1))
        return next((self._explosions[begun] for begun in beginnings if begun in self._explosions), None)

    def _exploded(self, chain: Sequence[Selection], known: int | None) -> list[tuple[Selection, ...]]:
        """The chain once for each type that an abstract object on its way may have."""
        reached = self.search.reached
        types = self._types_along(chain)
        index = self._explosion(chain, reached, types) if known is None else known
        if known is None:
            self._explosions[tuple(chain[: reached + 1])] = index
        possible = _possible_types(self.supergraph, types[index])
        return [(*chain[:index], TypeSelection(name), *chain[index:]) for name in possible]

    def _explosion(self, chain: Sequence[Selection], reached: int, types: Sequence[str]) -> int:
        """The last field before which the types can be told apart and each has a way on; raises PlanningError."""
        for index in range(reached, -1, -1):
            element, possible = chain[index], _possible_types(self.supergraph, types[index])
            if possible and isinstance(element, FieldSelection) and element.name != TYPENAME:
                states = self.search.ends(self._roots(), chain[:index], leaf=False)
                if isinstance(states, list) and self.search.explodes(states, element):
                    return index
        way = ".".join(e.name if isinstance(e, FieldSelection) else f"({e.type_name})" for e in chain)
        raise PlanningError(f"no subgraph can be asked for {way}")

    def _types_along(self, chain: Sequence[Selection]) -> list[str]:
        """The type of the object in which each element of the chain is selected."""
        types = [self.operation.root_type]
        for element in chain[:-1]:
            if isinstance(element, TypeSelection):
                types.append(element.type_name)
            else:
                types.append(self.search.field_sets.type_of(types[-1], element.name) or types[-1])
        return types

    # --- laying a found way down ---

    def _materialise(self, state: State) -> Node:
        """The node of a state; for a leaf, the node in which it is selected."""
        if isinstance(state.action, Enter) and state.action.reused is state.node is not None:
            state.node = self._entered(state, state.action)
            return state.node
        if state.node is not None:
            return state.node
        if isinstance(state.action, Enter):
            state.node = self._entered(state, state.action)
            return state.node
        assert state.back is not None
        parent = self._materialise(state.back)
        if isinstance(state.action, TypeSelection):
            return self._narrowed(parent, state, state.action)
        return self._selected(parent, state, state.action)

    def _entered(self, state: State, enter: Enter) -> Node:
        needed = {self._materialise(need).fetch for need in enter.needs}
        if enter.reused is not None and _still_takes(enter.reused.fetch, enter, needed):
            fetch = enter.reused.fetch
            fetch.inputs.extend(i for i in enter.inputs if i not in fetch.inputs)
            fetch.after |= needed - {fetch}
            return enter.reused
        fetch = Fetch(len(self.fetches), state.graph, state.position.path, enter.type_name, list(enter.inputs), needed)
        if enter.type_name is None:
            fetch.after = set(self._barrier)
        self.fetches.append(fetch)
        self.positions[fetch] = state.position
        self.nodes[fetch] = self._node(fetch, state)
        return self.nodes[fetch]

    def _node(self, fetch: Fetch, state: State) -> Node:
        """A new node; where the subgraph has an abstract type there, it is asked which type each object is."""
        node = Node(fetch, state.type_name, state.provided)
        composite = self.supergraph.types[state.type_name]
        if composite.kind is not Kind.OBJECT and not composite.subgraphs[fetch.graph].interface_object:
            typename = FieldSelection(TYPENAME, TYPENAME)
            node.fields[place_of(typename)] = (typename, None)
        state.position.nodes.append(node)
        return node

    def _narrowed(self, parent: Node, state: State, selection: TypeSelection) -> Node:
        place = (selection.type_name, selection.conditions)
        if place not in parent.narrowed:
            parent.narrowed[place] = self._node(parent.fetch, state)
        state.node = parent.narrowed[place]
        return state.node

    def _selected(self, parent: Node, state: State, selection: FieldSelection) -> Node:
        place = place_of(selection)
        if state.position is (state.back.position if state.back else None):  # a leaf
            parent.fields.setdefault(place, (selection, None))
            return parent
        if place not in parent.fields:
            parent.fields[place] = (selection, self._node(parent.fetch, state))
        state.node = parent.fields[place][1]
        assert state.node is not None
        return state.node


def _possible_types(supergraph: Supergraph, name: str) -> list[str]:
    """The object types of an abstract type; nothing for an object."""
    declared = supergraph.full.type_map[name]
    if not is_abstract_type(declared):
        return []
    return [possible.name for possible in supergraph.full.get_possible_types(declared)]


def _still_takes(fetch: Fetch, enter: Enter, needed: set[Fetch]) -> bool:
    """Whether a fetch can take the inputs and wait for these; what was laid since it was looked for may have changed that."""
    waits_for_itself = fetch in needed or any(other.needs(fetch) for other in needed)
    return not waits_for_itself and not conflicting(fetch.inputs, enter.inputs)
