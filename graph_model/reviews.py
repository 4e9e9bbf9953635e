"""Reviews of discrepancies (复核), as the graph keeps them.

Plan 任务 8: 对同一市场主体评价等级存在两档以上差距的,要及时通报相关部门进行复核.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from graph_model.model import parse_instant
from graph_model.store import GraphStore, Row

OF_DISCREPANCIES = (
    "UNWIND $keys AS wanted MATCH (d:Discrepancy {key: wanted})-[:REVIEWED]->(v:Review) "
    "RETURN d.key, v.key, v.decision, v.reviewer, v.reason, v.reviewedAt"
)


class ReviewDecision(StrEnum):
    """What a department decided about its grade."""

    KEEP = "KEEP"
    CORRECT = "CORRECT"
    DISMISS = "DISMISS"


@dataclass(frozen=True, slots=True)
class Review:
    """One review: what was decided, by whom, why and when."""

    key: str
    decision: ReviewDecision
    reviewer: str
    reason: str
    reviewed_at: datetime


async def read_reviews(
    store: GraphStore, keys: Sequence[str], *, timeout: float | None = None
) -> list[tuple[Review, ...]]:
    """The reviews of these discrepancies, in their order, each's oldest first; one query."""
    rows = await store.read(OF_DISCREPANCIES, {"keys": list(dict.fromkeys(keys))}, timeout=timeout)
    found: dict[str, list[Review]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(_review(row))
    return [tuple(sorted(found.get(key, ()), key=lambda one: (one.reviewed_at, one.key))) for key in keys]


def _review(row: Row) -> Review:
    _, key, decision, reviewer, reason, at = row
    reviewed_at = parse_instant(at)
    assert reviewed_at is not None
    return Review(key, ReviewDecision(decision), reviewer, reason, reviewed_at)
