"""Plan §三 as data: what each grade brings where."""

import re

import pytest

from graph_model.catalogue import Catalogue
from graph_model.model import Direction, Grade, Scenario, Severity
from seed.plan_files import PLAN_SOURCE, plan_text

S, G = Scenario, Grade
INCENTIVE, NEUTRAL, RESTRICTIVE = Direction.INCENTIVE, Direction.NEUTRAL, Direction.RESTRICTIVE

# grade, scenario, direction, words of the plan
TABLE = [
    (G.A, S.RANDOM_INSPECTION, INCENTIVE, "适当降低抽取比例,减少检查频次"),
    (G.A, S.RANDOM_INSPECTION, INCENTIVE, "可视情形采取书面检查方式开展检查"),
    (G.A, S.ADMINISTRATIVE_SERVICE, INCENTIVE, "给与告知承诺、容缺受理等便利措施"),
    (G.A, S.FISCAL_FUNDS, INCENTIVE, "同等条件下列为优先支持对象"),
    (G.A, S.PROJECT_SUPPORT, INCENTIVE, "同等条件下列为优先支持对象"),
    (G.A, S.PUBLIC_RESOURCE_ALLOCATION, INCENTIVE, "同等条件下列为优先支持对象"),
    (G.A, S.PUBLIC_RESOURCE_TRADING, INCENTIVE, "采取减免保证金"),
    (G.A, S.PUBLIC_RESOURCE_TRADING, INCENTIVE, "同等条件下优先选择"),
    (G.A, S.HONOURS, INCENTIVE, "依照国家和我市有关规定授予相关荣誉称号"),
    (G.B, S.RANDOM_INSPECTION, NEUTRAL, "保持常规监管频次和抽取比例"),
    (G.B, S.RANDOM_INSPECTION, NEUTRAL, "对被抽中市场主体开展现场检查"),
    (G.B, S.ADMINISTRATIVE_SERVICE, INCENTIVE, "给与告知承诺、容缺受理等便利措施"),
    (G.B, S.GUIDANCE, NEUTRAL, "采取警示、提示等手段"),
    (G.C, S.RANDOM_INSPECTION, NEUTRAL, "适当提高抽查比例,增加抽查频次"),
    (G.C, S.RANDOM_INSPECTION, NEUTRAL, "适当加强现场检查"),
    (G.C, S.ADMINISTRATIVE_SERVICE, NEUTRAL, "列为重点审查对象"),
    (G.C, S.ADMINISTRATIVE_SERVICE, NEUTRAL, "不适用告知承诺、容缺受理等便利化服务"),
    (G.C, S.FISCAL_FUNDS, NEUTRAL, "列为重点审查对象"),
    (G.C, S.FISCAL_FUNDS, NEUTRAL, "不适用告知承诺、容缺受理等便利化服务"),
    (G.C, S.GUIDANCE, NEUTRAL, "采取约谈、培训等手段"),
    (G.C, S.SPECIAL_GOVERNANCE, NEUTRAL, "在开展相关专项治理中列为重点关注对象"),
    (G.D, S.RANDOM_INSPECTION, NEUTRAL, "列为重点监管对象"),
    (G.D, S.RANDOM_INSPECTION, NEUTRAL, "大幅提高抽取比例"),
    (G.D, S.RANDOM_INSPECTION, NEUTRAL, "加强现场检查"),
    (G.D, S.MARKET_ACCESS, RESTRICTIVE, "依法依规对市场主体实施行业禁入限制"),
    (G.D, S.FISCAL_FUNDS, RESTRICTIVE, "在财政资金安排、公共资源交易和公共资源投放中,作相应限制"),
    (G.D, S.PUBLIC_RESOURCE_TRADING, RESTRICTIVE, "在财政资金安排、公共资源交易和公共资源投放中,作相应限制"),
    (G.D, S.PUBLIC_RESOURCE_ALLOCATION, RESTRICTIVE, "在财政资金安排、公共资源交易和公共资源投放中,作相应限制"),
    (G.D, S.HONOURS, RESTRICTIVE, "依照国家和我市有关规定依法取消授予相关荣誉称号"),
]


def section(number: str, end: str) -> str:
    """The plan's paragraph of one grade, without white space."""
    text = plan_text()
    start = text.index(f"({number})对{'ABCD'['一二三四'.index(number)]}类市场主体")
    return text[start : text.index(end, start)]


SECTIONS = {
    Grade.A: section("一", "(二)"),
    Grade.B: section("二", "(三)"),
    Grade.C: section("三", "(四)"),
    Grade.D: section("四", "各行业监管部门"),
}


