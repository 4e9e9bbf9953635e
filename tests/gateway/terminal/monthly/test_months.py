"""Which days a report counts."""

from datetime import date

import pytest

from gateway.terminal.monthly.months import Month, month_of
from graph_model.errors import BadInput

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "first", "until", "over"),
    [
        (None, date(2026, 10, 1), date(2026, 10, 31), True),
        ("2026-11", date(2026, 11, 1), TODAY, False),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), True),
        ("2025-12", date(2025, 12, 1), date(2025, 12, 31), True),
    ],
)
def test_the_days_of_a_month(text: str | None, first: date, until: date, over: bool) -> None:
    month = month_of(text, TODAY)
    assert (month, month.over) == (Month(first, until), over)


def test_the_months_before() -> None:
    january = month_of("2026-01", TODAY)
    assert [january.before(ago).name for ago in (1, 11, 12, 13)] == ["2025-12", "2025-02", "2025-01", "2024-12"]
    assert january.before().until == date(2025, 12, 31)
    assert month_of(None, date(2026, 1, 5)).name == "2025-12"


@pytest.mark.parametrize("text", ["2026-13", "2026-12", "2027-01", "十月", "2026-10-01", ""])
def test_what_is_no_month_that_has_come(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        month_of(text, TODAY)
    assert refused.value.where == "MONTH"
