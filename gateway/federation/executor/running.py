"""Running a compiled plan: each fetch is sent as soon as what it needs is there, and its answer is merged as it comes.

What a subgraph does wrong is kept as an error or a failure of that fetch and touches no other.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gateway.federation.executor.completion import completed
from gateway.federation.executor.conditions import any_holds
from gateway.federation.executor.errors import Failure, failure_of, lost, refused
from gateway.federation.executor.gathered import Gathered
from gateway.federation.executor.merging import merge
from gateway.federation.executor.program import FetchStep, LookupStep, Program
from gateway.federation.executor.taking import copied, taken
from gateway.federation.executor.walking import KeyPath
from gateway.sources.errors import BadSourceResponse, SourceError
from gateway.sources.source import Source, SourceAnswer
from gateway.tracing import span

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """What one client asks: `given` are its variables as it sent them, `decided` coerced ones with defaults, for conditions.

    `headers` are the raw header lines for each graph.
    """

    given: Mapping[str, Any]
    decided: Mapping[str, Any]
    headers: Mapping[str, bytes]
    deadline: float


@dataclass(slots=True)
class Reported:
    """Errors in a subgraph's response, with what was looked up: their paths are mapped when everything is merged."""

    step: FetchStep
    errors: list[Any]
    gathered: list[Gathered]


@dataclass(slots=True)
class Outcome:
    """Everything that the fetches brought."""

    data: dict[str, Any] = field(default_factory=dict)
    reported: list[Reported] = field(default_factory=list)
    failures: dict[int, Failure] = field(default_factory=dict)


async def run(
    program: Program, sources: Mapping[str, Source], request: Request, event: SourceAnswer | None = None
) -> Outcome:
    """Run every fetch of a plan. Raises nothing for what sources do.

    `event` is what a subscription's source sent: it stands for the answer of the root fetch, which is not sent.
    """
    return await _Run(program, sources, request, event).run()


