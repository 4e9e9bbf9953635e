"""@interfaceObject, and the keys of interfaces that make it work."""

from graphql import print_ast

from gateway.federation.composition.codes import ErrorCode
from gateway.federation.composition.facts import Facts, Key
from gateway.federation.composition.findings import Findings
from gateway.federation.composition.subgraph import Kind, Type


def check_interface_objects(known: Facts, findings: Findings) -> None:
    """An interface object has a key; every key of an interface is one of its implementations too."""
    for t in known.subgraph.types.values():
        if t.is_interface_object and not any(t.used("key")):
            findings.error(
                ErrorCode.INTERFACE_OBJECT_USAGE_ERROR,
                f"{t.name} is an @interfaceObject and has no @key by which it could be asked for",
                [t.place],
            )
        if t.kind is Kind.INTERFACE:
            for key in known.keys[t.name]:
                _check_key(t, key, known, findings)


def _check_key(interface: Type, key: Key, known: Facts, findings: Findings) -> None:
    wanted = print_ast(key.fields)
    for implementation in known.subgraph.implementations(interface.name):
        own = {print_ast(other.fields) for other in known.keys[implementation.name] if other.resolvable}
        if key.resolvable and wanted not in own:
            findings.error(
                ErrorCode.INTERFACE_KEY_NOT_ON_IMPLEMENTATION,
                f'{implementation.name} lacks the resolvable @key "{key.text}" of {interface.name}, which it implements',
                [implementation.place, key.use.place],
            )
