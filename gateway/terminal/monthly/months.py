"""Months as a report counts them: by the days of Chongqing."""

from dataclasses import dataclass
from datetime import date, timedelta

from graph_model.errors import BadInput


@dataclass(frozen=True, slots=True)
class Month:
    """A month, and the last of its days that has come (`until`)."""

    first: date
    until: date

    @property
    def name(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def over(self) -> bool:
        """Whether all of it has passed."""
        return (self.until + timedelta(days=1)).day == 1

    def before(self, months: int = 1) -> "Month":
        """The month so many months earlier."""
        number = self.first.year * 12 + self.first.month - 1 - months
        first = date(number // 12, number % 12 + 1, 1)
        return Month(first, _last_day(first))


def month_of(text: str | None, today: date) -> Month:
    """The month that a text writes (`2026-10`), None: the last one that is over. Raises BadInput."""
    if text is None:
        return Month(today.replace(day=1), today).before()
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise BadInput(f"{text} 不是月份，例如 2026-10 / is no month; write 2026-10", "MONTH") from None
    if first > today:
        raise BadInput(f"{text} 还没有到 / has not come yet", "MONTH")
    return Month(first, min(_last_day(first), today))


def _last_day(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
