"""Which way an operation of the public schema takes: to `credit` as it stands, or through the federation engine; and what it uses."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from graphql import OperationType

from gateway.execution.cost.estimate import OperationCost
from gateway.execution.cost.pricing import Pricing
from gateway.execution.document_limits import DEFAULT_LIMITS, DocumentLimits
from gateway.execution.documents import LARGEST_KEPT, validated
from gateway.execution.uses import Used
from gateway.federation.planner.limits import PlanningError
from gateway.federation.planner.operation import INTROSPECTION, FieldSelection, Selection
from gateway.federation.planner.plan import Plan, plan
from gateway.federation.preparing import PREPARING
from gateway.federation.supergraph import Supergraph


@dataclass(frozen=True, slots=True)
class Route:
    """`used` are the fields that it uses, `cost` is what it costs, `plan` which subgraph is asked for what (empty where none can be made).

    `straight`: the local subgraph answers the operation alone, as it stands.
    """

    kind: OperationType
    straight: bool
    used: Used
    cost: OperationCost
    plan: str = ""


class Routes:
    """The routes of one supergraph's operations, decided once a document. Made and used on one event loop.

    `local` is the name of the subgraph in this process, `accepts` says whether a document is valid against its own schema,
    `pricing` what operations cost.
    """

    def __init__(
        self,
        supergraph: Supergraph,
        local: str,
        accepts: Callable[[str], bool],
        most: int,
        *,
        limits: DocumentLimits = DEFAULT_LIMITS,
        pricing: Pricing | None = None,
    ) -> None:
        self._pricing = pricing or Pricing(supergraph.public, supergraph.weights)
        self._supergraph = supergraph
        self._local = local
        self._accepts = accepts
        self._most = most
        self._limits = limits
        self._kept: OrderedDict[tuple[str, str | None], Route] = OrderedDict()

    async def get(self, text: str, name: str | None) -> Route:
        """The route of the operation that `name` chooses in a document; raises DocumentRefused.

        One that is new is looked at beside the event loop, which a hostile one would hold.
        """
        kept = self.kept(text, name)
        if kept is not None:
            return kept
        loop = asyncio.get_running_loop()
        seen = await loop.run_in_executor(PREPARING, self._looked_at, text, name)
        route = replace(seen, straight=seen.straight and self._accepts(text))
        if len(text) <= LARGEST_KEPT:
            self._kept[text, name] = route
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return route

    def kept(self, text: str, name: str | None) -> Route | None:
        """The route, where it has been decided already."""
        kept = self._kept.get((text, name))
        if kept is not None:
            self._kept.move_to_end((text, name))
        return kept

    def _looked_at(self, text: str, name: str | None) -> Route:
        """The route as far as the public schema decides it."""
        document = validated(self._supergraph.public, text, self._limits)
        used = document.uses(self._supergraph.public, name)
        kind, cost = document.operation_type(name), document.cost(self._pricing, name)
        try:
            planned = plan(self._supergraph, document.node, name or None)
        except (PlanningError, RecursionError):
            return Route(kind, False, used, cost)  # the engine says what is wrong
        return Route(kind, self._only_local(planned), used, cost, str(planned))

    def _only_local(self, planned: Plan) -> bool:
        asked = {fetch.subgraph for fetch in planned.fetches}
        return asked <= {self._local} and not _introspects(planned.operation.selections)


def _introspects(selections: Iterable[Selection]) -> bool:
    """Whether root fields ask for the schema, which is the public one, not the local subgraph's."""
    return any(
        one.name in INTROSPECTION if isinstance(one, FieldSelection) else _introspects(one.selections)
        for one in selections
    )
