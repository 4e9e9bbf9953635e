"""What stands behind a resolver that Strawberry made: where the user's function or attribute can be asked straight.

Strawberry wraps every field in a function of its own: it makes an `Info`, converts the arguments, runs the field's extensions
(permissions are one) and calls what the user wrote. What of that does nothing for a field is left out; a field of which that
cannot be shown, and every version of Strawberry that does it otherwise, is called as graphql-core would.
"""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import iscoroutinefunction
from types import FunctionType, MethodType
from typing import Any

from graphql import GraphQLField, get_named_type, is_leaf_type, is_scalar_type
from strawberry import Info
from strawberry.relay.types import GlobalID
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import StrawberryArgument, convert_arguments
from strawberry.types.base import StrawberryList, StrawberryOptional
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver
from strawberry.types.lazy_type import LazyType

_WRAPPED = "GraphQLCoreConverter.from_resolver.<locals>."
_EXTENDED = _WRAPPED + "wrap_field_extensions.<locals>.extension_resolver"


@dataclass(frozen=True, slots=True)
class Attribute:
    """The value is an attribute of the object."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """The value is what the user's function gives.

    `positional`: the object comes first; `parents` and `info` are the names of the parameters that take the object and the
    `Info`; `convert` makes the function's arguments of the field's (None: it takes none).
    """

    function: Callable[..., Any]
    positional: bool
    parents: tuple[str, ...]
    info: str | None
    field: StrawberryField
    convert: Callable[[dict[str, Any]], dict[str, Any]] | None


def straight(definition: GraphQLField) -> Attribute | Call | None:
    """How a field can be asked without Strawberry's wrapping; None where that is not certainly the same."""
    found = definition.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if not isinstance(found, StrawberryField):
        return None
    field: StrawberryField = found
    if type(field).get_result is not StrawberryField.get_result:
        return None
    held = _held(definition.resolve)
    if _is(definition.resolve, "_get_basic_result"):
        is_attribute = held.get("field") is field and field.base_resolver is None and field.default_resolver is getattr
        return Attribute(field.python_name) if is_attribute else None
    if not (_is(definition.resolve, "_resolver") or _is(definition.resolve, "_async_resolver")):
        return None
    extended = held.get("_get_result_with_extensions")
    inner = _held(extended) if getattr(extended, "__qualname__", None) == _EXTENDED else {}
    handled = held.get("field_exception_handlers") != ()
    if handled or field.extensions or inner.get("extension_functions") != [] or inner.get("field") is not field:
        return None
    return _call(definition, field, inner.get("self"))


def _call(definition: GraphQLField, field: StrawberryField, converter: Any) -> Call | None:
    resolver = field.base_resolver
    if type(resolver) is not StrawberryResolver or not isinstance(converter, GraphQLCoreConverter):
        return None
    function = resolver.wrapped_func
    if not isinstance(function, (FunctionType, MethodType)) or converter.config.info_class is not Info:
        return None
    if field.is_async and not iscoroutinefunction(function):
        return None
    if not all(_passes_through(argument, definition, converter) for argument in field.arguments):
        return None
    parents = [parameter.name for parameter in (resolver.parent_parameter, resolver.root_parameter) if parameter]
    info = resolver.info_parameter.name if resolver.info_parameter else None
    convert = _converting(definition, field, converter) if field.arguments else None
    return Call(function, resolver.self_parameter is not None, tuple(parents), info, field, convert)


def _converting(
    definition: GraphQLField, field: StrawberryField, converter: GraphQLCoreConverter
) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Scalars, and lists of them, are only called otherwise in Python."""
    arguments, registry, config = field.arguments, converter.scalar_registry, converter.config
    names = [(config.name_converter.from_argument(argument), str(argument.python_name)) for argument in arguments]
    if all(is_scalar_type(get_named_type(definition.args[name].type)) for name, _ in names):
        return lambda values: {ours: values[name] for name, ours in names if name in values}
    return lambda values: convert_arguments(values, arguments, scalar_registry=registry, config=config)


def _passes_through(argument: StrawberryArgument, definition: GraphQLField, converter: GraphQLCoreConverter) -> bool:
    """Whether a value is given on as it is: a scalar, an enum or one list of them. Then conversion cannot fail."""
    bare = _of_optional(argument.type)
    if type(bare) is StrawberryList:
        bare = _of_optional(bare.of_type)
    if isinstance(bare, (StrawberryList, StrawberryOptional, LazyType)) or bare is GlobalID:
        return False
    name = converter.config.name_converter.from_argument(argument)
    return is_leaf_type(get_named_type(definition.args[name].type))


def _of_optional(type_: Any) -> Any:
    return type_.of_type if type(type_) is StrawberryOptional else type_


def _is(function: Any, name: str) -> bool:
    return (
        getattr(function, "__module__", None) == GraphQLCoreConverter.__module__
        and getattr(function, "__qualname__", None) == _WRAPPED + name
    )


def _held(function: Any) -> dict[str, Any]:
    """What a function's closure holds, by name; nothing for what is no plain function."""
    if not isinstance(function, FunctionType):
        return {}
    cells = function.__closure__ or ()
    try:
        return dict(zip(function.__code__.co_freevars, (cell.cell_contents for cell in cells), strict=True))
    except ValueError:  # a cell that is empty still
        return {}
