"""What can be subscribed to (订阅): each event as it is recorded, with the cursor from which to go on behind it."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import datetime
from typing import Annotated, Any, TypeAlias, TypeVar, cast

import strawberry

from graph_model.catalogue import Catalogue
from graph_model.change_kinds import ChangeKind
from graph_model.changes import ORDER, Change
from graph_model.disclosure import disclosed
from graph_model.draws.values import InspectionTask as Task
from graph_model.early_warnings import PARTS
from graph_model.errors import BadInput
from graph_model.model import DiscrepancyRecord, GradeRecord, city_day
from graph_model.paging import cursor
from graph_model.raised_warnings import RaisedWarning
from graph_model.subjects import NOTHING, Needs, read_subject
from resolvers.arguments import department_key, department_keys
from resolvers.catalogue import shown
from resolvers.changes import changes_sight
from resolvers.context import Context, Info
from resolvers.discrepancies import Discrepancy, shown_discrepancy
from resolvers.early_warnings import ShownWarning, raised_warning
from resolvers.fields import field
from resolvers.grade_record import GradeRecord as ShownRecord
from resolvers.grade_record import shown_record
from resolvers.notification_vocabulary import ChangeKind as ShownKind
from resolvers.sample_draws import InspectionTask, shown_task
from resolvers.selection import Selected
from resolvers.subject import Subject

GRADES = (ChangeKind.GRADE_RECORDED, ChangeKind.GRADE_WITHDRAWN)
TASKS = (ChangeKind.TASK_DRAWN, ChangeKind.TASK_DONE, ChangeKind.TASK_REOPENED)
F = TypeVar("F", bound=Callable[..., Any])
FromCursor: TypeAlias = Annotated[
    str | None,
    strawberry.argument(
        description="从这个游标之后接着：不漏、不重复；缺省从现在起。 / Go on behind this cursor, without losing or repeating an event; "
        "from now on by default."
    ),
]


def _subscription(description: str) -> Callable[[F], F]:
    return cast(Callable[[F], F], strawberry.subscription(description=description))


@strawberry.type(description="一条评价记录记入或撤下了。 / A grade record was recorded or withdrawn.")
class GradeChange:
    cursor: str = strawberry.field(
        description="游标，永远有效：断开后作为 after 接着订阅，也可用于 changes(after:)。 / Its cursor, valid forever: the `after` of "
        "the next subscription, and of changes(after:)."
    )
    kind: ShownKind = strawberry.field(description="记入还是撤下。 / GRADE_RECORDED or GRADE_WITHDRAWN.")
    at: datetime = strawberry.field(description="何时记入或撤下。 / When it was recorded or withdrawn.")
    subject: Annotated["Subject", strawberry.lazy("resolvers.subject")] = strawberry.field(
        description="哪个主体的。 / Whose it is."
    )
    record: ShownRecord = strawberry.field(description="评价记录。 / The grade record.")


@strawberry.type(
    description="一项检查任务抽中了、办完了，或又待办理。 / A task of a draw was drawn, done, or is open again."
)
class InspectionTaskChange:
    cursor: str = strawberry.field(
        description="游标，永远有效：断开后作为 after 接着订阅，也可用于 changes(after:)。 / Its cursor, valid forever: the `after` of "
        "the next subscription, and of changes(after:)."
    )
    kind: ShownKind = strawberry.field(description="抽中、办完还是又待办理。 / TASK_DRAWN, TASK_DONE or TASK_REOPENED.")
    at: datetime = strawberry.field(description="何时。 / When.")
    subject: Annotated["Subject", strawberry.lazy("resolvers.subject")] = strawberry.field(
        description="检查谁。 / Whom is inspected."
    )
    task: InspectionTask = strawberry.field(description="任务（现在的状态）。 / The task, as it is now.")


@strawberry.type(description="一项早期预警出现了。 / An early warning was raised.")
class EarlyWarningChange:
    cursor: str = strawberry.field(
        description="游标，永远有效：断开后作为 after 接着订阅，也可用于 changes(after:)。 / Its cursor, valid forever: the `after` of "
        "the next subscription, and of changes(after:)."
    )
    at: datetime = strawberry.field(description="何时出现。 / When it was raised.")
    subject: Annotated["Subject", strawberry.lazy("resolvers.subject")] = strawberry.field(
        description="哪个主体的。 / Whose it is."
    )
    raised: strawberry.Private[RaisedWarning]
    warned: strawberry.Private[ShownWarning]

    @field("预警。 / The warning.")
    def warning(self) -> ShownWarning:
        if self.raised.older is not None:
            disclosed(self.raised.older)
        return self.warned


@strawberry.type(description="订阅。 / Subscriptions.")
class Subscription:
    @_subscription(
        "每一条记入的和撤下的评价记录，按先后。 / Every grade record as it is recorded or withdrawn, in that order."
    )
    async def grade_changed(
        self,
        info: Info,
        departments: Annotated[
            list[str] | None,
            strawberry.argument(
                description="只看这些部门（键或名称）的事项；缺省全部，也有综合评价。 / Only items of these departments (keys or names); "
                "by default all, and the composite."
            ),
        ] = None,
        after: FromCursor = None,
    ) -> AsyncGenerator[GradeChange, None]:
        context = info.context
        keys = None if departments is None else department_keys(context.catalogue, departments, "departments")
        needs = Selected.by(info).needs()
        async with aclosing(_followed(context, GRADES, after)) as changes:
            async for change in changes:
                assert isinstance(change.value, GradeRecord)
                if keys is None or _department(context.catalogue, change.value.item_key) in keys:
                    yield await _grade_change(context, change, change.value, needs)

    @_subscription(
        "每一处新出现的等级差异，按出现的顺序。 / Every discrepancy as it is raised, in the order of raising."
    )
    async def discrepancy_raised(
        self,
        info: Info,
        department: Annotated[
            str | None,
            strawberry.argument(
                description="只看涉及这个部门（键或名称）的。 / Only those that concern this department (key or name)."
            ),
        ] = None,
        after: FromCursor = None,
    ) -> AsyncGenerator[Discrepancy, None]:
        context = info.context
        key = None if department is None else department_key(context.catalogue, department, "department")
        needs = Selected.by(info).needs()
        async with aclosing(_followed(context, (ChangeKind.DISCREPANCY_RAISED,), after)) as changes:
            async for change in changes:
                assert isinstance(change.value, DiscrepancyRecord)
                items = change.value.high_item, change.value.low_item
                if key is None or key in [_department(context.catalogue, item) for item in items]:
                    subject, catalogue = await _subject(context, change, needs), shown(context.catalogue)
                    yield shown_discrepancy(change.value, subject, catalogue, city_day(context.clock()))

    @_subscription(
        "每一项抽中的、办完的和又待办理的检查任务，按先后；部门听到自己事项的。 / Every task as it is drawn, done or open "
        "again, in that order; a "
        "department hears "
        "of those on its items."
    )
    async def inspection_task_changed(
        self,
        info: Info,
        departments: Annotated[
            list[str] | None,
            strawberry.argument(
                description="只看有这些部门（键或名称）的事项的。 / Only those on items of these departments (keys or names)."
            ),
        ] = None,
        after: FromCursor = None,
    ) -> AsyncGenerator[InspectionTaskChange, None]:
        context = info.context
        keys = None if departments is None else department_keys(context.catalogue, departments, "departments")
        own, needs = changes_sight(context.asker).tasks, Selected.by(info).needs()
        async with aclosing(_followed(context, TASKS, after)) as changes:
            async for change in changes:
                assert isinstance(change.value, Task)
                theirs = {_department(context.catalogue, item) for item, _ in change.value.items}
                if own in (None, *theirs) and (keys is None or theirs & set(keys)):
                    subject = await _subject(context, change, needs)
                    yield InspectionTaskChange(
                        cursor=cursor(ORDER, change.place),
                        kind=change.kind,
                        at=change.at,
                        subject=subject,
                        task=shown_task(change.value, shown(context.catalogue), subject),
                    )

    @_subscription(
        "每一项新出现的早期预警，按出现的顺序：写入时得出，每项一次。 / Every early warning as it arises, once, in the order of arising."
    )
    async def early_warning_raised(
        self,
        info: Info,
        department: Annotated[
            str | None,
            strawberry.argument(
                description="只看关于这个部门（键或名称）的等级或事实的。 / Only those about a grade or a fact of this department (key or "
                "name)."
            ),
        ] = None,
        after: FromCursor = None,
    ) -> AsyncGenerator[EarlyWarningChange, None]:
        context = info.context
        key = None if department is None else department_key(context.catalogue, department, "department")
        needs = Selected.by(info).needs() | PARTS
        async with aclosing(_followed(context, (ChangeKind.EARLY_WARNING_RAISED,), after)) as changes:
            async for change in changes:
                assert isinstance(change.value, RaisedWarning)
                if key is None or key in change.value.departments:
                    subject, today = await _subject(context, change, needs), city_day(context.clock())
                    yield EarlyWarningChange(
                        cursor=cursor(ORDER, change.place),
                        at=change.at,
                        subject=subject,
                        raised=change.value,
                        warned=raised_warning(change.value, subject, shown(context.catalogue), today),
                    )


def _followed(context: Context, kinds: tuple[ChangeKind, ...], after: str | None) -> AsyncGenerator[Change, None]:
    if context.events is None:
        raise BadInput("这里不能订阅，请向 serve 订阅 / nothing can be subscribed to here: ask a serving gateway")
    return context.events.follow(kinds, after)


def _department(catalogue: Catalogue, item_key: str) -> str | None:
    item = catalogue.item(item_key)
    return None if item is None else item.department_key


async def _grade_change(context: Context, change: Change, record: GradeRecord, needs: Needs) -> GradeChange:
    subject, today = await _subject(context, change, needs), city_day(context.clock())
    return GradeChange(
        cursor=cursor(ORDER, change.place),
        kind=change.kind,
        at=change.at,
        subject=subject,
        record=shown_record(record, subject, shown(context.catalogue), today),
    )


async def _subject(context: Context, change: Change, needs: Needs) -> Subject:
    """Whose change it is, with what is asked of them as it is now."""
    if needs == NOTHING:
        return Subject.of(change.subject, NOTHING)
    data = await read_subject(context.store, change.subject.subject.key, needs, timeout=context.timeout)
    return Subject.of(change.subject, NOTHING) if data is None else Subject.of(data, needs)
