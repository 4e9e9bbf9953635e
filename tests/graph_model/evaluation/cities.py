"""Small cities with more to evaluate by than `small_city` has."""

from datetime import date
from random import Random

from msgspec.structs import replace

from graph_model.catalogue import lay_down
from graph_model.model import Severity, SubjectData
from graph_model.store import GraphStore
from tests.graph_model.examples import CATALOGUE, fact
from tests.graph_model.small_city import TODAY, SmallCity, add, random_subject


async def city(store: GraphStore, seed: int, size: int = 60) -> list[SubjectData]:
    """Subjects with facts of several conducts, weights, items and days, and with scores."""
    random = Random(seed)
    subjects = [_with_more(random, random_subject(random, number)) for number in range(size)]
    await lay_down(store, CATALOGUE)
    await add(store, SmallCity(tuple(subjects), ()).additions())
    return subjects


def _with_more(random: Random, data: SubjectData) -> SubjectData:
    facts = [
        fact(
            random.choice(("wage-arrears", "tax-evasion")),
            random.choice(tuple(Severity)),
            random.choice((None, "1-14", "1-7")),
            key=f"{data.subject.key}/more/{number}",
            subject_key=data.subject.key,
            occurred_on=random.choice((date(2020, 1, 1), date(2022, 6, 1), date(2024, 5, 2), TODAY, date(2024, 7, 1))),
        )
        for number in range(random.choice((0, 0, 1, 3)))
    ]
    records = tuple(replace(one, score=random.choice((None, 61.5, 88.0))) for one in data.records)
    return replace(data, records=records, facts=(*data.facts, *facts))
