"""The states of an annual plan: what leads where, and that nothing else does."""

from itertools import product
from pathlib import Path

import pytest

from graph_model.annual_plans.states import TRANSITIONS, PlanAct, PlanState, after, diagram
from graph_model.errors import Conflict

PAGE = Path(__file__).parents[3] / "docs" / "annual-plans.md"
PROPOSED, PUBLISHED, SUPERSEDED, WITHDRAWN = PlanState
PROPOSE, PUBLISH, SUPERSEDE, WITHDRAW = PlanAct
ALLOWED = {
    (None, PROPOSE): PROPOSED,
    (PROPOSED, PUBLISH): PUBLISHED,
    (PROPOSED, WITHDRAW): WITHDRAWN,
    (PUBLISHED, SUPERSEDE): SUPERSEDED,
}
FORBIDDEN = [each for each in product((None, *PlanState), PlanAct) if each not in ALLOWED]


@pytest.mark.parametrize(("state", "act"), ALLOWED)
def test_what_is_allowed(state: PlanState | None, act: PlanAct) -> None:
    assert after(state, act) is ALLOWED[state, act]


@pytest.mark.parametrize(("state", "act"), FORBIDDEN)
def test_everything_else_is_forbidden(state: PlanState | None, act: PlanAct) -> None:
    with pytest.raises(Conflict):
        after(state, act)


def test_the_diagram_has_every_transition() -> None:
    lines = diagram().splitlines()
    assert lines[0] == "stateDiagram-v2" and len(lines) == len(TRANSITIONS) + 1
    assert f"```mermaid\n{diagram()}\n```" in PAGE.read_text(encoding="utf-8"), "docs/annual-plans.md draws others"
