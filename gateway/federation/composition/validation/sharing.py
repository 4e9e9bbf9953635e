"""@shareable: on object types and their fields, once a declaration, not on subscriptions."""

from gateway.federation.composition.codes import ErrorCode
from gateway.federation.composition.facts import Facts
from gateway.federation.composition.findings import Findings
from gateway.federation.composition.subgraph import SUBSCRIPTION, Element, Kind


def check_shareable(known: Facts, findings: Findings) -> None:
    """Report @shareable where it has no meaning."""
    for t in known.subgraph.types.values():
        _check_once(t, t.name, findings)
        for field in t.fields.values():
            where = f"{t.name}.{field.name}"
            _check_once(field, where, findings)
            use = field.first("shareable")
            if use is not None and t.kind is Kind.INTERFACE:
                text = f"{where} cannot be @shareable: only fields of object types are resolved"
                findings.error(ErrorCode.INVALID_SHAREABLE_USAGE, text, [use.place])
            if t.name == SUBSCRIPTION and (t.name, field.name) in known.shareable:
                text = f"{where} cannot be @shareable: a subscription comes from one subgraph"
                findings.error(ErrorCode.INVALID_FIELD_SHARING, text, [field.place])


def _check_once(element: Element, where: str, findings: Findings) -> None:
    uses = [use for use in element.used("shareable") if not use.on_extension]
    if len(uses) > 1:
        text = f"{where} is @shareable twice in one declaration"
        findings.error(ErrorCode.INVALID_SHAREABLE_USAGE, text, [use.place for use in uses])
