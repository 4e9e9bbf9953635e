"""How grades change the draw (plan §三(一)–(四)): which share of the pool, how often at most, and how those drawn are inspected."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from graph_model.errors import BadInput
from graph_model.model import Grade

WHOLE = 10_000
"""Ratios are whole ten-thousandths: 500 is 5 %. No fraction is ever rounded by a machine's arithmetic."""


class Tendency(StrEnum):
    """What the plan does to a grade's ratio, in its own order."""

    LOWERED = "LOWERED"  # A: 适当降低抽取比例
    REGULAR = "REGULAR"  # B: 保持常规监管频次和抽取比例
    RAISED = "RAISED"  # C: 适当提高抽查比例
    STRONGLY_RAISED = "STRONGLY_RAISED"  # D: 大幅提高抽取比例


class InspectionMethod(StrEnum):
    """How those drawn are inspected, from the lightest on."""

    WRITTEN_POSSIBLE = "WRITTEN_POSSIBLE"  # A: 可视情形采取书面检查方式开展检查
    ON_SITE = "ON_SITE"  # B: 对被抽中市场主体开展现场检查
    ON_SITE_STRENGTHENED = "ON_SITE_STRENGTHENED"  # C: 适当加强现场检查; D: 加强现场检查


TENDENCIES: Mapping[Grade, Tendency] = dict(zip(Grade, Tendency, strict=True))
METHODS: Mapping[Grade, InspectionMethod] = {
    Grade.A: InspectionMethod.WRITTEN_POSSIBLE,
    Grade.B: InspectionMethod.ON_SITE,
    Grade.C: InspectionMethod.ON_SITE_STRENGTHENED,
    Grade.D: InspectionMethod.ON_SITE_STRENGTHENED,
}


@dataclass(frozen=True, slots=True)
class SamplingRate:
    """A grade's share of the pool (`ratio`, ten-thousandths) and the `months` between two inspections of one subject on one item.

    `item_key` None: of every item that has none of its own. `ours`: no department has set it. `quote` is the plan's sentence.
    """

    grade: Grade
    ratio: int
    months: int
    item_key: str | None = None
    ours: bool = True
    quote: str = ""

    def take(self, size: int) -> int:
        """How many of `size` are drawn: rounded the way in which the plan moves the grade, down for A, half up for B, up for C and D."""
        match TENDENCIES[self.grade]:
            case Tendency.LOWERED:
                return size * self.ratio // WHOLE
            case Tendency.REGULAR:
                return (2 * size * self.ratio + WHOLE) // (2 * WHOLE)
            case _:
                return -(-size * self.ratio // WHOLE)


@dataclass(frozen=True, slots=True)
class SamplingRates:
    """The rates that the plan's data lay down, with their version."""

    version: str
    rates: tuple[SamplingRate, ...]

    def of(self, item_key: str, given: Iterable[SamplingRate] = ()) -> dict[Grade, SamplingRate]:
        """The rate of each grade on an item: `given` before the item's own, that before the general one.

        Raises BadInput where they do not rise from A to D as the plan says.
        """
        found: dict[Grade, SamplingRate] = {}
        for wanted in (None, item_key):
            found |= {rate.grade: rate for rate in self.rates if rate.item_key == wanted}
        found |= {rate.grade: rate for rate in given if rate.item_key == item_key}
        check(found, item_key)
        return found


NO_RATES = SamplingRates("", ())


def check(rates: Mapping[Grade, SamplingRate], item_key: str) -> None:
    """Raises BadInput where a grade has no rate, one is no share, or they stand against the plan's order."""
    for grade in Grade:
        if grade not in rates:
            raise BadInput(f"{item_key} 没有 {grade} 级的抽取比例 / no ratio for the grade {grade}", "rates")
        rate = rates[grade]
        if not 0 <= rate.ratio <= WHOLE or not 0 <= rate.months <= 120:
            raise BadInput(
                f"{item_key} {grade}: 比例应在 0 到 1 之间,间隔 0 到 120 个月 / a ratio from 0 to 1, 0 to 120 months",
                "rates",
            )
    a, b, c, d = (rates[grade] for grade in Grade)
    for right, sentence in (
        (a.ratio < b.ratio, "A: 适当降低抽取比例"),
        (a.months > b.months, "A: 减少检查频次"),
        (c.ratio > b.ratio, "C: 适当提高抽查比例"),
        (c.months < b.months, "C: 增加抽查频次"),
        (d.ratio > c.ratio, "D: 大幅提高抽取比例"),
        (d.months <= b.months, "D: 列为重点监管对象"),
    ):
        if not right:
            raise BadInput(f"{item_key} 与方案不符 / against the plan: “{sentence}”", "rates")
