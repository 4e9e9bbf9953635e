"""What a draw is asked for by, and the plan that follows (“双随机、一公开”, plan 任务 9)."""

from datetime import date

import strawberry

from graph_model.catalogue import Catalogue
from graph_model.draws.asked import INSPECTORS_EACH, MOST_ITEMS, Request
from graph_model.errors import BadInput
from graph_model.intake.concealing import without_id_numbers
from graph_model.sampling import rates as domain
from graph_model.sampling import record
from graph_model.sampling.pool import Inspector
from graph_model.sampling.rates import METHODS, WHOLE
from resolvers.arguments import department_key, item_key, subject_key
from resolvers.catalogue import ShownCatalogue
from resolvers.costs import about
from resolvers.items import SupervisionItem
from resolvers.vocabulary import Grade, InspectionMethod, LeftOutReason

MOST_STRATA = MOST_ITEMS * len(Grade)


@strawberry.input(
    description="部门自定的抽取比例和间隔，须合方案的方向（A 降低、B 常规、C 提高、D 大幅提高）。 / A department's "
    "own ratio and months, which "
    "must keep the plan's order."
)
class SamplingRateInput:
    item: strawberry.ID = strawberry.field(description="监管事项（键或全局编号）。 / The item (key or global id).")
    grade: Grade = strawberry.field(description="等级。 / The grade.")
    ratio: float = strawberry.field(
        description="抽取比例，0 到 1，最细到万分之一。 / Share of the stratum, 0 to 1, in ten-thousandths at the finest."
    )
    months: int = strawberry.field(
        description="同一主体同一事项两次检查至少间隔的月数。 / Months at least between two inspections of a subject on the item."
    )


@strawberry.input(description="不抽的主体，须说明理由。 / A subject that is not drawn from, with the reason.")
class SampleExclusionInput:
    subject: strawberry.ID = strawberry.field(description="主体的键。 / The subject's key.")
    reason: str = strawberry.field(
        description="理由，最多 200 个字符，记入对象池。 / Why, 200 characters at most; it stands in the pool."
    )


@strawberry.input(description="一名检查人员；只记编号，不记姓名。 / An inspector: known by a number, without a name.")
class InspectorInput:
    key: str = strawberry.field(description="执法证号或工号。 / The number by which the office knows them.")
    department: str = strawberry.field(description="部门（键或名称）。 / The department (key or name).")
    items: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="能查的事项；空为本部门全部。 / Items that they are able to inspect; empty: all of the department.",
    )
    districts: list[str] = strawberry.field(
        default_factory=list, description="负责的区县；空为全市。 / Districts where they work; empty: everywhere."
    )
    conflicts: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="须回避的主体（利害关系），键。 / Subjects that they must not inspect (conflict of interest), keys.",
    )


@strawberry.input(
    description="抽取计划：几个事项（可以是几个部门的）合成一个对象池，一次上门查多项。 / What is drawn from: several items, of several "
    "departments, make one pool, and one visit inspects all of them."
)
class SamplePlanInput:
    items: list[strawberry.ID] = strawberry.field(
        description="监管事项，1 到 20 个（键或全局编号）。 / The items, 1 to 20 (keys or global ids)."
    )
    districts: list[str] = strawberry.field(
        default_factory=list,
        description="只抽这些区县的主体；空为全市。 / Only subjects of these districts; empty: the city.",
    )
    rates: list[SamplingRateInput] = strawberry.field(
        default_factory=list,
        description="部门自定的比例和间隔；没有的用方案数据里的。 / A department's own rates in the place of the data's.",
    )
    exclusions: list[SampleExclusionInput] = strawberry.field(
        default_factory=list, description="不抽的主体，最多 10,000 个。 / Whom not to draw, 10,000 at most."
    )
    inspectors: list[InspectorInput] = strawberry.field(
        default_factory=list,
        description="检查人员名录，最多 5,000 人；空则只抽检查对象。 / The inspectors, 5,000 at most; empty: only objects are drawn.",
    )
    inspectors_each: int = strawberry.field(
        default=INSPECTORS_EACH,
        description="每次上门每个部门派几人，1 到 5。 / Inspectors that each department sends on a visit, 1 to 5.",
    )

    def meant(self, catalogue: Catalogue) -> Request:
        """The request. Raises BadInput (`where`: the part) for names that nothing has."""
        excluded = {subject_key(one.subject, "exclusions"): without_id_numbers(one.reason) for one in self.exclusions}
        if len(excluded) < len(self.exclusions):
            raise BadInput("主体重复 / a subject stands twice", "exclusions")
        return Request(
            items=tuple(item_key(catalogue, item, "items") for item in self.items),
            districts=tuple(self.districts),
            rates=tuple(_rate(catalogue, rate) for rate in self.rates),
            excluded=excluded,
            inspectors=tuple(_inspector(catalogue, one) for one in self.inspectors),
            each=self.inspectors_each,
        )


