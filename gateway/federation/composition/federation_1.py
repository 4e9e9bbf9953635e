"""Step 2 of composition: what Federation 1 left unsaid, said in the words of Federation 2.

There every field could be resolved by several subgraphs, extensions were types like others, interfaces could carry
directives that meant nothing, and @external could stand on fields that nothing uses.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TypeVar

from graphql import SelectionSetNode

from gateway.federation.composition.codes import ErrorCode
from gateway.federation.composition.facts import Facts, facts, field_set_of
from gateway.federation.composition.field_sets import Coordinate, named, selected
from gateway.federation.composition.findings import Findings
from gateway.federation.composition.subgraph import SUBSCRIPTION, Element, Field, Kind, Subgraph, Type, Use

NO_FIELDS = SelectionSetNode(selections=())
COMPOSITE = (Kind.OBJECT, Kind.INTERFACE, Kind.UNION)
E = TypeVar("E", bound=Element)
ON_INTERFACES = frozenset({"key", "requires", "provides", "external"})


def in_federation_2(subgraphs: Sequence[Subgraph], findings: Findings) -> list[Subgraph]:
    """The subgraphs, those of Federation 1 as what they mean in Federation 2."""
    keys = _key_fields(subgraphs)
    return [s if s.federation is not None else _translated(s, keys, findings) for s in subgraphs]


def _key_fields(subgraphs: Sequence[Subgraph]) -> frozenset[Coordinate]:
    """The fields of types that are in a key of the type in some subgraph."""
    return frozenset(
        (t.name, coordinate[1])
        for subgraph in subgraphs
        for t in subgraph.types.values()
        for use in t.used("key")
        for coordinate, _ in selected(field_set_of(use) or NO_FIELDS, t.name, subgraph)
        if coordinate[0] == t.name
    )


def _translated(subgraph: Subgraph, keys: frozenset[Coordinate], findings: Findings) -> Subgraph:
    cleaned = replace(subgraph, types={name: _cleaned(t, subgraph, keys) for name, t in subgraph.types.items()})
    known = facts(_with_extensions_marked(cleaned))
    types = {name: _settled(t, known) for name, t in cleaned.types.items()}
    for name, t in types.items():
        if cleaned.types[name].fields and not t.fields:
            text = f"every field of {name} is @external and in no @key, @requires, @provides and no interface"
            findings.error(ErrorCode.TYPE_WITH_ONLY_UNUSED_EXTERNAL, text, [t.place])
    return replace(cleaned, types=types)


def _cleaned(declared: Type, subgraph: Subgraph, keys: frozenset[Coordinate]) -> Type:
    """With field sets as text, and without directives where they mean nothing."""
    declared = _without(_with_text_field_sets(declared), {"external"})
    if declared.kind is Kind.INTERFACE:
        fields = {name: _without(field, ON_INTERFACES) for name, field in declared.fields.items()}
        return replace(_without(declared, ON_INTERFACES), fields=fields)
    fields = {
        name: _provides_checked(_with_text_field_sets(field), subgraph) for name, field in declared.fields.items()
    }
    if declared.is_extension and not declared.has("key"):
        fields = {n: _without(f, {"external"}) if (declared.name, n) in keys else f for n, f in fields.items()}
    return replace(declared, fields=fields)


def _with_text_field_sets(element: E) -> E:
    """Field sets were also written as lists of strings."""
    uses = []
    for use in element.uses:
        fields = use.values.get("fields")
        if isinstance(fields, list) and all(isinstance(one, str) for one in fields):
            uses.append(replace(use, values={**use.values, "fields": " ".join(fields)}))
        else:
            uses.append(use)
    return replace(element, uses=tuple(uses))


def _provides_checked(field: Field, subgraph: Subgraph) -> Field:
    target = subgraph.types.get(named(field.type))
    return field if target is not None and target.kind in COMPOSITE else _without(field, {"provides"})


def _with_extensions_marked(subgraph: Subgraph) -> Subgraph:
    """With the keys of extended types marked as standing on an extension, wherever they were written."""
    return replace(
        subgraph,
        types={
            name: replace(t, uses=tuple(replace(use, on_extension=True) for use in t.uses)) if t.is_extension else t
            for name, t in subgraph.types.items()
        },
    )


def _settled(declared: Type, known: Facts) -> Type:
    """Shareable, with no @external that is unused or stands on a key field of an extended type."""
    if declared.kind is not Kind.OBJECT:
        return replace(declared, uses=_off_extension(declared))
    fields = {}
    for field in declared.fields.values():
        coordinate = (declared.name, field.name)
        used = known.uses(coordinate)
        if coordinate not in known.external:
            fields[field.name] = _without(_active(field, declared, known), {"external"})
        elif used:
            fields[field.name] = _active(field, declared, known)
    settled = replace(declared, fields=fields)
    uses = _off_extension(settled)
    if declared.name != SUBSCRIPTION:
        uses = (*uses, Use("shareable", "federation", {}, {}, declared.place))
    return replace(settled, uses=uses)


def _active(field: Field, declared: Type, known: Facts) -> Field:
    """Without @requires and @provides of nothing external: they have no effect."""
    starts = {"requires": declared.name, "provides": named(field.type)}
    idle = {name for name, start in starts.items() for use in field.used(name) if not _has_effect(use, start, known)}
    return _without(field, idle)


def _has_effect(use: Use, start: str, known: Facts) -> bool:
    selections = field_set_of(use)
    if selections is None:
        return True  # reported later
    coordinates = [coordinate for coordinate, _ in selected(selections, start, known.subgraph)]
    return not coordinates or any(coordinate in known.external for coordinate in coordinates)


def _off_extension(declared: Type) -> tuple[Use, ...]:
    return tuple(replace(use, on_extension=False) for use in declared.uses)


def _without(element: E, names: Collection[str]) -> E:
    kept = tuple(use for use in element.uses if use.name not in names or use.specification != "federation")
    return replace(element, uses=kept)
