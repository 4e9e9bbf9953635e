"""An operation with its conditions decided: which fields are selected where, and the functions that answer them."""

from collections.abc import Sequence
from typing import Any

from graphql import FragmentDefinitionNode, GraphQLObjectType, GraphQLSchema, OperationDefinitionNode, OperationType
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues

from gateway.execution.compiled.fields import Field, field_of
from gateway.execution.compiled.objects import object_function
from gateway.execution.compiled.places import ObjectFunction
from gateway.execution.compiled.serially import serially
from gateway.execution.compiled.settled import Settled

Key = tuple[str, tuple[int, ...]]


class Variant:
    """The functions of an operation where `conditions` are the values of the variables that decide what is selected."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: dict[str, FragmentDefinitionNode],
        conditions: VariableValues,
    ) -> None:
        self.schema = schema
        self.settled = Settled()
        self._operation = operation
        self._fragments = {name: FragmentDetails(definition) for name, definition in fragments.items()}
        self._conditions = conditions
        self._objects: dict[Key, ObjectFunction] = {}

    def root(self, type_: GraphQLObjectType) -> ObjectFunction:
        """The function for the value at the root; a mutation's fields are answered one after the other."""
        selected = collect_fields(self.schema, self._fragments, self._conditions, type_, self._operation)
        fields = self._fields(type_, selected.grouped_field_set)
        if self._operation.operation is OperationType.MUTATION:
            return serially([object_function(type_, [field], self) for field in fields])
        return object_function(type_, fields, self)

    def object(self, type_: GraphQLObjectType, details: Sequence[FieldDetails]) -> ObjectFunction:
        """The function for objects of a type where these selections stand."""
        key = (type_.name, tuple(id(detail.node) for detail in details))
        if key not in self._objects:
            selected = collect_subfields(
                self.schema, self._fragments, self._conditions, self._operation, type_, list(details)
            )
            self._objects[key] = object_function(type_, self._fields(type_, selected.grouped_field_set), self)
        return self._objects[key]

    def _fields(self, type_: GraphQLObjectType, selected: GroupedFieldSet) -> list[Field]:
        found = ((key, details, self._definition(type_, details)) for key, details in selected.items())
        return [field_of(key, type_, definition, details) for key, details, definition in found if definition]

    def _definition(self, type_: GraphQLObjectType, details: Sequence[FieldDetails]) -> Any:
        return self.schema.get_field(type_, details[0].node.name.value)
