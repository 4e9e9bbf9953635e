"""Unified social credit codes: what is taken, what is refused and why (GB 32100-2015, GB 11714)."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graph_model.errors import BadInput
from graph_model.model import SubjectKind
from graph_model.uscc import (
    ALPHABET,
    BadUscc,
    check,
    check_character,
    is_valid,
    kind_of,
    narrowed,
    organisation_code_check,
)

PUBLISHED = ("914403001922038216", "9144030071526726XG", "91330100799655058B", "91110000802100433B")
"""Codes of four large companies, as they print them."""

letters = st.sampled_from(ALPHABET)
first17s = st.builds(
    lambda head, division, rest: head + division + rest,
    st.text(letters, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(letters, min_size=9, max_size=9),
)
codes = first17s.map(lambda first17: first17 + check_character(first17))


@pytest.mark.parametrize("code", PUBLISHED)
def test_a_published_code_is_taken(code: str) -> None:
    assert check(code) == code
    assert is_valid(code)


@pytest.mark.parametrize("code", PUBLISHED)
def test_the_organisation_code_inside_a_published_code_has_its_own_check_character(code: str) -> None:
    assert organisation_code_check(code[8:16]) == code[16]


@pytest.mark.parametrize(
    "written",
    [
        " 9144030071526726XG ",
        "9144030071526726xg",
        "91440300 71526726 XG",
        "9144030071526726XG\r\n",
        "９１４４０３００７１５２６７２６ＸＧ",
        "９１４４０３００７１５２６７２６ｘｇ",
        "\ufeff9144030071526726XG",
        "\u202d9144030071526726XG\u202c",
        "9144030071526726XG\u3000",
        "91440300\u00a071526726XG",
    ],
)
def test_width_blanks_and_case_are_put_right(written: str) -> None:
    assert check(written) == "9144030071526726XG"
    assert is_valid(written)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "有 0 位"),
        ("9144030071526726X", "应为 18 位.*有 17 位"),
        ("9144030071526726XGG", "有 19 位"),
        ("914403OO71526726XG", "第 7 位的字母 O 不在代码中使用"),
        ("9144030071526726IG", "第 17 位的字母 I 不在代码中使用"),
        ("91440300-1526726XG", "第 9 位的“-”不是数字或大写字母"),
        ("91440300①1526726XG", "第 9 位的“①”不是数字或大写字母"),
        ("91A4030071526726XG", "第 3 至 8 位应为六位行政区划数字"),
        ("9144030071526726XA", "校验码应为 G,不是 A"),
        ("9144030071526736XG", "校验码应为"),
    ],
)
def test_a_refusal_says_what_is_wrong(written: str, says: str) -> None:
    with pytest.raises(BadUscc) as refused:
        check(written)
    assert re.search(says, refused.value.message)
    assert isinstance(refused.value, BadInput)
    assert not is_valid(written)


def test_a_division_with_a_letter_is_refused_even_if_its_check_character_is_right() -> None:
    first17 = "91A4030071526726X"
    with pytest.raises(BadUscc, match="第 3 至 8 位"):
        check(first17 + check_character(first17))


def test_a_long_text_is_not_repeated_whole() -> None:
    with pytest.raises(BadUscc) as refused:
        check("9" * 10_000)
    assert len(refused.value.message) < 200


@given(codes)
def test_every_made_code_is_taken(code: str) -> None:
    assert check(code) == code


@given(codes, st.integers(0, 17), letters)
def test_one_wrong_character_is_always_caught(code: str, place: int, letter: str) -> None:
    assume(code[place] != letter)
    assert not is_valid(code[:place] + letter + code[place + 1 :])


@given(codes, st.integers(0, 15))
def test_two_neighbours_that_changed_places_are_always_caught(code: str, place: int) -> None:
    assume(code[place] != code[place + 1])
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert not is_valid(swapped)


@given(st.text(max_size=30))
def test_any_text_is_either_taken_as_a_code_or_refused_with_a_sentence(text: str) -> None:
    try:
        code = check(text)
    except BadUscc as refused:
        assert refused.message
        assert not is_valid(text)
    else:
        assert check(code) == code
        assert set(code) <= set(ALPHABET)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("11", SubjectKind.STATE_ORGAN),
        ("12", SubjectKind.PUBLIC_INSTITUTION),
        ("13", SubjectKind.OTHER_ORGANISATION),
        ("31", SubjectKind.LEGAL_SERVICE),
        ("34", SubjectKind.LEGAL_SERVICE),
        ("35", SubjectKind.OTHER_ORGANISATION),
        ("51", SubjectKind.SOCIAL_ORGANISATION),
        ("52", SubjectKind.SOCIAL_ORGANISATION),
        ("53", SubjectKind.SOCIAL_ORGANISATION),
        ("91", SubjectKind.ENTERPRISE),
        ("92", SubjectKind.INDIVIDUAL_BUSINESS),
        ("93", SubjectKind.COOPERATIVE),
        ("N2", SubjectKind.OTHER_ORGANISATION),
        ("Y1", SubjectKind.OTHER_ORGANISATION),
    ],
)
def test_the_first_two_characters_tell_the_kind(head: str, kind: SubjectKind) -> None:
    first17 = head + "500000MA5U00001"
    assert kind_of(first17 + check_character(first17)) is kind


@pytest.mark.parametrize("first17", ["", "9" * 16, "9" * 18, "9" * 16 + "O", "9" * 16 + "x"])
def test_a_check_character_is_made_for_seventeen_characters_only(first17: str) -> None:
    with pytest.raises(BadUscc):
        check_character(first17)


@pytest.mark.parametrize(
    ("first8", "ninth"),
    [
        ("D2143569", "X"),  # the standard's own example
        ("00000000", "0"),
        ("71526726", "X"),
    ],
)
def test_organisation_code(first8: str, ninth: str) -> None:
    assert organisation_code_check(first8) == ninth


@pytest.mark.parametrize("first8", ["", "1234567", "123456789", "1234567x"])
def test_an_organisation_code_has_eight_characters_before_its_check(first8: str) -> None:
    with pytest.raises(BadUscc):
        organisation_code_check(first8)


def test_narrowed_changes_width_and_nothing_else() -> None:
    assert narrowed("（Ａ 级）\u200b") == "(A级)"
    assert narrowed("①²㈱") == "①²㈱"
