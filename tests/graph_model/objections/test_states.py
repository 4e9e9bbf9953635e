"""The states of an objection: what leads where, and that nothing else does."""

from itertools import product
from pathlib import Path

import pytest

from graph_model.errors import Conflict
from graph_model.objections.states import TRANSITIONS, ObjectionAct, after, diagram
from graph_model.objections.values import ObjectionState

PAGE = Path(__file__).parents[3] / "docs" / "objections.md"
OPEN, ACCEPTED, REJECTED, WITHDRAWN = ObjectionState
RAISE, ACCEPT, REJECT, WITHDRAW = ObjectionAct
ALLOWED = {(None, RAISE): OPEN, (OPEN, ACCEPT): ACCEPTED, (OPEN, REJECT): REJECTED, (OPEN, WITHDRAW): WITHDRAWN}
FORBIDDEN = [each for each in product((None, *ObjectionState), ObjectionAct) if each not in ALLOWED]


@pytest.mark.parametrize(("state", "act"), ALLOWED)
def test_what_is_allowed(state: ObjectionState | None, act: ObjectionAct) -> None:
    assert after(state, act) is ALLOWED[state, act]


@pytest.mark.parametrize(("state", "act"), FORBIDDEN)
def test_everything_else_is_forbidden(state: ObjectionState | None, act: ObjectionAct) -> None:
    with pytest.raises(Conflict):
        after(state, act)


def test_the_diagram_has_every_transition() -> None:
    lines = diagram().splitlines()
    assert lines[0] == "stateDiagram-v2" and len(lines) == len(TRANSITIONS) + 1
    assert f"```mermaid\n{diagram()}\n```" in PAGE.read_text(encoding="utf-8"), "docs/objections.md draws others"
