"""Subgraphs' errors with the client's paths: the index of an entity becomes every place at which that entity stands."""

from collections.abc import Iterator
from typing import Any

from gateway.federation.executor.errors import Entry, client_path, entry
from gateway.federation.executor.program import FetchStep
from gateway.federation.executor.running import Outcome, Reported
from gateway.federation.executor.walking import Place, objects_at
from gateway.federation.planner.operation import Operation

MOST_PLACES = 100
"""Places that one error of an entity is told at."""


def reported_errors(outcome: Outcome, operation: Operation) -> list[Entry]:
    """Every error that subgraphs reported, as entries of the answer, each once."""
    found: dict[tuple[str, Place], Entry] = {}
    for reported in outcome.reported:
        for error in reported.errors:
            for place in _places(reported, error, outcome.data):
                path = client_path(place, operation.selections)
                shown = entry(reported.step.planned.subgraph, error, path or None)
                found.setdefault((shown["message"], path), shown)
    return list(found.values())


def _places(reported: Reported, error: Any, data: dict[str, Any]) -> Iterator[Place]:
    """Where in the merged data an error belongs; the empty place where it does not say."""
    path = error.get("path") if isinstance(error, dict) else None
    if not isinstance(path, list) or not path:
        yield ()
        return
    path = [_unaliased(reported.step, part) for part in path]
    if reported.step.planned.root is not None:
        yield tuple(path)
        return
    yield from _entity_places(reported, path, data) if len(path) > 1 else iter([()])


def _entity_places(reported: Reported, path: list[Any], data: dict[str, Any]) -> Iterator[Place]:
    told = 0
    for lookup, gathered in zip(reported.step.lookups, reported.gathered, strict=True):
        if lookup.key != path[0]:
            continue
        wanted = {id(held) for held, index in zip(gathered.objects, gathered.indices, strict=True) if index == path[1]}
        for start in lookup.planned.paths:
            for place, held in objects_at(data, start):
                if id(held) in wanted and told < MOST_PLACES:
                    told += 1
                    yield (*place, *path[2:])


def _unaliased(step: FetchStep, part: Any) -> Any:
    if not step.aliased:
        return part
    everything = [step.planned.aliases, *(lookup.planned.aliases for lookup in step.lookups)]
    known = {alias: place[0] for aliases in everything for (_, place), alias in aliases.items()}
    return known.get(part, part)
