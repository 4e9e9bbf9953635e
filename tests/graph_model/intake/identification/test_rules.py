"""Whom a row means by its clues: every rule, what contradicts, and what nobody guesses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.intake.identification.clues import Clues, clues_of
from graph_model.intake.identification.rules import (
    Ambiguous,
    Candidate,
    Candidates,
    Found,
    Namesake,
    Rule,
    decide,
    suspects,
)
from graph_model.model import IdentifierKind

FORMER = IdentifierKind.FORMER_USCC
NUMBER = IdentifierKind.REGISTRATION_NUMBER
ORGANISATION = IdentifierKind.ORGANISATION_CODE
USCC = "91500105MA0000001Q"


def known(
    *holders: tuple[IdentifierKind, str, str], namesakes: tuple[tuple[str, str, str | None], ...] = ()
) -> Candidates:
    """(kind, code, subject) and (name, subject, district)."""
    held: dict[tuple[IdentifierKind, str], frozenset[str]] = {}
    for kind, code, key in holders:
        held[kind, code] = held.get((kind, code), frozenset()) | {key}
    named: dict[str, list[Namesake]] = {}
    for name, key, district in namesakes:
        named.setdefault(name, []).append(Namesake(key, district))
    return Candidates(held, named)


def clues(*codes: tuple[IdentifierKind, str], name: str | None = None, district: str | None = None) -> Clues:
    return Clues(codes, name, district)


def test_each_code_tells_whom_it_is_of() -> None:
    candidates = known((FORMER, "f", "甲"), (NUMBER, "n", "乙"), (ORGANISATION, "o", "丙"))
    assert decide(clues((FORMER, "f")), candidates, has_own_code=False) == Found("甲", Rule.FORMER_USCC, "f")
    assert decide(clues((NUMBER, "n")), candidates, has_own_code=False) == Found("乙", Rule.REGISTRATION_NUMBER, "n")
    assert decide(clues((ORGANISATION, "o")), candidates, has_own_code=True) == Found("丙", Rule.ORGANISATION_CODE, "o")


def test_codes_that_agree_are_told_by_the_strongest() -> None:
    candidates = known((ORGANISATION, "o", "甲"), (FORMER, "f", "甲"))
    given_both = clues((ORGANISATION, "o"), (FORMER, "f"))
    assert decide(given_both, candidates, has_own_code=False) == Found("甲", Rule.FORMER_USCC, "f")


def test_codes_that_contradict_each_other_tell_nobody() -> None:
    candidates = known((NUMBER, "n", "乙"), (ORGANISATION, "o", "甲"))
    outcome = decide(clues((NUMBER, "n"), (ORGANISATION, "o"), name="甲"), candidates, has_own_code=False)
    assert outcome == Ambiguous(("乙", "甲"), by_code=True)


def test_a_code_that_two_have_tells_neither() -> None:
    candidates = known((NUMBER, "n", "甲"), (NUMBER, "n", "乙"), namesakes=(("甲公司", "甲", "江北区"),))
    outcome = decide(clues((NUMBER, "n"), name="甲公司", district="江北区"), candidates, has_own_code=False)
    assert outcome == Ambiguous(("乙", "甲"), by_code=True)


NAMESAKES = (("甲公司", "甲", "江北区"), ("甲公司", "乙", "渝北区"), ("丙公司", "丙", None))


@pytest.mark.parametrize(
    ("name", "district", "expected"),
    [
        ("甲公司", "江北区", Found("甲", Rule.NAME_AND_DISTRICT, "甲公司")),
        ("甲公司", "渝北区", Found("乙", Rule.NAME_AND_DISTRICT, "甲公司")),
        ("甲公司", "万州区", Ambiguous(("乙", "甲"), by_code=False)),
        ("甲公司", None, Ambiguous(("乙", "甲"), by_code=False)),
        ("丙公司", None, Ambiguous(("丙",), by_code=False)),
        ("丁公司", "江北区", None),
    ],
)
def test_a_name_tells_only_with_its_district(name: str, district: str | None, expected: object) -> None:
    candidates = known(namesakes=NAMESAKES)
    assert decide(clues(name=name, district=district), candidates, has_own_code=False) == expected


def test_everybody_whom_a_clue_speaks_for_is_a_candidate_by_the_strongest() -> None:
    candidates = known((NUMBER, "n", "甲"), (ORGANISATION, "o", "丙"), (ORGANISATION, "o", "甲"), namesakes=NAMESAKES)
    given_all = clues((ORGANISATION, "o"), (NUMBER, "n"), name="甲公司", district="渝北区")
    assert suspects(given_all, candidates) == (
        Candidate("甲", Rule.REGISTRATION_NUMBER, "n"),
        Candidate("丙", Rule.ORGANISATION_CODE, "o"),
        Candidate("乙", Rule.NAME_AND_DISTRICT, "甲公司"),
    )
    assert {one.rule for one in suspects(clues(name="甲公司"), candidates)} == {Rule.NAME}


def test_of_many_namesakes_the_likely_are_candidates() -> None:
    many = tuple(("理发店", f"{number:03}", "渝北区" if number > 97 else "万州区") for number in range(100))
    found = suspects(clues(name="理发店", district="渝北区"), known(namesakes=many))
    assert [one.key for one in found[:3]] == ["098", "099", "000"] and len(found) == 50


def test_a_name_does_not_make_a_row_with_a_code_of_its_own_somebody_elses() -> None:
    candidates = known(namesakes=NAMESAKES)
    assert decide(clues(name="甲公司", district="江北区"), candidates, has_own_code=True) is None


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ({"uscc": "500105200012345"}, {(NUMBER, "500105200012345")}),
        ({"uscc": " ５００１０５２０００１２３４５ "}, {(NUMBER, "500105200012345")}),
        ({"registrationNumber": "5001052000123"}, {(NUMBER, "5001052000123")}),
        ({"uscc": "ma000000-1"}, {(ORGANISATION, "MA0000001")}),
        ({"organisationCode": "MA0000001"}, {(ORGANISATION, "MA0000001")}),
        ({"uscc": USCC}, {(FORMER, USCC), (ORGANISATION, "MA0000001")}),
        ({"formerUscc": USCC.lower()}, {(FORMER, USCC), (ORGANISATION, "MA0000001")}),
        ({"uscc": "91500105MA0000001X"}, set()),
        ({"uscc": "50010520001234", "organisationCode": "123"}, set()),
        ({"uscc": None, "name": "甲公司"}, set()),
    ],
)
def test_codes_are_known_by_their_form(cells: dict[str, object], codes: set[object]) -> None:
    assert set(clues_of(cells).codes) == codes


SUBJECTS = st.sampled_from(["甲", "乙", "丙"])
CODES = st.tuples(st.sampled_from(list(IdentifierKind)), st.sampled_from(["1", "2"]))


@given(st.sets(st.tuples(CODES, SUBJECTS)), st.sets(CODES), st.booleans())
def test_somebody_is_found_only_where_all_codes_together_lead_to_one(
    holders: set[tuple[tuple[IdentifierKind, str], str]],
    codes: set[tuple[IdentifierKind, str]],
    has_own_code: bool,
) -> None:
    led_to = {key for code, key in holders if code in codes}
    outcome = decide(clues(*codes), known(*((*code, key) for code, key in holders)), has_own_code=has_own_code)
    if len(led_to) == 1:
        assert isinstance(outcome, Found) and {outcome.key} == led_to
    elif led_to:
        assert outcome == Ambiguous(tuple(sorted(led_to)), by_code=True)
    else:
        assert outcome is None
