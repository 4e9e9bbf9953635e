"""What an inspection may say: pure rules over its content.

Plan §三(一): 对A类市场主体:在“双随机、一公开”监管中……可视情形采取书面检查方式开展检查; (二): 对B类市场主体:……对被抽中市场主体开展现场检查;
(三): 对C类市场主体:……适当加强现场检查; (四): 对D类市场主体:……加强现场检查.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from msgspec.structs import replace as changed

from graph_model.errors import BadInput
from graph_model.grades import current_records, in_force
from graph_model.intake.concealing import struck_out
from graph_model.model import (
    Finding,
    FindingResult,
    Grade,
    GradeRecord,
    InspectionManner,
    InspectionOutcome,
)
from graph_model.sampling.rates import METHODS, InspectionMethod

MOST_FINDINGS, MOST_INSPECTORS = 200, 20
LONGEST_CLAUSE, LONGEST_REMARK, LONGEST_WORD = 200, 500, 100
_PASSED, _FAILED = FindingResult.PASSED, FindingResult.FAILED

CARRIED_OUT = (InspectionOutcome.NO_PROBLEM, InspectionOutcome.RECTIFICATION_ORDERED, InspectionOutcome.REFERRED)
"""Outcomes of inspections that took place: after one, a subject is not inspected again before the months of its grade have passed."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is said of an inspection; the day is one in Asia/Shanghai."""

    manner: InspectionManner
    inspected_on: date
    inspectors: tuple[str, ...]
    findings: tuple[Finding, ...]
    outcome: InspectionOutcome
    document_no: str


def grade_on(records: Iterable[GradeRecord], item_key: str, day: date) -> Grade | None:
    """The grade that counts on an item on a day: none where it has expired, or is suspended."""
    found = current_records(records, day).get(item_key)
    return None if found is None or found.suspended or not in_force(found, day) else found.grade


def check_manner(manner: InspectionManner, method: InspectionMethod) -> None:
    """Raises BadInput for an inspection in writing where the grade asks for one on site; `method` is the task's, or the grade's."""
    if manner is InspectionManner.WRITTEN and method is not InspectionMethod.WRITTEN_POSSIBLE:
        raise BadInput(
            "书面检查只适用于 A 级(方案第三部分),请现场检查 / in writing only an A is inspected (part three of the plan): inspect on site",
            "manner",
        )


def method_for(grade: Grade | None) -> InspectionMethod:
    """How a subject is inspected that no draw names; without a grade, on site."""
    return InspectionMethod.ON_SITE if grade is None else METHODS[grade]


def outcome_fault(outcome: InspectionOutcome, findings: Iterable[Finding]) -> str | None:
    """Why an outcome does not go with what was found; None where it does."""
    results = {finding.result for finding in findings}
    match outcome:
        case InspectionOutcome.NO_PROBLEM:
            if _FAILED in results or _PASSED not in results:
                return "未发现问题：至少一项合格，没有不合格 / no problem: one clause passed at least, none failed"
        case InspectionOutcome.RECTIFICATION_ORDERED | InspectionOutcome.REFERRED:
            if _FAILED not in results:
                return "发现问题的，要写明哪一项不合格 / with a problem: say which clause failed"
        case InspectionOutcome.UNREACHABLE | InspectionOutcome.NOT_IN_BUSINESS:
            if results & {_PASSED, _FAILED}:
                return "没有查到的，不能有合格或不合格 / nothing could be inspected: no clause passed or failed"
    return None


def checked(content: Content, today: date) -> Content:
    """The content as it is kept: no blanks around texts, no ID numbers in them. Raises BadInput with the argument that cannot be."""
    kept = replace(
        content,
        inspectors=tuple(_text(one, "inspectors") for one in content.inspectors),
        findings=tuple(_finding(one, f"findings[{place}]") for place, one in enumerate(content.findings)),
        document_no=_text(content.document_no, "documentNo"),
    )
    if kept.inspected_on > today:
        raise BadInput("检查日期还没有到 / the day of the inspection has not come", "inspectedOn")
    if not 0 < len(set(kept.inspectors)) <= MOST_INSPECTORS or len(set(kept.inspectors)) < len(kept.inspectors):
        raise BadInput(
            f"1 到 {MOST_INSPECTORS} 名检查人员,不重复 / 1 to {MOST_INSPECTORS} inspectors, none twice", "inspectors"
        )
    if any("," in one for one in kept.inspectors):
        raise BadInput("检查人员编号不能含逗号 / an inspector's number must not have a comma in it", "inspectors")
    if len(kept.findings) > MOST_FINDINGS:
        raise BadInput(f"最多 {MOST_FINDINGS} 项 / {MOST_FINDINGS} findings at most", "findings")
    if len({one.clause for one in kept.findings}) < len(kept.findings):
        raise BadInput("同一检查内容写了两次 / a clause stands twice", "findings")
    if (fault := outcome_fault(kept.outcome, kept.findings)) is not None:
        raise BadInput(fault, "outcome")
    return kept


def _finding(one: Finding, where: str) -> Finding:
    remark = None if one.remark is None or not one.remark.strip() else struck_out(one.remark.strip())
    if remark is not None and len(remark) > LONGEST_REMARK:
        raise BadInput(f"最多 {LONGEST_REMARK} 个字符 / {LONGEST_REMARK} characters at most", f"{where}.remark")
    return changed(one, clause=_text(one.clause, f"{where}.clause", LONGEST_CLAUSE), remark=remark)


def _text(text: str, where: str, most: int = LONGEST_WORD) -> str:
    kept = struck_out(text.strip())
    if not kept or len(kept) > most or not kept.isprintable():
        raise BadInput(f"要有内容,一行,最多 {most} 个字符 / one line of 1 to {most} characters", where)
    return kept
