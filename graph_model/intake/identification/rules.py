"""The rules by which a row without a USCC that is known is put down to somebody. Pure; none of them guesses.

A code that one subject has, and no other code of the row contradicts, tells the subject; then a name that one subject of the
district has. Several subjects are several candidates, among whom a person must choose.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from graph_model.intake.identification.clues import Clues
from graph_model.model import IdentifierKind

Code = tuple[IdentifierKind, str]


class Rule(StrEnum):
    """What told whom a row means, the strongest first."""

    FORMER_USCC = "FORMER_USCC"
    REGISTRATION_NUMBER = "REGISTRATION_NUMBER"
    ORGANISATION_CODE = "ORGANISATION_CODE"
    NAME_AND_DISTRICT = "NAME_AND_DISTRICT"
    NAME = "NAME"
    """Never enough; it only makes a candidate for a person to judge."""


_RULES: Mapping[IdentifierKind, Rule] = {
    IdentifierKind.FORMER_USCC: Rule.FORMER_USCC,
    IdentifierKind.REGISTRATION_NUMBER: Rule.REGISTRATION_NUMBER,
    IdentifierKind.ORGANISATION_CODE: Rule.ORGANISATION_CODE,
}
_ORDER = tuple(Rule)
MOST_SUSPECTS = 50
"""Hundreds of small businesses may have one name: nobody chooses among so many by it."""


@dataclass(frozen=True, slots=True)
class Namesake:
    """A subject of a name, and where it is."""

    key: str
    district: str | None


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who has what: subjects by code, and by name."""

    holders: Mapping[Code, frozenset[str]]
    namesakes: Mapping[str, Sequence[Namesake]]


@dataclass(frozen=True, slots=True)
class Found:
    """The row means this subject; `clue` is the code, or the name, that told it."""

    key: str
    rule: Rule
    clue: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The row may mean any of these. `by_code`: codes say so, and not the name alone."""

    keys: tuple[str, ...]
    by_code: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A subject that a row may mean, with the strongest rule that speaks for it and the clue that it goes by."""

    key: str
    rule: Rule
    clue: str


def suspects(clues: Clues, candidates: Candidates) -> tuple[Candidate, ...]:
    """Whom any clue speaks for, the strongest first, then by key; 50 at most."""
    told = _told(clues, candidates)
    for known in candidates.namesakes.get(clues.name, ()) if clues.name is not None else ():
        same_place = clues.district is not None and known.district == clues.district
        told.setdefault(known.key, (Rule.NAME_AND_DISTRICT if same_place else Rule.NAME, clues.name or ""))
    found = (Candidate(key, rule, clue) for key, (rule, clue) in told.items())
    return tuple(sorted(found, key=lambda one: (_ORDER.index(one.rule), one.key))[:MOST_SUSPECTS])


def decide(clues: Clues, candidates: Candidates, *, has_own_code: bool) -> Found | Ambiguous | None:
    """Whom a row means; None where nobody is known by any of its clues.

    `has_own_code`: the row has a valid USCC, so that a name alone does not make it somebody else's.
    """
    if has_own_code and candidates.holders.keys().isdisjoint(clues.codes):
        return None  # as every row of a first load
    told = _told(clues, candidates)
    if len(told) == 1:
        ((key, (rule, code)),) = told.items()
        return Found(key, rule, code)
    if told:
        return Ambiguous(tuple(sorted(told)), by_code=True)
    return None if has_own_code or clues.name is None else _by_name(clues, clues.name, candidates)


def _told(clues: Clues, candidates: Candidates) -> dict[str, tuple[Rule, str]]:
    """Whom the codes speak for, with the strongest rule."""
    told: dict[str, tuple[Rule, str]] = {}
    for kind, code in sorted(clues.codes, key=lambda known: _ORDER.index(_RULES[known[0]])):
        for key in candidates.holders.get((kind, code), ()):
            told.setdefault(key, (_RULES[kind], code))
    return told


def _by_name(clues: Clues, name: str, candidates: Candidates) -> Found | Ambiguous | None:
    namesakes = candidates.namesakes.get(name, ())
    there = [known.key for known in namesakes if clues.district is not None and known.district == clues.district]
    if len(there) == 1:
        return Found(there[0], Rule.NAME_AND_DISTRICT, name)
    return Ambiguous(tuple(sorted(known.key for known in namesakes)), by_code=False) if namesakes else None
