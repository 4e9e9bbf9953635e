"""Step 5a: group the subgraphs' definitions by type and see that they are of one kind and that somebody owns each type."""

from collections.abc import Sequence

from gateway.federation.composition.codes import ErrorCode
from gateway.federation.composition.facts import Facts
from gateway.federation.composition.findings import Findings
from gateway.federation.composition.merging.sources import MergedType, Source, in_order, names, places
from gateway.federation.composition.subgraph import ROOTS, Kind, Type


def group(all_facts: Sequence[Facts], findings: Findings) -> list[MergedType]:
    """Every type with its sources; types that cannot be merged are reported and left out."""
    found = []
    for name in sorted(in_order(known.subgraph.types for known in all_facts)):
        sources = tuple(
            Source(known, known.subgraph.types[name]) for known in all_facts if name in known.subgraph.types
        )
        kinds = {_kind(source.element) for source in sources}
        if len(kinds) > 1:
            _report_mismatch(name, sources, findings)
            continue
        if all(source.element.is_extension for source in sources) and name not in ROOTS.values():
            findings.error(
                ErrorCode.EXTENSION_WITH_NO_BASE,
                f"{name} is extended in {names(sources)} and defined in no subgraph",
                places(sources),
            )
            continue
        if any(s.element.kind is not Kind.OBJECT for s in sources) or kinds == {Kind.OBJECT}:
            found.append(MergedType(name, kinds.pop(), sources))
        else:
            findings.error(
                ErrorCode.INTERFACE_OBJECT_USAGE_ERROR,
                f"{name} is an @interfaceObject in {names(sources)} and an interface in no subgraph",
                places(sources),
            )
    return found


def _kind(declared: Type) -> Kind:
    return Kind.INTERFACE if declared.is_interface_object else declared.kind


def _report_mismatch(name: str, sources: Sequence[Source[Type]], findings: Findings) -> None:
    kinds = "; ".join(
        f'{"@interfaceObject" if s.element.is_interface_object else s.element.kind} in "{s.subgraph}"' for s in sources
    )
    findings.error(ErrorCode.TYPE_KIND_MISMATCH, f"{name} is not of the same kind everywhere: {kinds}", places(sources))
