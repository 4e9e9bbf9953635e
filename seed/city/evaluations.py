"""Who graded a subject what: its current grades by each item's own scale, the evaluations before them, and corrections.

A subject has a conduct of its own (`base`), and most departments see it alike; now and then one is a level stricter or
milder, which is where discrepancies come from. A later evaluation links to the one before it; a correction takes the place
of a record of the same day and ends what was known (docs/decisions/0004-supersession.md).
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from graph_model.catalogue import COMPOSITE_ITEM, Catalogue
from graph_model.intake.identities import record_key
from graph_model.model import COMPOSITE, Grade, GradeRecord, Item, Scale, SourceMode
from graph_model.writing import Supersession
from seed.city.calendar import Calendar
from seed.city.draws import Draws
from seed.city.industries import COMMON, TRADES, Trade
from seed.city.kinds import PERSON
from seed.city.registration import Resident

BATCH_KEY = "city"
YEAR = 365
_BASE_SHARES = (0.27, 0.8, 0.955)
"""Up to here A, B and C; D is the rest."""
_MILDER, _STRICTER, _MUCH_STRICTER = 0.028, 0.066, 0.068
"""Up to here a department is a level milder than the subject's conduct, a level stricter, two levels stricter; the rest agree."""
_COMPOSITE, _EARLIER, _EXPIRED, _CORRECTED, _SUSPENDED = 0.92, 0.29, 0.04, 0.02, 0.03
"""Chances: of a composite, of yet another earlier evaluation, that the last one has expired, of a correction, and of a suspended D."""
_FRESHEST, _LATEST_RECORDING, _LATEST_CORRECTION = 10, 6, 40
"""Days: the youngest evaluation, from an evaluation to its record, from a record to its correction."""
_NO_END = ("customs", "culture-tourism", "mining-rights-lists", "red-black-list")
"""Scales of lists: what they say holds until they say something else."""


@dataclass(frozen=True, slots=True)
class Native:
    """A native grade that may be given, with the tenths of points that it can have (None: no points)."""

    grade: Grade
    native: str
    tenths: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Scheme:
    """How an item grades: `natives[level]` are the native grades given to a subject that deserves A, B, C or D."""

    item_key: str
    system_key: str | None
    scale_key: str
    natives: tuple[tuple[Native, ...], ...]
    valid_days: int | None
    starts_on: date | None
    """No evaluation before this day: an item of annex 2 begins in 2023, one of annex 1 was graded before the plan."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """`current` are the records that no correction and no later evaluation followed."""

    records: list[GradeRecord]
    supersessions: list[Supersession]
    current: list[GradeRecord]


@dataclass(slots=True)
class _Version:
    """One record to be: evaluated `days_ago`; `superseded_at` is the instant at which the next version corrects it."""

    days_ago: int
    level: int
    revision: int
    recorded_at: datetime
    superseded_at: datetime | None = None


class Evaluations:
    """Grades subjects by the catalogue's items and scales."""

    def __init__(self, catalogue: Catalogue, calendar: Calendar) -> None:
        self._calendar = calendar
        self._schemes = {item.key: _scheme(item, catalogue) for item in (*catalogue.items, COMPOSITE_ITEM)}

    def of(self, resident: Resident, age: int, draws: Draws) -> Evaluated:
        """Everything that was ever recorded of a subject of that age (in days), oldest first in each item."""
        out = Evaluated([], [], [])
        if draws.chance(resident.trade.graded):
            base = _base_level(draws)
            for item_key, chance in _CHANCES[resident.trade.key]:
                if draws.unit() < chance:
                    scheme = self._schemes[item_key]
                    versions = self._versions(scheme, base, age, draws)
                    _chain(out, [self._record(resident.key, scheme, version, draws) for version in versions])
        return out

    def _versions(self, scheme: Scheme, base: int, age: int, draws: Draws) -> list[_Version]:
        """Versions of one item's grade, oldest first: about one evaluation a year, the last of them the current one."""
        days_ago = _FRESHEST + draws.below(YEAR - 2 * _FRESHEST)
        if draws.unit() < _EXPIRED:
            days_ago += YEAR
        days_ago = min(days_ago, age - _FRESHEST)
        level = _seen_level(base, draws)
        versions = self._evaluation(days_ago, level, draws)
        while draws.unit() < _EARLIER:
            days_ago += YEAR - 15 + draws.below(30)
            if days_ago >= age or (scheme.starts_on is not None and self._calendar.day(days_ago) < scheme.starts_on):
                break
            level = _drifted(level, draws)
            versions = self._evaluation(days_ago, level, draws) + versions
        return versions

    def _evaluation(self, days_ago: int, level: int, draws: Draws) -> list[_Version]:
        """One evaluation: a version, or two where the first had to be corrected."""
        recorded = days_ago - draws.between(1, _LATEST_RECORDING)
        version = _Version(days_ago, level, 1, self._calendar.office_hour(recorded, draws.unit()))
        if draws.unit() >= _CORRECTED:
            return [version]
        corrected = max(1, recorded - draws.between(1, _LATEST_CORRECTION))
        version.level = level - 1 if level == 3 or (level and draws.chance(0.5)) else level + 1
        version.superseded_at = self._calendar.office_hour(corrected, draws.unit())
        return [version, _Version(days_ago, level, 2, version.superseded_at)]

    def _record(self, subject_key: str, scheme: Scheme, version: _Version, draws: Draws) -> GradeRecord:
        natives = scheme.natives[version.level]
        native = natives[int(draws.unit() ** 2 * len(natives))]  # the first of several is the usual one
        evaluated_on = self._calendar.day(version.days_ago)
        return GradeRecord(
            key=record_key(subject_key, scheme.item_key, evaluated_on, version.revision),
            subject_key=subject_key,
            item_key=scheme.item_key,
            grade=native.grade,
            native_grade=native.native,
            scale_key=scheme.scale_key,
            score=None if native.tenths is None else draws.between(*native.tenths) / 10,
            evaluated_on=evaluated_on,
            valid_until=None if scheme.valid_days is None else self._calendar.day(version.days_ago - scheme.valid_days),
            recorded_at=version.recorded_at,
            superseded_at=version.superseded_at,
            system_key=scheme.system_key,
            mode=SourceMode.IMPORTED,
            batch_key=BATCH_KEY,
            document_no=f"(合成)〔{evaluated_on.year}〕{scheme.item_key}",
            suspended=version.level == 3 and draws.unit() < _SUSPENDED,
        )


