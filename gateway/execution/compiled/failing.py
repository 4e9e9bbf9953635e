"""What becomes of what is raised: an error and null where null may stand, otherwise on to what is around."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from types import CoroutineType
from typing import Any

from graphql import FieldNode, GraphQLOutputType, is_non_null_type, located_error

from gateway.execution.compiled.paths import Path, listed
from gateway.execution.compiled.run import Run
from gateway.execution.compiled.waiting import Failed, is_awaitable


def failing(type_: GraphQLOutputType, nodes: Sequence[FieldNode]) -> Failed:
    """What notes the errors of values of a type."""

    def nullable(error: Exception, path: Path, run: Run, around: Any) -> None:
        run.add(located_error(error, nodes, listed(path)), path)

    def not_null(error: Exception, path: Path, run: Run, around: Mapping[str, Any]) -> None:
        if around:
            run.settle(value for value in around.values() if type(value) is CoroutineType)
        raise located_error(error, nodes, listed(path))

    return not_null if is_non_null_type(type_) else nullable


def abandon(shown: list[Any], rest: Iterator[Any], run: Run) -> None:
    """A list ends early: what is pending in it, and what can be awaited of the items not seen, is left to end."""
    pending: list[Any] = [value for value in shown if type(value) is CoroutineType]
    with suppress(Exception):
        pending.extend(item for item in rest if is_awaitable(item))
    if pending:
        run.settle(pending)
