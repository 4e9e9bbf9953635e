"""Scales: how a native grade becomes A–D. What a scale does not have is refused, never guessed.

Plan 任务 3: 各行业(领域)市场主体评价结果原则上统一划分为A(最高)、B(较高)、C(较低)、D(最低)四档 … 国家另有规定的除外.
"""

import math
from collections.abc import Mapping
from functools import lru_cache

from graph_model.errors import BadInput
from graph_model.model import Scale, ScaleGrade
from graph_model.uscc import narrowed


class UnknownGrade(BadInput):
    """A native grade or score that the scale does not have; the message lists what it has."""

    code = "UNKNOWN_GRADE"


def normalise(scale: Scale, native: str | None, score: float | None) -> ScaleGrade:
    """The grade of `scale` that `native` writes, or that `score` reaches where there is no native grade.

    Blanks, width and letter case of `native` make no difference. If both are given the native grade decides: it is the
    department's own decision (a veto may put it below its points). Raises UnknownGrade; BadInput for a scale whose
    spellings contradict each other.
    """
    word = _folded(native) if native is not None else ""
    if word:
        grade = _spellings(scale).get(word)
        if grade is None:
            raise UnknownGrade(_unknown(scale, f"没有“{_shown(native)}”这一等级", "no such grade"))
        return grade
    if score is None:
        raise UnknownGrade(_unknown(scale, "没有给出等级", "no grade is given"))
    return _by_score(scale, score)


def _by_score(scale: Scale, score: float) -> ScaleGrade:
    steps = _steps(scale)
    if not steps:
        raise UnknownGrade(_unknown(scale, f"只有分数 {score:g},没有等级", "no points, give the grade"))
    if not math.isfinite(score) or (scale.score_range and not scale.score_range[0] <= score <= scale.score_range[1]):
        raise UnknownGrade(_unknown(scale, f"分数 {score:g} 不在范围内", "no such score"))
    for grade in steps:
        if grade.least is not None and score >= grade.least:
            return grade
    raise UnknownGrade(_unknown(scale, f"分数 {score:g} 不在范围内", "no such score"))


@lru_cache(maxsize=256)
def _spellings(scale: Scale) -> Mapping[str, ScaleGrade]:
    spellings: dict[str, ScaleGrade] = {}
    for grade in scale.grades:
        for spelling in (grade.native, *grade.aliases):
            other = spellings.setdefault(_folded(spelling), grade)
            if other is not grade:
                raise BadInput(
                    f"量表“{scale.name}”的“{spelling}”既是 {other.native} 又是 {grade.native} / "
                    f"scale {scale.key}: {spelling!r} is a spelling of two grades"
                )
    return spellings


@lru_cache(maxsize=256)
def _steps(scale: Scale) -> tuple[ScaleGrade, ...]:
    """The grades that a score can reach, highest threshold first."""
    by_points = [grade for grade in scale.grades if grade.least is not None]
    return tuple(sorted(by_points, key=lambda grade: grade.least or 0.0, reverse=True))


def _folded(text: str) -> str:
    return narrowed(text).casefold()


def _shown(text: str | None) -> str:
    shown = (text or "").strip()
    return shown if len(shown) <= 40 else shown[:40] + "…"


def _unknown(scale: Scale, fault: str, in_english: str) -> str:
    return f"量表“{scale.name}”:{fault};有:{'、'.join(_described(scale))} / scale {scale.key}: {in_english}"


def _described(scale: Scale) -> list[str]:
    words = [grade.native if grade.least is None else f"{grade.native}(≥{grade.least:g}分)" for grade in scale.grades]
    return words if scale.score_range is None else [*words, "分数 {:g}–{:g}".format(*scale.score_range)]
