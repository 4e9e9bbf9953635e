"""@inaccessible: what clients see must make sense without what they do not see."""

from collections.abc import Iterator

from graphql import ConstValueNode, EnumValueNode, ListValueNode, ObjectValueNode, TypeNode

from gateway.federation.composition.codes import ErrorCode
from gateway.federation.composition.field_sets import named
from gateway.federation.composition.findings import Findings, Place
from gateway.federation.composition.merging import Merged
from gateway.federation.composition.merging.arguments import is_required
from gateway.federation.composition.subgraph import QUERY, Argument, Element, Field, Kind, Type

Trouble = tuple[ErrorCode, str, list[Place]]


def check_inaccessible(merged: Merged, findings: Findings) -> None:
    """Report whatever the public schema would lack."""
    for t in merged.types.values():
        troubles = _of_hidden_root(t) if _is_hidden(t) else _of_type(t, merged)
        for code, message, places in troubles:
            findings.error(code, message, places)
    for code, message, places in _of_directives(merged):
        findings.error(code, message, places)


def _of_directives(merged: Merged) -> Iterator[Trouble]:
    for directive in merged.directives:
        for argument in directive.arguments or ():
            where = f"@{directive.name.value}({argument.name.value}:)"
            target = merged.types.get(named(argument.type))
            if target is not None and _is_hidden(target):
                message = f"clients see {where} and not its type {target.name}"
                yield ErrorCode.REFERENCED_INACCESSIBLE, message, [_hiding(target)]


def _is_hidden(element: Element) -> bool:
    return element.has("inaccessible")


def _hiding(element: Element) -> Place:
    use = element.first("inaccessible")
    return element.place if use is None else use.place


def _of_hidden_root(declared: Type) -> Iterator[Trouble]:
    if declared.name == QUERY:
        yield ErrorCode.QUERY_ROOT_TYPE_INACCESSIBLE, "clients would have nothing to ask", [_hiding(declared)]


def _of_type(declared: Type, merged: Merged) -> Iterator[Trouble]:
    children = [*declared.fields.values(), *declared.inputs.values(), *declared.values.values()]
    children += [merged.types[member] for member in declared.members if member in merged.types]
    if children and all(_is_hidden(child) for child in children):
        yield (
            ErrorCode.ONLY_INACCESSIBLE_CHILDREN,
            f"clients see {declared.name} and nothing in it",
            [declared.place, *map(_hiding, children)],
        )
    for field in declared.fields.values():
        yield from _of_implementation(declared, field, merged)
        if not _is_hidden(field):
            yield from _of_field(f"{declared.name}.{field.name}", field, merged)
    for given in declared.inputs.values():
        yield from _of_argument(f"{declared.name}.{given.name}", given, merged)


def _of_field(where: str, field: Field, merged: Merged) -> Iterator[Trouble]:
    yield from _of_reference(where, field.type, field.place, merged)
    for argument in field.arguments.values():
        yield from _of_argument(f"{where}({argument.name}:)", argument, merged)


def _of_reference(where: str, type_node: TypeNode, place: Place, merged: Merged) -> Iterator[Trouble]:
    target = merged.types.get(named(type_node))
    if target is not None and _is_hidden(target):
        message = f"clients see {where} and not its type {target.name}"
        yield ErrorCode.REFERENCED_INACCESSIBLE, message, [place, _hiding(target)]


def _of_argument(where: str, argument: Argument, merged: Merged) -> Iterator[Trouble]:
    if _is_hidden(argument):
        if is_required(argument):
            message = f"{where} is required and clients cannot give it"
            yield ErrorCode.REQUIRED_INACCESSIBLE, message, [_hiding(argument)]
        return
    yield from _of_reference(where, argument.type, argument.place, merged)
    if argument.default is not None:
        for name, hidden in _hidden_in(argument.default, argument.type, merged):
            message = f"clients see the default of {where} and not {name}, which it uses"
            yield ErrorCode.DEFAULT_VALUE_USES_INACCESSIBLE, message, [argument.place, _hiding(hidden)]


def _hidden_in(value: ConstValueNode, type_node: TypeNode, merged: Merged) -> Iterator[tuple[str, Element]]:
    """What of a default's parts clients do not see."""
    target = merged.types.get(named(type_node))
    if isinstance(value, ListValueNode):
        for item in value.values:
            yield from _hidden_in(item, type_node, merged)
    elif isinstance(value, EnumValueNode) and target is not None and target.kind is Kind.ENUM:
        element = target.values.get(value.value)
        if element is not None and _is_hidden(element):
            yield f"{target.name}.{element.name}", element
    elif isinstance(value, ObjectValueNode) and target is not None:
        for part in value.fields:
            given = target.inputs.get(part.name.value)
            if given is not None and _is_hidden(given):
                yield f"{target.name}.{given.name}", given
            elif given is not None:
                yield from _hidden_in(part.value, given.type, merged)


def _of_implementation(declared: Type, field: Field, merged: Merged) -> Iterator[Trouble]:
    for name in declared.interfaces:
        interface = merged.types.get(name)
        asked = interface.fields.get(field.name) if interface is not None else None
        if interface is None or asked is None or _is_hidden(interface) or _is_hidden(asked):
            continue
        pairs: list[tuple[str, Element, Element]] = [("", field, asked)]
        pairs += [
            (f"({argument.name}:)", argument, asked.arguments[argument.name])
            for argument in field.arguments.values()
            if argument.name in asked.arguments and not _is_hidden(field)
        ]
        for suffix, own, wanted in pairs:
            if _is_hidden(own) and not _is_hidden(wanted):
                yield (
                    ErrorCode.IMPLEMENTED_BY_INACCESSIBLE,
                    f"clients see {name}.{field.name}{suffix} and not its implementation in {declared.name}",
                    [_hiding(own), wanted.place],
                )
