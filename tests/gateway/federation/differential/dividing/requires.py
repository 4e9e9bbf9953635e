"""Fields that @requires others: of other subgraphs, with arguments, with objects in them, one after another."""

from collections.abc import Iterator

from tests.gateway.federation.differential.choices import Choices
from tests.gateway.federation.differential.dividing.knowing import can_know, know
from tests.gateway.federation.differential.random_values import literal
from tests.gateway.federation.differential.world import (
    Divided,
    Field,
    FieldPart,
    Kind,
    Mode,
    ObjectType,
    Part,
    TypePart,
)


def require_fields(divided: Divided, choices: Choices) -> None:
    """Let some fields require fields of the same entity that other subgraphs answer."""
    for entity in divided.world.entities:
        for part, held in list(divided.holding(entity.name)):
            for own in list(held.fields.values()):
                single = own.mode is Mode.OWN and not own.shareable and own.field.name not in entity.key_fields
                if single and choices.chance(75):
                    _require(own.field, entity, part, divided, choices)


def _require(field: Field, entity: ObjectType, part: Part, divided: Divided, choices: Choices) -> None:
    possible = [f for f in _requirable(field, entity, divided) if not _resolved(part, entity.name, f)]
    possible = [f for f in possible if can_know(part, f.output.name, divided)]
    chosen = choices.some(possible, 55)
    texts = [_required(f, field.rank, entity.name, part, divided, choices) for f in chosen]
    field.requires = " ".join(text for text in texts if text) or None


def _requirable(field: Field, parent: ObjectType, divided: Divided) -> Iterator[Field]:
    """Fields that are answered without this one, and do not come from an interface object.

    An `id` may still become the subgraph's own, when it comes to know an interface.
    """
    for other in parent.fields.values():
        if other.name == "id":
            continue
        answered = any(
            other.name in held.fields and held.fields[other.name].mode is Mode.OWN
            for _, held in divided.holding(parent.name)
        )
        if other.rank < field.rank and answered and (parent.name, other.name) not in divided.moved:
            yield other


def _resolved(part: Part, type_name: str, field: Field) -> bool:
    held = part.types.get(type_name)
    return held is not None and field.name in held.fields and held.fields[field.name].mode is Mode.OWN


def _required(field: Field, rank: int, type_name: str, part: Part, divided: Divided, choices: Choices) -> str | None:
    """The text of a required field; the subgraph gets it as @external."""
    know(part, field.output.name, divided, choices)
    inner = ""
    if not field.output.leaf:
        inner = _inside(field, rank, part, divided, choices)
        if not inner:
            return None
    held = part.types.setdefault(type_name, TypePart(type_name))
    held.fields.setdefault(field.name, FieldPart(field, field.output, Mode.EXTERNAL))
    _make_safe(field)
    given = ", ".join(
        f"{a.name}: {literal(a.type, choices)}" for a in field.arguments if choices.chance(80) or a.type[-1] == "!"
    )
    return f"{field.name}{f'({given})' if given else ''}{inner}"


def _inside(field: Field, rank: int, part: Part, divided: Divided, choices: Choices) -> str:
    world = divided.world
    name = field.output.name
    if name in world.objects:
        selected = _leaves(world.objects[name], rank, part, divided, choices)
        return f" {{ {selected} }}" if selected else ""
    if name in part.types and part.types[name].kind is Kind.INTERFACE_OBJECT:
        return " { id }"
    parts = []
    for member in world.possible(name):
        selected = _leaves(world.objects[member], rank, part, divided, choices)
        if selected:
            parts.append(f"... on {member} {{ {selected} }}")
    return f" {{ {' '.join(parts)} }}" if parts else ""


def _leaves(parent: ObjectType, rank: int, part: Part, divided: Divided, choices: Choices) -> str:
    fortify(parent.name, divided)
    found = []
    for field in parent.fields.values():
        taken = field.output.leaf and field.rank < rank and (parent.name, field.name) not in divided.moved
        if not taken or not choices.chance(60):
            continue
        standing = part.types[parent.name].fields.get(field.name)
        if field.name == "id" and standing is None:
            continue
        if standing is None and not any(_resolved(p, parent.name, field) for p in divided.parts):
            continue
        if standing is not None and standing.requires:
            continue
        text = _required(field, rank, parent.name, part, divided, choices)
        assert text is not None
        found.append(text)
    return " ".join(found)


def fortify(type_name: str, divided: Divided) -> None:
    """Let no failure in an object take the object with it: what is required beside it would be lost to the gateway."""
    world = divided.world
    seen: set[str] = set()
    left = world.possible(type_name).copy()
    while left:
        current = left.pop()
        if current in seen:
            continue
        seen.add(current)
        for field in world.objects[current].fields.values():
            if not field.output.nullable[0]:
                field.safe = True
                if not field.output.leaf:
                    left += world.possible(field.output.name)


def _make_safe(field: Field) -> None:
    if not all(field.output.nullable):
        field.safe = True
