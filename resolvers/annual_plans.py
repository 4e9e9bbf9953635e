"""Annual plans (年度推进计划, §四(二)) as GraphQL types: duties with how far they have come, and what is overdue."""

from datetime import date, datetime
from typing import Annotated

import strawberry
from aiodataloader import DataLoader

from graph_model.annual_plans import reading
from graph_model.annual_plans.reading import DutyProgress
from graph_model.annual_plans.version import PlanVersion, report_version
from graph_model.errors import Forbidden
from graph_model.model import city_day
from graph_model.paging import page_request
from resolvers.annual_plan_vocabulary import AnnualPlanState, DutyKind
from resolvers.arguments import department_key
from resolvers.asker import Role
from resolvers.catalogue import shown
from resolvers.connection import Connection, connection
from resolvers.connection import wanted as wanted_of
from resolvers.context import Context, Info
from resolvers.costs import about
from resolvers.departments import Department
from resolvers.fields import field
from resolvers.items import SupervisionItem
from resolvers.selection import Selected


@strawberry.type(description="部门报的进展。 / How far a department says that it has come.")
class DutyReport:
    count: float = strawberry.field(description="数。 / The number.")
    note: str | None = strawberry.field(description="说明。 / A remark.")
    by: str = strawberry.field(description="由谁报。 / By whom.")
    at: datetime = strawberry.field(description="何时报。 / When.")


@strawberry.type(description="年度计划里的一项任务和它的进展。 / A duty of an annual plan, and how far it has come.")
class AnnualDuty:
    key: str = strawberry.field(description="短名，跨版本不变。 / Its key, which later versions keep.")
    what: str = strawberry.field(description="做什么。 / What is to be done.")
    kind: DutyKind = strawberry.field(description="按什么数。 / What it is counted by.")
    target: float = strawberry.field(description="目标数；比率为百分数。 / The number wanted; of a rate a percentage.")
    due_on: date = strawberry.field(description="期限（含）。 / The last day.")
    item: SupervisionItem | None = strawberry.field(description="监管事项；没有的为空。 / The item, if it names one.")
    done: float | None = strawberry.field(
        description="已做到的数；说不出的为空，reason 说明为什么。 / The number reached; null where it cannot be told, reason says why."
    )
    reason: str | None = strawberry.field(
        description="为什么没有数，或数没有计入什么。 / Why there is no number, or what it leaves out; in Chinese."
    )
    met: bool = strawberry.field(description="是否达到目标。 / Whether the target is reached.")
    overdue: bool = strawberry.field(
        description="过了期限还没有达到。 / Whether its last day has passed and it is not reached."
    )
    report: DutyReport | None = strawberry.field(description="最近一次报的进展。 / The last report, if it is reported.")
    version: str = strawberry.field(
        description="版本，报进展时可以给出看到的：此后有人报过，就是另一个。 / What may be given to report on it: another one after each "
        "report."
    )


class ProgressLoader(DataLoader[PlanVersion, tuple[DutyProgress, ...]]):
    """The progress of all plans of an operation on a day: a query a kind of count."""

    def __init__(self, context: Context, day: date) -> None:
        super().__init__(max_batch_size=500, get_cache_key=lambda version: version.key)
        self._context, self._day = context, day

    async def batch_load_fn(self, keys: list[PlanVersion]) -> list[tuple[DutyProgress, ...]]:
        context = self._context
        return await reading.progress_of(context.store, context.catalogue, keys, self._day, timeout=context.timeout)