def test_every_row_of_the_table_is_a_measure_and_there_is_no_other(plan: Catalogue) -> None:
    assert [(m.grade, m.scenario, m.direction) for m in plan.measures] == [row[:3] for row in TABLE]


@pytest.mark.parametrize("place", range(len(TABLE)))
def test_a_measure_quotes_its_words(plan: Catalogue, place: int) -> None:
    words = TABLE[place][3]
    assert words in plan.measures[place].quote


def test_every_quote_is_a_clause_of_its_own_grade(plan: Catalogue) -> None:
    for measure in plan.measures:
        clauses = re.split("[;:。]", SECTIONS[measure.grade])
        assert measure.quote in clauses, measure.key


@pytest.mark.parametrize("grade", Grade)
def test_no_clause_of_a_grade_is_forgotten(plan: Catalogue, grade: Grade) -> None:
    _, *clauses = [clause for clause in re.split("[;:。]", SECTIONS[grade]) if clause]
    assert set(clauses) == {measure.quote for measure in plan.measures if measure.grade is grade}


def test_exactly_five_measures_are_restrictive_and_all_are_of_d(plan: Catalogue) -> None:
    restrictive = [measure for measure in plan.measures if measure.direction is RESTRICTIVE]
    assert {measure.key for measure in restrictive} == {
        "d-industry-ban",
        "d-fiscal-funds-limit",
        "d-resource-trading-limit",
        "d-resource-allocation-limit",
        "d-honours-withdrawn",
    }
    assert {measure.grade for measure in restrictive} == {Grade.D}


def test_nothing_of_c_or_d_is_an_incentive_and_nothing_of_a_is_a_burden(plan: Catalogue) -> None:
    directions = {grade: {m.direction for m in plan.measures_for(grade)} for grade in Grade}
    assert directions[Grade.A] == {INCENTIVE}
    assert directions[Grade.B] == {INCENTIVE, NEUTRAL}
    assert directions[Grade.C] == {NEUTRAL}
    assert directions[Grade.D] == {NEUTRAL, RESTRICTIVE}


@pytest.mark.parametrize(
    ("key", "condition", "discretionary"),
    [
        ("a-written-inspection", "可视情形", True),
        ("a-priority-fiscal-funds", "同等条件下", False),
        ("a-priority-project-support", "同等条件下", False),
        ("a-priority-resource-allocation", "同等条件下", False),
        ("a-preferred-choice", "同等条件下", False),
        ("a-reduced-deposit", None, False),
        ("a-honours", "依照国家和我市有关规定", False),
        ("d-industry-ban", "依法依规", False),
        ("d-honours-withdrawn", "依照国家和我市有关规定依法", False),
        ("d-fiscal-funds-limit", None, False),
    ],
)
def test_conditions_are_kept(plan: Catalogue, key: str, condition: str | None, discretionary: bool) -> None:
    measure = plan.measure(key)
    assert measure is not None
    assert (measure.condition, measure.discretionary) == (condition, discretionary)


def test_a_condition_stands_in_the_quote(plan: Catalogue) -> None:
    assert not [m.key for m in plan.measures if m.condition is not None and m.condition not in m.quote]


def test_only_the_clause_that_says_so_is_discretionary(plan: Catalogue) -> None:
    assert [m.key for m in plan.measures if m.discretionary] == ["a-written-inspection"]


def test_every_scenario_has_a_measure(plan: Catalogue) -> None:
    assert {measure.scenario for measure in plan.measures} == set(Scenario)


def test_keys_begin_with_the_grade(plan: Catalogue) -> None:
    assert not [measure.key for measure in plan.measures if measure.key[0].upper() != measure.grade]


def test_the_ladder_weighs_exactly_the_restrictive_measures(plan: Catalogue) -> None:
    # 采取轻重适度的惩戒措施,避免小过重惩
    assert plan.proportionality == {
        "d-fiscal-funds-limit": Severity.ORDINARY,
        "d-resource-trading-limit": Severity.ORDINARY,
        "d-resource-allocation-limit": Severity.ORDINARY,
        "d-industry-ban": Severity.SERIOUS,
        "d-honours-withdrawn": Severity.SERIOUS,
    }


def test_the_ladder_names_its_decision_record() -> None:
    root = PLAN_SOURCE.parents[2]
    ladder = (root / "seed/plan/proportionality.yaml").read_text(encoding="utf-8")
    decision = re.search(r"^decision: (\S+)$", ladder, re.MULTILINE)
    assert decision is not None
    assert (root / decision[1]).is_file()
