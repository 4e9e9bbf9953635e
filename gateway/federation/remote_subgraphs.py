"""The subgraphs of a supergraph as a configuration says that they are reached."""

from gateway.federation.configuration import Configuration
from gateway.federation.engine import HeaderFactory, SourceFactory
from gateway.federation.supergraph import Subgraph
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
