"""Days and instants of the city, told by how long before the city's own day they are. The wall clock has no part in it."""

from datetime import UTC, date, datetime, time, timedelta

from graph_model.model import CITY_ZONE

DAY_SECONDS = 86_400
OFFICE_HOURS = (9 * 3600, 18 * 3600)


class Calendar:
    """`today` is the city's own day; nothing in the city was known after `now`, the instant at which that day begins."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.now = datetime.combine(today, time(), CITY_ZONE).astimezone(UTC)
        self._days: dict[int, date] = {}

    def day(self, days_ago: int) -> date:
        """The day `days_ago`; a negative number is a day to come."""
        day = self._days.get(days_ago)
        if day is None:
            day = self._days[days_ago] = self.today - timedelta(days=days_ago)
        return day

    def office_hour(self, days_ago: int, fraction: float) -> datetime:
        """An instant in the office hours of the day `days_ago`; `fraction` (0…1) says where in them."""
        opens, closes = OFFICE_HOURS
        return self.now - timedelta(seconds=days_ago * DAY_SECONDS - opens - int(fraction * (closes - opens)))
