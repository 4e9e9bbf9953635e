"""Discrepancies (等级差异): grades of one subject two or more levels apart."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph_model import discrepancies as rules
from graph_model import model
from resolvers.catalogue import ShownCatalogue
from resolvers.grade_record import GradeRecord, shown_record
from resolvers.node import Node
from resolvers.vocabulary import DiscrepancyState

if TYPE_CHECKING:
    from resolvers.subject import Subject


@strawberry.type(
    description="同一主体两个事项的等级相差两档以上（任务 8）。 / Two grades of one subject that are two or more levels apart."
)
class Discrepancy(Node):
    subject: Annotated["Subject", strawberry.lazy("resolvers.subject")] = strawberry.field(
        description="主体。 / The subject."
    )
    state: DiscrepancyState = strawberry.field(description="状态。 / Its state.")
    high: GradeRecord = strawberry.field(description="较高的等级。 / The better grade.")
    low: GradeRecord = strawberry.field(description="较低的等级。 / The worse grade.")
    levels: int = strawberry.field(description="相差的档数。 / Levels between them.")
    raised_at: datetime = strawberry.field(description="何时出现。 / When it was raised.")
    closed_at: datetime | None = strawberry.field(description="何时关闭。 / When it was closed.")


def stored_or_found(
    subject: "Subject",
    pair: rules.DiscrepancyPair,
    stored: model.DiscrepancyRecord | None,
    high: GradeRecord,
    low: GradeRecord,
) -> Discrepancy:
    """A pair of the grade view; one that nobody has stored yet is open since the later of its records was recorded."""
    found_at = max(pair.high.recorded_at, pair.low.recorded_at)
    return Discrepancy(
        id=strawberry.ID(rules.key(subject.key, pair.high.item_key, pair.low.item_key)),
        subject=subject,
        state=DiscrepancyState.OPEN if stored is None else stored.state,
        high=high,
        low=low,
        levels=pair.levels,
        raised_at=found_at if stored is None else stored.raised_at,
        closed_at=None if stored is None else stored.closed_at,
    )


def shown_discrepancy(
    record: model.DiscrepancyRecord, subject: "Subject", catalogue: ShownCatalogue, today: date
) -> Discrepancy:
    """A stored discrepancy of a subject whose records were read."""
    records = {one.key: one for one in subject.data.records}
    return Discrepancy(
        id=strawberry.ID(record.key),
        subject=subject,
        state=record.state,
        high=shown_record(records[record.high_record], subject, catalogue, today),
        low=shown_record(records[record.low_record], subject, catalogue, today),
        levels=record.levels,
        raised_at=record.raised_at,
        closed_at=record.closed_at,
    )
