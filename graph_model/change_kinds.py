"""What the feed of changes tells of: each kind of change, where it is found in the graph, and how its row becomes a value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from graph_model.disclosure import disclosed
from graph_model.draws.values import TASK_COLUMNS, InspectionTask, task_from
from graph_model.early_warnings import WarningKind
from graph_model.inspections.states import Act
from graph_model.model import DiscrepancyRecord, DishonestyFact, GradeRecord, Inspection, InspectionState, MeasureTaken
from graph_model.objections.objection import COLUMNS as OBJECTION_COLUMNS
from graph_model.objections.objection import objection_from
from graph_model.objections.reading import Objected
from graph_model.objections.values import ObjectionState
from graph_model.raised_warnings import WARNING_COLUMNS, RaisedWarning, warning_from
from graph_model.reviews import REVIEW_COLUMNS, DiscrepancyReview, review_from
from graph_model.rows import (
    DISCREPANCY_COLUMNS,
    FACT_COLUMNS,
    INSPECTION_COLUMNS,
    RECORD_COLUMNS,
    TAKEN_COLUMNS,
    discrepancy_from,
    fact_from,
    inspection_from,
    record_from,
    taken_from,
)
from graph_model.store import Row


class ChangeKind(StrEnum):
    """Kinds of changes."""

    DISCREPANCY_CLOSED = "DISCREPANCY_CLOSED"
    DISCREPANCY_RAISED = "DISCREPANCY_RAISED"
    DISCREPANCY_REVIEWED = "DISCREPANCY_REVIEWED"
    EARLY_WARNING_RAISED = "EARLY_WARNING_RAISED"
    FACT_RECORDED = "FACT_RECORDED"
    FACT_REPAIRED = "FACT_REPAIRED"
    FACT_REPAIR_REVOKED = "FACT_REPAIR_REVOKED"
    FACT_WITHDRAWN = "FACT_WITHDRAWN"
    GRADE_RECORDED = "GRADE_RECORDED"
    GRADE_WITHDRAWN = "GRADE_WITHDRAWN"
    INSPECTION_APPROVED = "INSPECTION_APPROVED"
    INSPECTION_PUBLISHED = "INSPECTION_PUBLISHED"
    INSPECTION_RECORDED = "INSPECTION_RECORDED"
    INSPECTION_REVISED = "INSPECTION_REVISED"
    INSPECTION_SENT_BACK = "INSPECTION_SENT_BACK"
    INSPECTION_WITHDRAWN = "INSPECTION_WITHDRAWN"
    MEASURE_TAKEN = "MEASURE_TAKEN"
    MEASURE_WITHDRAWN = "MEASURE_WITHDRAWN"
    OBJECTION_ANSWERED = "OBJECTION_ANSWERED"
    OBJECTION_RAISED = "OBJECTION_RAISED"
    OBJECTION_WITHDRAWN = "OBJECTION_WITHDRAWN"
    TASK_DONE = "TASK_DONE"
    TASK_DRAWN = "TASK_DRAWN"
    TASK_REOPENED = "TASK_REOPENED"


OF_ACTS: Mapping[Act, ChangeKind] = {
    Act.RECORD: ChangeKind.INSPECTION_RECORDED,
    Act.REVISE: ChangeKind.INSPECTION_REVISED,
    Act.APPROVE: ChangeKind.INSPECTION_APPROVED,
    Act.SEND_BACK: ChangeKind.INSPECTION_SENT_BACK,
    Act.PUBLISH: ChangeKind.INSPECTION_PUBLISHED,
    Act.WITHDRAW: ChangeKind.INSPECTION_WITHDRAWN,
}
"""The change that an act is."""


@dataclass(frozen=True, slots=True)
class InspectionChange:
    """Something that was done about an inspection: `key` is the act's, the inspection is as it stands now."""

    key: str
    inspection: Inspection

    @property
    def published(self) -> bool:
        """Whether it was published, so that others than its department may know of it, and that it was withdrawn."""
        return self.inspection.published_at is not None


Value = (
    GradeRecord
    | DishonestyFact
    | DiscrepancyRecord
    | DiscrepancyReview
    | InspectionChange
    | InspectionTask
    | MeasureTaken
    | Objected
    | RaisedWarning
)


