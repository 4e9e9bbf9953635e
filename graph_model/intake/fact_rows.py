"""`--kind facts`: dishonesty facts (失信行为事实), each with the document that found it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import msgspec

from graph_model.catalogue import Catalogue
from graph_model.intake import cells
from graph_model.intake.by_decision import ByDecision
from graph_model.intake.deciding import UNCHANGED, Arrivals, Decision, Scene, Source, conflict, refusal
from graph_model.intake.grade_rows import future_date
from graph_model.intake.identities import fact_key, fact_stem
from graph_model.intake.reading import RawRow
from graph_model.intake.refusals import Refused, missing
from graph_model.intake.results import RowStatus, Verdict
from graph_model.intake.subject_refs import SubjectRef, subject_ref
from graph_model.intake.words import MAX_WORD, Words, folded, unknown_word
from graph_model.model import DishonestyFact, Severity
from graph_model.subjects import Needs, read_subjects
from graph_model.writing import Additions

_SEVERITIES = {
    "minor": Severity.MINOR,
    "轻微": Severity.MINOR,
    "ordinary": Severity.ORDINARY,
    "一般": Severity.ORDINARY,
    "serious": Severity.SERIOUS,
    "严重": Severity.SERIOUS,
}
_LONGEST_DESCRIPTION = 2_000
Content = tuple[Severity, str | None, str | None]
"""Severity, item key, description."""


@dataclass(frozen=True, slots=True)
class FactClaim:
    """What one row says, normalised. One document finds one conduct of a day once: that is the fact's identity."""

    subject: SubjectRef
    conduct: str
    occurred_on: date
    document_no: str
    content: Content
    by: ByDecision | None = None

    @property
    def key(self) -> str:
        return fact_key(self.subject.key, self.conduct, self.occurred_on, self.document_no)


