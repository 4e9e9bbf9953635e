"""Step 5 of composition: one schema out of the subgraphs' schemas.

Order: kinds → overrides → composed directives → composite types → enums → fields of interface objects → executable
directives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from graphql import DirectiveDefinitionNode

from gateway.federation.composition.facts import Facts
from gateway.federation.composition.field_sets import Coordinate
from gateway.federation.composition.findings import Findings
from gateway.federation.composition.merging.composed_directives import composed_directives
from gateway.federation.composition.merging.composite_types import merged_type
from gateway.federation.composition.merging.context import Context
from gateway.federation.composition.merging.descriptions import merged_description
from gateway.federation.composition.merging.directives import merged_uses
from gateway.federation.composition.merging.enums import Usage, merged_values, usages
from gateway.federation.composition.merging.executable_directives import executable_directives
from gateway.federation.composition.merging.interface_objects import with_interface_object_fields
from gateway.federation.composition.merging.joins import NOWHERE
from gateway.federation.composition.merging.kinds import group
from gateway.federation.composition.merging.overrides import overridden
from gateway.federation.composition.merging.sources import Family, Source
from gateway.federation.composition.subgraph import Element, Kind, Link, Type


@dataclass(frozen=True, slots=True)
class Merged:
    """The supergraph before it is text. Uses with the specification "join" say which subgraph has what;
    `overridden` names the subgraphs that no longer answer a field."""

    about: Element
    types: Mapping[str, Type]
    directives: tuple[DirectiveDefinitionNode, ...]
    links: tuple[Link, ...]
    overridden: Mapping[Coordinate, frozenset[str]]


def merge(all_facts: Sequence[Facts], findings: Findings) -> Merged:
    """Merge type by type. What cannot be merged is reported, and the supergraph is then not to be used."""
    groups = group(all_facts, findings)
    own = composed_directives(all_facts, findings)
    context = Context(all_facts, Family(all_facts), own.repeatable, overridden(all_facts, findings), findings)
    types = {merged.name: merged_type(merged, context) for merged in groups}
    used = usages(types.values())
    for merged in groups:
        if merged.kind is Kind.ENUM:
            values = merged_values(merged, used.get(merged.name, Usage.NONE), context)
            types[merged.name] = replace(types[merged.name], values=values)
    types = with_interface_object_fields(types, groups)
    directives = (*own.definitions.values(), *executable_directives(context))
    return Merged(
        _about(all_facts, context),
        {name: types[name] for name in sorted(types)},
        directives,
        own.links,
        context.overridden,
    )


def _about(all_facts: Sequence[Facts], context: Context) -> Element:
    """The schema definition: its description and directives."""
    sources = [Source(known, known.subgraph.about) for known in all_facts]
    return Element(
        name="schema",
        place=NOWHERE,
        description=merged_description("the schema", sources, context),
        uses=merged_uses("the schema", sources, context),
    )
