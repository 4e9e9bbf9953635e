"""What a field is given: read once where it is always the same, once a run where objects cannot change it, else each time."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from graphql import (
    ArgumentNode,
    GraphQLError,
    ListValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    get_argument_values,
    get_named_type,
    is_enum_type,
    is_specified_scalar_type,
)
from graphql.execution.values import VariableValues

from gateway.execution.compiled.fields import Field
from gateway.execution.compiled.run import Run

NO_VARIABLES = VariableValues({}, {})
Reading = Callable[[Run], dict[str, Any]]
_TIMES = (datetime.date, datetime.time, datetime.timedelta)
_UNCHANGING = (type(None), str, int, float, bool, bytes, Decimal, UUID, Enum, *_TIMES)


def constant_arguments(field: Field) -> dict[str, Any] | None:
    """The arguments where no run can change them; None where they are read in each.

    A scalar of the schema's own may read the same text differently tomorrow, so its values are not kept.
    """
    if not field.definition.args and not field.nodes[0].arguments:
        return {}
    named = [get_named_type(argument.type) for argument in field.definition.args.values()]
    if not all(is_specified_scalar_type(type_) or is_enum_type(type_) for type_ in named) or has_variables(field):
        return None
    try:
        values = get_argument_values(field.definition, field.nodes[0], NO_VARIABLES)
    except GraphQLError:
        return None
    return values if unchanging(values) else None


def read_arguments(field: Field) -> Reading:
    """Reads the arguments of a field; raises GraphQLError where they cannot be used."""
    definition, node = field.definition, field.nodes[0]

    def read(run: Run) -> dict[str, Any]:
        kept = run.arguments.get(field)
        if kept is not None:
            return kept
        values = get_argument_values(definition, node, run.variables)
        if unchanging(values):
            run.arguments[field] = values
        return values

    return read


def has_variables(field: Field) -> bool:
    return any(_mentions_variable(argument) for argument in field.nodes[0].arguments or ())


def unchanging(values: dict[str, Any]) -> bool:
    """Whether nobody who is given these values can change them for the next."""
    return all(isinstance(value, _UNCHANGING) for value in values.values())


def _mentions_variable(argument: ArgumentNode) -> bool:
    rest: list[ValueNode] = [argument.value]
    while rest:
        value = rest.pop()
        if isinstance(value, VariableNode):
            return True
        if isinstance(value, ListValueNode):
            rest.extend(value.values)
        elif isinstance(value, ObjectValueNode):
            rest.extend(field.value for field in value.fields)
    return False
