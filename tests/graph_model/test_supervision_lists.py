"""Supervision lists: what follows from each grade of an item, and what is missing.

Plan 任务 4: 共同制定信用评价和监管事项清单,将监管对象信用评价等级与监管事项、监管措施等行政监管活动相衔接.
Plan 任务 5: 将行业信用信息归集范围、信用等级分类标准、评价周期、与信用等级相对应的监管措施等内容明确和固化下来.
"""

import dataclasses
from datetime import date, datetime
from typing import Any

import pytest

from graph_model.catalogue import COMPOSITE_ITEM, Catalogue, lay_down
from graph_model.evaluation.checking import text_of
from graph_model.evaluation.versions import ModelAction, ModelState, ModelVersion
from graph_model.model import COMPOSITE
from graph_model.sampling.rates import SamplingRate, SamplingRates
from graph_model.store import GraphStore
from graph_model.supervision_lists import ListGap, SupervisionList, read_published, supervision_list, supervision_lists
from tests.graph_model.evaluation.models import model
from tests.graph_model.evaluation.test_publishing import LI, NOW, Desk
from tests.graph_model.examples import CATALOGUE, A, B, C, D

RATES = tuple(
    SamplingRate(grade, ratio, months)
    for grade, ratio, months in ((A, 200, 24), (B, 500, 12), (C, 1000, 6), (D, 2500, 6))
)
PLAN = dataclasses.replace(CATALOGUE, sampling=SamplingRates("1", RATES))
LABOUR = PLAN.item("1-14")
assert LABOUR is not None


def published(content: Any, from_: date = date(2024, 1, 1), at: datetime = NOW) -> ModelVersion:
    return ModelVersion(content.key, content.item, ModelState.PUBLISHED, 3, text_of(content), at, at, from_, None)


MODEL = published(model())


def gaps(catalogue: Catalogue = PLAN, version: ModelVersion | None = MODEL) -> list[ListGap]:
    assert LABOUR is not None
    return list(supervision_list(catalogue, LABOUR, version).gaps)


def test_a_list_has_of_each_grade_the_measures_the_ratio_and_the_months() -> None:
    assert LABOUR is not None
    found = supervision_list(PLAN, LABOUR, MODEL)
    assert {one.grade: [measure.key for measure in one.measures] for one in found.grades} == {
        A: ["a-reduced-sampling", "a-written-inspection"],
        B: ["b-regular-sampling", "b-guidance"],
        C: ["c-raised-sampling", "c-special-governance"],
        D: ["d-key-supervision", "d-industry-ban"],
    }
    assert [one.rate and (one.rate.ratio, one.rate.months) for one in found.grades] == [
        (200, 24), (500, 12), (1000, 6), (2500, 6),
    ]  # fmt: skip
    assert (found.gaps, found.complete) == ((ListGap.DEFAULT_RATES,), True)


OWN = SamplingRates("2", tuple(dataclasses.replace(rate, ours=False) for rate in RATES))
UNDEFINED = dataclasses.replace(PLAN, scales=tuple(dataclasses.replace(scale, document=None) for scale in PLAN.scales))
GAPS: dict[str, tuple[Catalogue, ModelVersion | None, list[ListGap]]] = {
    "nothing is missing": (dataclasses.replace(PLAN, sampling=OWN), MODEL, []),
    "no model, a scale with a document": (
        PLAN,
        None,
        [ListGap.NO_COLLECTION, ListGap.NO_PERIOD, ListGap.DEFAULT_RATES],
    ),
    "no model, a scale without one": (
        UNDEFINED,
        None,
        [ListGap.NO_STANDARD, ListGap.NO_COLLECTION, ListGap.NO_PERIOD, ListGap.DEFAULT_RATES],
    ),
    "a model, whatever the scale": (UNDEFINED, MODEL, [ListGap.DEFAULT_RATES]),
    "a grade without a measure": (
        dataclasses.replace(PLAN, measures=tuple(one for one in PLAN.measures if one.grade is not D)),
        MODEL,
        [ListGap.NO_MEASURES, ListGap.DEFAULT_RATES],
    ),
    "a model that is a default": (PLAN, published(model(ours=True)), [ListGap.DEFAULT_STANDARD, ListGap.DEFAULT_RATES]),
}


@pytest.mark.parametrize(("catalogue", "version", "expected"), GAPS.values(), ids=GAPS)
def test_what_is_missing(catalogue: Catalogue, version: ModelVersion | None, expected: list[ListGap]) -> None:
    assert gaps(catalogue, version) == expected


def test_the_composite_has_its_own_measures_and_is_not_drawn_by() -> None:
    found = supervision_list(PLAN, COMPOSITE_ITEM, None)
    by_grade = {one.grade: [measure.key for measure in one.measures] for one in found.grades}
    assert by_grade[A] == ["a-conveniences", "a-honours"] and by_grade[C] == ["c-no-conveniences"]
    assert all(one.rate is None for one in found.grades) and ListGap.DEFAULT_RATES not in found.gaps


def test_a_list_has_another_version_where_anything_of_it_is_another() -> None:
    assert LABOUR is not None
    fewer = dataclasses.replace(PLAN, measures=PLAN.measures[1:])
    other_rates = dataclasses.replace(PLAN, sampling=OWN)
    others = [
        supervision_list(PLAN, LABOUR, None),
        supervision_list(PLAN, LABOUR, published(model(periodMonths=6))),
        supervision_list(fewer, LABOUR, MODEL),
        supervision_list(other_rates, LABOUR, MODEL),
        supervision_list(PLAN, dataclasses.replace(LABOUR, objects="企业和个体工商户"), MODEL),
    ]
    versions = [supervision_list(PLAN, LABOUR, MODEL).version, *(one.version for one in others)]
    assert len(set(versions)) == len(versions)
    assert supervision_list(PLAN, LABOUR, MODEL).version == versions[0]


def test_the_lists_of_all_items_have_the_model_of_the_day() -> None:
    next_ = published(model(version="2"), date(2024, 3, 1), NOW.replace(hour=5))

    def on(day: date) -> dict[str, SupervisionList]:
        return {one.item.key: one for one in supervision_lists(PLAN, [MODEL, next_], day)}

    assert list(on(date(2024, 2, 1))) == [*(item.key for item in PLAN.items), COMPOSITE]
    keys = {
        day: (version := on(day)["1-14"].model) and version.key
        for day in (date(2023, 1, 1), date(2024, 2, 1), date(2024, 3, 1))
    }
    assert list(keys.values()) == [None, MODEL.key, next_.key]
    assert on(date(2024, 3, 1))["1-7"].model is None


async def test_the_published_versions_are_read(store: GraphStore) -> None:
    await lay_down(store, CATALOGUE)
    desk = Desk(store)
    await desk.to(ModelState.PUBLISHED)
    await desk.to(ModelState.PROPOSED, "2")
    assert [one.key for one in await read_published(store)] == [MODEL.key]
    await desk.step(ModelAction.PUBLISH, LI, of="model:1-14@2")
    assert {one.state for one in await read_published(store)} == {ModelState.PUBLISHED, ModelState.SUPERSEDED}
