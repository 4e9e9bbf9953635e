"""Small cities with more to evaluate by than `small_city` has."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from msgspec.structs import replace

from graph_model.catalogue import lay_down
from graph_model.model import (
    CITY_ZONE,
    DishonestyFact,
    Inspection,
    InspectionManner,
    InspectionOutcome,
    InspectionState,
    Severity,
    SubjectData,
)
from graph_model.repairs.values import PastRepair
from graph_model.store import GraphStore
from tests.graph_model.examples import CATALOGUE, fact
from tests.graph_model.inspections.laid import lay
from tests.graph_model.small_city import TODAY, SmallCity, add, random_subject


async def city(
    store: GraphStore, seed: int, size: int = 60, *, repaired: bool = False, inspected: bool = False
) -> list[SubjectData]:
    """Subjects with facts of several conducts, weights, items and days, some of them repaired, with scores, and some of them
    inspected, whatever became of the inspections."""
    random = Random(seed)
    subjects = [_with_more(random, random_subject(random, number)) for number in range(size)]
    if repaired:
        subjects = [replace(data, facts=tuple(map(_repaired, data.facts))) for data in subjects]
    await lay_down(store, CATALOGUE)
    if inspected:
        subjects = [replace(data, inspections=tuple(_inspections(random, data.subject.key))) for data in subjects]
    await add(store, SmallCity(tuple(subjects), ()).additions())
    await lay(store, [one for data in subjects for one in data.inspections])
    return subjects


PUBLISHED_AT, WITHDRAWN_AT = datetime(2024, 5, 3, 4, tzinfo=UTC), datetime(2024, 5, 23, 4, tzinfo=UTC)


def _inspections(random: Random, subject_key: str) -> Iterator[Inspection]:
    for number in range(random.choice((0, 0, 1, 3))):
        state = random.choice((InspectionState.PUBLISHED, InspectionState.PUBLISHED, *InspectionState))
        yield inspection(
            subject_key,
            f"inspection:{subject_key}/{number}",
            item_key=random.choice(("1-14", "1-7")),
            inspected_on=random.choice((date(2020, 1, 1), date(2024, 4, 1), date(2024, 5, 2), TODAY)),
            outcome=random.choice(tuple(InspectionOutcome)),
            state=state,
            published_at=PUBLISHED_AT if state in (InspectionState.PUBLISHED, InspectionState.WITHDRAWN) else None,
            withdrawn_at=WITHDRAWN_AT if state is InspectionState.WITHDRAWN else None,
        )


def inspection(subject_key: str, key: str, **other: Any) -> Inspection:
    """A published inspection that ordered something to be put right, but for what is said."""
    at = PUBLISHED_AT
    made = Inspection(
        key,
        subject_key,
        "1-14",
        "human-resources",
        InspectionManner.ON_SITE,
        TODAY,
        ("7",),
        (),
        InspectionOutcome.RECTIFICATION_ORDERED,
        "1号",
        None,
        InspectionState.PUBLISHED,
        4,
        at,
        published_at=at,
    )
    return replace(made, **other)


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
    repaired = replace(one, retired_on=day, retired_at=at, repair_key=f"repair:{one.key}")
    if Random(one.key + "revoked").random() < 0.5:
        return repaired
    past = PastRepair(f"repair:{one.key}/1", day - timedelta(days=60), at - timedelta(days=60), at - timedelta(days=10))
    kept = replace(repaired, past_repairs=(past,))
    return kept if Random(one.key + "again").random() < 0.5 else replace(one, past_repairs=(past,))
