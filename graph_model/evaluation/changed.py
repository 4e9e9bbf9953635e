"""Whose inputs to a model have changed: read off the feed of changes, so that it costs what has changed and not what there is."""

from dataclasses import dataclass
from datetime import datetime

from graph_model.changes import ORDER, Change, ChangeKind, settled_changes
from graph_model.evaluation.model import (
    OF_FACTS,
    EvaluationModel,
    GradeCount,
    GradeLevel,
    ItemScore,
    WorstGrade,
)
from graph_model.model import DishonestyFact, GradeRecord
from graph_model.paging import MOST, page_request
from graph_model.store import GraphStore

GRADES = (ChangeKind.GRADE_RECORDED, ChangeKind.GRADE_WITHDRAWN)
FACTS = (ChangeKind.FACT_RECORDED, ChangeKind.FACT_WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What of the feed a model reads: grades on items, and facts of conducts (None: of all; empty: of none)."""

    items: frozenset[str]
    conducts: frozenset[str] | None

    @property
    def kinds(self) -> tuple[ChangeKind, ...]:
        return (GRADES if self.items else ()) + (FACTS if self.conducts is None or self.conducts else ())

    def has(self, change: Change) -> bool:
        """Whether a change is of something that is read."""
        if isinstance(change.value, GradeRecord):
            return change.value.item_key in self.items
        if isinstance(change.value, DishonestyFact):
            return self.conducts is None or change.value.conduct in self.conducts
        return False


def inputs_of(model: EvaluationModel) -> Inputs:
    """What of the feed the indicators of a model read."""
    items: set[str] = set()
    conducts: set[str] | None = set()
    for indicator in model.indicators:
        value = indicator.value
        if isinstance(value, GradeLevel | ItemScore):
            items.add(value.item)
        elif isinstance(value, WorstGrade | GradeCount):
            items |= set(value.items if value.items is not None else model.collection.items)
        elif isinstance(value, OF_FACTS):
            named = value.conducts if value.conducts is not None else model.collection.conducts
            conducts = None if named is None or conducts is None else conducts | set(named)
    return Inputs(frozenset(items), None if conducts is None else frozenset(conducts))


@dataclass(frozen=True, slots=True)
class Found:
    """Subjects whose inputs have changed, and where in the feed to go on; `more`: there is more behind it."""

    keys: tuple[str, ...]
    cursor: str | None
    more: bool


async def changed_subjects(
    store: GraphStore,
    inputs: Inputs,
    after: str | None,
    most: int,
    *,
    now: datetime,
    timeout: float | None = None,
) -> Found:
    """The next subjects, about `most` of them, behind a cursor of the feed."""
    keys: dict[str, None] = {}
    while inputs.kinds and len(keys) < most:
        request = page_request(ORDER, first=MOST, after=after)
        stretch = await settled_changes(store, request, kinds=inputs.kinds, now=now, timeout=timeout)
        keys.update(dict.fromkeys(change.subject.subject.key for change in stretch.changes if inputs.has(change)))
        after = stretch.cursor or after
        if len(stretch.changes) < MOST:
            return Found(tuple(keys), after, more=False)
    return Found(tuple(keys), after, more=bool(inputs.kinds))
