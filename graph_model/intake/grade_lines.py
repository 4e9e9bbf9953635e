"""Lines of records: those of one subject and item by day of evaluation, the revisions of a day in their order.

Each record supersedes the one before it (docs/decisions/0004-supersession.md). One that was retired stays in its place.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date, datetime
from itertools import pairwise

from msgspec.structs import replace

from graph_model.intake.deciding import Scene
from graph_model.model import GradeRecord, Subject, SubjectData
from graph_model.writing import Retirement, Supersession

Line = list[GradeRecord]


def is_live(record: GradeRecord) -> bool:
    """Whether the record is what we know now: neither corrected nor retired."""
    return record.superseded_at is None


class Lines:
    """The lines that a batch touches, as they become with it. `at` is the instant of everything that it writes."""

    def __init__(self, known: Mapping[str, SubjectData], scene: Scene) -> None:
        self._known = known
        self._lines: dict[tuple[str, str], Line] = {}
        self._before: dict[tuple[str, str], Line] = {}
        instants = [r.recorded_at for data in known.values() for r in data.records]
        ended = [r.superseded_at for data in known.values() for r in data.records if r.superseded_at is not None]
        self.at = scene.after(instants + ended)
        self.records: Line = []
        self.retired: list[Retirement] = []

    def same_day(self, subject_key: str, item_key: str, day: date) -> Line:
        """The revisions of one day; a live one is the last."""
        line = self._line(subject_key, item_key)
        return line[bisect_left(line, day, key=_day) : _after(line, day)]

    def add(self, record: GradeRecord) -> None:
        """Put a new record in its place: after the other revisions of its day, before later days."""
        line = self._touched(record)
        place = _after(line, record.evaluated_on)
        if place and line[place - 1].evaluated_on == record.evaluated_on and is_live(line[place - 1]):
            line[place - 1] = replace(line[place - 1], superseded_at=self.at)
        line.insert(place, record)
        self.records.append(record)

    def retire(self, record: GradeRecord) -> None:
        """End a live record without one to take its place."""
        line = self._touched(record)
        line[_after(line, record.evaluated_on) - 1] = replace(record, superseded_at=self.at)
        self.retired.append(Retirement(record.key, self.at))

    def supersessions(self) -> list[Supersession]:
        """The links that the lines now need and did not have."""
        return [
            Supersession(old.key, new.key, old.superseded_at if old.evaluated_on == new.evaluated_on else None)
            for key, before in self._before.items()
            for old, new in _new_links(before, self._lines[key])
        ]

    def unlinked(self) -> list[Supersession]:
        """The links that a record now stands between."""
        return [
            Supersession(old.key, new.key, None)
            for key, before in self._before.items()
            for old, new in _new_links(self._lines[key], before)
        ]

    def changed_subjects(self, new: Mapping[str, Subject]) -> list[SubjectData]:
        """The subjects whose records changed, with all their records as they are now (but those that a dry run only
        imagines). `new` are the subjects that the batch makes."""
        changed: dict[str, dict[str, Line]] = {}
        for subject_key, item_key in self._before:
            changed.setdefault(subject_key, {})[item_key] = self._lines[subject_key, item_key]
        subjects = {key: SubjectData(subject) for key, subject in new.items()} | dict(self._known)
        return [_with_lines(subjects[key], lines) for key, lines in changed.items() if key in subjects]

    def _line(self, subject_key: str, item_key: str) -> Line:
        line = self._lines.get((subject_key, item_key))
        if line is None:
            data = self._known.get(subject_key)
            stored = [r for r in data.records if r.item_key == item_key] if data is not None else []
            line = sorted(stored, key=_place)
            self._lines[subject_key, item_key] = line
        return line

    def _touched(self, record: GradeRecord) -> Line:
        line = self._line(record.subject_key, record.item_key)
        self._before.setdefault((record.subject_key, record.item_key), list(line))
        return line


def _with_lines(data: SubjectData, lines: Mapping[str, Line]) -> SubjectData:
    others = [record for record in data.records if record.item_key not in lines]
    records = (*others, *(record for line in lines.values() for record in line))
    return SubjectData(data.subject, records, data.facts, data.discrepancies)


def _place(record: GradeRecord) -> tuple[date, bool, datetime, str]:
    """Order in a line; of one day the record that is not superseded is the last."""
    return record.evaluated_on, is_live(record), record.recorded_at, record.key


def _day(record: GradeRecord) -> date:
    return record.evaluated_on


def _after(line: Line, day: date) -> int:
    """The place after the revisions of a day."""
    return bisect_right(line, day, key=_day)


def _new_links(before: Line, after: Line) -> list[tuple[GradeRecord, GradeRecord]]:
    """Neighbours in `after` that are none in `before`."""
    if len(after) < 2:
        return []
    had = {(old.key, new.key) for old, new in pairwise(before)}
    return [(old, new) for old, new in pairwise(after) if (old.key, new.key) not in had]
