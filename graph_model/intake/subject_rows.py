"""`--kind subjects`: registration data (登记信息), with the codes that an entity had before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from graph_model.catalogue import Catalogue
from graph_model.former_names import renamed
from graph_model.intake import cells
from graph_model.intake.deciding import UNCHANGED, Decision, Scene, Source, conflict, refusal
from graph_model.intake.grade_rows import future_date
from graph_model.intake.identification.clues import COLUMNS, read_code
from graph_model.intake.reading import RawRow
from graph_model.intake.refusals import Refused, RejectCode, missing, quoted
from graph_model.intake.results import RowStatus, Verdict
from graph_model.intake.subject_refs import SubjectRef, subject_ref
from graph_model.intake.words import MAX_WORD
from graph_model.model import Identifier, IdentifierKind, Subject
from graph_model.subjects import Needs, read_subjects
from graph_model.writing import Additions

Content = tuple[str | None, str | None, str | None, str | None, date | None]
"""Name, status, district, industry, registered on; None: the row does not say."""
IDENTIFIERS = "MATCH (i:Identifier) WHERE i.subjectKey IN $keys RETURN i.key"
_SEVERAL = re.compile(r"[、,,;;/\s]+")
_MOST_CODES = 20


@dataclass(frozen=True, slots=True)
class SubjectClaim:
    """What one row says of a subject, normalised."""

    subject: SubjectRef
    content: Content
    identifiers: tuple[Identifier, ...] = ()


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
        content = (subject.name, status, district, industry, registered_on)
        return SubjectClaim(subject, content, _identifiers(row, subject))

    def saying(self, claim: SubjectClaim) -> tuple[int, int]:
        return hash(claim.subject.key), hash((claim.content, claim.identifiers))

    def subject_keys(self, claim: SubjectClaim) -> tuple[str, ...]:
        return (claim.subject.key,)

    async def decide(self, source: Source, claims: Sequence[SubjectClaim], scene: Scene) -> Decision:
        keys = list(dict.fromkeys(claim.subject.key for claim in claims))
        known = {
            data.subject.key: data.subject for data in await read_subjects(source, keys, Needs()) if data is not None
        }
        codes = {key for (key,) in await source.run(IDENTIFIERS, {"keys": keys})} if _any_codes(claims) else set()
        written: dict[str, Subject] = {}
        identifiers: list[Identifier] = []
        verdicts = []
        for claim in claims:
            stored = known.get(claim.subject.key)
            new_codes = [identifier for identifier in claim.identifiers if identifier.key not in codes]
            verdict = self._verdict(claim, stored, scene, knows_codes=not new_codes)
            if verdict.status is RowStatus.ACCEPTED:
                written[claim.subject.key] = known[claim.subject.key] = _merged(claim, stored, scene.now)
                identifiers += new_codes
                codes |= {identifier.key for identifier in new_codes}
            verdicts.append(verdict)
        additions = Additions(subjects=list(written.values()), identifiers=identifiers, batch_key=scene.batch_key)
        return Decision(verdicts, additions, scene.now)

    def _verdict(self, claim: SubjectClaim, stored: Subject | None, scene: Scene, *, knows_codes: bool) -> Verdict:
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
        if earlier is not None or (stored is not None and knows_codes and _merged(claim, stored, scene.now) == stored):
            return UNCHANGED
        return Verdict(RowStatus.ACCEPTED, correction=stored is not None)


def _any_codes(claims: Sequence[SubjectClaim]) -> bool:
    return any(claim.identifiers for claim in claims)


def _identifiers(row: dict[str, Any], subject: SubjectRef) -> tuple[Identifier, ...]:
    """The codes that a row gives beside the USCC. Raises Refused (BAD_IDENTIFIER)."""
    found: dict[Identifier, None] = {}
    for kind in (IdentifierKind.REGISTRATION_NUMBER, IdentifierKind.FORMER_USCC):
        written = cells.limited_text(row.get(COLUMNS[kind]), COLUMNS[kind], MAX_WORD)
        for part in _SEVERAL.split(written)[:_MOST_CODES] if written else ():
            code = read_code(kind, part)
            if code is None or subject.uscc is None:
                raise _bad_identifier(COLUMNS[kind], part)
            if code != subject.uscc:
                found[Identifier(kind, code, subject.key)] = None
    return tuple(found)


def _bad_identifier(column: str, written: str) -> Refused:
    return Refused(
        RejectCode.BAD_IDENTIFIER,
        column,
        f"{quoted(written)}不是注册号(13 或 15 位数字)或统一社会信用代码;自然人没有这些代码;请核对",
        f"{quoted(written)} is neither a registration number (13 or 15 digits) nor a USCC; persons have none: check it",
    )


def _merged(claim: SubjectClaim, stored: Subject | None, now: datetime) -> Subject:
    name, status, district, industry, registered_on = claim.content
    subject = stored if stored is not None else claim.subject.subject()
    return msgspec.structs.replace(
        renamed(subject, name or subject.name, now),
        status=status or subject.status,
        district=district or subject.district,
        industry=industry or subject.industry,
        registered_on=registered_on or subject.registered_on,
    )
