"""A dry run says what scoring each subject by itself says, on both stores.

Plan 任务 7: 及时调整公共信用综合评价和行业信用评价指标模型,实现评价工作的动态管理、迭代更新.
"""

from collections import Counter
from typing import Any

import pytest

from graph_model.discrepancies import item_place
from graph_model.evaluation.indicators import read_values
from graph_model.evaluation.model import EvaluationModel
from graph_model.evaluation.scoring import score
from graph_model.evaluation.subjects import evaluated_among, evaluated_subjects
from graph_model.evaluation.trying import Apart, DryRun, dry_run, incentives
from graph_model.grades import current_records, in_force
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
    subjects = await city(store, 3)
    of = model(**changes)
    found = await dry_run(store, of, CATALOGUE, TODAY)
    keys = sorted(data.subject.key for data in subjects if _is_evaluated(of, data))
    assert await evaluated_subjects(store, of, CATALOGUE) == keys and found.evaluated == len(keys) > 0
    values = await read_values(store, of, keys, TODAY)
    expected = {key: score(of, values[key]) for key in keys}
    data_of = {data.subject.key: data for data in subjects}
    before = {key: _grades(data_of[key]).get(of.item) for key in keys}
    counts = Counter((before[key], expected[key].grade) for key in keys)
    assert {(move.before, move.after): move.count for move in found.moves} == counts
    assert [(one.subject_key, one.before, one.after, one.score) for one in found.moved] == [
        (key, before[key], expected[key].grade, expected[key].score)
        for key in keys
        if before[key] is not expected[key].grade
    ]
    for one in found.moved:
        then, now = (_apart(of, data_of[one.subject_key], grade) for grade in (one.after, one.before))
        assert one.appear == tuple(then[item] for item in then if item not in now)
        assert one.go == tuple(now[item] for item in now if item not in then)
    _sums(found)


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


def _is_evaluated(of: EvaluationModel, data: SubjectData) -> bool:
    kinds = of.objects.kinds or (
        [SubjectKind.ENTERPRISE] if of.item != COMPOSITE else [SubjectKind(one) for one in EVERYBODY]
    )
    statuses, graded = of.objects.statuses, of.objects.graded
    ever = any(record.item_key == of.item and record.superseded_at is None for record in data.records)
    return (
        data.subject.kind in kinds
        and (statuses is None or data.subject.status in statuses)
        and (ever or not (graded if graded is not None else of.item != COMPOSITE))
    )


def _grades(data: SubjectData) -> dict[str, Grade]:
    return {key: one.grade for key, one in current_records(data.records, TODAY).items() if in_force(one, TODAY)}


def _apart(of: EvaluationModel, data: SubjectData, grade: Grade | None) -> dict[str, Apart]:
    if grade is None or of.item == COMPOSITE:
        return {}
    others = {key: other for key, other in _grades(data).items() if key not in (of.item, COMPOSITE)}
    return {
        key: Apart(key, others[key], abs(others[key].level - grade.level))
        for key in sorted(others, key=item_place)
        if abs(others[key].level - grade.level) >= 2
    }
