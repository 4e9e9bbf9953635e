"""Step 5e: enums, once it is known where the supergraph uses them: all values for output, common ones for input."""

from collections.abc import Iterable, Iterator
from enum import Flag, auto

from gateway.federation.composition.codes import ErrorCode, HintCode
from gateway.federation.composition.field_sets import named
from gateway.federation.composition.merging.context import Context
from gateway.federation.composition.merging.descriptions import merged_description
from gateway.federation.composition.merging.directives import merged_uses
from gateway.federation.composition.merging.joins import join
from gateway.federation.composition.merging.sources import MergedType, Source, in_order, names, places
from gateway.federation.composition.subgraph import Element, Type


class Usage(Flag):
    NONE = 0
    INPUT = auto()
    OUTPUT = auto()


def usages(types: Iterable[Type]) -> dict[str, Usage]:
    """Type name → how the supergraph uses it."""
    found: dict[str, Usage] = {}
    for name, usage in _references(types):
        found[name] = found.get(name, Usage.NONE) | usage
    return found


def _references(types: Iterable[Type]) -> Iterator[tuple[str, Usage]]:
    for t in types:
        for given in t.inputs.values():
            yield named(given.type), Usage.INPUT
        for field in t.fields.values():
            yield named(field.type), Usage.OUTPUT
            for argument in field.arguments.values():
                yield named(argument.type), Usage.INPUT


def merged_values(merged: MergedType, usage: Usage, context: Context) -> dict[str, Element]:
    """The values of an enum in the supergraph."""
    if usage is Usage.NONE:
        context.findings.hint(
            HintCode.UNUSED_ENUM_TYPE, f"{merged.name} is used nowhere; it keeps every value", places(merged.sources)
        )
    found = {}
    for name in in_order(source.element.values for source in merged.sources):
        sources = [Source(s.facts, s.element.values[name]) for s in merged.sources if name in s.element.values]
        if _is_kept(merged, sources, usage, context):
            where = f"{merged.name}.{name}"
            found[name] = Element(
                name=name,
                place=sources[0].element.place,
                description=merged_description(where, sources, context),
                uses=(*(join("enumValue", s.graph) for s in sources), *merged_uses(where, sources, context)),
            )
    if not found:
        context.findings.error(
            ErrorCode.EMPTY_MERGED_ENUM_TYPE,
            f"{merged.name} is used for input and has no value that {names(merged.sources)} have in common",
            places(merged.sources),
        )
    return found


def _is_kept(merged: MergedType, sources: list[Source[Element]], usage: Usage, context: Context) -> bool:
    having = {source.subgraph for source in sources}
    lacking = [source for source in merged.sources if source.subgraph not in having]
    hidden = any(source.element.has("inaccessible") for source in sources)
    if not lacking or usage is Usage.NONE or (hidden and Usage.INPUT in usage):
        return True
    where = f"{merged.name}.{sources[0].element.name}"
    if usage is Usage.INPUT:
        context.findings.hint(
            HintCode.INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM,
            f"{where} is left out: it is missing in {names(lacking)}, and the enum is used for input",
            places(sources),
        )
        return False
    if usage is Usage.OUTPUT:
        context.findings.hint(
            HintCode.INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM, f"{where} is missing in {names(lacking)}", places(sources)
        )
    else:
        context.findings.error(
            ErrorCode.ENUM_VALUE_MISMATCH,
            f"{where} is missing in {names(lacking)}, and the enum is used for input and for output",
            [*places(sources), *places(lacking)],
        )
    return True
