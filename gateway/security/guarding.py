"""A schema whose resolvers give nobody a row or a value that is not theirs: for everyone who may not see everything.

Every field that can lead to a guarded row is wrapped, whatever road an operation takes to it. The schema of those who may see
everything is left as it is, and as quick.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing
from inspect import isawaitable
from typing import Any, TypeAlias

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    default_field_resolver,
    get_named_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)

from gateway.security.imports import check_import
from gateway.security.lines import TABLE
from gateway.security.rows import ROWS, may_see_own, sees
from graph_model.errors import Forbidden
from resolvers.context import Context

Check = Callable[[Context, Any], Any]
Resolve = Callable[..., Any]
Info: TypeAlias = GraphQLResolveInfo[Any]
GUARDED = frozenset({*ROWS, "Entity", "Person", "Node", "_Entity"})
"""The named types behind which a guarded row can stand."""
IMPORT = "Mutation.importGrades"


def guard(schema: GraphQLSchema) -> None:
    """Wrap the resolvers of a schema of `credit`, in place."""
    for coordinate, field in _fields(schema):
        if field.subscribe is not None:
            field.subscribe = _only_their_events(field.subscribe)
            continue
        resolve = field.resolve or default_field_resolver
        line = TABLE.get(coordinate)
        if line is not None and line.masked:
            field.resolve = _masked(resolve)
        elif get_named_type(field.type).name in GUARDED:
            field.resolve = _checked(resolve, _check_of(field))
        elif coordinate == IMPORT:
            field.resolve = _importing(resolve)


def _fields(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLField]]:
    for name, type_ in schema.type_map.items():
        if is_object_type(type_) and not name.startswith("__"):
            assert isinstance(type_, GraphQLObjectType)
            for field_name, field in type_.fields.items():
                yield f"{name}.{field_name}", field


def _masked(resolve: Resolve) -> Resolve:
    def resolved(source: Any, info: Info, **arguments: Any) -> Any:
        return resolve(source, info, **arguments) if may_see_own(info.context.asker, source) else None

    return resolved


def _checked(resolve: Resolve, check: Check) -> Resolve:
    def resolved(source: Any, info: Info, **arguments: Any) -> Any:
        found = resolve(source, info, **arguments)
        context = info.context
        return _later(found, check, context) if isawaitable(found) else check(context, found)

    return resolved


async def _later(found: Awaitable[Any], check: Check, context: Context) -> Any:
    return check(context, await found)


def _check_of(field: GraphQLField) -> Check:
    """What is done with a value of this type of which somebody may not know."""
    required = is_non_null_type(field.type)
    bare = getattr(field.type, "of_type", field.type) if required else field.type
    if is_list_type(bare):
        return _only_theirs if is_non_null_type(bare.of_type) else _null_where_not_theirs
    return _theirs if required else _theirs_or_null


def _only_theirs(context: Context, values: Any) -> Any:
    return None if values is None else [value for value in values if sees(context, value)]


def _null_where_not_theirs(context: Context, values: Any) -> Any:
    return None if values is None else [value if sees(context, value) else None for value in values]


def _theirs_or_null(context: Context, value: Any) -> Any:
    return value if sees(context, value) else None


def _theirs(context: Context, value: Any) -> Any:
    """Raises Forbidden: the place cannot be left empty. No operation that is let in leads there (`lines`)."""
    if not sees(context, value):
        raise Forbidden("这一行不归你看 / this row is not yours to see")
    return value


def _only_their_events(subscribe: Resolve) -> Resolve:
    """Events of rows that somebody does not see do not come."""

    async def events(source: Any, info: Info, **arguments: Any) -> AsyncGenerator[Any, None]:
        context = info.context
        found = subscribe(source, info, **arguments)
        async with aclosing(await found if isawaitable(found) else found) as all_events:
            async for event in all_events:
                if sees(context, event):
                    yield event

    return events


def _importing(resolve: Resolve) -> Resolve:
    def resolved(source: Any, info: Info, **arguments: Any) -> Any:
        check_import(info.context.asker, info.context.catalogue, arguments["input"])
        return resolve(source, info, **arguments)

    return resolved
