"""Native grades to A–D: what a scale has is found however it is spelt, what it has not is refused."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.errors import BadInput
from graph_model.model import Grade, Scale, ScaleGrade
from graph_model.scales import UnknownGrade, normalise
from tests.graph_model.examples import CUSTOMS, TAX

SCALES = (TAX, CUSTOMS)


@pytest.mark.parametrize(
    ("scale", "native", "grade"),
    [
        # 任务 3: 原则上统一划分为A(最高)、B(较高)、C(较低)、D(最低)四档
        (TAX, "A", Grade.A),
        (TAX, "M", Grade.B),
        (TAX, "D级", Grade.D),
        (TAX, " a ", Grade.A),
        (TAX, "Ｂ级", Grade.B),
        (TAX, "ｍ 级\u3000", Grade.B),
        (CUSTOMS, "高级认证企业", Grade.A),
        (CUSTOMS, "高级认证", Grade.A),
        (CUSTOMS, "ａｅｏ高级认证企业", Grade.A),
        (CUSTOMS, "备案 企业", Grade.B),
        (CUSTOMS, "失信企业", Grade.D),
    ],
)
@pytest.mark.plan("3", "GradeRecord.grade", "GradeRecord.nativeGrade")
def test_a_native_grade_is_found_however_it_is_spelt(scale: Scale, native: str, grade: Grade) -> None:
    assert normalise(scale, native, None).grade is grade


@pytest.mark.parametrize(
    ("scale", "native"),
    [(TAX, "E"), (TAX, "AA"), (TAX, "优"), (TAX, "85"), (CUSTOMS, "A"), (CUSTOMS, "一般认证企业"), (CUSTOMS, "？")],
)
def test_what_the_scale_has_not_is_refused_with_what_it_has(scale: Scale, native: str) -> None:
    with pytest.raises(UnknownGrade) as refused:
        normalise(scale, native, None)
    assert refused.value.code == "UNKNOWN_GRADE"
    assert native in refused.value.message
    for grade in scale.grades:
        assert grade.native in refused.value.message


@pytest.mark.parametrize("native", [None, "", "  ", "\u3000", "\ufeff"])
def test_nothing_at_all_is_refused(native: str | None) -> None:
    with pytest.raises(UnknownGrade):
        normalise(TAX, native, None)


@pytest.mark.parametrize(
    ("score", "native"),
    [(100, "A"), (90, "A"), (89.99, "B"), (70, "B"), (69.5, "C"), (40, "C"), (39.9, "D"), (0, "D")],
)
def test_a_score_alone_goes_by_the_thresholds(score: float, native: str) -> None:
    assert normalise(TAX, None, score).native == native


@pytest.mark.parametrize("score", [-0.1, 100.1, math.nan, math.inf, -math.inf])
def test_a_score_that_the_scale_cannot_give_is_refused(score: float) -> None:
    with pytest.raises(UnknownGrade):
        normalise(TAX, None, score)


def test_a_score_that_is_no_number_is_refused_where_the_scale_sets_no_bounds_too() -> None:
    for score in (math.inf, math.nan):
        with pytest.raises(UnknownGrade):
            normalise(replace(TAX, score_range=None), None, score)


def test_a_score_below_every_threshold_is_refused() -> None:
    upper = replace(TAX, grades=TAX.grades[:2], score_range=None)
    with pytest.raises(UnknownGrade):
        normalise(upper, None, 69)


def test_a_scale_without_points_refuses_a_score_alone() -> None:
    with pytest.raises(UnknownGrade, match="只有分数 95"):
        normalise(CUSTOMS, None, 95)


def test_the_native_grade_decides_over_the_score() -> None:
    """A department that puts an enterprise at D outright does so whatever its points."""
    assert normalise(TAX, "D", 95).grade is Grade.D
    assert normalise(TAX, "D", 1000).grade is Grade.D


def test_an_unknown_native_grade_is_not_rescued_by_its_score() -> None:
    with pytest.raises(UnknownGrade):
        normalise(TAX, "特级", 95)


def test_a_scale_that_contradicts_itself_is_refused() -> None:
    twice = replace(CUSTOMS, grades=(*CUSTOMS.grades, ScaleGrade("失 信", Grade.C)))
    with pytest.raises(BadInput, match="is a spelling of two grades"):
        normalise(twice, "备案", None)


def test_the_order_of_the_grades_makes_no_difference_to_scores() -> None:
    backwards = replace(TAX, grades=TAX.grades[::-1])
    assert normalise(backwards, None, 95).native == "A"


@given(st.sampled_from(SCALES), st.text(max_size=8))
def test_any_text_is_a_spelling_of_the_scale_or_is_refused(scale: Scale, native: str) -> None:
    spellings = {word.casefold() for grade in scale.grades for word in (grade.native, *grade.aliases)}
    try:
        grade = normalise(scale, native, None)
    except UnknownGrade:
        assert native.casefold() not in spellings
    else:
        assert grade in scale.grades


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_higher_score_never_gives_a_lower_grade(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert normalise(TAX, None, high).grade <= normalise(TAX, None, low).grade
