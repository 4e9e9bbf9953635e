"""The states of a draw and of a task: what leads where, and that nothing else does."""

from itertools import product
from pathlib import Path

import pytest

from graph_model.draws.states import DRAWS, TASKS, DrawAct, TaskAct, draw_after, draw_diagram, task_after, task_diagram
from graph_model.draws.values import DrawState, TaskState
from graph_model.errors import Conflict

PAGE = Path(__file__).parents[3] / "docs" / "sampling.md"
COMMITTED, DRAWN = DrawState
OPEN, DONE = TaskState
OF_DRAWS = {(None, DrawAct.COMMIT): COMMITTED, (COMMITTED, DrawAct.DRAW): DRAWN}
OF_TASKS = {
    (None, TaskAct.DRAW): OPEN,
    (OPEN, TaskAct.INSPECT): OPEN,
    (OPEN, TaskAct.FINISH): DONE,
    (OPEN, TaskAct.WITHDRAW): OPEN,
    (DONE, TaskAct.WITHDRAW): OPEN,
}


@pytest.mark.parametrize(("state", "act"), list(product((None, *DrawState), DrawAct)))
def test_a_draw_is_committed_to_and_drawn_and_nothing_else(state: DrawState | None, act: DrawAct) -> None:
    if (state, act) in OF_DRAWS:
        assert draw_after(state, act) is OF_DRAWS[state, act]
    else:
        with pytest.raises(Conflict):
            draw_after(state, act)


@pytest.mark.parametrize(("state", "act"), list(product((None, *TaskState), TaskAct)))
def test_a_task_is_carried_out_and_open_again_and_nothing_else(state: TaskState | None, act: TaskAct) -> None:
    if (state, act) in OF_TASKS:
        assert task_after(state, act) is OF_TASKS[state, act]
    else:
        with pytest.raises(Conflict):
            task_after(state, act)


def test_the_diagrams_have_every_transition() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for drawn, table in ((draw_diagram(), DRAWS), (task_diagram(), TASKS)):
        assert len(drawn.splitlines()) == len(table) + 1
        assert f"```mermaid\n{drawn}\n```" in text, "docs/sampling.md draws others"
