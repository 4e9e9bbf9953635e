"""A subject's discrepancies as its records came in: raised, changed and closed by the rules, not made up.

The rules of `graph_model.discrepancies` are asked at every instant at which something changed: a record, a correction, an
expiry. So the graph holds what a system would hold that had been running all these years.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta

from graph_model.discrepancies import LEAST_LEVELS, pairs, settle
from graph_model.grades import current_records, in_force
from graph_model.model import CITY_ZONE, COMPOSITE, DiscrepancyRecord, Grade, GradeRecord, city_day
from seed.city.calendar import Calendar

_LEVELS = {grade: grade.level for grade in Grade}


def discrepancies_of(
    subject_key: str, records: Sequence[GradeRecord], calendar: Calendar
) -> Sequence[DiscrepancyRecord]:
    """Every discrepancy that the records ever made, as it stands when the city's day begins."""
    if not _opposed(records):
        return ()
    stored: dict[str, DiscrepancyRecord] = {}
    for instant in sorted(_turning_points(records, calendar)):
        as_of = city_day(instant)
        current = current_records(records, as_of, instant).values()
        opposed = _opposed([record for record in current if in_force(record, as_of)])
        if opposed or stored:
            for record in settle(tuple(stored.values()), pairs(opposed), subject_key, instant).records:
                stored[record.key] = record
    return tuple(stored.values())


def _opposed(records: Sequence[GradeRecord]) -> list[GradeRecord]:
    """The records far enough from the best or the worst of them: only these can be of a pair, so only these are compared."""
    levels = [_LEVELS[record.grade] for record in records if record.item_key != COMPOSITE]
    if not levels or max(levels) - min(levels) < LEAST_LEVELS:
        return []
    low, high = max(levels) - LEAST_LEVELS, min(levels) + LEAST_LEVELS
    return [record for record in records if not low < _LEVELS[record.grade] < high]


def _turning_points(records: Iterable[GradeRecord], calendar: Calendar) -> set[datetime]:
    """Instants at which the current grades may have changed; a superseded record's end is the next one's beginning."""
    points = {record.recorded_at for record in records}
    for record in records:
        if record.valid_until is not None and record.valid_until < calendar.today:
            expired = datetime.combine(record.valid_until + timedelta(days=1), time(), CITY_ZONE)
            points.add(expired.astimezone(UTC))
    return points
