"""Composition: subgraphs in, supergraph out, or every reason why not, each with its place.

Order of the steps: reading → Federation 1 in the words of 2 → facts → merging → printing.
"""

from collections.abc import Sequence

from gateway.federation.composition.codes import ErrorCode, HintCode
from gateway.federation.composition.facts import facts
from gateway.federation.composition.federation_1 import in_federation_2
from gateway.federation.composition.findings import CompositionError, CompositionFailed, Findings, Hint, Place
from gateway.federation.composition.merging import merge
from gateway.federation.composition.printing import supergraph_sdl
from gateway.federation.composition.reading import read_subgraphs
from gateway.federation.composition.source import Composed, SubgraphSource

__all__ = [
    "Composed",
    "CompositionError",
    "CompositionFailed",
    "ErrorCode",
    "Hint",
    "HintCode",
    "Place",
    "SubgraphSource",
    "compose",
]


def compose(subgraphs: Sequence[SubgraphSource]) -> Composed:
    """Compose a supergraph. Raises CompositionFailed with all errors of the first step that finds any."""
    findings = Findings()
    read = [in_federation_2(subgraph) for subgraph in read_subgraphs(subgraphs, findings)]
    findings.stop_on_errors()
    merged = merge([facts(subgraph) for subgraph in read], findings)
    findings.stop_on_errors()
    return Composed(supergraph_sdl(read, merged), tuple(findings.hints))
