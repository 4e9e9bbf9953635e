"""What an inspection may say.

Plan §三(一): 对A类市场主体:在“双随机、一公开”监管中,适当降低抽取比例,减少检查频次,可视情形采取书面检查方式开展检查.
"""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as changed

from graph_model.errors import BadInput
from graph_model.inspections.rules import (
    Content,
    check_manner,
    checked,
    grade_on,
    method_for,
    outcome_fault,
)
from graph_model.model import Finding, FindingResult, Grade, InspectionManner, InspectionOutcome
from graph_model.sampling.rates import InspectionMethod
from seed.plan_files import plan_text
from tests.graph_model.examples import TODAY, A, B, C, D, record

PASSED, FAILED, NOT_APPLICABLE = FindingResult
NO_PROBLEM, ORDERED, REFERRED, NOT_IN_BUSINESS, UNREACHABLE, OBSTRUCTED = InspectionOutcome
IN_WRITING = {
    A: ("可视情形采取书面检查方式开展检查", True),
    B: ("对被抽中市场主体开展现场检查", False),
    C: ("适当加强现场检查", False),
    D: ("大幅提高抽取比例,加强现场检查", False),
}
CONTENT = Content(
    InspectionManner.ON_SITE, TODAY, ("执7号", "执8号"), (Finding("资质", PASSED),), NO_PROBLEM, "渝交检〔2024〕1号"
)


@pytest.mark.parametrize("grade", Grade)
def test_who_may_be_inspected_in_writing(grade: Grade) -> None:
    sentence, written = IN_WRITING[grade]
    assert sentence in plan_text()
    assert (method_for(grade) is InspectionMethod.WRITTEN_POSSIBLE) is written
    if written:
        check_manner(InspectionManner.WRITTEN, method_for(grade))
    else:
        with pytest.raises(BadInput, match="manner"):
            check_manner(InspectionManner.WRITTEN, method_for(grade))
    check_manner(InspectionManner.ON_SITE, method_for(grade))


def test_who_has_no_grade_is_inspected_on_site() -> None:
    assert method_for(None) is InspectionMethod.ON_SITE


def test_the_grade_of_the_day_counts_unless_it_has_expired_or_is_suspended() -> None:
    until = record("1-7", A, TODAY - timedelta(days=30), valid_until=TODAY)
    assert [grade_on([until], "1-7", TODAY + timedelta(days=more)) for more in (0, 1)] == [A, None]
    assert grade_on([changed(until, suspended=True)], "1-7", TODAY) is None
    later = record("1-7", D, TODAY, key="later")
    assert [grade_on([until, later], "1-7", TODAY - timedelta(days=back)) for back in (0, 1)] == [D, A]
    assert grade_on([until], "1-9", TODAY) is None


OUTCOMES = {
    (NO_PROBLEM, PASSED): True,
    (NO_PROBLEM, FAILED): False,
    (NO_PROBLEM, NOT_APPLICABLE): False,
    (ORDERED, FAILED): True,
    (ORDERED, PASSED): False,
    (REFERRED, FAILED): True,
    (REFERRED, NOT_APPLICABLE): False,
    (UNREACHABLE, NOT_APPLICABLE): True,
    (UNREACHABLE, PASSED): False,
    (NOT_IN_BUSINESS, FAILED): False,
    (NOT_IN_BUSINESS, NOT_APPLICABLE): True,
    (OBSTRUCTED, PASSED): True,
    (OBSTRUCTED, FAILED): True,
}


@pytest.mark.parametrize(("outcome", "result"), OUTCOMES)
def test_an_outcome_goes_with_what_was_found(outcome: InspectionOutcome, result: FindingResult) -> None:
    assert (outcome_fault(outcome, [Finding("资质", result)]) is None) is OUTCOMES[outcome, result]


@given(st.lists(st.sampled_from(FindingResult)), st.sampled_from(InspectionOutcome), st.randoms(use_true_random=False))
def test_the_order_of_findings_does_not_matter(
    results: list[FindingResult], outcome: InspectionOutcome, random: Random
) -> None:
    shuffled = random.sample(results, len(results))
    told = [
        outcome_fault(outcome, [Finding(str(n), one) for n, one in enumerate(each)]) for each in (results, shuffled)
    ]
    assert told[0] == told[1]


def test_blanks_and_id_numbers_are_not_kept() -> None:
    remark = "法定代表人110101199003070011在场"
    kept = checked(
        replace(
            CONTENT, inspectors=(" 执7号 ",), findings=(Finding(" 资质 ", PASSED, remark), Finding("现场", PASSED, " "))
        ),
        TODAY,
    )
    first, second = kept.findings
    assert (kept.inspectors, first.clause, second.remark) == (("执7号",), "资质", None)
    assert first.remark is not None and "1990" not in first.remark and first.remark.endswith("在场")


WRONG = {
    "a day that has not come": ({"inspected_on": TODAY + timedelta(days=1)}, "inspectedOn"),
    "nobody inspected": ({"inspectors": ()}, "inspectors"),
    "one inspector twice": ({"inspectors": ("执7号", " 执7号")}, "inspectors"),
    "a comma": ({"inspectors": ("执7号,执8号",)}, "inspectors"),
    "an empty number": ({"inspectors": (" ",)}, "inspectors"),
    "too many inspectors": ({"inspectors": tuple(f"执{n}" for n in range(21))}, "inspectors"),
    "no document": ({"document_no": " "}, "documentNo"),
    "a clause twice": ({"findings": (Finding("资质", PASSED), Finding("资质 ", FAILED))}, "findings"),
    "a clause without words": ({"findings": (Finding("", PASSED),)}, "findings[0].clause"),
    "a long remark": ({"findings": (Finding("资质", PASSED, "长" * 501),)}, "findings[0].remark"),
    "too many findings": ({"findings": tuple(Finding(str(n), PASSED) for n in range(201))}, "findings"),
    "an outcome that does not fit": ({"outcome": REFERRED}, "outcome"),
}


@pytest.mark.parametrize(("changes", "where"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_said(changes: dict[str, object], where: str) -> None:
    with pytest.raises(BadInput) as caught:
        checked(replace(CONTENT, **changes), TODAY)  # type: ignore[arg-type]
    assert caught.value.where == where


def test_what_was_found_yesterday_may_be_said_today() -> None:
    assert checked(CONTENT, date(2024, 6, 2)) == CONTENT
