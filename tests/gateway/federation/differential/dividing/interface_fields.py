"""Which fields an interface has in which subgraph; a type there that does not answer one names it @external."""

from tests.gateway.federation.differential.choices import Choices
from tests.gateway.federation.differential.dividing.knowing import can_know, know
from tests.gateway.federation.differential.world import Divided, Field, FieldPart, Interface, Kind, Mode, Part


def declare_interface_fields(divided: Divided, choices: Choices) -> None:
    """Let each field of an interface stand in at least one subgraph that has the interface, where one can."""
    for interface in divided.world.interfaces.values():
        for field in interface.fields.values():
            if field.name == "id":
                continue
            able = [
                part
                for part, held in divided.holding(interface.name)
                if held.kind is Kind.INTERFACE and can_know(part, field.output.name, divided)
            ]
            for number, part in enumerate(choices.shuffled(able)):
                if number == 0 or choices.chance(40):
                    _declare(part, interface, field, divided, choices)


def _declare(part: Part, interface: Interface, field: Field, divided: Divided, choices: Choices) -> None:
    know(part, field.output.name, divided, choices)
    part.types[interface.name].fields[field.name] = FieldPart(field, field.output)
    for member in interface.members:
        own = divided.world.objects[member].fields[field.name]
        part.types[member].fields.setdefault(field.name, FieldPart(own, own.output, Mode.EXTERNAL))
