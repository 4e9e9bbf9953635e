"""Objections (异议) as GraphQL types: what a subject says against a grade of its own, and what the department answers."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from aiodataloader import DataLoader

from graph_model.objections import objection as keeping
from graph_model.objections import reading, values
from graph_model.objections.reading import Objected
from resolvers.arguments import department_key, subject_key
from resolvers.asker import Asker, Role
from resolvers.catalogue import ShownCatalogue, shown
from resolvers.context import Context
from resolvers.departments import Department
from resolvers.grade_record import GradeRecord, shown_record
from resolvers.items import SupervisionItem
from resolvers.node import Node
from resolvers.objection_vocabulary import ObjectionState

if TYPE_CHECKING:
    from resolvers.subject import Subject


@strawberry.type(
    description="主体对自己一个等级的异议，由评价部门答复。 / What a subject says against a grade of its own; the grading department "
    "answers."
)
class Objection(Node):
    subject: Annotated["Subject", strawberry.lazy("resolvers.subject")] = strawberry.field(
        description="谁提出。 / Who raised it."
    )
    record: GradeRecord = strawberry.field(description="对哪条评价记录。 / The grade that it is against.")
    item: SupervisionItem | None = strawberry.field(
        description="监管事项；综合评价为空。 / The item; null for the composite evaluation."
    )
    department: Department | None = strawberry.field(
        description="由哪个部门答复；目录不再有这个事项的由信用主管部门，为空。 / Who answers; null where the catalogue no "
        "longer has the item: the credit office does."
    )
    state: ObjectionState = strawberry.field(description="状态。 / Its state.")
    reason: str = strawberry.field(description="理由。 / Why.")
    raised_at: datetime = strawberry.field(description="何时提出。 / When it was raised.")
    due_on: date = strawberry.field(
        description="答复的期限：提出后十五日（本系统的缺省）。 / To be answered by then: fifteen days (our default)."
    )
    overdue: bool = strawberry.field(description="过了期限还没有答复。 / Whether it waits though that day has passed.")
    ended_at: datetime | None = strawberry.field(description="何时答复或撤回。 / When it was answered or withdrawn.")
    ended_by: str | None = strawberry.field(description="由谁答复或撤回。 / By whom it was.")
    answer: str | None = strawberry.field(description="答复的理由。 / Why it was answered so.")
    version: str = strawberry.field(
        description="版本，答复、撤回时要给出。 / What is to be given to answer or withdraw it."
    )


@strawberry.input(description="异议的筛选：各项都要满足。 / Which objections: every part must hold.")
class ObjectionFilter:
    state: list[ObjectionState] | None = strawberry.field(default=None, description="状态之一。 / One of these states.")
    department: str | None = strawberry.field(
        default=None, description="由这个部门答复的（键或名称）。 / This department answers (key or name)."
    )
    subject: strawberry.ID | None = strawberry.field(
        default=None, description="这个主体的（键）。 / Of this subject (its key)."
    )
    overdue: bool = strawberry.field(default=False, description="只看逾期未答复的。 / Only those that are overdue.")


Filter = Annotated[ObjectionFilter | None, strawberry.argument(description="筛选。 / Which of them.")]
NONE_GIVEN = ObjectionFilter()


class ObjectionLoader(DataLoader[str, tuple[Objected, ...]]):
    """The objections of all subjects of an operation, in one query."""

    def __init__(self, context: Context) -> None:
        super().__init__(max_batch_size=500)
        self._context = context

    async def batch_load_fn(self, keys: list[str]) -> list[tuple[Objected, ...]]:
        return await reading.objections_of(self._context.store, keys, timeout=self._context.timeout)


async def objections_of(subject: "Subject", context: Context) -> list[Objection]:
    """The objections of a subject, the latest first."""
    loader = context.kept(ObjectionLoader, lambda: ObjectionLoader(context))
    catalogue = shown(context.catalogue)
    return [shown_objection(one, subject, catalogue, context.today) for one in await loader.load(subject.key)]


def may_know_of(asker: Asker, objection: values.Objection, district: str | None) -> bool:
    """Whether somebody may be told of an objection: its subject, the department that answers it, the credit office. `district` is the
    subject's. What a window sees on a subject's behalf comes with the subject (`theirs`)."""
    match asker.role:
        case Role.SUBJECT:
            return asker.subject == objection.subject_key
        case Role.OFFICER:
            return asker.district in (None, district) and asker.department == objection.department_key
        case role:
            return role is Role.COORDINATOR


def meant(given: ObjectionFilter | None, context: Context) -> reading.ObjectionFilter:
    """The domain's filter, of what is theirs: an officer's department and district, a subject's own. Raises BadInput."""
    asker, only = context.asker, given or NONE_GIVEN
    department = only.department and department_key(context.catalogue, only.department, "filter.department")
    subject = None if only.subject is None else subject_key(only.subject, "filter.subject")
    nobody = "" if asker.role is not Role.COORDINATOR else None
    return reading.ObjectionFilter(
        states=None if only.state is None else tuple(only.state),
        department=_narrowed(department, asker.department) if asker.role is Role.OFFICER else department,
        subject=_narrowed(subject, asker.subject or nobody) if asker.role is not Role.OFFICER else subject,
        district=asker.district,
        overdue_on=context.today if only.overdue else None,
    )


def _narrowed(asked: str | None, own: str | None) -> str | None:
    """Of what is asked for, what is theirs: the empty text, which is nobody's, where that is another's."""
    if own is None:
        return asked
    return own if asked in (None, own) else ""


def shown_objection(one: Objected, subject: "Subject", catalogue: ShownCatalogue, today: date) -> Objection:
    kept = one.objection
    return Objection(
        id=strawberry.ID(kept.key),
        subject=subject,
        record=shown_record(one.record, subject, catalogue, today),
        item=catalogue.items.get(kept.item_key),
        department=None if kept.department_key is None else catalogue.departments.get(kept.department_key),
        state=kept.state,
        reason=kept.reason,
        raised_at=kept.raised_at,
        due_on=keeping.due_on(kept),
        overdue=keeping.overdue(kept, today),
        ended_at=kept.ended_at,
        ended_by=kept.ended_by,
        answer=kept.answer,
        version=kept.version,
    )