def _chain(out: Evaluated, records: list[GradeRecord]) -> None:
    """Take in the records of one item, each linked to the one before it."""
    out.records.extend(records)
    out.current.append(records[-1])
    for before, record in pairwise(records):
        out.supersessions.append(Supersession(before.key, record.key, before.superseded_at))


def _chances(trade: Trade) -> tuple[tuple[str, float], ...]:
    """(item, chance that it grades a subject of this trade), the composite last; natural persons have none (任务 1)."""
    composite = {} if trade.form is PERSON else {COMPOSITE: _COMPOSITE}
    return tuple({**COMMON.get(trade.form, {}), **trade.items, **composite}.items())


def _base_level(draws: Draws) -> int:
    """How a subject conducts itself, as a level: 0 for A … 3 for D."""
    return bisect_right(_BASE_SHARES, draws.unit())


def _seen_level(base: int, draws: Draws) -> int:
    """How one department sees it: mostly alike, now and then a level milder or stricter."""
    chance = draws.unit()
    if chance >= _MUCH_STRICTER:
        return base
    if chance < _MILDER:
        return max(base - 1, 0)
    return min(base + (1 if chance < _STRICTER else 2), 3)


def _drifted(level: int, draws: Draws) -> int:
    """The level a year earlier."""
    chance = draws.unit()
    if chance < 0.12:
        return min(level + 1, 3)
    return max(level - 1, 0) if chance < 0.2 else level


def _scheme(item: Item, catalogue: Catalogue) -> Scheme:
    scale = catalogue.scale(item.scale_key)
    assert scale is not None, "the catalogue has the scale of each of its items"
    return Scheme(
        item_key=item.key,
        system_key=item.system_key,
        scale_key=scale.key,
        natives=tuple(_natives_at(level, _by_grade(scale)) for level in range(len(Grade))),
        valid_days=None if scale.key in _NO_END else YEAR,
        starts_on=item.starts_on if item.annex == 2 else None,
    )


def _natives_at(level: int, by_grade: dict[int, tuple[Native, ...]]) -> tuple[Native, ...]:
    """The native grades of `level`; where the scale has none there, of the nearest better level, else the nearest worse."""
    nearest = [*range(level, -1, -1), *range(level + 1, len(Grade))]
    return next(by_grade[there] for there in nearest if there in by_grade)


def _by_grade(scale: Scale) -> dict[int, tuple[Native, ...]]:
    """The native grades of a scale by level. A grade that goes by points has those up to the next better grade."""
    found: dict[int, tuple[Native, ...]] = {}
    ceiling = None if scale.score_range is None else round(scale.score_range[1] * 10)
    for grade in scale.grades:
        tenths = None
        if grade.least is not None and ceiling is not None:
            tenths = (round(grade.least * 10), ceiling)
            ceiling = tenths[0] - 1
        native = Native(grade.grade, grade.native, tenths)
        found[grade.grade.level] = (*found.get(grade.grade.level, ()), native)
    return found


_CHANCES = {trade.key: _chances(trade) for trade in TRADES}
