"""From what the city knows of a subject to sheets: what one department has written down of it, before it has a shape.

Pure: told by the city's seed, the system and the subject. A sheet is one evaluation, or in a wide system all of a subject's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from zlib import crc32

from graph_model.model import GradeRecord
from seed.city.draws import mixed
from seed.systems.days import Day
from seed.systems.dirt import ANOTHER_REGISTRATION
from seed.systems.sheets import Entry, Known, Sheet, full_name
from seed.systems.staining import stained
from seed.systems.system import BundledSystem, Keeps

NUMBERS = 1_000
"""Numbers that each subject has in a system."""


def sheets_of(system: BundledSystem, known: Known, item_keys: frozenset[str], seed: int, today: date) -> list[Sheet]:
    """The subject's sheets in a system, dirt and all, oldest first in each item."""
    entries = [_entry(record) for record in _kept(known.records, item_keys, system)]
    groups = [tuple(entries)] if system.wide and entries else [(entry,) for entry in entries]
    sheets = [_sheet(known, place, group) for place, group in enumerate(groups)]
    if not known.clean:
        salt = seed ^ crc32(system.key.encode())
        sheets = [one for sheet in sheets for one in stained(system, sheet, mixed(salt, sheet.number), today)]
    return _registered(sheets, known)


def _kept(records: Sequence[GradeRecord], item_keys: frozenset[str], system: BundledSystem) -> Iterable[GradeRecord]:
    own = [record for record in records if record.item_key in item_keys]
    if system.keeps is Keeps.REVISIONS:
        return own
    by_day = {(record.item_key, record.evaluated_on): record for record in own}  # the last revision of each
    if system.keeps is Keeps.EVALUATIONS:
        return by_day.values()
    return {record.item_key: record for record in by_day.values()}.values()


def _entry(record: GradeRecord) -> Entry:
    return Entry(
        record=record,
        item_key=record.item_key,
        grade=record.native_grade,
        score=record.score,
        evaluated_on=Day.of(record.evaluated_on),
        valid_until=None if record.valid_until is None else Day.of(record.valid_until),
    )


def _sheet(known: Known, place: int, entries: tuple[Entry, ...]) -> Sheet:
    name = known.subject.name if known.person_id is None else full_name(known.subject, known.ordinal)
    return Sheet(
        number=known.ordinal * NUMBERS + place,
        registration=0,
        opens=False,
        subject=known.subject,
        uscc=known.subject.uscc,
        person_id=known.person_id,
        name=name,
        entries=entries,
        changed_at=max(entry.record.recorded_at for entry in entries),
    )


def _registered(sheets: Iterable[Sheet], known: Known) -> list[Sheet]:
    """The sheets with their numbers. The subject's own registration is opened by its first sheet, another identity by its own."""
    first, opened, found = known.ordinal * NUMBERS, False, []
    for place, sheet in enumerate(sheets, 1):
        if sheet.dirt in ANOTHER_REGISTRATION:
            found.append(replace(sheet, number=first + place, registration=first + place, opens=True))
        else:
            found.append(replace(sheet, number=first + place, registration=first, opens=not opened))
            opened = True
    return found
