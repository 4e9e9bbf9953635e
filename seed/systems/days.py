"""Days as departments write them, among them some that no calendar has."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from graph_model.model import CITY_ZONE


@dataclass(frozen=True, slots=True)
class Day:
    """A day in the city, or (2023-02-30) none: only a column of text can hold that one."""

    year: int
    month: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Day":
        return cls(day.year, day.month, day.day)

    def written(self, pattern: str) -> str:
        """`pattern` with {y}, {m}, {d} and, of two digits, {mm}, {dd}."""
        month, number = self.month, self.number
        return pattern.format(y=self.year, m=month, d=number, mm=f"{month:02d}", dd=f"{number:02d}")

    def date(self) -> date:
        """For a column of dates; raises ValueError for a day that no calendar has."""
        return date(self.year, self.month, self.number)

    def midnight(self) -> datetime:
        """The instant at which the day begins in the city, in UTC: mostly of the day before."""
        return datetime.combine(self.date(), time(), CITY_ZONE).astimezone(UTC)


COMPACT = "{y}{mm}{dd}"
DASHED = "{y}-{mm}-{dd}"
SLASHED = "{y}/{m}/{d}"
DOTTED = "{y}.{mm}.{dd}"
CHINESE = "{y}年{m}月{d}日"


def local(instant: datetime) -> datetime:
    """An instant as a clock on a wall of the city shows it, without a zone."""
    return instant.astimezone(CITY_ZONE).replace(tzinfo=None, microsecond=0)


def utc(instant: datetime) -> datetime:
    """An instant as UTC, without a zone."""
    return instant.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def milliseconds(instant: datetime) -> int:
    """Milliseconds since 1970."""
    return int(instant.timestamp()) * 1000
