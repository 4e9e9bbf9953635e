"""Draws (“双随机、一公开”, plan 任务 9): what was committed to, what was drawn, the tasks, and the files that prove it."""

import asyncio
from datetime import date, datetime
from typing import Annotated

import strawberry

from graph_model.disclosure import disclosed_counts
from graph_model.draws import reading
from graph_model.draws import values as domain
from graph_model.draws.reading import BY_TASK
from graph_model.errors import Forbidden
from graph_model.paging import page_request
from graph_model.sampling.record import canonical
from resolvers.arguments import After, First, department_key, item_key, subject_key
from resolvers.asker import Asker, Role
from resolvers.catalogue import ShownCatalogue, shown
from resolvers.connection import Connection, connection
from resolvers.connection import wanted as wanted_of
from resolvers.context import Context, Info
from resolvers.costs import PLACES, WHOLE_POOL, about, paged, weighing
from resolvers.departments import Department
from resolvers.fields import field
from resolvers.items import SupervisionItem
from resolvers.named_subjects import named_subject
from resolvers.node import Node
from resolvers.sample_plans import SamplePlan, shown_plan
from resolvers.selection import Selected
from resolvers.subject import Subject
from resolvers.vocabulary import DrawState, Grade, InspectionMethod, TaskState


@strawberry.type(description="任务里的一个事项。 / An item of a task.")
class InspectedItem:
    item_key: str = strawberry.field(description="监管事项的键。 / Key of the item.")
    item: SupervisionItem | None = strawberry.field(
        description="监管事项；方案数据里已没有的为空。 / The item; null where the catalogue no longer has it."
    )
    grade: Grade = strawberry.field(description="抽取时的等级。 / The grade by which it was drawn.")
    inspected: bool = strawberry.field(
        description="是否已有检查记录。 / Whether there is an inspection of it (recordInspection)."
    )


@strawberry.type(
    description="抽中的一次检查：一个主体，一次上门查各事项。 / An inspection that was drawn: one subject, one visit for all its items."
)
class InspectionTask:
    key: strawberry.ID = strawberry.field(description="键。 / Its key.")
    draw_key: strawberry.ID = strawberry.field(
        description="抽中它的那次抽取（SampleDraw.id）。 / The draw in which it was drawn, by SampleDraw.id."
    )
    district: str | None = strawberry.field(description="主体所在区县。 / The subject's district.")
    items: list[InspectedItem] = strawberry.field(description="查什么。 / What is inspected.", directives=[about(20)])
    method: InspectionMethod = strawberry.field(
        description="检查方式：各等级中最严的。 / How: the strictest of its grades' ways."
    )
    inspectors: list[str] = strawberry.field(
        description="抽中的检查人员编号。 / Numbers of the inspectors drawn for it."
    )
    short: list[Department] = strawberry.field(
        description="派不出足够人员的部门。 / Departments that had too few inspectors for it.", directives=[about(20)]
    )
    drawn_on: date = strawberry.field(description="何日抽中。 / The day on which it was drawn.")
    state: TaskState = strawberry.field(description="状态。 / Its state.")
    done_on: date | None = strawberry.field(
        description="最后一个事项何日有了检查记录。 / The day on which the inspection of its last item was recorded."
    )
    subject_key: strawberry.Private[str]
    whose: strawberry.Private[Subject | None]
    """The subject where it was read with the task."""

    @field("主体。 / The subject.")
    async def subject(self, info: Info) -> Subject:
        return self.whose or await named_subject(info, self.subject_key)


@strawberry.type(
    description="一次双随机抽取。任何人都能用 publicFile 重新算一遍（docs/sampling.md）。 / A double-random draw. Anybody can recompute it "
    "from publicFile."
)
class SampleDraw(Node):
    state: DrawState = strawberry.field(description="状态。 / Its state.")
    departments: list[Department] = strawberry.field(
        description="抽查哪些部门的事项。 / The departments whose items are drawn on.", directives=[about(20)]
    )
    items: list[SupervisionItem] = strawberry.field(description="抽查的事项。 / The items.", directives=[about(20)])
    commitment: str = strawberry.field(
        description="承诺：种子、计划和对象池的 SHA-256，抽取之前公布。 / The commitment: SHA-256 of seed, plan and pool, published before "
        "the draw."
    )
    pool_digest: str = strawberry.field(description="对象池的 SHA-256。 / SHA-256 of the pool.")
    committed_at: datetime = strawberry.field(description="何时承诺。 / When it was committed to.")
    committed_by: str = strawberry.field(description="由谁承诺。 / Who committed to it.")
    drawn_at: datetime | None = strawberry.field(description="何时抽取。 / When it was drawn.")
    drawn_by: str | None = strawberry.field(description="由谁抽取。 / Who drew.")
    seed: str | None = strawberry.field(description="种子，抽取后公布。 / The seed, published once it is drawn.")
    public_randomness: str | None = strawberry.field(
        description="抽取时加入的公开随机数。 / The public randomness that was mixed in."
    )
    task_count: int | None = strawberry.field(description="抽中多少。 / How many were drawn.")
    draw: strawberry.Private[domain.SampleDraw]

    @field("计划：各层和应抽数。 / The plan: strata and how many are drawn.")
    def plan(self, info: Info) -> SamplePlan:
        disclosed_counts()
        return shown_plan(self.draw.plan, shown(info.context.catalogue))

    @field(
        "公众的证明文件（规范 JSON）：核对抽中了哪些位置，没有主体和检查人员；抽取前为空。 / The public's proof "
        "(canonical JSON): which places "
        "were drawn, no subjects, no inspectors; null before the draw.",
        weighing(PLACES),
    )
    async def public_file(self) -> str | None:
        if self.draw.drawn is None:
            return None
        return canonical(await asyncio.to_thread(reading.public_file, self.draw)).decode()

    @field(
        "完整的文件（规范 JSON）：含对象池和任务，yuxin verify-sample 全部重算；不是自己部门的或抽取前为空。 / The "
        "whole file (canonical JSON) with "
        "pool and tasks, all of which verify-sample recomputes; null before the draw and for other departments.",
        weighing(WHOLE_POOL),
    )
    async def file(self, info: Info) -> str | None:
        if self.draw.drawn is None:
            return None
        context = info.context
        return canonical(await reading.sample_file(context.store, self.draw, timeout=context.timeout)).decode()

    @field(
        "任务，按主体的键；本区县的人员只见本区县的，不是自己部门的为空。 / The tasks by subject; an officer of one district sees its own, "
        "other departments null.",
        paged("first"),
    )
    async def tasks(
        self,
        info: Info,
        subject: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="只看这个主体（键）的。 / Only this subject's (its key)."),
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[InspectionTask] | None:
        context, selected = info.context, Selected.by(info)
        page = await reading.inspection_tasks(
            context.store,
            self.draw.key,
            page_request(BY_TASK, first=first, after=after),
            district=context.asker.district,
            subject=None if subject is None else subject_key(subject, "subject"),
            wanted=wanted_of(selected),
            timeout=context.timeout,
        )
        catalogue = shown(context.catalogue)
        return connection(page, lambda task: shown_task(task, catalogue))


