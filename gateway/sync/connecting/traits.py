"""What the values of a place look like, whatever it is called: codes by their check characters, days by how they are written."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from gateway.sync.mapping.columns import EPOCH_MILLISECONDS, EPOCH_SECONDS
from gateway.sync.reading import values
from gateway.sync.reading.rows import OTHER_KEYS
from graph_model import uscc
from graph_model.intake import cells
from graph_model.intake.refusals import Refused
from graph_model.persons import id_check_character

KEPT = 60
FORMATS = (
    "%Y%m%d",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y年%m月%d日",
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%d %H:%M:%S%z",
    "%Y-%m-%dT%H:%M:%S.%f%z",
    "%Y%m%d%H%M%S",
    "%Y年%m月%d日 %H:%M:%S",
)
_PERSON = re.compile(r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]", re.ASCII)
_REGISTRATION = re.compile(OTHER_KEYS["registrationNumber"], re.ASCII)
_ORGANISATION = re.compile(OTHER_KEYS["organisationCode"], re.ASCII)
_SECONDS = (631_152_000, 4_102_444_800)
"""1990 to 2100: numbers between them can be seconds since 1970."""
_PLAUSIBLE = (1980, 2080)
MIDNIGHT_IN_UTC = time(16)
"""When a day begins in the city, by a clock that goes by UTC."""


@dataclass(frozen=True, slots=True)
class DayWriting:
    """How days are written: `form` as a mapping has it (None: it needs none), `zone` where another than the city's shows."""

    form: str | None
    zone: str | None
    hits: int


@dataclass(frozen=True, slots=True)
class Traits:
    """Counts over a sample. `common` are the distinct values with how often they stand, `few`: all of them are there."""

    rows: int
    filled: int
    common: tuple[tuple[str, int], ...]
    few: bool
    distinct: int
    uscc: int
    person: int
    registration: int
    organisation: int
    numbers: int
    lowest: float
    highest: float
    chinese: int
    days: DayWriting | None

    def share(self, count: int) -> float:
        return count / self.filled if self.filled else 0.0


def traits_of(found: Sequence[Any]) -> Traits:
    """The traits of the values of a place."""
    filled = [value for value in found if value is not None and cells.text(values.plain(value))]
    texts = [cells.text(values.plain(value)) or "" for value in filled]
    codes = [uscc.narrowed(text).upper() for text in texts]
    counts = Counter(texts)
    numbers = [number for value in filled if (number := _number(value)) is not None]
    person = sum(_is_person(code) for code in codes)
    return Traits(
        rows=len(found),
        filled=len(filled),
        common=tuple(counts.most_common(KEPT)),
        few=len(counts) <= KEPT,
        distinct=len(counts),
        uscc=sum(uscc.is_valid(code) for code in codes),
        person=person,
        registration=sum(bool(_REGISTRATION.fullmatch(code)) for code in codes),
        organisation=sum(bool(_ORGANISATION.fullmatch(code)) for code in codes),
        numbers=len(numbers),
        lowest=min(numbers, default=0.0),
        highest=max(numbers, default=0.0),
        chinese=sum(any("\u4e00" <= letter <= "\u9fff" for letter in text) for text in texts),
        days=_day_writing(filled),
    )


def _is_person(code: str) -> bool:
    return bool(_PERSON.fullmatch(code)) and id_check_character(code[:17]) == code[17]


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float, Decimal)):
        return float(value)
    try:
        return cells.number(value, "score") if isinstance(value, str) else None
    except Refused:
        return None


def _day_writing(filled: Sequence[Any]) -> DayWriting | None:
    """How most of the values write a day; None where they are no days."""
    if not filled:
        return None
    first = filled[0]
    if isinstance(first, datetime):
        instants = [value for value in filled if isinstance(value, datetime)]
        return DayWriting(None, _zone(instants), len(instants))
    if isinstance(first, date):
        return DayWriting(None, None, len(filled))
    if isinstance(first, (int, float, Decimal)):
        return _numbered([float(value) for value in filled if isinstance(value, (int, float, Decimal))])
    return _written([value.strip() for value in filled if isinstance(value, str)])


def _numbered(numbers: list[float]) -> DayWriting | None:
    for form, unit in ((EPOCH_SECONDS, 1), (EPOCH_MILLISECONDS, 1000)):
        hits = sum(_SECONDS[0] <= number / unit < _SECONDS[1] for number in numbers)
        if hits * 2 > len(numbers):
            return DayWriting(form, None, hits)
    hits = sum(_day_of(f"{number:.0f}", "%Y%m%d") is not None for number in numbers)
    return DayWriting(None, None, hits) if hits * 2 > len(numbers) else None


def _written(texts: list[str]) -> DayWriting | None:
    best: DayWriting | None = None
    probe = texts[:200]
    for form in FORMATS:
        instants = [found for text in probe if (found := _day_of(text, form)) is not None]
        if instants and (best is None or len(instants) > best.hits):
            best = DayWriting(form, _zone(instants) if "%H" in form and "%z" not in form else None, len(instants))
    iso = [found for text in probe if (found := _iso(text)) is not None]
    if iso and (best is None or len(iso) > best.hits):
        best = DayWriting(None, _zone(iso), len(iso))
    if best is None or best.hits * 2 <= len(probe):
        return None
    return DayWriting(best.form, best.zone, round(best.hits * len(texts) / len(probe)))


def _day_of(text: str, form: str) -> datetime | None:
    """As the reading of a row does it: what touches must have all its digits."""
    try:
        instant = datetime.strptime(text, form)
    except ValueError:
        return None
    if form in ("%Y%m%d", "%Y%m%d%H%M%S") and instant.strftime(form) != text:
        return None
    return instant if _PLAUSIBLE[0] <= instant.year <= _PLAUSIBLE[1] else None


def _iso(text: str) -> datetime | None:
    """What a column of dates or instants holds on SQLite."""
    if len(text) < 19 or text[4] != "-":
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _zone(instants: Sequence[datetime]) -> str | None:
    """UTC, where instants without a zone are mostly the city's midnights by a clock of UTC."""
    bare = [instant for instant in instants if instant.tzinfo is None]
    hits = sum(instant.time() == MIDNIGHT_IN_UTC for instant in bare)
    return "UTC" if bare and hits * 10 >= len(bare) * 8 else None
