"""The vocabularies of annual plans as GraphQL enums; imported from here, as others are from `vocabulary`."""

from graph_model.annual_plans.plan import DutyKind
from graph_model.annual_plans.states import PlanState as AnnualPlanState
from resolvers.vocabulary import described

__all__ = ["AnnualPlanState", "DutyKind"]

described(
    AnnualPlanState,
    "年度计划一个版本的状态；怎样变，见 docs/annual-plans.md。 / State of a version of an annual plan.",
    {
        AnnualPlanState.PROPOSED: "待另一人发布。 / Proposed: a second person publishes it.",
        AnnualPlanState.PUBLISHED: "已发布。 / Published.",
        AnnualPlanState.SUPERSEDED: "已被新版取代。 / Another version was published.",
        AnnualPlanState.WITHDRAWN: "已撤回。 / Withdrawn before it was published.",
    },
    name="AnnualPlanState",
)
described(
    DutyKind,
    "任务的进展按什么数。 / What the progress of a duty is counted by.",
    {
        DutyKind.GRADES: "当年在这一事项上的评价。 / Evaluations on the item within the year.",
        DutyKind.INSPECTIONS: "当年在这一事项上公示的检查。 / Inspections on the item within the year that are published.",
        DutyKind.DRAWN: "当年在这一事项上抽中的对象。 / Objects drawn on the item within the year.",
        DutyKind.BUSINESS_COVERAGE: "业务覆盖率，百分数。 / Business coverage, a percentage.",
        DutyKind.DIGITAL_ACCESS: "数字化接入率，百分数。 / Digital access, a percentage.",
        DutyKind.REPORTED: "部门报的数。 / What the department reports.",
    },
)
