"""Versions of models: their states, what leads from one to the next, and which of them is in effect.

Plan 任务 7: 相关主管部门或单位应当及时调整公共信用综合评价和行业信用评价指标模型,实现评价工作的动态管理、迭代更新.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from graph_model.errors import Conflict
from graph_model.evaluation.checking import model_from
from graph_model.evaluation.model import EvaluationModel
from graph_model.model import instant_text, parse_day, parse_instant
from graph_model.paging import Place
from graph_model.store import Row


class ModelState(StrEnum):
    """State of a version."""

    DRAFT = "DRAFT"
    PROPOSED = "PROPOSED"
    PUBLISHED = "PUBLISHED"
    SUPERSEDED = "SUPERSEDED"
    WITHDRAWN = "WITHDRAWN"


class ModelAction(StrEnum):
    """What is done with a version. SUPERSEDE happens to the published one as another of its item is published."""

    SAVE = "SAVE"
    PROPOSE = "PROPOSE"
    SEND_BACK = "SEND_BACK"
    PUBLISH = "PUBLISH"
    SUPERSEDE = "SUPERSEDE"
    WITHDRAW = "WITHDRAW"


TRANSITIONS: Mapping[tuple[ModelState, ModelAction], ModelState] = {
    (ModelState.DRAFT, ModelAction.SAVE): ModelState.DRAFT,
    (ModelState.DRAFT, ModelAction.PROPOSE): ModelState.PROPOSED,
    (ModelState.DRAFT, ModelAction.WITHDRAW): ModelState.WITHDRAWN,
    (ModelState.PROPOSED, ModelAction.SEND_BACK): ModelState.DRAFT,
    (ModelState.PROPOSED, ModelAction.PUBLISH): ModelState.PUBLISHED,
    (ModelState.PROPOSED, ModelAction.WITHDRAW): ModelState.WITHDRAWN,
    (ModelState.PUBLISHED, ModelAction.SUPERSEDE): ModelState.SUPERSEDED,
    (ModelState.PUBLISHED, ModelAction.WITHDRAW): ModelState.WITHDRAWN,
}
"""All that can be done; everything else is a Conflict. A version begins as a draft."""

_NAMES = {
    ModelState.DRAFT: "草案 / draft",
    ModelState.PROPOSED: "已提请发布 / proposed",
    ModelState.PUBLISHED: "已发布 / published",
    ModelState.SUPERSEDED: "已被新版取代 / superseded",
    ModelState.WITHDRAWN: "已撤销 / withdrawn",
}


def after(state: ModelState, action: ModelAction) -> ModelState:
    """The state that an action leads to. Raises Conflict."""
    found = TRANSITIONS.get((state, action))
    if found is None:
        raise Conflict(
            f"{_NAMES[state].split(' / ')[0]}的模型不能这样办({action}) / {action} is not possible: it is {_NAMES[state].split(' / ')[1]}"
        )
    return found


def diagram() -> str:
    """The states and actions as a Mermaid diagram, for the docs."""
    states = [f'    state "{name}" as {state}' for state, name in _NAMES.items()]
    arrows = [f"    {before} --> {state}: {action}" for (before, action), state in TRANSITIONS.items()]
    start, ends = f"    [*] --> {ModelState.DRAFT}: {ModelAction.SAVE}", {before for before, _ in TRANSITIONS}
    last = [f"    {state} --> [*]" for state in ModelState if state not in ends]
    return "\n".join(["```mermaid", "stateDiagram-v2", *states, start, *arrows, *last, "```"])


@dataclass(frozen=True, slots=True)
class Step:
    """What was done with a version: by whom, in which role, when, why."""

    key: str
    action: ModelAction
    by: str
    role: str
    at: datetime
    reason: str | None
    revision: int
    """The one that it was taken on; a new draft's is 0."""
    digest: str | None
    """Of what was saved."""


@dataclass(frozen=True)
class ModelVersion:
    """A version as the graph keeps it. `revision` is another one after each step; `effective_from` is the day from which it grades, not
    before its publication; `ended_on` the day of its withdrawal after that."""

    key: str
    item_key: str
    state: ModelState
    revision: int
    content: str
    saved_at: datetime
    published_at: datetime | None
    effective_from: date | None
    ended_on: date | None

    @cached_property
    def model(self) -> EvaluationModel:
        return model_from(self.content)

    @property
    def place(self) -> Place:
        return instant_text(self.saved_at), self.key


VERSION_COLUMNS = (
    "m.key, m.itemKey, m.state, m.revision, m.content, m.savedAt, m.publishedAt, m.effectiveFrom, m.endedOn"
)
STEP_COLUMNS = "p.key, p.action, p.by, p.role, p.at, p.reason, p.revision, p.digest"


def version_from(row: Row) -> ModelVersion:
    """The version of a row of VERSION_COLUMNS."""
    key, item, state, revision, content, saved_at, published_at, effective_from, ended_on = row
    saved = parse_instant(saved_at)
    assert saved is not None
    return ModelVersion(
        key,
        item,
        ModelState(state),
        revision,
        content,
        saved,
        parse_instant(published_at),
        parse_day(effective_from),
        parse_day(ended_on),
    )


def step_from(row: Row) -> Step:
    """The step of a row of STEP_COLUMNS."""
    key, action, by, role, at, reason, revision, digest = row
    when = parse_instant(at)
    assert when is not None
    return Step(key, ModelAction(action), by, role, when, reason, revision, digest)


def in_effect(versions: Iterable[ModelVersion], day: date) -> ModelVersion | None:
    """Of the versions of one item, the one that grades on a day: the last published whose day has come; none where that was withdrawn.

    One that was withdrawn before its day never was in effect, and the one before it goes on.
    """
    known = [one for one in versions if one.effective_from is not None and one.effective_from <= day]
    known = [one for one in known if one.ended_on is None or one.ended_on > one.effective_from]  # type: ignore[operator]
    last = max(known, key=lambda one: (one.published_at, one.key), default=None)
    return None if last is None or (last.ended_on is not None and last.ended_on <= day) else last
