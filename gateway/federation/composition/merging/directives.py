"""How directives merge: each one that goes into the supergraph by its specification's rule, the others not at all."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from graphql import ConstValueNode, parse_const_value, print_ast

from gateway.federation.composition.codes import HintCode
from gateway.federation.composition.merging.context import Context
from gateway.federation.composition.merging.sources import E, Sources, in_order, listed
from gateway.federation.composition.specifications import DIRECTIVES, MERGED_BY_SPECIFICATION
from gateway.federation.composition.subgraph import Use

BUILT_IN = frozenset({"deprecated", "specifiedBy", "oneOf"})


def merged_uses(what: str, sources: Sources[E], context: Context) -> tuple[Use, ...]:
    """The directives of one element of the supergraph, without those of join."""
    found: list[Use] = []
    for name in in_order([use.name for use in source.element.uses] for source in sources):
        uses = [
            (source.subgraph, use)
            for source in sources
            for use in source.element.uses
            if use.name == name and _goes_along(use, context)
        ]
        if uses:
            found += _merge(what, name, uses, context)
    return tuple(found)


def _goes_along(use: Use, context: Context) -> bool:
    if use.specification == "federation":
        return use.name in MERGED_BY_SPECIFICATION
    return use.name in BUILT_IN or use.name in context.composed


def _merge(what: str, name: str, uses: Sequence[tuple[str, Use]], context: Context) -> Iterable[Use]:
    ours = uses[0][1].specification == "federation"
    distinct = {_arguments_text(use): use for _, use in uses}
    if len(distinct) == 1 or (DIRECTIVES[name].repeatable if ours else context.composed.get(name, False)):
        return distinct.values()
    if ours:
        return [_by_strategy(what, name, uses, context)]
    return [_commonest(what, name, uses, context)]


def _commonest(what: str, name: str, uses: Sequence[tuple[str, Use]], context: Context) -> Use:
    texts = Counter(_arguments_text(use) for _, use in uses)
    chosen = next(use for _, use in uses if _arguments_text(use) == texts.most_common(1)[0][0])
    others = [subgraph for subgraph, use in uses if _arguments_text(use) != _arguments_text(chosen)]
    context.findings.hint(
        HintCode.INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS,
        f"@{name} on {what} has other arguments in {listed(others)}; the supergraph has ({_arguments_text(chosen)})",
        [use.place for _, use in uses],
    )
    return chosen


def _by_strategy(what: str, name: str, uses: Sequence[tuple[str, Use]], context: Context) -> Use:
    strategies = STRATEGIES[name]
    values: dict[str, Any] = {}
    for argument, merge in strategies.items():
        given = [use.values[argument] for _, use in uses if use.values.get(argument) is not None]
        if given:
            values[argument] = merge(given)
    context.findings.hint(
        HintCode.MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS,
        f"@{name} on {what} has different arguments in {listed([s for s, _ in uses])}, which are merged",
        [use.place for _, use in uses],
    )
    return replace(uses[0][1], values=values, arguments={key: _node(value) for key, value in values.items()})


def _all_of(given: Sequence[list[list[str]]]) -> list[list[str]]:
    """All of several "one of these sets" demands as one: a set from each, together; supersets of others say nothing."""
    together = {frozenset(name for one in choice for name in one) for choice in product(*given)}
    needed = [names for names in together if not any(other < names for other in together)]
    return sorted(sorted(names) for names in needed)


def _union(given: Sequence[list[str]]) -> list[str]:
    return list(in_order(given))


STRATEGIES: dict[str, dict[str, Callable[[Sequence[Any]], Any]]] = {
    "requiresScopes": {"scopes": _all_of},
    "policy": {"policies": _all_of},
    "cost": {"weight": max},
    "listSize": {
        "assumedSize": max,
        "slicingArguments": _union,
        "sizedFields": _union,
        "requireOneSlicingArgument": all,
    },
}


def _arguments_text(use: Use) -> str:
    return ", ".join(f"{key}: {print_ast(value)}" for key, value in sorted(use.arguments.items()))


def _node(value: Any) -> ConstValueNode:
    if isinstance(value, bool):
        return parse_const_value(str(value).lower())
    if isinstance(value, list):
        return parse_const_value(f"[{', '.join(print_ast(_node(v)) for v in value)}]")
    return parse_const_value(f'"{value}"' if isinstance(value, str) else str(value))
