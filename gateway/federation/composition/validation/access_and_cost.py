"""@authenticated, @requiresScopes, @policy, @cost and @listSize: where they may stand and what they may say."""

from collections.abc import Iterator

from graphql import ListTypeNode, NonNullTypeNode, TypeNode, print_ast

from gateway.federation.composition.codes import ErrorCode
from gateway.federation.composition.facts import Facts
from gateway.federation.composition.field_sets import named
from gateway.federation.composition.findings import Findings
from gateway.federation.composition.subgraph import Element, Field, Kind, Subgraph, Type, Use

ACCESS = ("authenticated", "requiresScopes", "policy")


def check_access(known: Facts, findings: Findings) -> None:
    """Access rules belong to what is resolved: not to interfaces, their fields, and interface objects."""
    for t in known.subgraph.types.values():
        if t.kind is not Kind.INTERFACE and not t.is_interface_object:
            continue
        guarded: list[tuple[str, Element]] = [(t.name, t)]
        if t.kind is Kind.INTERFACE:
            guarded += [(f"{t.name}.{field.name}", field) for field in t.fields.values()]
        for where, element in guarded:
            for name in ACCESS:
                for use in element.used(name):
                    text = f"{where} cannot have @{name}: put it on the object types that are read"
                    findings.error(ErrorCode.AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE, text, [use.place])


def check_cost(known: Facts, findings: Findings) -> None:
    """What @cost and @listSize say must be possible."""
    for t in known.subgraph.types.values():
        for field in t.fields.values():
            where = f"{t.name}.{field.name}"
            for use in field.used("cost"):
                if t.kind is Kind.INTERFACE:
                    text = f"{where} cannot have @cost: put it on the fields that are resolved"
                    findings.error(ErrorCode.COST_APPLIED_TO_INTERFACE_FIELD, text, [use.place])
            for use in field.used("listSize"):
                for code, why in _list_size_troubles(t, field, use, known.subgraph):
                    findings.error(code, f"@listSize on {where}: {why}", [use.place])


def _list_size_troubles(declared: Type, field: Field, use: Use, subgraph: Subgraph) -> Iterator[tuple[ErrorCode, str]]:
    sized = use.values.get("sizedFields")
    if sized is None and not _is_list(field.type):
        yield ErrorCode.LIST_SIZE_APPLIED_TO_NON_LIST, f"{declared.name}.{field.name} is no list"
    size = use.values.get("assumedSize")
    if isinstance(size, int) and size < 0:
        yield ErrorCode.LIST_SIZE_INVALID_ASSUMED_SIZE, f"the assumed size {size} is negative"
    for name in use.values.get("slicingArguments") or ():
        argument = field.arguments.get(name)
        if argument is None or print_ast(argument.type).removesuffix("!") != "Int":
            yield ErrorCode.LIST_SIZE_INVALID_SLICING_ARGUMENT, f"{name} is no argument that is an Int"
    target = subgraph.types.get(named(field.type))
    for name in sized or ():
        child = target.fields.get(name) if target is not None else None
        if child is None:
            yield ErrorCode.LIST_SIZE_INVALID_SIZED_FIELD, f"{named(field.type)} has no field {name}"
        elif not _is_list(child.type):
            yield ErrorCode.LIST_SIZE_APPLIED_TO_NON_LIST, f"{named(field.type)}.{name} is no list"


def _is_list(type_node: TypeNode) -> bool:
    return isinstance(type_node.type if isinstance(type_node, NonNullTypeNode) else type_node, ListTypeNode)
