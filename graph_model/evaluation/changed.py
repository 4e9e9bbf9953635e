"""Whose inputs to a model have changed in a span of time: two questions by the instants of recording, so that it costs what was recorded
since and not what there is.

A span is of the feed of changes (`graph_model.changes.standing`): nothing is committed into it any more once it has ended.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graph_model.change_kinds import ChangeKind
from graph_model.changes import standing
from graph_model.disclosure import disclosed_counts
from graph_model.evaluation.model import (
    OF_FACTS,
    EvaluationModel,
    GradeCount,
    GradeLevel,
    InspectionCount,
    ItemScore,
    WorstGrade,
)
from graph_model.inspections.states import Act
from graph_model.store import GraphStore

GRADES = (ChangeKind.GRADE_RECORDED, ChangeKind.GRADE_WITHDRAWN)
INSPECTIONS = (ChangeKind.INSPECTION_PUBLISHED, ChangeKind.INSPECTION_WITHDRAWN)
FACTS = (ChangeKind.FACT_RECORDED, ChangeKind.FACT_REPAIRED, ChangeKind.FACT_REPAIR_REVOKED, ChangeKind.FACT_WITHDRAWN)
WITHIN = "{moment} >= $since AND NOT {moment} >= $until"
"""Not `< $until`: the embedded store finds by its index what one bound tells, and with two of them passes over all."""
GRADED = (
    "MATCH (g:GradeRecord) WHERE "
    + WITHIN
    + " WITH g WHERE g.itemKey IN $items MATCH (s:Subject)-[:GRADED]->(g) RETURN DISTINCT s.key"
)
"""The instants come first: found by the items, a change would cost all grades on them."""
COMMITTED = (
    "MATCH (f:DishonestyFact) WHERE "
    + WITHIN
    + "{only} WITH f MATCH (s:Subject)-[:COMMITTED]->(f) RETURN DISTINCT s.key"
)
INSPECTED = (
    "MATCH (a:InspectionAct) WHERE "
    + WITHIN
    + f" AND a.act IN ['{Act.PUBLISH}', '{Act.WITHDRAW}'] "
    + "WITH a MATCH (s:Subject)-[:INSPECTED]->(:Inspection)-[:HAS_ACT]->(a) RETURN DISTINCT s.key"
)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a model reads that is told of as it changes: grades on items, facts of conducts (None: of all; empty: of none), and
    `inspections` where it reads their results."""

    items: frozenset[str]
    conducts: frozenset[str] | None
    inspections: bool = False

    @property
    def kinds(self) -> tuple[ChangeKind, ...]:
        facts = FACTS if self.conducts is None or self.conducts else ()
        return (GRADES if self.items else ()) + facts + (INSPECTIONS if self.inspections else ())


def inputs_of(model: EvaluationModel) -> Inputs:
    """What the indicators of a model read."""
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
    inspections = any(isinstance(indicator.value, InspectionCount) for indicator in model.indicators)
    return Inputs(frozenset(items), None if conducts is None else frozenset(conducts), inspections)


async def end_of_span(store: GraphStore, inputs: Inputs, now: datetime) -> str:
    """A bound before which nothing will be recorded any more, and as late as is certain: where a span ends and the next one begins."""
    instant, beyond, _ = await standing(store, inputs.kinds, now=now)
    return f"{instant}{beyond}"


async def changed_subjects(
    store: GraphStore, inputs: Inputs, since: str, until: str, *, timeout: float | None = None
) -> list[str]:
    """The keys of the subjects of whom something that is read was recorded, corrected or withdrawn in a span, in order."""
    disclosed_counts()
    span: dict[str, Any] = {"since": since, "until": until}
    conducts = None if inputs.conducts is None else sorted(inputs.conducts)
    only = "" if conducts is None else " AND f.conduct IN $conducts"
    found: set[str] = set()
    for text, moments, asked, parameters in (
        (GRADED, ("g.recordedAt", "g.retiredAt"), inputs.items, {"items": sorted(inputs.items)}),
        (
            COMMITTED.replace("{only}", only),
            ("f.recordedAt", "f.retiredAt", "f.revokedAt", "f.withdrawnAt"),
            conducts != [],
            {"conducts": conducts},
        ),
        (INSPECTED, ("a.at",), inputs.inspections, {}),
    ):
        for moment in moments if asked else ():
            rows = await store.read(text.replace("{moment}", moment), {**span, **parameters}, timeout=timeout)
            found.update(key for (key,) in rows)
    return sorted(found)
