"""@skip and @include with a variable: decided once a request, before anything is sent or projected."""

from collections.abc import Iterable, Mapping

from gateway.federation.planner.operation import Condition, Selection
from gateway.federation.planner.tree import Node

Alternatives = tuple[tuple[Condition, ...], ...]
"""Holds where all conditions of one of them hold; `((),)` always does."""

ALWAYS: Alternatives = ((),)


def holds(conditions: Iterable[Condition], variables: Mapping[str, object]) -> bool:
    return all(bool(variables.get(c.variable)) is c.value for c in conditions)


def any_holds(alternatives: Alternatives, variables: Mapping[str, object]) -> bool:
    return alternatives is ALWAYS or any(holds(conditions, variables) for conditions in alternatives)


def needed_when(node: Node) -> Alternatives:
    """When anything of a request's node is selected at all."""
    found: set[tuple[Condition, ...]] = {selection.conditions for selection, _ in node.fields.values()}
    for (_, conditions), narrowed in node.narrowed.items():
        found |= {tuple(sorted({*conditions, *inner})) for inner in needed_when(narrowed)}
    return ALWAYS if () in found or not found else tuple(sorted(found))


def condition_variables(selections: Iterable[Selection]) -> frozenset[str]:
    """Variables that decide what an answer has."""
    found: set[str] = set()
    for selection in selections:
        found.update(c.variable for c in selection.conditions)
        found |= condition_variables(selection.selections)
    return frozenset(found)
