"""Whom the bundled systems know: the subjects of the city and, before them, the demo subjects."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice

from graph_model.catalogue import Catalogue
from graph_model.model import DishonestyFact, GradeRecord
from seed.city.portraits import City
from seed.demo.reading import read_demo
from seed.demo.stories import DEMO_SUBJECTS
from seed.systems.sheets import Known


@dataclass(frozen=True)
class Population:
    """The city of `seed` with `size` subjects on its own day `today`, and the demo subjects as of `demo_day`."""

    catalogue: Catalogue
    seed: int
    size: int
    today: date
    demo_day: date | None = None

    @classmethod
    def nobody(cls, catalogue: Catalogue) -> "Population":
        """Of a graph without a city."""
        return cls(catalogue, 0, 0, date.min)

    @property
    def key(self) -> str:
        """What tells this population from any other."""
        return f"seed {self.seed}, {self.size} on {self.today}, demo {self.demo_day}, plan {self.catalogue.version}"

    def batches(self, size: int) -> Iterator[list[Known]]:
        """Everybody in batches of `size`, each subject generated when its batch is asked for."""
        everybody = chain(self._demo(), self._residents())
        while batch := list(islice(everybody, size)):
            yield batch

    def _demo(self) -> Iterator[Known]:
        if self.demo_day is None:
            return
        demo = read_demo(self.catalogue, self.demo_day)
        records: dict[str, list[GradeRecord]] = defaultdict(list)
        for record in demo.records:
            records[record.subject_key].append(record)
        facts: dict[str, list[DishonestyFact]] = defaultdict(list)
        for fact in demo.facts:
            facts[fact.subject_key].append(fact)
        for ordinal, subject in enumerate(demo.subjects):
            yield Known(ordinal, subject, records[subject.key], clean=True, facts=facts[subject.key])

    def _residents(self) -> Iterator[Known]:
        if not self.size:
            return
        city = City(self.catalogue, self.seed, self.today)
        for index in range(self.size):
            portrait = city.portrait(index)
            person_id = city.registration.resident(index).person_id
            yield Known(len(DEMO_SUBJECTS) + index, portrait.subject, portrait.records, person_id, facts=portrait.facts)
