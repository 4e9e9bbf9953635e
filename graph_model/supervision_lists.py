"""Supervision lists (信用监管清单): what follows from each grade of an item, by which standard, how often, and what is missing. Pure.

Plan 任务 4: 将监管对象信用评价等级与监管事项、监管措施等行政监管活动相衔接; 任务 5: 将行业信用信息归集范围、信用等级分类标准、评价周期、
与信用等级相对应的监管措施等内容明确和固化下来.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from graph_model.catalogue import COMPOSITE_ITEM, Catalogue
from graph_model.evaluation.versions import VERSION_COLUMNS, ModelVersion, in_effect, version_from
from graph_model.measures import measures_brought
from graph_model.model import COMPOSITE, Grade, Item, Measure, Scale
from graph_model.sampling.rates import SamplingRate
from graph_model.store import GraphStore

PUBLISHED = f"MATCH (m:EvaluationModel) WHERE m.publishedAt IS NOT NULL RETURN {VERSION_COLUMNS}"


class ListGap(StrEnum):
    """What an item's list has not, of the four things that 任务 5 asks for, and what of it is only our default."""

    NO_STANDARD = "NO_STANDARD"  # 信用等级分类标准: neither a model nor a scale that a document defines
    NO_COLLECTION = "NO_COLLECTION"  # 信用信息归集范围
    NO_PERIOD = "NO_PERIOD"  # 评价周期
    NO_MEASURES = "NO_MEASURES"  # 与信用等级相对应的监管措施: for one of the grades none
    DEFAULT_STANDARD = "DEFAULT_STANDARD"  # the model is our default
    DEFAULT_RATES = "DEFAULT_RATES"  # 抽取比例、频次: our defaults


@dataclass(frozen=True, slots=True)
class ListedGrade:
    """What a grade on an item brings: measures in the plan's order, and how many are drawn and how often (None: of the composite)."""

    grade: Grade
    measures: tuple[Measure, ...]
    rate: SamplingRate | None


@dataclass(frozen=True, slots=True)
class SupervisionList:
    """An item's list on a day. `model` is the one in effect; `version` is another one where anything of the list is."""

    item: Item
    scale: Scale | None
    model: ModelVersion | None
    grades: tuple[ListedGrade, ...]
    gaps: tuple[ListGap, ...]
    version: str

    @property
    def complete(self) -> bool:
        """Whether nothing is missing; a default of ours is not what is missing."""
        return not any(gap.startswith("NO_") for gap in self.gaps)


def supervision_list(catalogue: Catalogue, item: Item, model: ModelVersion | None) -> SupervisionList:
    """The list of an item, or of the composite, with the model that is in effect on the day."""
    scale = catalogue.scale(item.scale_key)
    rates: Mapping[Grade, SamplingRate] = {} if item.key == COMPOSITE else catalogue.sampling.of(item.key)
    grades = tuple(
        ListedGrade(grade, measures_brought(catalogue, item.key, grade), rates.get(grade)) for grade in Grade
    )
    gaps = tuple(_gaps(scale, model, grades))
    return SupervisionList(item, scale, model, grades, gaps, _version(catalogue, item, scale, model, grades))


def supervision_lists(catalogue: Catalogue, models: Iterable[ModelVersion], day: date) -> list[SupervisionList]:
    """The lists of all items in the plan's order, the composite last; `models` are all versions that were ever published."""
    of_item: dict[str, list[ModelVersion]] = {}
    for version in models:
        of_item.setdefault(version.item_key, []).append(version)
    items = (*catalogue.items, COMPOSITE_ITEM)
    return [supervision_list(catalogue, item, in_effect(of_item.get(item.key, ()), day)) for item in items]


async def read_published(store: GraphStore, *, timeout: float | None = None) -> list[ModelVersion]:
    """Every version of a model that was published; one query."""
    return [version_from(row) for row in await store.read(PUBLISHED, timeout=timeout)]


def _gaps(scale: Scale | None, model: ModelVersion | None, grades: Iterable[ListedGrade]) -> Iterator[ListGap]:
    if model is None:
        if scale is None or scale.document is None:
            yield ListGap.NO_STANDARD
        yield ListGap.NO_COLLECTION
        yield ListGap.NO_PERIOD
    if any(not grade.measures for grade in grades):
        yield ListGap.NO_MEASURES
    if model is not None and model.model.ours:
        yield ListGap.DEFAULT_STANDARD
    if any(grade.rate is not None and grade.rate.ours for grade in grades):
        yield ListGap.DEFAULT_RATES


def _version(
    catalogue: Catalogue, item: Item, scale: Scale | None, model: ModelVersion | None, grades: Iterable[ListedGrade]
) -> str:
    """A hash of all that the list says."""
    said = (
        item.key,
        item.objects,
        None if scale is None else (scale.key, scale.version),
        None if model is None else (model.key, model.content),
        [
            (
                grade.grade.value,
                [(measure.key, measure.quote, measure.condition) for measure in grade.measures],
                None if grade.rate is None else (grade.rate.ratio, grade.rate.months, grade.rate.ours),
            )
            for grade in grades
        ],
        catalogue.sampling.version,
    )
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]
