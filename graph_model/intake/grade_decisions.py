"""What becomes of grade claims: a new record, a correction, a later or late evaluation, nothing new, or a conflict.

The records of one subject and item stand in a line by day of evaluation, corrections of a day by revision, and each
supersedes the one before it (docs/decisions/0004-supersession.md); a late row takes its place inside the line.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

from graph_model.catalogue import Catalogue
from graph_model.intake.columns import FORMATS, Kind
from graph_model.intake.deciding import (
    ACCEPTED,
    CORRECTED,
    UNCHANGED,
    Arrivals,
    Decision,
    Scene,
    Source,
    conflict,
    refusal,
)
from graph_model.intake.grade_rows import Content, GradeClaim, GradeRows
from graph_model.intake.identities import record_key
from graph_model.intake.reading import RawRow
from graph_model.intake.refusals import Refused
from graph_model.intake.results import RowStatus, Verdict
from graph_model.intake.settling import NEEDS, settlement
from graph_model.model import GradeRecord, SourceMode, SubjectData
from graph_model.subjects import read_subjects
from graph_model.writing import Additions, Supersession

_CONTENT_COLUMNS = ("grade", "nativeGrade", "scale", "score", "validUntil", "documentNo")
Line = list[GradeRecord]


class GradeIntake:
    """`--kind grades`."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._rows = GradeRows(catalogue)

    def claim(self, raw: RawRow, today: date) -> GradeClaim:
        return self._rows.claim(raw, today)

    def saying(self, claim: GradeClaim) -> tuple[int, int]:
        return hash((claim.subject.key, claim.item.key, claim.evaluated_on)), hash(claim.content)

    def subject_keys(self, claim: GradeClaim) -> tuple[str, ...]:
        return (claim.subject.key,)

    async def decide(self, source: Source, claims: Sequence[GradeClaim], scene: Scene) -> Decision:
        keys = list(dict.fromkeys(claim.subject.key for claim in claims))
        known = {data.subject.key: data for data in await read_subjects(source, keys, NEEDS) if data is not None}
        batch = _Batch(self, known, scene)
        verdicts = [batch.verdict(claim) for claim in claims]
        settled = [settlement(data, self._catalogue, batch.at) for data in batch.changed_subjects()]
        additions = Additions(
            subjects=list(batch.arrivals.new.values()),
            records=batch.records,
            unlinked=batch.unlinked(),
            supersessions=batch.supersessions(),
            discrepancies=[record for found in settled for record in found.records],
        )
        return Decision(verdicts, additions, batch.at)

    def content_of(self, record: GradeRecord) -> Content:
        """What a stored record says, for comparing with a claim's content."""
        return self._rows.content_of(record)


