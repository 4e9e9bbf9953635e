"""The Strawberry schema of the `credit` subgraph (Apollo Federation 2)."""

from strawberry.federation import Schema
from strawberry.schema.config import StrawberryConfig

from resolvers.query import Query
from resolvers.scalars import SCALARS


def build_schema() -> Schema:
    """The schema. Its operations run with a `resolvers.context.Context`, made anew for each."""
    return Schema(query=Query, config=StrawberryConfig(scalar_map=dict(SCALARS)))
