"""The mutations of annual plans: proposed by one person, published by another; progress that nothing counts is reported."""

from collections.abc import Awaitable
from typing import Annotated, TypeAlias

import strawberry

from graph_model.annual_plans.plan import plan_of_text
from graph_model.annual_plans.planning import Done, NewReport, Planning, Step
from graph_model.annual_plans.reading import read_plan
from graph_model.annual_plans.states import PlanAct
from graph_model.annual_plans.version import PlanVersion
from graph_model.errors import Forbidden, NotFound
from graph_model.signed import Signature
from resolvers.annual_plans import AnnualPlan, may_act_for, shown_plan
from resolvers.arguments import IDEMPOTENCY_KEY
from resolvers.context import Context
from resolvers.failures import (
    AGAIN_WITH_KEY,
    TOLD,
    BadInputError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    Refused,
    UnavailableError,
    refused,
)


@strawberry.input(description="提请发布年度计划。 / What proposeAnnualPlan takes.")
class ProposeAnnualPlanInput:
    content: str = strawberry.field(
        description="计划文件的内容，YAML 或 JSON（schema/annual-plan.schema.json）。 / The text of a plan's file, YAML or JSON."
    )
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.input(description="发布或撤回年度计划。 / What publishAnnualPlan and withdrawAnnualPlan take.")
class AnnualPlanStepInput:
    plan: strawberry.ID = strawberry.field(description="哪一份（编号）。 / The plan, by its key.")
    revision: int = strawberry.field(
        description="看到的 revision；此后有人办过则不办。 / The revision seen: where it was changed since, nothing is done."
    )
    reason: str | None = strawberry.field(
        default=None, description="理由，撤回要给，最多 1,000 个字符。 / Why; needed to withdraw."
    )
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.input(description="报一项任务的进展。 / What reportDutyProgress takes.")
class ReportDutyProgressInput:
    plan: strawberry.ID = strawberry.field(description="已发布的计划（编号）。 / The published plan, by its key.")
    duty: str = strawberry.field(description="任务的短名。 / Key of the duty.")
    count: float = strawberry.field(description="已做到的数。 / The number reached.")
    note: str | None = strawberry.field(default=None, description="说明，最多 1,000 个字符。 / A remark.")
    version: str | None = strawberry.field(
        default=None,
        description="看到的 AnnualDuty.version；此后有人报过则不办。不给则不核对。 / The version seen: where somebody has reported since, "
        "nothing is done. Not compared where it is left out.",
    )
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.type(description="办理年度计划的结果。 / What was done about an annual plan.")
class AnnualPlanResult:
    plan: AnnualPlan = strawberry.field(description="这份计划。 / The plan.")
    repeated: bool = strawberry.field(description="此前已是如此，没有变化。 / It was so before: nothing changed.")


AnnualPlanPayload: TypeAlias = Annotated[
    AnnualPlanResult | BadInputError | NotFoundError | ConflictError | ForbiddenError | UnavailableError,
    strawberry.union(
        "AnnualPlanPayload", description="办理的结果，或没有做成的原因。 / What was done, or why it was not."
    ),
]


async def propose_annual_plan(context: Context, given: ProposeAnnualPlanInput) -> AnnualPlanResult | Refused:
    async def proposed() -> Done:
        plan = plan_of_text(given.content, context.catalogue)
        _require(context, plan.department)
        return await _planning(context).propose(plan, given.idempotency_key)

    return await _told(context, proposed())


async def step_annual_plan(context: Context, given: AnnualPlanStepInput, act: PlanAct) -> AnnualPlanResult | Refused:
    async def stepped() -> Done:
        version = await _theirs(context, given.plan)
        step = Step(version.key, given.revision, act, given.idempotency_key, given.reason)
        return await _planning(context).step(step, version.slot)

    return await _told(context, stepped())


async def report_duty_progress(context: Context, given: ReportDutyProgressInput) -> AnnualPlanResult | Refused:
    async def reported() -> Done:
        version = await _theirs(context, given.plan)
        new = NewReport(version.key, given.duty, given.count, given.idempotency_key, given.note, given.version)
        return await _planning(context).report(new, version.slot)

    return await _told(context, reported())


async def _theirs(context: Context, key: str) -> PlanVersion:
    version = await read_plan(context.store, key, timeout=context.timeout)
    if version is None:
        raise NotFound("没有这份计划 / there is no such plan")
    _require(context, version.department_key)
    return version


def _require(context: Context, department: str) -> None:
    """Raises Forbidden where the plan is another department's, or nobody knows who acts."""
    if not may_act_for(context, department):
        raise Forbidden(
            "年度计划由本部门和信用主管部门办理 / an annual plan is its department's and the credit office's"
        )
    if not context.asker.name:
        raise Forbidden("要知道是谁办的 / it has to be known who does this")


def _planning(context: Context) -> Planning:
    asker = context.asker
    return Planning(context.store, context.clock, Signature(asker.name, asker.role))


async def _told(context: Context, doing: Awaitable[Done]) -> AnnualPlanResult | Refused:
    try:
        done = await doing
    except TOLD as error:
        return refused(error, AGAIN_WITH_KEY)
    return AnnualPlanResult(plan=shown_plan(done.version, context.today), repeated=done.repeated)
