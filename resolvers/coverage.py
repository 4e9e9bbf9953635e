"""Coverage: how far graded supervision reaches, against the plan's targets."""

from collections.abc import Mapping
from datetime import date

import strawberry

from graph_model import coverage as rules
from resolvers.catalogue import ShownCatalogue
from resolvers.costs import about
from resolvers.departments import Department


@strawberry.type(
    description="比率；没有清单就没有比率，reason 说明缺什么。 / A rate; without a register there is none, and reason says what is "
    "missing."
)
class Rate:
    value: float | None = strawberry.field(description="0 到 1 的比值。 / A fraction from 0 to 1.")
    numerator: int | None = strawberry.field(description="分子（检查事项数）。 / Numerator, in inspection items.")
    denominator: int | None = strawberry.field(description="分母（检查事项总数）。 / Denominator, in inspection items.")
    reason: str | None = strawberry.field(
        description="为什么没有比率，或比率没有计入什么。 / Why there is no rate, or what it leaves out; in Chinese."
    )
    document: str | None = strawberry.field(
        description="所依据的清单及日期。 / The registers behind it, with their days."
    )


@strawberry.type(description="一个部门的覆盖情况。 / Coverage of a department.")
class DepartmentCoverage:
    department: Department = strawberry.field(description="部门。 / The department.")
    fields: int = strawberry.field(description="已实行的监管事项数。 / Its supervision items in force.")
    business_coverage: Rate = strawberry.field(
        description="业务覆盖率。 / Share of its inspection items that are graded."
    )
    digital_access: Rate = strawberry.field(
        description="数字化接入率。 / Share of its inspection items that are graded and connected to double-random inspection."
    )


@strawberry.type(description="方案的一个目标及进展。 / A target of the plan and the progress towards it.")
class TargetProgress:
    year: int = strawberry.field(description="年份。 / Its year.")
    due_on: date = strawberry.field(description="期限。 / The day it is due.")
    quote: str = strawberry.field(description="方案原句。 / The plan's sentence.")
    target_fields: int | None = strawberry.field(description="须超过的领域数。 / Fields to be exceeded.")
    target_new_fields: int | None = strawberry.field(description="至少新增的领域数。 / New fields needed at least.")
    target_coverage: float | None = strawberry.field(description="覆盖率目标，0 到 1。 / Coverage wanted, a fraction.")
    exceed: bool = strawberry.field(
        description="覆盖率须超过（真）还是达到（假）。 / Whether the coverage must be exceeded (true) or reached."
    )
    fields: int = strawberry.field(description="目前的领域数。 / Fields now.")
    new_fields: int = strawberry.field(description="目前新增的领域数。 / New fields now.")
    coverage: Rate = strawberry.field(description="目前的业务覆盖率。 / Business coverage now.")
    met_fields: bool | None = strawberry.field(
        description="领域数是否达标；目标未规定则为空。 / Whether the fields suffice; null where the target sets none."
    )
    met_new_fields: bool | None = strawberry.field(
        description="新增领域数是否达标；未规定则为空。 / Whether the new fields suffice; null where the target sets none."
    )
    met_coverage: bool | None = strawberry.field(
        description="覆盖率是否达标；未规定或无法判断则为空。 / Whether the coverage suffices; null where it cannot be told."
    )
    met: bool | None = strawberry.field(
        description="目标是否达成；无法判断则为空。 / Whether the target is met; null where it cannot be told."
    )


@strawberry.type(description="分级监管的覆盖情况。 / How far graded supervision reaches.")
class Coverage:
    fields: int = strawberry.field(description="已实行的领域数。 / Fields in force.")
    new_fields: int = strawberry.field(description="其中附件 2 新增的。 / Those of annex 2 among them.")
    targets: list[TargetProgress] = strawberry.field(
        description="各年目标。 / The targets by year.", directives=[about(3)]
    )
    business_coverage: Rate = strawberry.field(
        description="业务覆盖率：分级监管的检查事项占登记总数。 / Share of the registered inspection items that are graded."
    )
    digital_access: Rate = strawberry.field(
        description="数字化接入率：其中接入“双随机、一公开”的占登记总数。 / Share that is graded and connected to double-random "
        "inspection."
    )
    departments: list[DepartmentCoverage] = strawberry.field(
        description="各部门。 / By department.", directives=[about(30)]
    )


def shown_coverage(coverage: rules.Coverage, catalogue: ShownCatalogue) -> Coverage:
    return Coverage(
        fields=coverage.fields,
        new_fields=coverage.new_fields,
        targets=[_progress(progress) for progress in coverage.targets],
        business_coverage=_rate(coverage.business_coverage),
        digital_access=_rate(coverage.digital_access),
        departments=[_department(one, catalogue.departments) for one in coverage.departments],
    )


def _department(one: rules.DepartmentCoverage, departments: Mapping[str, Department]) -> DepartmentCoverage:
    return DepartmentCoverage(
        department=departments[one.department.key],
        fields=one.fields,
        business_coverage=_rate(one.business_coverage),
        digital_access=_rate(one.digital_access),
    )


def _progress(progress: rules.TargetProgress) -> TargetProgress:
    target = progress.target
    return TargetProgress(
        year=target.year,
        due_on=target.due_on,
        quote=target.quote,
        target_fields=target.fields,
        target_new_fields=target.new_fields,
        target_coverage=target.coverage,
        exceed=target.coverage_strict,
        fields=progress.fields,
        new_fields=progress.new_fields,
        coverage=_rate(progress.coverage),
        met_fields=progress.met_fields,
        met_new_fields=progress.met_new_fields,
        met_coverage=progress.met_coverage,
        met=progress.met,
    )


def _rate(rate: rules.Rate) -> Rate:
    return Rate(
        value=rate.value,
        numerator=rate.numerator,
        denominator=rate.denominator,
        reason=rate.reason,
        document=rate.document,
    )
