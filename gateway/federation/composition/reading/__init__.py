"""Step 1 of composition: the subgraphs' texts into models.

Order: names → parse → links → definitions → checking → model.
"""

from collections.abc import Sequence

from graphql import DocumentNode, GraphQLSyntaxError, parse

from gateway.federation.composition.codes import ErrorCode
from gateway.federation.composition.findings import Findings, Place
from gateway.federation.composition.reading.checking import checked_schema
from gateway.federation.composition.reading.definitions import definitions
from gateway.federation.composition.reading.links import Origin, vocabulary
from gateway.federation.composition.reading.model import Modelling
from gateway.federation.composition.reading.names import graph_names, ordered
from gateway.federation.composition.source import SubgraphSource
from gateway.federation.composition.subgraph import Subgraph


def read_subgraphs(sources: Sequence[SubgraphSource], findings: Findings) -> list[Subgraph]:
    """The subgraphs in the order of their names. Those that cannot be read are reported and left out."""
    sources = ordered(sources, findings)
    graphs = graph_names([source.name for source in sources])
    read = (_read(source, graphs[source.name], findings) for source in sources)
    return [subgraph for subgraph in read if subgraph is not None]


def _read(source: SubgraphSource, graph: str, findings: Findings) -> Subgraph | None:
    origin = Origin(source.name, source.file)
    document = _parse(source, findings)
    if document is None:
        return None
    words = vocabulary(document, origin, findings)
    known_errors = len(findings.errors)
    found = definitions(document, words, origin, findings)
    if len(findings.errors) > known_errors:
        return None
    schema = checked_schema(document, found, words, origin, findings)
    if schema is None:
        return None
    modelling = Modelling(found, words, origin)
    return Subgraph(
        name=source.name,
        url=source.url,
        graph=graph,
        place=origin.place(None),
        federation=words.federation,
        links=words.links,
        types=modelling.types(),
        directives={name: node for name, node in found.directives.items() if words.meaning(name)[0] != "federation"},
        about=modelling.about(document),
        schema=schema,
    )


def _parse(source: SubgraphSource, findings: Findings) -> DocumentNode | None:
    try:
        return parse(source.sdl)
    except GraphQLSyntaxError as error:
        line = error.locations[0].line if error.locations else None
        findings.error(ErrorCode.INVALID_GRAPHQL, error.message, [Place(source.name, source.file, line)])
        return None
