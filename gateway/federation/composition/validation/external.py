"""@external: only where another subgraph resolves the field and this one has a use for it."""

from gateway.federation.composition.codes import ErrorCode
from gateway.federation.composition.facts import Facts
from gateway.federation.composition.findings import Findings
from gateway.federation.composition.subgraph import Field, Kind, Type

CONTRADICTIONS = ("requires", "provides")


def check_external(known: Facts, findings: Findings) -> None:
    """Report @external fields of interfaces, unused ones, and ones that say how they would be resolved."""
    for t in known.subgraph.types.values():
        for field in t.fields.values():
            if field.has("external"):
                _check(t, field, known, findings)


def _check(declared: Type, field: Field, known: Facts, findings: Findings) -> None:
    where = f"{declared.name}.{field.name}"
    if declared.kind is Kind.INTERFACE:
        text = f"{where} cannot be @external: an interface resolves nothing"
        findings.error(ErrorCode.EXTERNAL_ON_INTERFACE, text, [field.place])
        return
    contradictions = [use for name in CONTRADICTIONS for use in field.used(name)]
    for use in contradictions:
        findings.error(
            ErrorCode.EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE,
            f"{where} is @external and has @{use.name}, which says how the subgraph resolves it",
            [use.place],
        )
    coordinate = (declared.name, field.name)
    if not contradictions and coordinate in known.external and not known.uses(coordinate):
        findings.error(
            ErrorCode.EXTERNAL_UNUSED,
            f"{where} is @external and in no @key, @requires, @provides and no interface of the subgraph",
            [field.place],
        )
