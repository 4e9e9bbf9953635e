"""How a field of an object or interface merges: one type wide enough for all, and who has it under which conditions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graphql import TypeNode, print_ast

from gateway.federation.composition.codes import ErrorCode, HintCode
from gateway.federation.composition.findings import Findings
from gateway.federation.composition.merging.arguments import Having, merged_arguments, of_field
from gateway.federation.composition.merging.context import Context
from gateway.federation.composition.merging.descriptions import merged_description
from gateway.federation.composition.merging.directives import merged_uses
from gateway.federation.composition.merging.external import check_external
from gateway.federation.composition.merging.joins import join
from gateway.federation.composition.merging.sharing import check_sharing
from gateway.federation.composition.merging.sources import MergedType, Source, in_order, names, places
from gateway.federation.composition.merging.types_of_values import all_equal, widest
from gateway.federation.composition.subgraph import Field, Use


@dataclass(frozen=True, slots=True)
class FieldSources:
    """A field over the subgraphs: all that name it, those that answer it, those whose field another overrides but which
    still use it; and, for its directives, all that once answered it."""

    type: MergedType
    name: str
    all: tuple[Source[Field], ...]
    answering: tuple[Source[Field], ...]
    overridden: frozenset[str]
    ever: tuple[Source[Field], ...]

    @property
    def where(self) -> str:
        return f"{self.type.name}.{self.name}"


def merged_fields(merged: MergedType, context: Context) -> Iterator[Field]:
    """The fields of an object or interface in the supergraph."""
    for name in in_order(source.element.fields for source in merged.sources):
        sources = _sources(merged, name, context)
        if not sources.all:
            continue
        if not sources.answering:
            context.findings.error(
                ErrorCode.EXTERNAL_MISSING_ON_BASE,
                f"{sources.where} is @external in {names(sources.all)} and no subgraph resolves it",
                places(sources.all),
            )
            continue
        check_sharing(merged, name, sources.all, sources.overridden, context)
        yield _merged(sources, context)


def _sources(merged: MergedType, name: str, context: Context) -> FieldSources:
    coordinate = (merged.name, name)
    taken_from = context.overridden.get(coordinate, frozenset())
    ever = tuple(Source(s.facts, s.element.fields[name]) for s in merged.sources if name in s.element.fields)
    found = tuple(s for s in ever if s.subgraph not in taken_from or s.facts.uses(coordinate))
    answering = tuple(source for source in found if coordinate not in source.facts.external)
    still = taken_from & {source.subgraph for source in found}
    ever = tuple(source for source in ever if coordinate not in source.facts.external)
    return FieldSources(merged, name, found, answering, still, ever)


def _merged(sources: FieldSources, context: Context) -> Field:
    where, answering = sources.where, sources.answering
    chosen, equal = _type(sources, context)
    having = [Having(s.facts, s.element.arguments, s.element.place) for s in answering]
    arguments = {argument.name: argument for argument, _ in merged_arguments(having, of_field(where), context)}
    field = Field(
        name=sources.name,
        place=answering[0].element.place,
        description=merged_description(where, answering, context),
        type=chosen,
        arguments=arguments,
    )
    check_external(where, field, equal, sources.all, context)
    return replace(field, uses=(*_joins(sources, equal), *merged_uses(where, sources.ever, context)))


def _type(sources: FieldSources, context: Context) -> tuple[TypeNode, bool]:
    """The merged type and whether all subgraphs that answer the field have just that."""
    types = [source.element.type for source in sources.answering]
    chosen = widest(types, context.family)
    if chosen is None:
        _report(ErrorCode.FIELD_TYPE_MISMATCH, sources, "has types that do not fit", context.findings)
        return types[0], False
    equal = all_equal(types)
    if not equal:
        told = _told(sources.answering)
        context.findings.hint(
            HintCode.INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE,
            f"{sources.where} becomes {print_ast(chosen)}: {told}",
            places(sources.answering),
        )
    return chosen, equal


def _report(code: ErrorCode, sources: FieldSources, what: str, findings: Findings) -> None:
    findings.error(code, f"{sources.where} {what}: {_told(sources.answering)}", places(sources.answering))


def _told(sources: Sequence[Source[Field]]) -> str:
    return "; ".join(f'{print_ast(s.element.type)} in "{s.subgraph}"' for s in sources)


def _joins(sources: FieldSources, equal: bool) -> tuple[Use, ...]:
    """@join__field for each subgraph; none where every subgraph that has the type simply has the field."""
    if equal and not sources.overridden and not _is_particular(sources):
        return ()
    return tuple(_join(source, sources, equal) for source in sources.all)


def _is_particular(sources: FieldSources) -> bool:
    having = {source.subgraph for source in sources.all}
    if any(source.subgraph not in having for source in sources.type.sources):
        return True
    return any(
        (sources.type.name, sources.name) in source.facts.external
        or source.element.has("requires")
        or source.element.has("provides")
        for source in sources.all
    )


def _join(source: Source[Field], sources: FieldSources, equal: bool) -> Use:
    external = (sources.type.name, sources.name) in source.facts.external
    return join(
        "field",
        source.graph,
        requires=_argument(source.element, "requires", "fields"),
        provides=_argument(source.element, "provides", "fields"),
        type=None if equal else print_ast(source.element.type),
        external=True if external else None,
        override=_argument(source.element, "override", "from"),
        usedOverridden=True if source.subgraph in sources.overridden else None,
    )


def _argument(field: Field, directive: str, argument: str) -> str | None:
    use = field.first(directive)
    return None if use is None else str(use.values.get(argument))
