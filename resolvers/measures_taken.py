"""Measures actually taken (奖惩反馈), and how they stand to the grades (应用成效)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph_model import model
from graph_model.errors import Forbidden
from graph_model.measures_taken import reading
from graph_model.measures_taken.withdrawing import version_of
from resolvers.arguments import department_key, item_key, subject_key
from resolvers.asker import Role
from resolvers.catalogue import ShownCatalogue
from resolvers.context import Context
from resolvers.departments import Department
from resolvers.items import SupervisionItem
from resolvers.measure_vocabulary import Consistency, MeasureAction
from resolvers.measures import Measure
from resolvers.vocabulary import Grade, Scenario

if TYPE_CHECKING:
    from resolvers.subject import Subject


@strawberry.type(
    description="一个部门对一个主体实际给予、采取或没有采取的一项措施。 / A measure that a department gave, took or withheld."
)
class MeasureTaken:
    key: strawberry.ID = strawberry.field(description="编号。 / Its key.")
    subject: Annotated["Subject", strawberry.lazy("resolvers.subject")] = strawberry.field(
        description="对谁。 / Towards whom."
    )
    measure_key: str = strawberry.field(description="措施的键。 / Key of the measure.")
    measure: Measure | None = strawberry.field(
        description="措施；方案数据里已没有的为空。 / The measure; null where the catalogue no longer has it."
    )
    scenario: Scenario = strawberry.field(description="场景。 / The scenario.")
    action: MeasureAction = strawberry.field(description="做了什么。 / What was done.")
    department: Department | None = strawberry.field(
        description="由哪个部门；方案数据里已没有的为空。 / By whom; null where the catalogue no longer has it."
    )
    item: SupervisionItem | None = strawberry.field(
        description="在哪个事项的业务里；为空则不限于一个事项。 / In the business of which item; null: of none in particular."
    )
    taken_on: date = strawberry.field(description="哪一天。 / On which day.")
    ends_on: date | None = strawberry.field(description="到哪一天为止（含）。 / Its last day.")
    recorded_at: datetime = strawberry.field(description="何时记入。 / When it was recorded.")
    document_no: str | None = strawberry.field(
        description="文号；不归提问者看时为空。 / Number of its document; null where it is not for who asks."
    )
    grade: Grade | None = strawberry.field(
        description="当日所依的等级；没有有效的或不归提问者看时为空。 / The grade that counted on the day; null where none did, "
        "or it is not "
        "for who asks."
    )
    consistency: Consistency | None = strawberry.field(
        description="与等级带来的措施是否一致，记入时判定；不归提问者看时为空。 / How it stands to what the grade brought, as "
        "judged when it "
        "was recorded; null where it is not for who asks."
    )
    withdrawn_at: datetime | None = strawberry.field(
        description="何时撤销；为空则没有撤销，或不归提问者看。 / When it was withdrawn as recorded by mistake; null where it "
        "stands, or it "
        "is not for who asks."
    )
    withdrawn_by: str | None = strawberry.field(description="由谁撤销。 / By whom it was withdrawn.")
    withdrawal_reason: str | None = strawberry.field(description="为什么撤销。 / Why it was withdrawn.")
    version: str | None = strawberry.field(
        description="版本，撤销时给出看到的；不归提问者看时为空。 / Its version, to be given as it was seen by who withdraws it; null "
        "where it is not for who asks."
    )


@strawberry.type(description="一组措施的数目。 / How many measures of a group were taken.")
class MeasureCount:
    department: Department | None = strawberry.field(
        description="部门；没有按它分组时为空。 / The department; null where it is not counted by."
    )
    item: SupervisionItem | None = strawberry.field(
        description="监管事项；没有按它分组，或措施不属于一个事项时为空。 / The item; null where it is not counted by, or they have none."
    )
    scenario: Scenario | None = strawberry.field(
        description="场景；没有按它分组时为空。 / The scenario; null where it is not counted by."
    )
    consistency: Consistency = strawberry.field(description="是否一致。 / How they stand to the grades.")
    count: int = strawberry.field(description="多少。 / How many.")


@strawberry.input(description="实际措施的筛选：各项都要满足。 / Which measures taken: every part must hold.")
class MeasureTakenFilter:
    consistency: list[Consistency] | None = strawberry.field(default=None, description="其中之一。 / One of these.")
    scenarios: list[Scenario] | None = strawberry.field(
        default=None, description="场景之一。 / One of these scenarios."
    )
    department: str | None = strawberry.field(
        default=None, description="这个部门的（键或名称）。 / Of this department (key or name)."
    )
    item: strawberry.ID | None = strawberry.field(
        default=None, description="这个事项的（键或全局编号）。 / Of this item (key or global id)."
    )
    subject: strawberry.ID | None = strawberry.field(
        default=None, description="对这个主体的（键）。 / Towards this subject (its key)."
    )
    since: date | None = strawberry.field(default=None, description="不早于这一天。 / On this day or later.")
    until: date | None = strawberry.field(default=None, description="不晚于这一天。 / On this day or earlier.")
    withdrawn: bool = strawberry.field(
        default=False,
        description="看撤销了的；缺省看没有撤销的。计数从不算撤销的。 / Those that were withdrawn; by default those that stand. "
        "Counts never "
        "include what was withdrawn.",
    )


Filter = Annotated[MeasureTakenFilter | None, strawberry.argument(description="筛选。 / Which of them.")]
NONE_GIVEN = MeasureTakenFilter()


def meant(given: MeasureTakenFilter | None, context: Context) -> reading.TakenFilter:
    """The domain's filter, of what is theirs: an officer's department and district. Raises BadInput and Forbidden."""
    catalogue, asker, only = context.catalogue, context.asker, given or NONE_GIVEN
    department = only.department and department_key(catalogue, only.department, "filter.department")
    if asker.role is Role.OFFICER:
        if department not in (None, asker.department):
            raise Forbidden("只能看本部门的 / an officer sees those of the own department alone")
        department = asker.department
    elif asker.role is not Role.COORDINATOR:
        raise Forbidden("由部门和信用主管部门看 / they are for departments and the credit office")
    return reading.TakenFilter(
        consistency=None if only.consistency is None else tuple(only.consistency),
        scenarios=None if only.scenarios is None else tuple(only.scenarios),
        department=department,
        item=None if only.item is None else item_key(catalogue, only.item, "filter.item"),
        subject=None if only.subject is None else subject_key(only.subject, "filter.subject"),
        since=only.since,
        until=only.until,
        withdrawn=only.withdrawn,
        district=asker.district,
    )


def shown_measure(one: model.MeasureTaken, subject: "Subject", catalogue: ShownCatalogue) -> MeasureTaken:
    return MeasureTaken(
        key=strawberry.ID(one.key),
        subject=subject,
        measure_key=one.measure_key,
        measure=catalogue.measures.get(one.measure_key),
        scenario=one.scenario,
        action=one.action,
        department=catalogue.departments.get(one.department_key),
        item=None if one.item_key is None else catalogue.items.get(one.item_key),
        taken_on=one.taken_on,
        ends_on=one.ends_on,
        recorded_at=one.recorded_at,
        document_no=one.document_no,
        grade=one.grade,
        consistency=one.consistency,
        withdrawn_at=one.withdrawn_at,
        withdrawn_by=one.withdrawn_by,
        withdrawal_reason=one.withdrawal_reason,
        version=version_of(one),
    )


def shown_measure_counts(counts: Sequence[reading.MeasureCount], catalogue: ShownCatalogue) -> list[MeasureCount]:
    return [
        MeasureCount(
            department=None if one.department_key is None else catalogue.departments.get(one.department_key),
            item=None if one.item_key is None else catalogue.items.get(one.item_key),
            scenario=one.scenario,
            consistency=one.consistency,
            count=one.count,
        )
        for one in counts
    ]
