"""A department's inbox (待办): what waits for it, how much of it, and what only wants to be read."""

from datetime import date, datetime
from typing import Annotated, TypeAlias

import strawberry

from graph_model import inbox as domain
from graph_model import model
from graph_model.acknowledging import Signature, acknowledge
from graph_model.catalogue import Catalogue
from graph_model.draws import values as draws
from graph_model.errors import BadInput, Forbidden, NotFound, StoreUnavailable, Timeout
from graph_model.objections.reading import Objected
from graph_model.objections.values import Objection as ObjectionValue
from graph_model.paging import PageRequest
from graph_model.raised_warnings import RaisedWarning
from graph_model.repairs.values import CreditRepair as RepairValue
from graph_model.reviews import escalated
from graph_model.subjects import Needs
from resolvers.arguments import department_key
from resolvers.asker import Role
from resolvers.catalogue import ShownCatalogue, shown
from resolvers.connection import PageInfo, page_info
from resolvers.context import Context
from resolvers.credit_repairs import CreditRepair, shown_repair
from resolvers.departments import Department
from resolvers.discrepancies import Discrepancy, shown_discrepancy
from resolvers.early_warnings import ShownWarning, raised_warning
from resolvers.failures import (
    BadInputError,
    Failure,
    ForbiddenError,
    NotFoundError,
    UnavailableError,
    failure,
)
from resolvers.fields import field
from resolvers.inspections import Inspection, shown_inspection
from resolvers.notification_vocabulary import InboxKind
from resolvers.objections import Objection, shown_objection
from resolvers.sample_draws import InspectionTask, shown_task
from resolvers.subject import Subject

AGAIN = "再办一次即可,不会重复 / do it again: what was done stays done"
OF_DEPARTMENT: TypeAlias = Annotated[
    str | None,
    strawberry.argument(
        description="哪个部门（键或名称）；部门人员就是本部门，信用主管部门要给。 / Whose (key or name): an officer's own department; the "
        "credit office names one."
    ),
]


@strawberry.type(description="等着一个部门办的一件事。 / Something that waits for a department.")
class InboxItem:
    key: strawberry.ID = strawberry.field(description="它的键。 / Its key.")
    kind: InboxKind = strawberry.field(description="是什么。 / What it is.")
    since: datetime = strawberry.field(description="从何时起。 / Since when it waits.")
    due_on: date | None = strawberry.field(
        description="最迟哪天办；没有期限的为空。 / By which day; null where there is none."
    )
    overdue: bool = strawberry.field(description="已过期限。 / Whether that day has passed.")
    escalated: bool = strawberry.field(
        description="已由信用主管部门督办。 / Whether the credit office is to see to it by now."
    )
    subject: Annotated["Subject", strawberry.lazy("resolvers.subject")] = strawberry.field(
        description="哪个主体的。 / Whose it is."
    )
    waiting: strawberry.Private[domain.Waiting]
    catalogue: strawberry.Private[ShownCatalogue]
    today: strawberry.Private[date]

    @field("等级差异。 / The discrepancy.")
    def discrepancy(self) -> Discrepancy | None:
        one = self.waiting.value
        if not isinstance(one, model.DiscrepancyRecord):
            return None
        return shown_discrepancy(one, self.subject, self.catalogue, self.today)

    @field("早期预警。 / The early warning.")
    def early_warning(self) -> ShownWarning | None:
        one = self.waiting.value
        return raised_warning(one, self.subject, self.catalogue, self.today) if isinstance(one, RaisedWarning) else None

    @field("监督检查。 / The inspection.")
    def inspection(self) -> Inspection | None:
        one = self.waiting.value
        return shown_inspection(one, self.subject, self.catalogue) if isinstance(one, model.Inspection) else None

    @field("异议。 / The objection.")
    def objection(self) -> Objection | None:
        one = self.waiting.value
        if not isinstance(one, ObjectionValue):
            return None
        records = self.subject.having(Needs(records=True)).records
        record = next(each for each in records if each.key == one.record_key)
        return shown_objection(Objected(one, record), self.subject, self.catalogue, self.today)

    @field("信用修复。 / The credit repair.")
    def credit_repair(self) -> CreditRepair | None:
        one = self.waiting.value
        return shown_repair(one, self.subject, self.catalogue) if isinstance(one, RepairValue) else None

    @field("检查任务。 / The task.")
    def task(self) -> InspectionTask | None:
        one = self.waiting.value
        return shown_task(one, self.catalogue, self.subject) if isinstance(one, draws.InspectionTask) else None


@strawberry.type(description="一件事及其游标。 / Something that waits, with its cursor.")
class InboxEdge:
    cursor: str = strawberry.field(description="游标。 / Its cursor.")
    node: InboxItem = strawberry.field(description="这件事。 / What waits.")


@strawberry.type(
    description="一页待办：先期限最早的（已督办、已过期的在最前），再没有期限的，等得最久的在前。 / A page of what waits: by the day "
    "by which it is due (escalated and overdue first), then what has none, the longest waiting first."
)
class InboxConnection:
    edges: list[InboxEdge] = strawberry.field(description="各件及其游标。 / What waits, with cursors.")
    nodes: list[InboxItem] = strawberry.field(description="各件。 / What waits.")
    page_info: PageInfo = strawberry.field(description="这一页的位置。 / Where the page stands.")


