"""Which subgraphs hold an entity, and by which keys they look it up: so that one gets from each holder to each other."""

from tests.gateway.federation.differential.choices import Choices
from tests.gateway.federation.differential.dividing.interface_objects import KEYED
from tests.gateway.federation.differential.dividing.knowing import can_know, declare_key, know
from tests.gateway.federation.differential.world import Divided, Kind, ObjectType, Part


def hold_entities(divided: Divided, choices: Choices) -> None:
    """Give each entity its holders with their keys; interface objects get a home."""
    for entity in divided.world.entities:
        able = [part for part in divided.parts if can_know(part, entity.name, divided)]
        divided.holders[entity.name] = choices.some(choices.shuffled(able), 55, least=1)
        divided.ways[entity.name] = []
    for entity in divided.world.entities:
        for part in divided.holders[entity.name]:
            hold(part, entity, divided, choices)
    with_objects = [part for part in divided.parts if KEYED in part.types]
    if with_objects:
        able = [part for part in divided.parts if part not in with_objects]
        _keyed_at(choices.pick(able), divided, choices)
        for part in with_objects:
            for field in part.types[KEYED].fields.values():
                know(part, field.output.name, divided, choices)


def hold(part: Part, entity: ObjectType, divided: Divided, choices: Choices) -> None:
    """Let a subgraph hold an entity, with a key that leads from the other holders to it and back."""
    ways = divided.ways[entity.name]
    keys = {choices.pick(ways or entity.keys), *choices.some(entity.keys, 20)}
    for key in [key for key in entity.keys if key in keys]:
        if key not in ways:
            ways.append(key)
        declare_key(part, entity.name, key, divided, choices)
    for key in choices.some([key for key in ways if key not in keys], 15):
        declare_key(part, entity.name, key, divided, choices, resolvable=False)


def _keyed_at(home: Part, divided: Divided, choices: Choices) -> None:
    """The subgraph that knows all types of the interface and looks each of them up by the interface's key."""
    know(home, KEYED, divided, choices)
    assert home.types[KEYED].kind is Kind.INTERFACE
    home.types[KEYED].keys["id"] = True
    for member in divided.world.interfaces[KEYED].members:
        declare_key(home, member, "id", divided, choices)
