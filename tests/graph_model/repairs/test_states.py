"""The states of a credit repair: what leads where, and that nothing else does."""

from itertools import product
from pathlib import Path

import pytest

from graph_model.errors import Conflict
from graph_model.repairs.states import ASKING, DECIDING, TRANSITIONS, Act, after, diagram
from graph_model.repairs.values import GRANTED, OPEN, RepairState

PAGE = Path(__file__).parents[3] / "docs" / "credit-repair.md"
REQUESTED, EVIDENCE_ASKED, ACCEPTED, REJECTED, REVOKED, WITHDRAWN = RepairState
ALLOWED = {
    (None, Act.REQUEST): REQUESTED,
    (REQUESTED, Act.SUPPLEMENT): REQUESTED,
    (EVIDENCE_ASKED, Act.SUPPLEMENT): REQUESTED,
    (REQUESTED, Act.ASK_EVIDENCE): EVIDENCE_ASKED,
    (REQUESTED, Act.ACCEPT): ACCEPTED,
    (REQUESTED, Act.REJECT): REJECTED,
    (EVIDENCE_ASKED, Act.REJECT): REJECTED,
    (ACCEPTED, Act.REVOKE): REVOKED,
    (REQUESTED, Act.WITHDRAW): WITHDRAWN,
    (EVIDENCE_ASKED, Act.WITHDRAW): WITHDRAWN,
}
FORBIDDEN = [each for each in product((None, *RepairState), Act) if each not in ALLOWED]


@pytest.mark.parametrize(("state", "act"), ALLOWED)
def test_what_is_allowed(state: RepairState | None, act: Act) -> None:
    assert after(state, act) is ALLOWED[state, act]


@pytest.mark.parametrize(("state", "act"), FORBIDDEN)
def test_everything_else_is_forbidden(state: RepairState | None, act: Act) -> None:
    with pytest.raises(Conflict):
        after(state, act)


def test_what_is_decided_or_withdrawn_is_over_but_for_what_is_revoked_and_nobody_asks_and_decides() -> None:
    assert {state for state in RepairState if any((state, act) in ALLOWED for act in Act)} == OPEN | {ACCEPTED}
    assert set(Act) == ASKING | DECIDING | {Act.REVOKE} and not ASKING & DECIDING
    assert {ACCEPTED, REVOKED} == GRANTED


def test_the_diagram_has_every_transition() -> None:
    lines = diagram().splitlines()
    assert lines[0] == "stateDiagram-v2" and len(lines) == len(TRANSITIONS) + 1
    assert f"```mermaid\n{diagram()}\n```" in PAGE.read_text(encoding="utf-8"), "docs/credit-repair.md draws others"
    assert "  [*] --> REQUESTED: 申请 / asked for" in lines
