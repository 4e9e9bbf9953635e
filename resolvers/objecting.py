"""The mutations raiseObjection, withdrawObjection (a subject's own) and answerObjection (the grading department's)."""

from collections.abc import Awaitable
from typing import Annotated, TypeAlias

import strawberry

from graph_model.errors import Forbidden, NotFound
from graph_model.objections.objecting import Done, Ending, NewObjection, Objecting
from graph_model.objections.reading import read_objection
from graph_model.objections.states import ObjectionAct
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
from resolvers.objection_vocabulary import ObjectionDecision
from resolvers.objections import Objection, may_know_of, shown_objection
from resolvers.selection import Selected
from resolvers.subject import Subject

VERSION = "看到的版本（Objection.version）。 / The version that was seen."


@strawberry.input(description="提出异议。 / What raiseObjection takes.")
class RaiseObjectionInput:
    record: strawberry.ID = strawberry.field(
        description="对自己的哪条评价记录（GradeRecord.id）。 / The grade, by the id of its record."
    )
    reason: str = strawberry.field(description="理由，最多 1,000 个字符。 / Why, 1,000 characters at most.")
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.input(description="撤回异议。 / What withdrawObjection takes.")
class WithdrawObjectionInput:
    objection: strawberry.ID = strawberry.field(description="哪一项（编号）。 / The objection, by its id.")
    version: str = strawberry.field(description=VERSION)
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.input(description="答复异议。 / What answerObjection takes.")
class AnswerObjectionInput:
    objection: strawberry.ID = strawberry.field(description="哪一项（编号）。 / The objection, by its id.")
    version: str = strawberry.field(description=VERSION)
    decision: ObjectionDecision = strawberry.field(description="结论。 / What is decided.")
    reason: str = strawberry.field(
        description="理由，主体看得到，最多 1,000 个字符。 / Why, told to the subject; 1,000 characters at most."
    )
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.type(description="办理异议的结果。 / What was done about an objection.")
class ObjectionResult:
    objection: Objection = strawberry.field(description="这项异议。 / The objection.")
    repeated: bool = strawberry.field(description="此前已是如此，没有变化。 / It was so before: nothing changed.")


ObjectionPayload: TypeAlias = Annotated[
    ObjectionResult | BadInputError | NotFoundError | ConflictError | ForbiddenError | UnavailableError,
    strawberry.union(
        "ObjectionPayload", description="办理的结果，或没有做成的原因。 / What was done, or why it was not."
    ),
]


async def raise_objection(info: Info, given: RaiseObjectionInput) -> ObjectionResult | Refused:
    return await _told(info, _raised(info.context, given))


async def withdraw_objection(info: Info, given: WithdrawObjectionInput) -> ObjectionResult | Refused:
    ending = Ending(given.objection, given.version, ObjectionAct.WITHDRAW, given.idempotency_key)
    return await _told(info, _ended(info.context, ending))


async def answer_objection(info: Info, given: AnswerObjectionInput) -> ObjectionResult | Refused:
    act = ObjectionAct(given.decision.value)
    ending = Ending(given.objection, given.version, act, given.idempotency_key, given.reason)
    return await _told(info, _ended(info.context, ending))


async def _raised(context: Context, given: RaiseObjectionInput) -> Done:
    subject = context.asker.subject
    if context.asker.role is not Role.SUBJECT or subject is None:
        raise Forbidden("只有主体本人可以提出异议 / the subject itself alone raises an objection")
    new = NewObjection(subject, given.record.removeprefix("record:"), given.reason, given.idempotency_key)
    return await _objecting(context).raise_(new)


async def _ended(context: Context, ending: Ending) -> Done:
    found = await read_objection(context.store, ending.objection_key, timeout=context.timeout)
    if found is None or not may_know_of(context.asker, found.objected.objection, found.subject.subject.district):
        raise NotFound("没有这项异议 / there is no such objection")
    asker = context.asker
    if (asker.role is Role.SUBJECT) is not (ending.act is ObjectionAct.WITHDRAW):
        raise Forbidden("主体撤回,评价部门答复 / the subject withdraws, the grading department answers")
    return await _objecting(context).end(ending)


def _objecting(context: Context) -> Objecting:
    asker = context.asker
    return Objecting(context.store, context.catalogue, context.clock, Signature(asker.name, asker.role))


async def _told(info: Info, doing: Awaitable[Done]) -> ObjectionResult | Refused:
    context, needs = info.context, Selected.by(info).below("objection").needs()
    try:
        done = await doing
        found = await read_objection(context.store, done.objection.key, needs, timeout=context.timeout)
    except TOLD as error:
        return refused(error, AGAIN_WITH_KEY)
    assert found is not None, "nothing takes objections away"
    subject = Subject.of(found.subject, needs)
    return ObjectionResult(
        objection=shown_objection(found.objected, subject, shown(context.catalogue), context.today),
        repeated=done.repeated,
    )
