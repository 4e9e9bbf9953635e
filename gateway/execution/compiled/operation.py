"""A compiled operation: made once of a valid document, run many times with variables."""

from collections.abc import Coroutine, Mapping
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    assert_valid_schema,
    default_field_resolver,
    default_type_resolver,
)
from graphql.execution import Executor
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.incremental.incremental_executor import IncrementalExecutor
from graphql.execution.values import VariableValues
from strawberry.execution import optimized_is_awaitable

from gateway.execution.compiled.conditions import Decided, decided, directives, only
from gateway.execution.compiled.places import ObjectFunction
from gateway.execution.compiled.run import Run
from gateway.execution.compiled.unsupported import NotCompiled, Unsupported
from gateway.execution.compiled.variables import Variables
from gateway.execution.compiled.variants import Variant
from gateway.execution.compiled.waiting import CoroutineType
from gateway.execution.generated import TooDeep

MOST_VARIANTS = 16
_UNKNOWN_DIRECTIVES = {
    "defer": Unsupported.INCREMENTAL,
    "stream": Unsupported.INCREMENTAL,
    "experimental_disableErrorPropagation": Unsupported.NO_ERROR_PROPAGATION,
}


class CompiledOperation:
    """One operation of a document that is valid against a schema; everything else about it is decided here or at the first run.

    `executor_class` is what would run it in graphql-core: its `info` is what resolvers are given. Raises NotCompiled.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        executor_class: type[Executor[Any]] = Executor,
    ) -> None:
        assert_valid_schema(schema)
        fragments = [d for d in document.definitions if isinstance(d, FragmentDefinitionNode)]
        self._schema = schema
        self._operation = operation
        self._fragments = {fragment.name.value: fragment for fragment in fragments}
        self._executor_class = executor_class
        self._given = Variables(schema, operation)
        self._conditions = self._checked(fragments)
        self._variants: dict[Decided, ObjectFunction] = {}
        self._unsupported: dict[Decided, Unsupported] = {}

    def run(
        self, root: Any = None, context: Any = None, variables: Mapping[str, Any] | None = None
    ) -> ExecutionResult | Coroutine[Any, Any, ExecutionResult]:
        """The result, or where something must be awaited a coroutine of it, as `graphql.execute` gives it.

        Of a subscription this answers one event, which is the root. Raises NotCompiled.
        """
        values = self._given.coerced(variables)
        if isinstance(values, list):
            return ExecutionResult(None, values)
        run = Run(root, context, values, self._executor)
        try:
            shown = self._function(values)(root, None, run)
        except GraphQLError as error:
            run.add(error, None)
            shown = None
        if type(shown) is CoroutineType:
            return _awaited(shown, run)
        run.ended()
        return ExecutionResult(shown, run.errors or None)

    def _function(self, values: VariableValues) -> ObjectFunction:
        key = decided(self._conditions, values)
        found = self._variants.get(key)
        return self._written(key, values) if found is None else found

    def _written(self, key: Decided, values: VariableValues) -> ObjectFunction:
        if None in key:
            raise NotCompiled(Unsupported.UNDECIDED_CONDITION)
        if reason := self._unsupported.get(key):
            raise NotCompiled(reason)
        if len(self._variants) >= MOST_VARIANTS:
            raise NotCompiled(Unsupported.MANY_CONDITIONS)
        root = self._schema.get_root_type(self._operation.operation)
        assert root is not None, "a valid operation has a root type"
        variant = Variant(self._schema, self._operation, self._fragments, only(self._conditions, values))
        try:
            found = self._variants[key] = variant.root(root)
        except (RecursionError, TooDeep, MemoryError):
            self._unsupported[key] = Unsupported.TOO_DEEP
            raise NotCompiled(Unsupported.TOO_DEEP) from None
        return found

    def _checked(self, fragments: list[FragmentDefinitionNode]) -> tuple[str, ...]:
        """The variables that decide what is selected. Raises NotCompiled."""
        found = directives([self._operation, *fragments])
        for name, reason in _UNKNOWN_DIRECTIVES.items():
            if name in found.names or (reason is Unsupported.INCREMENTAL and self._schema.get_directive(name)):
                raise NotCompiled(reason)
        if any(fragment.variable_definitions for fragment in fragments):
            raise NotCompiled(Unsupported.FRAGMENT_ARGUMENTS)
        if not only_tells_more(self._executor_class):
            raise NotCompiled(Unsupported.UNKNOWN_EXECUTOR)
        return tuple(dict.fromkeys(found.variables))

    def _executor(self, run: Run) -> Executor[Any]:
        return self._executor_class(
            self._schema,
            self._fragments,
            {name: FragmentDetails(definition) for name, definition in self._fragments.items()},
            run.root,
            run.context,
            self._operation,
            run.variables,
            default_field_resolver,
            default_type_resolver,
            default_field_resolver,
            is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type]
        )


async def _awaited(pending: Any, run: Run) -> ExecutionResult:
    try:
        shown = await pending
    except GraphQLError as error:
        run.add(error, None)
        shown = None
    finally:
        run.ended()
    return ExecutionResult(shown, run.errors or None)


def only_tells_more(executor_class: type[Executor[Any]]) -> bool:
    """Whether an executor class differs from graphql-core's in nothing but what it tells resolvers."""
    added = [cls for cls in executor_class.__mro__ if cls not in IncrementalExecutor.__mro__]
    changed = {name for cls in added for name in cls.__dict__ if not name.startswith("__") and hasattr(Executor, name)}
    return issubclass(executor_class, Executor) and changed <= {"build_resolve_info"}
