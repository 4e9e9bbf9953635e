"""Reviews of discrepancies (复核), as the graph keeps them.

Plan 任务 8: 对同一市场主体评价等级存在两档以上差距的,要及时通报相关部门进行复核.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from graph_model.model import CITY_ZONE, DiscrepancyRecord, DiscrepancyState, city_day, instant_text, parse_instant
from graph_model.store import GraphStore, GraphTransaction, Row

REVIEW_COLUMNS = "v.key, v.decision, v.reviewer, v.reason, v.reviewedAt, v.departmentKey, v.highRecord, v.lowRecord"
OF_DISCREPANCIES = (
    "UNWIND $keys AS wanted MATCH (d:Discrepancy {key: wanted})-[:REVIEWED]->(v:Review) "
    f"RETURN d.key, {REVIEW_COLUMNS}"
)
DAYS = 15
"""For a review, from the day on which a discrepancy is raised (及时). The plan gives no number: ours."""

GRACE = 10
"""Days after that until the credit office (牵头部门) is to see to it. Ours, too."""


class ReviewDecision(StrEnum):
    """What a department decided about its grade."""

    KEEP = "KEEP"
    CORRECT = "CORRECT"
    DISMISS = "DISMISS"


@dataclass(frozen=True, slots=True)
class Review:
    """One review: what was decided, by whom, why and when.

    `department_key` is the department whose grade it is about, None where the credit office dismissed the discrepancy;
    `records` are the keys of the two grades that were looked at, the better first.
    """

    key: str
    decision: ReviewDecision
    reviewer: str
    reason: str
    reviewed_at: datetime
    department_key: str | None
    records: tuple[str, str]


@dataclass(frozen=True, slots=True)
class DiscrepancyReview:
    """A review with the discrepancy that it is of."""

    discrepancy: DiscrepancyRecord
    review: Review

    @property
    def key(self) -> str:
        return self.review.key


async def read_reviews(
    source: GraphStore | GraphTransaction, keys: Sequence[str], *, timeout: float | None = None
) -> list[tuple[Review, ...]]:
    """The reviews of these discrepancies, in their order, each's oldest first; one query."""
    parameters = {"keys": list(dict.fromkeys(keys))}
    if hasattr(source, "run"):
        rows = await source.run(OF_DISCREPANCIES, parameters)
    else:
        rows = await source.read(OF_DISCREPANCIES, parameters, timeout=timeout)
    found: dict[str, list[Review]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(review_from(row[1:]))
    return [tuple(sorted(found.get(key, ()), key=lambda one: (one.reviewed_at, one.key))) for key in keys]


def version_of(record: DiscrepancyRecord, reviews: Sequence[Review]) -> str:
    """What somebody has seen who decides about a discrepancy: another one where its state, its grades or its reviews are others."""
    seen = (
        record.state.value,
        instant_text(record.raised_at),
        record.high_record,
        record.low_record,
        str(len(reviews)),
    )
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()[:16]


def due_on(record: DiscrepancyRecord) -> date:
    """The day (Asia/Shanghai) by which it is to be reviewed."""
    return city_day(record.raised_at) + timedelta(days=DAYS)


def overdue(record: DiscrepancyRecord, today: date) -> bool:
    """Whether it still stands after that day."""
    return record.state is not DiscrepancyState.CLOSED and today > due_on(record)


def escalates_on(record: DiscrepancyRecord) -> date:
    """The last day before the credit office is to see to it."""
    return due_on(record) + timedelta(days=GRACE)


def escalated(record: DiscrepancyRecord, today: date) -> bool:
    """Whether it still stands after that day: the departments have let their time pass."""
    return overdue(record, overdue_when_escalated(today))


def overdue_when_escalated(today: date) -> date:
    """What is escalated today was overdue on this day."""
    return today - timedelta(days=GRACE)


def overdue_before(today: date) -> datetime:
    """What was raised before this instant, and is not closed, is overdue today."""
    return datetime.combine(today - timedelta(days=DAYS), time(), CITY_ZONE)


def review_from(row: Row) -> Review:
    """The review of a row of REVIEW_COLUMNS."""
    key, decision, reviewer, reason, at, department, high, low = row
    reviewed_at = parse_instant(at)
    assert reviewed_at is not None
    return Review(key, ReviewDecision(decision), reviewer, reason, reviewed_at, department, (high, low))
