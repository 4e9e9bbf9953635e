"""The grade view (等级视图) of a subject."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import strawberry

from graph_model import discrepancies as rules
from graph_model import grades, model
from graph_model.discrepancies import DiscrepancyPair
from resolvers.catalogue import ShownCatalogue
from resolvers.costs import about
from resolvers.departments import Department
from resolvers.discrepancies import Discrepancy, found_discrepancy
from resolvers.fields import field
from resolvers.grade_record import GradeRecord, shown_record
from resolvers.live import Answers
from resolvers.systems import SupportSystem
from resolvers.vocabulary import Grade, SourceMode, SystemState

if TYPE_CHECKING:
    from resolvers.subject import Subject


@strawberry.type(description="一个部门对主体的评价。 / A department's grades of a subject.")
class DepartmentGrades:
    department: Department = strawberry.field(description="部门。 / The department.")
    grades: list[GradeRecord] = strawberry.field(
        description="各事项的当前记录。 / The current record of each of its items.", directives=[about(6)]
    )
    highest: Grade | None = strawberry.field(description="有效等级中最高的。 / The best grade in force.")
    lowest: Grade | None = strawberry.field(description="有效等级中最低的。 / The worst grade in force.")


@strawberry.type(description="答复中一个来源的情况。 / What a source contributed to an answer.")
class SourceStatus:
    system: SupportSystem | None = strawberry.field(
        description="系统；没有系统的文件导入为空。 / The system; null for files on items that have none."
    )
    mode: SourceMode = strawberry.field(description="数据怎样到来。 / How its data came.")
    state: SystemState = strawberry.field(
        description="有没有直接问它，问得怎样。 / Whether it was asked directly, and how that ended."
    )
    as_of: datetime = strawberry.field(
        description="其中最新记录的记入时刻；实时的为问的时刻。 / When its latest record was recorded; of a live one: when it was asked."
    )


@strawberry.type(
    description="一个主体在某天的全部等级：综合评价单列，各事项按部门分组；没有记录的事项不列出，不视为 B。 / All grades of a "
    "subject on a day: the composite apart, the items by department; an item without a record is absent, not B."
)
class GradeView:
    composite: GradeRecord | None = strawberry.field(
        description="市公共信用综合评价；自然人没有。 / The municipal composite evaluation; a natural person has none."
    )
    grades: list[GradeRecord] = strawberry.field(
        description="各事项的当前记录，按附件和序号。 / The current record of each item, by annex and number.",
        directives=[about(20)],
    )
    highest: Grade | None = strawberry.field(description="有效等级中最高的。 / The best grade in force.")
    lowest: Grade | None = strawberry.field(description="有效等级中最低的。 / The worst grade in force.")
    spread: int = strawberry.field(description="最高与最低相差的档数。 / Levels between the best and the worst.")
    as_of: datetime = strawberry.field(description="所问的时刻。 / The instant asked about.")
    shown: strawberry.Private["ShownView"]

    @field("按部门分组，部门按方案的顺序。 / By department, in the plan's order.", about(12))
    def by_department(self) -> list[DepartmentGrades]:
        return self.shown.by_department()

    @field(
        "当前有效等级之间相差两档以上的差异（任务 8），只算已同步或导入的等级，不算实时的。 / Discrepancies of two or more levels "
        "between grades in force, of those that were synced or imported, not of live ones.",
        about(10),
    )
    def discrepancies(self) -> list[Discrepancy]:
        return self.shown.discrepancies()

    @field(
        "数据来源：哪些系统、怎样到来、新到何时。 / Sources of the answer: which systems, how, how recent.", about(12)
    )
    def sources(self) -> list[SourceStatus]:
        return self.shown.sources()


@dataclass(frozen=True, slots=True)
class ShownView:
    """A grade view of the rules with what it takes to show it."""

    view: grades.GradeView
    pairs: tuple[DiscrepancyPair, ...]
    stored: tuple[model.DiscrepancyRecord, ...]
    subject: "Subject"
    catalogue: ShownCatalogue
    listed: tuple[GradeRecord, ...]
    """The records of the view, the composite's first."""
    records: Mapping[str, GradeRecord]
    """Those by key, and what else the pairs are of."""
    answers: Answers

    def by_department(self) -> list[DepartmentGrades]:
        return [
            DepartmentGrades(
                department=self.catalogue.departments[group.department.key],
                grades=[self.records[record.key] for record in group.grades],
                highest=group.highest,
                lowest=group.lowest,
            )
            for group in self.view.by_department
        ]

    def discrepancies(self) -> list[Discrepancy]:
        stored = {record.key: record for record in self.stored}
        return [
            found_discrepancy(
                self.subject,
                pair,
                stored.get(rules.key(self.subject.key, pair.high.item_key, pair.low.item_key)),
                self.records.__getitem__,
                self.view.as_of,
            )
            for pair in self.pairs
        ]

    def sources(self) -> list[SourceStatus]:
        """One for each system and way of coming, in the order of the systems, files without a system last."""
        states = {answer.system_key: SystemState(answer.state) for answer in self.answers}
        latest: dict[tuple[str | None, SourceMode], datetime] = {
            (answer.system_key, SourceMode.LIVE): answer.asked_at for answer in self.answers
        }
        for record in (shown.record for shown in self.listed):
            source = record.system_key, record.mode
            latest[source] = max(latest.get(source, record.recorded_at), record.recorded_at)
        places = {key: place for place, key in enumerate(self.catalogue.systems)}
        ordered = sorted(latest, key=lambda source: (places.get(source[0] or "", len(places)), source[1]))
        return [
            SourceStatus(
                system=None if key is None else self.catalogue.systems.get(key),
                mode=mode,
                state=states.get(key or "", SystemState.NOT_ASKED),
                as_of=latest[key, mode],
            )
            for key, mode in ordered
        ]


def shown_view(
    view: grades.GradeView,
    stored: tuple[model.DiscrepancyRecord, ...],
    subject: "Subject",
    catalogue: ShownCatalogue,
    as_of: datetime,
    *,
    settled: grades.GradeView | None = None,
    answers: Answers = (),
) -> GradeView:
    """A grade view as GraphQL values; `stored` are the discrepancies that the graph keeps of the subject.

    With live grades in the view, `settled` is the one without them and `answers` is what the systems said.
    """
    composite = None if view.composite is None else shown_record(view.composite, subject, catalogue, view.as_of)
    records = [shown_record(record, subject, catalogue, view.as_of) for record in view.grades]
    listed = (*([] if composite is None else [composite]), *records)
    known = {shown.record.key: shown for shown in listed}
    for record in () if settled is None else settled.grades:
        if record.key not in known:
            known[record.key] = shown_record(record, subject, catalogue, view.as_of)
    pairs = (settled or view).discrepancies
    return GradeView(
        composite=composite,
        grades=records,
        highest=view.highest,
        lowest=view.lowest,
        spread=view.spread,
        as_of=as_of,
        shown=ShownView(view, pairs, stored, subject, catalogue, listed, known, answers),
    )
