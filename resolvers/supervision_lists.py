"""Supervision lists (信用监管清单, plan 任务 4)."""

from datetime import datetime

import strawberry

from graph_model import supervision_lists as domain
from graph_model.model import city_day
from graph_model.sampling.rates import METHODS, WHOLE
from resolvers.arguments import department_key, item_key
from resolvers.catalogue import ShownCatalogue, shown
from resolvers.context import Context
from resolvers.costs import about
from resolvers.departments import Department
from resolvers.evaluation_models import EvaluationModel, shown_model
from resolvers.items import SupervisionItem
from resolvers.measures import Measure
from resolvers.sample_plans import SamplingRate
from resolvers.scales import Scale
from resolvers.vocabulary import Grade, ListGap

MOST_LISTS = 80


@strawberry.type(description="一个等级带来什么。 / What a grade brings.")
class ListedGrade:
    grade: Grade = strawberry.field(description="等级。 / The grade.")
    measures: list[Measure] = strawberry.field(
        description="措施，按方案的顺序。 / The measures, in the plan's order.", directives=[about(20)]
    )
    rate: SamplingRate | None = strawberry.field(
        description="双随机的抽取比例、间隔和检查方式；综合评价没有。 / Of double-random inspections share, months and way; the "
        "composite has none."
    )


@strawberry.type(
    description="一个事项的监管清单（任务 4）：标准、周期、对象、各等级的措施、抽取比例和频次、依据，和缺什么。 / An item's supervision "
    "list: standard, period, objects, the measures, ratio and frequency by grade, the basis, and what is missing."
)
class SupervisionList:
    item_key: strawberry.ID = strawberry.field(
        description="事项的键；综合评价为 composite。 / Key of the item; composite for the composite."
    )
    item: SupervisionItem | None = strawberry.field(
        description="事项；综合评价为空。 / The item; null for the composite."
    )
    department: Department | None = strawberry.field(description="负责的部门。 / The department whose it is.")
    objects: str = strawberry.field(description="监管对象，方案的话。 / The objects, in the plan's words.")
    scale: Scale | None = strawberry.field(description="等级标准。 / The scale of its grades.")
    model: EvaluationModel | None = strawberry.field(
        description="施行的评价模型：归集范围、指标、周期、依据的文件。 / The model in effect: collection, indicators, period, document."
    )
    period_months: int | None = strawberry.field(
        description="评价周期（月）；没有模型的为空。 / Months between evaluations; null without a model."
    )
    grades: list[ListedGrade] = strawberry.field(
        description="A 到 D 各带来什么。 / What each of A to D brings.", directives=[about(4)]
    )
    gaps: list[ListGap] = strawberry.field(description="缺什么，什么是默认。 / What is missing, and what is a default.")
    complete: bool = strawberry.field(
        description="是否不缺；默认的不算缺。 / Whether nothing is missing; a default is not missing."
    )
    version: str = strawberry.field(
        description="版本：清单的任何一处变了就不同。 / Its version: another one where anything of the list is."
    )


async def supervision_lists(
    context: Context, *, department: str | None, item: str | None, incomplete: bool, as_of: datetime | None
) -> list[SupervisionList]:
    """The lists on a day, of a department or an item where one is named. Raises BadInput."""
    catalogue = context.catalogue
    of_department = None if department is None else department_key(catalogue, department, "department")
    of_item = None if item is None else item_key(catalogue, item, "item")
    models = await domain.read_published(context.store, timeout=context.timeout)
    found = domain.supervision_lists(catalogue, models, city_day(as_of or context.now))
    values = shown(catalogue)
    return [
        _shown(one, values)
        for one in found
        if of_department in (None, one.item.department_key)
        and of_item in (None, one.item.key)
        and not (incomplete and one.complete)
    ]


def _shown(one: domain.SupervisionList, catalogue: ShownCatalogue) -> SupervisionList:
    item = catalogue.items.get(one.item.key)
    return SupervisionList(
        item_key=strawberry.ID(one.item.key),
        item=item,
        department=catalogue.department_of(one.item.key),
        objects=one.item.objects,
        scale=None if one.scale is None else catalogue.scales.get(one.scale.key),
        model=None if one.model is None else shown_model(one.model, catalogue),
        period_months=None if one.model is None else one.model.model.period_months,
        grades=[_shown_grade(grade, one.item.key, item, catalogue) for grade in one.grades],
        gaps=list(one.gaps),
        complete=one.complete,
        version=one.version,
    )


def _shown_grade(
    grade: domain.ListedGrade, key: str, item: SupervisionItem | None, catalogue: ShownCatalogue
) -> ListedGrade:
    rate = grade.rate
    return ListedGrade(
        grade=grade.grade,
        measures=[catalogue.measures[measure.key] for measure in grade.measures],
        rate=None
        if rate is None
        else SamplingRate(
            item_key=key,
            item=item,
            grade=grade.grade,
            ratio=rate.ratio / WHOLE,
            months=rate.months,
            method=METHODS[grade.grade],
            ours=rate.ours,
        ),
    )
