"""The states of an objection and what leads from one to another; everything that is not in the table is forbidden."""

from collections.abc import Mapping
from enum import StrEnum

from graph_model.errors import Conflict
from graph_model.objections.values import ObjectionState
from graph_model.state_diagrams import state_diagram


class ObjectionAct(StrEnum):
    """What is done about an objection."""

    RAISE = "RAISE"
    ACCEPT = "ACCEPT"
    REJECT = "REJECT"
    WITHDRAW = "WITHDRAW"


ANSWERS = frozenset({ObjectionAct.ACCEPT, ObjectionAct.REJECT})
"""What the grading department does; the rest is the subject's."""
TRANSITIONS: Mapping[tuple[ObjectionState | None, ObjectionAct], ObjectionState] = {
    (None, ObjectionAct.RAISE): ObjectionState.OPEN,
    (ObjectionState.OPEN, ObjectionAct.ACCEPT): ObjectionState.ACCEPTED,
    (ObjectionState.OPEN, ObjectionAct.REJECT): ObjectionState.REJECTED,
    (ObjectionState.OPEN, ObjectionAct.WITHDRAW): ObjectionState.WITHDRAWN,
}
STATE_NAMES = {
    ObjectionState.OPEN: "待答复",
    ObjectionState.ACCEPTED: "已采纳",
    ObjectionState.REJECTED: "未采纳",
    ObjectionState.WITHDRAWN: "已撤回",
}
ACT_NAMES = {
    ObjectionAct.RAISE: "主体提出 / raised by the subject",
    ObjectionAct.ACCEPT: "评价部门采纳 / accepted by the department",
    ObjectionAct.REJECT: "评价部门不采纳 / rejected by the department",
    ObjectionAct.WITHDRAW: "主体撤回 / withdrawn by the subject",
}


def after(state: ObjectionState | None, act: ObjectionAct) -> ObjectionState:
    """The state that an act leads to. Raises Conflict where it is not allowed."""
    found = TRANSITIONS.get((state, act))
    if found is None:
        stands = "还没有提出" if state is None else STATE_NAMES[state]
        raise Conflict(f"这项异议{stands},不能这样办 / an objection that is {state} does not allow {act}")
    return found


def diagram() -> str:
    """The table as a Mermaid diagram (docs/objections.md)."""
    return state_diagram(TRANSITIONS, ACT_NAMES)
