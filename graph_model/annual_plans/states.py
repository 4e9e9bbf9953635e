"""The states of a version of an annual plan and what leads from one to another; everything that is not in the table is forbidden."""

from collections.abc import Mapping
from enum import StrEnum

from graph_model.errors import Conflict
from graph_model.state_diagrams import state_diagram


class PlanState(StrEnum):
    PROPOSED = "PROPOSED"
    PUBLISHED = "PUBLISHED"
    SUPERSEDED = "SUPERSEDED"
    WITHDRAWN = "WITHDRAWN"


class PlanAct(StrEnum):
    """SUPERSEDE happens to the published version as another of its department and year is published."""

    PROPOSE = "PROPOSE"
    PUBLISH = "PUBLISH"
    SUPERSEDE = "SUPERSEDE"
    WITHDRAW = "WITHDRAW"


TRANSITIONS: Mapping[tuple[PlanState | None, PlanAct], PlanState] = {
    (None, PlanAct.PROPOSE): PlanState.PROPOSED,
    (PlanState.PROPOSED, PlanAct.PUBLISH): PlanState.PUBLISHED,
    (PlanState.PROPOSED, PlanAct.WITHDRAW): PlanState.WITHDRAWN,
    (PlanState.PUBLISHED, PlanAct.SUPERSEDE): PlanState.SUPERSEDED,
}
STATE_NAMES = {
    PlanState.PROPOSED: "待发布",
    PlanState.PUBLISHED: "已发布",
    PlanState.SUPERSEDED: "已被新版取代",
    PlanState.WITHDRAWN: "已撤回",
}
ACT_NAMES = {
    PlanAct.PROPOSE: "提请发布 / proposed",
    PlanAct.PUBLISH: "另一人发布 / published by another",
    PlanAct.SUPERSEDE: "新版发布 / another is published",
    PlanAct.WITHDRAW: "撤回 / withdrawn",
}


def after(state: PlanState | None, act: PlanAct) -> PlanState:
    """The state that an act leads to. Raises Conflict where it is not allowed."""
    found = TRANSITIONS.get((state, act))
    if found is None:
        stands = "还没有提请" if state is None else STATE_NAMES[state]
        raise Conflict(f"这份计划{stands},不能这样办 / a plan that is {state} does not allow {act}")
    return found


def diagram() -> str:
    """The table as a Mermaid diagram (docs/annual-plans.md)."""
    return state_diagram(TRANSITIONS, ACT_NAMES)
