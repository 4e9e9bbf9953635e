"""Fields that a path @provides: what another subgraph answers, told along with the object."""

from tests.gateway.federation.differential.choices import Choices
from tests.gateway.federation.differential.dividing.knowing import can_know, know
from tests.gateway.federation.differential.world import Divided, Field, FieldPart, Mode, Part


def provide_fields(divided: Divided, choices: Choices) -> None:
    """Let some fields provide fields of the objects that they lead to."""
    for part in divided.parts:
        for held in list(part.types.values()):
            for own in list(held.fields.values()):
                single = own.mode is Mode.OWN and not own.requires and not held.shareable
                if single and not own.output.leaf and held.kind.value == "object" and choices.chance(45):
                    own.provides = _provided(own.output.name, part, divided, choices, deep=2) or None


def _provided(name: str, part: Part, divided: Divided, choices: Choices, deep: int) -> str:
    world = divided.world
    if name in world.interfaces or name in world.unions:
        if name not in part.unions and part.types[name].kind.value != "interface":
            return ""
        inner = {member: _provided(member, part, divided, choices, deep) for member in world.possible(name)}
        return " ".join(f"... on {member} {{ {text} }}" for member, text in inner.items() if text)
    if not world.objects[name].keys:
        return ""
    texts = [_field(f, name, part, divided, choices, deep) for f in world.objects[name].fields.values()]
    return " ".join(text for text in texts if text)


def _field(field: Field, type_name: str, part: Part, divided: Divided, choices: Choices, deep: int) -> str:
    """The text of a provided field, or nothing; whoever answers it shares it."""
    standing = part.types[type_name].fields.get(field.name)
    owners = [
        held.fields[field.name]
        for _, held in divided.holding(type_name)
        if field.name in held.fields and held.fields[field.name].mode is Mode.OWN
    ]
    taken = (standing is not None and standing.mode is Mode.OWN) or not owners or field.arguments or field.name == "id"
    if taken or not can_know(part, field.output.name, divided) or not choices.chance(35):
        return ""
    inner = "" if field.output.leaf else _inside(field, part, divided, choices, deep - 1)
    if inner == "" and not field.output.leaf:
        return ""
    for owner in owners:
        owner.shareable = True
    part.types[type_name].fields.setdefault(field.name, FieldPart(field, field.output, Mode.EXTERNAL))
    return f"{field.name}{inner}"


def _inside(field: Field, part: Part, divided: Divided, choices: Choices, deep: int) -> str:
    """The selections in a provided object: of a value type its leaves, of an entity what is provided of it in turn."""
    name = field.output.name
    if not deep or name not in divided.world.objects:
        return ""
    know(part, name, divided, choices)
    parent = divided.world.objects[name]
    if parent.keys:
        known = [
            n
            for n, f in part.types[name].fields.items()
            if f.mode is Mode.OWN and f.field.output.leaf and not f.requires
        ]
        texts = [
            _provided(name, part, divided, choices, deep),
            *[n for n in known if not parent.fields[n].arguments][:1],
        ]
    else:
        texts = [f.name for f in parent.fields.values() if f.output.leaf and not f.arguments]
    found = " ".join(text for text in texts if text)
    return f" {{ {found} }}" if found else ""