def _rate(catalogue: Catalogue, given: SamplingRateInput) -> domain.SamplingRate:
    ratio = given.ratio * WHOLE
    if not abs(ratio) <= WHOLE or abs(ratio - round(ratio)) > 1e-6:
        raise BadInput(
            "比例应在 0 到 1 之间,最细到万分之一 / a ratio from 0 to 1 in ten-thousandths is needed", "rates"
        )
    return domain.SamplingRate(
        given.grade, round(ratio), given.months, item_key(catalogue, given.item, "rates"), ours=False
    )


def _inspector(catalogue: Catalogue, given: InspectorInput) -> Inspector:
    return Inspector(
        key=given.key,
        department_key=department_key(catalogue, given.department, "inspectors"),
        items=frozenset(item_key(catalogue, item, "inspectors") for item in given.items),
        districts=frozenset(given.districts),
        conflicts=frozenset(subject_key(one, "inspectors") for one in given.conflicts),
    )


@strawberry.type(
    description="一个等级在一个事项上怎样改变抽取（方案第三部分）。 / What a grade does to the draw on an item (part three of the plan)."
)
class SamplingRate:
    item_key: str = strawberry.field(description="监管事项的键。 / Key of the item.")
    item: SupervisionItem | None = strawberry.field(
        description="监管事项；方案数据里已没有的为空。 / The item; null where the catalogue no longer has it."
    )
    grade: Grade = strawberry.field(description="等级。 / The grade.")
    ratio: float = strawberry.field(description="抽取比例。 / The share that is drawn.")
    months: int = strawberry.field(description="两次检查至少间隔的月数。 / Months at least between two inspections.")
    method: InspectionMethod = strawberry.field(description="检查方式。 / How those drawn are inspected.")
    ours: bool = strawberry.field(
        description="是否为本项目的缺省值：方案给了方向，没有给数。 / Whether it is a default of this project: the "
        "plan gives the direction "
        "and no number."
    )


@strawberry.type(
    description="对象池的一层：一个事项上一个等级的主体。 / A stratum of the pool: subjects by item and grade."
)
class SampleStratum:
    item_key: str = strawberry.field(description="监管事项的键。 / Key of the item.")
    item: SupervisionItem | None = strawberry.field(
        description="监管事项；方案数据里已没有的为空。 / The item; null where the catalogue no longer has it."
    )
    grade: Grade = strawberry.field(description="等级。 / The grade.")
    size: int = strawberry.field(description="层里的主体数。 / Subjects in it.")
    take: int = strawberry.field(description="应抽数。 / How many are drawn.")


@strawberry.type(description="为什么不抽，各有多少主体。 / Why subjects are left out, and how many.")
class SampleLeftOut:
    reason: LeftOutReason = strawberry.field(description="原因。 / Why.")
    count: int = strawberry.field(description="主体数。 / How many subjects.")


@strawberry.type(
    description="抽取计划：各层多大、抽多少、多少不抽。 / What is drawn from: the strata, how many are drawn, how many left out."
)
class SamplePlan:
    day: date = strawberry.field(description="对象池是哪一天的。 / The day of the pool.")
    districts: list[str] = strawberry.field(
        description="只抽的区县；空为全市。 / Only these districts; empty: the city."
    )
    strata: list[SampleStratum] = strawberry.field(description="各层。 / The strata.", directives=[about(MOST_STRATA)])
    rates: list[SamplingRate] = strawberry.field(
        description="各事项各等级的比例和间隔。 / The rates by item and grade.", directives=[about(MOST_STRATA)]
    )
    rates_version: str = strawberry.field(
        description="方案数据中比例的版本。 / Version of the rates in the plan's data."
    )
    pool_size: int = strawberry.field(description="对象池的主体数。 / Subjects in the pool.")
    to_draw: int = strawberry.field(description="共抽多少。 / How many are drawn in all.")
    left_out: list[SampleLeftOut] = strawberry.field(
        description="不抽的，按原因。 / What is left out, by reason.", directives=[about(len(LeftOutReason))]
    )
    inspectors: int = strawberry.field(description="名录里的检查人员数。 / Inspectors to draw from.")
    inspectors_each: int = strawberry.field(
        description="每次上门每个部门派几人。 / Inspectors that each department sends on a visit."
    )


def shown_plan(plan: record.Plan, catalogue: ShownCatalogue) -> SamplePlan:
    return SamplePlan(
        day=date.fromisoformat(plan.day),
        districts=list(plan.districts),
        strata=[
            SampleStratum(
                item_key=one.item,
                item=catalogue.items.get(one.item),
                grade=one.grade,
                size=one.size,
                take=one.take,
            )
            for one in plan.strata
        ],
        rates=[
            SamplingRate(
                item_key=one.item,
                item=catalogue.items.get(one.item),
                grade=one.grade,
                ratio=one.ratio / WHOLE,
                months=one.months,
                method=METHODS[one.grade],
                ours=one.ours,
            )
            for one in plan.rates
        ],
        rates_version=plan.rates_version,
        pool_size=sum(one.size for one in plan.strata),
        to_draw=sum(one.take for one in plan.strata),
        left_out=[SampleLeftOut(reason=code, count=count) for code, count in sorted(plan.left_out.items())],
        inspectors=plan.inspectors,
        inspectors_each=plan.inspectors_each,
    )
