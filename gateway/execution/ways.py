"""How the operations of a schema are run: compiled from the second time on, by graphql-core the first time and where that must be."""

from collections import Counter
from collections.abc import AsyncIterable, Awaitable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLSchema,
    OperationDefinitionNode,
    create_source_event_stream,
    execute,
)
from graphql.execution import Executor
from graphql.pyutils import AwaitableOrValue
from strawberry.execution import optimized_is_awaitable

from gateway.execution.compiled.operation import CompiledOperation
from gateway.execution.compiled.unsupported import NotCompiled, Unsupported
from gateway.tracing import span

log = structlog.get_logger(__name__)
COMPILED = "compiled"
FIRST_TIME = "first-time"
"""An operation that was not run before: many never come again, and compiling one costs more than running it once."""


@dataclass(slots=True)
class Way:
    """How one operation of a valid document is run, as far as that is known."""

    document: DocumentNode
    operation: OperationDefinitionNode
    seen: bool = False
    compiled: CompiledOperation | None = None
    unsupported: Unsupported | None = None


class Ways:
    """Runs operations of one schema, whose `executor_class` says what resolvers are told; `counts` says how they were run.

    Its keys are COMPILED, FIRST_TIME and the reasons of `Unsupported`.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        executor_class: type[Executor[Any]],
        *,
        at_once: bool = False,
        counts: Counter[str] | None = None,
    ) -> None:
        self._schema = schema
        self._executor_class = executor_class
        self._at_once = at_once
        self.counts: Counter[str] = Counter() if counts is None else counts

    def run(
        self, way: Way, context: object, variables: Mapping[str, Any] | None, event: object = None
    ) -> ExecutionResult | Awaitable[ExecutionResult]:
        """The result, or an awaitable of it where something had to be awaited; `event` is what a subscription answers to."""
        try:
            found = self._compiled(way).run(event, context, variables)
        except NotCompiled as not_compiled:
            self.counts[not_compiled.reason] += 1
            return self._by_core(way, context, variables, event)
        self.counts[COMPILED] += 1
        return found

    def _compiled(self, way: Way) -> CompiledOperation:
        """Raises NotCompiled."""
        if way.compiled is not None:
            return way.compiled
        if way.unsupported is not None:
            raise NotCompiled(way.unsupported)
        if not way.seen and not self._at_once:
            way.seen = True
            raise NotCompiled(FIRST_TIME)
        try:
            with span("graphql.compile"):
                way.compiled = CompiledOperation(self._schema, way.document, way.operation, self._executor_class)
        except NotCompiled as not_compiled:
            way.unsupported = Unsupported(not_compiled.reason)
            log.info("an operation is left to graphql-core", reason=not_compiled.reason)
            raise
        return way.compiled

    def events(
        self, way: Way, context: object, variables: Mapping[str, Any] | None
    ) -> AwaitableOrValue[AsyncIterable[Any] | ExecutionResult]:
        """The events of a subscription, each for `run`; a result where there cannot be any, with the errors that say why."""
        executor = self._executor_class.build(
            self._schema,
            way.document,
            None,
            context,
            dict(variables or {}),
            way.operation.name.value if way.operation.name else None,
            is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type]
        )
        return ExecutionResult(None, executor) if isinstance(executor, list) else create_source_event_stream(executor)

    def _by_core(
        self, way: Way, context: object, variables: Mapping[str, Any] | None, event: object
    ) -> ExecutionResult | Awaitable[ExecutionResult]:
        return execute(
            self._schema,
            way.document,
            event,
            context_value=context,
            variable_values=dict(variables or {}),
            operation_name=way.operation.name.value if way.operation.name else None,
            is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type]
            executor_class=self._executor_class,
        )
