"""Discrepancies: grades of one subject two or more levels apart, from the day they appear to the day they go.

Plan 任务 8: 完善信用评价等级核查和预警机制,对同一市场主体评价等级存在两档以上差距的,要及时通报相关部门进行复核,
确保各行业信用监管评价的客观和公正.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import combinations

from msgspec.structs import replace

from graph_model.discrepancy_states import CLOSED, GO, RAISE, after
from graph_model.model import COMPOSITE, DiscrepancyRecord, EarlierDiscrepancy, GradeRecord

LEAST_LEVELS = 2
"""两档以上: two levels (A and C) are a discrepancy, since 以上 includes the number that it follows."""

Place = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class DiscrepancyPair:
    """Two current records of one subject that are `levels` apart; `high` has the better grade."""

    high: GradeRecord
    low: GradeRecord
    levels: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """What has to be written so that the stored discrepancies are those that are there. The four parts share no key."""

    raised: tuple[DiscrepancyRecord, ...]
    reopened: tuple[DiscrepancyRecord, ...]
    changed: tuple[DiscrepancyRecord, ...]
    closed: tuple[DiscrepancyRecord, ...]

    @property
    def records(self) -> tuple[DiscrepancyRecord, ...]:
        """Everything to write; empty where nothing changed."""
        return self.raised + self.reopened + self.changed + self.closed


@lru_cache(maxsize=4096)
def item_place(item_key: str) -> Place:
    """Place of an item in the catalogue's order: annex, then number (`1-9` before `1-14`); the composite comes last.

    It is read from the key alone, so that no later version of the catalogue can move it.
    """
    annex, _, number = item_key.partition("-")
    if annex.isdecimal() and number.isdecimal():
        return int(annex), int(number), item_key
    return 10**9, 0, item_key


def pairs(
    current: Iterable[GradeRecord], catalogue_order: Callable[[str], Place] = item_place
) -> tuple[DiscrepancyPair, ...]:
    """Every pair of items whose grades are two or more levels apart, ordered by the two items.

    `current` holds one record an item, in force (`GradeView.discrepancies` is this over the right records); the composite
    takes no part.
    """
    counted = [record for record in current if record.item_key != COMPOSITE]
    if not far_apart(counted):
        return ()  # most subjects
    ranked = sorted(counted, key=lambda record: catalogue_order(record.item_key))
    found = (_pair(one, other) for one, other in combinations(ranked, 2) if one.item_key != other.item_key)
    return tuple(pair for pair in found if pair.levels >= LEAST_LEVELS)


def far_apart(records: Sequence[GradeRecord]) -> bool:
    """Whether the best and the worst of them can be a discrepancy: quicker than asking for the pairs."""
    levels = [record.grade.level for record in records]
    return len(levels) > 1 and max(levels) - min(levels) >= LEAST_LEVELS


def key(subject_key: str, one_item: str, other_item: str) -> str:
    """Identity of a discrepancy: the subject and the two items, whichever of them is the higher."""
    first, second = sorted((one_item, other_item), key=item_place)
    return f"discrepancy:{subject_key}:{first}:{second}"


def settle(
    stored: Sequence[DiscrepancyRecord], found: Sequence[DiscrepancyPair], subject_key: str, now: datetime
) -> Settlement:
    """Compare what the graph keeps of a subject with what is there now (an instant, UTC).

    - A pair that is not stored is raised: OPEN since `now`.
    - One that is stored and not closed keeps its state (UNDER_REVIEW stays so) and `raised_at`; it is changed where the
      records behind it are others, also where the lower has become the higher.
    - One that is stored and gone is closed.
    - One that was closed is reopened under the same key, OPEN since `now`, when a record behind it is a new one; when it was raised
      and closed before it keeps as `earlier`. With
      the very records that it was closed on it stays closed: only a review closes what is still there.
    """
    known = {record.key: record for record in stored if record.subject_key == subject_key}
    present = {key(subject_key, pair.high.item_key, pair.low.item_key): pair for pair in found}
    raised, reopened, changed = [], [], []
    for pair_key, pair in present.items():
        before = known.get(pair_key)
        if before is None:
            raised.append(_opened(pair_key, subject_key, pair, now))
            continue
        now_there = with_pair(before, pair)
        if now_there == before:
            continue
        if before.state is CLOSED:
            opened = _opened(pair_key, subject_key, pair, now)
            again = {"state": after(before.state, RAISE), "earlier": (*before.earlier, _over(before))}
            reopened.append(replace(opened, **again))
        else:
            changed.append(now_there)
    closed = [
        replace(record, state=after(record.state, GO), closed_at=now)
        for record in known.values()
        if record.key not in present and record.state is not CLOSED
    ]
    return Settlement(tuple(raised), tuple(reopened), tuple(changed), tuple(closed))


def _pair(one: GradeRecord, other: GradeRecord) -> DiscrepancyPair:
    high, low = (one, other) if one.grade.level <= other.grade.level else (other, one)
    return DiscrepancyPair(high, low, low.grade.level - high.grade.level)


def with_pair(record: DiscrepancyRecord, pair: DiscrepancyPair) -> DiscrepancyRecord:
    """A stored discrepancy with the grades that are behind it now."""
    return replace(
        record,
        high_item=pair.high.item_key,
        low_item=pair.low.item_key,
        high_record=pair.high.key,
        low_record=pair.low.key,
        levels=pair.levels,
    )


def openings(record: DiscrepancyRecord) -> list[DiscrepancyRecord]:
    """A stored discrepancy as it was each time that it was raised, the oldest first: closed but for the last, which is as it stands."""
    return [
        replace(
            record,
            high_item=one.high_item,
            low_item=one.low_item,
            high_record=one.high_record,
            low_record=one.low_record,
            levels=one.levels,
            state=CLOSED,
            raised_at=one.raised_at,
            closed_at=one.closed_at,
            earlier=record.earlier[:number],
        )
        for number, one in enumerate(record.earlier)
    ] + [record]


def _over(record: DiscrepancyRecord) -> EarlierDiscrepancy:
    assert record.closed_at is not None, "it is closed"
    sides = (record.high_item, record.low_item, record.high_record, record.low_record)
    return EarlierDiscrepancy(record.raised_at, record.closed_at, record.levels, *sides)


def seen(pair: DiscrepancyPair, subject_key: str) -> DiscrepancyRecord:
    """A pair that nobody has stored: open since the later of its records was recorded."""
    found_at = max(pair.high.recorded_at, pair.low.recorded_at)
    return _opened(key(subject_key, pair.high.item_key, pair.low.item_key), subject_key, pair, found_at)


def _opened(pair_key: str, subject_key: str, pair: DiscrepancyPair, now: datetime) -> DiscrepancyRecord:
    return DiscrepancyRecord(
        key=pair_key,
        subject_key=subject_key,
        high_item=pair.high.item_key,
        low_item=pair.low.item_key,
        high_record=pair.high.key,
        low_record=pair.low.key,
        levels=pair.levels,
        state=after(None, RAISE),
        raised_at=now,
        closed_at=None,
    )
