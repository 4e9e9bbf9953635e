"""Scores: the table of a model quoted line by line, and what holds of every model and every value.

Plan 任务 3: 各行业(领域)市场主体评价结果原则上统一划分为A(最高)、B(较高)、C(较低)、D(最低)四档.
Plan 任务 2: 结合公共信用综合评价结果,叠加行业监管数据,完善指标权重和评价方法,构建行业(领域)信用监管评价指标和模型.
"""

from fractions import Fraction
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.evaluation.explaining import part_sentence, score_sentence, struck_sentence
from graph_model.evaluation.model import EvaluationModel, hundredths
from graph_model.evaluation.scoring import Scorer, score
from graph_model.model import Grade
from tests.graph_model.evaluation.models import model
from tests.graph_model.examples import A, B, C, D

CASES = {
    "nothing against it, the best composite, an old enterprise": ({"facts": 0, "composite": 0, "age": 60}, 100, A, A),
    "as old as the table knows, and older": ({"facts": 0, "composite": 0, "age": 600}, 100, A, A),
    "half way on a line": ({"facts": 0, "composite": 0, "age": 30}, 97, A, A),
    "no composite, no day of registration: the points for what is missing": ({"facts": 0}, 86, B, B),
    "exactly the least score of a grade": ({"facts": 0, "composite": 2, "age": 0}, 79, B, B),
    "one fact": ({"facts": 1, "composite": 0, "age": 60}, 64, C, C),
    "between two rows it is the lower row's": ({"facts": 2, "composite": 0, "age": 60}, 64, C, C),
    "a cap: 综合评价为 D, no better than C": ({"facts": 0, "composite": 3, "age": 60}, 70, C, C),
    "a veto: 三次以上拖欠": ({"facts": 3, "composite": 0, "age": 60}, 40, D, D),
    "below the table it is the first row's": ({"facts": -1, "composite": 0, "age": -5}, 94, A, A),
}


@pytest.mark.parametrize(("values", "points", "reached", "grade"), CASES.values(), ids=CASES)
def test_a_score(values: dict[str, float], points: float, reached: Grade, grade: Grade) -> None:
    found = score(model(), values)
    assert (found.score, found.reached, found.grade) == (points, reached, grade)
    assert Scorer(model())(values) == (points, grade)


def test_a_cap_and_a_veto_leave_the_score_and_take_the_grade() -> None:
    strict = model(
        caps=[{"indicator": "composite", "atLeast": 1, "atMost": 2, "best": "C", "because": "综合评价不是 A"}],
        vetoes=[{"indicator": "age", "atMost": 11, "because": "成立不满一年"}],
    )
    capped = score(strict, {"facts": 0, "composite": 1, "age": 60})
    assert (capped.score, capped.reached, capped.grade) == (94, A, C)
    assert [(one.veto, one.best, one.value, one.name) for one in capped.struck] == [(False, C, 1, "综合评价")]
    assert score(strict, {"facts": 0, "composite": 3, "age": 60}).struck == ()
    vetoed = score(strict, {"facts": 0, "composite": 1, "age": 11})
    assert (vetoed.reached, vetoed.grade, [one.veto for one in vetoed.struck]) == (B, D, [True, False])
    assert score(strict, {"facts": 0}).struck == (), "what is missing strikes nothing"


def test_a_cap_makes_nothing_better() -> None:
    assert score(model(), {"facts": 2, "composite": 3, "age": 0}).grade is D


def test_a_score_says_in_sentences_what_each_indicator_did() -> None:
    found = score(model(), {"facts": 1, "composite": 3, "age": 30})
    indicators = {one.key: one for one in model().indicators}
    assert [part_sentence(part)[0] for part in found.parts] == [
        "“两年内拖欠工资”为 1 项（1 项起、不到3 项的一段），40 分，权重 60 %，计 24.00 分",
        "“综合评价”为D，0 分，权重 30 %，计 0.00 分",
        "“成立时间”为 30 个月（在0 个月与60 个月之间按直线），70 分，权重 10 %，计 7.00 分",
    ]
    assert [struck_sentence(one, indicators[one.limit.indicator])[1] for one in found.struck] == [
        "Cap: 综合评价 is D, the grade is C at best. 综合评价为 D"
    ]
    assert score_sentence(found) == ("得 31.00 分，按分数线为 D，评为 D", "31.00 points, which is D: graded D")
    capped = score(model(), {"facts": 3, "composite": 0, "age": 60})
    assert struck_sentence(capped.struck[0], indicators["facts"])[0] == (
        "一票否决：“两年内拖欠工资”为 3 项，评为 D。三次以上拖欠"
    )
    missing = score(model(), {"facts": 0}).parts[1]
    assert part_sentence(missing) == (
        "“综合评价”没有值，70 分，权重 30 %，计 21.00 分",
        "综合评价: no value, 70 points, weight 30 %, adds 21.00",
    )


# --- whatever the model ---