class _Run:
    def __init__(
        self, program: Program, sources: Mapping[str, Source], request: Request, event: SourceAnswer | None
    ) -> None:
        self._program = program
        self._sources = sources
        self._request = request
        self._event = event
        self._waits = program.waits.copy()
        self._tasks: list[asyncio.Task[None]] = []
        self._outcome = Outcome()
        self._gathered: dict[tuple[int, int], Gathered] = {}

    async def run(self) -> Outcome:
        first = self._program.first
        try:
            for number in first[1:]:
                self._start(number)
            if first:
                await self._chain(first[0])
            for task in self._tasks:  # grows while it is walked
                await task
        finally:
            for task in self._tasks:
                task.cancel()
        return self._outcome

    def _start(self, number: int) -> None:
        self._tasks.append(asyncio.create_task(self._chain(number)))

    async def _chain(self, number: int) -> None:
        """A fetch, and then the first of those that waited for it; the others get tasks of their own."""
        while True:
            step = self._program.steps[number]
            await self._fetch(step)
            ready = []
            for later in step.then:
                self._waits[later] -= 1
                if self._waits[later] == 0:
                    ready.append(later)
            if not ready:
                return
            for other in ready[1:]:
                self._start(other)
            number = ready[0]

    async def _fetch(self, step: FetchStep) -> None:
        request = self._request
        if not any_holds(step.planned.needed, request.decided) or self._is_over(step):
            return
        gathered = [self._gather(step, index, lookup) for index, lookup in enumerate(step.lookups)]
        if step.lookups and not any(g.representations for g in gathered):
            return
        answer = self._event if step.planned.root is not None else None
        body = b"" if answer is not None else step.body.write(request.given, [g.representations for g in gathered])
        try:
            if answer is None:
                graph = step.planned.graph
                source, headers = self._sources[graph], request.headers[graph]
                subgraph = step.planned.subgraph
                with span(f"fetch {subgraph}", {"yuxin.subgraph": subgraph}, client=True):
                    answer = await source.fetch(body, request.deadline, headers, repeatable=step.repeatable)
            self._take(step, answer, gathered)
        except SourceError as error:
            self._outcome.failures[step.planned.number] = failure_of(error)
        except Exception:  # whatever it is, it is this fetch's alone
            source_name = step.planned.subgraph
            log.exception("the answer of %s could not be used", source_name)
            unusable = BadSourceResponse(source_name, "its answer could not be used")
            self._outcome.failures[step.planned.number] = failure_of(unusable)

    def _is_over(self, step: FetchStep) -> bool:
        """Whether a mutation's fields before this one have made its whole answer null: then the later ones are not executed."""
        if not step.earlier:
            return False
        program, decided = self._program, self._request.decided
        return (
            completed(
                replace(program.operation, selections=tuple(step.earlier)),
                program.supergraph.public,
                decided,
                self._outcome.data,
                untyped=program.places.untyped(decided),
                errors=[],
                blame=_nobody,
            )
            is None
        )

    def _gather(self, step: FetchStep, index: int, lookup: LookupStep) -> Gathered:
        base = self._gathered.get(lookup.based_on) if lookup.based_on is not None else None
        gathered = lookup.gathering.gather(self._outcome.data, self._request.decided, base)
        self._gathered[step.planned.number, index] = gathered
        return gathered

    # --- answers ---

    def _take(self, step: FetchStep, answer: SourceAnswer, gathered: list[Gathered]) -> None:
        source = step.planned.subgraph
        response = taken(step, answer)
        errors, data = response.get("errors"), response.get("data")
        if errors:
            if not isinstance(errors, list):
                raise BadSourceResponse(source, "its errors are no list")
            if _nothing(step, data) and not any(_placed(step, error) for error in errors):
                self._outcome.failures[step.planned.number] = refused(source, errors)
                return
            self._outcome.reported.append(Reported(step, errors, gathered))
        if data is None and errors:
            self._outcome.failures[step.planned.number] = lost(source)
            return
        if type(data) is not dict:
            raise BadSourceResponse(source, "its answer has neither data nor errors")
        self._merge(step, data, gathered)

    def _merge(self, step: FetchStep, data: dict[str, Any], gathered: list[Gathered]) -> None:
        if step.planned.root is not None:
            if step.deep:
                merge(self._outcome.data, data)
            else:
                self._outcome.data.update(data)
            return
        for lookup, found in zip(step.lookups, gathered, strict=True):
            if found.representations:
                _merge_entities(step.planned.subgraph, lookup, found, data.get(lookup.key))


def _nobody(_path: KeyPath) -> None:
    return None


def _nothing(step: FetchStep, data: Any) -> bool:
    """Whether a response has no data at all for what it was asked."""
    if type(data) is dict and step.lookups:
        return all(data.get(lookup.key) is None for lookup in step.lookups)
    return data is None


def _placed(step: FetchStep, error: Any) -> bool:
    """Whether an error says at which field or entity it belongs; `_entities` as a whole is no such place."""
    path = error.get("path") if isinstance(error, dict) else None
    return isinstance(path, list) and len(path) > (1 if step.lookups else 0)


def _merge_entities(source: str, lookup: LookupStep, gathered: Gathered, entities: Any) -> None:
    if type(entities) is not list or len(entities) != len(gathered.representations):
        raise BadSourceResponse(source, "it did not answer each entity that it was asked for")
    if not {type(entity) for entity in entities} <= ENTITY:
        raise BadSourceResponse(source, "it answered an entity that is no object")
    if lookup.deep or lookup.apart:
        for held, index in zip(gathered.objects, gathered.indices, strict=True):
            if entities[index]:
                merge(held, copied(entities[index]) if lookup.apart else entities[index])
        return
    for held, index in zip(gathered.objects, gathered.indices, strict=True):
        if entities[index]:
            held.update(entities[index])


ENTITY = {dict, type(None)}
