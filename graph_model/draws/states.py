"""The states of a draw and of its tasks, and what leads from one to another; everything that is not in the tables is forbidden."""

from collections.abc import Mapping
from enum import StrEnum

from graph_model.draws.values import DrawState, TaskState
from graph_model.errors import Conflict
from graph_model.state_diagrams import state_diagram


class DrawAct(StrEnum):
    COMMIT = "COMMIT"
    DRAW = "DRAW"


class TaskAct(StrEnum):
    """INSPECT: an inspection on one of its items is recorded, and others are left; FINISH: on the last one; WITHDRAW: one of them is
    withdrawn as recorded by mistake."""

    DRAW = "DRAW"
    INSPECT = "INSPECT"
    FINISH = "FINISH"
    WITHDRAW = "WITHDRAW"


DRAWS: Mapping[tuple[DrawState | None, DrawAct], DrawState] = {
    (None, DrawAct.COMMIT): DrawState.COMMITTED,
    (DrawState.COMMITTED, DrawAct.DRAW): DrawState.DRAWN,
}
TASKS: Mapping[tuple[TaskState | None, TaskAct], TaskState] = {
    (None, TaskAct.DRAW): TaskState.OPEN,
    (TaskState.OPEN, TaskAct.INSPECT): TaskState.OPEN,
    (TaskState.OPEN, TaskAct.FINISH): TaskState.DONE,
    (TaskState.OPEN, TaskAct.WITHDRAW): TaskState.OPEN,
    (TaskState.DONE, TaskAct.WITHDRAW): TaskState.OPEN,
}
DRAW_NAMES = {DrawAct.COMMIT: "承诺 / committed to", DrawAct.DRAW: "抽取 / drawn"}
TASK_NAMES = {
    TaskAct.DRAW: "抽中 / drawn",
    TaskAct.INSPECT: "一个事项有了检查记录 / one item is inspected",
    TaskAct.FINISH: "最后一个事项有了检查记录 / the last item is inspected",
    TaskAct.WITHDRAW: "检查记录撤销 / an inspection is withdrawn",
}


def draw_after(state: DrawState | None, act: DrawAct) -> DrawState:
    """The state of a draw that an act leads to. Raises Conflict where it is not allowed."""
    found = DRAWS.get((state, act))
    if found is None:
        raise Conflict(f"这次抽取不能这样办 / a draw that is {state} does not allow {act}")
    return found


def task_after(state: TaskState | None, act: TaskAct) -> TaskState:
    """The state of a task that an act leads to. Raises Conflict where it is not allowed."""
    found = TASKS.get((state, act))
    if found is None:
        raise Conflict(f"这项任务不能这样办 / a task that is {state} does not allow {act}")
    return found


def draw_diagram() -> str:
    """The table of draws as a Mermaid diagram (docs/sampling.md)."""
    return state_diagram(DRAWS, DRAW_NAMES)


def task_diagram() -> str:
    """The table of tasks as a Mermaid diagram (docs/sampling.md)."""
    return state_diagram(TASKS, TASK_NAMES)
