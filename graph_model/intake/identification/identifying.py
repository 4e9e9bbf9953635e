"""The step between a row's claim and what becomes of it: rows of unknown codes are put down to whom they mean."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic, Protocol, TypeVar, cast

import msgspec

from graph_model.intake import cells
from graph_model.intake.by_decision import ByDecision
from graph_model.intake.columns import Kind
from graph_model.intake.deciding import Intake, Source
from graph_model.intake.identification.candidates import candidates_of, known_keys
from graph_model.intake.identification.clues import COLUMNS, Clues, clues_in_code, clues_of
from graph_model.intake.identification.doubts import (
    Doubt,
    Standing,
    review_key,
    standing_decisions,
    with_written,
)
from graph_model.intake.identification.rules import Ambiguous, Candidate, Candidates, Found, Rule, decide, suspects
from graph_model.intake.preparing import Prepared
from graph_model.intake.refusals import Refused, RejectCode, WarningCode, quoted
from graph_model.intake.results import Warned
from graph_model.intake.subject_refs import ENTITY_PREFIX

C = TypeVar("C")
KINDS = (Kind.GRADES, Kind.FACTS)
_OTHER_CODES = frozenset(COLUMNS.values())
_OF_IDENTITY = (RejectCode.BAD_USCC, RejectCode.MISSING)
_TOLD: Mapping[Rule, tuple[WarningCode, str, str]] = {
    Rule.FORMER_USCC: (WarningCode.BY_FORMER_USCC, "变更前的代码", "the former code"),
    Rule.REGISTRATION_NUMBER: (WarningCode.BY_REGISTRATION_NUMBER, "注册号", "the registration number"),
    Rule.ORGANISATION_CODE: (WarningCode.BY_ORGANISATION_CODE, "组织机构代码", "the organisation code"),
    Rule.NAME_AND_DISTRICT: (WarningCode.BY_NAME_AND_DISTRICT, "名称和区县", "the name and the district"),
}


class DoubtfulIntake(Intake[C], Protocol[C]):
    """An intake whose rows may be put down to somebody by a person's decision."""

    def department(self, row: dict[str, Any]) -> str | None:
        """Key of the department that a row is of, None where that cannot be told."""
        ...

    def decided(self, claim: C, by: ByDecision) -> C:
        """The claim as one that a decision puts down to its subject."""
        ...


async def identify(
    source: Source,
    rows: Sequence[Prepared[C]],
    kind: Kind,
    intake: Intake[C],
    today: date,
    *,
    known: Collection[str] = frozenset(),
) -> list[Prepared[C]]:
    """The rows of a batch, those with no USCC that is known put down to whom they mean where a decision or a rule tells it.

    A row that codes put down to several subjects is refused (AMBIGUOUS_SUBJECT); one of which nothing tells anything stays
    as it is: refused, or about a subject that is new. What may mean somebody is a `doubt`. `known` are keys of subjects that
    need not be looked up.
    """
    if kind not in KINDS:
        return list(rows)
    doubtful = await _doubtful(source, rows, intake, known)
    if not doubtful:
        return list(rows)
    candidates = await candidates_of(source, list(doubtful.values()))
    judging = _Judging(cast(DoubtfulIntake[C], intake), today, candidates)
    cases = [case for place, clues in doubtful.items() if (case := judging.case(place, rows[place], clues)) is not None]
    keys = [case.key for case in cases if case.key is not None]
    standing = await standing_decisions(source, keys) if keys else {}
    found = list(rows)
    for case in cases:
        found[case.place] = judging.judged(case, None if case.key is None else standing.get(case.key))
    return found


@dataclass(frozen=True, slots=True)
class _Case(Generic[C]):
    """A row that is not about whom its USCC names. `key` is its review's, `shown` are the clues that it goes by: None where it
    has none."""

    place: int
    row: Prepared[C]
    outcome: Found | Ambiguous | None
    suspects: tuple[Candidate, ...]
    department_key: str | None
    shown: Clues | None
    key: str | None


