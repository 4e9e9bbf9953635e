"""Small cities with more to evaluate by than `small_city` has."""

from datetime import UTC, date, datetime, time
from random import Random

from msgspec.structs import replace

from graph_model.catalogue import lay_down
from graph_model.model import CITY_ZONE, DishonestyFact, Severity, SubjectData
from graph_model.store import GraphStore
from tests.graph_model.examples import CATALOGUE, fact
from tests.graph_model.small_city import TODAY, SmallCity, add, random_subject


async def city(store: GraphStore, seed: int, size: int = 60, *, repaired: bool = False) -> list[SubjectData]:
    """Subjects with facts of several conducts, weights, items and days, some of them repaired, and with scores."""
    random = Random(seed)
    subjects = [_with_more(random, random_subject(random, number)) for number in range(size)]
    if repaired:
        subjects = [replace(data, facts=tuple(map(_repaired, data.facts))) for data in subjects]
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


def _repaired(one: DishonestyFact) -> DishonestyFact:
    """Repaired before, today, later or never; by a chance of its own, so that what else is drawn stays."""
    day = Random(one.key).choice((None, None, None, date(2023, 1, 1), date(2024, 5, 3), TODAY, date(2024, 7, 1)))
    if day is None:
        return one
    at = datetime.combine(day, time(), CITY_ZONE).astimezone(UTC)
    return replace(one, retired_on=day, retired_at=at, repair_key=f"repair:{one.key}")
