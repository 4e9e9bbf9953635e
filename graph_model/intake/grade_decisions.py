"""What becomes of grade claims: a new record, a correction, a later or late evaluation, nothing new, or a conflict.

A late row takes its place inside the line of its subject and item (`grade_lines`).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from msgspec.structs import replace

from graph_model.catalogue import Catalogue
from graph_model.intake.by_decision import ByDecision, decision_of, said_at
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
from graph_model.intake.grade_lines import Line, Lines, is_live
from graph_model.intake.grade_rows import Content, GradeClaim, GradeRows
from graph_model.intake.identities import record_key
from graph_model.intake.reading import RawRow
from graph_model.intake.refusals import Refused
from graph_model.intake.results import RowStatus, Verdict
from graph_model.intake.settling import NEEDS, settlement
from graph_model.model import GradeRecord, SourceMode, SubjectData
from graph_model.subjects import read_subjects
from graph_model.writing import Additions

_CONTENT_COLUMNS = ("grade", "nativeGrade", "scale", "score", "validUntil", "documentNo")


class GradeIntake:
    """`--kind grades`. `mode` is how the records come."""

    def __init__(self, catalogue: Catalogue, mode: SourceMode = SourceMode.IMPORTED) -> None:
        self._catalogue = catalogue
        self.mode = mode
        self._rows = GradeRows(catalogue)

    def claim(self, raw: RawRow, today: date) -> GradeClaim:
        return self._rows.claim(raw, today)

    def department(self, row: dict[str, Any]) -> str | None:
        return self._rows.department(row)

    def decided(self, claim: GradeClaim, by: ByDecision) -> GradeClaim:
        return replace(claim, by=by)

    def saying(self, claim: GradeClaim) -> tuple[int, int]:
        return hash((claim.subject.key, claim.item.key, claim.evaluated_on)), hash(claim.content)

    def subject_keys(self, claim: GradeClaim) -> tuple[str, ...]:
        return (claim.subject.key,)

    async def decide(self, source: Source, claims: Sequence[GradeClaim], scene: Scene) -> Decision:
        keys = list(dict.fromkeys(claim.subject.key for claim in claims))
        known = {data.subject.key: data for data in await read_subjects(source, keys, NEEDS) if data is not None}
        batch = _Batch(self, known, scene)
        verdicts = [batch.verdict(claim) for claim in claims]
        lines = batch.lines
        settled = [settlement(data, self._catalogue, lines.at) for data in lines.changed_subjects(batch.arrivals.new)]
        additions = Additions(
            subjects=list(batch.arrivals.new.values()),
            records=lines.records,
            unlinked=lines.unlinked(),
            supersessions=lines.supersessions(),
            discrepancies=[record for found in settled for record in found.records],
        )
        return Decision(verdicts, additions, lines.at)

    def record(self, claim: GradeClaim, key: str, at: datetime, batch_key: str) -> GradeRecord:
        """The live record that says what a claim does. What a model has evaluated is of no system."""
        system = None if self.mode is SourceMode.EVALUATED else claim.item.system_key
        return claim.record(key, at, system_key=system, mode=self.mode, batch_key=batch_key)

    def content_of(self, record: GradeRecord) -> Content:
        """What a stored record says, for comparing with a claim's content."""
        return self._rows.content_of(record)


class _Batch:
    """The rows of a batch and the lines of records that they touch."""

    def __init__(self, intake: GradeIntake, known: Mapping[str, SubjectData], scene: Scene) -> None:
        self._intake = intake
        self._scene = scene
        self._own = scene.import_key + ":"
        self.arrivals = Arrivals({key: data.subject for key, data in known.items()}, scene)
        self.lines = Lines(known, scene)

    def verdict(self, claim: GradeClaim) -> Verdict:
        same_day = self.lines.same_day(claim.subject.key, claim.item.key, claim.evaluated_on)
        identity, content = self._intake.saying(claim)
        earlier = self._scene.earlier(identity)
        if claim.by is not None:  # nothing that needs no decision is a conflict with it, nor unchanged because of it
            identity = hash((identity, claim.by.decision))
            earlier = self._scene.earlier(identity) if earlier is None else earlier
        settled = self._already_said(claim, same_day, earlier, content)
        if settled is not None:
            if settled is UNCHANGED:
                self._scene.said[identity] = content
            return settled
        try:
            warnings = claim.warnings + self.arrivals.admit((claim.subject, "name"))
        except Refused as refused:
            return refusal(refused)
        batch_key = self._scene.batch_key if claim.by is None else claim.by.batch_key(self._scene.batch_key)
        key = record_key(claim.subject.key, claim.item.key, claim.evaluated_on, len(same_day) + 1)
        self.lines.add(self._intake.record(claim, key, self.lines.at, batch_key))
        self._scene.said[identity] = content
        correction = bool(same_day) and is_live(same_day[-1])
        if warnings:
            return Verdict(RowStatus.ACCEPTED, correction=correction, warnings=warnings)
        return CORRECTED if correction else ACCEPTED

    def _already_said(self, claim: GradeClaim, same_day: Line, earlier: int | None, content: int) -> Verdict | None:
        """UNCHANGED or a conflict where the file, or the graph, has spoken of this subject, item and day before.

        What the graph knew and was retired is as if it had not been said: whoever says it again brings it back.
        """
        live = bool(same_day) and is_live(same_day[-1])
        if live:
            own = [record for record in same_day if record.batch_key.startswith(self._own)]
            if any(self._intake.content_of(record) == claim.content for record in own):
                return UNCHANGED
            if own:
                return _conflict(claim, self._intake.content_of(own[-1]))
        if earlier is not None:
            return UNCHANGED if earlier == content else _conflict(claim, None)
        return UNCHANGED if live and self._stands(same_day, claim) else None

    def _stands(self, same_day: Line, claim: GradeClaim) -> bool:
        """Whether what is known says the same, and would without the decision that the claim does without; or came after
        the claim, which has waited for its decision."""
        live, by = same_day[-1], claim.by
        if by is not None and by.since is not None and said_at(live, same_day) > by.since:
            return True
        if self._intake.content_of(live) != claim.content:
            return False
        return decision_of(live.batch_key) in (None, by.decision if by is not None else None)


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
