"""What can be reached from where: fields in a subgraph, and other subgraphs by @key.

An object in hand is known by a set of positions: any of them may be asked. `everywhere` adds those that keys lead to.
"""

from collections.abc import Iterator, Mapping, Sequence

from graphql import FieldNode, InlineFragmentNode, SelectionSetNode

from gateway.federation.composition.facts import Facts, Key, field_set_of
from gateway.federation.composition.field_sets import Coordinate, field_set_text, named
from gateway.federation.composition.merging import Merged
from gateway.federation.composition.satisfiability.positions import (
    NOTHING,
    Position,
    Positions,
    Provision,
    provision,
)
from gateway.federation.composition.subgraph import ROOTS, Field, Kind, Type


class WorkExceeded(Exception):
    """The check would take longer than anyone waits for it."""


class Reach:
    """Answers questions about one supergraph. `work` bounds how many steps all answers together may take."""

    def __init__(self, merged: Merged, all_facts: Sequence[Facts], work: int) -> None:
        self.merged, self.work = merged, work
        self.facts: Mapping[str, Facts] = {known.subgraph.name: known for known in all_facts}
        self._everywhere: dict[tuple[str, Positions], Positions] = {}
        self._under_way: set[tuple[str, Position, str]] = set()
        self._met: set[tuple[str, Position, str, Positions]] = set()
        self._possible: dict[str, frozenset[str]] = {}

    def spend(self, steps: int = 1) -> None:
        self.work -= steps
        if self.work < 0:
            raise WorkExceeded

    def possible_types(self, name: str) -> frozenset[str]:
        """Object types of the supergraph that a value of the type may be."""
        if name not in self._possible:
            declared = self.merged.types[name]
            found = {name} if declared.kind is Kind.OBJECT else set(declared.members)
            if declared.kind is Kind.INTERFACE:
                found = {t.name for t in self.merged.types.values() if t.kind is Kind.OBJECT and name in t.interfaces}
            self._possible[name] = frozenset(found)
        return self._possible[name]

    def as_object(self, positions: Positions, name: str) -> Positions:
        """Those of the positions where the object can be of the object type, seen as that."""
        found = set()
        for position in positions:
            if self._is_interface_object(position):
                if name in self.possible_types(position.type):
                    found.add(position)
            elif name in self.facts[position.subgraph].subgraph.possible_types(position.type):
                found.add(Position(position.subgraph, name, position.provided))
        return frozenset(found)

    def everywhere(self, name: str, positions: Positions) -> Positions:
        """All positions that an object of the type can be asked at, starting from some."""
        asked = (name, positions)
        if asked in self._everywhere:
            return self._everywhere[asked]
        found = set(positions)
        grown = True
        while grown:
            self.spend()
            grown = False
            for position in self._one_move_away(name, frozenset(found)):
                found.add(position)
                grown = True
        if not self._under_way:
            self._everywhere[asked] = frozenset(found)
        return frozenset(found)

    def is_known(self, positions: Positions) -> bool:
        """Does a position tell the object's type? An @interfaceObject does not."""
        return any(not self._is_interface_object(position) for position in positions)

    def next_positions(self, name: str, field: str, positions: Positions) -> Positions:
        """Where a field of the object leads, asked at any of the positions; empty where none answers it."""
        found = set()
        for position in positions:
            self.spend()
            if self.answers(name, field, position, positions):
                declared = self.field_at(position, field)
                assert declared is not None
                provided = self._provided_below(position, name, field) | _own_provision(declared)
                found.add(Position(position.subgraph, named(declared.type), provided))
        return frozenset(found)

    def field_at(self, position: Position, field: str) -> Field | None:
        declared = self.facts[position.subgraph].subgraph.types.get(position.type)
        return declared.fields.get(field) if declared is not None else None

    def answers(self, name: str, field: str, position: Position, positions: Positions) -> bool:
        """Does the subgraph answer the field there, given that the object can also be asked at the other positions?"""
        declared = self.field_at(position, field)
        if declared is None:
            return False
        coordinate = (position.type, field)
        if any(one.field == field and self._applies(one.condition, name) for one in position.provided):
            return True
        if coordinate in self.facts[position.subgraph].external or self._is_overridden(coordinate, position.subgraph):
            return False
        needed = [field_set_of(use) for use in declared.used("requires")]
        return all(self._can_require(name, position, one, positions) for one in needed if one is not None)

    def can_select(self, name: str, selections: SelectionSetNode, positions: Positions) -> bool:
        """Can all of a field set be had for an object of the type that can be asked at these positions?"""
        for selection in selections.selections:
            if isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition.name.value if selection.type_condition else None
                if self._applies(condition, name) and not self.can_select(name, selection.selection_set, positions):
                    return False
            elif isinstance(selection, FieldNode) and not self._can_have(name, selection, positions):
                return False
        return True

    def keys_into(self, subgraph: str, name: str) -> Iterator[tuple[str, Key]]:
        """Resolvable keys by which a subgraph can be asked for an object of the type, with the type they stand on."""
        known = self.facts[subgraph]
        for on in (name, *self._interface_objects(known, name)):
            if on in known.subgraph.types:
                yield from ((on, key) for key in known.keys[on] if key.resolvable)

    def _can_have(self, name: str, node: FieldNode, positions: Positions) -> bool:
        if node.name.value == "__typename":
            return True
        reached = self.next_positions(name, node.name.value, positions)
        if not reached or node.selection_set is None:
            return bool(reached)
        field = self.merged.types[name].fields.get(node.name.value)
        if field is None:
            return False
        for possible in self.possible_types(named(field.type)):
            objects = self.as_object(reached, possible)
            if objects and not self.can_select(possible, node.selection_set, self.everywhere(possible, objects)):
                return False
        return True

    def _one_move_away(self, name: str, positions: Positions) -> Iterator[Position]:
        """Positions that are not among the given ones and that a key leads to."""
        there = {(position.subgraph, position.type) for position in positions if not position.provided}
        for subgraph, known in self.facts.items():
            if name in ROOTS.values() and name in known.subgraph.types and (subgraph, name) not in there:
                yield Position(subgraph, name)
            for on, key in self.keys_into(subgraph, name):
                target = Position(subgraph, on)
                if (subgraph, on) in there or not self._may_enter(name, target, positions):
                    continue
                if self.can_select(name, key.fields, positions):
                    there.add((subgraph, on))
                    yield target

    def _may_enter(self, name: str, target: Position, positions: Positions) -> bool:
        """One asks for an object by its type, or, not knowing it, by its interface."""
        if self.is_known(positions) or self._is_interface_object(target):
            return True
        known = self.facts[target.subgraph]
        interfaces = {position.type for position in positions}
        return any(
            interface in known.subgraph.types and any(key.resolvable for key in known.keys[interface])
            for interface in interfaces
            if name in known.subgraph.possible_types(interface)
        )

    def _can_require(self, name: str, position: Position, selections: SelectionSetNode, positions: Positions) -> bool:
        """Can a @requires be met: its fields be had, and the subgraph be asked again with them?

        What is asked again while it is being answered would be a circle. A yes is true whatever asked for it and is kept.
        """
        token = (name, position, field_set_text(selections))
        if (*token, positions) in self._met:
            return True
        if token in self._under_way:
            return False
        self._under_way.add(token)
        try:
            self.spend()
            others = self.everywhere(name, positions)
            met = self._can_ask_again(name, position, others) and self.can_select(name, selections, others)
        finally:
            self._under_way.discard(token)
        if met:
            self._met.add((*token, positions))
        return met

    def _can_ask_again(self, name: str, position: Position, positions: Positions) -> bool:
        keys = (key for on, key in self.keys_into(position.subgraph, name) if on == position.type)
        return any(self.can_select(name, key.fields, positions) for key in keys)

    def _applies(self, condition: str | None, name: str) -> bool:
        if condition is None or condition == name:
            return True
        return condition in self.merged.types and name in self.possible_types(condition)

    def _provided_below(self, position: Position, name: str, field: str) -> Provision:
        below = (one.below for one in position.provided if one.field == field and self._applies(one.condition, name))
        return frozenset().union(*below)

    def _is_overridden(self, coordinate: Coordinate, subgraph: str) -> bool:
        return subgraph in self.merged.overridden.get(coordinate, NOTHING)

    def _is_interface_object(self, position: Position) -> bool:
        declared = self.facts[position.subgraph].subgraph.types.get(position.type)
        return declared is not None and declared.is_interface_object

    def _interface_objects(self, known: Facts, name: str) -> Iterator[str]:
        declared: Type = self.merged.types[name]
        for interface in declared.interfaces:
            there = known.subgraph.types.get(interface)
            if there is not None and there.is_interface_object:
                yield interface


def _own_provision(field: Field) -> Provision:
    return frozenset().union(*(provision(field_set_of(use)) for use in field.used("provides")))
