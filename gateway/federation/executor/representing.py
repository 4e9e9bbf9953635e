"""Representations: what a subgraph is told of an entity, from the object as the gateway holds it."""

from collections.abc import Sequence
from typing import Any

from gateway.federation.planner.operation import Selection, TypeSelection


class MissingInput(Exception):
    """An object has not what a representation needs: a fetch before brought nothing."""


def represent(held: dict[str, Any], inputs: Sequence[Selection], type_name: str, as_said: bool) -> dict[str, Any]:
    """The representation of an object as `type_name`, or, `as_said`, as the type that it says. Raises MissingInput."""
    found = {"__typename": (held.get("__typename") or type_name) if as_said else type_name}
    _fill(found, held, inputs)
    return found


def _fill(found: dict[str, Any], held: dict[str, Any], inputs: Sequence[Selection]) -> None:
    for selection in inputs:
        if isinstance(selection, TypeSelection):
            if held.get("__typename") == selection.type_name:
                _fill(found, held, selection.selections)
        elif selection.key not in held:
            raise MissingInput
        elif selection.selections and found.get(selection.name) is not None:
            _fill_again(found[selection.name], held[selection.key], selection.selections)
        else:
            found[selection.name] = _value(held[selection.key], selection.selections)


def _fill_again(found: Any, held: Any, inputs: Sequence[Selection]) -> None:
    """A field that stands twice among the inputs: in a key and in a requirement, or in two requirements."""
    if isinstance(held, dict):
        _fill(found, held, inputs)
    elif isinstance(held, list):
        for inner, value in zip(found, held, strict=True):
            _fill_again(inner, value, inputs)


def _value(held: Any, inputs: Sequence[Selection]) -> Any:
    if not inputs or held is None:
        return held
    if isinstance(held, list):
        return [_value(inner, inputs) for inner in held]
    if not isinstance(held, dict):
        raise MissingInput
    found: dict[str, Any] = {}
    if "__typename" in held:
        found["__typename"] = held["__typename"]
    _fill(found, held, inputs)
    return found
