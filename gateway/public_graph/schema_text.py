"""The public schema as text: of `credit` alone, or of all that is joined to it."""

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from graphql import print_schema

from gateway.federation.composition import SubgraphSource, compose
from gateway.federation.supergraph import Supergraph, read
from gateway.public_graph.joining import CREDIT
from gateway.public_graph.registered import first_look


async def public_schema(credit: str, config: Path | None, systems: Sequence[SubgraphSource] = ()) -> str:
    """The text for the SDL of `credit`, of the live systems and of a configuration. What is wrong with a subgraph goes to the log.

    Raises BadInput for a configuration that cannot be used.
    """
    if config is None and not systems:
        return await asyncio.to_thread(_alone, credit)
    _, given = await first_look(config, credit, systems)
    return await asyncio.to_thread(lambda: public_text(read(given.sdl)))


def public_text(supergraph: Supergraph) -> str:
    """The schema that clients see; ends with a line feed."""
    return print_schema(supergraph.public) + "\n"


@lru_cache(1)
def _alone(credit: str) -> str:
    return public_text(read(compose([SubgraphSource(CREDIT, "", credit)]).supergraph_sdl))
