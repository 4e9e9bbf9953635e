"""Coverage: how far graded supervision reaches, against the targets of plan §一(三), with the rates of §四(四).

§四(四): 业务覆盖率(部门信用分级分类监管事项数量占监督检查事项总量的比重)、数字化接入率(部门信用分级分类监管事项接入“双随机、一公开”
系统数量占监督检查事项总量的比重). Both are counted over the departments' registers of inspection items (行政监督检查事项). A field of
the annexes may cover several registered items, so the 61 fields are never a numerator; and where there is no register
there is no rate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graph_model.catalogue import Catalogue
from graph_model.model import Department, InspectionItem, Item, Target
from graph_model.registers import line_on

NEW_FIELDS_ANNEX = 2
"""附件2: 2023年新增信用分级分类监管事项表."""


@dataclass(frozen=True, slots=True)
class Rate:
    """`value` is `numerator / denominator`, a fraction 0…1; all three None where there is no register, `reason` says so.

    A `reason` beside a value says what the rate leaves out. `document` names the registers with their days.
    """

    value: float | None
    numerator: int | None
    denominator: int | None
    reason: str | None
    document: str | None


@dataclass(frozen=True, slots=True)
class DepartmentCoverage:
    """A department's fields on the day and its two rates."""

    department: Department
    fields: int
    business_coverage: Rate
    digital_access: Rate


@dataclass(frozen=True, slots=True)
class TargetProgress:
    """A target and where the city stands on the day asked about.

    Each `met_…` is None where the plan sets no such threshold (then the target's own field is None too) or where it
    cannot be told: the plan's rate is the whole city's, so `met_coverage` needs every department's register. `met` is False
    as soon as one part is missed, None while one cannot be told, else True.
    """

    target: Target
    fields: int
    new_fields: int
    coverage: Rate
    met_fields: bool | None
    met_new_fields: bool | None
    met_coverage: bool | None
    met: bool | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """`fields` have started by the day; `new_fields` are those of annex 2 among them. Departments in the plan's order."""

    fields: int
    new_fields: int
    targets: tuple[TargetProgress, ...]
    business_coverage: Rate
    digital_access: Rate
    departments: tuple[DepartmentCoverage, ...]


def coverage(catalogue: Catalogue, registers: Sequence[InspectionItem], as_of: date) -> Coverage:
    """Coverage on the day `as_of`: the items that have started by then over the registers reported by then.

    `registers` are lines of any number of departments in any order, each counted as it was on that day. The city's rates sum
    the registers of the departments that have one, and their reason names the departments that have none.
    """
    started = [item for item in catalogue.items if item.starts_on <= as_of]
    new_fields = sum(item.annex == NEW_FIELDS_ANNEX for item in started)
    lines = _lines_by_department(catalogue, registers, as_of)
    missing = [department for department in catalogue.departments if not lines[department.key]]
    business, digital = _rates(
        [line for department in catalogue.departments for line in lines[department.key]], started, missing
    )
    return Coverage(
        fields=len(started),
        new_fields=new_fields,
        targets=tuple(
            _progress(target, len(started), new_fields, business, complete=not missing) for target in catalogue.targets
        ),
        business_coverage=business,
        digital_access=digital,
        departments=tuple(
            _department_coverage(department, lines[department.key], started) for department in catalogue.departments
        ),
    )


def _lines_by_department(
    catalogue: Catalogue, registers: Sequence[InspectionItem], as_of: date
) -> dict[str, list[InspectionItem]]:
    lines: dict[str, list[InspectionItem]] = {department.key: [] for department in catalogue.departments}
    for each in registers:
        line = line_on(each, as_of)
        if line is not None and line.department_key in lines:
            lines[line.department_key].append(line)
    return lines


def _department_coverage(
    department: Department, lines: Sequence[InspectionItem], started: Sequence[Item]
) -> DepartmentCoverage:
    fields = sum(item.department_key == department.key for item in started)
    business, digital = _rates(lines, started, [] if lines else [department])
    return DepartmentCoverage(department, fields, business, digital)


def _rates(
    lines: Sequence[InspectionItem], started: Sequence[Item], missing: Sequence[Department]
) -> tuple[Rate, Rate]:
    """业务覆盖率 and 数字化接入率 over these lines; a line counts as graded once an item that covers it has started."""
    graded = {item.key for item in started}
    covered = [line for line in lines if not graded.isdisjoint(line.item_keys)]
    connected = [line for line in covered if line.connected]
    reason, document = _reason(lines, missing), _document(lines)
    business = _rate(len(covered), len(lines), reason, document)
    return business, _rate(len(connected), len(lines), reason, document)


def _rate(numerator: int, denominator: int, reason: str | None, document: str | None) -> Rate:
    if denominator == 0:
        return Rate(None, None, None, reason, None)
    return Rate(numerator / denominator, numerator, denominator, reason, document)


def _reason(lines: Sequence[InspectionItem], missing: Sequence[Department]) -> str | None:
    names = "、".join(department.name for department in missing)
    reasons = []
    if missing:
        reasons.append(
            f"{names}没有报送行政监督检查事项清单" + (f"(共{len(missing)}个部门),未计入" if lines else ",无法计算")
        )
    if any(line.synthetic for line in lines):
        reasons.append("含合成的清单,仅供演示")
    return ";".join(reasons) or None


def _document(lines: Sequence[InspectionItem]) -> str | None:
    documents = dict.fromkeys(f"{line.document_no}({line.reported_on})" for line in lines)
    return "、".join(sorted(documents)) or None


def _progress(target: Target, fields: int, new_fields: int, rate: Rate, *, complete: bool) -> TargetProgress:
    met_fields = None if target.fields is None else fields > target.fields  # 超过60个
    met_new_fields = None if target.new_fields is None else new_fields >= target.new_fields  # 新增10个以上
    met_coverage = _met_coverage(target, rate) if complete else None
    parts = [
        met
        for threshold, met in (
            (target.fields, met_fields),
            (target.new_fields, met_new_fields),
            (target.coverage, met_coverage),
        )
        if threshold is not None
    ]
    met = False if False in parts else None if None in parts else True
    return TargetProgress(target, fields, new_fields, rate, met_fields, met_new_fields, met_coverage, met)


def _met_coverage(target: Target, rate: Rate) -> bool | None:
    """超过40% must be exceeded, 达到100% reached."""
    if target.coverage is None or rate.value is None:
        return None
    return rate.value > target.coverage if target.coverage_strict else rate.value >= target.coverage
