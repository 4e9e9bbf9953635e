"""The states of an inspection and what leads from one to another; everything that is not in the table is forbidden."""

from collections.abc import Mapping
from enum import StrEnum

from graph_model.errors import Conflict
from graph_model.model import InspectionState
from graph_model.state_diagrams import state_diagram


class Act(StrEnum):
    """What is done about an inspection."""

    RECORD = "RECORD"
    REVISE = "REVISE"
    APPROVE = "APPROVE"
    SEND_BACK = "SEND_BACK"
    PUBLISH = "PUBLISH"
    WITHDRAW = "WITHDRAW"


WRITING = frozenset({Act.RECORD, Act.REVISE})
"""What says what was found; who has done it reviews and publishes nothing of it."""
DECIDING = frozenset({Act.APPROVE, Act.SEND_BACK, Act.PUBLISH})
TRANSITIONS: Mapping[tuple[InspectionState | None, Act], InspectionState] = {
    (None, Act.RECORD): InspectionState.DRAFT,
    (InspectionState.DRAFT, Act.REVISE): InspectionState.DRAFT,
    (InspectionState.SENT_BACK, Act.REVISE): InspectionState.DRAFT,
    (InspectionState.DRAFT, Act.APPROVE): InspectionState.REVIEWED,
    (InspectionState.DRAFT, Act.SEND_BACK): InspectionState.SENT_BACK,
    (InspectionState.REVIEWED, Act.SEND_BACK): InspectionState.SENT_BACK,
    (InspectionState.REVIEWED, Act.PUBLISH): InspectionState.PUBLISHED,
    (InspectionState.DRAFT, Act.WITHDRAW): InspectionState.WITHDRAWN,
    (InspectionState.SENT_BACK, Act.WITHDRAW): InspectionState.WITHDRAWN,
    (InspectionState.REVIEWED, Act.WITHDRAW): InspectionState.WITHDRAWN,
    (InspectionState.PUBLISHED, Act.WITHDRAW): InspectionState.WITHDRAWN,
}
STATE_NAMES = {
    InspectionState.DRAFT: "待审核",
    InspectionState.SENT_BACK: "已退回",
    InspectionState.REVIEWED: "已审核",
    InspectionState.PUBLISHED: "已公示",
    InspectionState.WITHDRAWN: "已撤销",
}
ACT_NAMES = {
    Act.RECORD: "记入 / recorded",
    Act.REVISE: "修改 / revised",
    Act.APPROVE: "另一人审核 / approved by another",
    Act.SEND_BACK: "另一人退回 / sent back by another",
    Act.PUBLISH: "另一人公示 / published by another",
    Act.WITHDRAW: "撤销 / withdrawn",
}


def after(state: InspectionState | None, act: Act) -> InspectionState:
    """The state that an act leads to. Raises Conflict where it is not allowed."""
    found = TRANSITIONS.get((state, act))
    if found is None:
        stands = "还没有记入" if state is None else STATE_NAMES[state]
        raise Conflict(f"这次检查{stands},不能这样办 / an inspection that is {state} does not allow {act}")
    return found


def diagram() -> str:
    """The table as a Mermaid diagram (docs/inspections.md)."""
    return state_diagram(TRANSITIONS, ACT_NAMES)
