"""Interfaces and unions: which object type a value is of, and whether its class alone says so."""

from collections.abc import Awaitable, Callable
from typing import Any

from graphql import (
    GraphQLAbstractType,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
    default_type_resolver,
    is_union_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryObjectDefinition, get_object_definition
from strawberry.types.cast import TYPE_CAST_ATTRIBUTE, get_strawberry_type_cast

from gateway.execution.compiled.fields import Field
from gateway.execution.compiled.paths import Path
from gateway.execution.compiled.run import Run
from gateway.execution.compiled.settled import is_plain
from gateway.execution.compiled.waiting import Complete, is_awaitable

__all__ = ["TYPE_CAST_ATTRIBUTE", "Known", "abstract", "class_decides", "function_for", "said_by_class"]

Known = dict[type, Callable[[Any, Path, Run], Any]]
"""The functions for objects of classes whose object type is certain."""
_BY_CLASS = {
    (
        "strawberry.schema.schema_converter",
        "GraphQLCoreConverter.from_interface.<locals>._get_resolve_type.<locals>.resolve_type",
    ),
    ("strawberry.types.union", "StrawberryUnion.get_type_resolver.<locals>._resolve_union_type"),
    (
        "strawberry.schema.schema_converter",
        "GraphQLCoreConverter.from_object.<locals>._get_is_type_of.<locals>.is_type_of",
    ),
    ("strawberry.schema.schema_converter", "GraphQLCoreConverter._get_is_type_of.<locals>.is_type_of"),
}
"""Strawberry's own resolvers of types: for an object that is no cast and of a type's own class they look at the class alone."""


def class_decides(resolver: Any) -> bool:
    """Whether a resolver of types, or a predicate `is_type_of`, is one of Strawberry's own."""
    return (getattr(resolver, "__module__", None), getattr(resolver, "__qualname__", None)) in _BY_CLASS


def function_for(value: Any, known: Known) -> Callable[[Any, Path, Run], Any] | None:
    """The function for an object that is of a class whose type is certain."""
    function = known.get(type(value))
    return function if function is not None and get_strawberry_type_cast(value) is None else None


def said_by_class(value: Any, type_: GraphQLObjectType) -> bool:
    """Whether a value is an instance of the very class that an object type was made from, and that of no generic one."""
    if get_strawberry_type_cast(value) is not None or not is_plain(type(value)):
        return False
    if type_.is_type_of and not class_decides(type_.is_type_of):
        return False
    definition = type_.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return (
        isinstance(definition, StrawberryObjectDefinition)
        and definition.origin is type(value)
        and get_object_definition(type(value)) is definition
        and definition.concrete_of is None
        and not definition.is_graphql_generic
    )


def _inherits(value: Any, type_: GraphQLAbstractType) -> bool:
    """Whether a value is an instance of an interface's own class; always so for a union, which has none."""
    definition = type_.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return is_union_type(type_) or (
        isinstance(definition, StrawberryObjectDefinition) and issubclass(type(value), definition.origin)
    )


def abstract(
    type_: GraphQLAbstractType,
    schema: GraphQLSchema,
    field: Field,
    of_object: Callable[[GraphQLObjectType], tuple[Complete, Callable[[Any, Path, Run], Any]]],
    known: Known,
) -> Complete:
    """Completes values of an abstract type. `of_object` completes those of an object type; `known` learns classes.

    Its second part is the function for an object that is certainly of the type.
    """
    resolve_type = type_.resolve_type or default_type_resolver
    learns = class_decides(type_.resolve_type)

    def complete(value: Any, path: Path, at: Path, run: Run) -> Any:
        if isinstance(value, Exception):
            raise value
        if value is None or value is Undefined:
            return None
        if (function := function_for(value, known)) is not None:
            return function(value, path, run)
        found = resolve_type(value, run.info(field, at), type_)
        if is_awaitable(found):
            return later(found, value, path, at, run)
        return of_type(found, value, path, at, run)

    async def later(found: Awaitable[Any], value: Any, path: Path, at: Path, run: Run) -> Any:
        completed = of_type(await found, value, path, at, run)
        return await completed if is_awaitable(completed) else completed

    def of_type(found: Any, value: Any, path: Path, at: Path, run: Run) -> Any:
        valid = run.executor.ensure_valid_runtime_type(found, type_, field.details, run.info(field, at), value)
        complete_object, certain = of_object(valid)
        if learns and type(value) not in known and said_by_class(value, valid) and _inherits(value, type_):
            known[type(value)] = certain
        return complete_object(value, path, at, run)

    return complete
