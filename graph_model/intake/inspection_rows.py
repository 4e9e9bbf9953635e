"""`--kind inspections`: results of draws made in another system (使用国家部委系统的,要加强数据共享): published inspections, marked so."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from graph_model.catalogue import Catalogue
from graph_model.inspections.elsewhere import MERGE, key_elsewhere, task_elsewhere
from graph_model.inspections.names import MANNER_NAMES, OUTCOME_NAMES
from graph_model.intake import cells
from graph_model.intake.deciding import UNCHANGED, Arrivals, Decision, Scene, Source, conflict, refusal
from graph_model.intake.grade_rows import future_date
from graph_model.intake.reading import RawRow
from graph_model.intake.refusals import Refused, RejectCode, missing
from graph_model.intake.results import RowStatus, Verdict
from graph_model.intake.subject_refs import SubjectRef, subject_ref
from graph_model.intake.words import MAX_WORD, Words, folded, unknown_word
from graph_model.model import (
    COMPOSITE,
    Inspection,
    InspectionManner,
    InspectionOutcome,
    InspectionState,
    System,
    SystemKind,
)
from graph_model.rows import inspection_row
from graph_model.subjects import Needs, read_subjects
from graph_model.writing import Additions, Statement

E = TypeVar("E")
_SEPARATED = re.compile(r"[、,;\uff0c\uff1b]+")
UNTOLD = "未报"
"""The inspectors of whom the other system does not tell."""
_MANNERS = {folded(word): manner for manner, name in MANNER_NAMES.items() for word in (name, manner.value)}
_OUTCOMES = {folded(word): outcome for outcome, name in OUTCOME_NAMES.items() for word in (name, outcome.value)}
Content = tuple[InspectionManner, InspectionOutcome, tuple[str, ...], str]
"""Manner, outcome, inspectors, the task."""


@dataclass(frozen=True, slots=True)
class InspectionClaim:
    """What one row says, normalised."""

    key: str
    subject: SubjectRef
    item_key: str
    department_key: str
    inspected_on: date
    document_no: str
    content: Content


class InspectionIntake:
    """A result that is known is corrected in place; it stays known and published since it first came."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._words = Words(catalogue)
        systems = [system for kind in SystemKind for system in catalogue.systems_of_kind(kind)]
        self._systems = {folded(word): system for system in systems for word in (system.key, system.name)}

    def claim(self, raw: RawRow, today: date) -> InspectionClaim:
        row = raw.cells
        subject = subject_ref(row)
        item = self._words.item(row.get("item"))
        if item.key == COMPOSITE:
            raise Refused(
                RejectCode.UNKNOWN_ITEM,
                "item",
                "综合评价没有检查,请填监管事项",
                "the composite is not inspected: give an item",
            )
        inspected_on = cells.day(row.get("inspectedOn"), "inspectedOn")
        if inspected_on is None:
            raise missing("inspectedOn", "检查日期", "the day of the inspection")
        if inspected_on > today:
            raise future_date("inspectedOn", "检查日期", inspected_on, today)
        document_no = cells.limited_text(row.get("documentNo"), "documentNo", MAX_WORD)
        if document_no is None:
            raise missing("documentNo", "文号", "the document number")
        system = self._system(row.get("system"))
        manner = _word(row.get("manner"), "manner", _MANNERS) or InspectionManner.ON_SITE
        outcome = _word(row.get("outcome"), "outcome", _OUTCOMES)
        if outcome is None:
            raise missing("outcome", "检查结果", "the result")
        written = cells.limited_text(row.get("inspectors"), "inspectors", MAX_WORD) or UNTOLD
        inspectors = tuple(filter(None, (one.strip() for one in _SEPARATED.split(written))))
        task = task_elsewhere(system.key, cells.limited_text(row.get("taskNo"), "taskNo", MAX_WORD))
        return InspectionClaim(
            key_elsewhere(system.key, subject.key, item.key, document_no, inspected_on),
            subject,
            item.key,
            item.department_key,
            inspected_on,
            document_no,
            (manner, outcome, inspectors or (UNTOLD,), task),
        )

    def _system(self, cell: object) -> System:
        word = cells.limited_text(cell, "system", MAX_WORD)
        if word is None:
            raise missing("system", "抽取系统", "the system that drew")
        found = self._systems.get(folded(word))
        if found is None:
            raise unknown_word(
                "system", word, (system.name for system in self._systems.values() if system.use is not None)
            )
        return found

    def saying(self, claim: InspectionClaim) -> tuple[int, int]:
        return hash(claim.key), hash(claim.content)

    def subject_keys(self, claim: InspectionClaim) -> tuple[str, ...]:
        return (claim.subject.key,)

    async def decide(self, source: Source, claims: Sequence[InspectionClaim], scene: Scene) -> Decision:
        keys = list(dict.fromkeys(claim.subject.key for claim in claims))
        known = [data for data in await read_subjects(source, keys, Needs(inspections=True)) if data is not None]
        arrivals = Arrivals({data.subject.key: data.subject for data in known}, scene)
        standing = {one.key: one for data in known for one in data.inspections}
        written: dict[str, Inspection] = {}
        at = scene.after([one.recorded_at for one in standing.values()])
        verdicts = []
        for claim in claims:
            verdict = self._verdict(claim, standing, arrivals, scene)
            if verdict.status is RowStatus.ACCEPTED:
                made = _inspection(claim, standing.get(claim.key), at)
                written[claim.key] = standing[claim.key] = made
            verdicts.append(verdict)
        statements = [Statement(MERGE, [inspection_row(one) for one in written.values()])] if written else []
        return Decision(verdicts, Additions(subjects=list(arrivals.new.values()), beside=statements), at)

    def _verdict(
        self, claim: InspectionClaim, standing: Mapping[str, Inspection], arrivals: Arrivals, scene: Scene
    ) -> Verdict:
        identity, content = self.saying(claim)
        earlier = scene.earlier(identity)
        if earlier is not None and earlier != content:
            return conflict(
                "outcome",
                f"与本文件前面一行是同一次检查(文号{claim.document_no}),内容不同;请核对,只留正确的一行",
                f"an earlier row of this file gives the same inspection (document {claim.document_no}) otherwise: keep the right one",
            )
        stored = standing.get(claim.key)
        if earlier is not None or (stored is not None and _stands(stored, claim)):
            scene.said[identity] = content
            return UNCHANGED
        try:
            warnings = arrivals.admit((claim.subject, "name"))
        except Refused as refused:
            return refusal(refused)
        scene.said[identity] = content
        return Verdict(RowStatus.ACCEPTED, correction=stored is not None, warnings=warnings)