@dataclass(frozen=True, slots=True)
class _Judging(Generic[C]):
    """What the rows of a batch are judged by."""

    intake: DoubtfulIntake[C]
    today: date
    candidates: Candidates

    def case(self, place: int, row: Prepared[C], clues: Clues) -> _Case[C] | None:
        """None for a row about a subject that is new, as all rows of a first load are."""
        outcome = decide(clues, self.candidates, has_own_code=row.claim is not None)
        if row.claim is not None and outcome is None:
            return None
        shown = with_written(clues, row.raw.cells)
        department = None if shown is None else self.intake.department(row.raw.cells)
        key = None if shown is None else review_key(department, shown)
        return _Case(place, row, outcome, suspects(clues, self.candidates), department, shown, key)

    def judged(self, case: _Case[C], standing: Standing | None) -> Prepared[C]:
        row = case.row
        if standing is None and isinstance(case.outcome, Found):
            return self._put_down(row, case.outcome)
        refused = row.refused
        if isinstance(case.outcome, Ambiguous) and case.outcome.by_code:
            refused = _ambiguous(row.raw.cells, case.outcome.keys)
        elif refused is None:
            refused = _ambiguous(row.raw.cells, [one.key for one in case.suspects])
        if case.key is None or case.shown is None or (standing is None and not case.suspects):
            return Prepared(row.raw, None, refused)
        doubt = Doubt(case.key, case.department_key, case.shown, case.suspects, refused, standing)
        if standing is not None and standing.subject_key is not None:
            return self._decided(row, doubt, standing.decision, standing.subject_key)
        return Prepared(row.raw, None, refused, doubt=doubt)

    def _put_down(self, row: Prepared[C], found: Found) -> Prepared[C]:
        code, zh, en = _TOLD[found.rule]
        told = Warned(
            code,
            "uscc",
            f"没有库中的统一社会信用代码,按{zh} {quoted(found.clue)}归入 {found.key};请核对",
            f"no USCC that is known: put down to {found.key} by {en} {quoted(found.clue)}, check it",
        )
        try:
            return Prepared(row.raw, self._claim(row, found.key), None, told)
        except Refused as refused:
            return Prepared(row.raw, None, refused)

    def _decided(self, row: Prepared[C], doubt: Doubt, decision: str, subject_key: str) -> Prepared[C]:
        told = Warned(
            WarningCode.BY_DECISION,
            "uscc",
            f"没有库中的统一社会信用代码,按决定 {decision} 归入 {subject_key}",
            f"no USCC that is known: put down to {subject_key} by the decision {decision}",
        )
        try:
            claim = self.intake.decided(self._claim(row, subject_key), ByDecision(decision))
        except Refused as refused:
            return Prepared(row.raw, None, refused, doubt=doubt)
        return Prepared(row.raw, claim, None, told, doubt)

    def _claim(self, row: Prepared[C], subject_key: str) -> C:
        cells_of_subject = {**row.raw.cells, "uscc": subject_key.removeprefix(ENTITY_PREFIX)}
        return self.intake.claim(msgspec.structs.replace(row.raw, cells=cells_of_subject), self.today)


async def _doubtful(
    source: Source, rows: Sequence[Prepared[C]], intake: Intake[C], known: Collection[str]
) -> dict[int, Clues]:
    """Place → clues of the rows whose subject is not known by its USCC. The name of one with a valid USCC is no clue."""
    named = {
        place: key
        for place, row in enumerate(rows)
        if row.claim is not None
        for key in intake.subject_keys(row.claim)
        if key.startswith(ENTITY_PREFIX) and key not in known
    }
    found = await known_keys(source, named.values()) if named else frozenset()
    clues = dict(_of_strangers(rows, {place: key for place, key in named.items() if key not in found}))
    clues |= {place: clues_of(row.raw.cells) for place, row in enumerate(rows) if _is_nobody(row)}
    return {place: each for place, each in clues.items() if each.codes or each.name is not None}


def _of_strangers(rows: Sequence[Prepared[C]], strangers: Mapping[int, str]) -> Iterator[tuple[int, Clues]]:
    """Clues of rows whose valid USCC is nobody's, as all are in a first load: read once a subject where they are its code."""
    shared: dict[str, Clues] = {}
    for place, key in strangers.items():
        row = rows[place].raw.cells
        if not _OTHER_CODES.isdisjoint(row):
            yield place, replace(clues_of(row), name=None)
            continue
        clues = shared.get(key)
        if clues is None:
            clues = shared[key] = clues_in_code(key.removeprefix(ENTITY_PREFIX), row)
        yield place, clues


def _is_nobody(row: Prepared[C]) -> bool:
    """Whether a row is refused because it has no USCC that can be one."""
    refused = row.refused
    return refused is not None and refused.column == "uscc" and refused.code in _OF_IDENTITY


def _ambiguous(row: Mapping[str, Any], keys: Sequence[str]) -> Refused:
    written = quoted(cells.text(row.get("uscc")) or "")
    among = "、".join(keys[:5])
    return Refused(
        RejectCode.AMBIGUOUS_SUBJECT,
        "uscc",
        f"代码{written}可能是 {len(keys)} 个主体:{among};请填统一社会信用代码",
        f"the codes of this row are those of {len(keys)} subjects ({among}): give the USCC",
    )
