"""A score in sentences, Chinese and English: each indicator, each cap and veto, and the whole."""

from graph_model.evaluation.model import (
    FactCount,
    GradeCount,
    GradeLevel,
    Indicator,
    InspectionCount,
    ItemScore,
    RepairCount,
    WorstFact,
    WorstGrade,
)
from graph_model.evaluation.scoring import Part, Score, Struck
from graph_model.model import Grade

Sentence = tuple[str, str]
"""Chinese and English."""
_WEIGHTS = (("无", "none"), ("轻微", "minor"), ("一般", "ordinary"), ("严重", "serious"))


def part_sentence(part: Part) -> Sentence:
    """What one indicator did: its value, where that is in the table, the points, the weight, the contribution."""
    name, share = part.indicator.name, f"{part.weight} %"
    zh, en = shown_value(part.indicator, part.value)
    rows_zh, rows_en = _rows(part)
    value_zh = "没有值" if part.value is None else f"为{zh}"
    return (
        f"“{name}”{value_zh}{rows_zh}，{part.points:g} 分，权重 {share}，计 {part.contribution:.2f} 分",
        f"{name}: {'no value' if part.value is None else en}{rows_en}, {part.points:g} points, weight {share}, adds "
        f"{part.contribution:.2f}",
    )


def struck_sentence(struck: Struck, indicator: Indicator) -> Sentence:
    """Why a cap or a veto struck."""
    zh, en = shown_value(indicator, struck.value)
    if struck.veto:
        return (
            f"一票否决：“{struck.name}”为{zh}，评为 D。{struck.limit.because}",
            f"Veto: {struck.name} is {en}, the grade is D. {struck.limit.because}",
        )
    return (
        f"封顶：“{struck.name}”为{zh}，至多评为 {struck.best}。{struck.limit.because}",
        f"Cap: {struck.name} is {en}, the grade is {struck.best} at best. {struck.limit.because}",
    )


def score_sentence(score: Score) -> Sentence:
    """The score, the grade that it reaches, and the one that is left."""
    zh = f"得 {score.score:.2f} 分，按分数线为 {score.reached}"
    en = f"{score.score:.2f} points, which is {score.reached}"
    if score.grade is score.reached:
        return f"{zh}，评为 {score.grade}", f"{en}: graded {score.grade}"
    by_zh, by_en = ("一票否决", "a veto") if any(one.veto for one in score.struck) else ("封顶", "a cap")
    return f"{zh}；{by_zh}，评为 {score.grade}", f"{en}; by {by_en} graded {score.grade}"


def shown_value(indicator: Indicator, value: float | None) -> Sentence:
    """A value as its kind is said: a grade by its letter, a weight by its word, else the number."""
    if value is None:
        return "无", "none"
    kind = indicator.value
    if isinstance(kind, GradeLevel | WorstGrade):
        letter = tuple(Grade)[min(3, max(0, int(value)))].value
        return letter, letter
    if isinstance(kind, WorstFact):
        return _WEIGHTS[min(3, max(0, int(value)))]
    if isinstance(kind, FactCount | GradeCount | RepairCount | InspectionCount):
        return f" {value:g} {'次' if isinstance(kind, RepairCount | InspectionCount) else '项'}", f"{value:g}"
    if isinstance(kind, ItemScore):
        return f" {value:g} 分", f"{value:g} points"
    return f" {value:g} 个月", f"{value:g} months"


def _rows(part: Part) -> Sentence:
    """Where the value is in the table."""
    if part.value is None or _of_one_word(part):
        return "", ""
    low, high = (_bound(part, bound) for bound in (part.from_, part.below))
    if low and high and part.between:
        return f"（在{low[0]}与{high[0]}之间按直线）", f" (on the line from {low[1]} to {high[1]})"
    if low and high:
        return f"（{low[0]}起、不到{high[0]}的一段）", f" (from {low[1]}, below {high[1]})"
    if low:
        return f"（{low[0]}起的一段）", f" (from {low[1]})"
    assert high is not None, "a row has a bound, or it is all of the table"
    return f"（不到{high[0]}，按第一段）", f" (below {high[1]}: the first row)"


def _of_one_word(part: Part) -> bool:
    """Whether the row is of one grade, or of one weight, alone: the value has said it."""
    words = isinstance(part.indicator.value, GradeLevel | WorstGrade | WorstFact)
    return words and part.from_ is not None and (part.below == part.from_ + 1 or part.from_ == 3)


def _bound(part: Part, bound: float | None) -> Sentence | None:
    if bound is None:
        return None
    zh, en = shown_value(part.indicator, bound)
    return zh.strip(), en
