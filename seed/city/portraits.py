"""A subject of the city with everything that is known of it, told by the city's seed and the subject's index alone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from graph_model.catalogue import Catalogue
from graph_model.model import DiscrepancyRecord, DishonestyFact, GradeRecord, Relation, Subject
from graph_model.writing import Supersession
from seed.city.calendar import Calendar
from seed.city.codes import MADE_UP_SECRET
from seed.city.discrepancy_history import discrepancies_of
from seed.city.draws import Draws
from seed.city.evaluations import Evaluations
from seed.city.facts import facts_of
from seed.city.registration import Registration, age_in_days
from seed.city.relations import Relations


@dataclass(frozen=True, slots=True)
class Portrait:
    """One subject, its records oldest first in each item, its facts, its links with subjects of lower indexes."""

    subject: Subject
    records: Sequence[GradeRecord]
    supersessions: Sequence[Supersession]
    facts: Sequence[DishonestyFact]
    relations: Sequence[Relation]
    discrepancies: Sequence[DiscrepancyRecord]


class City:
    """The city of a seed on its own day. It has no size: a subject of index 5 is the same in a city of ten or a million.

    `secret` keys its persons as an installation's keys those that it imports. The records of the items `without` are left
    out, and with them the discrepancies that they made; everything else is as with them.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        seed: int,
        today: date,
        secret: bytes = MADE_UP_SECRET,
        *,
        without: Collection[str] = (),
    ) -> None:
        self.seed = seed
        self.calendar = Calendar(today)
        self.registration = Registration(seed, self.calendar, secret)
        self._evaluations = Evaluations(catalogue, self.calendar)
        self._relations = Relations(self.registration)
        self._without = without

    def portrait(self, index: int) -> Portrait:
        resident = self.registration.resident(index)
        head_office = self.registration.head_office(resident)
        draws = Draws(resident.bits)
        age = age_in_days(draws)
        subject = self.registration.subject(resident, head_office, age, draws)
        evaluated = self._evaluations.of(resident, age, draws)
        records, supersessions = left(evaluated.records, evaluated.supersessions, self._without)
        return Portrait(
            subject=subject,
            records=records,
            supersessions=supersessions,
            facts=facts_of(evaluated.current, age, self.calendar, draws),
            relations=self._relations.of(resident, head_office, draws),
            discrepancies=discrepancies_of(subject.key, records, self.calendar),
        )


def left(
    records: Sequence[GradeRecord], supersessions: Sequence[Supersession], without: Collection[str]
) -> tuple[Sequence[GradeRecord], Sequence[Supersession]]:
    """What is left without the records of some items; a link is always between two records of one item."""
    if not without:
        return records, supersessions
    kept = [record for record in records if record.item_key not in without]
    keys = {record.key for record in kept}
    return kept, [link for link in supersessions if link.new_key in keys]
