"""Gathering: the objects that a lookup is for, and a representation for each different one.

Generated loops walk the merged data along each path of the lookup; how deep lists are is known from the schema, so nothing is
asked about a value but whether it is null. Objects with equal inputs share one representation. Where an object holds nothing
but these inputs, equal objects are one: the first takes the others' places, and what is fetched is merged into it once.
"""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLSchema, get_named_type, is_enum_type, is_specified_scalar_type

from gateway.execution.generated import TooDeep
from gateway.federation.executor.conditions import any_holds, holds
from gateway.federation.executor.encoding import encoded
from gateway.federation.executor.gathered import Gathered
from gateway.federation.executor.loops import LoopInputs, LoopWriter, Walk
from gateway.federation.executor.representing import MissingInput, represent
from gateway.federation.executor.walking import KeyPath, objects_at
from gateway.federation.planner.operation import ALWAYS, Condition, FieldSelection
from gateway.federation.planner.plan import PlannedLookup
from gateway.federation.planner.tree import Path
from gateway.federation.supergraph.model import Kind, Supergraph

UNEXPECTED = (KeyError, TypeError, AttributeError, IndexError)


class Gathering:
    """Gathers for one lookup. At the paths `stubs` equal objects may become one; at `interned` they may be one already.

    `base` is a lookup before this one that gathers the same objects at some of the paths, so that they need not be walked again.
    """

    def __init__(
        self,
        lookup: PlannedLookup,
        graph: str,
        supergraph: Supergraph,
        *,
        stubs: frozenset[Path],
        interned: frozenset[KeyPath],
        base: PlannedLookup | None,
    ) -> None:
        composite = supergraph.types[lookup.type_name]
        interface_object = composite.subgraphs[graph].interface_object
        self._lookup = lookup
        self._as_said = composite.kind is not Kind.OBJECT and not interface_object
        simple = simple_inputs(lookup, supergraph.full)
        inputs = LoopInputs(lookup.inputs, simple, lookup.type_name, self._as_said, interface_object)
        self._paths = [
            (conditions_of(path), path, _loops(LoopWriter(inputs, interned, canonical=path in stubs), path))
            for path in lookup.paths
        ]
        self._base_paths = base.paths if base else ()
        self._walk_base = LoopWriter(inputs, interned, canonical=False).written_flat()

    def gather(
        self, data: dict[str, Any], variables: Mapping[str, object], based_on: Gathered | None = None
    ) -> Gathered:
        """What to look up in the data as it is now; `based_on` is what the base gathered."""
        gathered = Gathered()
        if not any_holds(self._lookup.needed, variables):
            return gathered
        active = [(path, walk) for conditions, path, walk in self._paths if holds(conditions, variables)]
        try:
            if based_on is not None:
                self._walk_base(based_on.objects, gathered)
            for path, walk in active:
                if based_on is None or path not in self._base_paths:
                    walk(data, gathered)
        except UNEXPECTED:
            gathered = Gathered()
            for path, _ in active:
                self._gather_with_care(data, path, gathered)
        return gathered

    def _gather_with_care(self, data: dict[str, Any], path: Path, gathered: Gathered) -> None:
        for _, held in objects_at(data, path):
            try:
                representation = represent(held, self._lookup.inputs, self._lookup.type_name, self._as_said)
            except MissingInput:
                continue
            gathered.take(held, encoded(representation), representation)


def is_base(base: PlannedLookup, lookup: PlannedLookup) -> bool:
    """Whether a lookup that ran before gathered, at all its paths, just the objects that another one is for.

    What the base needs of an object the other needs too, so an object that the base left out is none for the other either.
    """
    return (
        base.type_name == lookup.type_name
        and base.needed is ALWAYS
        and not any(conditions_of(path) for path in base.paths)
        and set(base.paths) <= set(lookup.paths)
        and set(base.inputs) <= set(lookup.inputs)
    )


def conditions_of(path: Path) -> tuple[Condition, ...]:
    return tuple(condition for step in path for condition in step.conditions)


def _loops(writer: LoopWriter, path: Path) -> Walk:
    try:
        return writer.written(path)
    except TooDeep:
        return _unexpected


def _unexpected(_data: dict[str, Any], _gathered: Gathered) -> None:
    raise TypeError("a path that is too deep for loops in one another")


def simple_inputs(lookup: PlannedLookup, full: GraphQLSchema) -> list[FieldSelection] | None:
    """The inputs where all are scalars that can be told apart by `==`; None otherwise."""
    fields = getattr(full.type_map[lookup.type_name], "fields", {})
    found = []
    for selection in lookup.inputs:
        if not isinstance(selection, FieldSelection) or selection.name not in fields:
            return None
        named = get_named_type(fields[selection.name].type)
        if not (is_enum_type(named) or is_specified_scalar_type(named)) or "[" in str(fields[selection.name].type):
            return None
        found.append(selection)
    return found or None
