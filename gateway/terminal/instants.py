"""Days and instants as a person gives them on the command line, and as they are shown: by the clock of Chongqing."""

from datetime import datetime, time

from graph_model.errors import BadInput
from graph_model.model import CITY_ZONE


def day(text: str | None, option: str) -> str | None:
    """An ISO 8601 day for the API."""
    return None if text is None else _parsed(text, option).date().isoformat()


def instant(text: str | None, option: str) -> str | None:
    """An ISO 8601 instant for the API. A day alone is its last moment in Chongqing; without a zone it is Chongqing's time."""
    if text is None:
        return None
    parsed = _parsed(text, option)
    if len(text) <= len("2023-08-21"):
        parsed = datetime.combine(parsed.date(), time.max)
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=CITY_ZONE)).isoformat()


def shown_day(at: str) -> str:
    """The day of an instant of the API, in Chongqing; a day is as it is."""
    return at if len(at) == len("2023-08-21") else _in_the_city(at).date().isoformat()


def shown_moment(at: str) -> str:
    """An instant of the API to the second, by the clock of Chongqing."""
    return f"{_in_the_city(at):%Y-%m-%d %H:%M:%S}"


def _in_the_city(at: str) -> datetime:
    return datetime.fromisoformat(at).astimezone(CITY_ZONE)


def _parsed(text: str, option: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{text} 不是日期，例如 2023-08-21 / is no date; write 2023-08-21", option) from None
