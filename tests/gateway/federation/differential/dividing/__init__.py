"""Dividing a world into subgraphs that compose, by construction. Each step is a function of the divided world and the choices."""

from tests.gateway.federation.differential.choices import Choices
from tests.gateway.federation.differential.dividing.entities import hold_entities
from tests.gateway.federation.differential.dividing.interface_fields import declare_interface_fields
from tests.gateway.federation.differential.dividing.interface_objects import make_interface_objects
from tests.gateway.federation.differential.dividing.nullability import narrow_outputs
from tests.gateway.federation.differential.dividing.overrides import override_fields
from tests.gateway.federation.differential.dividing.owners import own_fields
from tests.gateway.federation.differential.dividing.provides import provide_fields
from tests.gateway.federation.differential.dividing.requires import require_fields
from tests.gateway.federation.differential.world import Divided, Part, World

STEPS = (
    make_interface_objects,
    hold_entities,
    own_fields,
    require_fields,
    provide_fields,
    declare_interface_fields,
    override_fields,
    narrow_outputs,
)


def divide(world: World, choices: Choices) -> Divided:
    divided = Divided(world, [Part(name) for name in "abcde"[: choices.number(2, 5)]])
    for step in STEPS:
        step(divided, choices)
    divided.parts = [part for part in divided.parts if part.types]
    return divided
