"""The mutations requestCreditRepair (申请修复), supplementCreditRepair (补充材料), decideCreditRepair (决定) and withdrawCreditRepair
(撤回)."""

from collections.abc import Awaitable
from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from graph_model.errors import Forbidden, NotFound
from graph_model.repairs.reading import read_fact, read_repair
from graph_model.repairs.repairing import Done, NewRepair, Repairing, Step
from graph_model.repairs.states import Act
from graph_model.repairs.values import EvidenceDocument, RepairParty
from graph_model.repairs.waiting import TooEarly
from graph_model.signed import Signature
from resolvers.arguments import IDEMPOTENCY_KEY
from resolvers.asker import Role
from resolvers.catalogue import shown
from resolvers.context import Context, Info
from resolvers.credit_repairs import CreditRepair, shown_repair
from resolvers.failures import (
    AGAIN_WITH_KEY,
    TOLD,
    BadInputError,
    ConflictError,
    ForbiddenError,
    MutationError,
    NotFoundError,
    Refused,
    UnavailableError,
    refused,
)
from resolvers.repair_vocabulary import RepairDecision
from resolvers.selection import Selected
from resolvers.subject import Subject

VERSION = (
    "看到的版本（CreditRepair.version）；此后有人办过，则不办理。 / The version that was seen: where somebody has done something since, "
    "nothing is done."
)
PARTIES = {
    Role.SUBJECT: RepairParty.SUBJECT,
    Role.OFFICER: RepairParty.DEPARTMENT,
    Role.COORDINATOR: RepairParty.CREDIT_OFFICE,
}


@strawberry.input(description="一份材料。 / A document that is put forward.")
class EvidenceDocumentInput:
    name: str = strawberry.field(description="名称，最多 100 个字符。 / Its name, 100 characters at most.")
    number: str = strawberry.field(description="编号或文号，最多 100 个字符。 / Its number, 100 characters at most.")
    day: date = strawberry.field(description="日期。 / Its day.")


@strawberry.input(description="申请修复一项失信行为事实。 / What requestCreditRepair takes.")
class RequestCreditRepairInput:
    fact: strawberry.ID = strawberry.field(
        description="哪项事实（DishonestyFact.key）；部门人员只能代为申请本部门事项的。 / The fact, by its key; an officer asks for "
        "those of the own department's items."
    )
    statement: str = strawberry.field(
        description="说明怎样纠正了，最多 1,000 个字符。 / How it was put right, 1,000 characters at most."
    )
    evidence: list[EvidenceDocumentInput] = strawberry.field(
        description="材料，1 到 20 份，不重复。 / The documents, 1 to 20, none twice."
    )
    document_no: str | None = strawberry.field(
        default=None,
        description="代为申请所依的文号：部门和信用主管部门必填，主体自己申请时不用。 / Number of the document by which one asks on its "
        "behalf: needed of departments and the credit office, not of the subject itself.",
    )
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.input(description="为修复补充材料。 / What supplementCreditRepair takes.")
class SupplementCreditRepairInput:
    repair: strawberry.ID = strawberry.field(description="哪一次修复（编号）。 / The repair, by its id.")
    version: str = strawberry.field(description=VERSION)
    evidence: list[EvidenceDocumentInput] = strawberry.field(
        description="补充的材料，1 到 20 份；已有的不再给。 / More documents, 1 to 20, none that was given before."
    )
    note: str | None = strawberry.field(
        default=None, description="说明，最多 1,000 个字符。 / What is said with them, 1,000 characters at most."
    )
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.input(description="决定一次修复。 / What decideCreditRepair takes.")
class DecideCreditRepairInput:
    repair: strawberry.ID = strawberry.field(description="哪一次修复（编号）。 / The repair, by its id.")
    version: str = strawberry.field(description=VERSION)
    decision: RepairDecision = strawberry.field(description="决定。 / What is decided.")
    reason: str = strawberry.field(description="理由，最多 1,000 个字符。 / Why, 1,000 characters at most.")
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.input(description="撤回一次修复申请。 / What withdrawCreditRepair takes.")
class WithdrawCreditRepairInput:
    repair: strawberry.ID = strawberry.field(description="哪一次修复（编号）。 / The repair, by its id.")
    version: str = strawberry.field(description=VERSION)
    reason: str | None = strawberry.field(
        default=None, description="理由，最多 1,000 个字符。 / Why, 1,000 characters at most."
    )
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.input(description="撤销一次已同意的修复。 / What revokeCreditRepair takes.")
class RevokeCreditRepairInput:
    repair: strawberry.ID = strawberry.field(description="哪一次修复（编号）。 / The repair, by its id.")
    version: str = strawberry.field(description=VERSION)
    reason: str = strawberry.field(
        description="理由：怎样错了或怎样骗取的，最多 1,000 个字符。 / Why: what the mistake or the fraud was, 1,000 characters at most."
    )
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.type(description="办理的结果。 / What was done.")
class CreditRepairResult:
    repair: CreditRepair = strawberry.field(description="这次修复。 / The repair.")
    repeated: bool = strawberry.field(description="此前已是如此，没有变化。 / It was so before: nothing changed.")


@strawberry.type(description="还在等待期内。 / It is too early to ask for a repair.")
class RepairTooEarlyError(MutationError):
    askable_on: date = strawberry.field(description="从哪一天起可以申请。 / From which day on it may be asked for.")


