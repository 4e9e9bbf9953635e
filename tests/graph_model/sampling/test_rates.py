"""§三(一)–(四): what a grade does to ratio, frequency and the way of inspecting, quoted from the plan."""

import pytest

from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from graph_model.model import Grade
from graph_model.sampling.rates import METHODS, TENDENCIES, InspectionMethod, SamplingRate, SamplingRates, Tendency
from graph_model.sampling.visits import method
from seed.plan_files import load_plan, plan_text
from tests.graph_model.sampling.draws import rates

A, B, C, D = Grade


@pytest.fixture(scope="module")
def plan() -> Catalogue:
    return load_plan()


@pytest.mark.parametrize(
    ("grade", "sentence", "tendency", "inspected"),
    [
        (
            A,
            "适当降低抽取比例,减少检查频次,可视情形采取书面检查方式开展检查",
            Tendency.LOWERED,
            InspectionMethod.WRITTEN_POSSIBLE,
        ),
        (
            B,
            "保持常规监管频次和抽取比例,对被抽中市场主体开展现场检查",
            Tendency.REGULAR,
            InspectionMethod.ON_SITE,
        ),
        (
            C,
            "适当提高抽查比例,增加抽查频次,适当加强现场检查",
            Tendency.RAISED,
            InspectionMethod.ON_SITE_STRENGTHENED,
        ),
        (
            D,
            "列为重点监管对象,大幅提高抽取比例,加强现场检查",
            Tendency.STRONGLY_RAISED,
            InspectionMethod.ON_SITE_STRENGTHENED,
        ),
    ],
)
@pytest.mark.plan("A", "Query.samplePlan")
def test_each_class_has_the_plan_s_own_words(
    plan: Catalogue, grade: Grade, sentence: str, tendency: Tendency, inspected: InspectionMethod
) -> None:
    assert f"在“双随机、一公开”监管中,{sentence}" in plan_text()
    assert plan.sampling.of("1-7")[grade].quote.endswith(sentence)
    assert (TENDENCIES[grade], METHODS[grade]) == (tendency, inspected)


def test_the_defaults_are_marked_as_ours_and_move_as_the_plan_says(plan: Catalogue) -> None:
    found = plan.sampling.of("1-7")
    assert all(rate.ours for rate in found.values())
    assert found[A].ratio < found[B].ratio < found[C].ratio < found[D].ratio
    assert found[A].months > found[B].months > found[C].months
    assert found[D].ratio >= 2 * found[C].ratio  # 大幅


@pytest.mark.parametrize(
    ("ratios", "months", "sentence"),
    [
        ((500, 500, 1000, 2500), (24, 12, 6, 6), "适当降低抽取比例"),
        ((200, 500, 1000, 2500), (12, 12, 6, 6), "减少检查频次"),
        ((200, 500, 500, 2500), (24, 12, 6, 6), "适当提高抽查比例"),
        ((200, 500, 1000, 2500), (24, 12, 12, 6), "增加抽查频次"),
        ((200, 500, 1000, 1000), (24, 12, 6, 6), "大幅提高抽取比例"),
        ((200, 500, 1000, 2500), (24, 12, 6, 13), "列为重点监管对象"),
    ],
)
def test_a_department_s_numbers_must_move_as_the_plan_says(
    ratios: tuple[int, ...], months: tuple[int, ...], sentence: str
) -> None:
    assert sentence in plan_text()
    with pytest.raises(BadInput, match=sentence):
        SamplingRates("1", tuple(rates(*ratios, months=months).values())).of("1-7")


def test_a_ratio_above_one_and_a_missing_grade_are_refused() -> None:
    with pytest.raises(BadInput, match="from 0 to 1"):
        SamplingRates("1", tuple(rates(200, 500, 1000, 10_001).values())).of("1-7")
    with pytest.raises(BadInput, match="no ratio for the grade D"):
        SamplingRates("1", tuple(rates().values())[:3]).of("1-7")


def test_an_item_s_own_rate_takes_the_place_of_the_general_one_and_a_given_one_of_both() -> None:
    own = SamplingRate(D, 5000, 3, "1-7", ours=False)
    data = SamplingRates("1", (*rates().values(), own))
    given = SamplingRate(D, 6000, 3, "1-7", ours=False)
    assert [data.of("1-9")[D].ratio, data.of("1-7")[D].ratio, data.of("1-7", [given])[D].ratio] == [2500, 5000, 6000]
    assert data.of("1-9", [given])[D].ratio == 2500


@pytest.mark.parametrize(
    ("grade", "size", "taken"),
    [
        (A, 49, 0),
        (A, 99, 1),
        (A, 100, 2),
        (B, 9, 0),
        (B, 10, 1),
        (B, 29, 1),
        (B, 30, 2),
        (C, 1, 1),
        (C, 11, 2),
        (D, 1, 1),
        (D, 5, 2),
        (D, 0, 0),
    ],
)
def test_the_number_drawn_is_rounded_the_way_in_which_the_plan_moves_the_grade(
    grade: Grade, size: int, taken: int
) -> None:
    """适当降低: down. 保持常规: half up. 提高: up, so that the only C or D of an item is drawn."""
    assert rates()[grade].take(size) == taken


def test_of_several_grades_on_one_visit_the_strictest_way_holds() -> None:
    assert method([A, A]) is InspectionMethod.WRITTEN_POSSIBLE
    assert method([A, B]) is InspectionMethod.ON_SITE
    assert method([D, A]) is InspectionMethod.ON_SITE_STRENGTHENED
