"""`--kind relations`: who is whose legal representative, shareholder, branch, executive or practitioner."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph_model.catalogue import Catalogue
from graph_model.intake import cells
from graph_model.intake.deciding import UNCHANGED, Arrivals, Decision, Scene, Source, conflict, refusal
from graph_model.intake.reading import RawRow
from graph_model.intake.refusals import Refused, RejectCode, missing
from graph_model.intake.results import RowStatus, Verdict
from graph_model.intake.subject_refs import IdentityColumns, SubjectRef, subject_ref
from graph_model.intake.words import MAX_WORD, folded, unknown_word
from graph_model.model import Relation, RelationKind, SubjectKind
from graph_model.subjects import Needs, read_subjects
from graph_model.writing import Additions

RELATION_WORDS = {
    RelationKind.LEGAL_REPRESENTATIVE_OF: ("法定代表人", "负责人", "经营者", "执行事务合伙人"),
    RelationKind.SHAREHOLDER_OF: ("股东", "出资人", "合伙人", "投资人"),
    RelationKind.BRANCH_OF: ("分支机构", "分公司"),
    RelationKind.EXECUTIVE_OF: ("高级管理人员", "高管", "董事", "监事", "经理"),
    RelationKind.PRACTISES_AT: ("执业", "执业人员", "从业人员"),
}
"""What `from` is to `to`, in words."""
_KINDS = {folded(word): kind for kind, words in RELATION_WORDS.items() for word in (kind.value, *words)}
_FROM = IdentityColumns("fromUscc", "fromPersonKey", "fromName")
_TO = IdentityColumns("toUscc", None, "toName")
_STANDING = {
    kind: (
        "UNWIND $rows AS row MATCH (a:Subject {key: row.fromKey}) "
        f"MATCH (a)-[r:{kind.value}]->(b:Subject {{key: row.toKey}}) RETURN row.fromKey, row.toKey, r.share"
    )
    for kind in RelationKind
}
Identity = tuple[RelationKind, str, str]


@dataclass(frozen=True, slots=True)
class RelationClaim:
    """What one row says, normalised: `source` is the kind of `target`."""

    kind: RelationKind
    source: SubjectRef
    target: SubjectRef
    share: float | None

    @property
    def identity(self) -> Identity:
        return self.kind, self.source.key, self.target.key


class RelationIntake:
    """A relation that is known gets the new share; nothing is taken away."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def claim(self, raw: RawRow, today: date) -> RelationClaim:
        row = raw.cells
        source, target = subject_ref(row, _FROM), subject_ref(row, _TO)
        kind = _kind(row.get("relation"))
        share = cells.share(row.get("share"), "share")
        if source.key == target.key:
            raise _bad_relation("toUscc", "两端是同一主体", "both ends are the same subject")
        person = source.kind is SubjectKind.PERSON
        if kind is RelationKind.BRANCH_OF and person:
            raise _bad_relation("relation", "自然人不能是分支机构", "a person is no branch")
        if kind in (RelationKind.PRACTISES_AT, RelationKind.EXECUTIVE_OF) and not person:
            raise _bad_relation("relation", "高管和执业人员应为自然人", "executives and practitioners are persons")
        if share is not None and kind is not RelationKind.SHAREHOLDER_OF:
            raise _bad_relation("share", "只有股东才有持股比例", "only a shareholder has a share")
        return RelationClaim(kind, source, target, share)

    def saying(self, claim: RelationClaim) -> tuple[int, int]:
        return hash(claim.identity), hash(claim.share)

    def subject_keys(self, claim: RelationClaim) -> tuple[str, ...]:
        return claim.source.key, claim.target.key

    async def decide(self, source: Source, claims: Sequence[RelationClaim], scene: Scene) -> Decision:
        keys = list(dict.fromkeys(key for claim in claims for key in self.subject_keys(claim)))
        known = {
            data.subject.key: data.subject for data in await read_subjects(source, keys, Needs()) if data is not None
        }
        arrivals = Arrivals(known, scene)
        standing = await _standing(source, claims)
        written: dict[Identity, Relation] = {}
        verdicts = []
        for claim in claims:
            verdict = self._verdict(claim, standing, arrivals, scene)
            if verdict.status is RowStatus.ACCEPTED:
                standing[claim.identity] = claim.share
                written[claim.identity] = Relation(claim.kind, claim.source.key, claim.target.key, claim.share)
            verdicts.append(verdict)
        additions = Additions(subjects=list(arrivals.new.values()), relations=list(written.values()))
        return Decision(verdicts, additions, scene.now)

    def _verdict(
        self, claim: RelationClaim, standing: dict[Identity, float | None], arrivals: Arrivals, scene: Scene
    ) -> Verdict:
        identity, content = self.saying(claim)
        earlier = scene.earlier(identity)
        if earlier is not None and earlier != content:
            return conflict(
                "share",
                "与本文件前面一行是同一关系,持股比例不同;请核对,只留正确的一行",
                "an earlier row of this file gives the same relation with another share: keep the right one",
            )
        known = claim.identity in standing
        if earlier is not None or (known and standing[claim.identity] == claim.share):
            scene.said[identity] = content
            return UNCHANGED
        try:
            warnings = arrivals.admit((claim.source, "fromName"), (claim.target, "toName"))
        except Refused as refused:
            return refusal(refused)
        scene.said[identity] = content
        return Verdict(RowStatus.ACCEPTED, correction=known, warnings=warnings)


async def _standing(source: Source, claims: Iterable[RelationClaim]) -> dict[Identity, float | None]:
    """The relations among the claimed ones that the graph has, with their share."""
    by_kind: dict[RelationKind, list[dict[str, Any]]] = {}
    for claim in claims:
        by_kind.setdefault(claim.kind, []).append({"fromKey": claim.source.key, "toKey": claim.target.key})
    found: dict[Identity, float | None] = {}
    for kind, rows in by_kind.items():
        for from_key, to_key, share in await source.run(_STANDING[kind], {"rows": rows}):
            found[kind, from_key, to_key] = share
    return found


def _kind(cell: Any) -> RelationKind:
    word = cells.limited_text(cell, "relation", MAX_WORD)
    if word is None:
        raise missing("relation", "关系", "the relation")
    kind = _KINDS.get(folded(word))
    if kind is None:
        raise unknown_word("relation", word, [words[0] for words in RELATION_WORDS.values()])
    return kind


def _bad_relation(column: str, zh: str, en: str) -> Refused:
    return Refused(RejectCode.BAD_RELATION, column, f"{zh};请核对这一行", f"{en}: check the row")
