"""The step between a row's claim and what becomes of it: rows of unknown codes are put down to whom they mean."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from graph_model.intake import cells
from graph_model.intake.columns import Kind
from graph_model.intake.deciding import Intake, Source
from graph_model.intake.identification.candidates import candidates_of, known_keys
from graph_model.intake.identification.clues import COLUMNS, Clues, clues_in_code, clues_of
from graph_model.intake.identification.rules import Ambiguous, Found, Rule, decide
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


async def identify(
    source: Source, rows: Sequence[Prepared[C]], kind: Kind, intake: Intake[C], today: date
) -> list[Prepared[C]]:
    """The rows of a batch, those with no USCC that is known put down to whom they mean where a rule tells it.

    A row that codes put down to several subjects is refused (AMBIGUOUS_SUBJECT); one of which nothing tells anything stays
    as it is: refused, or about a subject that is new.
    """
    if kind not in KINDS:
        return list(rows)
    doubtful = await _doubtful(source, rows, intake)
    if not doubtful:
        return list(rows)
    candidates = await candidates_of(source, list(doubtful.values()))
    found = list(rows)
    for place, clues in doubtful.items():
        row = rows[place]
        outcome = decide(clues, candidates, has_own_code=row.claim is not None)
        if isinstance(outcome, Found):
            found[place] = _put_down(row, outcome, intake, today)
        elif isinstance(outcome, Ambiguous) and outcome.by_code:
            found[place] = Prepared(row.raw, None, _ambiguous(row.raw.cells, outcome))
    return found


async def _doubtful(source: Source, rows: Sequence[Prepared[C]], intake: Intake[C]) -> dict[int, Clues]:
    """Place → clues of the rows whose subject is not known by its USCC. The name of one with a valid USCC is no clue."""
    named = {
        place: key
        for place, row in enumerate(rows)
        if row.claim is not None
        for key in intake.subject_keys(row.claim)
        if key.startswith(ENTITY_PREFIX)
    }
    known = await known_keys(source, named.values()) if named else frozenset()
    clues = dict(_of_strangers(rows, {place: key for place, key in named.items() if key not in known}))
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


def _put_down(row: Prepared[C], found: Found, intake: Intake[C], today: date) -> Prepared[C]:
    cells_of_subject = {**row.raw.cells, "uscc": found.key.removeprefix(ENTITY_PREFIX)}
    code, zh, en = _TOLD[found.rule]
    told = Warned(
        code,
        "uscc",
        f"没有库中的统一社会信用代码,按{zh} {quoted(found.clue)}归入 {found.key};请核对",
        f"no USCC that is known: put down to {found.key} by {en} {quoted(found.clue)}, check it",
    )
    try:
        claim = intake.claim(replace(row.raw, cells=cells_of_subject), today)
    except Refused as refused:
        return Prepared(row.raw, None, refused)
    return Prepared(row.raw, claim, None, told)


def _ambiguous(row: Mapping[str, Any], outcome: Ambiguous) -> Refused:
    written = quoted(cells.text(row.get("uscc")) or "")
    among = "、".join(outcome.keys[:5])
    return Refused(
        RejectCode.AMBIGUOUS_SUBJECT,
        "uscc",
        f"代码{written}可能是 {len(outcome.keys)} 个主体:{among};请填统一社会信用代码",
        f"the codes of this row are those of {len(outcome.keys)} subjects ({among}): give the USCC",
    )
