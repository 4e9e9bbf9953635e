"""The Strawberry schema of the `credit` subgraph (Apollo Federation 2)."""

from collections.abc import Callable
from typing import Any, Literal

from graphql import GraphQLError
from strawberry.federation import Schema
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.name_converter import NameConverter
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.base import StrawberryObjectDefinition, StrawberryType

from graph_model.disclosure import disclosed
from resolvers.entity import Entity
from resolvers.errors import coded
from resolvers.mutation import Mutation
from resolvers.person import Person
from resolvers.query import Query
from resolvers.scalars import SCALARS
from resolvers.subscription import Subscription

FEDERATION: Literal["2.9"] = "2.9"
"""The oldest version with everything that is used (@listSize), for the routers that are in use."""


class Names(NameConverter):
    """The contract's names: ArchiveConnection, not ArchiveEntryConnection."""

    def from_generic(self, generic_type: StrawberryObjectDefinition, types: list[StrawberryType | type]) -> str:
        return super().from_generic(generic_type, types).replace("ArchiveEntry", "Archive")


class CreditSchema(Schema):
    """The schema, whose errors all have a code."""

    async def execute(self, *args: Any, **kwargs: Any) -> ExecutionResult:
        result = await super().execute(*args, **kwargs)
        if result.errors:
            result.errors = [coded(error) for error in result.errors]
        return result

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Nothing: `coded` logs what is worth a log line."""


def build_schema() -> Schema:
    """The schema. Its operations run with a `resolvers.context.Context`, made anew for each."""
    schema = CreditSchema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[Entity, Person],
        config=StrawberryConfig(scalar_map=dict(SCALARS), name_converter=Names()),
        federation_version=FEDERATION,
    )
    subscriptions = schema._schema.subscription_type
    assert subscriptions is not None
    for field in subscriptions.fields.values():
        assert field.resolve is not None
        field.resolve = _noted(field.resolve)
    return schema


def _noted(resolve: Callable[..., Any]) -> Callable[..., Any]:
    """An event is read before somebody is answered, and tells of its subject where they are."""

    def resolved(event: Any, *arguments: Any, **given: Any) -> Any:
        disclosed(event.subject.key)
        return resolve(event, *arguments, **given)

    return resolved