class FactIntake:
    """A fact that is known is corrected in place (severity, item, description); it stays known since it was first recorded.

    One that only a decision put down to its subject is taken over by whoever names the subject, and corrects nothing that
    somebody said who did. One that was taken back stays as it is: said again, it is another fact of the same document.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._words = Words(catalogue)

    def claim(self, raw: RawRow, today: date) -> FactClaim:
        row = raw.cells
        subject = subject_ref(row)
        conduct = self._words.conduct(row.get("conduct"))
        found = severity(row.get("severity"))
        occurred_on = cells.day(row.get("occurredOn"), "occurredOn")
        if occurred_on is None:
            raise missing("occurredOn", "发生日期", "the day of the conduct")
        if occurred_on > today:
            raise future_date("occurredOn", "发生日期", occurred_on, today)
        document_no = cells.limited_text(row.get("documentNo"), "documentNo", MAX_WORD)
        if document_no is None:
            raise missing("documentNo", "文号", "the document number")
        item = self._words.item(row["item"]) if "item" in row else None
        description = cells.limited_text(row.get("description"), "description", _LONGEST_DESCRIPTION)
        content = (found, item.key if item is not None else None, description)
        return FactClaim(subject, conduct.key, occurred_on, document_no, content)

    def department(self, row: dict[str, Any]) -> str | None:
        with suppress(Refused):
            return self._words.item(row["item"]).department_key if "item" in row else None
        return None

    def decided(self, claim: FactClaim, by: ByDecision) -> FactClaim:
        return replace(claim, by=by)

    def saying(self, claim: FactClaim) -> tuple[int, int]:
        return hash(claim.key), hash(claim.content)

    def subject_keys(self, claim: FactClaim) -> tuple[str, ...]:
        return (claim.subject.key,)

    async def decide(self, source: Source, claims: Sequence[FactClaim], scene: Scene) -> Decision:
        keys = list(dict.fromkeys(claim.subject.key for claim in claims))
        known = [data for data in await read_subjects(source, keys, Needs(facts=True)) if data is not None]
        arrivals = Arrivals({data.subject.key: data.subject for data in known}, scene)
        facts = KnownFacts(fact for data in known for fact in data.facts)
        at = scene.after(facts.instants)
        verdicts = []
        for claim in claims:
            verdict = self._verdict(claim, facts.standing.get(claim.key), arrivals, scene)
            if verdict.status is RowStatus.ACCEPTED:
                facts.write(_fact(claim, facts, at))
            verdicts.append(verdict)
        additions = Additions(subjects=list(arrivals.new.values()), facts=list(facts.written.values()))
        return Decision(verdicts, additions, at)

    def _verdict(self, claim: FactClaim, stored: DishonestyFact | None, arrivals: Arrivals, scene: Scene) -> Verdict:
        identity, content = self.saying(claim)
        earlier = scene.earlier(identity)
        if claim.by is not None:  # nothing that needs no decision is a conflict with it
            identity = hash((identity, claim.by.decision))
            earlier = scene.earlier(identity) if earlier is None else earlier
        if earlier is not None and earlier != content:
            return conflict(
                "severity",
                f"与本文件前面一行是同一事实(文号{claim.document_no}),内容不同;请核对,只留正确的一行",
                f"an earlier row of this file gives the same fact (document {claim.document_no}) otherwise: keep the right one",
            )
        if earlier is not None or (stored is not None and _stands(stored, claim)):
            scene.said[identity] = content
            return UNCHANGED
        try:
            warnings = arrivals.admit((claim.subject, "name"))
        except Refused as refused:
            return refusal(refused)
        scene.said[identity] = content
        return Verdict(RowStatus.ACCEPTED, correction=stored is not None, warnings=warnings)


class KnownFacts:
    """The facts of some subjects: those that stand, by the stems of their keys, and those that a batch writes."""

    def __init__(self, facts: Iterable[DishonestyFact]) -> None:
        known = list(facts)
        self._revisions = Counter(fact_stem(fact.key) for fact in known)
        self.standing = {fact_stem(fact.key): fact for fact in known if fact.is_known(None)}
        self.instants = [at for fact in known for at in (fact.recorded_at, fact.withdrawn_at) if at is not None]
        self.written: dict[str, DishonestyFact] = {}
        self._last = {fact_stem(fact.key): fact for fact in sorted(known, key=lambda fact: fact.recorded_at)}

    def key(self, stem: str) -> str:
        """The key of the fact that stands, or of the one that is to be found anew."""
        stands, revisions = self.standing.get(stem), self._revisions[stem]
        if stands is not None:
            return stands.key
        return f"{stem}-{revisions + 1}" if revisions else stem

    def write(self, fact: DishonestyFact) -> None:
        """What was repaired stays so, also where its system withdrew it and tells it again."""
        stem = fact_stem(fact.key)
        last = self._last.get(stem)
        if last is not None and fact.retired_on is None:
            fact = msgspec.structs.replace(
                fact,
                retired_on=last.retired_on,
                retired_at=last.retired_at,
                repair_key=last.repair_key,
                past_repairs=last.past_repairs,
            )
        self.written[fact.key] = fact
        if fact.withdrawn_at is not None:
            del self.standing[stem]
            return
        self._revisions[stem] += stem not in self.standing
        self.standing[stem] = fact


def standing_fact(
    catalogue: Catalogue, row: Mapping[str, Any], facts: Iterable[DishonestyFact], today: date
) -> DishonestyFact | None:
    """Which of a subject's facts a row speaks of; None where it stands no more, or not yet. Raises Refused."""
    claim = FactIntake(catalogue).claim(RawRow(1, None, dict(row)), today)
    return KnownFacts(facts).standing.get(claim.key)


def severity(cell: object) -> Severity:
    """The weight that a word names. Raises Refused (MISSING, UNKNOWN_WORD)."""
    word = cells.limited_text(cell, "severity", MAX_WORD)
    if word is None:
        raise missing("severity", "严重程度", "the severity")
    found = _SEVERITIES.get(folded(word))
    if found is None:
        raise unknown_word("severity", word, _SEVERITIES)
    return found


def _content(fact: DishonestyFact) -> Content:
    return fact.severity, fact.item_key, fact.description


def _stands(stored: DishonestyFact, claim: FactClaim) -> bool:
    """Whether what is known is what the claim says, or was said by somebody who needed no decision, or another one."""
    decision = None if claim.by is None else claim.by.decision
    if decision is not None and stored.decision != decision:
        return True
    return stored.decision == decision and _content(stored) == claim.content


def _fact(claim: FactClaim, facts: KnownFacts, at: datetime) -> DishonestyFact:
    weight, item_key, description = claim.content
    stored = facts.standing.get(claim.key)
    return DishonestyFact(
        key=facts.key(claim.key),
        subject_key=claim.subject.key,
        conduct=claim.conduct,
        severity=weight,
        occurred_on=claim.occurred_on,
        document_no=claim.document_no,
        item_key=item_key,
        recorded_at=at if stored is None else stored.recorded_at,
        description=description,
        decision=None if claim.by is None else claim.by.decision,
    )