@strawberry.type(
    description="一个部门一年的推进计划的一个版本（清单化）：一人提请，另一人发布。 / A version of a department's plan for a "
    "year: one person "
    "proposes it, another publishes it."
)
class AnnualPlan:
    key: strawberry.ID = strawberry.field(description="编号。 / Its key.")
    year: int = strawberry.field(description="年份。 / The year.")
    number: int = strawberry.field(description="第几版。 / Which version it is.")
    state: AnnualPlanState = strawberry.field(description="状态。 / Its state.")
    revision: int = strawberry.field(
        description="发布、撤回时要给出；办过之后就是另一个。 / What is to be given to publish or withdraw it."
    )
    title: str = strawberry.field(description="名称。 / Its title.")
    document_no: str | None = strawberry.field(description="文号。 / Number of its document.")
    content: str = strawberry.field(description="全文，规范 JSON。 / All of it, as canonical JSON.")
    proposed_by: str = strawberry.field(description="由谁提请。 / Who proposed it.")
    proposed_at: datetime = strawberry.field(description="何时提请。 / When.")
    decided_by: str | None = strawberry.field(description="由谁发布或撤回。 / Who published or withdrew it.")
    decided_at: datetime | None = strawberry.field(description="何时。 / When.")
    reason: str | None = strawberry.field(description="为什么撤回。 / Why it was withdrawn.")
    version: strawberry.Private[PlanVersion]
    day: strawberry.Private[date]

    @field("部门；目录里已没有的为空。 / The department; null where the catalogue no longer has it.")
    def department(self, info: Info) -> Department | None:
        return shown(info.context.catalogue).departments.get(self.version.department_key)

    @field("任务清单和进展，按计划的顺序。 / The duties and how far they have come, in the plan's order.", about(20))
    async def duties(
        self,
        info: Info,
        overdue: Annotated[
            bool | None,
            strawberry.argument(description="只看逾期（真）或没有逾期的（假）。 / Only those overdue, or not."),
        ] = None,
    ) -> list[AnnualDuty]:
        context = info.context
        loader = context.kept(("progress", self.day), lambda: ProgressLoader(context, self.day))
        found = await loader.load(self.version)
        return [_duty(one, context) for one in found if overdue in (None, one.overdue)]


@strawberry.input(description="年度计划的筛选：各项都要满足。 / Which annual plans: every part must hold.")
class AnnualPlanFilter:
    department: str | None = strawberry.field(
        default=None, description="这个部门的（键或名称）。 / Of this department (key or name)."
    )
    year: int | None = strawberry.field(default=None, description="这一年的。 / Of this year.")
    state: list[AnnualPlanState] | None = strawberry.field(
        default=None, description="状态之一。 / One of these states."
    )


Filter = Annotated[AnnualPlanFilter | None, strawberry.argument(description="筛选。 / Which of them.")]
NONE_GIVEN = AnnualPlanFilter()


async def listed_plans(
    info: Info, given: AnnualPlanFilter | None, as_of: datetime | None, first: int | None, after: str | None
) -> Connection[AnnualPlan]:
    context, day = info.context, city_day(as_of or info.context.now)
    page = await reading.annual_plans(
        context.store,
        page_request(reading.LATEST_FIRST, first=first, after=after),
        only=_meant(given or NONE_GIVEN, context),
        wanted=wanted_of(Selected.by(info)),
        timeout=context.timeout,
    )
    return connection(page, lambda version: shown_plan(version, day))


def may_act_for(context: Context, department: str) -> bool:
    """Whether a department's plans are theirs to propose, publish and report on: a district's officers' they are not."""
    asker = context.asker
    own = asker.role is Role.OFFICER and asker.department == department and asker.district is None
    return own or asker.role is Role.COORDINATOR


def shown_plan(version: PlanVersion, day: date) -> AnnualPlan:
    plan = version.plan
    return AnnualPlan(
        key=strawberry.ID(version.key),
        year=version.year,
        number=version.number,
        state=version.state,
        revision=version.revision,
        title=plan.title,
        document_no=plan.document_no,
        content=version.content,
        proposed_by=version.proposed_by,
        proposed_at=version.proposed_at,
        decided_by=version.decided_by,
        decided_at=version.decided_at,
        reason=version.reason,
        version=version,
        day=day,
    )


def _meant(given: AnnualPlanFilter, context: Context) -> reading.PlanFilter:
    """The domain's filter: of other departments what is, or was, published. Raises BadInput and Forbidden."""
    asker = context.asker
    if asker.role not in (Role.COORDINATOR, Role.OFFICER):
        raise Forbidden("由部门和信用主管部门看 / they are for departments and the credit office")
    return reading.PlanFilter(
        department=given.department and department_key(context.catalogue, given.department, "filter.department"),
        year=given.year,
        states=None if given.state is None else tuple(given.state),
        own=asker.department if asker.role is Role.OFFICER else None,
    )


def _duty(one: DutyProgress, context: Context) -> AnnualDuty:
    duty, report = one.duty, one.report
    return AnnualDuty(
        key=duty.key,
        what=duty.what,
        kind=duty.kind,
        target=duty.target,
        due_on=duty.due_on,
        item=None if duty.item is None else shown(context.catalogue).items.get(duty.item),
        done=one.done,
        reason=one.reason,
        met=one.met,
        overdue=one.overdue,
        report=None if report is None else DutyReport(count=report.count, note=report.note, by=report.by, at=report.at),
        version=report_version(None if report is None else report.at),
    )
