"""A field that several subgraphs resolve must be @shareable in each."""

from collections.abc import Iterator, Sequence

from gateway.federation.composition.codes import ErrorCode
from gateway.federation.composition.merging.context import Context
from gateway.federation.composition.merging.sources import MergedType, Source, listed
from gateway.federation.composition.subgraph import Field, Kind


def check_sharing(
    merged: MergedType, name: str, sources: Sequence[Source[Field]], overridden: frozenset[str], context: Context
) -> None:
    """Report a field that is resolved in several subgraphs without all agreeing to it (INVALID_FIELD_SHARING)."""
    if merged.kind is not Kind.OBJECT and not any(source.element.is_interface_object for source in merged.sources):
        return
    resolving = list(_resolving(merged, name, sources, overridden, context))
    selfish = [source for source, shares in resolving if not shares]
    if len(resolving) < 2 or not selfish:
        return
    context.findings.error(
        ErrorCode.INVALID_FIELD_SHARING,
        f"{merged.name}.{name} is resolved in {listed([s.subgraph for s, _ in resolving])}"
        f" and not @shareable in {listed([s.subgraph for s in selfish])}",
        [source.element.place for source, _ in resolving],
    )


def _resolving(
    merged: MergedType, name: str, sources: Sequence[Source[Field]], overridden: frozenset[str], context: Context
) -> Iterator[tuple[Source[Field], bool]]:
    """Each source that answers the field, with whether it agrees to share."""
    for source in sources:
        own = next(s.element for s in merged.sources if s.subgraph == source.subgraph)
        coordinate = (merged.name, name)
        if own.kind is Kind.OBJECT and source.subgraph not in overridden and source.facts.resolves(coordinate):
            yield source, coordinate in source.facts.shareable
    yield from _through_interface_objects(merged, name, context)


def _through_interface_objects(merged: MergedType, name: str, context: Context) -> Iterator[tuple[Source[Field], bool]]:
    """Subgraphs that do not know the object type, but answer the field for all types of an interface."""
    having = {source.subgraph for source in merged.sources}
    interfaces = {interface for source in merged.sources for interface in source.element.interfaces}
    for known in context.all_facts:
        if known.subgraph.name in having:
            continue
        for interface in sorted(interfaces):
            declared = known.subgraph.types.get(interface)
            if declared is None or not declared.is_interface_object or name not in declared.fields:
                continue
            if known.resolves((interface, name)):
                yield Source(known, declared.fields[name]), (interface, name) in known.shareable
