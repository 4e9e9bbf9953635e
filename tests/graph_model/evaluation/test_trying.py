"""A dry run says what scoring each subject by itself says, on both stores.

Plan 任务 7: 及时调整公共信用综合评价和行业信用评价指标模型,实现评价工作的动态管理、迭代更新.
"""

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest

from graph_model.discrepancies import item_place
from graph_model.evaluation.indicators import read_values
from graph_model.evaluation.model import EvaluationModel
from graph_model.evaluation.scoring import score
from graph_model.evaluation.subjects import Then, evaluated_among, evaluated_subjects
from graph_model.evaluation.trying import Apart, DryRun, dry_run, incentives
from graph_model.grades import current_records, in_force, known
from graph_model.model import COMPOSITE, Grade, SubjectData, SubjectKind
from graph_model.store import GraphStore
from tests.graph_model.evaluation.cities import city
from tests.graph_model.evaluation.models import AGE, content, model
from tests.graph_model.examples import CATALOGUE, A, B, C, D
from tests.graph_model.small_city import TODAY

EVERYBODY = [kind.value for kind in SubjectKind if kind is not SubjectKind.PERSON]
MODELS: dict[str, dict[str, Any]] = {
    "of labour, those graded on it": {},
    "of labour, everybody": {"objects": {"graded": False, "kinds": EVERYBODY}},
    "of labour, shops that are in business": {
        "objects": {"graded": False, "kinds": ["INDIVIDUAL_BUSINESS"], "statuses": ["存续"]}
    },
    "of persons too": {"objects": {"kinds": [*EVERYBODY, "PERSON"]}},
    "of the composite": {
        "item": COMPOSITE,
        "collection": {"items": ["1-7", "1-9"], "registration": True},
        "indicators": [
            {**AGE, "weight": 40},
            {
                "key": "worst",
                "name": "最低等级",
                "value": {"kind": "WORST_GRADE"},
                "table": [{"from": 0, "points": 100}, {"from": 2, "points": 30}],
                "weight": 60,
                "missing": 60,
            },
        ],
        "caps": [],
        "vetoes": [],
    },
}


@pytest.mark.parametrize("changes", MODELS.values(), ids=MODELS)
async def test_it_is_what_scoring_each_subject_says(store: GraphStore, changes: dict[str, Any]) -> None:
    await _is_what_scoring_says(store, await city(store, 3), model(**changes), TODAY)


@pytest.mark.parametrize("changes", MODELS.values(), ids=MODELS)
async def test_it_is_what_scoring_each_would_have_said_on_an_earlier_day(
    store: GraphStore, changes: dict[str, Any]
) -> None:
    subjects = await city(store, 3, repaired=True)
    evaluated = [
        await _is_what_scoring_says(store, subjects, model(**changes), Then(day, known_at))
        for day in (TODAY, date(2024, 5, 20), date(2023, 3, 1))
        for known_at in (None, datetime(2024, 5, 10, 4, tzinfo=UTC), datetime(2024, 1, 10, 4, tzinfo=UTC))
    ]
    assert any(evaluated) and (changes or len(set(evaluated)) > 1), "of an earlier day fewer were graded"


async def _is_what_scoring_says(
    store: GraphStore, subjects: list[SubjectData], of: EvaluationModel, when: date | Then
) -> int:
    """How many are evaluated."""
    found = await dry_run(store, of, CATALOGUE, when)
    then, past = (when, when) if isinstance(when, Then) else (Then(when), None)
    keys = sorted(data.subject.key for data in subjects if _is_evaluated(of, data, past))
    assert await evaluated_subjects(store, of, CATALOGUE, past) == keys and found.evaluated == len(keys)
    assert keys or past
    values = await read_values(store, of, keys, then.day, known_at=then.known_at)
    expected = {key: score(of, values[key]) for key in keys}
    data_of = {data.subject.key: data for data in subjects}
    before = {key: _grades(data_of[key], then).get(of.item) for key in keys}
    counts = Counter((before[key], expected[key].grade) for key in keys)
    assert {(move.before, move.after): move.count for move in found.moves} == counts
    assert [(one.subject_key, one.before, one.after, one.score) for one in found.moved] == [
        (key, before[key], expected[key].grade, expected[key].score)
        for key in keys
        if before[key] is not expected[key].grade
    ]
    for one in found.moved:
        with_it, without = (_apart(of, data_of[one.subject_key], grade, then) for grade in (one.after, one.before))
        assert one.appear == tuple(with_it[item] for item in with_it if item not in without)
        assert one.go == tuple(without[item] for item in without if item not in with_it)
    _sums(found)
    return len(keys)


