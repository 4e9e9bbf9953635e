"""The states of a credit repair and what leads from one to another; everything that is not in the table is forbidden."""

from collections.abc import Mapping
from enum import StrEnum

from graph_model.errors import Conflict
from graph_model.repairs.values import RepairState
from graph_model.state_diagrams import state_diagram


class Act(StrEnum):
    """What is done about a repair."""

    REQUEST = "REQUEST"
    SUPPLEMENT = "SUPPLEMENT"
    ASK_EVIDENCE = "ASK_EVIDENCE"
    ACCEPT = "ACCEPT"
    REJECT = "REJECT"
    REVOKE = "REVOKE"
    WITHDRAW = "WITHDRAW"


ASKING = frozenset({Act.REQUEST, Act.SUPPLEMENT, Act.WITHDRAW})
"""What is done by who asks; the rest is decided by a second person."""
DECIDING = frozenset({Act.ASK_EVIDENCE, Act.ACCEPT, Act.REJECT})
TRANSITIONS: Mapping[tuple[RepairState | None, Act], RepairState] = {
    (None, Act.REQUEST): RepairState.REQUESTED,
    (RepairState.REQUESTED, Act.SUPPLEMENT): RepairState.REQUESTED,
    (RepairState.REQUESTED, Act.ASK_EVIDENCE): RepairState.EVIDENCE_ASKED,
    (RepairState.EVIDENCE_ASKED, Act.SUPPLEMENT): RepairState.REQUESTED,
    (RepairState.REQUESTED, Act.ACCEPT): RepairState.ACCEPTED,
    (RepairState.REQUESTED, Act.REJECT): RepairState.REJECTED,
    (RepairState.EVIDENCE_ASKED, Act.REJECT): RepairState.REJECTED,
    (RepairState.ACCEPTED, Act.REVOKE): RepairState.REVOKED,
    (RepairState.REQUESTED, Act.WITHDRAW): RepairState.WITHDRAWN,
    (RepairState.EVIDENCE_ASKED, Act.WITHDRAW): RepairState.WITHDRAWN,
}
STATE_NAMES = {
    RepairState.REQUESTED: "待决定",
    RepairState.EVIDENCE_ASKED: "待补充材料",
    RepairState.ACCEPTED: "已同意",
    RepairState.REJECTED: "未同意",
    RepairState.REVOKED: "已撤销",
    RepairState.WITHDRAWN: "已撤回",
}
ACT_NAMES = {
    Act.REQUEST: "申请 / asked for",
    Act.SUPPLEMENT: "补充材料 / more evidence given",
    Act.ASK_EVIDENCE: "另一人要求补充 / more evidence asked for by another",
    Act.ACCEPT: "另一人同意 / accepted by another",
    Act.REJECT: "另一人不同意 / rejected by another",
    Act.REVOKE: "同意有误，另一人撤销 / accepted wrongly, revoked by another",
    Act.WITHDRAW: "申请方撤回 / withdrawn by who asked",
}


def after(state: RepairState | None, act: Act) -> RepairState:
    """The state that an act leads to. Raises Conflict where it is not allowed."""
    found = TRANSITIONS.get((state, act))
    if found is None:
        stands = "还没有申请" if state is None else STATE_NAMES[state]
        raise Conflict(f"这次修复{stands},不能这样办 / a repair that is {state} does not allow {act}")
    return found


def diagram() -> str:
    """The table as a Mermaid diagram (docs/credit-repair.md)."""
    return state_diagram(TRANSITIONS, ACT_NAMES)
