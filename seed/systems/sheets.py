"""A sheet: what one department has written down of a subject in one go, before it has the shape of the department's tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from graph_model.model import DishonestyFact, GradeRecord, Subject
from graph_model.persons import MASK
from graph_model.uscc import check_character
from seed.city.codes import DIVISION
from seed.city.draws import Draws
from seed.city.names import SYLLABLES
from seed.systems.days import Day
from seed.systems.dirt import Dirt


@dataclass(frozen=True, slots=True)
class Known:
    """A subject with its records and facts, as the city or the demo has them. `ordinal` counts both from 0; `clean`: no dirt touches it."""

    ordinal: int
    subject: Subject
    records: Sequence[GradeRecord]
    person_id: str | None = None
    clean: bool = False
    facts: Sequence[DishonestyFact] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One evaluation as it stands in a system; `record` is what the city knows of it.

    `grade` is the native grade as the scale spells it. `item_key` is empty where the item is one that nobody knows.
    """

    record: GradeRecord
    item_key: str
    grade: str | None
    score: float | str | None
    evaluated_on: Day
    valid_until: Day | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands together. `number` is the system's own, `registration` that of the subject in it, `opens` its first sheet."""

    number: int
    registration: int
    opens: bool
    subject: Subject
    uscc: str | None
    person_id: str | None
    name: str
    entries: tuple[Entry, ...]
    changed_at: datetime
    dirt: Dirt | None = None

    @property
    def entry(self) -> Entry:
        """The one evaluation of a sheet that is not wide."""
        return self.entries[0]

    @property
    def withdrawn(self) -> bool:
        return self.dirt is Dirt.WITHDRAWN

    @property
    def organisation_code(self) -> str | None:
        """组织机构代码: places 9–17 of the subject's USCC."""
        return None if self.subject.uscc is None else self.subject.uscc[8:17]

    @property
    def registration_number(self) -> str | None:
        """注册号: what it was registered under before 2015, 15 digits."""
        return None if self.subject.uscc is None else registration_number(self.subject.uscc)

    @property
    def code(self) -> str | None:
        """What stands in the one column that a system has for codes of entities."""
        if self.dirt is Dirt.ORGANISATION_CODE:
            return self.organisation_code
        return self.registration_number if self.dirt is Dirt.REGISTRATION_NUMBER else self.uscc

    @property
    def position(self) -> int:
        """A number that grows with the instant of change and is no other sheet's: a version, or a place in a log."""
        return (int(self.changed_at.timestamp()) << 32) + self.number


def registration_number(uscc: str) -> str:
    """A made-up registration number that belongs to the code: division, eight digits of the organisation code, a check digit."""
    body = uscc[2:8] + uscc[8:16]
    return body + str(sum(int(digit) * weight for digit, weight in zip(body, range(2, 16), strict=True)) % 10)


def former_uscc(uscc: str) -> str:
    """The code that the city's own bureau gave before the district took over: another division, the same organisation."""
    first17 = f"{uscc[:2]}{DIVISION}00{uscc[8:17]}"
    return first17 + check_character(first17)


def full_name(subject: Subject, number: int) -> str:
    """A made-up name of which the subject's masked one is what may be shown: 陈** → 陈沄翃. Its characters are rare ones."""
    draws = Draws(number)
    return "".join(draws.pick(SYLLABLES) if letter == MASK else letter for letter in subject.name)
