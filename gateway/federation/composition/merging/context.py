"""What every part of merging may look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateway.federation.composition.facts import Facts
from gateway.federation.composition.field_sets import Coordinate
from gateway.federation.composition.findings import Findings
from gateway.federation.composition.merging.sources import Family


@dataclass(frozen=True, slots=True)
class Context:
    """`composed` are the directives that @composeDirective takes along (name → repeatable); `overridden` the subgraphs that
    a field was taken from by @override."""

    all_facts: Sequence[Facts]
    family: Family
    composed: Mapping[str, bool]
    overridden: Mapping[Coordinate, frozenset[str]]
    findings: Findings
