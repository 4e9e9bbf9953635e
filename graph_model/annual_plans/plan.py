"""What an annual plan says, and what of it cannot be.

Plan §四(二): 建立年度推进机制。按照市委重大改革有关要求,结合工作目标,分年度制定信用分级分类监管工作推进计划,实行清单化、项目化管理。
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from graph_model.catalogue import Catalogue
from graph_model.evaluation.checking import BadModel, Fault, Steps, fault_of_form, plain_values, unknown
from graph_model.intake.concealing import without_id_numbers


class DutyKind(StrEnum):
    """What a duty's progress is counted by. Of REPORTED the department tells it, and who told it when is kept."""

    GRADES = "GRADES"  # evaluations on the item within the year
    INSPECTIONS = "INSPECTIONS"  # inspections on the item within the year that are published
    DRAWN = "DRAWN"  # objects drawn for inspection on the item within the year
    BUSINESS_COVERAGE = "BUSINESS_COVERAGE"  # 业务覆盖率, in percent
    DIGITAL_ACCESS = "DIGITAL_ACCESS"  # 数字化接入率, in percent
    REPORTED = "REPORTED"


OF_ITEMS = frozenset({DutyKind.GRADES, DutyKind.INSPECTIONS, DutyKind.DRAWN})
"""What is counted on an item, which the duty has to name."""
RATES = frozenset({DutyKind.BUSINESS_COVERAGE, DutyKind.DIGITAL_ACCESS})
Text = Annotated[str, Meta(min_length=1, max_length=500)]


class Duty(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel", omit_defaults=True):
    """One line of the list. `target` is a number of things, or a percentage of a rate."""

    key: Annotated[
        str,
        Meta(
            description="任务的短名，跨版本不变 / its key, which later versions keep",
            pattern="^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$",
        ),
    ]
    what: Annotated[Text, Meta(description="做什么 / what is to be done")]
    kind: Annotated[DutyKind, Meta(description="进展按什么数 / what its progress is counted by")]
    target: Annotated[
        float, Meta(description="目标数；比率为百分数 / the number wanted; of a rate a percentage", gt=0, le=1e9)
    ]
    due_on: Annotated[date, Meta(description="期限（含）/ the last day")]
    item: Annotated[str | None, Meta(description="监管事项的键，如 1-48 / key of the supervision item")] = None


class AnnualPlan(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel", omit_defaults=True
):
    """A department's plan for a year."""

    department: Annotated[str, Meta(description="部门的键 / key of the department")]
    year: Annotated[int, Meta(description="年份 / the year", ge=2023, le=2100)]
    title: Annotated[Text, Meta(description="名称 / its title")]
    document_no: Annotated[
        Annotated[str, Meta(max_length=100)] | None, Meta(description="文号 / number of its document")
    ] = None
    duties: Annotated[tuple[Duty, ...], Meta(description="任务清单 / the duties", min_length=1, max_length=200)]

    @property
    def slot(self) -> str:
        """The department and the year: of one slot one version is published."""
        return f"{self.department}:{self.year}"


def plan_of(content: object, catalogue: Catalogue) -> AnnualPlan:
    """The plan that plain values (of YAML or JSON) say. Raises BadModel with all that is wrong."""
    try:
        plan = msgspec.convert(content, AnnualPlan)
    except msgspec.ValidationError as error:
        raise BadModel((fault_of_form(str(error)),)) from error
    if faults := tuple(_faults(plan, catalogue)):
        raise BadModel(faults)
    return plan


def plan_of_text(text: str, catalogue: Catalogue, where: str = "content") -> AnnualPlan:
    """The plan that a text, YAML or JSON, says. Raises BadModel."""
    content = plain_values(text, where)
    try:
        return plan_of(content, catalogue)
    except BadModel as error:
        raise BadModel(error.faults, where) from error


def text_of(plan: AnnualPlan) -> str:
    """The plan as canonical JSON, ID numbers struck out."""
    return without_id_numbers(msgspec.json.encode(plan, order="deterministic").decode())


def plan_from(text: str) -> AnnualPlan:
    """The plan of `text_of`."""
    return msgspec.json.decode(text, type=AnnualPlan)


def _faults(plan: AnnualPlan, catalogue: Catalogue) -> Iterator[Fault]:
    departments = [department.key for department in catalogue.departments]
    if plan.department not in departments:
        yield unknown("部门", "department", plan.department, departments, ("department",))
    keys = [duty.key for duty in plan.duties]
    for place, duty in enumerate(plan.duties):
        if duty.key in keys[:place]:
            yield Fault(f"短名重复 / the key {duty.key!r} stands twice", ("duties", place, "key"))
        yield from _duty(plan, duty, catalogue, place)


def _duty(plan: AnnualPlan, duty: Duty, catalogue: Catalogue, place: int) -> Iterator[Fault]:
    steps: Steps = ("duties", place)
    if duty.item is None and duty.kind in OF_ITEMS:
        yield Fault("按事项数的要写 item / what is counted on an item names it", steps)
    elif duty.item is not None:
        item = catalogue.item(duty.item)
        own = [one.key for one in catalogue.items_of_department(plan.department)]
        if item is None or item.key not in own:
            yield unknown("本部门的事项", "item of this department", duty.item, own, (*steps, "item"))
    if duty.kind in RATES and duty.target > 100:
        yield Fault("比率是百分数，最多 100 / a rate is a percentage, 100 at most", (*steps, "target"))
    if duty.due_on.year != plan.year:
        yield Fault("期限应在这一年 / must lie in the plan's year", (*steps, "dueOn"))
