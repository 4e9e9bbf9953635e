"""The plan of an operation: which requests go to which subgraph, in what order, and with what."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from graphql import DocumentNode, OperationType

from gateway.federation.planner.aliasing import Aliases, aliases_of
from gateway.federation.planner.building import Builder
from gateway.federation.planner.limits import PlanningError, PlanningLimit, Work
from gateway.federation.planner.mutations import executed_once
from gateway.federation.planner.operation import (
    INTROSPECTION,
    Alternatives,
    FieldSelection,
    Operation,
    Selection,
    alternatives,
    normalise,
)
from gateway.federation.planner.optimising import Lookup, Request, optimised
from gateway.federation.planner.printing import field_set_text, selection_text
from gateway.federation.planner.tree import Node, Path, chains
from gateway.federation.supergraph.model import Supergraph

Leaf = tuple[Selection, ...]
"""The way from the root to one leaf of the operation."""


@dataclass(frozen=True, slots=True)
class PlannedLookup:
    """`_entities` of `type_name` for the objects at `paths`; `inputs` are the fields of a representation."""

    type_name: str
    inputs: tuple[Selection, ...]
    paths: tuple[Path, ...]
    node: Node
    aliases: Aliases
    needed: Alternatives


@dataclass(frozen=True, slots=True)
class PlannedFetch:
    """One request to one subgraph: a root operation (`root`) or lookups of entities; `after` are the numbers it waits for.

    `needed` says when it is sent at all.
    """

    number: int
    graph: str
    subgraph: str
    root: Node | None
    aliases: Aliases
    lookups: tuple[PlannedLookup, ...]
    after: tuple[int, ...]
    needed: Alternatives


@dataclass(frozen=True, slots=True)
class Plan:
    operation: Operation
    fetches: tuple[PlannedFetch, ...]

    def __str__(self) -> str:
        lines = [list(_lines(fetch, self.operation.kind)) for fetch in self.fetches]
        if self.operation.kind is OperationType.SUBSCRIPTION and len(lines) > 1:
            lines.insert(1, ["for each event:"])
        return "\n".join(line for each in lines for line in each)


def plan(supergraph: Supergraph, document: DocumentNode, operation_name: str | None = None) -> Plan:
    """Plan an operation that is valid against the public schema. Raises PlanningError."""
    work = Work()
    operation = normalise(document, supergraph.public, operation_name, work)
    if operation.kind is OperationType.MUTATION:
        operation = replace(operation, selections=executed_once(operation.selections, work))
    requests = _requests(supergraph, operation, work)
    numbers = {request: number for number, request in enumerate(requests)}
    return Plan(operation, tuple(_planned(supergraph, request, numbers) for request in requests))


def _requests(supergraph: Supergraph, operation: Operation, work: Work) -> list[Request]:
    asked = (s for s in operation.selections if not (isinstance(s, FieldSelection) and s.name in INTROSPECTION))
    leaves = list(chains(tuple(asked)))
    if operation.kind is OperationType.SUBSCRIPTION:
        return _subscribed(supergraph, operation, work, leaves)
    return _cheaper(partial(Builder, supergraph, operation, work), leaves)


def _subscribed(supergraph: Supergraph, operation: Operation, work: Work, leaves: list[Leaf]) -> list[Request]:
    """The requests of a subscription: events come from one subgraph, the one from which the fewest requests follow."""
    found: list[list[Request]] = []
    refused: PlanningError | None = None
    for graph in _telling(supergraph, operation):
        try:
            found.append(_cheaper(partial(Builder, supergraph, operation, work, graph), leaves))
        except PlanningLimit:
            raise
        except PlanningError as error:
            refused = error
    if not found:
        raise refused or PlanningError("no subgraph has this subscription")
    return min(found, key=len)


def _telling(supergraph: Supergraph, operation: Operation) -> Iterator[str]:
    """The subgraphs that have the subscription's field."""
    names = {s.name for s in operation.selections if isinstance(s, FieldSelection)}
    for graph, held in supergraph.types[operation.root_type].subgraphs.items():
        if all((field := held.fields.get(name)) is not None and field.resolvable for name in names):
            yield graph


def _cheaper(new: Callable[[], Builder], leaves: list[Leaf]) -> list[Request]:
    """The requests of the cheaper of two trees: leaves laid as they stand, or those first that have the fewest ways."""
    builder = new()
    ways = [builder.ways(leaf) for leaf in leaves]
    first = _built(new(), leaves)
    if len(first) <= 1 or len(set(ways)) == 1:
        return first
    constrained = [leaf for _, leaf in sorted(zip(ways, leaves, strict=True), key=lambda pair: pair[0])]
    return min(first, _built(new(), constrained), key=len)


def _built(builder: Builder, leaves: list[Leaf]) -> list[Request]:
    if builder.operation.kind is OperationType.MUTATION:
        builder.build_in_sequence(leaves)
    else:
        builder.build(leaves)
    return optimised(builder.fetches, builder.nodes, builder.positions)


def _planned(supergraph: Supergraph, request: Request, numbers: dict[Request, int]) -> PlannedFetch:
    return PlannedFetch(
        numbers[request],
        request.graph,
        supergraph.subgraphs[request.graph].name,
        request.root,
        aliases_of(request.root, supergraph) if request.root else {},
        tuple(_looked_up(supergraph, lookup) for lookup in request.lookups),
        tuple(sorted(numbers[other] for other in request.after)),
        alternatives(request.needed),
    )


def _looked_up(supergraph: Supergraph, lookup: Lookup) -> PlannedLookup:
    aliases = aliases_of(lookup.node, supergraph)
    return PlannedLookup(
        lookup.type_name, tuple(lookup.inputs), lookup.paths, lookup.node, aliases, alternatives(lookup.needed)
    )


def _lines(fetch: PlannedFetch, kind: OperationType) -> Iterator[str]:
    waits = f", after {', '.join(map(str, fetch.after))}" if fetch.after else ""
    if fetch.root is not None:
        yield f"{fetch.number} {fetch.subgraph}{waits}"
        yield f"    {kind.value} {selection_text(fetch.root, fetch.aliases)}"
        return
    only = len(fetch.lookups) == 1
    yield f"{fetch.number} {fetch.subgraph}{f': {_where(fetch.lookups[0])}' if only else ''}{waits}"
    for lookup in fetch.lookups:
        if not only:
            yield f"    {_where(lookup)}"
        yield f"    {{ {field_set_text(lookup.inputs)} }} => {selection_text(lookup.node, lookup.aliases)}"


def _where(lookup: PlannedLookup) -> str:
    return f"{lookup.type_name} at {' and '.join('.'.join(map(str, path)) for path in lookup.paths)}"
