"""A leaf: what one platform has written down of a subject in one place, before it has the shape of the platform's tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from graph_model.model import CITY_ZONE, DishonestyFact, Subject
from seed.systems.days import Day
from seed.systems.dirt import Dirt
from seed.systems.sheets import Known, full_name, registration_number

_UNKNOWN_ITEM = "9-99"


@dataclass(frozen=True, slots=True)
class Leaf:
    """`number` is the platform's own. `day` is when it happened, `word` what it says of it (a result), `item_key` on which item.

    `item_key` is empty where the item is one that nobody knows.
    """

    number: int
    subject: Subject
    uscc: str | None
    person_id: str | None
    name: str
    day: Day
    changed_at: datetime
    item_key: str | None = None
    word: str = ""
    fact: DishonestyFact | None = None
    dirt: Dirt | None = None

    @property
    def code(self) -> str | None:
        """What stands in the one column that a platform has for codes of entities."""
        if self.subject.uscc is None or self.dirt not in (Dirt.REGISTRATION_NUMBER, Dirt.ORGANISATION_CODE):
            return self.uscc
        return (
            registration_number(self.subject.uscc) if self.dirt is Dirt.REGISTRATION_NUMBER else self.subject.uscc[8:17]
        )

    @property
    def item(self) -> str | None:
        """The item as it is written."""
        return _UNKNOWN_ITEM if self.item_key == "" else self.item_key

    @property
    def withdrawn(self) -> bool:
        return self.dirt is Dirt.WITHDRAWN

    @property
    def position(self) -> int:
        """A number that grows with the instant of change and is no other leaf's: a version, or a place in a log."""
        return (int(self.changed_at.timestamp()) << 32) + self.number


def leaf_of(known: Known, day: date, changed_at: datetime | None = None) -> Leaf:
    """A leaf about a subject, written on the morning after the day where nothing else is said; its number comes later."""
    name = known.subject.name if known.person_id is None else full_name(known.subject, known.ordinal)
    return Leaf(
        number=0,
        subject=known.subject,
        uscc=known.subject.uscc,
        person_id=known.person_id,
        name=name,
        day=Day.of(day),
        changed_at=changed_at or datetime.combine(day + timedelta(days=1), time(9), CITY_ZONE).astimezone(UTC),
    )


def facts_of(known: Known) -> Sequence[DishonestyFact]:
    """The facts that a platform can have of a subject: of a person whose ID number nobody knows it has none."""
    return known.facts if known.subject.uscc is not None or known.person_id is not None else ()
