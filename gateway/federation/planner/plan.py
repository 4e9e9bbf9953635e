"""The plan of an operation: which requests go to which subgraph, in what order, and with what."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import DocumentNode, OperationType

from gateway.federation.planner.building import Builder
from gateway.federation.planner.limits import Work
from gateway.federation.planner.operation import Operation, Selection, normalise
from gateway.federation.planner.printing import field_set_text, selection_text
from gateway.federation.planner.tree import Fetch, Node, Path, chains
from gateway.federation.supergraph.model import Supergraph


@dataclass(frozen=True, slots=True)
class PlannedFetch:
    """One request to one subgraph. `type_name` None: a root operation; otherwise `_entities` of the objects at `path`.

    `inputs` are the fields of a representation, `node` what is selected, `after` the numbers of the fetches it waits for.
    """

    number: int
    subgraph: str
    path: Path
    type_name: str | None
    inputs: tuple[Selection, ...]
    node: Node
    after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    operation: Operation
    fetches: tuple[PlannedFetch, ...]

    def __str__(self) -> str:
        return "\n".join(line for fetch in self.fetches for line in _lines(fetch, self.operation.kind))


def plan(supergraph: Supergraph, document: DocumentNode, operation_name: str | None = None) -> Plan:
    """Plan an operation that is valid against the public schema. Raises PlanningError."""
    work = Work()
    operation = normalise(document, supergraph.public, operation_name, work)
    builder = Builder(supergraph, operation, work)
    if operation.kind is OperationType.MUTATION:
        builder.build_in_sequence()
    else:
        builder.build(list(chains(operation.selections)))
    nodes = builder.nodes
    return Plan(operation, tuple(_planned(supergraph, fetch, nodes[fetch]) for fetch in builder.fetches))


def _planned(supergraph: Supergraph, fetch: Fetch, node: Node) -> PlannedFetch:
    after = tuple(sorted(f.number for f in fetch.after))
    name = supergraph.subgraphs[fetch.graph].name
    return PlannedFetch(fetch.number, name, fetch.path, fetch.type_name, tuple(fetch.inputs), node, after)


def _lines(fetch: PlannedFetch, kind: OperationType) -> Iterator[str]:
    waits = f", after {', '.join(map(str, fetch.after))}" if fetch.after else ""
    if fetch.type_name is None:
        yield f"{fetch.number} {fetch.subgraph}{waits}"
        yield f"    {kind.value} {selection_text(fetch.node)}"
    else:
        path = ".".join(map(str, fetch.path))
        yield f"{fetch.number} {fetch.subgraph}: {fetch.type_name} at {path}{waits}"
        yield f"    {{ {field_set_text(fetch.inputs)} }} => {selection_text(fetch.node)}"
