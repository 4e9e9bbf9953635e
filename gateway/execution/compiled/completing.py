"""Completing values the long way: exactly what graphql-core does with a value, for whatever is not as nearly all values are.

Generated code sends a value here when its class is not one that it knows, which also decides what it knows the next time.
"""

from collections.abc import AsyncIterable, Callable
from contextlib import suppress
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLList,
    GraphQLObjectType,
    GraphQLOutputType,
    Undefined,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    located_error,
)
from graphql.execution.executor import invalid_return_type_error
from graphql.pyutils import is_iterable

from gateway.execution.compiled.abstract import Known, abstract, class_decides, function_for, said_by_class
from gateway.execution.compiled.failing import abandon
from gateway.execution.compiled.fields import Field
from gateway.execution.compiled.functions import ignores_info
from gateway.execution.compiled.leaves import leaf
from gateway.execution.compiled.paths import Path, listed
from gateway.execution.compiled.places import Items, ObjectFunction, Places
from gateway.execution.compiled.run import Run
from gateway.execution.compiled.waiting import (
    Complete,
    CoroutineType,
    Failed,
    guarded,
    is_awaitable,
    pending_items,
    resolved,
)


def finishing(complete: Complete, failed: Failed, places: Places) -> Complete:
    """Completes what a field or an item is, now or when it is there; the class of what came is learned."""
    learn = places.settled.learn

    def finish(value: Any, path: Path, at: Path, run: Run) -> Any:
        learn(type(value))
        if is_awaitable(value):
            return guarded(resolved(value, complete, path, at, run), failed, path, run)
        completed = complete(value, path, at, run)
        return guarded(completed, failed, path, run) if type(completed) is CoroutineType else completed

    return finish


def called(finish: Complete, field: Field, arguments: Callable[[Run], dict[str, Any]]) -> Complete:
    """As `finish`, for a value that the default resolver found: what can be called is."""

    def finish_called(value: Any, path: Path, at: Path, run: Run) -> Any:
        if callable(value):
            value = value(run.info(field, at), **arguments(run))
        return finish(value, path, at, run)

    return finish_called


def completion(type_: GraphQLOutputType, field: Field, places: Places, known: Known, items: Items | None) -> Complete:
    """Completes values of a type. `items` completes a list's items where the type is a list, `known` learns classes."""
    if is_non_null_type(type_):
        return _not_null(completion(type_.of_type, field, places, known, items), field)
    if is_list_type(type_):
        assert items is not None
        return _list(type_, field, items)
    if is_leaf_type(type_):
        return leaf(type_)
    if is_abstract_type(type_):
        made: dict[GraphQLObjectType, tuple[Complete, ObjectFunction]] = {}

        def of_object(found: GraphQLObjectType) -> tuple[Complete, ObjectFunction]:
            if found not in made:
                function = places.object(found, field.details)
                made[found] = (object_completion(found, field, function, {}), function)
            return made[found]

        return abstract(type_, places.schema, field, of_object, known)
    assert is_object_type(type_)
    return object_completion(type_, field, places.object(type_, field.details), known)


def _not_null(inner: Complete, field: Field) -> Complete:
    def complete(value: Any, path: Path, at: Path, run: Run) -> Any:
        completed = inner(value, path, at, run)
        if completed is None:
            raise TypeError(f"Cannot return null for non-nullable field {field.parent}.{field.name}.")
        return completed

    return complete


def object_completion(type_: GraphQLObjectType, field: Field, function: ObjectFunction, known: Known) -> Complete:
    """Completes values of an object type, whose predicate `is_type_of` is asked where it has one; `known` learns classes."""
    is_type_of = type_.is_type_of
    learns = class_decides(is_type_of)
    blind = ignores_info(is_type_of)

    def complete(value: Any, path: Path, at: Path, run: Run) -> Any:
        if isinstance(value, Exception):
            raise value
        if value is None or value is Undefined:
            return None
        if (certain := function_for(value, known)) is not None:
            return certain(value, path, run)
        if is_type_of is not None:
            found = is_type_of(value, None if blind else run.info(field, at))  # type: ignore[arg-type]
            if is_awaitable(found):
                return later(found, value, path, run)
            if not found:
                raise invalid_return_type_error(type_, value, field.details)
            if learns and said_by_class(value, type_):
                known[type(value)] = function
        return function(value, path, run)

    async def later(found: Any, value: Any, path: Path, run: Run) -> Any:
        if not await found:
            raise invalid_return_type_error(type_, value, field.details)
        shown = function(value, path, run)
        return await shown if type(shown) is CoroutineType else shown

    return complete


def _list(type_: GraphQLList[Any], field: Field, items: Items) -> Complete:
    def complete(value: Any, path: Path, at: Path, run: Run) -> Any:
        if isinstance(value, Exception):
            raise value
        if value is None or value is Undefined:
            return None
        if hasattr(value, "__aiter__"):
            return _gathered(value, field, items, (path, at), run)
        if not is_iterable(value):
            raise GraphQLError(f"Expected Iterable, but did not find one for field '{field.parent}.{field.name}'.")
        return items.all(value, path, at, run)

    return complete


async def _gathered(values: AsyncIterable[Any], field: Field, items: Items, paths: tuple[Path, Path], run: Run) -> Any:
    """A list whose items come one after the other, each awaited."""
    iterator, (path, at) = aiter(values), paths
    shown: list[Any] = []
    try:
        while True:
            try:
                value = await anext(iterator)
            except StopAsyncIteration:
                break
            except Exception as error:
                raise located_error(error, field.nodes, listed(path)) from error
            shown.append(items.one(value, (path, len(shown), None), at, run))
    except Exception:
        with suppress(Exception):
            await iterator.aclose()  # type: ignore[attr-defined]
        abandon(shown, iter(()), run)
        raise
    completed = pending_items(shown)
    return await completed if type(completed) is CoroutineType else completed


def guarded_item(finish: Complete, failed: Failed) -> Complete:
    """Completes one item; what it raises becomes an error there."""

    def one(value: Any, path: Path, at: Path, run: Run) -> Any:
        try:
            return finish(value, path, at, run)
        except Exception as error:
            return failed(error, path, run, None)

    return one