async def test_a_few_are_looked_through_as_all_are(store: GraphStore) -> None:
    subjects = await city(store, 4)
    keys = [data.subject.key for data in subjects]
    for changes in MODELS.values():
        of = model(**changes)
        everybody = await evaluated_subjects(store, of, CATALOGUE)
        assert await evaluated_among(store, of, CATALOGUE, [*keys[::2], "uscc:nobody"]) == [
            key for key in everybody if key in keys[::2]
        ]


def test_the_incentives_of_a_grade_go_by_the_item_s_own_scenarios() -> None:
    """Plan §三(一): 给与告知承诺、容缺受理等便利措施 (by the composite); 适当降低抽取比例 (by the item's grade)."""
    by_item = {grade: sorted(incentives(CATALOGUE, "1-7", grade)) for grade in (*Grade, None)}
    assert by_item == {A: ["书面检查", "降低抽取比例"], B: [], C: [], D: [], None: []}
    by_composite = {grade: sorted(incentives(CATALOGUE, COMPOSITE, grade)) for grade in (A, B, C)}
    assert by_composite == {A: ["告知承诺、容缺受理", "授予荣誉称号"], B: ["告知承诺、容缺受理"], C: []}


async def test_who_comes_from_a_to_b_keeps_the_conveniences_and_loses_the_honours(store: GraphStore) -> None:
    await city(store, 3)
    found = await dry_run(store, model(**MODELS["of the composite"]), CATALOGUE, TODAY)
    lost = {(move.before, move.after): [one.key for one in move.lost] for move in found.moves}
    assert {pair: keys for pair, keys in lost.items() if keys} == {
        pair: keys
        for pair, keys in {
            (A, B): ["a-honours"],
            (A, C): ["a-conveniences", "a-honours"],
            (A, D): ["a-conveniences", "a-honours"],
            (B, C): ["b-conveniences"],
            (B, D): ["b-conveniences"],
        }.items()
        if pair in lost
    }
    assert any(lost.values())


async def test_nothing_is_written(store: GraphStore) -> None:
    await city(store, 3, size=20)
    before = await store.read("MATCH (n) RETURN count(n)")
    await dry_run(store, model(**content()), CATALOGUE, TODAY)
    assert await store.read("MATCH (n) RETURN count(n)") == before


def _sums(found: DryRun) -> None:
    assert sum(move.count for move in found.moves) == found.evaluated
    assert sum(move.count for move in found.moves if move.before is not move.after) == len(found.moved)
    assert found.appear == sum(len(one.appear) for one in found.moved)
    assert found.losing == sum(move.count for move in found.moves if move.lost)


def _is_evaluated(of: EvaluationModel, data: SubjectData, then: Then | None) -> bool:
    kinds = of.objects.kinds or (
        [SubjectKind.ENTERPRISE] if of.item != COMPOSITE else [SubjectKind(one) for one in EVERYBODY]
    )
    statuses, graded = of.objects.statuses, of.objects.graded
    known_at, registered = None if then is None else then.known_at, data.subject.registered_on
    ever = any(
        record.item_key == of.item and known(record, known_at) and (then is None or record.evaluated_on <= then.day)
        for record in data.records
    )
    if then is not None and registered is not None and registered > then.day:
        return False
    return (
        data.subject.kind in kinds
        and (statuses is None or data.subject.status in statuses)
        and (ever or not (graded if graded is not None else of.item != COMPOSITE))
    )


def _grades(data: SubjectData, then: Then) -> dict[str, Grade]:
    current = current_records(data.records, then.day, then.known_at)
    return {key: one.grade for key, one in current.items() if in_force(one, then.day)}


def _apart(of: EvaluationModel, data: SubjectData, grade: Grade | None, then: Then) -> dict[str, Apart]:
    if grade is None or of.item == COMPOSITE:
        return {}
    others = {key: other for key, other in _grades(data, then).items() if key not in (of.item, COMPOSITE)}
    return {
        key: Apart(key, others[key], abs(others[key].level - grade.level))
        for key in sorted(others, key=item_place)
        if abs(others[key].level - grade.level) >= 2
    }
