"""graphql-core's own execution is the oracle: the same operation on it and compiled must answer the same."""

import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLSchema,
    OperationDefinitionNode,
    execute,
    parse,
    specified_rules,
    validate,
)
from graphql.execution import Executor
from strawberry.execution import optimized_is_awaitable

from gateway.execution.compiled.operation import CompiledOperation


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: its data as JSON text, its errors by path."""

    data: str
    errors: tuple[str, ...]


async def same(
    schema: GraphQLSchema,
    text: str,
    make_root: Callable[[], Any] = lambda: None,
    variables: Mapping[str, Any] | None = None,
    executor: type[Executor[Any]] = Executor,
) -> Told:
    """What both answer. The root is made for each anew, for what can be awaited only once."""
    document = parse(text)
    assert not (wrong := validate(schema, document, specified_rules)), wrong
    expected = await told(by_core(schema, document, make_root(), variables, executor))
    compiled = compiled_of(schema, document, executor)
    for _ in range(2):  # the second run knows the classes that the first has seen
        found = await told(compiled.run(make_root(), CONTEXT, variables))
        assert found == expected, text
    return expected


CONTEXT = {"who": "asks"}


def by_core(
    schema: GraphQLSchema,
    document: DocumentNode,
    root: Any,
    variables: Mapping[str, Any] | None,
    executor: type[Executor[Any]] = Executor,
) -> Any:
    return execute(
        schema,
        document,
        root,
        CONTEXT,
        dict(variables or {}),
        executor_class=executor,
        is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type]
    )


def compiled_of(
    schema: GraphQLSchema, document: DocumentNode, executor: type[Executor[Any]] = Executor
) -> CompiledOperation:
    operation = next(d for d in document.definitions if isinstance(d, OperationDefinitionNode))
    return CompiledOperation(schema, document, operation, executor)


async def told(answer: Any) -> Told:
    result: ExecutionResult = await answer if inspect.isawaitable(answer) else answer
    errors = [
        json.dumps({**error.formatted, "cause": type(error.original_error).__name__}, default=str)
        for error in result.errors or ()
    ]
    by_path = sorted(errors, key=lambda text: (str(json.loads(text).get("path")), text))
    return Told(json.dumps(result.data, default=str), tuple(by_path))
