"""`--kind subjects`: registration data (登记信息)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from graph_model.catalogue import Catalogue
from graph_model.intake import cells
from graph_model.intake.deciding import UNCHANGED, Decision, Scene, Source, conflict, refusal
from graph_model.intake.grade_rows import future_date
from graph_model.intake.reading import RawRow
from graph_model.intake.refusals import missing
from graph_model.intake.results import RowStatus, Verdict
from graph_model.intake.subject_refs import SubjectRef, subject_ref
from graph_model.intake.words import MAX_WORD
from graph_model.model import Subject
from graph_model.subjects import Needs, read_subjects
from graph_model.writing import Additions

Content = tuple[str | None, str | None, str | None, str | None, date | None]
"""Name, status, district, industry, registered on; None: the row does not say."""


@dataclass(frozen=True, slots=True)
class SubjectClaim:
    """What one row says of a subject, normalised."""

    subject: SubjectRef
    content: Content


class SubjectIntake:
    """A blank cell leaves what is known as it is; nothing else of the subject is touched."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def claim(self, raw: RawRow, today: date) -> SubjectClaim:
        row = raw.cells
        subject = subject_ref(row)
        registered_on = cells.day(row.get("registeredOn"), "registeredOn")
        if registered_on is not None and registered_on > today:
            raise future_date("registeredOn", "成立日期", registered_on, today)
        status, district, industry = (
            cells.limited_text(row.get(column), column, MAX_WORD) for column in ("status", "district", "industry")
        )
        return SubjectClaim(subject, (subject.name, status, district, industry, registered_on))

    def saying(self, claim: SubjectClaim) -> tuple[int, int]:
        return hash(claim.subject.key), hash(claim.content)

    def subject_keys(self, claim: SubjectClaim) -> tuple[str, ...]:
        return (claim.subject.key,)

    async def decide(self, source: Source, claims: Sequence[SubjectClaim], scene: Scene) -> Decision:
        keys = list(dict.fromkeys(claim.subject.key for claim in claims))
        known = {
            data.subject.key: data.subject for data in await read_subjects(source, keys, Needs()) if data is not None
        }
        written: dict[str, Subject] = {}
        verdicts = []
        for claim in claims:
            stored = known.get(claim.subject.key)
            verdict = self._verdict(claim, stored, scene)
            if verdict.status is RowStatus.ACCEPTED:
                written[claim.subject.key] = known[claim.subject.key] = _merged(claim, stored)
            verdicts.append(verdict)
        return Decision(verdicts, Additions(subjects=list(written.values())), scene.now)

    def _verdict(self, claim: SubjectClaim, stored: Subject | None, scene: Scene) -> Verdict:
        identity, content = self.saying(claim)
        earlier = scene.earlier(identity)
        if earlier is not None and earlier != content:
            return conflict(
                "uscc" if claim.subject.uscc else "personKey",
                "与本文件前面一行是同一主体,登记信息不同;请核对,只留正确的一行",
                "an earlier row of this file gives the same subject otherwise: keep the right one",
            )
        if earlier is None and stored is None and claim.subject.name is None:
            return refusal(missing("name", "主体名称(库中还没有这一主体)", "the name (the subject is not known yet)"))
        scene.said[identity] = content
        if earlier is not None or (stored is not None and _merged(claim, stored) == stored):
            return UNCHANGED
        return Verdict(RowStatus.ACCEPTED, correction=stored is not None)


def _merged(claim: SubjectClaim, stored: Subject | None) -> Subject:
    name, status, district, industry, registered_on = claim.content
    subject = stored if stored is not None else claim.subject.subject()
    return replace(
        subject,
        name=name or subject.name,
        status=status or subject.status,
        district=district or subject.district,
        industry=industry or subject.industry,
        registered_on=registered_on or subject.registered_on,
    )
