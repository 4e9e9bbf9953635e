"""What was done about an inspection, by whom, when and why; what was recorded before it was revised stays here."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from graph_model.inspections.rules import Content
from graph_model.inspections.states import Act
from graph_model.model import instant_text, parse_instant
from graph_model.signed import Signature
from graph_model.store import GraphStore, GraphTransaction, Row

CREATE = (
    "MATCH (w:Inspection {key: $inspection}) CREATE (a:InspectionAct {key: $key}) SET a.act = $act, a.by = $by, "
    "a.role = $role, a.at = $at, a.reason = $reason, a.content = $content, a.digest = $digest CREATE (w)-[:HAS_ACT]->(a)"
)
OF_INSPECTIONS = (
    "UNWIND $keys AS wanted MATCH (w:Inspection {key: wanted})-[:HAS_ACT]->(a:InspectionAct) "
    "RETURN w.key, a.key, a.act, a.by, a.role, a.at, a.reason, a.digest"
)


@dataclass(frozen=True, slots=True)
class InspectionAct:
    """`digest` tells another act under the same key from the same one again."""

    key: str
    act: Act
    signature: Signature
    at: datetime
    reason: str | None
    digest: str


def act_key(inspection_key: str, idempotency_key: str) -> str:
    return "inspection-act:" + _digest(inspection_key, idempotency_key)[:32]


def digest_of(act: Act, *said: str) -> str:
    return _digest(act.value, *said)[:32]


def content_text(content: Content) -> str:
    """The content as JSON."""
    return msgspec.json.encode(content).decode()


async def create(
    transaction: GraphTransaction, inspection_key: str, act: InspectionAct, content: Content | None
) -> None:
    parameters: dict[str, Any] = {
        "inspection": inspection_key,
        "key": act.key,
        "act": act.act.value,
        "by": act.signature.by,
        "role": act.signature.role,
        "at": instant_text(act.at),
        "reason": act.reason,
        "content": None if content is None else content_text(content),
        "digest": act.digest,
    }
    await transaction.run(CREATE, parameters)


async def read_acts(
    source: GraphStore | GraphTransaction, keys: list[str], *, timeout: float | None = None
) -> list[tuple[InspectionAct, ...]]:
    """The acts of these inspections, in their order, each's oldest first; one query."""
    parameters = {"keys": list(dict.fromkeys(keys))}
    if hasattr(source, "run"):
        rows = await source.run(OF_INSPECTIONS, parameters)
    else:
        rows = await source.read(OF_INSPECTIONS, parameters, timeout=timeout)
    found: dict[str, list[InspectionAct]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(_act(row))
    return [tuple(sorted(found.get(key, ()), key=lambda one: (one.at, one.key))) for key in keys]


def _act(row: Row) -> InspectionAct:
    _, key, act, by, role, at, reason, digest = row
    moment = parse_instant(at)
    assert moment is not None
    return InspectionAct(key, Act(act), Signature(by, role), moment, reason, digest)


def _digest(*said: str) -> str:
    return hashlib.sha256("\n".join(said).encode()).hexdigest()
