"""How a score came about: what each indicator did, and which caps and vetoes struck (plan 任务 2)."""

import strawberry

from graph_model.evaluation import scoring
from graph_model.evaluation.explaining import part_sentence, score_sentence, struck_sentence
from graph_model.evaluation.model import EvaluationModel
from resolvers.costs import about
from resolvers.vocabulary import Grade

MOST_INDICATORS = 50


@strawberry.type(description="一个指标对得分的作用。 / What one indicator did to a score.")
class ScoredIndicator:
    key: str = strawberry.field(description="短名。 / Its key.")
    name: str = strawberry.field(description="名称。 / Its name.")
    value: float | None = strawberry.field(
        description="值；没有值的为空，分数按 missing。 / Its value; null where there is none, and `missing` says its points."
    )
    row_from: float | None = strawberry.field(
        description="落在表里从哪个值起的一段。 / The row of the table that it is in begins here; null: below the first one."
    )
    row_below: float | None = strawberry.field(
        description="这一段到哪个值为止（不含）。 / And ends below this; null: no end."
    )
    points: float = strawberry.field(description="分数，0 到 100。 / Its points, 0 to 100.")
    weight: int = strawberry.field(description="权重，百分数。 / Its weight, per cent.")
    contribution: float = strawberry.field(
        description="计入得分的分数；各项之和就是得分。 / What it adds to the score; all of them add up to it."
    )
    sentence: str = strawberry.field(description="一句话。 / In a sentence, Chinese.")
    sentence_en: str = strawberry.field(description="英文的一句话。 / In a sentence, English.")


@strawberry.type(description="起了作用的封顶或一票否决。 / A cap or a veto that struck.")
class StruckLimit:
    veto: bool = strawberry.field(description="是否一票否决。 / Whether it is a veto.")
    indicator: str = strawberry.field(description="哪个指标（短名）。 / By which indicator.")
    value: float = strawberry.field(description="它的值。 / Its value.")
    best: Grade = strawberry.field(description="至多评为。 / The best grade that it leaves.")
    because: str = strawberry.field(description="依据的句子。 / The sentence that it stands on.")
    sentence: str = strawberry.field(description="一句话。 / In a sentence, Chinese.")
    sentence_en: str = strawberry.field(description="英文的一句话。 / In a sentence, English.")


@strawberry.type(
    description="一个得分怎样得来，加起来分毫不差。 / How a score came about; it adds up to the last digit."
)
class ScoreExplanation:
    score: float = strawberry.field(description="得分，0 到 100，两位小数。 / The score, 0 to 100, two decimals.")
    reached: Grade = strawberry.field(description="按分数线的等级。 / The grade that the score reaches.")
    grade: Grade = strawberry.field(description="评定的等级，封顶和否决之后。 / The grade, after caps and vetoes.")
    indicators: list[ScoredIndicator] = strawberry.field(
        description="各指标，按模型的顺序。 / The indicators, in the model's order.",
        directives=[about(MOST_INDICATORS)],
    )
    limits: list[StruckLimit] = strawberry.field(
        description="起了作用的否决和封顶。 / The vetoes and caps that struck.", directives=[about(MOST_INDICATORS)]
    )
    sentence: str = strawberry.field(description="一句话。 / In a sentence, Chinese.")
    sentence_en: str = strawberry.field(description="英文的一句话。 / In a sentence, English.")


def shown_score(found: scoring.Score, model: EvaluationModel) -> ScoreExplanation:
    """The explanation of a score by a model."""
    zh, en = score_sentence(found)
    indicators = {one.key: one for one in model.indicators}
    return ScoreExplanation(
        score=found.score,
        reached=found.reached,
        grade=found.grade,
        indicators=[_shown_part(part) for part in found.parts],
        limits=[_shown_struck(one, struck_sentence(one, indicators[one.limit.indicator])) for one in found.struck],
        sentence=zh,
        sentence_en=en,
    )


def _shown_part(part: scoring.Part) -> ScoredIndicator:
    zh, en = part_sentence(part)
    return ScoredIndicator(
        key=part.indicator.key,
        name=part.indicator.name,
        value=part.value,
        row_from=part.from_,
        row_below=part.below,
        points=part.points,
        weight=part.weight,
        contribution=part.contribution,
        sentence=zh,
        sentence_en=en,
    )


def _shown_struck(one: scoring.Struck, sentence: tuple[str, str]) -> StruckLimit:
    return StruckLimit(
        veto=one.veto,
        indicator=one.limit.indicator,
        value=one.value,
        best=one.best,
        because=one.limit.because,
        sentence=sentence[0],
        sentence_en=sentence[1],
    )
