"""Days and instants as a person writes them, and as they are shown."""

import pytest

from gateway.terminal.discrepancy_tables import discrepancy_table
from gateway.terminal.instants import day, instant, shown_day, shown_moment
from gateway.terminal.words import words
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


@pytest.mark.parametrize(
    ("at", "shown", "moment"),
    [
        ("2026-11-28T15:59:59.999999Z", "2026-11-28", "2026-11-28 23:59:59"),
        ("2026-11-28T16:00:00Z", "2026-11-29", "2026-11-29 00:00:00"),
        ("2026-12-31T17:30:00+00:00", "2027-01-01", "2027-01-01 01:30:00"),
        ("2026-11-28T23:30:00+08:00", "2026-11-28", "2026-11-28 23:30:00"),
    ],
)
def test_what_is_shown_goes_by_the_clock_of_chongqing(at: str, shown: str, moment: str) -> None:
    assert (shown_day(at), shown_moment(at)) == (shown, moment)
    assert shown_day(shown) == shown


def test_a_discrepancy_that_was_raised_at_night_was_raised_on_that_day() -> None:
    side = {"grade": "A", "department": None, "item": None}
    row = {
        "subject": {"displayName": "甲公司"}, "id": "discrepancy:1", "high": side, "low": side, "earlier": [],
        "raisedAt": "2026-11-28T17:00:00Z", "dueOn": "2026-12-14", "overdue": False, "escalated": False, "state": "OPEN",
    }  # fmt: skip
    table = discrepancy_table({"discrepancies": [row], "totalCount": 1}, words("zh"))
    assert list(table.columns[3].cells) == ["2026-11-29"]
