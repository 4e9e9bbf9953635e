"""The vocabularies of objections as GraphQL enums; imported from here, as others are from `vocabulary`."""

from enum import StrEnum

from graph_model.objections.values import ObjectionState
from resolvers.vocabulary import described

__all__ = ["ObjectionDecision", "ObjectionState"]


class ObjectionDecision(StrEnum):
    """What an answer to an objection decides."""

    ACCEPT = "ACCEPT"
    REJECT = "REJECT"


described(
    ObjectionState,
    "异议的状态；怎样变，见 docs/objections.md。 / State of an objection.",
    {
        ObjectionState.OPEN: "待答复。 / It waits for its answer.",
        ObjectionState.ACCEPTED: "已采纳：评价将更正。 / Accepted: the evaluation is to be corrected.",
        ObjectionState.REJECTED: "未采纳。 / Rejected.",
        ObjectionState.WITHDRAWN: "主体已撤回。 / Withdrawn by the subject.",
    },
)
described(
    ObjectionDecision,
    "答复异议的结论。 / What an answer to an objection decides.",
    {
        ObjectionDecision.ACCEPT: "采纳；更正照评价的规则导入。 / It is right; the correction comes as evaluations do.",
        ObjectionDecision.REJECT: "不采纳。 / The grade stands.",
    },
)
