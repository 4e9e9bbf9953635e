"""Shared fields of which some subgraphs promise more: never null, where the public schema says it may be.

Leaves alone: an object may become null by what fails within it, and then takes more with it where it may not be null.
"""

from tests.gateway.federation.differential.choices import Choices
from tests.gateway.federation.differential.world import Divided, Kind, Mode


def narrow_outputs(divided: Divided, choices: Choices) -> None:
    """Let some of those that share a field say that it is never null; then it never is."""
    for object_type in divided.world.objects.values():
        for field in object_type.fields.values():
            sharing = [
                held.fields[field.name]
                for _, held in divided.holding(object_type.name)
                if held.kind is Kind.OBJECT
                and field.name in held.fields
                and held.fields[field.name].mode is Mode.OWN
                and (held.shareable or held.fields[field.name].shareable)
            ]
            if len(sharing) > 1 and field.output.leaf and any(field.output.nullable) and choices.chance(20):
                field.safe = True
                for part in sharing[1:]:
                    part.output = field.output.narrowest()
