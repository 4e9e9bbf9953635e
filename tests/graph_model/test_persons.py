"""Natural persons: pseudonymous keys and masked names."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.errors import BadInput
from graph_model.persons import masked_name, person_key

SECRET = b"a secret of thirty-two bytes ....."
NUMBER = "50010319900101123X"


def test_a_key_is_a_prefix_and_32_hex_digits() -> None:
    assert re.fullmatch(r"person:[0-9a-f]{32}", person_key(NUMBER, SECRET))


def test_the_key_of_a_number_never_changes() -> None:
    """A stored graph depends on it: a change here would cut every person from their history."""
    assert person_key(NUMBER, SECRET) == "person:588febff55e951276de01982d25ece03"


@pytest.mark.parametrize(
    "written",
    [
        "50010319900101123x",
        " 500103 19900101 123X ",
        "５００１０３１９９００１０１１２３Ｘ",
        "\ufeff50010319900101123X\n",
    ],
)
def test_width_blanks_and_case_make_no_difference(written: str) -> None:
    assert person_key(written, SECRET) == person_key(NUMBER, SECRET)


def test_another_number_or_another_secret_is_another_key() -> None:
    keys = {person_key(NUMBER, SECRET), person_key("500103199001011221", SECRET), person_key(NUMBER, b"another secret")}
    assert len(keys) == 3


def test_the_number_is_not_in_the_key() -> None:
    assert NUMBER[:8] not in person_key(NUMBER, SECRET)


@pytest.mark.parametrize(("number", "secret"), [("", SECRET), (" \u3000", SECRET), (NUMBER, b"")])
def test_an_empty_number_or_secret_is_refused_without_repeating_it(number: str, secret: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        person_key(number, secret)
    assert NUMBER not in refused.value.message


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("欧阳娜娜", "欧***"),
        ("张 三", "张*"),
        ("张*", "张*"),
        ("张**", "张**"),
        ("张＊", "张*"),
        ("张*三", "张**"),
        ("*三", "*三"),
        ("阿依古丽·买买提", "阿*******"),
        ("John Smith", "J********"),
        ("张", "张*"),
        ("**", "**"),
        ("", ""),
    ],
)
def test_one_character_of_a_name_is_seen(name: str, masked: str) -> None:
    assert masked_name(name) == masked


@given(st.text(max_size=12))
def test_masking_twice_is_masking_once_and_shows_at_most_one_character(name: str) -> None:
    masked = masked_name(name)
    assert masked_name(masked) == masked
    assert len(masked.replace("*", "")) <= 1
