"""Fields that an interface object adds: one subgraph looks the interface up by its key, others add fields to all its types."""

from tests.gateway.federation.differential.choices import Choices
from tests.gateway.federation.differential.dividing.knowing import can_know
from tests.gateway.federation.differential.world import Divided, FieldPart, Interface, Kind, Part, TypePart

KEYED = "Kept"


def make_interface_objects(divided: Divided, choices: Choices) -> None:
    """Decide which subgraphs have the interface as an object, and what it adds there."""
    interface = divided.world.interfaces.get(KEYED)
    if interface is None:
        return
    if choices.chance(85):
        home, *others = choices.shuffled(divided.parts[1:])
        others = [home] if not others else choices.some(others, 50, least=1)
        for part in others:
            part.forbidden = set(interface.members)
            part.types[KEYED] = TypePart(KEYED, Kind.INTERFACE_OBJECT, {"id": True})
        for name, field in list(interface.added.items()):
            able = [part for part in others if can_know(part, field.output.name, divided)]
            if able:
                _move(interface, name, choices.some(able, 30, least=1), divided)
    interface.fields |= {
        name: f for name, f in interface.added.items() if (interface.members[0], name) not in divided.moved
    }
    for part in divided.parts:
        if KEYED in part.types:
            field = interface.fields["id"]
            part.types[KEYED].fields["id"] = FieldPart(field, field.output)


def _move(interface: Interface, name: str, parts: list[Part], divided: Divided) -> None:
    for part in parts:
        field = interface.added[name]
        part.types[KEYED].fields[name] = FieldPart(field, field.output, shareable=len(parts) > 1)
    divided.moved |= {(member, name) for member in interface.members}
