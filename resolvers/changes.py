"""What was recorded, in its order (变化)."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from graph_model import changes as domain
from graph_model import model
from graph_model.change_kinds import ChangeSight, InspectionChange, Value
from graph_model.draws import values as draws
from graph_model.objections.reading import Objected
from graph_model.raised_warnings import RaisedWarning
from graph_model.reviews import DiscrepancyReview
from graph_model.subjects import Needs
from resolvers.asker import Asker, Role
from resolvers.catalogue import ShownCatalogue
from resolvers.connection import PageInfo
from resolvers.discrepancies import Discrepancy, Review, shown_discrepancy, shown_reviewed
from resolvers.early_warnings import ShownWarning, raised_warning
from resolvers.fields import field
from resolvers.grade_record import GradeRecord, shown_record
from resolvers.inspections import Inspection, shown_inspection
from resolvers.measures import DishonestyFact
from resolvers.measures_taken import MeasureTaken, shown_measure
from resolvers.notification_vocabulary import ChangeKind
from resolvers.objections import Objection, shown_objection
from resolvers.resolution import shown_fact
from resolvers.sample_draws import InspectionTask, shown_task
from resolvers.subject import Subject


@strawberry.type(description="一项变化。 / A change.")
class Change:
    kind: ChangeKind = strawberry.field(description="种类。 / Its kind.")
    at: datetime = strawberry.field(description="何时记入。 / When it was recorded.")
    subject: Annotated["Subject", strawberry.lazy("resolvers.subject")] = strawberry.field(
        description="哪个主体的。 / Whose it is."
    )
    catalogue: strawberry.Private[ShownCatalogue]
    today: strawberry.Private[date]
    value: strawberry.Private[Value]

    @field("评价记录。 / The grade record.")
    def record(self) -> GradeRecord | None:
        if not isinstance(self.value, model.GradeRecord):
            return None
        return shown_record(self.value, self.subject, self.catalogue, self.today)

    @field("失信行为事实。 / The dishonesty fact.")
    def fact(self) -> DishonestyFact | None:
        return shown_fact(self.value, self.catalogue) if isinstance(self.value, model.DishonestyFact) else None

    @field("等级差异（现在的状态）。 / The discrepancy, as it is now.")
    def discrepancy(self) -> Discrepancy | None:
        one = self.value.discrepancy if isinstance(self.value, DiscrepancyReview) else self.value
        if not isinstance(one, model.DiscrepancyRecord):
            return None
        return shown_discrepancy(one, self.subject, self.catalogue, self.today)

    @field("对差异的复核。 / The review of the discrepancy.")
    def review(self) -> Review | None:
        return shown_reviewed(self.value.review, self.catalogue) if isinstance(self.value, DiscrepancyReview) else None

    @field("监督检查（现在的状态）。 / The inspection, as it is now.")
    def inspection(self) -> Inspection | None:
        if not isinstance(self.value, InspectionChange):
            return None
        return shown_inspection(self.value.inspection, self.subject, self.catalogue)

    @field("检查任务（现在的状态）。 / The task of a draw, as it is now.")
    def task(self) -> InspectionTask | None:
        one = self.value
        return shown_task(one, self.catalogue, self.subject) if isinstance(one, draws.InspectionTask) else None

    @field("采取的措施。 / The measure taken.")
    def measure_taken(self) -> MeasureTaken | None:
        one = self.value
        return shown_measure(one, self.subject, self.catalogue) if isinstance(one, model.MeasureTaken) else None

    @field("异议（现在的状态）。 / The objection, as it is now.")
    def objection(self) -> Objection | None:
        one = self.value
        return shown_objection(one, self.subject, self.catalogue, self.today) if isinstance(one, Objected) else None

    @field("早期预警。 / The early warning.")
    def early_warning(self) -> ShownWarning | None:
        one = self.value
        return raised_warning(one, self.subject, self.catalogue, self.today) if isinstance(one, RaisedWarning) else None


@strawberry.type(description="一项变化及其游标。 / A change with its cursor.")
class ChangeEdge:
    cursor: str = strawberry.field(description="游标，永远有效。 / Its cursor, valid forever.")
    node: Change = strawberry.field(description="变化。 / The change.")


@strawberry.type(
    description="一页变化。从 pageInfo.endCursor 接着读，不会漏掉任何一项；多个进程同时写入时，最近几秒的可能再次出现。 / "
    "A page of changes. "
    "Whoever goes on from pageInfo.endCursor misses nothing; where several processes write, those of the last seconds may come "
    "again."
)
class ChangeConnection:
    edges: list[ChangeEdge] = strawberry.field(description="各项及其游标。 / The changes with their cursors.")
    nodes: list[Change] = strawberry.field(description="各项。 / The changes.")
    page_info: PageInfo = strawberry.field(description="这一页的位置。 / Where the page stands.")


def changes_sight(asker: Asker) -> ChangeSight:
    """What of the feed somebody is told: a department of its own drafts, tasks and objections, who investigates of what is published."""
    match asker.role:
        case Role.COORDINATOR:
            return ChangeSight()
        case Role.OFFICER:
            assert asker.department is not None
            return ChangeSight(asker.district, (asker.department,), asker.department)
        case _:
            return ChangeSight(asker.district, ())


def shown_changes(
    changes: domain.Changes, after: str | None, needs: Needs, catalogue: ShownCatalogue, today: date
) -> ChangeConnection:
    """A page of changes as of a day; `needs` is what was read of their subjects, `after` where it was read from."""
    nodes = [
        Change(
            kind=one.kind,
            at=one.at,
            subject=Subject.of(one.subject, needs),
            catalogue=catalogue,
            today=today,
            value=one.value,
        )
        for one in changes.rows
    ]
    return ChangeConnection(
        edges=[ChangeEdge(cursor=cursor, node=node) for cursor, node in zip(changes.cursors, nodes, strict=True)],
        nodes=nodes,
        page_info=PageInfo(
            has_next_page=changes.has_next,
            has_previous_page=after is not None,
            start_cursor=changes.cursors[0] if changes.cursors else None,
            end_cursor=changes.end,
        ),
    )
