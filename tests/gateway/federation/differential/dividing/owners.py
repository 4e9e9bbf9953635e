"""Which subgraphs answer which fields: mostly one, sometimes several that share it."""

from tests.gateway.federation.differential.choices import Choices
from tests.gateway.federation.differential.dividing.entities import hold
from tests.gateway.federation.differential.dividing.knowing import can_know, know
from tests.gateway.federation.differential.world import ROOTS, Divided, Field, FieldPart, ObjectType, Part, TypePart


def own_fields(divided: Divided, choices: Choices) -> None:
    """Give every field of entities and roots to subgraphs. The first subgraph may know everything."""
    for entity in divided.world.entities:
        for field in entity.fields.values():
            if field.name not in entity.key_fields and (entity.name, field.name) not in divided.moved:
                _own(field, _owners_of(entity, field, divided, choices), entity.name, divided, choices)
    for name in ROOTS:
        root = divided.world.objects.get(name)
        for field in root.fields.values() if root else ():
            able = [part for part in choices.shuffled(divided.parts) if can_know(part, field.output.name, divided)]
            several = name == "Query" and choices.chance(25)
            _own(field, choices.some(able, 60, least=1) if several else able[:1], name, divided, choices)


def _owners_of(entity: ObjectType, field: Field, divided: Divided, choices: Choices) -> list[Part]:
    holders = divided.holders[entity.name]
    able = [part for part in choices.shuffled(holders) if can_know(part, field.output.name, divided)]
    if not able:
        able = [divided.parts[0]]
        holders.append(divided.parts[0])
        hold(divided.parts[0], entity, divided, choices)
    return choices.some(able, 60, least=1) if choices.chance(25) else able[:1]


def _own(field: Field, owners: list[Part], type_name: str, divided: Divided, choices: Choices) -> None:
    for part in owners:
        held = part.types.setdefault(type_name, TypePart(type_name))
        held.fields[field.name] = FieldPart(field, field.output, shareable=len(owners) > 1)
        know(part, field.output.name, divided, choices)
