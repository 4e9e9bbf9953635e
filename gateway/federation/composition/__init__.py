"""Composition: subgraphs in, supergraph out, or every reason why not, each with its place.

Order of the steps: reading → Federation 1 in the words of 2 → facts → validation → merging → agreement →
satisfiability → printing.
"""

from collections.abc import Sequence

from gateway.federation.composition.agreement import check_agreement
from gateway.federation.composition.codes import ErrorCode, HintCode
from gateway.federation.composition.facts import facts
from gateway.federation.composition.federation_1 import in_federation_2
from gateway.federation.composition.findings import CompositionError, CompositionFailed, Findings, Hint, Place
from gateway.federation.composition.merging import merge
from gateway.federation.composition.printing import supergraph_sdl
from gateway.federation.composition.reading import read_subgraphs
from gateway.federation.composition.satisfiability import check_satisfiability
from gateway.federation.composition.source import Composed, SubgraphSource
from gateway.federation.composition.validation import validate

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
    read = in_federation_2(read_subgraphs(subgraphs, findings), findings)
    findings.stop_on_errors()
    known = [facts(subgraph) for subgraph in read]
    validate(known, findings)
    findings.stop_on_errors()
    merged = merge(known, findings)
    findings.stop_on_errors()
    check_agreement(merged, known, findings)
    findings.stop_on_errors()
    check_satisfiability(merged, known, findings)
    findings.stop_on_errors()
    return Composed(supergraph_sdl(read, merged), tuple(findings.hints))