class _Batch:
    """The lines of records that a batch touches, as they become with its rows."""

    def __init__(self, intake: GradeIntake, known: Mapping[str, SubjectData], scene: Scene) -> None:
        self._intake = intake
        self._known = known
        self._scene = scene
        self._own = scene.import_key + ":"
        self.arrivals = Arrivals({key: data.subject for key, data in known.items()}, scene)
        self.at = scene.after([r.recorded_at for data in known.values() for r in data.records])
        self.records: list[GradeRecord] = []
        self._lines: dict[tuple[str, str], Line] = {}
        self._before: dict[tuple[str, str], Line] = {}

    def verdict(self, claim: GradeClaim) -> Verdict:
        line = self._line(claim.subject.key, claim.item.key)
        same_day = [record for record in line if record.evaluated_on == claim.evaluated_on]
        identity, content = self._intake.saying(claim)
        settled = self._already_said(claim, same_day, self._scene.earlier(identity), content)
        if settled is not None:
            if settled is UNCHANGED:
                self._scene.said[identity] = content
            return settled
        try:
            warnings = claim.warnings + self.arrivals.admit((claim.subject, "name"))
        except Refused as refused:
            return refusal(refused)
        self._insert(claim, line, len(same_day) + 1)
        self._scene.said[identity] = content
        if warnings:
            return Verdict(RowStatus.ACCEPTED, correction=bool(same_day), warnings=warnings)
        return CORRECTED if same_day else ACCEPTED

    def _line(self, subject_key: str, item_key: str) -> Line:
        line = self._lines.get((subject_key, item_key))
        if line is None:
            data = self._known.get(subject_key)
            stored = [r for r in data.records if r.item_key == item_key] if data is not None else []
            line = sorted(stored, key=_place)
            self._lines[subject_key, item_key] = line
        return line

    def _already_said(self, claim: GradeClaim, same_day: Line, earlier: int | None, content: int) -> Verdict | None:
        """UNCHANGED or a conflict where the file, or the graph, has spoken of this subject, item and day before."""
        if same_day:
            own = [record for record in same_day if record.batch_key.startswith(self._own)]
            if any(self._intake.content_of(record) == claim.content for record in own):
                return UNCHANGED
            if own:
                return _conflict(claim, self._intake.content_of(own[-1]))
        if earlier is not None:
            return UNCHANGED if earlier == content else _conflict(claim, None)
        if same_day and self._intake.content_of(same_day[-1]) == claim.content:
            return UNCHANGED
        return None

    def _insert(self, claim: GradeClaim, line: Line, revision: int) -> None:
        """Put a new record in its place: after the other revisions of its day, before later days."""
        self._before.setdefault((claim.subject.key, claim.item.key), list(line))
        place = bisect_right(line, claim.evaluated_on, key=lambda record: record.evaluated_on)
        if revision > 1:
            line[place - 1] = replace(line[place - 1], superseded_at=self.at)
        record = _record(claim, revision, self.at, self._scene.batch_key)
        line.insert(place, record)
        self.records.append(record)

    def supersessions(self) -> list[Supersession]:
        """The links that the lines now need and did not have."""
        return [
            Supersession(old.key, new.key, self.at if old.evaluated_on == new.evaluated_on else None)
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

    def changed_subjects(self) -> list[SubjectData]:
        """The subjects that got records, with all their records as they are now (but those that a dry run only imagines)."""
        changed: dict[str, dict[str, Line]] = {}
        for subject_key, item_key in self._before:
            changed.setdefault(subject_key, {})[item_key] = self._lines[subject_key, item_key]
        subjects = {key: SubjectData(subject) for key, subject in self.arrivals.new.items()} | dict(self._known)
        return [_with_lines(subjects[key], lines) for key, lines in changed.items() if key in subjects]


def _with_lines(data: SubjectData, lines: Mapping[str, Line]) -> SubjectData:
    others = [record for record in data.records if record.item_key not in lines]
    return replace(data, records=(*others, *(record for line in lines.values() for record in line)))


def _place(record: GradeRecord) -> tuple[date, bool, datetime, str]:
    """Order in a line; of one day the record that is not superseded is the last."""
    return record.evaluated_on, record.superseded_at is None, record.recorded_at, record.key


def _new_links(before: Line, after: Line) -> list[tuple[GradeRecord, GradeRecord]]:
    """Neighbours in `after` that are none in `before`."""
    if len(after) < 2:
        return []
    had = {(old.key, new.key) for old, new in pairwise(before)}
    return [(old, new) for old, new in pairwise(after) if (old.key, new.key) not in had]


def _record(claim: GradeClaim, revision: int, at: datetime, batch_key: str) -> GradeRecord:
    grade, _, scale_key, score, valid_until, document_no = claim.content
    return GradeRecord(
        key=record_key(claim.subject.key, claim.item.key, claim.evaluated_on, revision),
        subject_key=claim.subject.key,
        item_key=claim.item.key,
        grade=grade,
        native_grade=claim.native_grade,
        scale_key=scale_key,
        score=score,
        evaluated_on=claim.evaluated_on,
        valid_until=valid_until,
        recorded_at=at,
        superseded_at=None,
        system_key=claim.item.system_key,
        mode=SourceMode.IMPORTED,
        batch_key=batch_key,
        document_no=document_no,
    )


def _conflict(claim: GradeClaim, other: Content | None) -> Verdict:
    """The row contradicts an earlier one of the file, of which `other` is the content where it is at hand."""
    where = f"主体、事项 {claim.item.key} 和评价日期 {claim.evaluated_on}"
    if other is None:
        column, before = "grade", ""
    else:
        place = next(i for i, (a, b) in enumerate(zip(other, claim.content, strict=True)) if a != b)
        column = _CONTENT_COLUMNS[place]
        before = f"({FORMATS[Kind.GRADES].header_of(column)}:前为 {other[place]},此为 {claim.content[place]})"
    return conflict(
        column,
        f"与本文件前面一行的{where}相同而内容不同{before};请核对,只留正确的一行",
        f"an earlier row of this file has the same subject, item {claim.item.key} and day {claim.evaluated_on} "
        "with other content: keep the right one",
    )
