"""Inspections (监督检查): what was found, by whom it was reviewed, and whom it is told to."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from aiodataloader import DataLoader

from graph_model import model
from graph_model.inspections import acts as domain
from graph_model.inspections.elsewhere import system_elsewhere
from graph_model.inspections.inspecting import version_of
from graph_model.inspections.reading import InspectionFilter as OfInspections
from graph_model.inspections.reading import Sight
from resolvers.arguments import department_key, item_key, subject_key
from resolvers.asker import Asker, Role
from resolvers.catalogue import ShownCatalogue
from resolvers.context import Context, Info
from resolvers.costs import about
from resolvers.departments import Department
from resolvers.fields import field
from resolvers.items import SupervisionItem
from resolvers.node import Node
from resolvers.systems import SupportSystem
from resolvers.vocabulary import (
    FindingResult,
    InspectionActKind,
    InspectionManner,
    InspectionOutcome,
    InspectionState,
)

if TYPE_CHECKING:
    from resolvers.subject import Subject


@strawberry.type(description="一项检查内容的结果。 / What was found on one clause of the checklist.")
class InspectionFinding:
    clause: str = strawberry.field(description="检查内容。 / The clause.")
    result: FindingResult = strawberry.field(description="结果。 / What was found.")
    remark: str | None = strawberry.field(description="说明。 / A remark.")


@strawberry.type(description="对检查记录做过的一件事。 / Something that was done about an inspection.")
class InspectionAct:
    act: InspectionActKind = strawberry.field(description="做了什么。 / What was done.")
    by: str = strawberry.field(description="由谁。 / By whom.")
    at: datetime = strawberry.field(description="何时。 / When.")
    reason: str | None = strawberry.field(description="理由。 / Why.")


class ActLoader(DataLoader[str, tuple[domain.InspectionAct, ...]]):
    """The acts of all inspections of an operation, in one query."""

    def __init__(self, context: Context) -> None:
        super().__init__(max_batch_size=500)
        self._context = context

    async def batch_load_fn(self, keys: list[str]) -> list[tuple[domain.InspectionAct, ...]]:
        return await domain.read_acts(self._context.store, keys, timeout=self._context.timeout)


@strawberry.type(
    description="就一个事项对一个主体的一次监督检查：一人记入，另一人审核、公示。 / An inspection of a subject on an item: one person "
    "records it, another reviews and publishes it."
)
class Inspection(Node):
    subject: Annotated["Subject", strawberry.lazy("resolvers.subject")] = strawberry.field(
        description="检查谁。 / Whom was inspected."
    )
    item_key: str = strawberry.field(description="监管事项的键。 / Key of the item.")
    item: SupervisionItem | None = strawberry.field(
        description="监管事项；方案数据里已没有的为空。 / The item; null where the catalogue no longer has it."
    )
    department: Department | None = strawberry.field(
        description="由哪个部门；方案数据里已没有的为空。 / Whose it is; null where the catalogue no longer has it."
    )
    manner: InspectionManner = strawberry.field(description="怎样检查。 / How it was carried out.")
    inspected_on: date = strawberry.field(description="检查日期。 / The day of the inspection.")
    outcome: InspectionOutcome = strawberry.field(description="结论。 / What it ended with.")
    state: InspectionState = strawberry.field(description="状态。 / Its state.")
    recorded_at: datetime = strawberry.field(description="何时记入。 / When it was recorded.")
    published_at: datetime | None = strawberry.field(description="何时公示。 / When it was published.")
    withdrawn_at: datetime | None = strawberry.field(
        description="何时撤销；为什么、由谁，见 acts。 / When it was withdrawn; why and by whom, its acts tell."
    )
    inspectors: list[str] | None = strawberry.field(
        description="检查人员编号；不归提问者看时为空。 / Numbers of the inspectors; null where they are not for who asks."
    )
    findings: list[InspectionFinding] | None = strawberry.field(
        description="各项检查内容的结果；不归提问者看时为空。 / What was found, clause by clause; null where it is not for who asks.",
        directives=[about(20)],
    )
    document_no: str | None = strawberry.field(
        description="检查文书的文号；不归提问者看时为空。 / Number of its document; null where it is not for who asks."
    )
    task_key: str | None = strawberry.field(
        description="它办理的检查任务；不归提问者看时为空。 / The task of a draw that it carries out; null where it is not for who asks."
    )
    drawn_in: SupportSystem | None = strawberry.field(
        description="在哪个系统里抽取的：国家部委系统或正在替换的部门自建系统；本系统抽取的、没有抽取的为空。 / The other "
        "system in which it was "
        "drawn: a ministry's, or one that is being replaced; null where it was drawn here or not at all."
    )
    version: str = strawberry.field(
        description="版本，修改、审核、公示时要给出；办过什么之后就是另一个。 / What is to be given to revise, review or publish: another "
        "one after everything that is done."
    )

    @field(
        "办过什么，从旧到新；不归提问者看时为空。 / What was done about it, oldest first; null where it is not for who asks.",
        about(5),
    )
    async def acts(self, info: Info) -> list[InspectionAct] | None:
        loader = info.context.kept(ActLoader, lambda: ActLoader(info.context))
        return [
            InspectionAct(act=one.act, by=one.signature.by, at=one.at, reason=one.reason)
            for one in await loader.load(self.id)
        ]


@strawberry.input(description="监督检查的筛选：各项都要满足。 / Which inspections: every part must hold.")
class InspectionFilter:
    state: list[InspectionState] | None = strawberry.field(
        default=None, description="状态之一。 / One of these states."
    )
    outcome: list[InspectionOutcome] | None = strawberry.field(
        default=None, description="结论之一。 / One of these outcomes."
    )
    item: strawberry.ID | None = strawberry.field(
        default=None, description="这个事项的（键或全局编号）。 / On this item (key or global id)."
    )
    department: str | None = strawberry.field(
        default=None, description="这个部门的（键或名称）。 / Of this department (key or name)."
    )
    subject: strawberry.ID | None = strawberry.field(
        default=None, description="这个主体的（键）。 / Of this subject (its key)."
    )
    since: date | None = strawberry.field(
        default=None, description="检查日期不早于。 / Inspected on this day or later."
    )
    until: date | None = strawberry.field(
        default=None, description="检查日期不晚于。 / Inspected on this day or earlier."
    )

    def meant(self, context: Context) -> OfInspections:
        """The domain's filter. Raises BadInput."""
        catalogue = context.catalogue
        return OfInspections(
            states=None if self.state is None else tuple(self.state),
            outcomes=None if self.outcome is None else tuple(self.outcome),
            item=None if self.item is None else item_key(catalogue, self.item, "filter.item"),
            department=self.department and department_key(catalogue, self.department, "filter.department"),
            subject=None if self.subject is None else subject_key(self.subject, "filter.subject"),
            since=self.since,
            until=self.until,
        )


