"""A field of an operation at one place: what every object there is asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from graphql import FieldNode, GraphQLField, GraphQLObjectType
from graphql.execution.collect_fields import FieldDetails


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """`key` is the response key, `details` are the places of the document that ask for it, of an object of type `parent`."""

    key: str
    parent: GraphQLObjectType
    definition: GraphQLField
    details: list[FieldDetails]
    nodes: list[FieldNode]

    @property
    def name(self) -> str:
        return self.nodes[0].name.value


def field_of(key: str, parent: GraphQLObjectType, definition: GraphQLField, details: Sequence[FieldDetails]) -> Field:
    return Field(key, parent, definition, list(details), [detail.node for detail in details])
