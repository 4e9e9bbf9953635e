"""The subgraphs of a supergraph as a configuration says that they are reached."""

import asyncio

from gateway.execution.cost.charging import CostRules, CostsSeen
from gateway.federation.configuration import Configuration
from gateway.federation.deduplication import Deduplicate
from gateway.federation.engine import Engine, HeaderFactory, SourceFactory
from gateway.federation.origins import Given
from gateway.federation.supergraph import Subgraph, Supergraph, read
from gateway.sources.header_propagation import HeaderLines
from gateway.sources.remote import remote_source
from gateway.sources.source import Source


def sources_of(configuration: Configuration) -> SourceFactory:
    """Makes the source of each subgraph; raises BadConfiguration where a file, an address or a secret cannot be used."""

    def source(subgraph: Subgraph) -> Source:
        url = configuration.entry(subgraph.name).url or subgraph.url
        try:
            return remote_source(subgraph.name, url, configuration.options(subgraph.name))
        except ValueError as error:
            raise configuration.error(subgraph.name, str(error)) from error

    return source


def headers_of(configuration: Configuration) -> HeaderFactory:
    """Makes the header rules of each subgraph ready; raises BadConfiguration where a secret is missing."""

    def lines(subgraph: Subgraph) -> HeaderLines:
        try:
            return HeaderLines(configuration.options(subgraph.name).headers)
        except ValueError as error:
            raise configuration.error(subgraph.name, str(error)) from error

    return lines


def engine_of(
    given: Given,
    *,
    timeout: float = 30.0,
    deduplicate: Deduplicate = Deduplicate.NONE,
    costs: CostRules | None = None,
    seen: CostsSeen | None = None,
) -> Engine:
    """An engine over what an origin gives. Raises SupergraphError or BadConfiguration."""
    _check_names(given, read(given.sdl))
    configuration = given.configuration
    return Engine(
        given.sdl,
        sources_of(configuration),
        headers_of(configuration),
        timeout=timeout,
        deduplicate=deduplicate,
        costs=costs,
        seen=seen,
    )


async def take_up(engine: Engine, given: Given) -> None:
    """Let an engine serve what an origin gives; raises as `engine_of` does, and the engine goes on as before."""
    supergraph = await asyncio.to_thread(read, given.sdl)
    _check_names(given, supergraph)
    await engine.take_up(supergraph, sources_of(given.configuration), headers_of(given.configuration))


def _check_names(given: Given, supergraph: Supergraph) -> None:
    given.configuration.check_names({subgraph.name for subgraph in supergraph.subgraphs.values()})