_Outcome = CreditRepairResult | Refused
RequestCreditRepairPayload: TypeAlias = Annotated[
    CreditRepairResult
    | BadInputError
    | NotFoundError
    | RepairTooEarlyError
    | ConflictError
    | ForbiddenError
    | UnavailableError,
    strawberry.union(
        "RequestCreditRepairPayload",
        description="申请的结果，或没有做成的原因。 / What asking did, or why it was not done.",
    ),
]
CreditRepairPayload: TypeAlias = Annotated[
    CreditRepairResult | BadInputError | NotFoundError | ConflictError | ForbiddenError | UnavailableError,
    strawberry.union(
        "CreditRepairPayload",
        description="办理的结果，或没有做成的原因。 / What was done, or why it was not done.",
    ),
]


async def request_credit_repair(info: Info, given: RequestCreditRepairInput) -> _Outcome | RepairTooEarlyError:
    try:
        return await _told(info, _requested(info.context, given))
    except TooEarly as error:
        return RepairTooEarlyError(code=error.code, message=error.message, askable_on=error.askable_on)


async def supplement_credit_repair(info: Info, given: SupplementCreditRepairInput) -> _Outcome:
    step = Step(
        given.repair, given.version, Act.SUPPLEMENT, given.idempotency_key, given.note, _documents(given.evidence)
    )
    return await _told(info, _stepped(info.context, step))


async def decide_credit_repair(info: Info, given: DecideCreditRepairInput) -> _Outcome:
    step = Step(given.repair, given.version, Act(given.decision.value), given.idempotency_key, given.reason)
    return await _told(info, _stepped(info.context, step))


async def withdraw_credit_repair(info: Info, given: WithdrawCreditRepairInput) -> _Outcome:
    step = Step(given.repair, given.version, Act.WITHDRAW, given.idempotency_key, given.reason)
    return await _told(info, _stepped(info.context, step))


async def revoke_credit_repair(info: Info, given: RevokeCreditRepairInput) -> _Outcome:
    step = Step(given.repair, given.version, Act.REVOKE, given.idempotency_key, given.reason)
    return await _told(info, _stepped(info.context, step))


async def _requested(context: Context, given: RequestCreditRepairInput) -> Done:
    repairing, asker = _repairing(context), context.asker
    found = await read_fact(context.store, given.fact, timeout=context.timeout)
    if found is None or not _is_near(context, found.fact.subject_key, found.district):
        raise NotFound("没有这项事实 / there is no such fact")
    if asker.role is Role.OFFICER:
        item = None if found.fact.item_key is None else context.catalogue.item(found.fact.item_key)
        _require_department(context, None if item is None else item.department_key)
    new = NewRepair(given.fact, given.statement, _documents(given.evidence), given.idempotency_key, given.document_no)
    return await repairing.request(new)


async def _stepped(context: Context, step: Step) -> Done:
    repairing = _repairing(context)
    found = await read_repair(context.store, step.repair_key, timeout=context.timeout)
    if found is None or not _is_near(context, found.repair.subject_key, found.subject.subject.district):
        raise NotFound("没有这次修复 / there is no such repair")
    if context.asker.role is Role.OFFICER:
        _require_department(context, found.repair.department_key)
    match step.act:
        case Act.SUPPLEMENT:
            return await repairing.supplement(step)
        case Act.WITHDRAW:
            return await repairing.withdraw(step)
        case Act.REVOKE:
            return await repairing.revoke(step)
        case _:
            return await repairing.decide(step)


def _repairing(context: Context) -> Repairing:
    """Raises Forbidden for who neither asks nor decides."""
    asker = context.asker
    party = PARTIES.get(asker.role)
    if party is None:
        raise Forbidden("由主体、部门和信用主管部门办理 / subjects, departments and the credit office do this")
    return Repairing(context.store, context.catalogue, context.clock, Signature(asker.name, asker.role), party)


def _is_near(context: Context, subject_key: str, district: str | None) -> bool:
    """Whether who asks may know of the subject: it is itself, or of the officer's district."""
    asker = context.asker
    if asker.role is Role.SUBJECT:
        return subject_key == asker.subject
    return asker.district in (None, district)


def _require_department(context: Context, department_key: str | None) -> None:
    if department_key != context.asker.department:
        raise Forbidden("只能办理本部门事项的事实 / an officer does this for facts of the own department's items alone")


def _documents(given: list[EvidenceDocumentInput]) -> tuple[EvidenceDocument, ...]:
    return tuple(EvidenceDocument(one.name, one.number, one.day) for one in given)


async def _told(info: Info, doing: Awaitable[Done]) -> _Outcome:
    """Raises TooEarly."""
    context, needs = info.context, Selected.by(info).below("repair").needs()
    try:
        done = await doing
        found = await read_repair(context.store, done.repair.key, needs, timeout=context.timeout)
    except TooEarly:
        raise
    except TOLD as error:
        return refused(error, AGAIN_WITH_KEY)
    assert found is not None, "nothing takes repairs away"
    return CreditRepairResult(
        repair=shown_repair(found.repair, Subject.of(found.subject, needs), shown(context.catalogue)),
        repeated=done.repeated,
    )
