"""Subgraphs' errors with the client's paths: the index of an entity becomes every place at which that entity stands."""

from collections.abc import Iterable, Mapping
from typing import Any

from gateway.federation.executor.errors import Entry, client_path, entry
from gateway.federation.executor.program import FetchStep
from gateway.federation.executor.running import Outcome, Reported
from gateway.federation.executor.walking import Place, objects_at
from gateway.federation.planner.operation import Operation

MOST_PLACES = 100
"""Places that one error of an entity is told at."""


def reported_errors(outcome: Outcome, operation: Operation, variables: Mapping[str, object]) -> list[Entry]:
    """Every error that subgraphs reported, as entries of the answer, each once. `variables` decide what was asked for."""
    found: dict[tuple[str, Place], Entry] = {}
    for reported in outcome.reported:
        entities = _Entities(reported, outcome.data)
        for error in reported.errors:
            for place in _places(reported, error, entities):
                path = client_path(place, operation.selections, variables, outcome.data)
                if path is None:
                    continue
                shown = entry(reported.step.planned.subgraph, error, path or None)
                found.setdefault((shown["message"], path), shown)
    return list(found.values())


def _places(reported: Reported, error: Any, entities: "_Entities") -> Iterable[Place]:
    """Where in the merged data an error belongs; the empty place where it does not say."""
    path = error.get("path") if isinstance(error, dict) else None
    if not isinstance(path, list) or not all(isinstance(part, (str, int)) for part in path):
        return [()]
    path = [_unaliased(reported.step, part) for part in path]
    if reported.step.planned.root is not None:
        return [tuple(path)]
    if len(path) < 2:
        return [()]
    return [(*place, *path[2:]) for place in entities.places(path[0], path[1])]


class _Entities:
    """Where the entities of a response stand, found out once for all its errors."""

    def __init__(self, reported: Reported, data: dict[str, Any]) -> None:
        self._reported = reported
        self._data = data
        self._known: dict[str, dict[int, list[Place]]] = {}

    def places(self, key: str, index: int) -> list[Place]:
        """The places of one entity, MOST_PLACES at most; `key` and `index` are where it stands in the response."""
        if key not in self._known:
            self._known[key] = self._found(key)
        return self._known[key].get(index, [])

    def _found(self, key: str) -> dict[int, list[Place]]:
        found: dict[int, list[Place]] = {}
        for lookup, gathered in zip(self._reported.step.lookups, self._reported.gathered, strict=True):
            if lookup.key != key:
                continue
            numbers = {id(held): index for held, index in zip(gathered.objects, gathered.indices, strict=True)}
            for path in lookup.planned.paths:
                for place, held in objects_at(self._data, path):
                    number = numbers.get(id(held))
                    if number is not None and len(places := found.setdefault(number, [])) < MOST_PLACES:
                        places.append(place)
        return found


def _unaliased(step: FetchStep, part: Any) -> Any:
    if not step.aliased:
        return part
    everything = [step.planned.aliases, *(lookup.planned.aliases for lookup in step.lookups)]
    known = {alias: place[0] for aliases in everything for (_, place), alias in aliases.items()}
    return known.get(part, part)
