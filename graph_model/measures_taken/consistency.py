"""Whether what was done goes with what the grade brought: a pure rule over the resolution of plan §三.

任务 6: 实现……信用评价结果和应用成效集中展示.
"""

from dataclasses import dataclass
from datetime import date

from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from graph_model.grades import current_records, in_force
from graph_model.measures import basis_of, resolve
from graph_model.model import (
    COMPOSITE,
    Consistency,
    Direction,
    Grade,
    Measure,
    MeasureAction,
    SubjectData,
    SubjectKind,
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """`grade` is the one that counted on the day; None: none did."""

    consistency: Consistency
    grade: Grade | None


def check_action(measure: Measure, action: MeasureAction) -> None:
    """Raises BadInput: an incentive is given or withheld, anything else is applied or withheld."""
    given = MeasureAction.GRANTED if measure.direction is Direction.INCENTIVE else MeasureAction.APPLIED
    if action not in (given, MeasureAction.WITHHELD):
        raise BadInput(f"“{measure.name}”应为 {given} 或 WITHHELD / this measure is {given} or WITHHELD", "action")


def judge(
    data: SubjectData, catalogue: Catalogue, measure: Measure, action: MeasureAction, *, item_key: str | None, day: date
) -> Judgement:
    """What was done on a day, by the grades and facts as they are known now.

    Measures of one name in one scenario are one, whichever grade brings them. What the plan leaves open (可视情形, 同等条件下) may be
    withheld. Without a grade in force nothing can be compared, but a restriction is never right then.
    """
    basis = basis_of(measure.scenario, item_key)
    of_nobody = basis == COMPOSITE and data.subject.kind is SubjectKind.PERSON  # a natural person has no composite
    record = None if of_nobody else current_records(data.records, day).get(basis)
    if record is None or record.suspended or not in_force(record, day):
        carried = action is MeasureAction.APPLIED and measure.direction is Direction.RESTRICTIVE
        return Judgement(Consistency.UNDUE_BURDEN if carried else Consistency.NOT_COMPARABLE, None)
    resolution = resolve(data, catalogue, day, {measure.scenario}, basis)
    brought = next((one.measure for one in resolution.applied if one.measure.name == measure.name), None)
    return Judgement(_held_against(brought, measure, action), record.grade)


def _held_against(brought: Measure | None, measure: Measure, action: MeasureAction) -> Consistency:
    incentive = measure.direction is Direction.INCENTIVE
    if action is MeasureAction.WITHHELD:
        if brought is None or brought.discretionary or brought.condition is not None:
            return Consistency.CONSISTENT
        return Consistency.DENIED if incentive else Consistency.NOT_APPLIED
    if brought is not None:
        return Consistency.CONSISTENT
    return Consistency.UNDUE_INCENTIVE if incentive else Consistency.UNDUE_BURDEN
