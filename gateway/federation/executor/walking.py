"""Walking merged data along a fetch's path one step after another: what the generated loops do, with places and with care.

Used where the generated loops met something that they do not expect, and to tell clients where an entity stands.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from gateway.federation.planner.tree import Path

Place = tuple[str | int, ...]
"""A place in merged data: response keys and indices."""

KeyPath = tuple[str, ...]
"""Response keys from the root, without lists and type conditions."""


def keys_of(path: Path) -> KeyPath:
    return tuple(step.key for step in path if step.key is not None)


def objects_at(data: Any, path: Path, place: Place = ()) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Every object that stands at `path`, with its place; what has another shape than it should is passed over."""
    if not isinstance(data, dict):
        return
    if not path:
        yield place, data
        return
    step, rest = path[0], path[1:]
    if step.key is None:
        if data.get("__typename") == step.type_name:
            yield from objects_at(data, rest, place)
        return
    for inner, value in _flat(data.get(step.key), step.lists, (*place, step.key)):
        yield from objects_at(value, rest, inner)


def _flat(value: Any, lists: int, place: Place) -> Iterable[tuple[Place, Any]]:
    if lists == 0:
        yield place, value
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _flat(inner, lists - 1, (*place, index))
