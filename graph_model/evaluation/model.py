"""An evaluation model as a value: what a file of it says (plan 任务 1, 2, 3, 5, 7). Keys are camel case in a file.

There is no expression in it: indicators are of a closed set, each a named aggregate over the graph, and all that a model can do with a
value is to look it up in a table, to cap a grade by it, or to veto one.
"""

from datetime import date
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

from graph_model.model import Grade, InspectionOutcome, Severity, SubjectKind


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """What all parts of a model's file have in common: known keys alone."""


class Document(_Part, frozen=True, kw_only=True):
    """The document that establishes a model, or a national rule."""

    title: Annotated[str, Meta(description="名称 / its title", min_length=1, max_length=200)]
    number: Annotated[Annotated[str, Meta(max_length=100)] | None, Meta(description="文号 / its number")] = None


class Objects(_Part, frozen=True, kw_only=True):
    """Who is evaluated (评价对象)."""

    kinds: Annotated[
        tuple[SubjectKind, ...] | None,
        Meta(description="主体种类，缺省为事项的监管对象 / kinds of subjects; by default those of the item"),
    ] = None
    statuses: Annotated[
        tuple[str, ...] | None,
        Meta(description="登记状态，如 存续，缺省不论 / states of registration, like 存续; whatever it is by default"),
    ] = None
    graded: Annotated[
        bool | None,
        Meta(
            description="只评这一事项上已有评价的；缺省：综合评价否，其他事项是 / only who has a grade "
            "on the item already; by default not for the composite, and yes for any other item, since the graph does not know who else is "
            "in its business"
        ),
    ] = None


class Collection(_Part, frozen=True, kw_only=True):
    """Which information is collected for it (归集范围). An indicator that reads anything else is refused.

    Plan 任务 5: 将行业信用信息归集范围、信用等级分类标准、评价周期、与信用等级相对应的监管措施等内容明确和固化下来.
    """

    conducts: Annotated[
        tuple[str, ...] | None,
        Meta(description="失信行为的短名；缺省为全部 / conducts of dishonesty facts, by their keys; all by default"),
    ] = None
    items: Annotated[
        tuple[str, ...],
        Meta(
            description="用到其评价结果的事项，composite 为综合评价 / the items whose grades are used; composite for the composite"
        ),
    ] = ()
    registration: Annotated[bool, Meta(description="是否用到登记信息 / whether registration data is used")] = False
    inspections: Annotated[
        bool, Meta(description="是否用到已公示的检查结果 / whether results of inspections that are published are used")
    ] = False


Conducts = Annotated[
    tuple[str, ...] | None,
    Meta(description="哪些失信行为，缺省为归集范围内的 / which conducts; those of the collection by default"),
]
Severities = Annotated[
    tuple[Severity, ...] | None, Meta(description="哪些轻重，缺省不论 / of which weights; of any by default")
]
Systems = Annotated[
    tuple[str, ...] | None,
    Meta(
        description="来自哪些系统，如 administrative-penalties（行政处罚），缺省不论 / from which systems; from any by default"
    ),
]
OwnItem = Annotated[bool, Meta(description="只算属于本事项的事实 / only facts that belong to the model's own item")]
Months = Annotated[int, Meta(description="近多少个月内 / within so many months", ge=1, le=240)]
OfItem = Annotated[str, Meta(description="哪一事项，composite 为综合评价 / the item; composite for the composite")]
OfItems = Annotated[
    tuple[str, ...] | None,
    Meta(description="哪些事项，缺省为归集范围内的 / which items; those of the collection by default"),
]


class _OfFacts(_Part, frozen=True, kw_only=True):
    conducts: Conducts = None
    severities: Severities = None
    systems: Systems = None
    own_item: OwnItem = False


class FactCount(_OfFacts, tag_field="kind", tag="FACT_COUNT", frozen=True, kw_only=True):
    """How many dishonesty facts occurred within `months` (行政处罚等失信行为的件数): 0 where there is none."""

    months: Months


class WorstFact(_OfFacts, tag_field="kind", tag="WORST_FACT", frozen=True, kw_only=True):
    """The weight of the worst fact within `months`: 0 none, 1 minor, 2 ordinary, 3 serious."""

    months: Months


