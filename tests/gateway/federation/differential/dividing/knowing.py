"""What a subgraph has to know when it mentions a type: value types in full, entities at least by a key."""

from tests.gateway.federation.differential.choices import Choices
from tests.gateway.federation.differential.world import (
    LEAVES,
    Divided,
    FieldPart,
    Kind,
    Mode,
    Part,
    TypePart,
)


def can_know(part: Part, name: str, divided: Divided) -> bool:
    as_objects = {t.name for t in part.types.values() if t.kind is Kind.INTERFACE_OBJECT}
    return not divided.world.names_in(name, as_objects) & part.forbidden


def know(part: Part, name: str, divided: Divided, choices: Choices) -> None:
    """Let a subgraph have a type, with everything that belongs to it."""
    world = divided.world
    if name in LEAVES or name in part.unions:
        return
    if name in world.unions:
        part.unions.add(name)
        for member in world.unions[name]:
            know(part, member, divided, choices)
    elif name in part.types:
        return
    elif name in world.interfaces:
        _know_interface(part, name, divided, choices)
    elif world.objects[name].keys:
        part.types[name] = TypePart(name)
        declare_key(part, name, choices.pick(divided.ways[name]), divided, choices, resolvable=choices.chance(40))
    else:
        _know_value_type(part, name, divided, choices)


def declare_key(
    part: Part, name: str, key: str, divided: Divided, choices: Choices, *, resolvable: bool = True
) -> None:
    """Let an entity have a key in a subgraph, with the fields of it."""
    held = part.types.setdefault(name, TypePart(name))
    held.keys[key] = held.keys.get(key, False) or resolvable
    for field_name in fields_of(key):
        field = divided.world.objects[name].fields[field_name]
        if field_name not in held.fields or held.fields[field_name].mode is not Mode.OWN:
            held.fields[field_name] = FieldPart(field, field.output)
        if field_name == "mate":
            ensure_key(part, field.output.name, "id", divided, choices)
        else:
            know(part, field.output.name, divided, choices)


def ensure_key(part: Part, name: str, key: str, divided: Divided, choices: Choices) -> None:
    """Let a subgraph name an entity by this key; some holder looks it up by it."""
    if key not in divided.ways[name]:
        divided.ways[name].append(key)
        declare_key(divided.holders[name][0], name, key, divided, choices)
    if name not in part.types or key not in part.types[name].keys:
        declare_key(part, name, key, divided, choices, resolvable=choices.chance(40))


def fields_of(key: str) -> list[str]:
    """The fields of a key on the entity itself."""
    return key.replace("{ id }", "").replace("{ text }", "").split()


def _know_interface(part: Part, name: str, divided: Divided, choices: Choices) -> None:
    interface = divided.world.interfaces[name]
    own = interface.fields["id"]
    part.types[name] = TypePart(name, Kind.INTERFACE, fields={"id": FieldPart(own, own.output)})
    for member in interface.members:
        if divided.world.objects[member].keys:
            ensure_key(part, member, "id", divided, choices)
        else:
            know(part, member, divided, choices)
        part.types[member].implements.append(name)


def _know_value_type(part: Part, name: str, divided: Divided, choices: Choices) -> None:
    held = part.types[name] = TypePart(name, shareable=True)
    for field in divided.world.objects[name].fields.values():
        held.fields[field.name] = FieldPart(field, field.output)
        know(part, field.output.name, divided, choices)
