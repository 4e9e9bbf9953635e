"""Dirt put on sheets: in the place of a right sheet, or beside it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from graph_model.model import CITY_ZONE
from seed.systems.days import Day
from seed.systems.dirt import IN_PLACE, OF_ENTITIES, Dirt, chosen
from seed.systems.sheets import Entry, Sheet, former_uscc
from seed.systems.system import BundledSystem

_WORD_OF_NO_SCALE, _POINTS_OF_NO_SCALE = "待评", 999.0
_NUMBER_IN_WORDS = "八十五"
_LATE_AFTER = timedelta(days=60)
_FAR_AHEAD, _YEAR, _MONTH = timedelta(days=4_000), timedelta(days=365), timedelta(days=30)


def stained(system: BundledSystem, sheet: Sheet, bits: int, today: date) -> Iterator[Sheet]:
    """The sheet itself, or with the dirt that `bits` choose: in its place or, the sheet being right, beside it."""
    dirt = None
    if bits % system.dirt_every == 0:
        dirt = chosen(system.dirt, bits >> 20, _possible(system, sheet, today))
    if dirt not in IN_PLACE:
        yield sheet
    if dirt is not None:
        yield _dirty(sheet, dirt, today)


def _possible(system: BundledSystem, sheet: Sheet, today: date) -> frozenset[Dirt]:
    """Which kinds this sheet can have."""
    kinds = set(Dirt) - (OF_ENTITIES if sheet.uscc is None else {Dirt.MISTYPED_PERSON})
    if sheet.entry.valid_until is None:
        kinds.discard(Dirt.BAD_PERIOD)
    if system.wide or sheet.entry.record.evaluated_on > today - _LATE_AFTER:
        kinds.discard(Dirt.LATE)
    return frozenset(kinds)


def _dirty(sheet: Sheet, dirt: Dirt, today: date) -> Sheet:
    """The sheet with this dirt. Where its content is spoilt it has the first of its entries only."""
    sheet = replace(sheet, dirt=dirt)
    if dirt in _IDENTITIES:
        return _IDENTITIES[dirt](sheet)
    if dirt is Dirt.LATE:
        return replace(sheet, changed_at=_in_the_morning(today - timedelta(days=1)))
    if dirt is Dirt.DUPLICATE:
        return sheet
    entry = sheet.entry if dirt is Dirt.WITHDRAWN else _CONTENTS[dirt](sheet.entry, today)
    return replace(sheet, entries=(entry,))


# --- who it is about ---------------------------------------------------------------------------------------------------


def _without_code(sheet: Sheet) -> Sheet:
    return replace(sheet, uscc=None)


def _with_former_code(sheet: Sheet) -> Sheet:
    return replace(sheet, uscc=former_uscc(_code(sheet)))


def _with_another_name(sheet: Sheet) -> Sheet:
    name = sheet.name.replace("重庆", "重庆市", 1) if "重庆" in sheet.name else sheet.name + "(原)"
    return replace(sheet, name=name)


def _with_mistyped_code(sheet: Sheet) -> Sheet:
    return replace(sheet, uscc=mistyped(_code(sheet)))


def _with_mistyped_number(sheet: Sheet) -> Sheet:
    assert sheet.person_id is not None, "only a person has this dirt"
    return replace(sheet, person_id=mistyped(sheet.person_id))


_IDENTITIES: Mapping[Dirt, Callable[[Sheet], Sheet]] = {
    Dirt.REGISTRATION_NUMBER: _without_code,
    Dirt.ORGANISATION_CODE: _without_code,
    Dirt.FORMER_USCC: _with_former_code,
    Dirt.NAME_DIFFERS: _with_another_name,
    Dirt.MISTYPED_USCC: _with_mistyped_code,
    Dirt.MISTYPED_PERSON: _with_mistyped_number,
}


def _code(sheet: Sheet) -> str:
    assert sheet.uscc is not None, "only an entity has this dirt"
    return sheet.uscc


def mistyped(code: str) -> str:
    """The code with its check character wrong."""
    return code[:-1] + ("1" if code[-1] == "0" else "0")


# --- what it says ------------------------------------------------------------------------------------------------------


def _without_grade(entry: Entry, today: date) -> Entry:
    return replace(entry, grade=None, score=None)


def _with_unknown_grade(entry: Entry, today: date) -> Entry:
    return replace(entry, grade=_WORD_OF_NO_SCALE, score=_POINTS_OF_NO_SCALE)


def _with_unknown_item(entry: Entry, today: date) -> Entry:
    return replace(entry, item_key="")


def _with_score_in_words(entry: Entry, today: date) -> Entry:
    return replace(entry, score=_NUMBER_IN_WORDS)


def _on_no_day(entry: Entry, today: date) -> Entry:
    return replace(entry, evaluated_on=Day(entry.evaluated_on.year, 2, 30))


def _ending_before_it_begins(entry: Entry, today: date) -> Entry:
    return replace(entry, valid_until=Day.of(entry.record.evaluated_on - _MONTH))


def _yet_to_come(entry: Entry, today: date) -> Entry:
    ahead = today + _FAR_AHEAD
    return replace(entry, evaluated_on=Day.of(ahead), valid_until=Day.of(ahead + _YEAR))


_CONTENTS: Mapping[Dirt, Callable[[Entry, date], Entry]] = {
    Dirt.NO_GRADE: _without_grade,
    Dirt.UNKNOWN_GRADE: _with_unknown_grade,
    Dirt.UNKNOWN_ITEM: _with_unknown_item,
    Dirt.BAD_SCORE: _with_score_in_words,
    Dirt.BAD_DATE: _on_no_day,
    Dirt.BAD_PERIOD: _ending_before_it_begins,
    Dirt.FUTURE_DATE: _yet_to_come,
}


def _in_the_morning(day: date) -> datetime:
    return datetime.combine(day, time(10), CITY_ZONE).astimezone(UTC)