@strawberry.input(description="抽取的筛选：各项都要满足。 / Which draws: every part must hold.")
class SampleDrawFilter:
    state: list[DrawState] | None = strawberry.field(default=None, description="状态之一。 / One of these states.")
    item: strawberry.ID | None = strawberry.field(
        default=None, description="抽查这个事项的（键或全局编号）。 / That draw on this item (key or global id)."
    )
    department: str | None = strawberry.field(
        default=None,
        description="抽查这个部门的事项的（键或名称）。 / That draw on items of this department (key or name).",
    )

    def meant(self, context: Context) -> reading.DrawFilter:
        """The domain's filter. Raises BadInput."""
        catalogue = context.catalogue
        return reading.DrawFilter(
            states=None if self.state is None else tuple(self.state),
            item=None if self.item is None else item_key(catalogue, self.item, "filter.item"),
            department=self.department and department_key(catalogue, self.department, "filter.department"),
        )


Filter = Annotated[SampleDrawFilter | None, strawberry.argument(description="筛选。 / Which of them.")]


def districts_to_draw_from(asker: Asker, departments: set[str], districts: tuple[str, ...]) -> tuple[str, ...]:
    """The districts of a draw by somebody: a district's officer draws from that one alone.

    Raises Forbidden where the items are not all of the officer's own department: joint draws are the credit office's.
    """
    if asker.role is Role.COORDINATOR:
        return districts
    if asker.role is not Role.OFFICER or departments != {asker.department}:
        raise Forbidden(
            "只能抽查本部门的事项,联合抽查由信用主管部门组织 / an officer draws on the own department's items; joint "
            "draws are the credit office's"
        )
    if asker.district is None:
        return districts
    if districts not in ((), (asker.district,)):
        raise Forbidden(f"只能抽查{asker.district}的主体 / only subjects of the own district are drawn from")
    return (asker.district,)


def shown_draw(draw: domain.SampleDraw, catalogue: ShownCatalogue) -> SampleDraw:
    drawn = draw.drawn
    departments = (catalogue.departments.get(key) for key in draw.departments)
    items = (catalogue.items.get(key) for key in draw.plan.departments)
    return SampleDraw(
        id=strawberry.ID(draw.key),
        state=draw.state,
        departments=[department for department in departments if department is not None],
        items=[item for item in items if item is not None],
        commitment=draw.commitment,
        pool_digest=draw.pool_digest,
        committed_at=draw.committed.at,
        committed_by=draw.committed.by,
        drawn_at=None if drawn is None else drawn.at,
        drawn_by=None if drawn is None else drawn.by,
        seed=draw.seed,
        public_randomness=draw.public_randomness,
        task_count=draw.visits,
        draw=draw,
    )


def shown_task(task: domain.InspectionTask, catalogue: ShownCatalogue, whose: Subject | None = None) -> InspectionTask:
    """`whose` is the subject where it was read with the task, with what is selected of it."""
    departments = (catalogue.departments.get(key) for key in task.short)
    return InspectionTask(
        key=strawberry.ID(task.key),
        draw_key=strawberry.ID(task.draw_key),
        district=task.district,
        items=[
            InspectedItem(item_key=item, item=catalogue.items.get(item), grade=grade, inspected=item in task.done_items)
            for item, grade in task.items
        ],
        method=task.method,
        inspectors=list(task.inspectors),
        short=[department for department in departments if department is not None],
        drawn_on=task.drawn_on,
        state=task.state,
        done_on=task.done_on,
        subject_key=task.subject_key,
        whose=whose,
    )
