"""Measures (措施), the legal bases of the restrictive ones, and which of them apply to a subject."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from resolvers.costs import about
from resolvers.items import SupervisionItem
from resolvers.node import Node
from resolvers.vocabulary import BasisLevel, Direction, Grade, Scenario, Severity, WithheldReason

if TYPE_CHECKING:
    from resolvers.grade_record import GradeRecord
    from resolvers.systems import SupportSystem


@strawberry.type(description="法律文件的一条。 / A provision of a legal document.")
class LegalBasis:
    key: strawberry.ID = strawberry.field(description="短名。 / Short name.")
    level: BasisLevel = strawberry.field(description="文件的层级。 / Rank of the document.")
    title: str = strawberry.field(description="文件名称。 / Title of the document.")
    article: str = strawberry.field(description="条款。 / The article.")
    document_no: str | None = strawberry.field(description="文号。 / Number of the document.")
    text: str | None = strawberry.field(description="条款原文。 / Words of the article.")


@strawberry.type(description="失信行为的种类。 / A kind of dishonest conduct.")
class Conduct:
    key: strawberry.ID = strawberry.field(description="英文短名。 / Short English name.")
    name: str = strawberry.field(description="名称。 / Its name.")
    definition: str = strawberry.field(description="认定条件。 / What must have been found to record it.")


@strawberry.type(description="就某种失信行为授权一项措施的依据。 / What authorises a measure for a conduct.")
class Authorisation:
    conduct: Conduct = strawberry.field(description="失信行为。 / The conduct.")
    legal_basis: LegalBasis = strawberry.field(description="依据。 / The legal basis.")
    item: SupervisionItem | None = strawberry.field(
        description="只在这一事项中；为空则不限。 / In this item only; null: in every item."
    )


@strawberry.type(description="方案第三部分的一项措施。 / A measure of part three of the plan.")
class Measure(Node):
    key: strawberry.ID = strawberry.field(description="英文短名。 / Short English name.")
    name: str = strawberry.field(description="名称。 / Its name.")
    scenario: Scenario = strawberry.field(description="场景。 / The scenario it belongs to.")
    direction: Direction = strawberry.field(description="方向。 / Its direction.")
    grade: Grade = strawberry.field(description="哪一等级适用。 / The grade that brings it.")
    condition: str | None = strawberry.field(
        description="条件，如“可视情形”“同等条件下”“依照规定”。 / Its condition, in the plan's words."
    )
    discretionary: bool = strawberry.field(description="是否由部门裁量。 / Whether the department may choose.")
    quote: str = strawberry.field(description="方案原句。 / The plan's sentence.")
    least_severity: Severity | None = strawberry.field(
        description="惩戒措施所需失信行为的最低轻重。 / For restrictive measures: the least weight of a fact that carries it."
    )
    authorisations: list[Authorisation] = strawberry.field(
        description="授权这一惩戒措施的依据。 / For restrictive measures: what authorises it, and for which conduct.",
        directives=[about(20)],
    )


@strawberry.type(description="失信行为事实及其文书。 / A dishonesty fact with its document.")
class DishonestyFact:
    key: strawberry.ID = strawberry.field(description="编号。 / Its key.")
    conduct: strawberry.ID = strawberry.field(description="失信行为的短名。 / Short name of the conduct.")
    conduct_name: str = strawberry.field(description="失信行为的名称。 / Name of the conduct.")
    severity: Severity = strawberry.field(description="轻重。 / Its weight.")
    occurred_on: date = strawberry.field(description="发生或认定的日期。 / The day on which it occurred or was found.")
    document_no: str | None = strawberry.field(
        description="文号；不归提问者看时为空。 / Number of the document; null where it is not for who asks."
    )
    item: SupervisionItem | None = strawberry.field(
        description="所属事项；为空则不属于某一事项。 / The item it belongs to; null: none in particular."
    )
    description: str | None = strawberry.field(description="事实描述。 / What happened.")
    system: Annotated["SupportSystem", strawberry.lazy("resolvers.systems")] | None = strawberry.field(
        description="同步自哪个系统；为空则不是同步来的。 / The system that it is synced from; null: from none."
    )
    withdrawn_at: datetime | None = strawberry.field(
        description="来源系统何时撤下；为空则仍然有效。 / When its system withdrew it; null: it stands."
    )
    retired_on: date | None = strawberry.field(
        description="信用修复后从哪一天起不再计入；为空则没有修复。 / From which day on it no longer counts, because it was repaired; "
        "null: it was not."
    )
    repair_key: strawberry.ID | None = strawberry.field(
        description="同意的那次修复的编号。 / Id of the repair that was accepted."
    )


@strawberry.type(description="适用的措施及其理由。 / A measure that applies, and why.")
class AppliedMeasure:
    measure: Measure = strawberry.field(description="措施。 / The measure.")
    grade: Grade = strawberry.field(description="因为这一等级。 / The grade that brings it.")
    item: SupervisionItem | None = strawberry.field(
        description="在这一事项中；为空则依据综合评价。 / In this item; null: by the composite evaluation."
    )
    because: Annotated["GradeRecord", strawberry.lazy("resolvers.grade_record")] = strawberry.field(
        description="所依据的评价记录。 / The grade record behind it."
    )
    advisory: bool = strawberry.field(
        description="仅供决定部门参考（综合评价，任务 7）。 / A reference for the deciding department only (the composite)."
    )
    facts: list[DishonestyFact] = strawberry.field(
        description="支撑惩戒措施的失信行为事实。 / The facts that carry a restrictive measure.", directives=[about(5)]
    )
    legal_basis: list[LegalBasis] = strawberry.field(
        description="授权惩戒措施的依据。 / The legal bases that authorise a restrictive measure.",
        directives=[about(5)],
    )


@strawberry.type(
    description="等级本会带来、但没有适用的措施及其理由。 / A measure that a grade would bring but is withheld."
)
class WithheldMeasure:
    measure: Measure = strawberry.field(description="措施。 / The measure.")
    item: SupervisionItem | None = strawberry.field(
        description="在这一事项中；为空则依据综合评价。 / In this item; null: by the composite evaluation."
    )
    because: Annotated["GradeRecord", strawberry.lazy("resolvers.grade_record")] = strawberry.field(
        description="所依据的评价记录。 / The grade record behind it."
    )
    reason: WithheldReason = strawberry.field(description="缺少什么。 / What is missing.")
    explanation: str = strawberry.field(description="给读者的一句话。 / A sentence for the reader, in Chinese.")


@strawberry.type(description="主体适用与不适用的措施。 / Which measures apply to a subject and which are withheld.")
class MeasureResolution:
    applied: list[AppliedMeasure] = strawberry.field(
        description="适用的措施。 / Measures that apply.", directives=[about(40)]
    )
    withheld: list[WithheldMeasure] = strawberry.field(
        description="没有适用的措施。 / Measures that are withheld.", directives=[about(20)]
    )
