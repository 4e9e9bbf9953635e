"""Days and instants as a person writes them."""

import pytest

from gateway.terminal.instants import day, instant
from graph_model.errors import BadInput


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (None, None),
        ("2023-08-21", "2023-08-21T23:59:59.999999+08:00"),
        ("20230821", "2023-08-21T23:59:59.999999+08:00"),
        ("2023-08-21T09:00", "2023-08-21T09:00:00+08:00"),
        ("2023-08-21T09:00:00Z", "2023-08-21T09:00:00+00:00"),
    ],
)
def test_an_instant(text: str | None, meant: str | None) -> None:
    assert instant(text, "--as-of") == meant


def test_a_day() -> None:
    assert day("2023-08-21", "--as-of") == "2023-08-21"
    assert day(None, "--as-of") is None


@pytest.mark.parametrize("text", ["yesterday", "2023-13-01", ""])
def test_what_is_no_date_is_refused_with_the_option(text: str) -> None:
    with pytest.raises(BadInput, match="--as-of"):
        instant(text, "--as-of")
