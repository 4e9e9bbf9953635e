"""How arguments and input fields merge: only those that all have, with the narrowest type and the default all agree on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import ConstValueNode, ListValueNode, NonNullTypeNode, ObjectValueNode, print_ast

from gateway.federation.composition.codes import ErrorCode, HintCode
from gateway.federation.composition.facts import Facts
from gateway.federation.composition.findings import Place
from gateway.federation.composition.merging.context import Context
from gateway.federation.composition.merging.descriptions import merged_description
from gateway.federation.composition.merging.directives import merged_uses
from gateway.federation.composition.merging.sources import Source, Sources, in_order, listed, names, places
from gateway.federation.composition.merging.types_of_values import all_equal, narrowest
from gateway.federation.composition.subgraph import Argument


@dataclass(frozen=True, slots=True)
class Having:
    """One subgraph's arguments of a field (or fields of an input object), and where they stand."""

    facts: Facts
    arguments: Mapping[str, Argument]
    place: Place


@dataclass(frozen=True, slots=True)
class Wording:
    """The codes that the same trouble has on arguments and on input fields. `where` takes the name."""

    where: str
    missing: ErrorCode
    absent: HintCode
    type_mismatch: ErrorCode
    default_mismatch: ErrorCode
    type_hint: HintCode


def of_field(where: str) -> Wording:
    return Wording(
        f"{where}({{}}:)",
        ErrorCode.REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH,
        HintCode.INCONSISTENT_ARGUMENT_PRESENCE,
        ErrorCode.FIELD_ARGUMENT_TYPE_MISMATCH,
        ErrorCode.FIELD_ARGUMENT_DEFAULT_MISMATCH,
        HintCode.INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE,
    )


def of_input(where: str) -> Wording:
    return Wording(
        f"{where}.{{}}",
        ErrorCode.REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH,
        HintCode.INCONSISTENT_INPUT_OBJECT_FIELD,
        ErrorCode.FIELD_TYPE_MISMATCH,
        ErrorCode.INPUT_FIELD_DEFAULT_MISMATCH,
        HintCode.INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE,
    )


def merged_arguments(
    having: list[Having], wording: Wording, context: Context
) -> Iterator[tuple[Argument, Sources[Argument]]]:
    """The merged arguments with their sources."""
    for name in in_order(one.arguments for one in having):
        sources = [Source(one.facts, one.arguments[name]) for one in having if name in one.arguments]
        if len(sources) < len(having):
            _report_missing(name, sources, having, wording, context)
            continue
        yield _merged(name, sources, wording, context), sources


def is_required(argument: Argument) -> bool:
    return isinstance(argument.type, NonNullTypeNode) and argument.default is None


def default_text(argument: Argument) -> str | None:
    """The default in one spelling: an object's fields have no order."""
    return None if argument.default is None else _spelled(argument.default)


def _spelled(value: ConstValueNode) -> str:
    if isinstance(value, ListValueNode):
        return f"[{', '.join(map(_spelled, value.values))}]"
    if isinstance(value, ObjectValueNode):
        return f"{{{', '.join(sorted(f'{part.name.value}: {_spelled(part.value)}' for part in value.fields))}}}"
    return print_ast(value)


def _merged(
    name: str,
    sources: Sources[Argument],
    wording: Wording,
    context: Context,
) -> Argument:
    where = wording.where.format(name)
    types = [source.element.type for source in sources]
    chosen = narrowest(types, context.family)
    told = "; ".join(f'{print_ast(s.element.type)} in "{s.subgraph}"' for s in sources)
    if chosen is None:
        context.findings.error(wording.type_mismatch, f"{where} has types that do not fit: {told}", places(sources))
    elif not all_equal(types):
        context.findings.hint(wording.type_hint, f"{where} becomes {print_ast(chosen)}: {told}", places(sources))
    return Argument(
        name=name,
        place=sources[0].element.place,
        description=merged_description(where, sources, context),
        uses=merged_uses(where, sources, context),
        type=chosen or types[0],
        default=sources[0].element.default if _defaults_agree(where, sources, wording, context) else None,
    )


def _defaults_agree(where: str, sources: Sources[Argument], wording: Wording, context: Context) -> bool:
    defaults = [default_text(source.element) for source in sources]
    if len(set(defaults)) == 1:
        return True
    told = "; ".join(f'{default_text(s.element) or "none"} in "{s.subgraph}"' for s in sources)
    if None in defaults and len(set(defaults)) == 2:
        context.findings.hint(
            HintCode.INCONSISTENT_DEFAULT_VALUE_PRESENCE,
            f"{where} has a default in some subgraphs only and none in the supergraph: {told}",
            places(sources),
        )
    else:
        context.findings.error(wording.default_mismatch, f"{where} has different defaults: {told}", places(sources))
    return False


def _report_missing(
    name: str, sources: Sources[Argument], having: list[Having], wording: Wording, context: Context
) -> None:
    where = wording.where.format(name)
    present = {source.subgraph for source in sources}
    lacking = listed([one.facts.subgraph.name for one in having if one.facts.subgraph.name not in present])
    required = [source for source in sources if is_required(source.element)]
    if required:
        context.findings.error(
            wording.missing,
            f"{where} is required in {names(required)} and missing in {lacking}",
            [*places(required), *(one.place for one in having if one.facts.subgraph.name not in present)],
        )
    else:
        context.findings.hint(wording.absent, f"{where} is left out: it is missing in {lacking}", places(sources))
