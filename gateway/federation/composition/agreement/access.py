"""A field that reads others by @requires must ask for the access they ask for, or it would be a way around it."""

from collections.abc import Iterator, Sequence

from graphql import SelectionSetNode

from gateway.federation.composition.codes import ErrorCode
from gateway.federation.composition.facts import Facts, field_set_of
from gateway.federation.composition.field_sets import named, selected
from gateway.federation.composition.findings import Findings
from gateway.federation.composition.merging import Merged
from gateway.federation.composition.subgraph import Element

Demand = frozenset[frozenset[str]]
"""One of these sets must be held whole."""

LISTS = {"requiresScopes": "scopes", "policy": "policies"}


def check_access(merged: Merged, all_facts: Sequence[Facts], findings: Findings) -> None:
    """Report fields with @requires that ask for less access than what they read."""
    for known in all_facts:
        for t in known.subgraph.types.values():
            for field in t.fields.values():
                for use in field.used("requires"):
                    selections = field_set_of(use)
                    owner = merged.types.get(t.name)
                    if selections is None or owner is None or field.name not in owner.fields:
                        continue
                    held = [*_demands(owner.fields[field.name]), *_demands(owner)]
                    for where, demand in _read(selections, t.name, known, merged):
                        if not any(_implies(own, demand) for own in held):
                            findings.error(
                                ErrorCode.MISSING_TRANSITIVE_AUTH_REQUIREMENTS,
                                f"{t.name}.{field.name} reads {where} by @requires and must ask for the same access",
                                [use.place],
                            )


def _read(
    selections: SelectionSetNode, start: str, known: Facts, merged: Merged
) -> Iterator[tuple[str, tuple[str, Demand]]]:
    for (type_name, name), _ in selected(selections, start, known.subgraph):
        owner = merged.types.get(type_name)
        field = owner.fields.get(name) if owner is not None else None
        if owner is None or field is None:
            continue
        target = merged.types.get(named(field.type))
        guards: list[Element] = [field, *([target] if target is not None else [])]
        if type_name != start:
            guards.append(owner)
        for guard in guards:
            yield from ((f"{type_name}.{name}", demand) for demand in _demands(guard))


def _demands(element: Element) -> Iterator[tuple[str, Demand]]:
    if element.has("authenticated"):
        yield "authenticated", frozenset()
    for name, argument in LISTS.items():
        for use in element.used(name):
            yield name, frozenset(frozenset(names) for names in use.values.get(argument) or ())


def _implies(own: tuple[str, Demand], asked: tuple[str, Demand]) -> bool:
    """Does whoever meets the one demand meet the other too?"""
    if own[0] != asked[0]:
        return False
    return all(any(wanted <= held for wanted in asked[1]) for held in own[1])
