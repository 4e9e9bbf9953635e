"""Draws over made-up pools, small ones for examples and random ones for properties."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from graph_model.model import Grade
from graph_model.sampling import pool
from graph_model.sampling.drawing import Committed, Terms, commit, draw, planned
from graph_model.sampling.pool import Graded, Inspector, Pool
from graph_model.sampling.rates import SamplingRate
from graph_model.sampling.record import SampleFile

DAY = date(2026, 11, 27)
AT = datetime(2026, 11, 27, 1, tzinfo=UTC)
DEPARTMENTS = {"1-7": "transport", "1-9": "transport", "1-14": "human-resources", "2-3": "civil-affairs"}
DISTRICTS = ("渝中区", "渝北区", None)
SEED = bytes(range(32))


def rates(*ratios: int, months: Sequence[int] = (24, 12, 6, 6)) -> dict[Grade, SamplingRate]:
    """Rates of A to D, in ten-thousandths."""
    return {
        grade: SamplingRate(grade, ratio, every)
        for grade, ratio, every in zip(Grade, ratios or (200, 500, 1000, 2500), months, strict=True)
    }


def key(number: int) -> str:
    return f"uscc:91500105MA{number:08d}"


@dataclass
class Case:
    """What a draw is made of."""

    graded: list[Graded]
    rates: dict[str, dict[Grade, SamplingRate]] = field(default_factory=lambda: {"1-9": rates()})
    last_inspected: dict[tuple[str, str], date] = field(default_factory=dict)
    excluded: dict[str, str] = field(default_factory=dict)
    inspectors: list[Inspector] = field(default_factory=list)
    each: int = 2
    seed: bytes = SEED
    randomness: str | None = "2026317: 03 11 17 20 28 31 / 09"

    def pool(self) -> Pool:
        return pool.made(
            self.graded,
            self.rates,
            DAY,
            last_inspected=self.last_inspected,
            excluded=self.excluded,
            inspectors=self.inspectors,
        )

    def committed(self) -> Committed:
        made = self.pool()
        departments = {item: DEPARTMENTS[item] for item in self.rates}
        terms = Terms("draw-1", DAY, departments, (), "1", self.rates, self.each)
        return commit(planned(terms, made, AT), made, self.seed)

    def drawn(self) -> SampleFile:
        return draw(self.committed(), self.pool(), self.randomness)


def village(size: int = 400, items: Sequence[str] = ("1-9",)) -> Case:
    """Every grade in turn on every item."""
    graded = [
        Graded(key(number), item, list(Grade)[(number + place) % 4], DISTRICTS[number % 3], "存续")
        for number in range(size)
        for place, item in enumerate(items)
    ]
    inspectors = [Inspector(f"执{number:03d}", DEPARTMENTS[items[number % len(items)]]) for number in range(8)]
    return Case(graded, {item: rates() for item in items}, inspectors=inspectors)


_ratios = st.lists(st.integers(0, 10_000), min_size=4, max_size=4, unique=True).map(sorted)


@st.composite
def cases(draw_from: st.DrawFn) -> Case:
    """Pools of up to thirty subjects under up to four items, with everything that a pool can have."""
    items = draw_from(st.lists(st.sampled_from(sorted(DEPARTMENTS)), min_size=1, max_size=4, unique=True))
    numbers = st.integers(0, 29)
    places = draw_from(st.sets(st.tuples(numbers, st.sampled_from(items)), max_size=60))
    graded = [
        Graded(
            key(number),
            item,
            draw_from(st.sampled_from(Grade)),
            DISTRICTS[number % 3],
            draw_from(st.sampled_from(("存续", "存续", None, "注销"))) if number % 7 == 0 else "存续",
            number % 11 == 0 and draw_from(st.booleans()),
        )
        for number, item in sorted(places)
    ]
    last = draw_from(
        st.dictionaries(st.tuples(numbers.map(key), st.sampled_from(items)), st.dates(date(2024, 1, 1), DAY))
    )
    inspectors = [
        Inspector(
            f"执{number}",
            draw_from(st.sampled_from(sorted(set(DEPARTMENTS.values())))),
            draw_from(st.frozensets(st.sampled_from(items), max_size=2)),
            draw_from(st.frozensets(st.sampled_from(("渝中区", "渝北区")), max_size=1)),
            draw_from(st.frozensets(numbers.map(key), max_size=3)),
        )
        for number in range(draw_from(st.integers(0, 6)))
    ]
    return Case(
        graded,
        {item: rates(*draw_from(_ratios)) for item in items},
        last,
        draw_from(st.dictionaries(numbers.map(key), st.sampled_from(("在建项目停工", "已由国家部委检查")), max_size=3)),
        inspectors,
        draw_from(st.integers(1, 3)),
        draw_from(st.binary(min_size=32, max_size=32)),
        draw_from(st.none() | st.text(max_size=20)),
    )
