"""Parts of Federation that composition refuses rather than gets wrong: contexts and progressive override."""

from collections.abc import Iterator

from gateway.federation.composition.codes import ErrorCode
from gateway.federation.composition.facts import Facts
from gateway.federation.composition.findings import Findings
from gateway.federation.composition.specifications import UNSUPPORTED
from gateway.federation.composition.subgraph import Element, Kind, Subgraph


def check_supported(known: Facts, findings: Findings) -> None:
    """Report @context, @fromContext, an override's label, and overriding where nothing is resolved."""
    for element in _elements(known.subgraph):
        for use in element.uses:
            if use.specification == "federation" and use.name in UNSUPPORTED:
                text = f"{element.name}: @{use.name} is not supported"
                findings.error(ErrorCode.UNSUPPORTED_FEATURE, text, [use.place])
    for t in known.subgraph.types.values():
        for field in t.fields.values():
            for use in field.used("override"):
                if t.kind is Kind.INTERFACE:
                    text = f"{t.name}.{field.name} cannot override: an interface resolves nothing"
                    findings.error(ErrorCode.OVERRIDE_ON_INTERFACE, text, [use.place])
                if use.values.get("label") is not None:
                    text = f"{t.name}.{field.name}: an override with a label (progressive override) is not supported"
                    findings.error(ErrorCode.UNSUPPORTED_FEATURE, text, [use.place])


def _elements(subgraph: Subgraph) -> Iterator[Element]:
    for t in subgraph.types.values():
        yield t
        for field in t.fields.values():
            yield from field.arguments.values()
