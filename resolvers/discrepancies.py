"""Discrepancies (等级差异): grades of one subject two or more levels apart."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from aiodataloader import DataLoader

from graph_model import discrepancies as rules
from graph_model import model
from graph_model import reviews as domain
from graph_model.changes import raised_cursor
from graph_model.subjects import Needs
from resolvers.catalogue import ShownCatalogue, shown
from resolvers.context import Context, Info
from resolvers.costs import about
from resolvers.departments import Department
from resolvers.fields import field
from resolvers.grade_record import GradeRecord, shown_record
from resolvers.node import Node
from resolvers.vocabulary import DiscrepancyState, ReviewDecision

if TYPE_CHECKING:
    from resolvers.subject import Subject


@strawberry.type(description="对等级差异的一次复核。 / A review of a discrepancy.")
class Review:
    decision: ReviewDecision = strawberry.field(description="结论。 / What was decided.")
    reviewer: str = strawberry.field(description="由谁复核。 / Who reviewed it.")
    reason: str = strawberry.field(description="理由。 / Why.")
    reviewed_at: datetime = strawberry.field(description="何时复核。 / When.")
    department: Department | None = strawberry.field(
        description="哪个部门就自己的等级作出的；信用主管部门不予处理的为空。 / Whose decision about its own grade; null where the "
        "credit office dismissed."
    )


class ReviewLoader(DataLoader[str, tuple[domain.Review, ...]]):
    """The reviews of all discrepancies of an operation, in one query."""

    def __init__(self, context: Context) -> None:
        super().__init__(max_batch_size=500)
        self._context = context

    async def batch_load_fn(self, keys: list[str]) -> list[tuple[domain.Review, ...]]:
        return await domain.read_reviews(self._context.store, keys, timeout=self._context.timeout)


@strawberry.type(description="以前一次出现。 / An earlier time that a discrepancy was there.")
class EarlierDiscrepancy:
    raised_at: datetime = strawberry.field(description="何时出现。 / When it was raised.")
    closed_at: datetime = strawberry.field(description="何时关闭。 / When it was closed.")
    levels: int = strawberry.field(description="关闭时相差的档数。 / Levels between the grades when it was closed.")


@strawberry.type(
    description="同一主体两个事项的等级相差两档以上（任务 8）。 / Two grades of one subject that are two or more levels apart."
)
class Discrepancy(Node):
    subject: Annotated["Subject", strawberry.lazy("resolvers.subject")] = strawberry.field(
        description="主体。 / The subject."
    )
    state: DiscrepancyState = strawberry.field(description="状态。 / Its state.")
    levels: int = strawberry.field(description="相差的档数。 / Levels between them.")
    raised_at: datetime = strawberry.field(description="何时出现。 / When it was raised.")
    closed_at: datetime | None = strawberry.field(description="何时关闭。 / When it was closed.")
    cursor: str | None = strawberry.field(
        description="出现时的游标，可作 discrepancyRaised(after:) 和 changes(after:)；还没有存下的为空。 / The cursor of its being raised, "
        "for discrepancyRaised(after:) and changes(after:); null where it is not stored yet."
    )
    due_on: date = strawberry.field(
        description="复核的期限：出现后十五日（本系统的缺省）。 / To be reviewed by then: fifteen days after it was raised (our default)."
    )
    overdue: bool = strawberry.field(
        description="过了期限还没有关闭。 / Whether it is not closed though that day has passed."
    )
    escalates_on: date = strawberry.field(
        description="到这一天还没有复核完，由信用主管部门督办：期限后十日（本系统的缺省）。 / "
        "If it is not reviewed by then the credit office sees to it: ten days after it was due (our default)."
    )
    escalated: bool = strawberry.field(
        description="由信用主管部门督办：那一天过了还没有关闭。 / "
        "Whether the credit office is to see to it: that day has passed, and it is not closed."
    )
    kept: strawberry.Private[model.DiscrepancyRecord]
    record: strawberry.Private[Callable[[str], GradeRecord]]

    @field("较高的等级。 / The better grade.")
    def high(self) -> GradeRecord:
        return self.record(self.kept.high_record)

    @field("较低的等级。 / The worse grade.")
    def low(self) -> GradeRecord:
        return self.record(self.kept.low_record)

    @field(
        "版本，复核时要给出：有人复核过，或等级、状态变了，就是另一个。 / What reviewDiscrepancy is to be given: another one after "
        "every review and where a grade or the state is another."
    )
    async def version(self, info: Info) -> str:
        loader = info.context.kept(ReviewLoader, lambda: ReviewLoader(info.context))
        return domain.version_of(self.kept, await loader.load(self.id))

    @field("以前几次出现和关闭，从旧到新。 / When it had been raised and closed before, oldest first.", about(3))
    def earlier(self) -> list[EarlierDiscrepancy]:
        return [
            EarlierDiscrepancy(raised_at=one.raised_at, closed_at=one.closed_at, levels=one.levels)
            for one in self.kept.earlier
        ]

    @field("历次复核，从旧到新。 / Its reviews, oldest first.", about(3))
    async def reviews(self, info: Info) -> list[Review]:
        loader = info.context.kept(ReviewLoader, lambda: ReviewLoader(info.context))
        catalogue = shown(info.context.catalogue)
        return [shown_reviewed(one, catalogue) for one in await loader.load(self.id)]


def shown_reviewed(one: domain.Review, catalogue: ShownCatalogue) -> Review:
    """A review as it is answered."""
    department = None if one.department_key is None else catalogue.departments.get(one.department_key)
    return Review(
        decision=one.decision,
        reviewer=one.reviewer,
        reason=one.reason,
        reviewed_at=one.reviewed_at,
        department=department,
    )


def found_discrepancy(
    subject: "Subject",
    pair: rules.DiscrepancyPair,
    stored: model.DiscrepancyRecord | None,
    record: Callable[[str], GradeRecord],
    today: date,
) -> Discrepancy:
    """A pair of the grade view; one that nobody has stored yet is open since the later of its records was recorded."""
    kept = rules.seen(pair, subject.key) if stored is None else rules.with_pair(stored, pair)
    return _discrepancy(kept, subject, record, today, cursor=None if stored is None else raised_cursor(stored))


def shown_discrepancy(
    stored: model.DiscrepancyRecord, subject: "Subject", catalogue: ShownCatalogue, today: date
) -> Discrepancy:
    """A stored discrepancy. Its two grades are found among the subject's records, which must have been read by then."""

    def record(key: str) -> GradeRecord:
        records = subject.having(Needs(records=True)).records
        return shown_record(next(one for one in records if one.key == key), subject, catalogue, today)

    return _discrepancy(stored, subject, record, today, cursor=raised_cursor(stored))


def _discrepancy(
    kept: model.DiscrepancyRecord,
    subject: "Subject",
    record: Callable[[str], GradeRecord],
    today: date,
    *,
    cursor: str | None,
) -> Discrepancy:
    return Discrepancy(
        id=strawberry.ID(kept.key),
        subject=subject,
        state=kept.state,
        levels=kept.levels,
        raised_at=kept.raised_at,
        closed_at=kept.closed_at,
        cursor=cursor,
        due_on=domain.due_on(kept),
        overdue=domain.overdue(kept, today),
        escalates_on=domain.escalates_on(kept),
        escalated=domain.escalated(kept, today),
        kept=kept,
        record=record,
    )
