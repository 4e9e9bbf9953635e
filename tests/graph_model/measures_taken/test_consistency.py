"""What was done held against what the grade brought, in the plan's own measures.

Plan §三(一): 对A类市场主体:……在行政管理和公共服务中,给与告知承诺、容缺受理等便利措施;
(三): 对C类市场主体:……不适用告知承诺、容缺受理等便利化服务.
"""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from graph_model.errors import BadInput
from graph_model.measures import basis_of, resolve
from graph_model.measures_taken.consistency import Judgement, check_action, judge
from graph_model.model import (
    COMPOSITE,
    Consistency,
    Direction,
    DishonestyFact,
    Grade,
    GradeRecord,
    Measure,
    MeasureAction,
    Scenario,
    Severity,
    SubjectData,
)
from seed.plan_files import load_plan, plan_text
from tests.graph_model.examples import PERSON, TODAY, A, B, C, D, composite, data, fact, record

PLAN = load_plan()
GRANTED, APPLIED, WITHHELD = MeasureAction
CONSISTENT, DENIED, NOT_APPLIED, UNDUE_INCENTIVE, UNDUE_BURDEN, NOT_COMPARABLE = Consistency
CONVENIENCES = "给与告知承诺、容缺受理等便利措施"
TABLE = {
    "an A that got a convenience": (composite(A), "a-conveniences", GRANTED, CONSISTENT, CONVENIENCES),
    "an A denied one": (composite(A), "a-conveniences", WITHHELD, DENIED, CONVENIENCES),
    "a B denied one, by whichever name": (composite(B), "a-conveniences", WITHHELD, DENIED, CONVENIENCES),
    "a C that got one": (composite(C), "a-conveniences", GRANTED, UNDUE_INCENTIVE, "不适用告知承诺、容缺受理等便利化服务"),
    "a C to whom it does not apply": (composite(C), "c-no-conveniences", APPLIED, CONSISTENT, "列为重点审查对象"),
    "a C to whom it was not held": (composite(C), "c-no-conveniences", WITHHELD, NOT_APPLIED, "列为重点审查对象"),
    "a D that got one, of which the plan says nothing": (composite(D), "b-conveniences", GRANTED, UNDUE_INCENTIVE, ""),
    "an A not preferred, other things not being equal": (
        composite(A), "a-priority-fiscal-funds", WITHHELD, CONSISTENT, "同等条件下列为优先支持对象",
    ),
    "an A inspected on site": (record("1-9", A), "a-written-inspection", WITHHELD, CONSISTENT, "可视情形采取书面检查方式"),
    "a B inspected in writing": (record("1-9", B), "a-written-inspection", GRANTED, UNDUE_INCENTIVE, "开展现场检查"),
    "a D that is not watched closely": (record("1-9", D), "d-key-supervision", WITHHELD, NOT_APPLIED, "列为重点监管对象"),
    "a B that is": (record("1-9", B), "d-key-supervision", APPLIED, UNDUE_BURDEN, "列为重点监管对象"),
    "a D banned by the grade alone": (record("1-9", D), "d-industry-ban", APPLIED, UNDUE_BURDEN, "应当基于具体的失信行为事实"),
}  # fmt: skip


@pytest.mark.parametrize(("graded", "measure", "action", "expected", "sentence"), TABLE.values(), ids=TABLE)
def test_what_was_done_is_held_against_the_plan(
    graded: GradeRecord, measure: str, action: MeasureAction, expected: Consistency, sentence: str
) -> None:
    assert sentence in plan_text()
    found = PLAN.measure(measure)
    assert found is not None
    item = None if graded.item_key == COMPOSITE else graded.item_key
    assert judge(data(graded), PLAN, found, action, item_key=item, day=TODAY) == Judgement(expected, graded.grade)


def judged(held: SubjectData, measure: str, action: MeasureAction, item: str | None = None) -> Consistency:
    found = PLAN.measure(measure)
    assert found is not None
    return judge(held, PLAN, found, action, item_key=item, day=TODAY).consistency


def test_a_ban_is_right_where_a_fact_and_a_law_carry_it() -> None:
    serious = fact("wage-arrears", Severity.SERIOUS, "1-14")
    held = data(record("1-14", D), facts=(serious,))
    assert judged(held, "d-industry-ban", APPLIED, "1-14") is CONSISTENT
    assert (
        judged(
            data(record("1-14", D), facts=(replace(serious, severity=Severity.MINOR),)),
            "d-industry-ban",
            APPLIED,
            "1-14",
        )
        is UNDUE_BURDEN
    )


def test_without_a_grade_in_force_nothing_is_compared_and_no_restriction_is_right() -> None:
    expired = record("1-9", D, valid_until=TODAY - timedelta(days=1))
    for held in (data(), data(expired), data(record("1-9", D, suspended=True))):
        assert judged(held, "d-industry-ban", APPLIED, "1-9") is UNDUE_BURDEN
        assert judged(held, "d-industry-ban", WITHHELD, "1-9") is NOT_COMPARABLE
        assert judged(held, "d-key-supervision", APPLIED, "1-9") is NOT_COMPARABLE
        assert judged(held, "a-written-inspection", GRANTED, "1-9") is NOT_COMPARABLE
    assert judged(data(composite(A), subject=PERSON), "a-conveniences", WITHHELD) is NOT_COMPARABLE


def test_a_service_goes_by_the_composite_whatever_business_it_was_in() -> None:
    held = data(composite(A), record("1-9", D))
    assert judged(held, "a-conveniences", WITHHELD, "1-9") is DENIED
    assert basis_of(Scenario.HONOURS, "1-9") == basis_of(Scenario.MARKET_ACCESS, None) == COMPOSITE
    assert basis_of(Scenario.MARKET_ACCESS, "1-9") == "1-9"


def test_an_incentive_is_given_or_withheld_anything_else_applied_or_withheld() -> None:
    for measure in PLAN.measures:
        for action in MeasureAction:
            right = GRANTED if measure.direction is Direction.INCENTIVE else APPLIED
            if action in (right, WITHHELD):
                check_action(measure, action)
            else:
                with pytest.raises(BadInput, match="action"):
                    check_action(measure, action)


FACTS = st.lists(
    st.builds(
        lambda conduct, severity, item: fact(conduct, severity, item),
        st.sampled_from([one.key for one in PLAN.conducts]),
        st.sampled_from(Severity),
        st.sampled_from(["1-9", "1-14", None]),
    ),
    max_size=3,
    unique_by=lambda one: one.key,
)


@given(st.sampled_from(Grade), st.sampled_from(PLAN.measures), st.sampled_from(["1-9", "1-14"]), FACTS)
def test_to_do_what_is_resolved_is_consistent(
    grade: Grade, measure: Measure, item: str, facts: list[DishonestyFact]
) -> None:
    held = data(record(item, grade), composite(grade), facts=tuple(facts))
    basis = basis_of(measure.scenario, item)
    resolution = resolve(held, PLAN, TODAY, {measure.scenario}, basis)
    brought = [one.measure.name for one in resolution.applied]
    given_ = GRANTED if measure.direction is Direction.INCENTIVE else APPLIED
    done, left = (judged(held, measure.key, action, item) for action in (given_, WITHHELD))
    assert (done is CONSISTENT) is (measure.name in brought)
    assert left is CONSISTENT or measure.name in brought
    assert {done, left} != {CONSISTENT} or any(
        one.measure.discretionary or one.measure.condition
        for one in resolution.applied
        if one.measure.name == measure.name
    )