@strawberry.type(description="一种待办有多少。 / How much of a kind waits.")
class InboxCount:
    kind: InboxKind = strawberry.field(description="是什么。 / What it is.")
    count: int = strawberry.field(description="多少。 / How many.")
    overdue: int = strawberry.field(description="其中已过期限的。 / How many of them are overdue.")
    oldest: datetime = strawberry.field(description="等得最久的从何时起。 / Since when the oldest waits.")


@strawberry.input(description="已阅一项早期预警。 / What acknowledgeEarlyWarning takes.")
class AcknowledgeEarlyWarningInput:
    warning: strawberry.ID = strawberry.field(description="预警（InboxItem.key）。 / The warning, by InboxItem.key.")
    department: str | None = strawberry.field(
        default=None,
        description="为哪个部门（键或名称）；部门人员就是本部门，信用主管部门要给。 / For which department (key or name): an officer's "
        "own; the credit office names one.",
    )


@strawberry.type(description="已阅的结果。 / What acknowledging did.")
class AcknowledgeEarlyWarningResult:
    warning: strawberry.ID = strawberry.field(description="预警。 / The warning.")
    department: Department | None = strawberry.field(
        description="部门；方案数据里已没有的为空。 / The department; null where the catalogue no longer has it."
    )
    by: str = strawberry.field(description="由谁。 / By whom.")
    at: datetime = strawberry.field(description="何时。 / When.")
    repeated: bool = strawberry.field(description="此前已阅，没有变化。 / It was acknowledged before: nothing changed.")


AcknowledgeEarlyWarningPayload: TypeAlias = Annotated[
    AcknowledgeEarlyWarningResult | BadInputError | NotFoundError | ForbiddenError | UnavailableError,
    strawberry.union(
        "AcknowledgeEarlyWarningPayload",
        description="已阅的结果，或没有办的原因。 / What acknowledging did, or why it was not done.",
    ),
]


def inbox_of(context: Context, department: str | None) -> domain.Inbox:
    """Whose inbox is asked for. Raises Forbidden for another department than the officer's, BadInput where nobody names one."""
    key = _department(context, department)
    return domain.Inbox(key, _items(context.catalogue, key), context.asker.district)


async def inbox_page(
    context: Context, request: PageRequest, department: str | None, kinds: list[InboxKind] | None, needs: Needs
) -> InboxConnection:
    """A page; `needs` is what is selected of the subjects."""
    page = await domain.inbox(
        context.store,
        request,
        inbox_of(context, department),
        kinds=tuple(InboxKind) if kinds is None else tuple(kinds),
        needs=needs,
        timeout=context.timeout,
    )
    catalogue, today = shown(context.catalogue), context.today
    nodes = [
        InboxItem(
            key=strawberry.ID(one.key),
            kind=one.kind,
            since=one.since,
            due_on=one.due_on,
            overdue=one.due_on is not None and today > one.due_on,
            escalated=isinstance(one.value, model.DiscrepancyRecord) and escalated(one.value, today),
            subject=Subject.of(one.subject, needs),
            waiting=one,
            catalogue=catalogue,
            today=today,
        )
        for one in page.rows
    ]
    edges = [InboxEdge(cursor=cursor, node=node) for cursor, node in zip(page.cursors, nodes, strict=True)]
    return InboxConnection(edges=edges, nodes=nodes, page_info=page_info(page))


async def counted_inbox(context: Context, department: str | None) -> list[InboxCount]:
    whose = inbox_of(context, department)
    counts = await domain.inbox_counts(context.store, whose, context.today, timeout=context.timeout)
    return [InboxCount(kind=one.kind, count=one.count, overdue=one.overdue, oldest=one.oldest) for one in counts]


async def acknowledge_early_warning(
    context: Context, given: AcknowledgeEarlyWarningInput
) -> AcknowledgeEarlyWarningResult | Failure:
    asker = context.asker
    try:
        department = _department(context, given.department)
        signature = Signature(asker.name, asker.role, asker.district)
        done = await acknowledge(context.store, given.warning, department, signature, context.clock)
    except (BadInput, NotFound, Forbidden, StoreUnavailable, Timeout) as error:
        return failure(error, AGAIN)
    return AcknowledgeEarlyWarningResult(
        warning=strawberry.ID(done.warning.key),
        department=shown(context.catalogue).departments.get(done.department_key),
        by=done.by,
        at=done.at,
        repeated=done.repeated,
    )


def _department(context: Context, named: str | None) -> str:
    asker = context.asker
    key = None if named is None else department_key(context.catalogue, named, "department")
    if asker.role is Role.OFFICER:
        assert asker.department is not None
        if key not in (None, asker.department):
            raise Forbidden("只能看本部门的 / an officer sees that of the own department alone")
        return asker.department
    if asker.role is not Role.COORDINATOR:
        raise Forbidden("由部门和信用主管部门办理 / it is for departments and the credit office")
    if key is None:
        raise BadInput("要给部门 / name the department", "department")
    return key


def _items(catalogue: Catalogue, department: str) -> tuple[str, ...]:
    return tuple(item.key for item in catalogue.items if item.department_key == department)
