"""A directive that goes into the supergraph has one name there, so it must have one in the subgraphs."""

from collections.abc import Sequence

from gateway.federation.composition.codes import ErrorCode
from gateway.federation.composition.facts import Facts
from gateway.federation.composition.findings import Findings, Place
from gateway.federation.composition.specifications import ALONE, DIRECTIVES, FEDERATION


def check_imports(all_facts: Sequence[Facts], findings: Findings) -> None:
    """Report directives of Federation that subgraphs import under different names."""
    names: dict[str, dict[str, list[Place]]] = {}
    for known in all_facts:
        for link in known.subgraph.links:
            if link.identity == FEDERATION or link.identity in ALONE:
                for name, used in link.imports.items():
                    names.setdefault(name, {}).setdefault(used, []).append(link.place)
    for name, found in names.items():
        directive = DIRECTIVES.get(name.removeprefix("@"))
        if directive is not None and directive.alone is not None and len(found) > 1:
            told = "; ".join(f"{given} in {', '.join(p.subgraph for p in where)}" for given, where in found.items())
            findings.error(
                ErrorCode.LINK_IMPORT_NAME_MISMATCH,
                f"{name} must have one name in all subgraphs: {told}",
                [place for where in found.values() for place in where],
            )
