"""Systems that keep whole copies: which copies a sheet stands in."""

from collections.abc import Iterator
from datetime import date, timedelta

from graph_model.model import city_day
from seed.systems.sheets import Sheet

_BETWEEN = timedelta(days=30)


def copies(sheet: Sheet, today: date) -> Iterator[date]:
    """The days of the copies with this sheet: the last one and, where it was written by then, the one of a month before."""
    if city_day(sheet.changed_at) <= today - _BETWEEN:
        yield today - _BETWEEN
    yield today
