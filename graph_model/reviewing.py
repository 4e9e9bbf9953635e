"""Reviewing a discrepancy (复核): one transaction with all that follows for the discrepancy and for the grades behind it.

Plan 任务 8: 对同一市场主体评价等级存在两档以上差距的,要及时通报相关部门进行复核,确保各行业信用监管评价的客观和公正.

Each of the two departments decides about its own grade: it stands (KEEP), or it is to be corrected (CORRECT; the correction itself
comes as evaluations do), and until then the department may suspend it. Where both stand by theirs the discrepancy is closed, the
difference being one that is meant. The credit office (牵头部门) may dismiss one (DISMISS). A decision is about the two grades that were
looked at: where one of them is another, both departments look again. Why: docs/decisions/0028-reviews.md.
"""

import dataclasses
import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec.structs import replace

from graph_model.catalogue import Catalogue
from graph_model.discrepancy_states import REVIEW, SETTLE
from graph_model.discrepancy_states import after as state_after
from graph_model.errors import BadInput, Conflict, Forbidden, NotFound
from graph_model.intake.concealing import without_id_numbers
from graph_model.model import DiscrepancyRecord, DiscrepancyState, instant_text
from graph_model.reviews import Review, ReviewDecision, read_reviews, version_of
from graph_model.rows import DISCREPANCY_COLUMNS, discrepancy_from
from graph_model.signed import LONGEST_KEY
from graph_model.store import GraphStore, GraphTransaction
from graph_model.writing import resume, resumed_rows

LOCK = f"MATCH (d:Discrepancy {{key: $key}}) SET d.lockedAt = $now RETURN {DISCREPANCY_COLUMNS}"
"""Where several processes write, the second to review a discrepancy waits here and sees what the first has decided."""
RECORD = (
    "MATCH (d:Discrepancy {key: $discrepancy}) CREATE (v:Review {key: $key}) SET v.decision = $decision, "
    "v.reviewer = $reviewer, v.role = $role, v.reason = $reason, v.reviewedAt = $at, v.departmentKey = $department, "
    "v.highRecord = $high, v.lowRecord = $low CREATE (d)-[:REVIEWED]->(v)"
)
MOVE = "MATCH (d:Discrepancy {key: $key}) SET d.state = $state, d.closedAt = $closedAt"
SUSPEND = (
    "UNWIND $records AS wanted MATCH (g:GradeRecord {key: wanted}) WHERE g.suspended = false "
    "SET g.suspended = true, g.suspendedFor = $discrepancy"
)
LONGEST_NAME, LONGEST_REASON = 100, 1_000


@dataclass(frozen=True, slots=True)
class Signature:
    """Who decides, in which role, and why; `department_key` None: the credit office."""

    by: str
    role: str
    reason: str
    department_key: str | None = None


