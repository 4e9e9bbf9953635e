"""Fields that were another subgraph's: it still has them, and must not be asked."""

from tests.gateway.federation.differential.choices import Choices
from tests.gateway.federation.differential.dividing.knowing import can_know, know
from tests.gateway.federation.differential.world import ROOTS, Divided, FieldPart, Kind, Mode


def override_fields(divided: Divided, choices: Choices) -> None:
    """Let some fields be taken over from a subgraph that has the type and not the field."""
    for part in divided.parts:
        for held in part.types.values():
            world_type = divided.world.objects.get(held.name)
            if world_type is None or held.kind is not Kind.OBJECT or not (world_type.keys or held.name in ROOTS):
                continue
            for own in held.fields.values():
                single = own.mode is Mode.OWN and not own.shareable and own.field.name not in world_type.key_fields
                others = [
                    other
                    for other, there in divided.holding(held.name)
                    if other is not part
                    and own.field.name not in there.fields
                    and can_know(other, own.output.name, divided)
                ]
                if single and others and choices.chance(15):
                    source = choices.pick(others)
                    know(source, own.output.name, divided, choices)
                    source.types[held.name].fields[own.field.name] = FieldPart(own.field, own.output, Mode.OVERRIDDEN)
                    own.overrides = source.name
