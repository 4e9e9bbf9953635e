"""The states of a discrepancy and what leads from one to another; everything that is not in the table is forbidden."""

from collections.abc import Mapping
from enum import StrEnum

from graph_model.errors import Conflict
from graph_model.model import DiscrepancyState
from graph_model.state_diagrams import state_diagram


class DiscrepancyAct(StrEnum):
    """RAISE and GO happen as grades come in, REVIEW and SETTLE are what people decide: SETTLE where nothing is left to be decided."""

    RAISE = "RAISE"
    REVIEW = "REVIEW"
    SETTLE = "SETTLE"
    GO = "GO"


OPEN, UNDER_REVIEW, CLOSED = DiscrepancyState
RAISE, REVIEW, SETTLE, GO = DiscrepancyAct
TRANSITIONS: Mapping[tuple[DiscrepancyState | None, DiscrepancyAct], DiscrepancyState] = {
    (None, RAISE): OPEN,
    (OPEN, REVIEW): UNDER_REVIEW,
    (UNDER_REVIEW, REVIEW): UNDER_REVIEW,
    (OPEN, SETTLE): CLOSED,
    (UNDER_REVIEW, SETTLE): CLOSED,
    (OPEN, GO): CLOSED,
    (UNDER_REVIEW, GO): CLOSED,
    (CLOSED, RAISE): OPEN,
}
STATE_NAMES = {OPEN: "待复核", UNDER_REVIEW: "复核中", CLOSED: "已经关闭"}
ACT_NAMES = {
    RAISE: "等级相差两档 / grades two levels apart",
    REVIEW: "一方维持，或一方要更正 / one keeps, or one is to be corrected",
    SETTLE: "都维持，或不予处理 / kept by all, or dismissed",
    GO: "等级不再相差两档 / they are no longer two levels apart",
}


def after(state: DiscrepancyState | None, act: DiscrepancyAct) -> DiscrepancyState:
    """The state that an act leads to. Raises Conflict where it is not allowed."""
    found = TRANSITIONS.get((state, act))
    if found is None:
        stands, english = ("还没有出现", "not there") if state is None else (STATE_NAMES[state], state.lower())
        raise Conflict(f"这一差异{stands},不能这样办 / this discrepancy is {english} and does not allow {act}")
    return found


def diagram() -> str:
    """The table as a Mermaid diagram (docs/reviews.md)."""
    return state_diagram(TRANSITIONS, ACT_NAMES)