class RepairCount(_OfFacts, tag_field="kind", tag="REPAIR_COUNT", frozen=True, kw_only=True):
    """How many credit repairs were accepted within `months` (信用修复的次数): 0 where there is none. A fact that is repaired counts in
    no other indicator from that day on."""

    months: Months


class MonthsSinceFact(_OfFacts, tag_field="kind", tag="MONTHS_SINCE_FACT", frozen=True, kw_only=True):
    """Whole months since the last fact; no value where there never was one."""


class GradeLevel(_Part, tag_field="kind", tag="GRADE_LEVEL", frozen=True, kw_only=True):
    """The grade in force on an item: 0 A … 3 D; no value where there is none (plan 任务 2: 结合公共信用综合评价结果)."""

    item: OfItem


class ItemScore(_Part, tag_field="kind", tag="ITEM_SCORE", frozen=True, kw_only=True):
    """The score of the grade in force on an item; no value where there is none, or it has no score."""

    item: OfItem


class WorstGrade(_Part, tag_field="kind", tag="WORST_GRADE", frozen=True, kw_only=True):
    """The worst of the grades in force on the items: 0 A … 3 D; no value where there is none."""

    items: OfItems = None


class GradeCount(_Part, tag_field="kind", tag="GRADE_COUNT", frozen=True, kw_only=True):
    """On how many of the items one of the `grades` is in force: 0 where on none."""

    grades: Annotated[tuple[Grade, ...], Meta(description="哪些等级 / which grades", min_length=1)]
    items: OfItems = None


class InspectionCount(_Part, tag_field="kind", tag="INSPECTION_COUNT", frozen=True, kw_only=True):
    """How many inspections within `months` ended with one of the `outcomes` (检查结果): 0 where none did. One that is not published
    yet, or was withdrawn, does not count."""

    months: Months
    outcomes: Annotated[
        Annotated[tuple[InspectionOutcome, ...], Meta(min_length=1)] | None,
        Meta(description="哪些结果，缺省不论 / which outcomes; any by default"),
    ] = None
    own_item: Annotated[bool, Meta(description="只算本事项的检查 / only inspections on the model's own item")] = False


class MonthsRegistered(_Part, tag_field="kind", tag="MONTHS_REGISTERED", frozen=True, kw_only=True):
    """Whole months since the registration; no value where its day is not known."""


Value: TypeAlias = (
    FactCount
    | WorstFact
    | RepairCount
    | MonthsSinceFact
    | GradeLevel
    | ItemScore
    | WorstGrade
    | GradeCount
    | InspectionCount
    | MonthsRegistered
)
OF_FACTS = (FactCount, WorstFact, RepairCount, MonthsSinceFact)
ALWAYS = (FactCount, WorstFact, RepairCount, GradeCount, InspectionCount)
"""Kinds that have a value of every subject."""

Key = Annotated[str, Meta(description="短名 / its key", pattern="^[a-z0-9][a-z0-9-]{0,39}$")]
Name = Annotated[str, Meta(description="名称 / its name", min_length=1, max_length=100)]
Because = Annotated[str, Meta(description="依据的句子 / the sentence that it stands on", min_length=1, max_length=500)]


class Row(_Part, frozen=True, kw_only=True):
    """One row of a table: from this value on, so many points."""

    from_: Annotated[float, Meta(description="从这个值起（含） / from this value on")] = msgspec.field(name="from")
    points: Annotated[
        float, Meta(description="分数，0 到 100，最多两位小数 / 0 to 100, two decimals at most", ge=0, le=100)
    ]