def _word(cell: object, column: str, words: Mapping[str, E]) -> E | None:
    """What a word means, None for a blank cell. Raises Refused (UNKNOWN_WORD)."""
    word = cells.limited_text(cell, column, MAX_WORD)
    if word is None:
        return None
    found = words.get(folded(word))
    if found is None:
        raise unknown_word(column, word, words)
    return found


def _content(one: Inspection) -> Content:
    return one.manner, one.outcome, one.inspectors, one.task_key or ""


def _stands(stored: Inspection, claim: InspectionClaim) -> bool:
    """Whether a claim changes nothing: it says what is known, or speaks of one that was withdrawn, which stays so."""
    return stored.withdrawn_at is not None or _content(stored) == claim.content


def _inspection(claim: InspectionClaim, stored: Inspection | None, at: datetime) -> Inspection:
    manner, outcome, inspectors, task = claim.content
    return Inspection(
        key=claim.key,
        subject_key=claim.subject.key,
        item_key=claim.item_key,
        department_key=claim.department_key,
        manner=manner,
        inspected_on=claim.inspected_on,
        inspectors=inspectors,
        findings=() if stored is None else stored.findings,
        outcome=outcome,
        document_no=claim.document_no,
        task_key=task,
        state=InspectionState.PUBLISHED,
        revision=1 if stored is None else stored.revision + 1,
        recorded_at=at if stored is None else stored.recorded_at,
        published_at=at if stored is None else stored.published_at,
    )
