"""The states of a discrepancy: what leads where, and that nothing else does."""

from itertools import product
from pathlib import Path

import pytest

from graph_model.discrepancy_states import TRANSITIONS, DiscrepancyAct, after, diagram
from graph_model.errors import Conflict
from graph_model.model import DiscrepancyState

PAGE = Path(__file__).parents[2] / "docs" / "reviews.md"
OPEN, UNDER_REVIEW, CLOSED = DiscrepancyState
RAISE, REVIEW, SETTLE, GO = DiscrepancyAct
ALLOWED = {
    (None, RAISE): OPEN,
    (CLOSED, RAISE): OPEN,
    (OPEN, REVIEW): UNDER_REVIEW,
    (UNDER_REVIEW, REVIEW): UNDER_REVIEW,
    (OPEN, SETTLE): CLOSED,
    (UNDER_REVIEW, SETTLE): CLOSED,
    (OPEN, GO): CLOSED,
    (UNDER_REVIEW, GO): CLOSED,
}
FORBIDDEN = [each for each in product((None, *DiscrepancyState), DiscrepancyAct) if each not in ALLOWED]


@pytest.mark.parametrize(("state", "act"), ALLOWED)
def test_what_is_allowed(state: DiscrepancyState | None, act: DiscrepancyAct) -> None:
    assert after(state, act) is ALLOWED[state, act]


@pytest.mark.parametrize(("state", "act"), FORBIDDEN)
def test_everything_else_is_forbidden(state: DiscrepancyState | None, act: DiscrepancyAct) -> None:
    with pytest.raises(Conflict):
        after(state, act)


def test_the_diagram_has_every_transition() -> None:
    lines = diagram().splitlines()
    assert lines[0] == "stateDiagram-v2" and len(lines) == len(TRANSITIONS) + 1
    assert f"```mermaid\n{diagram()}\n```" in PAGE.read_text(encoding="utf-8"), "docs/reviews.md draws others"
