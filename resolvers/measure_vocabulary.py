"""The vocabularies of measures actually taken as GraphQL enums; imported from here, as others are from `vocabulary`."""

from graph_model.measures_taken.reading import MeasureDimension
from graph_model.model import Consistency, MeasureAction
from resolvers.vocabulary import described

__all__ = ["Consistency", "MeasureAction", "MeasureDimension"]

described(
    MeasureAction,
    "对一项措施实际做了什么。 / What was actually done about a measure.",
    {
        MeasureAction.GRANTED: "给予（激励）。 / It was given (an incentive).",
        MeasureAction.APPLIED: "采取（惩戒和监管）。 / It was taken (a restriction, a closer look).",
        MeasureAction.WITHHELD: "没有给予或采取。 / It was neither given nor taken.",
    },
)
described(
    Consistency,
    "实际所做与等级带来的措施是否一致。 / How what was done stands to what the grade brought.",
    {
        Consistency.CONSISTENT: "一致。 / They go together.",
        Consistency.DENIED: "应给未给，如 A 级没有得到便利。 / An incentive that the grade brought was not given.",
        Consistency.NOT_APPLIED: "应采取未采取。 / A restriction or closer look that the grade brought was not taken.",
        Consistency.UNDUE_INCENTIVE: "不应给而给，如 D 级得到便利。 / An incentive was given that the grade did not bring.",
        Consistency.UNDUE_BURDEN: "不应采取而采取，如没有事实或依据。 / A burden was laid that nothing carries.",
        Consistency.NOT_COMPARABLE: "当日没有有效的等级。 / No grade was in force on the day.",
    },
)
described(
    MeasureDimension,
    "措施按什么分组计数。 / What measures taken are counted by.",
    {
        MeasureDimension.DEPARTMENT: "部门。 / The department.",
        MeasureDimension.ITEM: "监管事项。 / The item.",
        MeasureDimension.SCENARIO: "场景。 / The scenario.",
    },
)