class Indicator(_Part, frozen=True, kw_only=True):
    """A value, what it is worth, and its share of the score."""

    key: Key
    name: Name
    value: Annotated[Value, Meta(description="是什么：封闭的一组 / what it is, of a closed set")]
    table: Annotated[
        tuple[Row, ...],
        Meta(
            description="分段表：小于第一段的按第一段 / the table; a value below its first row is worth that row's points",
            min_length=1,
            max_length=50,
        ),
    ]
    interpolate: Annotated[bool, Meta(description="两段之间按直线 / straight lines between the rows, not steps")] = (
        False
    )
    weight: Annotated[int, Meta(description="权重，百分数；合计 100 / per cent; 100 in all", ge=1, le=100)]
    missing: Annotated[
        Annotated[float, Meta(ge=0, le=100)] | None,
        Meta(
            description="没有值时的分数；可能没有值的指标要写 / points where there is no value; to be given where there may be none"
        ),
    ] = None


class Limit(_Part, frozen=True, kw_only=True):
    """When something strikes: where the value of an indicator is at least, or at most, so much. A missing value strikes nothing."""

    indicator: Annotated[str, Meta(description="哪个指标 / which indicator, by its key")]
    at_least: Annotated[float | None, Meta(description="不小于 / at least")] = None
    at_most: Annotated[float | None, Meta(description="不大于 / at most")] = None
    because: Because

    def strikes(self, value: float | None) -> bool:
        if value is None:
            return False
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)


class Cap(Limit, frozen=True, kw_only=True):
    """The grade is no better than `best` (封顶)."""

    best: Annotated[Grade, Meta(description="至多评为 / the best grade that is left")]


class Veto(Limit, frozen=True, kw_only=True):
    """The grade is D, whatever the score (一票否决)."""


class Thresholds(_Part, rename=None, frozen=True, kw_only=True):
    """The least scores of A, B and C; below C's it is D."""

    A: Annotated[float, Meta(description="A 的最低分 / the least score of A", gt=0, le=100)]
    B: Annotated[float, Meta(description="B 的最低分 / the least score of B", gt=0, le=100)]
    C: Annotated[float, Meta(description="C 的最低分 / the least score of C", gt=0, le=100)]

    def grade(self, score: float) -> Grade:
        """The grade that a score reaches."""
        for least, grade in ((self.A, Grade.A), (self.B, Grade.B), (self.C, Grade.C)):
            if score >= least:
                return grade
        return Grade.D


class EvaluationModel(_Part, frozen=True, kw_only=True):
    """A version of the model by which subjects are evaluated on an item, or by the composite."""

    item: Annotated[
        str, Meta(description="事项的键，composite 为市公共信用综合评价 / key of the item; composite for the composite")
    ]
    name: Name
    version: Annotated[
        str, Meta(description='版本，如 "2026-1" / its version', pattern="^[A-Za-z0-9][A-Za-z0-9.-]{0,19}$")
    ]
    effective_on: Annotated[date, Meta(description="施行日期 / the day from which it is in effect")]
    document: Annotated[Document, Meta(description="制定它的文件 / the document that establishes it")]
    national_rule: Annotated[
        Document | None,
        Meta(
            description="国家另有规定的，写那份规定：等级照它评，这里不评 / the national rule that prevails: grades are given by it, and "
            "none by this model"
        ),
    ] = None
    period_months: Annotated[
        int,
        Meta(
            description="评价周期（月），也是等级的有效期 / months between evaluations, and a grade's validity",
            ge=1,
            le=60,
        ),
    ]
    objects: Annotated[Objects, Meta(description="评价对象 / who is evaluated")] = Objects()
    collection: Annotated[Collection, Meta(description="归集范围 / which information is collected")]
    indicators: Annotated[tuple[Indicator, ...], Meta(description="指标 / the indicators", max_length=50)]
    caps: Annotated[tuple[Cap, ...], Meta(description="封顶 / caps", max_length=50)] = ()
    vetoes: Annotated[tuple[Veto, ...], Meta(description="一票否决 / vetoes", max_length=50)] = ()
    thresholds: Annotated[Thresholds, Meta(description="分数线 / the least scores of A, B and C")]
    ours: Annotated[
        bool,
        Meta(description="是我们的默认、部门尚未确认 / our default that no department has confirmed"),
    ] = False

    @property
    def key(self) -> str:
        """`model:<item>@<version>`."""
        return f"model:{self.item}@{self.version}"


def hundredths(points: float) -> int:
    """Points as whole hundredths, so that what is added up is exact."""
    return round(points * 100)
