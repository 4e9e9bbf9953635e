"""The vocabularies of credit repairs as GraphQL enums; imported from here, as others are from `vocabulary`."""

from enum import StrEnum

from graph_model.repairs.states import Act as RepairActKind
from graph_model.repairs.values import RepairParty, RepairState
from resolvers.vocabulary import described

__all__ = ["RepairActKind", "RepairDecision", "RepairParty", "RepairState"]


class RepairDecision(StrEnum):
    """What a second person decides about a repair."""

    ACCEPT = "ACCEPT"
    REJECT = "REJECT"
    ASK_EVIDENCE = "ASK_EVIDENCE"


described(
    RepairState,
    "信用修复的状态；怎样变，见 docs/credit-repair.md。 / State of a credit repair.",
    {
        RepairState.REQUESTED: "已申请，待另一人决定。 / Asked for; a second person decides.",
        RepairState.EVIDENCE_ASKED: "待申请方补充材料。 / More evidence is to be given by who asked.",
        RepairState.ACCEPTED: "已同意：事实自当日起不再计入。 / Accepted: from that day on the fact no longer counts.",
        RepairState.REJECTED: "未同意。 / Rejected.",
        RepairState.REVOKED: "同意有误，已撤销：事实照旧计入。 / Accepted wrongly and revoked: the fact counts as before.",
        RepairState.WITHDRAWN: "申请方已撤回。 / Withdrawn by who asked.",
    },
)
described(
    RepairParty,
    "谁申请信用修复。 / Who asks for a repair.",
    {
        RepairParty.SUBJECT: "主体自己。 / The subject itself.",
        RepairParty.DEPARTMENT: "事实所属部门代为申请。 / The department of the fact, on its behalf.",
        RepairParty.CREDIT_OFFICE: "信用主管部门代为申请。 / The credit office, on its behalf.",
    },
)
described(
    RepairActKind,
    "对信用修复做了什么。 / What was done about a repair.",
    {
        RepairActKind.REQUEST: "申请。 / It was asked for.",
        RepairActKind.SUPPLEMENT: "补充材料。 / More evidence was given.",
        RepairActKind.ASK_EVIDENCE: "要求补充材料。 / More evidence was asked for.",
        RepairActKind.ACCEPT: "同意。 / It was accepted.",
        RepairActKind.REJECT: "不同意。 / It was rejected.",
        RepairActKind.REVOKE: "撤销。 / What was accepted was revoked.",
        RepairActKind.WITHDRAW: "撤回。 / It was withdrawn.",
    },
    name="RepairActKind",
)
described(
    RepairDecision,
    "对信用修复的决定。 / What is decided about a repair.",
    {
        RepairDecision.ACCEPT: "同意，事实自当日起不再计入。 / Accepted: from this day on the fact no longer counts.",
        RepairDecision.REJECT: "不同意。 / Rejected.",
        RepairDecision.ASK_EVIDENCE: "要求补充材料。 / More evidence is to be given.",
    },
)
