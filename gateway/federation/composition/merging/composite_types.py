"""Step 5d: objects, interfaces, unions, input objects and scalars, each by its kind's rule. (Enums come later: see `enums`.)"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from graphql import print_ast

from gateway.federation.composition.codes import ErrorCode, HintCode
from gateway.federation.composition.merging.arguments import Having, merged_arguments, of_input
from gateway.federation.composition.merging.context import Context
from gateway.federation.composition.merging.descriptions import merged_description
from gateway.federation.composition.merging.directives import merged_uses
from gateway.federation.composition.merging.fields import merged_fields
from gateway.federation.composition.merging.joins import join
from gateway.federation.composition.merging.sources import MergedType, Source, in_order, listed, names, places
from gateway.federation.composition.merging.types_of_values import all_equal
from gateway.federation.composition.subgraph import ROOTS, Argument, Kind, Type, Use


def merged_type(merged: MergedType, context: Context) -> Type:
    """The type of the supergraph."""
    shell = Type(
        name=merged.name,
        kind=merged.kind,
        place=merged.sources[0].element.place,
        description=merged_description(merged.name, merged.sources, context),
        uses=(*_joins(merged), *merged_uses(merged.name, merged.sources, context)),
        interfaces=_first_places(merged, "interfaces"),
        members=_first_places(merged, "members"),
    )
    if merged.kind in (Kind.OBJECT, Kind.INTERFACE):
        _hint_differences(merged, context)
        return replace(shell, fields={field.name: field for field in merged_fields(merged, context)})
    if merged.kind is Kind.INPUT:
        return replace(shell, inputs={field.name: field for field in _input_fields(merged, context)})
    if merged.kind is Kind.UNION:
        _hint_members(merged, context)
    return shell


def _first_places(merged: MergedType, part: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for source in merged.sources:
        for name, place in getattr(source.element, part).items():
            found.setdefault(name, place)
    return found


def _joins(merged: MergedType) -> Iterator[Use]:
    for source in merged.sources:
        for interface in source.element.interfaces:
            yield join("implements", source.graph, interface=interface)
    for source in merged.sources:
        yield from _join_types(source)
    for source in merged.sources:
        for member in source.element.members:
            yield join("unionMember", source.graph, member=member)


def _join_types(source: Source[Type]) -> Iterator[Use]:
    interface_object = True if source.element.is_interface_object else None
    keys = source.facts.keys.get(source.element.name, ())
    for key in keys:
        yield join(
            "type",
            source.graph,
            key=key.text,
            extension=True if key.extension else None,
            resolvable=None if key.resolvable else False,
            isInterfaceObject=interface_object,
        )
    if not keys:
        yield join("type", source.graph, isInterfaceObject=interface_object)


def _hint_differences(merged: MergedType, context: Context) -> None:
    if merged.name in ROOTS.values():
        return
    keyed = [source for source in merged.sources if source.facts.keys.get(merged.name)]
    bare = [source for source in merged.sources if source not in keyed]
    if keyed and merged.kind is Kind.OBJECT:
        if bare:
            context.findings.hint(
                HintCode.INCONSISTENT_ENTITY,
                f"{merged.name} has a @key in {names(keyed)} and none in {names(bare)}",
                places(bare),
            )
        return
    code = HintCode.INCONSISTENT_OBJECT_VALUE_TYPE_FIELD
    if merged.kind is Kind.INTERFACE:
        code = HintCode.INCONSISTENT_INTERFACE_VALUE_TYPE_FIELD
        if keyed:
            return
    for name in in_order(source.element.fields for source in merged.sources):
        _hint_missing(code, f"{merged.name}.{name}", name, merged, context)


def _hint_missing(code: HintCode, where: str, name: str, merged: MergedType, context: Context) -> None:
    lacking = [s for s in merged.sources if name not in s.element.fields]
    if lacking:
        context.findings.hint(code, f"{where} is missing in {names(lacking)}", places(lacking))


def _hint_members(merged: MergedType, context: Context) -> None:
    for member in in_order(source.element.members for source in merged.sources):
        lacking = [source for source in merged.sources if member not in source.element.members]
        if lacking:
            context.findings.hint(
                HintCode.INCONSISTENT_UNION_MEMBER,
                f"{merged.name} has no member {member} in {names(lacking)}",
                places(lacking),
            )


def _input_fields(merged: MergedType, context: Context) -> Iterator[Argument]:
    having = [Having(s.facts, s.element.inputs, s.element.place) for s in merged.sources]
    any_field = False
    for field, sources in merged_arguments(having, of_input(merged.name), context):
        any_field = True
        yield _with_joins(field, list(sources))
    if not any_field:
        told = "; ".join(f'{", ".join(s.element.inputs)} in "{s.subgraph}"' for s in merged.sources)
        context.findings.error(
            ErrorCode.EMPTY_MERGED_INPUT_TYPE,
            f"{merged.name} has no field that {listed([s.subgraph for s in merged.sources])} have in common: {told}",
            places(merged.sources),
        )


def _with_joins(field: Argument, sources: list[Source[Argument]]) -> Argument:
    if all_equal([source.element.type for source in sources]):
        return field
    joins = tuple(join("field", source.graph, type=print_ast(source.element.type)) for source in sources)
    return replace(field, uses=(*joins, *field.uses))
