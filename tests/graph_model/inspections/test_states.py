"""The states of an inspection: what leads where, and that nothing else does."""

from itertools import product
from pathlib import Path

import pytest

from graph_model.errors import Conflict
from graph_model.inspections.states import TRANSITIONS, Act, after, diagram
from graph_model.model import InspectionState

PAGE = Path(__file__).parents[3] / "docs" / "inspections.md"
DRAFT, SENT_BACK, REVIEWED, PUBLISHED, WITHDRAWN = InspectionState
ALLOWED = {
    (None, Act.RECORD): DRAFT,
    (DRAFT, Act.REVISE): DRAFT,
    (SENT_BACK, Act.REVISE): DRAFT,
    (DRAFT, Act.APPROVE): REVIEWED,
    (DRAFT, Act.SEND_BACK): SENT_BACK,
    (REVIEWED, Act.SEND_BACK): SENT_BACK,
    (REVIEWED, Act.PUBLISH): PUBLISHED,
    (DRAFT, Act.WITHDRAW): WITHDRAWN,
    (SENT_BACK, Act.WITHDRAW): WITHDRAWN,
    (REVIEWED, Act.WITHDRAW): WITHDRAWN,
    (PUBLISHED, Act.WITHDRAW): WITHDRAWN,
}
FORBIDDEN = [each for each in product((None, *InspectionState), Act) if each not in ALLOWED]


@pytest.mark.parametrize(("state", "act"), ALLOWED)
def test_what_is_allowed(state: InspectionState | None, act: Act) -> None:
    assert after(state, act) is ALLOWED[state, act]


@pytest.mark.parametrize(("state", "act"), FORBIDDEN)
def test_everything_else_is_forbidden(state: InspectionState | None, act: Act) -> None:
    with pytest.raises(Conflict):
        after(state, act)


def test_the_diagram_has_every_transition() -> None:
    lines = diagram().splitlines()
    assert lines[0] == "stateDiagram-v2" and len(lines) == len(TRANSITIONS) + 1
    assert f"```mermaid\n{diagram()}\n```" in PAGE.read_text(encoding="utf-8"), "docs/inspections.md draws others"
    assert "  [*] --> DRAFT: 记入 / recorded" in lines
