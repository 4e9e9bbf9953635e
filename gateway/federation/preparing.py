"""Operation documents made ready to run: parsed, validated, planned and compiled once, the last ones used are kept."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    parse,
    validate,
)
from graphql.execution.values import get_variable_values

from gateway.federation.executor.introspection import Introspection
from gateway.federation.executor.program import Program
from gateway.federation.planner.limits import PlanningError
from gateway.federation.planner.plan import plan
from gateway.federation.supergraph.model import Supergraph

BAD_INPUT, LIMIT_EXCEEDED = "BAD_INPUT", "LIMIT_EXCEEDED"
TOO_DEEP = "the operation has too many levels in one another"
MOST_TOKENS = 50_000
LARGEST_KEPT = 64 * 1024
"""Characters of a document that is worth keeping: longer ones are written by machines, once."""


class Refused(Exception):
    """A request that cannot be run; `errors` are the entries of the answer."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(errors[0]["message"])
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Prepared:
    """An operation ready to run."""

    program: Program
    definition: OperationDefinitionNode
    introspection: Introspection

    def decided(self, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """The variables coerced, defaults filled in. Raises Refused."""
        definitions = self.definition.variable_definitions
        if not definitions:
            return {}
        values = get_variable_values(self.program.supergraph.public, definitions, dict(variables))
        if isinstance(values, list):
            raise Refused([_entry(error) for error in values])
        coerced: Mapping[str, Any] = values.coerced
        return coerced


class Operations:
    """The operations of one supergraph. `get` costs a look-up for a text seen before."""

    def __init__(self, supergraph: Supergraph, most: int) -> None:
        self._supergraph = supergraph
        self._most = most
        self._kept: OrderedDict[tuple[str, str | None], Prepared] = OrderedDict()

    def get(self, text: str, name: str | None) -> Prepared:
        """The operation that `name` chooses in a document. Raises Refused."""
        kept = self._kept.get((text, name))
        if kept is not None:
            self._kept.move_to_end((text, name))
            return kept
        try:
            prepared = self._prepare(text, name)
        except RecursionError as error:
            raise Refused([{"message": TOO_DEEP, "extensions": {"code": LIMIT_EXCEEDED}}]) from error
        if len(text) <= LARGEST_KEPT:
            self._kept[text, name] = prepared
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return prepared

    def _prepare(self, text: str, name: str | None) -> Prepared:
        supergraph = self._supergraph
        try:
            document = parse(text, max_tokens=MOST_TOKENS)
        except GraphQLSyntaxError as error:
            raise Refused([_entry(error)]) from error
        if errors := validate(supergraph.public, document):
            raise Refused([_entry(error) for error in errors])
        try:
            planned = plan(supergraph, document, name or None)
        except PlanningError as error:
            raise Refused([{"message": str(error), "extensions": {"code": error.code}}]) from error
        if planned.operation.kind is OperationType.SUBSCRIPTION:
            raise Refused([{"message": "subscriptions are not served here", "extensions": {"code": BAD_INPUT}}])
        definition = next(
            d
            for d in document.definitions
            if isinstance(d, OperationDefinitionNode) and (d.name.value if d.name else None) == planned.operation.name
        )
        introspection = Introspection(supergraph.public, document, definition)
        return Prepared(Program(supergraph, planned), definition, introspection)


def _entry(error: GraphQLError) -> dict[str, Any]:
    shown: dict[str, Any] = {"message": error.message}
    if error.locations:
        shown["locations"] = [location.formatted for location in error.locations]
    shown["extensions"] = {"code": BAD_INPUT, **(error.extensions or {})}
    return shown
