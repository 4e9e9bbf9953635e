"""A request held to its limit of cost before anything of it runs, and what its answer says of the cost where that is asked for."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import GraphQLError

from gateway.execution.cost.counting import counted
from gateway.execution.cost.estimate import OperationCost
from gateway.execution.document_limits import DEFAULT_LIST_SIZE
from gateway.execution.documents import DocumentRefused
from gateway.execution.errors import BAD_INPUT, LIMIT_EXCEEDED
from gateway.execution.operations import Answer, EncodedAnswer, with_extensions

BUCKETS = (1, 10, 100, 1_000, 10_000, 100_000, 1_000_000)
LONGEST_ROAD = 300


@dataclass(frozen=True, slots=True)
class CostRules:
    """`limit`: the most that an operation may cost, None for no most; `list_size` is the length of lists without @listSize."""

    limit: int | None = None
    list_size: int = DEFAULT_LIST_SIZE


@dataclass(slots=True)
class CostsSeen:
    """The costs of the operations of a process: how many were at most as large as each of BUCKETS, and how many were larger."""

    counts: Counter[int] = field(default_factory=Counter)
    """By place among the buckets; the last place is beyond them."""
    total: int = 0
    refused: int = 0
    """Operations that were over their limit."""

    def note(self, cost: int) -> None:
        place = next((place for place, most in enumerate(BUCKETS) if cost <= most), len(BUCKETS))
        self.counts[place] += 1
        self.total += cost


@dataclass(slots=True)
class Charge:
    """One request's. `limit` is the most that it may cost, None: there is no most; `seen` is told of it."""

    limit: int | None
    variables: Mapping[str, Any] | None
    seen: CostsSeen | None = None
    _cost: OperationCost | None = None

    def __call__(self, cost: OperationCost) -> None:
        """Raises DocumentRefused where the operation costs more than it may, or does not say how long a list is to be."""
        self._cost = cost
        check_cost(cost, self.variables, self.limit, self.seen)

    def told(self, answer: Answer | EncodedAnswer) -> dict[str, Any]:
        """What `extensions` of the answer say of its cost; nothing where it came to none."""
        if self._cost is None:
            return {}
        data = orjson.loads(answer.json).get("data") if isinstance(answer, EncodedAnswer) else answer.data
        return _extensions(self._cost, self.variables, self.limit, data)


def check_cost(
    cost: OperationCost, variables: Mapping[str, Any] | None, limit: int | None, seen: CostsSeen | None = None
) -> None:
    """Raises DocumentRefused as a Charge does."""
    found = cost.found(variables)
    if seen is not None:
        seen.note(found.cost)
    if found.wrong is not None:
        raise DocumentRefused([_sliced(found.wrong)])
    if limit is not None and found.cost > limit:
        if seen is not None:
            seen.refused += 1
        raise DocumentRefused([_too_dear(found.cost, limit, cost.dearest(variables))])


def with_cost(answer: bytes, cost: OperationCost, variables: Mapping[str, Any] | None, limit: int | None) -> bytes:
    """An answer that is JSON with its cost in `extensions.cost`."""
    return with_extensions(answer, _extensions(cost, variables, limit, orjson.loads(answer).get("data")))


def _extensions(
    cost: OperationCost, variables: Mapping[str, Any] | None, limit: int | None, data: Mapping[str, Any] | None
) -> dict[str, Any]:
    estimated = cost.found(variables).cost
    return {"cost": {"estimated": estimated, "actual": counted(cost, variables, data), "limit": limit}}


def _too_dear(cost: int, limit: int, road: str) -> GraphQLError:
    shown = road if len(road) <= LONGEST_ROAD else road[:LONGEST_ROAD] + "…"
    return GraphQLError(
        f"成本 {cost},最多 {limit},最贵的是 {shown}；少要几条，或拆成几个请求 / it costs {cost}, at most {limit}, most of it for {shown}: "
        "ask for fewer rows or in several requests",
        extensions={"code": LIMIT_EXCEEDED, "cost": cost, "limit": limit, "path": shown},
    )


def _sliced(coordinate: str) -> GraphQLError:
    return GraphQLError(
        f"{coordinate}: 限定条数的参数要给一个，只给一个（@listSize） / give exactly one of the arguments that limit it (@listSize)",
        extensions={"code": BAD_INPUT, "coordinate": coordinate},
    )
