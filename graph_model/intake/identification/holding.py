"""Rows that wait for a decision, or that one has brought in, beside the ledger's entries: written with their batch.

The entries of the ledger AWAIT their review; `heldAs` keeps what they were refused for first, `decision` what has brought them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graph_model.errors import BadInput
from graph_model.intake.identification.doubts import Doubt
from graph_model.intake.refusals import Refused, RejectCode
from graph_model.model import instant_text
from graph_model.store import GraphTransaction

MEET = (
    "UNWIND $rows AS row MERGE (v:IdentityReview {key: row.key}) SET "
    "v.firstSeenAt = coalesce(v.firstSeenAt, $at), v.lastSeenAt = $at, v.state = coalesce(v.state, 'OPEN'), "
    "v.departmentKey = row.departmentKey, v.codes = row.codes, v.name = row.name, v.district = row.district, "
    "v.written = row.written RETURN v.key, v.decision"
)
FORGET_CANDIDATES = "UNWIND $keys AS key MATCH (v:IdentityReview {key: key})-[may:MAY_BE]->(:Subject) DELETE may"
SUSPECT = (
    "UNWIND $rows AS row MATCH (v:IdentityReview {key: row.key}) MATCH (s:Subject {key: row.subjectKey}) "
    "CREATE (v)-[may:MAY_BE]->(s) SET may.rule = row.rule, may.clue = row.clue"
)
LET_GO = "UNWIND $rows AS row MATCH (r:Reject {key: row.reject})-[waits:AWAITS]->(:IdentityReview) DELETE waits"
AWAIT = (
    "UNWIND $rows AS row MATCH (r:Reject {key: row.reject}) MATCH (v:IdentityReview {key: row.review}) "
    "CREATE (r)-[:AWAITS]->(v) SET r.heldAs = row.heldAs, r.decision = row.decision"
)


class DecidedMeanwhile(BadInput):
    """A review was decided, or a decision taken back, while a batch with rows of it was judged: the batch is judged again."""


@dataclass(frozen=True, slots=True)
class Held:
    """An entry of the ledger that is in doubt."""

    reject_key: str
    doubt: Doubt


async def hold_rows(transaction: GraphTransaction, held: Sequence[Held], at: datetime) -> None:
    """Let entries of the ledger, written before, join their reviews. Raises DecidedMeanwhile."""
    if not held:
        return
    doubts = {one.doubt.key: one.doubt for one in held}
    await _meet(transaction, doubts, at)
    await transaction.run(FORGET_CANDIDATES, {"keys": sorted(doubts)})
    suspects = [
        {"key": doubt.key, "subjectKey": one.key, "rule": one.rule.value, "clue": one.clue}
        for doubt in doubts.values()
        for one in doubt.candidates
    ]
    if suspects:
        await transaction.run(SUSPECT, {"rows": suspects})
    waiting = [
        {
            "reject": one.reject_key,
            "review": one.doubt.key,
            "heldAs": held_text(one.doubt.refused),
            "decision": _bringing(one.doubt),
        }
        for one in held
    ]
    await transaction.run(LET_GO, {"rows": waiting})
    await transaction.run(AWAIT, {"rows": waiting})


async def _meet(transaction: GraphTransaction, doubts: dict[str, Doubt], at: datetime) -> None:
    rows = [_review_row(doubt) for _, doubt in sorted(doubts.items())]
    for key, decision in await transaction.run(MEET, {"rows": rows, "at": instant_text(at)}):
        standing = doubts[key].standing
        if decision != (None if standing is None else standing.decision):
            raise DecidedMeanwhile(
                "这些行的归属刚有了新的决定,请重试 / whom these rows mean was just decided: try again"
            )


def _review_row(doubt: Doubt) -> dict[str, Any]:
    return {
        "key": doubt.key,
        "departmentKey": doubt.department_key,
        "codes": json.dumps(sorted(f"{kind.value}:{code}" for kind, code in doubt.clues.codes)),
        "name": doubt.clues.name,
        "district": doubt.clues.district,
        "written": doubt.clues.written,
    }


def _bringing(doubt: Doubt) -> str | None:
    """The decision that puts the row down to a subject, None while it waits."""
    standing = doubt.standing
    return None if standing is None or standing.subject_key is None else standing.decision


def held_text(refused: Refused) -> str:
    return json.dumps([refused.code.value, refused.column, refused.zh, refused.en], ensure_ascii=False)


def held_from(text: str) -> Refused:
    code, column, zh, en = json.loads(text)
    return Refused(RejectCode(code), column, zh, en)