@dataclass(frozen=True, slots=True)
class NewReview:
    """What is decided about a discrepancy that was seen in this `version`. The same again under the same key changes nothing.

    `suspend`: the department's grade restricts nothing until it is corrected; with CORRECT alone.
    """

    discrepancy_key: str
    version: str
    decision: ReviewDecision
    signature: Signature
    idempotency_key: str
    suspend: bool = False


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The discrepancy after a review. `repeated`: the review was there before, and nothing changed."""

    discrepancy: DiscrepancyRecord
    review: Review
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Sides:
    """The departments that gave the two grades; one department may have given both."""

    high: str
    low: str

    def records_of(self, department_key: str, record: DiscrepancyRecord) -> list[str]:
        """The keys of its grades among the two."""
        both = ((self.high, record.high_record), (self.low, record.low_record))
        return [key for department, key in both if department == department_key]


def after(
    record: DiscrepancyRecord, earlier: Sequence[Review], review: Review, departments: Collection[str]
) -> DiscrepancyRecord:
    """The discrepancy as it is with one more review of it. Raises Conflict where it is closed.

    | state | KEEP, the other has not kept | KEEP, the other has | CORRECT | DISMISS |
    |---|---|---|---|---|
    | OPEN, UNDER_REVIEW | UNDER_REVIEW | CLOSED | UNDER_REVIEW | CLOSED |
    | CLOSED | Conflict | Conflict | Conflict | Conflict |
    """
    settled = review.decision is ReviewDecision.DISMISS or _all_keep(record, (*earlier, review), departments)
    state = state_after(record.state, SETTLE if settled else REVIEW)
    return replace(record, state=state, closed_at=review.reviewed_at if settled else None)


def _all_keep(record: DiscrepancyRecord, reviews: Sequence[Review], departments: Collection[str]) -> bool:
    """Whether each department has said last that its grade of the two that are there now stands."""
    seen = (record.high_record, record.low_record)
    latest = {one.department_key: one.decision for one in reviews if one.records == seen}
    return all(latest.get(department) is ReviewDecision.KEEP for department in departments)


class Reviewing:
    """Reviews discrepancies."""

    def __init__(self, store: GraphStore, catalogue: Catalogue, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._catalogue = catalogue
        self._clock = clock

    async def review(self, new: NewReview) -> Reviewed:
        """Decide. Raises NotFound, BadInput, Forbidden for a department that gave neither grade, Conflict where the discrepancy is
        closed or another than was seen."""
        checked = _checked(new)

        async def work(transaction: GraphTransaction) -> Reviewed:
            return await self._review(transaction, checked)

        return await self._store.transact(work)

    async def _review(self, transaction: GraphTransaction, new: NewReview) -> Reviewed:
        now = self._clock()
        locked = await transaction.run(LOCK, {"key": new.discrepancy_key, "now": instant_text(now)})
        if not locked:
            raise NotFound(f"没有这一差异 {new.discrepancy_key} / there is no such discrepancy")
        record = discrepancy_from(locked[0])
        [earlier] = await read_reviews(transaction, [record.key])
        key = _key(new)
        if (standing := next((one for one in earlier if one.key == key), None)) is not None:
            return _again(record, standing, new)
        if version_of(record, earlier) != new.version:
            raise Conflict(
                "这一差异已经变了，请重新看过再定 / it is another than you saw (a review, or another grade): look again, then decide"
            )
        sides = self._sides(record)
        department = new.signature.department_key
        if department is not None and department not in (sides.high, sides.low):
            raise Forbidden("这两个等级都不是这个部门评的 / this department gave neither of the two grades")
        at = max([now, *(one.reviewed_at + timedelta(microseconds=1) for one in earlier[-1:])])
        review = _made(key, record, new, at)
        settled = after(record, earlier, review, {sides.high, sides.low})
        await _record(transaction, record.key, review, new.signature.role)
        closed_at = None if settled.closed_at is None else instant_text(settled.closed_at)
        await transaction.run(MOVE, {"key": record.key, "state": settled.state.value, "closedAt": closed_at})
        await _suspend_or_resume(transaction, settled, review, sides, suspend=new.suspend)
        return Reviewed(settled, review)

    def _sides(self, record: DiscrepancyRecord) -> Sides:
        high, low = self._catalogue.item(record.high_item), self._catalogue.item(record.low_item)
        if high is None or low is None:
            raise Conflict("目录里已没有这一事项 / the catalogue no longer has an item of it")
        return Sides(high.department_key, low.department_key)


async def _record(transaction: GraphTransaction, discrepancy_key: str, review: Review, role: str) -> None:
    high, low = review.records
    await transaction.run(
        RECORD,
        {
            "discrepancy": discrepancy_key,
            "key": review.key,
            "decision": review.decision.value,
            "reviewer": review.reviewer,
            "role": role,
            "reason": review.reason,
            "at": instant_text(review.reviewed_at),
            "department": review.department_key,
            "high": high,
            "low": low,
        },
    )


async def _suspend_or_resume(
    transaction: GraphTransaction, settled: DiscrepancyRecord, review: Review, sides: Sides, *, suspend: bool
) -> None:
    """Of a discrepancy that is over both grades count again, of one that stands the one that its department keeps."""
    if settled.state is DiscrepancyState.CLOSED:
        await resume(transaction, resumed_rows([settled]))
        return
    assert review.department_key is not None, "what the credit office dismisses is closed"
    own = sides.records_of(review.department_key, settled)
    if suspend:
        await transaction.run(SUSPEND, {"records": own, "discrepancy": settled.key})
    elif review.decision is ReviewDecision.KEEP:
        await resume(transaction, [{"discrepancy": settled.key, "record": key} for key in own])


def _checked(new: NewReview) -> NewReview:
    """The review without blanks around its texts and ID numbers in them. Raises BadInput."""
    by, reason = (without_id_numbers(text.strip()) for text in (new.signature.by, new.signature.reason))
    signature = dataclasses.replace(new.signature, by=by, reason=reason)
    for value, most, where in (
        (signature.by, LONGEST_NAME, "reviewer"),
        (signature.reason, LONGEST_REASON, "reason"),
        (new.idempotency_key, LONGEST_KEY, "idempotencyKey"),
    ):
        if not value.strip() or len(value) > most:
            raise BadInput(f"要有内容，最多 {most} 个字符 / give some text of {most} characters at most", where)
    if new.suspend and new.decision is not ReviewDecision.CORRECT:
        raise BadInput(
            "只有要更正的等级可以暂停使用 / only a grade that is to be corrected can be suspended", "suspend"
        )
    if (signature.department_key is None) is not (new.decision is ReviewDecision.DISMISS):
        raise BadInput(
            "维持、更正是评价部门的决定，撤销差异是信用主管部门的 / a department keeps or corrects its grade, the credit office dismisses",
            "decision",
        )
    return dataclasses.replace(new, signature=signature)


def _key(new: NewReview) -> str:
    said = (new.discrepancy_key, new.signature.department_key or "", new.idempotency_key)
    return "review:" + hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


def _made(key: str, record: DiscrepancyRecord, new: NewReview, at: datetime) -> Review:
    signature = new.signature
    seen = (record.high_record, record.low_record)
    return Review(key, new.decision, signature.by, signature.reason, at, signature.department_key, seen)


def _again(record: DiscrepancyRecord, standing: Review, new: NewReview) -> Reviewed:
    if standing.decision is not new.decision or standing.reason != new.signature.reason:
        raise BadInput("这个幂等键用过，内容不同 / this key was used for another review", "idempotencyKey")
    return Reviewed(record, standing, repeated=True)