@dataclass(frozen=True, slots=True)
class ChangeSight:
    """What of the feed somebody is told: of a `district` what is about its subjects (None: the whole city), of the departments
    `unpublished` (None: all) also inspections that are not published and objections, of the department `tasks`
    (None: all) the tasks of draws."""

    district: str | None = None
    unpublished: tuple[str, ...] | None = None
    tasks: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a kind of change is found: `node` of `label`, which leads to its subject `s` by `to_subject`.

    `moment` is the property that says when. `where` holds of every such change, `seen` of those that somebody is told of who is not told of
    all; either may speak of what stands on the way to the subject. `in_district` holds of those of a district beside that their subject
    is of it. `told_by`: the property by which kinds of one source are told apart, whose values are Acts.
    """

    node: str
    label: str
    moment: str
    to_subject: str
    columns: str
    value: Callable[[str, Row], Value]
    where: str = ""
    seen: str = ""
    in_district: str = ""
    told_by: str = ""

    def pattern(self, keyed: str = "") -> str:
        """From the change to its subject; `keyed` are properties that the change has."""
        return f"({self.node}:{self.label}{keyed}){self.to_subject}"


def _inspection_change(_: str, row: Row) -> InspectionChange:
    return InspectionChange(row[0], inspection_from(row[1:]))


def _task(subject_key: str, row: Row) -> InspectionTask:
    disclosed(subject_key)
    return task_from(row)


def _review(_: str, row: Row) -> DiscrepancyReview:
    width = len(DISCREPANCY_COLUMNS.split(","))
    return DiscrepancyReview(discrepancy_from(row[:width]), review_from(row[width:]))


def _objection(subject_key: str, row: Row) -> Objected:
    width = len(OBJECTION_COLUMNS.split(","))
    return Objected(objection_from(row[:width]), record_from(subject_key, row[width:]))


_OF_ACTS = Source(
    "a",
    "InspectionAct",
    "at",
    "<-[:HAS_ACT]-(n:Inspection)<-[:INSPECTED]-(s:Subject)",
    f"a.key, {INSPECTION_COLUMNS}",
    _inspection_change,
    seen=f"(n.departmentKey IN $unpublished OR (a.act = '{Act.PUBLISH}' AND n.state = '{InspectionState.PUBLISHED}') "
    f"OR (a.act = '{Act.WITHDRAW}' AND n.publishedAt IS NOT NULL))",
    told_by="a.act",
)


def _of_task(moment: str) -> Source:
    return Source(
        "w",
        "InspectionTask",
        moment,
        "-[:OF]->(s:Subject)",
        TASK_COLUMNS,
        _task,
        seen="($tasks IS NULL OR w.departmentKeys CONTAINS $tasks)",
    )


def _of_grade(moment: str) -> Source:
    return Source("g", "GradeRecord", moment, "<-[:GRADED]-(s:Subject)", RECORD_COLUMNS, record_from)


def _of_fact(moment: str) -> Source:
    return Source("f", "DishonestyFact", moment, "<-[:COMMITTED]-(s:Subject)", FACT_COLUMNS, fact_from)


def _of_discrepancy(moment: str) -> Source:
    to_subject = "<-[:DISCREPANT]-(s:Subject)"
    return Source("d", "Discrepancy", moment, to_subject, DISCREPANCY_COLUMNS, lambda _, row: discrepancy_from(row))


def _of_objection(moment: str, *ended: ObjectionState) -> Source:
    """Between the subject, the department that answers and the credit office."""
    return Source(
        "w",
        "Objection",
        moment,
        "-[:AGAINST]->(g:GradeRecord)<-[:GRADED]-(s:Subject)",
        f"{OBJECTION_COLUMNS}, {RECORD_COLUMNS}",
        _objection,
        where=f"w.state IN [{', '.join(repr(state.value) for state in ended)}]" if ended else "",
        seen="w.departmentKey IN $unpublished",
    )


def _of_measure(moment: str, where: str = "") -> Source:
    to_subject = "<-[:MET_WITH]-(s:Subject)"
    return Source("m", "MeasureTaken", moment, to_subject, TAKEN_COLUMNS, lambda _, row: taken_from(row), where=where)


SOURCES: Mapping[ChangeKind, Source] = {
    ChangeKind.GRADE_RECORDED: _of_grade("recordedAt"),
    ChangeKind.GRADE_WITHDRAWN: _of_grade("retiredAt"),
    ChangeKind.FACT_RECORDED: _of_fact("recordedAt"),
    ChangeKind.FACT_REPAIRED: _of_fact("retiredAt"),
    ChangeKind.FACT_REPAIR_REVOKED: _of_fact("revokedAt"),
    ChangeKind.FACT_WITHDRAWN: _of_fact("withdrawnAt"),
    ChangeKind.DISCREPANCY_RAISED: _of_discrepancy("raisedAt"),
    ChangeKind.DISCREPANCY_CLOSED: _of_discrepancy("closedAt"),
    ChangeKind.DISCREPANCY_REVIEWED: Source(
        "v",
        "Review",
        "reviewedAt",
        "<-[:REVIEWED]-(d:Discrepancy)<-[:DISCREPANT]-(s:Subject)",
        f"{DISCREPANCY_COLUMNS}, {REVIEW_COLUMNS}",
        _review,
    ),
    ChangeKind.EARLY_WARNING_RAISED: Source(
        "w",
        "EarlyWarning",
        "raisedAt",
        "<-[:WARNED_OF]-(s:Subject)",
        WARNING_COLUMNS,
        lambda _, row: warning_from(row),
        in_district=f"(w.kind <> '{WarningKind.REGISTERED_AGAIN}' OR w.olderDistrict = $district)",
    ),
    ChangeKind.MEASURE_TAKEN: _of_measure("recordedAt", "m.withdrawnAt IS NULL"),
    ChangeKind.MEASURE_WITHDRAWN: _of_measure("withdrawnAt"),
    ChangeKind.OBJECTION_RAISED: _of_objection("raisedAt"),
    ChangeKind.OBJECTION_ANSWERED: _of_objection("endedAt", ObjectionState.ACCEPTED, ObjectionState.REJECTED),
    ChangeKind.OBJECTION_WITHDRAWN: _of_objection("endedAt", ObjectionState.WITHDRAWN),
    ChangeKind.TASK_DRAWN: _of_task("recordedAt"),
    ChangeKind.TASK_DONE: _of_task("doneAt"),
    ChangeKind.TASK_REOPENED: _of_task("reopenedAt"),
    **dict.fromkeys(OF_ACTS.values(), _OF_ACTS),
}