POINTS = st.integers(0, 10_000).map(lambda whole: whole / 100)
STEPS = st.lists(st.integers(-5, 60), min_size=1, max_size=6, unique=True).map(sorted)


@st.composite
def tables(draw: st.DrawFn, *, falling: bool = False) -> list[dict[str, float]]:
    steps = draw(STEPS)
    points = [draw(POINTS) for _ in steps]
    if falling:
        points.sort(reverse=True)
    return [{"from": step, "points": point} for step, point in zip(steps, points, strict=True)]


@st.composite
def models(draw: st.DrawFn, *, falling: bool = False) -> EvaluationModel:
    """Any model of one to five indicators; `falling`: more is never better, and caps and vetoes strike from a value on."""
    count = draw(st.integers(1, 5))
    cuts = sorted(draw(st.lists(st.integers(1, 99), min_size=count - 1, max_size=count - 1, unique=True)))
    weights = [high - low for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]
    indicators = [
        {
            "key": f"i{number}",
            "name": f"指标{number}",
            "value": {"kind": "MONTHS_REGISTERED"},
            "table": draw(tables(falling=falling)),
            "interpolate": draw(st.booleans()),
            "weight": weight,
            "missing": draw(POINTS),
        }
        for number, weight in enumerate(weights)
    ]
    least = sorted(draw(st.lists(st.integers(1, 10_000), min_size=3, max_size=3, unique=True)), reverse=True)
    named = st.sampled_from([one["key"] for one in indicators])
    bound = "atLeast" if falling else draw(st.sampled_from(["atLeast", "atMost"]))
    caps = [
        {
            "indicator": draw(named),
            bound: draw(st.integers(0, 60)),
            "best": draw(st.sampled_from("ABCD")),
            "because": "…",
        }
        for _ in range(draw(st.integers(0, 3)))
    ]
    vetoes = [
        {"indicator": draw(named), bound: draw(st.integers(40, 70)), "because": "…"}
        for _ in range(draw(st.integers(0, 1)))
    ]
    thresholds = dict(zip("ABC", (one / 100 for one in least), strict=True))
    return model(indicators=indicators, caps=caps, vetoes=vetoes, thresholds=thresholds)


@st.composite
def values_of(draw: st.DrawFn, of: EvaluationModel) -> dict[str, float]:
    value = st.one_of(st.integers(-10, 80), st.floats(-10, 80, allow_nan=False))
    return {one.key: float(draw(value)) for one in of.indicators if draw(st.booleans())}


@given(st.data())
def test_every_score_is_within_bounds_and_adds_up(data: st.DataObject) -> None:
    of = data.draw(models())
    values = data.draw(values_of(of))
    found = score(of, values)
    assert 0 <= found.score <= 100
    assert hundredths(found.score) == sum(hundredths(part.contribution) for part in found.parts)
    for part in found.parts:
        points = [row.points for row in part.indicator.table]
        if part.value is not None:
            assert min(points) - 0.005 <= part.points <= max(points) + 0.005
        assert abs(part.contribution - part.points * part.weight / 100) <= 0.01 + 1e-9
    assert found.grade == max([found.reached, *(one.best for one in found.struck)])
    assert Scorer(of)(values) == (found.score, found.grade)
    for part in found.parts:
        assert all(part_sentence(part))
    assert all(score_sentence(found))


@given(st.data())
def test_where_more_is_never_better_more_is_never_better(data: st.DataObject) -> None:
    of = data.draw(models(falling=True))
    values = {one.key: float(data.draw(st.integers(-5, 70))) for one in of.indicators}
    which = data.draw(st.sampled_from([one.key for one in of.indicators]))
    more = {**values, which: values[which] + data.draw(st.integers(0, 30))}
    before, after = score(of, values), score(of, more)
    assert after.score <= before.score
    assert after.grade >= before.grade


@given(st.data())
def test_the_order_of_what_comes_in_makes_no_difference(data: st.DataObject) -> None:
    of = data.draw(models())
    values = data.draw(values_of(of))
    shuffled = list(values.items())
    random = Random(data.draw(st.integers()))
    random.shuffle(shuffled)
    mixed = msgspec.structs.replace(of, indicators=tuple(random.sample(of.indicators, len(of.indicators))))
    assert score(of, dict(shuffled)) == score(of, values)
    assert (score(mixed, values).score, score(mixed, values).grade) == (
        score(of, values).score,
        score(of, values).grade,
    )


def test_a_line_is_straight_to_the_last_digit() -> None:
    row: dict[str, Any] = {"table": [{"from": 0, "points": 0}, {"from": 3, "points": 100}], "interpolate": True}
    thirds = model(
        indicators=[
            {
                "key": "age",
                "name": "成立时间",
                "value": {"kind": "MONTHS_REGISTERED"},
                "weight": 100,
                "missing": 0,
                **row,
            }
        ],
        caps=[],
        vetoes=[],
    )
    assert [score(thirds, {"age": month}).score for month in range(4)] == [0, 33.33, 66.67, 100]
    assert Fraction(hundredths(score(thirds, {"age": 1.5}).score), 100) == 50
