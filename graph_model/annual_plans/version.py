"""A version of an annual plan as the graph keeps it, and what was reported about its duties."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from graph_model.annual_plans.plan import AnnualPlan, plan_from
from graph_model.annual_plans.states import PlanState
from graph_model.model import instant_text, parse_instant
from graph_model.paging import Place
from graph_model.store import Row

COLUMNS = (
    "w.key, w.departmentKey, w.year, w.number, w.state, w.revision, w.content, w.proposedBy, w.proposedAt, w.decidedBy, "
    "w.decidedAt, w.reason"
)
REPORT_COLUMNS = "r.slot, r.duty, r.count, r.note, r.by, r.at"


@dataclass(frozen=True)
class PlanVersion:
    """`number` counts the versions of a department and year; `revision` is another one after each step."""

    key: str
    department_key: str
    year: int
    number: int
    state: PlanState
    revision: int
    content: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None

    @cached_property
    def plan(self) -> AnnualPlan:
        return plan_from(self.content)

    @property
    def slot(self) -> str:
        return f"{self.department_key}:{self.year}"

    @property
    def place(self) -> Place:
        return self.year, self.key


@dataclass(frozen=True, slots=True)
class DutyReport:
    """How far a department says that it has come with a duty of a slot."""

    slot: str
    duty: str
    count: float
    note: str | None
    by: str
    at: datetime


def report_version(at: datetime | None) -> str:
    """What somebody has seen who reports on a duty: when it was last reported on (None: never)."""
    return "0" if at is None else instant_text(at)


def version_from(row: Row) -> PlanVersion:
    """The version of a row of COLUMNS."""
    key, department, year, number, state, revision, content, by, at, decided_by, decided_at, reason = row
    proposed_at = parse_instant(at)
    assert proposed_at is not None
    return PlanVersion(
        key,
        department,
        year,
        number,
        PlanState(state),
        revision,
        content,
        by,
        proposed_at,
        decided_by,
        parse_instant(decided_at),
        reason,
    )


def report_from(row: Row) -> DutyReport:
    """The report of a row of REPORT_COLUMNS."""
    slot, duty, count, note, by, at = row
    moment = parse_instant(at)
    assert moment is not None
    return DutyReport(slot, duty, float(count), note, by, moment)
