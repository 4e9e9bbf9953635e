"""The mutation withdrawMeasureTaken (撤销奖惩反馈)."""

from typing import Annotated, TypeAlias

import strawberry

from graph_model.errors import Forbidden, NotFound
from graph_model.measures_taken.reading import read_measure
from graph_model.measures_taken.recording import Recorded
from graph_model.measures_taken.withdrawing import Withdrawal, withdraw_measure
from graph_model.signed import Signature
from resolvers.arguments import IDEMPOTENCY_KEY
from resolvers.asker import Role
from resolvers.catalogue import shown
from resolvers.context import Context, Info
from resolvers.failures import (
    AGAIN_WITH_KEY,
    TOLD,
    BadInputError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    Refused,
    UnavailableError,
    refused,
)
from resolvers.measures_taken import MeasureTaken, shown_measure
from resolvers.selection import Selected
from resolvers.subject import Subject


@strawberry.input(description="撤销一项记错的措施。 / What withdrawMeasureTaken takes.")
class WithdrawMeasureTakenInput:
    measure_taken: strawberry.ID = strawberry.field(
        description="哪一项（MeasureTaken.key）；部门人员只能是本部门的。 / Which one, by its key; of an officer's own department."
    )
    reason: str = strawberry.field(description="理由，最多 1,000 个字符。 / Why, 1,000 characters at most.")
    version: str | None = strawberry.field(
        default=None,
        description="看到的 version；此后有人撤销过则不办。不给则不核对。 / The version seen: where it was withdrawn since, nothing is "
        "done. Not compared where it is left out.",
    )
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.type(description="撤销的结果。 / What withdrawing did.")
class WithdrawMeasureTakenResult:
    measure_taken: MeasureTaken = strawberry.field(description="这项措施。 / The measure that was taken.")
    repeated: bool = strawberry.field(description="此前已是如此，没有变化。 / It was so before: nothing changed.")


WithdrawMeasureTakenPayload: TypeAlias = Annotated[
    WithdrawMeasureTakenResult | BadInputError | NotFoundError | ConflictError | ForbiddenError | UnavailableError,
    strawberry.union(
        "WithdrawMeasureTakenPayload",
        description="撤销的结果，或没有撤销的原因。 / What withdrawing did, or why it was not done.",
    ),
]


async def withdraw_measure_taken(info: Info, given: WithdrawMeasureTakenInput) -> WithdrawMeasureTakenResult | Refused:
    context, needs = info.context, Selected.by(info).below("measureTaken").needs()
    try:
        done = await _withdrawn(context, given)
        found = await read_measure(context.store, done.taken.key, needs, timeout=context.timeout)
    except TOLD as error:
        return refused(error, AGAIN_WITH_KEY)
    assert found is not None, "nothing takes measures away"
    return WithdrawMeasureTakenResult(
        measure_taken=shown_measure(found.taken, Subject.of(found.subject, needs), shown(context.catalogue)),
        repeated=done.repeated,
    )


async def _withdrawn(context: Context, given: WithdrawMeasureTakenInput) -> Recorded:
    asker = context.asker
    if asker.role not in (Role.OFFICER, Role.COORDINATOR):
        raise Forbidden("由部门和信用主管部门撤销 / departments and the credit office withdraw measures")
    found = await read_measure(context.store, given.measure_taken, timeout=context.timeout)
    if found is None or asker.district not in (None, found.subject.subject.district):
        raise NotFound("没有这项措施记录 / there is no such measure taken")
    if asker.role is Role.OFFICER and found.taken.department_key != asker.department:
        raise Forbidden("只能撤销本部门的 / an officer withdraws those of the own department alone")
    withdrawal = Withdrawal(given.measure_taken, given.reason, given.idempotency_key, given.version)
    return await withdraw_measure(context.store, withdrawal, Signature(asker.name, asker.role), context.clock)
