"""Interfaces over all subgraphs together: every implementation has every field, and keys of interfaces reach all of them."""

from collections.abc import Iterator, Sequence

from gateway.federation.composition.codes import ErrorCode
from gateway.federation.composition.facts import Facts
from gateway.federation.composition.findings import Findings
from gateway.federation.composition.merging import Merged
from gateway.federation.composition.subgraph import Kind, Type


def check_interfaces(merged: Merged, all_facts: Sequence[Facts], findings: Findings) -> None:
    """Report missing fields, and subgraphs that know too few or too many implementations of an interface."""
    for t in merged.types.values():
        for field_of, name in _missing_fields(t, merged):
            findings.error(
                ErrorCode.INTERFACE_FIELD_NO_IMPLEM,
                f"{t.name} implements {field_of.name} and has no field {name} in any subgraph",
                [field_of.fields[name].place, t.place],
            )
    for known in all_facts:
        for declared in known.subgraph.types.values():
            _check_implementations(declared, known, merged, findings)


def _missing_fields(declared: Type, merged: Merged) -> Iterator[tuple[Type, str]]:
    for name in declared.interfaces:
        interface = merged.types.get(name)
        if interface is not None:
            yield from ((interface, field) for field in interface.fields if field not in declared.fields)


def _check_implementations(declared: Type, known: Facts, merged: Merged, findings: Findings) -> None:
    if not any(key.resolvable for key in known.keys[declared.name]):
        return
    implementations = [t for t in merged.types.values() if t.kind is Kind.OBJECT and declared.name in t.interfaces]
    for implementation in implementations:
        own = known.subgraph.types.get(implementation.name)
        if declared.is_interface_object and own is not None:
            findings.error(
                ErrorCode.INTERFACE_OBJECT_USAGE_ERROR,
                f'{declared.name} is an @interfaceObject in "{known.subgraph.name}", which must not define its'
                f" implementation {own.name}",
                [declared.place, own.place],
            )
        elif declared.kind is Kind.INTERFACE and (own is None or declared.name not in own.interfaces):
            findings.error(
                ErrorCode.INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE,
                f'{declared.name} has a @key in "{known.subgraph.name}", which lacks its implementation'
                f" {implementation.name}",
                [declared.place, implementation.place],
            )
