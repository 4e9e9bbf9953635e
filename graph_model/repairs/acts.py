"""What was done about a repair, by whom, when and why, with the documents that were put forward at each step."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from graph_model.model import instant_text, parse_instant
from graph_model.repairs.states import Act
from graph_model.repairs.values import EvidenceDocument, RepairParty
from graph_model.signed import Signature
from graph_model.store import GraphStore, GraphTransaction, Row

CREATE = (
    "MATCH (r:CreditRepair {key: $repair}) CREATE (a:RepairAct {key: $key}) SET a.act = $act, a.by = $by, a.role = $role, "
    "a.at = $at, a.reason = $reason, a.evidence = $evidence, a.digest = $digest CREATE (r)-[:HAS_ACT]->(a)"
)
OF_REPAIRS = (
    "UNWIND $keys AS wanted MATCH (r:CreditRepair {key: wanted})-[:HAS_ACT]->(a:RepairAct) "
    "RETURN r.key, a.key, a.act, a.by, a.role, a.at, a.reason, a.evidence, a.digest"
)


@dataclass(frozen=True, slots=True)
class RepairAct:
    """`evidence` are the documents of this step; `digest` tells another act under the same key from the same one again."""

    key: str
    act: Act
    signature: Signature
    at: datetime
    reason: str | None
    evidence: tuple[EvidenceDocument, ...]
    digest: str


def act_key(repair_key: str, party: RepairParty, idempotency_key: str) -> str:
    """A party's keys are its own: what one chose is no other's to know."""
    return "repair-act:" + digest_of(repair_key, party, idempotency_key)


def digest_of(*said: str) -> str:
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


def evidence_text(evidence: Sequence[EvidenceDocument]) -> str:
    """The documents as JSON."""
    return msgspec.json.encode(evidence).decode()


async def create(transaction: GraphTransaction, repair_key: str, act: RepairAct) -> None:
    parameters = {
        "repair": repair_key,
        "key": act.key,
        "act": act.act.value,
        "by": act.signature.by,
        "role": act.signature.role,
        "at": instant_text(act.at),
        "reason": act.reason,
        "evidence": evidence_text(act.evidence),
        "digest": act.digest,
    }
    await transaction.run(CREATE, parameters)


async def read_acts(
    source: GraphStore | GraphTransaction, keys: Sequence[str], *, timeout: float | None = None
) -> list[tuple[RepairAct, ...]]:
    """The acts of these repairs, in their order, each's oldest first; one query."""
    parameters = {"keys": list(dict.fromkeys(keys))}
    if hasattr(source, "run"):
        rows = await source.run(OF_REPAIRS, parameters)
    else:
        rows = await source.read(OF_REPAIRS, parameters, timeout=timeout)
    found: dict[str, list[RepairAct]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(_act(row))
    return [tuple(sorted(found.get(key, ()), key=lambda one: (one.at, one.key))) for key in keys]


def _act(row: Row) -> RepairAct:
    _, key, act, by, role, at, reason, evidence, digest = row
    moment = parse_instant(at)
    assert moment is not None
    documents = msgspec.json.decode(evidence, type=tuple[EvidenceDocument, ...])
    return RepairAct(key, Act(act), Signature(by, role), moment, reason, documents, digest)
