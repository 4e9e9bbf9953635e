"""The vocabularies of exploration as GraphQL enums; imported from here, as others are from `vocabulary`."""

from graph_model.exploration.ownership import ControlReason
from graph_model.exploration.paths import PathMode, PathOrder
from resolvers.vocabulary import described

__all__ = ["ControlReason", "PathMode", "PathOrder"]

described(
    PathMode,
    "找哪些路径。 / Which paths are looked for.",
    {
        PathMode.SHORTEST: "最短的各条。 / The shortest ones.",
        PathMode.ALL: "不重复经过任何主体的各条。 / Every one that comes upon no subject twice.",
    },
)
described(
    PathOrder,
    "路径的顺序。 / The order of paths.",
    {
        PathOrder.LENGTH: "短的在前。 / The shorter first.",
        PathOrder.SHARE: "股权链条按所得的份额，大的在前；其余在后。 / "
        "Chains of holdings by the share that they come to, the larger first; then "
        "the others.",
    },
)
described(
    ControlReason,
    "为何有或没有实际控制人。 / Why there is an actual controller, or none.",
    {
        ControlReason.MAJORITY: "经各级持股合计超过一半。 / More than half, through its chains.",
        ControlReason.NO_MAJORITY: "没有谁超过一半。 / Nobody has more than half.",
        ControlReason.CIRCULAR: "控制者互相控制。 / Those who control it control each other.",
        ControlReason.NO_HOLDERS: "没有已知的股东。 / No holder is known.",
        ControlReason.UNKNOWN_SHARES: "按已知的份额没有，但有的份额未知。 / Nobody by the shares that are known, and some are not.",
        ControlReason.OVERSTATED: "有主体的份额合计超过一。 / Shares of some subject come to more than a whole.",
        ControlReason.CUT: "股东太多或层级太深，没有查完。 / More holders or levels than are gone through.",
    },
)
