"""The undivided schema over the same data, executed by graphql-core: what the federated answer has to equal."""

from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    build_schema,
    execute_sync,
)

from tests.gateway.federation.differential.data import Data, Failure
from tests.gateway.federation.differential.field_sets import Knowledge
from tests.gateway.federation.differential.sdl import undivided_sdl
from tests.gateway.federation.differential.world import Divided, Output, Thing


class Undivided:
    """Executes operations on the whole."""

    def __init__(self, divided: Divided) -> None:
        self.schema = build_schema(undivided_sdl(divided))
        self._lenient = build_schema(undivided_sdl(divided, shown=Output.widest), assume_valid=True)
        self.knowledge = Knowledge(Data(divided.world), build_schema(undivided_sdl(divided, hidden=True)))

    def answer(self, document: DocumentNode, variables: dict[str, Any]) -> ExecutionResult:
        return self._executed(self.schema, document, variables)

    def everything_that_fails(self, document: DocumentNode, variables: dict[str, Any]) -> ExecutionResult:
        """The answer where every field may be null, so that no failure hides another."""
        return self._executed(self._lenient, document, variables)

    def _executed(self, schema: GraphQLSchema, document: DocumentNode, variables: dict[str, Any]) -> ExecutionResult:
        return execute_sync(
            schema,
            document,
            variable_values=variables,
            context_value=[],
            field_resolver=self._resolve,
            type_resolver=lambda thing, *_: thing.type,
        )

    def _resolve(self, thing: Thing | None, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        thing = thing or Thing(info.parent_type.name, 0)
        return resolved(self.knowledge.value(thing, info.field_name, arguments, ordinal(info)))


def ordinal(info: GraphQLResolveInfo[Any]) -> int:
    """The how manieth mutation this is, 0 for no mutation; the context is the list of those before."""
    if info.parent_type.name != "Mutation":
        return 0
    info.context.append(info.field_name)
    return len(info.context)


def resolved(raw: Any) -> Any:
    if isinstance(raw, list):
        return [resolved(item) for item in raw]
    return GraphQLError(raw.message) if isinstance(raw, Failure) else raw
