"""A divided world as GraphQL text: each subgraph with its directives, and the undivided schema."""

import json
from collections.abc import Callable, Iterable

from tests.gateway.federation.differential.world import (
    HUES,
    Divided,
    FieldPart,
    Kind,
    Mode,
    Output,
    Part,
    TypePart,
    World,
)

LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@shareable", "@external", '
    '"@requires", "@provides", "@override", "@interfaceObject", "@inaccessible"])'
)


def subgraph_sdl(part: Part, world: World) -> str:
    """The subgraph's schema without the link to Federation."""
    types = [_type(held, part) for held in part.types.values()]
    return "\n".join([*_everywhere(world), *_unions(part.unions, world), *types])


def undivided_sdl(divided: Divided, *, hidden: bool = False, shown: Callable[[Output], Output] = lambda o: o) -> str:
    """What all subgraphs together have, as one schema; with `hidden`, also what is @inaccessible."""
    world = divided.world
    unions = {name for part in divided.parts for name in part.unions}
    lines = [*_everywhere(world), *_unions(unions, world)]
    for name, interface in world.interfaces.items():
        declared = {n for _, held in divided.holding(name) for n in held.fields}
        if declared:
            fields = [f.written(shown(f.output)) for n, f in interface.fields.items() if n in declared]
            fields += [
                f.written(shown(f.output)) for n, f in interface.added.items() if n in declared - set(interface.fields)
            ]
            lines.append(_block(f"interface {name}", fields))
    for name, object_type in world.objects.items():
        answered = {n for _, held in divided.holding(name) for n, f in held.fields.items() if f.mode is Mode.OWN}
        if any(divided.holding(name)):
            answered |= {field for type_name, field in divided.moved if type_name == name}
        implemented = sorted({i for _, held in divided.holding(name) for i in held.implements})
        fields = [
            f.written(shown(f.output))
            for n, f in object_type.fields.items()
            if n in answered and (hidden or not f.hidden)
        ]
        if fields:
            lines.append(_block(f"type {name}{_implements(implemented)}", fields))
    return "\n".join(lines)


def _everywhere(world: World) -> list[str]:
    inputs = [_block(f"input {name}", map(str, fields)) for name, fields in world.inputs.items()]
    return ["scalar Json", f"enum Hue {{ {' '.join(HUES)} }}", *inputs]


def _unions(names: Iterable[str], world: World) -> list[str]:
    return [f"union {name} = {' | '.join(world.unions[name])}" for name in sorted(names)]


def _block(head: str, lines: Iterable[str]) -> str:
    return f"{head} {{\n" + "".join(f"  {line}\n" for line in lines) + "}"


def _implements(names: list[str]) -> str:
    return f" implements {' & '.join(names)}" if names else ""


def _type(held: TypePart, part: Part) -> str:
    directives = "".join(
        f" @key(fields: {json.dumps(key)}{'' if resolvable else ', resolvable: false'})"
        for key, resolvable in held.keys.items()
    )
    if held.kind is Kind.INTERFACE_OBJECT:
        directives += " @interfaceObject"
    if held.shareable:
        directives += " @shareable"
    keyword = "interface" if held.kind is Kind.INTERFACE else "type"
    fields = [_field(field, held) for field in held.fields.values()]
    return _block(f"{keyword} {held.name}{_implements(held.implements)}{directives}", fields)


def _field(field: FieldPart, held: TypePart) -> str:
    text = field.field.written(field.output)
    if held.kind is Kind.INTERFACE:
        return text
    if field.shareable:
        text += " @shareable"
    if field.mode is Mode.EXTERNAL:
        return f"{text} @external"
    if field.mode is Mode.OVERRIDDEN:
        return text
    if field.field.hidden:
        text += " @inaccessible"
    if field.overrides:
        text += f' @override(from: "{field.overrides}")'
    for directive, fields in (("requires", field.requires), ("provides", field.provides)):
        if fields:
            text += f" @{directive}(fields: {json.dumps(fields)})"
    return text
