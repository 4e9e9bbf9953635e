"""Scalars and enums: how a value is completed, and the check by which nearly all need not be.

Each kind of leaf is written into the generated code in one of three ways: `exact` classes pass as they are, `names` are looked
up, and other scalars are coerced by their own function.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, Flag
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLScalarType,
    GraphQLString,
    Undefined,
    is_enum_type,
)
from graphql.execution import Executor
from graphql.pyutils import inspect
from strawberry.schema.schema_converter import CustomGraphQLEnumType

from gateway.execution.compiled.paths import Path
from gateway.execution.compiled.run import Run
from gateway.execution.compiled.settled import is_plain
from gateway.execution.compiled.waiting import Complete, CoroutineType, Failed, guarded, is_awaitable, value_of

OUTPUT: frozenset[type] = frozenset({str, int, float, bool, list, dict})
"""Classes of coerced values that are what they seem."""
_EXACT = {
    GraphQLString: "type({0}) is not str",
    GraphQLID: "type({0}) is not str",
    GraphQLBoolean: "type({0}) is not bool",
    GraphQLInt: "type({0}) is not int or not -2147483648 <= {0} <= 2147483647",
    GraphQLFloat: "type({0}) is not float or not -1.7976931348623157e308 <= {0} <= 1.7976931348623157e308",
}
_COERCERS = {scalar: scalar.coerce_output_value for scalar in _EXACT}
_HASHES = {Enum.__hash__, str.__hash__, int.__hash__}
_EQUALITIES = {object.__eq__, str.__eq__, int.__eq__}


@dataclass(frozen=True, slots=True)
class Members:
    """Names of an enum's values; `of` is the class that the values must be of, None: any that is found."""

    names: Mapping[Any, str]
    of: type | None


def wrong(type_: GraphQLLeafType) -> str | None:
    """The condition, over a name in braces, under which a value of a built-in scalar needs coercion; None for other leaves."""
    if isinstance(type_, GraphQLScalarType) and _COERCERS.get(type_) == type_.coerce_output_value:
        return _EXACT[type_]
    return None


def only_class(type_: GraphQLLeafType) -> type | None:
    """The class whose instances are all right as they are; None where there is none."""
    exact: dict[GraphQLLeafType, type] = {GraphQLString: str, GraphQLID: str, GraphQLBoolean: bool}
    return exact.get(type_) if wrong(type_) else None


def members(type_: GraphQLLeafType) -> Members | None:
    """What an enum's values are shown as; None for scalars and for enums of a kind that is not known here."""
    if not is_enum_type(type_):
        return None
    coerce = type(type_).coerce_output_value
    if coerce is GraphQLEnumType.coerce_output_value:
        plain = {v.value: name for name, v in type_.values.items() if type(v.value) is str}
        return Members(plain, str) if plain else None
    if isinstance(type_, CustomGraphQLEnumType) and coerce is CustomGraphQLEnumType.coerce_output_value:
        return _strawberry_members(type_)
    return None


def _strawberry_members(type_: CustomGraphQLEnumType) -> Members | None:
    cls: Any = type_.wrapped_cls
    if issubclass(cls, Flag) or not is_plain(cls) or cls.__hash__ not in _HASHES or cls.__eq__ not in _EQUALITIES:
        return None
    names = {}
    for member in cls:
        try:
            names[member] = type_.coerce_output_value(member)
        except Exception:
            return None
    return Members(names, cls)


def leaf(type_: GraphQLLeafType) -> Complete:
    """Completes values of a leaf type."""

    def complete(value: Any, path: Path, at: Path, run: Run) -> Any:
        if isinstance(value, Exception):
            raise value
        if value is None or value is Undefined:
            return None
        return as_completed(Executor.complete_leaf_value(type_, value))

    return complete


def odd_output(type_: GraphQLLeafType, failed: Failed) -> Callable[[Any, Any, Path, Run], Any]:
    """Judges what a scalar made of a value where that is nothing usual."""

    def judged(value: Any, coerced: Any, path: Path, run: Run) -> Any:
        if coerced is None or coerced is Undefined:
            raise TypeError(
                f"Expected `{inspect(type_)}.coerce_output_value({inspect(value)})` to return non-nullable value, "
                f"returned: {inspect(coerced)}"
            )
        completed = as_completed(coerced)
        return guarded(completed, failed, path, run) if type(completed) is CoroutineType else completed

    return judged


def as_completed(coerced: Any) -> Any:
    """What a scalar made of a value. It may be anything that can be awaited, then it is."""
    if is_awaitable(coerced) and type(coerced) is not CoroutineType:
        return value_of(coerced)
    return coerced
