"""@skip and @include with a variable: decided once a request, before anything is sent or projected."""

from collections.abc import Iterable, Mapping

from gateway.federation.planner.operation import ALWAYS, Alternatives, Condition, Selection


def holds(conditions: Iterable[Condition], variables: Mapping[str, object]) -> bool:
    return all(bool(variables.get(c.variable)) is c.value for c in conditions)


def any_holds(alternatives: Alternatives, variables: Mapping[str, object]) -> bool:
    return alternatives is ALWAYS or any(holds(conditions, variables) for conditions in alternatives)


def condition_variables(selections: Iterable[Selection]) -> frozenset[str]:
    """Variables that decide what an answer has."""
    found: set[str] = set()
    for selection in selections:
        found.update(c.variable for c in selection.conditions)
        found |= condition_variables(selection.selections)
    return frozenset(found)
