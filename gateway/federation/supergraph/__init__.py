"""A supergraph as a value: `read` (SDL → `Supergraph`) and the public schema that clients see."""

from gateway.federation.supergraph.model import (
    CompositeType,
    FieldInSubgraph,
    Key,
    Subgraph,
    Supergraph,
    SupergraphError,
    TypeInSubgraph,
)
from gateway.federation.supergraph.reading import read

__all__ = [
    "CompositeType",
    "FieldInSubgraph",
    "Key",
    "Subgraph",
    "Supergraph",
    "SupergraphError",
    "TypeInSubgraph",
    "read",
]
