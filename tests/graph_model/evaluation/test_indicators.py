"""The values of indicators from the graph are those that plain Python finds in the whole data, on both stores."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import pytest

from graph_model.evaluation.indicators import read_values
from graph_model.evaluation.model import (
    FactCount,
    GradeCount,
    GradeLevel,
    InspectionCount,
    ItemScore,
    MonthsRegistered,
    MonthsSinceFact,
    RepairCount,
    Value,
    WorstFact,
    WorstGrade,
)
from graph_model.grades import current_records, in_force
from graph_model.model import DishonestyFact, GradeRecord, Inspection, InspectionState, Severity, SubjectData
from graph_model.sampling.pool import months_before
from graph_model.store import GraphStore
from tests.graph_model.evaluation.cities import city
from tests.graph_model.evaluation.models import model
from tests.graph_model.examples import C, D
from tests.graph_model.small_city import TODAY

OF_FACTS = {"conducts": ["wage-arrears"]}
VALUES: dict[str, dict[str, Any]] = {
    "all facts": {"kind": "FACT_COUNT", "months": 240},
    "recent facts": {"kind": "FACT_COUNT", "months": 3},
    "facts of hardly any time": {"kind": "FACT_COUNT", "months": 2},
    "facts of a conduct": {"kind": "FACT_COUNT", "months": 24, **OF_FACTS},
    "facts of no conduct": {"kind": "FACT_COUNT", "months": 24, "conducts": []},
    "serious facts": {"kind": "FACT_COUNT", "months": 24, "severities": ["serious"]},
    "ordinary facts of the item": {"kind": "FACT_COUNT", "months": 24, "severities": ["ordinary"], "ownItem": True},
    "the worst fact": {"kind": "WORST_FACT", "months": 24},
    "repairs": {"kind": "REPAIR_COUNT", "months": 240},
    "recent repairs of a conduct": {"kind": "REPAIR_COUNT", "months": 2, **OF_FACTS},
    "months since": {"kind": "MONTHS_SINCE_FACT"},
    "months since a serious one": {"kind": "MONTHS_SINCE_FACT", "severities": ["serious"]},
    "the composite": {"kind": "GRADE_LEVEL", "item": "composite"},
    "another item": {"kind": "GRADE_LEVEL", "item": "1-7"},
    "its score": {"kind": "ITEM_SCORE", "item": "1-7"},
    "the worst grade": {"kind": "WORST_GRADE"},
    "the worst of one": {"kind": "WORST_GRADE", "items": ["1-9"]},
    "low grades": {"kind": "GRADE_COUNT", "grades": ["C", "D"]},
    "low grades of one": {"kind": "GRADE_COUNT", "grades": ["D"], "items": ["1-7"]},
    "inspections": {"kind": "INSPECTION_COUNT", "months": 240},
    "recent inspections that found something": {
        "kind": "INSPECTION_COUNT",
        "months": 3,
        "outcomes": ["RECTIFICATION_ORDERED", "REFERRED"],
    },
    "inspections of the item": {"kind": "INSPECTION_COUNT", "months": 24, "ownItem": True},
    "registered": {"kind": "MONTHS_REGISTERED"},
}
ALWAYS = ("FACT_COUNT", "WORST_FACT", "REPAIR_COUNT", "GRADE_COUNT", "INSPECTION_COUNT")
KNOWN_AT = tuple(datetime(2024, month, 10, 4, tzinfo=UTC) for month in (1, 4, 5, 6))
COLLECTED = ("composite", "1-7", "1-9")


def every_kind() -> Any:
    table = [{"from": 0, "points": 0}]
    indicators = [
        {
            **{"key": f"i{number}", "name": name, "value": value, "table": table, "weight": 100 if number == 0 else 1},
            **({} if value["kind"] in ALWAYS else {"missing": 0}),
        }
        for number, (name, value) in enumerate(VALUES.items())
    ]
    indicators[0]["weight"] = 100 - (len(indicators) - 1)
    collection = {"items": list(COLLECTED), "registration": True, "inspections": True}
    return model(indicators=indicators, collection=collection, caps=[], vetoes=[])


@pytest.mark.parametrize("seed", [1, 2])
async def test_each_value_is_what_the_data_say(store: GraphStore, seed: int) -> None:
    subjects = await city(store, seed, repaired=True, inspected=True)
    assert await _compared(store, subjects, TODAY) == {"facts of no conduct"}


async def test_each_value_is_what_the_data_said_of_an_earlier_day_and_as_it_was_known(store: GraphStore) -> None:
    subjects, unseen = await city(store, 2, repaired=True, inspected=True), set(VALUES)
    for day in (TODAY, date(2024, 5, 20), date(2023, 3, 1)):
        for known_at in (None, *KNOWN_AT):
            unseen &= await _compared(store, subjects, day, known_at)
    assert unseen == {"facts of no conduct"}
    assert any(one.past_repairs for data in subjects for one in data.facts)


async def _compared(
    store: GraphStore, subjects: Sequence[SubjectData], day: date, known_at: datetime | None = None
) -> set[str]:
    """Names of the values that nobody has, or that are nought of all."""
    of = every_kind()
    keys = [data.subject.key for data in subjects]
    found = await read_values(store, of, keys, day, known_at=known_at)
    assert list(found) == keys
    seen = set[str]()
    for data in subjects:
        expected = {one.key: _told(_Then(data, day, known_at), one.value) for one in of.indicators}
        assert found[data.subject.key] == {key: value for key, value in expected.items() if value is not None}
        seen |= {key for key, value in expected.items() if value}
    return {one.name for one in of.indicators if one.key not in seen}


async def test_of_nobody_and_of_whom_there_is_not_nothing_is_found(store: GraphStore) -> None:
    await city(store, 1, size=3)
    assert await read_values(store, every_kind(), [], TODAY) == {}
    [found] = (await read_values(store, every_kind(), ["uscc:nobody"], TODAY)).values()
    assert set(found.values()) == {0}


class _Then(NamedTuple):
    """A subject's data, and when it is asked about it: the oracle's only way to tell."""

    data: SubjectData
    day: date
    known_at: datetime | None

    def months(self, day: date | None) -> float | None:
        return None if day is None else _months(day, self.day)


def _told(then: _Then, value: Value) -> float | None:
    match value:
        case FactCount():
            return len(_facts(then, value, value.months))
        case WorstFact():
            return max((one.severity.weight + 1 for one in _facts(then, value, value.months)), default=0)
        case RepairCount():
            return len(_repaired(then, value))
        case MonthsSinceFact():
            return then.months(max((one.occurred_on for one in _facts(then, value, None)), default=None))
        case GradeLevel():
            return next((float(one.grade.level) for one in _grades(then, [value.item])), None)
        case ItemScore():
            return next((one.score for one in _grades(then, [value.item])), None)
        case WorstGrade():
            return max((float(one.grade.level) for one in _grades(then, value.items or COLLECTED)), default=None)
        case GradeCount():
            return sum(one.grade in value.grades for one in _grades(then, value.items or COLLECTED))
        case InspectionCount():
            since = months_before(then.day, value.months)
            return sum(
                _is_published(one, then.known_at)
                and since < one.inspected_on <= then.day
                and (value.outcomes is None or one.outcome in value.outcomes)
                and (not value.own_item or one.item_key == "1-14")
                for one in then.data.inspections
            )
        case MonthsRegistered():
            return then.months(then.data.subject.registered_on)


def _is_published(one: Inspection, known_at: datetime | None) -> bool:
    if known_at is None:
        return one.state is InspectionState.PUBLISHED
    published = one.published_at is not None and one.published_at <= known_at
    return published and (one.withdrawn_at is None or known_at < one.withdrawn_at)


def _facts(then: _Then, value: Any, months: int | None) -> list[DishonestyFact]:
    return [
        one
        for one in then.data.facts
        if one.counts(then.day, then.known_at)
        and (months is None or one.occurred_on > months_before(then.day, months))
        and _is_meant(one, value)
    ]


def _repaired(then: _Then, value: RepairCount) -> set[str | None]:
    since = months_before(then.day, value.months)
    return {
        key
        for one in then.data.facts
        if then.known_at is None or (one.is_known(then.known_at) and one.occurred_on <= then.day)
        for key, on in [_repair(one, then.known_at)]
        if on is not None and since < on <= then.day and _is_meant(one, value)
    }


def _repair(one: DishonestyFact, known_at: datetime | None) -> tuple[str | None, date | None]:
    """The repair of a fact as it was known, and its day."""
    if known_at is None or (one.retired_at is not None and one.retired_at <= known_at):
        return one.repair_key, one.retired_on
    spans = [
        (past.repair_key, past.retired_on) for past in one.past_repairs if past.retired_at <= known_at < past.revoked_at
    ]
    return spans[0] if spans else (None, None)


def _is_meant(one: DishonestyFact, value: Any) -> bool:
    return (
        (value.conducts is None or one.conduct in value.conducts)
        and (value.severities is None or one.severity in value.severities)
        and (not value.own_item or one.item_key == "1-14")
    )


def _grades(then: _Then, items: Iterable[str]) -> list[GradeRecord]:
    current = current_records(then.data.records, then.day, then.known_at)
    return [one for key, one in current.items() if key in items and in_force(one, then.day) and not one.suspended]


def _months(day: date, today: date) -> float | None:
    if day > today:
        return None
    return max(
        months for months in range(1200) if months == 0 or _later(day, months) <= (today.year, today.month, today.day)
    )


def _later(day: date, months: int) -> tuple[int, int, int]:
    month = day.year * 12 + day.month - 1 + months
    return month // 12, month % 12 + 1, day.day


def test_the_words_of_the_oracle_are_those_of_the_model() -> None:
    assert [severity.weight + 1 for severity in Severity] == [1, 2, 3] and (C.level, D.level) == (2, 3)
