"""The mutation recordMeasureTaken (记入奖惩反馈)."""

from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from graph_model.errors import BadInput, Forbidden, NotFound, StoreUnavailable, Timeout
from graph_model.measures_taken.reading import read_measure
from graph_model.measures_taken.recording import NewMeasure, Recorded, record_measure
from graph_model.model import COMPOSITE
from graph_model.signed import Signature
from resolvers.arguments import IDEMPOTENCY_KEY, department_key, item_key, subject_key
from resolvers.asker import Role
from resolvers.catalogue import shown
from resolvers.concerned import require_subject
from resolvers.context import Context, Info
from resolvers.failures import (
    AGAIN_WITH_KEY,
    BadInputError,
    Failure,
    ForbiddenError,
    NotFoundError,
    UnavailableError,
    failure,
)
from resolvers.measure_vocabulary import MeasureAction
from resolvers.measures_taken import MeasureTaken, shown_measure
from resolvers.selection import Selected
from resolvers.subject import Subject


@strawberry.input(description="记入一项实际措施。 / What recordMeasureTaken takes.")
class RecordMeasureTakenInput:
    subject: strawberry.ID = strawberry.field(description="主体的键。 / The subject, by its key.")
    measure: strawberry.ID = strawberry.field(
        description="措施（Measure.key 或全局编号）；同一场景同名的算一项，不管属于哪一等级。 / The measure (its key or global "
        "id); those of one "
        "name in one scenario are one, whichever grade brings them."
    )
    action: MeasureAction = strawberry.field(
        description="激励是 GRANTED 或 WITHHELD，其余是 APPLIED 或 WITHHELD。 / An incentive was GRANTED or WITHHELD, anything "
        "else APPLIED or "
        "WITHHELD."
    )
    taken_on: date = strawberry.field(description="哪一天。 / On which day.")
    ends_on: date | None = strawberry.field(default=None, description="到哪一天为止（含）。 / Its last day.")
    document_no: str = strawberry.field(description="文号。 / Number of its document.")
    item: strawberry.ID | None = strawberry.field(
        default=None,
        description="在哪个事项的业务里（键或全局编号），按事项等级的场景必填；部门人员只能是本部门的。 / In the business of "
        "which item (key or "
        "global id), needed where the scenario goes by an item's grade; an officer's own department's.",
    )
    department: str | None = strawberry.field(
        default=None,
        description="由哪个部门（键或名称）；部门人员就是本部门，信用主管部门代录而没有事项时要给。 / By which department (key "
        "or name): an "
        "officer's own, to be named where the credit office records it and there is no item.",
    )
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.type(description="记入的结果。 / What recording did.")
class RecordMeasureTakenResult:
    measure_taken: MeasureTaken = strawberry.field(description="这项措施。 / The measure that was taken.")
    repeated: bool = strawberry.field(description="此前已是如此，没有变化。 / It was so before: nothing changed.")


RecordMeasureTakenPayload: TypeAlias = Annotated[
    RecordMeasureTakenResult | BadInputError | NotFoundError | ForbiddenError | UnavailableError,
    strawberry.union(
        "RecordMeasureTakenPayload",
        description="记入的结果，或没有记入的原因。 / What recording did, or why it was not done.",
    ),
]


async def record_measure_taken(info: Info, given: RecordMeasureTakenInput) -> RecordMeasureTakenResult | Failure:
    context, needs = info.context, Selected.by(info).below("measureTaken").needs()
    try:
        done = await _recorded(context, given)
        found = await read_measure(context.store, done.taken.key, needs, timeout=context.timeout)
    except (BadInput, NotFound, Forbidden, StoreUnavailable, Timeout) as error:
        return failure(error, AGAIN_WITH_KEY)
    assert found is not None, "nothing takes measures away"
    return RecordMeasureTakenResult(
        measure_taken=shown_measure(found.taken, Subject.of(found.subject, needs), shown(context.catalogue)),
        repeated=done.repeated,
    )


async def _recorded(context: Context, given: RecordMeasureTakenInput) -> Recorded:
    key = subject_key(given.subject, "subject")
    item = None if given.item is None else item_key(context.catalogue, given.item, "item")
    if item == COMPOSITE:
        raise BadInput("综合评价不是事项 / the composite evaluation is no item", "item")
    new = NewMeasure(
        subject_key=key,
        measure_key=given.measure.removeprefix("measure:"),
        action=given.action,
        department_key=_department(context, given, item),
        item_key=item,
        taken_on=given.taken_on,
        document_no=given.document_no,
        idempotency_key=given.idempotency_key,
        ends_on=given.ends_on,
    )
    await require_subject(context, key)
    signature = Signature(context.asker.name, context.asker.role)
    return await record_measure(context.store, context.catalogue, new, signature, context.clock)


def _department(context: Context, given: RecordMeasureTakenInput, item: str | None) -> str:
    """By whom it was taken. Raises Forbidden where that is another than the officer's, BadInput where nobody says."""
    catalogue, asker = context.catalogue, context.asker
    found = None if item is None else catalogue.item(item)
    of_item = None if found is None else found.department_key
    named = None if given.department is None else department_key(catalogue, given.department, "department")
    if asker.role is Role.OFFICER:
        assert asker.department is not None
        if not {of_item, named} <= {None, asker.department}:
            raise Forbidden("只能记入本部门的措施 / an officer records measures of the own department alone")
        return asker.department
    if asker.role is not Role.COORDINATOR:
        raise Forbidden("由部门和信用主管部门记入 / departments and the credit office record measures")
    if None not in (named, of_item) and named != of_item:
        raise BadInput("事项不是这个部门的 / the item is not of this department", "department")
    department = named or of_item
    if department is None:
        raise BadInput("要给部门或事项 / name the department, or an item", "department")
    return department