Filter = Annotated[InspectionFilter | None, strawberry.argument(description="筛选。 / Which of them.")]


def sight_of(asker: Asker) -> Sight | None:
    """Whose inspections somebody is told of; None: nobody's. What is not published is the department's and the credit office's."""
    match asker.role:
        case Role.COORDINATOR:
            return Sight()
        case Role.OFFICER:
            assert asker.department is not None
            return Sight(departments=(asker.department,), district=asker.district)
        case Role.INVESTIGATOR if asker.case is not None:
            return Sight(departments=())
        case Role.SUBJECT:
            return Sight(departments=(), subject=asker.subject)
        case _:
            return None


def shown_inspection(one: model.Inspection, subject: "Subject", catalogue: ShownCatalogue) -> Inspection:
    return Inspection(
        id=strawberry.ID(one.key),
        subject=subject,
        item_key=one.item_key,
        item=catalogue.items.get(one.item_key),
        department=catalogue.departments.get(one.department_key),
        manner=one.manner,
        inspected_on=one.inspected_on,
        outcome=one.outcome,
        state=one.state,
        recorded_at=one.recorded_at,
        published_at=one.published_at,
        withdrawn_at=one.withdrawn_at,
        inspectors=list(one.inspectors),
        findings=[
            InspectionFinding(clause=each.clause, result=each.result, remark=each.remark) for each in one.findings
        ],
        document_no=one.document_no,
        task_key=one.task_key,
        drawn_in=catalogue.systems.get(system_elsewhere(one.task_key) or ""),
        version=version_of(one),
    )
