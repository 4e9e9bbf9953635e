"""Step 5g: directives for clients' operations: those that every subgraph has, where and with the arguments all agree on."""

from collections.abc import Iterator, Sequence

from graphql import DirectiveDefinitionNode, InputValueDefinitionNode, NameNode

from gateway.federation.composition.codes import HintCode
from gateway.federation.composition.facts import Facts
from gateway.federation.composition.findings import Place
from gateway.federation.composition.merging.arguments import Having, merged_arguments, of_field
from gateway.federation.composition.merging.context import Context
from gateway.federation.composition.merging.sources import in_order, listed
from gateway.federation.composition.subgraph import Argument

EXECUTABLE = frozenset(
    [
        "QUERY",
        "MUTATION",
        "SUBSCRIPTION",
        "FIELD",
        "FRAGMENT_DEFINITION",
        "FRAGMENT_SPREAD",
        "INLINE_FRAGMENT",
        "VARIABLE_DEFINITION",
    ]
)
BUILT_IN = frozenset({"skip", "include", "defer", "stream"})
Definitions = Sequence[tuple[Facts, DirectiveDefinitionNode]]


def executable_directives(context: Context) -> Iterator[DirectiveDefinitionNode]:
    """Their definitions in the supergraph."""
    for name in sorted(in_order(known.subgraph.directives for known in context.all_facts)):
        found = [
            (known, known.subgraph.directives[name])
            for known in context.all_facts
            if name in known.subgraph.directives and _locations(known.subgraph.directives[name])
        ]
        if found and name not in BUILT_IN and name not in context.composed and _is_everywhere(name, found, context):
            merged = _merged(name, found, context)
            if merged is not None:
                yield merged


def _locations(node: DirectiveDefinitionNode) -> set[str]:
    return {location.value for location in node.locations or ()} & EXECUTABLE


def _is_everywhere(name: str, found: Definitions, context: Context) -> bool:
    having = {known.subgraph.name for known, _ in found}
    lacking = [known.subgraph.name for known in context.all_facts if known.subgraph.name not in having]
    if lacking:
        _hint(
            HintCode.INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE,
            f"@{name} is left out: it is missing in {listed(lacking)}",
            found,
            context,
        )
    return not lacking


def _merged(name: str, found: Definitions, context: Context) -> DirectiveDefinitionNode | None:
    each = [_locations(node) for _, node in found]
    common = set.intersection(*each)
    if not common:
        code = HintCode.NO_EXECUTABLE_DIRECTIVE_LOCATIONS_INTERSECTION
        _hint(code, f"@{name} is left out: it has no location in common", found, context)
        return None
    if any(locations != common for locations in each):
        code = HintCode.INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS
        _hint(code, f"@{name} is allowed on {', '.join(sorted(common))} only, where all allow it", found, context)
    repeatable = {node.repeatable for _, node in found}
    if len(repeatable) > 1:
        code = HintCode.INCONSISTENT_EXECUTABLE_DIRECTIVE_REPEATABLE
        _hint(code, f"@{name} is repeatable in some subgraphs only, and not in the supergraph", found, context)
    arguments = merged_arguments([_having(known, node) for known, node in found], of_field(f"@{name}"), context)
    return DirectiveDefinitionNode(
        name=NameNode(value=name),
        arguments=tuple(_node(argument) for argument, _ in arguments),
        repeatable=repeatable == {True},
        locations=tuple(NameNode(value=location) for location in sorted(common)),
    )


def _having(known: Facts, node: DirectiveDefinitionNode) -> Having:
    place = _place(known, node)
    arguments = {
        argument.name.value: Argument(
            name=argument.name.value, place=place, type=argument.type, default=argument.default_value
        )
        for argument in node.arguments or ()
    }
    return Having(known, arguments, place)


def _node(argument: Argument) -> InputValueDefinitionNode:
    return InputValueDefinitionNode(
        name=NameNode(value=argument.name), type=argument.type, default_value=argument.default, directives=()
    )


def _place(known: Facts, node: DirectiveDefinitionNode) -> Place:
    line = node.loc.start_token.line if node.loc else None
    return Place(known.subgraph.name, known.subgraph.place.file, line)


def _hint(code: HintCode, message: str, found: Definitions, context: Context) -> None:
    context.findings.hint(code, message, [_place(known, node) for known, node in found])
