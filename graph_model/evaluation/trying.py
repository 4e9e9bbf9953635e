"""A dry run (试算): what a model would change if it were in effect today, or would have on an earlier day. Nothing is written.

Subjects are read and scored as sets: for each indicator a question over some thousands of them, never one a subject.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graph_model.catalogue import Catalogue
from graph_model.discrepancies import LEAST_LEVELS, item_place
from graph_model.evaluation.indicators import AT_ONCE, read_values
from graph_model.evaluation.model import EvaluationModel
from graph_model.evaluation.scoring import Scorer
from graph_model.evaluation.subjects import Then, current_grades, evaluated_subjects
from graph_model.measures import measures_brought
from graph_model.model import COMPOSITE, Direction, Grade, Measure
from graph_model.store import GraphStore


@dataclass(frozen=True, slots=True)
class Apart:
    """A discrepancy with the grade on another item."""

    item_key: str
    grade: Grade
    levels: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A subject whose grade would be another; `before` None: it has none in force. `appear` and `go` are discrepancies."""

    subject_key: str
    before: Grade | None
    after: Grade
    score: float
    appear: tuple[Apart, ...] = ()
    go: tuple[Apart, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """How many would come from a grade (None: none in force) to another, or stay, and the incentives that each would lose and gain."""

    before: Grade | None
    after: Grade
    count: int
    lost: tuple[Measure, ...]
    gained: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a model would change on a day. `moves` has those who stay too; `moved` is in the order of keys."""

    day: date
    evaluated: int
    moves: tuple[Move, ...]
    moved: tuple[Moved, ...]

    @property
    def appear(self) -> int:
        """New discrepancies (任务 8: 两档以上差距)."""
        return sum(len(one.appear) for one in self.moved)

    @property
    def go(self) -> int:
        """Discrepancies that would go."""
        return sum(len(one.go) for one in self.moved)

    @property
    def losing(self) -> int:
        """Subjects that would lose an incentive (便利措施等)."""
        return sum(move.count for move in self.moves if move.lost)


async def dry_run(
    store: GraphStore,
    model: EvaluationModel,
    catalogue: Catalogue,
    when: date | Then,
    *,
    timeout: float | None = None,
) -> DryRun:
    """Try a model on everybody whom it evaluates today (a day); or would have evaluated on an earlier one, with what was known of it."""
    then = when if isinstance(when, Then) else None
    keys = await evaluated_subjects(store, model, catalogue, then, timeout=timeout)
    at = when if isinstance(when, Then) else Then(when)
    counts: Counter[tuple[Grade | None, Grade]] = Counter()
    moved: list[Moved] = []
    scorer = Scorer(model)
    for start in range(0, len(keys), AT_ONCE):
        batch = keys[start : start + AT_ONCE]
        values = await read_values(store, model, batch, at.day, known_at=at.known_at, timeout=timeout)
        before = await current_grades(store, batch, [model.item], at, timeout=timeout)
        found = await asyncio.to_thread(_scored, scorer, values, before, model.item)
        counts.update((one.before, one.after) for one in found)
        moved += await _with_discrepancies(store, model, catalogue, [o for o in found if o.before is not o.after], at)
    return DryRun(at.day, len(keys), tuple(_moves(counts, catalogue, model.item)), tuple(moved))


def incentives(catalogue: Catalogue, item_key: str, grade: Grade | None) -> dict[str, Measure]:
    """The incentives (便利、优先、减免、荣誉) that a grade on an item brings, by name: A and B have the conveniences both."""
    brought = () if grade is None else measures_brought(catalogue, item_key, grade)
    return {measure.name: measure for measure in brought if measure.direction is Direction.INCENTIVE}


def _scored(
    scorer: Scorer,
    values: Mapping[str, Mapping[str, float]],
    before: Mapping[str, Mapping[str, Grade]],
    item: str,
) -> list[Moved]:
    found = []
    for key, own in values.items():
        score, grade = scorer(own)
        found.append(Moved(key, before.get(key, {}).get(item), grade, score))
    return found


async def _with_discrepancies(
    store: GraphStore, model: EvaluationModel, catalogue: Catalogue, moved: Sequence[Moved], at: Then
) -> list[Moved]:
    """Those who move, with the discrepancies that come and go with it; the composite takes no part in them."""
    if model.item == COMPOSITE or not moved:
        return list(moved)
    items = [item.key for item in catalogue.items if item.key != model.item]
    others = await current_grades(store, [one.subject_key for one in moved], items, at)
    return [_compared(one, others.get(one.subject_key, {})) for one in moved]


def _compared(one: Moved, others: Mapping[str, Grade]) -> Moved:
    after, before = (dict(_apart(grade, others)) for grade in (one.after, one.before))
    return Moved(
        one.subject_key,
        one.before,
        one.after,
        one.score,
        tuple(apart for item, apart in after.items() if item not in before),
        tuple(apart for item, apart in before.items() if item not in after),
    )


def _apart(grade: Grade | None, others: Mapping[str, Grade]) -> Iterator[tuple[str, Apart]]:
    if grade is not None:
        for item in sorted(others, key=item_place):
            levels = abs(grade.level - others[item].level)
            if levels >= LEAST_LEVELS:
                yield item, Apart(item, others[item], levels)


def _moves(counts: Counter[tuple[Grade | None, Grade]], catalogue: Catalogue, item: str) -> Iterator[Move]:
    for before in (*Grade, None):
        had = incentives(catalogue, item, before)
        for after in Grade:
            if count := counts[before, after]:
                have = incentives(catalogue, item, after)
                lost = tuple(measure for name, measure in had.items() if name not in have)
                gained = tuple(measure for name, measure in have.items() if name not in had)
                yield Move(before, after, count, lost, gained)
