"""Scoring, pure: the values of a subject's indicators → points, score, grade, and what each of them did.

Points are counted in hundredths, each indicator's contribution is rounded half up to hundredths, and the score is their sum: what the
explanation tells adds up to the last digit.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from graph_model.evaluation.model import Cap, EvaluationModel, Indicator, Limit, Row, hundredths
from graph_model.model import Grade

Values = Mapping[str, float]
"""Values by indicator; one that is not in it has none."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one indicator did. `from_` and `below` are the bounds of its row of the table (None: without), both None where the value is
    missing or lies between two rows that are joined by a line (`between`). Points, weight (per cent) and contribution add up to the score.
    """

    indicator: Indicator
    value: float | None
    from_: float | None
    below: float | None
    between: bool
    points: float
    contribution: float

    @property
    def weight(self) -> int:
        return self.indicator.weight


@dataclass(frozen=True, slots=True)
class Struck:
    """A cap or a veto that struck, the value that it struck at, and the best grade that it leaves."""

    limit: Limit
    name: str
    value: float
    best: Grade

    @property
    def veto(self) -> bool:
        return not isinstance(self.limit, Cap)


@dataclass(frozen=True, slots=True)
class Score:
    """A score from 0 to 100 with two decimals; `reached` is the grade that it reaches, `grade` the one that caps and vetoes leave."""

    score: float
    reached: Grade
    grade: Grade
    parts: tuple[Part, ...]
    struck: tuple[Struck, ...]


def score(model: EvaluationModel, values: Values) -> Score:
    """The score of the subject that has these values. Values of indicators that the model has not are passed over."""
    parts = tuple(_part(indicator, values.get(indicator.key)) for indicator in model.indicators)
    total = sum(hundredths(part.contribution) for part in parts) / 100
    struck = tuple(_struck(model, values))
    reached = model.thresholds.grade(total)
    return Score(total, reached, max((reached, *(one.best for one in struck))), parts, struck)


class Scorer:
    """`score` without its explanation, for a whole city: what a value is worth is worked out once."""

    def __init__(self, model: EvaluationModel) -> None:
        self._model = model
        self._worth: list[tuple[Indicator, dict[float | None, int]]] = [(one, {}) for one in model.indicators]

    def __call__(self, values: Values) -> tuple[float, Grade]:
        """The score and the grade."""
        total = 0
        for indicator, worth in self._worth:
            value = values.get(indicator.key)
            found = worth.get(value)
            if found is None:
                found = worth[value] = _contribution(_points(indicator, value), indicator.weight)
            total += found
        return total / 100, self._limited(self._model.thresholds.grade(total / 100), values)

    def _limited(self, grade: Grade, values: Values) -> Grade:
        if any(veto.strikes(values.get(veto.indicator)) for veto in self._model.vetoes):
            return Grade.D
        for cap in self._model.caps:
            if grade < cap.best and cap.strikes(values.get(cap.indicator)):
                grade = cap.best
        return grade


def _part(indicator: Indicator, value: float | None) -> Part:
    points = _points(indicator, value)
    from_ = below = None
    between = False
    if value is not None:
        place = _place(indicator.table, value)
        below = indicator.table[place + 1].from_ if place + 1 < len(indicator.table) else None
        from_ = indicator.table[place].from_ if place or value >= indicator.table[0].from_ else None
        between = indicator.interpolate and from_ is not None and below is not None
        if from_ is None:
            below = indicator.table[0].from_
    contribution = _contribution(points, indicator.weight) / 100
    return Part(indicator, value, from_, below, between, float(round(points, 2)), contribution)


def _points(indicator: Indicator, value: float | None) -> Fraction:
    """Exact points: a line between two rows may give a fraction."""
    if value is None:
        assert indicator.missing is not None, "checked: whatever may be missing says its points"
        return Fraction(hundredths(indicator.missing), 100)
    table = indicator.table
    place = _place(table, value)
    row = Fraction(hundredths(table[place].points), 100)
    if not indicator.interpolate or place + 1 == len(table) or value <= table[place].from_:
        return row
    low, high = Fraction(table[place].from_), Fraction(table[place + 1].from_)
    next_ = Fraction(hundredths(table[place + 1].points), 100)
    return row + (next_ - row) * (Fraction(value) - low) / (high - low)


def _place(table: tuple[Row, ...], value: float) -> int:
    """The row of a value; of one below the first row that row."""
    return max(0, bisect_right(table, value, key=lambda row: row.from_) - 1)


def _contribution(points: Fraction, weight: int) -> int:
    """Hundredths of a point, half up."""
    return int(points * weight + Fraction(1, 2))


def _struck(model: EvaluationModel, values: Values) -> list[Struck]:
    names = {indicator.key: indicator.name for indicator in model.indicators}
    found: list[Struck] = []
    for limit in (*model.vetoes, *model.caps):
        value = values.get(limit.indicator)
        if value is not None and limit.strikes(value):
            best = limit.best if isinstance(limit, Cap) else Grade.D
            found.append(Struck(limit, names[limit.indicator], value, best))
    return found
