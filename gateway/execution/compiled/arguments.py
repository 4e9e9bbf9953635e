"""What a field is given: read once where it is always the same, once a run where objects cannot change it, else each time."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLError,
    GraphQLField,
    ListValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    get_argument_values,
    get_named_type,
    is_enum_type,
    is_specified_scalar_type,
)

from gateway.execution.compiled.fields import Field
from gateway.execution.compiled.run import Run
from gateway.execution.compiled.variables import NO_VARIABLES

Reading = Callable[[Run], dict[str, Any]]
_TIMES = (datetime.date, datetime.time, datetime.timedelta)
_UNCHANGING = (type(None), str, int, float, bool, bytes, Decimal, UUID, Enum, *_TIMES)


def constant_arguments(field: Field) -> dict[str, Any] | None:
    """The arguments where no run can change them; None where they are read in each.

    A scalar of the schema's own may read the same text differently tomorrow, so its values are not kept.
    """
    return None if has_variables(field) else _constants(field, field.definition)


def _constants(field: Field, definition: GraphQLField) -> dict[str, Any] | None:
    """What is the same in each run, of a definition with arguments for which no variable is given."""
    written = {argument.name.value for argument in field.nodes[0].arguments or ()}
    if not definition.args and not written:
        return {}
    named = [get_named_type(argument.type) for name, argument in definition.args.items() if name in written]
    if not all(is_specified_scalar_type(type_) or is_enum_type(type_) for type_ in named):
        return None
    try:
        values = get_argument_values(definition, field.nodes[0], NO_VARIABLES)
    except GraphQLError:
        return None
    return values if unchanging(values) else None


def read_arguments(field: Field) -> Reading:
    """Reads the arguments of a field; raises GraphQLError where they cannot be used."""
    definition, node = field.definition, field.nodes[0]
    straight = _straight(field)

    def read(run: Run) -> dict[str, Any]:
        kept = run.arguments.get(field)
        if kept is not None:
            return kept
        values = None if straight is None else straight(run)
        if values is None:
            values = get_argument_values(definition, node, run.variables)
        if unchanging(values):
            run.arguments[field] = values
        return values

    return read


def _straight(field: Field) -> Callable[[Run], dict[str, Any] | None] | None:
    """Takes the values of variables as they are, where the rest is constant; gives None where one has no value or is null."""
    args = field.definition.args
    given = {argument.name.value: argument.value for argument in field.nodes[0].arguments or ()}
    variables = {name: value.name.value for name, value in given.items() if isinstance(value, VariableNode)}
    rest = {name: argument for name, argument in args.items() if name not in variables}
    if not variables or any(_mentions_variable(value) for name, value in given.items() if name not in variables):
        return None
    constants = _constants(field, GraphQLField(field.definition.type, args=rest))
    if constants is None:
        return None
    taken = [(args[name].out_name or name, variable) for name, variable in variables.items()]

    def read(run: Run) -> dict[str, Any] | None:
        coerced, values = run.variables.coerced, dict(constants)
        for name, variable in taken:
            value = coerced.get(variable)
            if value is None:
                return None
            values[name] = value
        return values

    return read


def has_variables(field: Field) -> bool:
    return any(_mentions_variable(argument.value) for argument in field.nodes[0].arguments or ())


def unchanging(values: dict[str, Any]) -> bool:
    """Whether nobody who is given these values can change them for the next."""
    return all(isinstance(value, _UNCHANGING) for value in values.values())


def _mentions_variable(value: ValueNode) -> bool:
    rest: list[ValueNode] = [value]
    while rest:
        node = rest.pop()
        if isinstance(node, VariableNode):
            return True
        if isinstance(node, ListValueNode):
            rest.extend(node.values)
        elif isinstance(node, ObjectValueNode):
            rest.extend(field.value for field in node.fields)
    return False
