"""Operation documents made ready to run: parsed, validated, planned and compiled once, the last ones used are kept.

This is work of milliseconds for what people write, of seconds for what is written to hurt, though every step is bounded. So
it is done in one thread beside the event loop, one document after another: others are answered meanwhile.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    VariableDefinitionNode,
    parse,
    validate,
)
from graphql.execution.values import get_variable_values
from graphql.validation.validate import ValidationAbortedError

from gateway.execution.cost.estimate import OperationCost
from gateway.execution.cost.pricing import Pricing
from gateway.federation.executor.introspection import Introspection
from gateway.federation.executor.program import Program
from gateway.federation.planner.limits import PlanningError
from gateway.federation.planner.plan import plan
from gateway.federation.supergraph.model import Supergraph

BAD_INPUT, LIMIT_EXCEEDED, TIMEOUT = "BAD_INPUT", "LIMIT_EXCEEDED", "TIMEOUT"
TOO_DEEP = "the operation has too many levels in one another"
TOO_LARGE = "the operation is too large to validate: too many fields of one response key, or too many levels"
TOO_LATE = "the operation was not ready to run in time"
MOST_TOKENS = 50_000
LARGEST_KEPT = 64 * 1024
"""Characters of a document that is worth keeping: longer ones are written by machines, once."""


PREPARING = ThreadPoolExecutor(1, "preparing")


class Refused(Exception):
    """A request that cannot be run; `errors` are the entries of the answer."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(errors[0]["message"])
        self.errors = errors

    @classmethod
    def of(cls, errors: Iterable[GraphQLError]) -> "Refused":
        return cls([_entry(error) for error in errors])

    @classmethod
    def because(cls, message: str, code: str) -> "Refused":
        return cls([{"message": message, "extensions": {"code": code}}])


class NotAQuery(Exception):
    """An operation that this way in does not take: a mutation by GET."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An operation ready to run. Of its document only the definitions of variables are kept, the rest is in the program."""

    program: Program
    variables: Sequence[VariableDefinitionNode]
    introspection: Introspection
    subscribes: bool
    cost: OperationCost | None = None

    def decided(self, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """The variables coerced, defaults filled in. Raises Refused."""
        if not self.variables:
            return {}
        try:
            values = get_variable_values(self.program.supergraph.public, self.variables, dict(variables))
        except RecursionError as error:
            raise Refused.because(TOO_DEEP, LIMIT_EXCEEDED) from error
        if isinstance(values, list):
            raise Refused.of(values)
        coerced: Mapping[str, Any] = values.coerced
        return coerced


Key = tuple[str, str | None]


class Operations:
    """The operations of one supergraph, priced where `list_size` is given (as Pricing has it).

    `get` costs a look-up for a text seen before. Made and used on one event loop.
    """

    def __init__(self, supergraph: Supergraph, most: int, list_size: int | None = None) -> None:
        self._supergraph = supergraph
        self._pricing = None if list_size is None else Pricing(supergraph.public, supergraph.weights, list_size)
        self._most = most
        self._kept: OrderedDict[Key, Prepared] = OrderedDict()
        self._under_way: dict[Key, asyncio.Future[Prepared]] = {}

    def kept(self, text: str, name: str | None) -> Prepared | None:
        """An operation that is ready already."""
        kept = self._kept.get((text, name))
        if kept is not None:
            self._kept.move_to_end((text, name))
        return kept

    async def get(self, text: str, name: str | None, deadline: float) -> Prepared:
        """The operation that `name` chooses in a document, made ready by `deadline` (the loop's time). Raises Refused."""
        kept = self.kept(text, name)
        if kept is not None:
            return kept
        try:
            async with asyncio.timeout_at(deadline):
                return await asyncio.shield(self._begun((text, name)))
        except TimeoutError:
            raise Refused.because(TOO_LATE, TIMEOUT) from None

    def _begun(self, key: Key) -> "asyncio.Future[Prepared]":
        """What prepares an operation, once however many wait for it."""
        under_way = self._under_way.get(key)
        if under_way is None:
            loop = asyncio.get_running_loop()
            under_way = self._under_way[key] = loop.run_in_executor(PREPARING, self.prepare, *key)
            under_way.add_done_callback(lambda done: self._take(key, done))
        return under_way

    def _take(self, key: Key, done: "asyncio.Future[Prepared]") -> None:
        del self._under_way[key]
        if done.cancelled() or done.exception() is not None or len(key[0]) > LARGEST_KEPT:
            return
        self._kept[key] = done.result()
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def prepare(self, text: str, name: str | None) -> Prepared:
        """Make an operation ready, in whatever thread; it is not kept. Raises Refused."""
        try:
            return self._prepare(text, name)
        except RecursionError as error:
            raise Refused.because(TOO_DEEP, LIMIT_EXCEEDED) from error

    def _prepare(self, text: str, name: str | None) -> Prepared:
        supergraph = self._supergraph
        try:
            document = parse(text, max_tokens=MOST_TOKENS)
        except GraphQLSyntaxError as error:
            if error.message.endswith("Parsing aborted."):  # too many tokens, or levels
                raise Refused.because(error.message, LIMIT_EXCEEDED) from error
            raise Refused.of([error]) from error
        if errors := validate(supergraph.public, document):
            if len(errors) == 1 and isinstance(errors[0], ValidationAbortedError):
                raise Refused.because(TOO_LARGE, LIMIT_EXCEEDED)
            raise Refused.of(errors)
        try:
            planned = plan(supergraph, document, name or None)
        except PlanningError as error:
            raise Refused.because(str(error), error.code) from error
        definition = next(
            d
            for d in document.definitions
            if isinstance(d, OperationDefinitionNode) and (d.name.value if d.name else None) == planned.operation.name
        )
        introspection = Introspection(supergraph.public, document, definition)
        subscribes = planned.operation.kind is OperationType.SUBSCRIPTION
        variables = definition.variable_definitions or ()
        cost = self._priced(document, definition)
        return Prepared(Program(supergraph, planned), variables, introspection, subscribes, cost)

    def _priced(self, document: DocumentNode, operation: OperationDefinitionNode) -> OperationCost | None:
        if self._pricing is None:
            return None
        try:
            return self._pricing.price(document, operation)
        except GraphQLError as error:
            raise Refused.of([error]) from error


def _entry(error: GraphQLError) -> dict[str, Any]:
    shown: dict[str, Any] = {"message": error.message}
    if error.locations:
        shown["locations"] = [location.formatted for location in error.locations]
    shown["extensions"] = {"code": BAD_INPUT, **(error.extensions or {})}
    return shown
