"""The values of an operation's variables: scalars and enums that are there are coerced straight, all else as graphql-core does it."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from graphql import (
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    VariableDefinitionNode,
    get_variable_values,
    is_leaf_type,
    is_non_null_type,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource

MOST_ERRORS = 50
NO_VARIABLES = VariableValues({}, {})


class _Leaf(NamedTuple):
    """A variable of a scalar or an enum; `omissible` says that nothing stands for it where it is not given."""

    name: str
    signature: GraphQLVariableSignature
    coerce: Callable[[Any], Any]
    omissible: bool


class Variables:
    """Those that an operation defines."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        self._definitions = operation.variable_definitions or ()
        leaves = [_leaf(schema, definition) for definition in self._definitions]
        self._leaves = [leaf for leaf in leaves if leaf is not None]
        self._only_leaves = len(self._leaves) == len(leaves)

    def coerced(self, given: Mapping[str, Any] | None) -> VariableValues | list[GraphQLError]:
        """Their values as fields take them, or what is wrong with those that were given."""
        if not self._definitions:
            return NO_VARIABLES
        values = given or {}
        found = self._straight(values) if self._only_leaves else None
        if found is None:
            return get_variable_values(self._schema, self._definitions, dict(values), MOST_ERRORS)
        return found

    def _straight(self, given: Mapping[str, Any]) -> VariableValues | None:
        """None where one is null, has a default that counts, or is refused."""
        sources, coerced = {}, {}
        for name, signature, coerce, omissible in self._leaves:
            value = given.get(name, Undefined)
            if value is Undefined and omissible:
                sources[name] = VariableValueSource(signature)
                continue
            if value is None or value is Undefined:
                return None
            try:
                found = coerce(value)
            except Exception:
                return None
            if found is Undefined:
                return None
            sources[name] = VariableValueSource(signature, value)
            coerced[name] = found
        return VariableValues(sources, coerced)


def _leaf(schema: GraphQLSchema, definition: VariableDefinitionNode) -> _Leaf | None:
    signature = get_variable_signature(schema, definition)
    if isinstance(signature, GraphQLError):
        return None
    required = is_non_null_type(signature.type)
    bare: Any = signature.type.of_type if required else signature.type  # type: ignore[union-attr]
    if not is_leaf_type(bare):
        return None
    return _Leaf(signature.name, signature, bare.coerce_input_value, not required and signature.default is None)
