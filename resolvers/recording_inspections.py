"""The mutations recordInspection (记入检查), reviewInspection (审核), publishInspection (公示) and withdrawInspection (撤销)."""

from collections.abc import Awaitable
from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from graph_model import model
from graph_model.errors import BadInput, Forbidden, NotFound
from graph_model.inspections.inspecting import Decision, Done, Inspecting, NewInspection, Revision, Withdrawal
from graph_model.inspections.reading import read_inspection
from graph_model.inspections.rules import Content
from graph_model.inspections.states import Act
from graph_model.signed import Signature
from resolvers.arguments import IDEMPOTENCY_KEY, item_key, subject_key
from resolvers.asker import Role
from resolvers.catalogue import shown
from resolvers.concerned import require_subject
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
from resolvers.inspections import Inspection, shown_inspection
from resolvers.selection import Selected
from resolvers.subject import Subject
from resolvers.vocabulary import FindingResult, InspectionDecision, InspectionManner, InspectionOutcome

VERSION = (
    "看到的版本（Inspection.version）；此后有人办过，则不办理。 / The version that was seen: where somebody has done something since, "
    "nothing is done."
)


@strawberry.input(description="一项检查内容的结果。 / What was found on one clause of the checklist.")
class InspectionFindingInput:
    clause: str = strawberry.field(
        description="检查内容，最多 200 个字符，不重复。 / The clause, 200 characters at most, none twice."
    )
    result: FindingResult = strawberry.field(description="结果。 / What was found.")
    remark: str | None = strawberry.field(
        default=None, description="说明，最多 500 个字符。 / A remark, 500 characters at most."
    )


@strawberry.input(description="记入一次检查，或修改还没有审核的一次。 / What recordInspection takes.")
class RecordInspectionInput:
    subject: strawberry.ID = strawberry.field(description="主体的键。 / The subject, by its key.")
    item: strawberry.ID = strawberry.field(
        description="监管事项（键或全局编号）；部门人员只能是本部门的。 / The item (key or global id), of an officer's own department."
    )
    manner: InspectionManner = strawberry.field(
        description="怎样检查；书面检查只用于 A 级。 / How; in writing an A alone is inspected."
    )
    inspected_on: date = strawberry.field(description="检查日期。 / The day of the inspection.")
    inspectors: list[str] = strawberry.field(
        description="检查人员编号，1 到 20 个；不写姓名。 / Numbers of the inspectors, 1 to 20; no names."
    )
    findings: list[InspectionFindingInput] = strawberry.field(
        description="各项检查内容的结果，最多 200 项。 / What was found, clause by clause, 200 at most."
    )
    outcome: InspectionOutcome = strawberry.field(
        description="结论，要与各项结果相符。 / What it ended with; it must go with what was found."
    )
    document_no: str = strawberry.field(description="检查文书的文号。 / Number of its document.")
    task: strawberry.ID | None = strawberry.field(
        default=None,
        description="它办理的检查任务（InspectionTask.key）；主体和事项须在其中。 / The task of a draw that it carries out, "
        "which must have this subject and item.",
    )
    inspection: strawberry.ID | None = strawberry.field(
        default=None,
        description="修改哪一次（编号）；主体、事项和任务不能改。 / The inspection that is revised, by its id; "
        "subject, item and task stay.",
    )
    version: str | None = strawberry.field(
        default=None,
        description="修改时要给的、看到的版本。 / The version that was seen (Inspection.version), needed to revise it.",
    )
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.input(description="审核一次检查。 / What reviewInspection takes.")
class ReviewInspectionInput:
    inspection: strawberry.ID = strawberry.field(description="哪一次（编号）。 / The inspection, by its id.")
    version: str = strawberry.field(description=VERSION)
    decision: InspectionDecision = strawberry.field(description="结论。 / What is decided.")
    reason: str | None = strawberry.field(
        default=None,
        description="理由，最多 1,000 个字符；退回时必填。 / Why, 1,000 characters at most; needed to send it back.",
    )
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.input(description="公示一次检查。 / What publishInspection takes.")
class PublishInspectionInput:
    inspection: strawberry.ID = strawberry.field(description="哪一次（编号）。 / The inspection, by its id.")
    version: str = strawberry.field(description=VERSION)
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.input(description="撤销一次记错的检查。 / What withdrawInspection takes.")
class WithdrawInspectionInput:
    inspection: strawberry.ID = strawberry.field(description="哪一次（编号）。 / The inspection, by its id.")
    version: str = strawberry.field(description=VERSION)
    reason: str = strawberry.field(description="理由，最多 1,000 个字符。 / Why, 1,000 characters at most.")
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.type(description="办理的结果。 / What was done.")
class InspectionResult:
    inspection: Inspection = strawberry.field(description="这次检查。 / The inspection.")
    repeated: bool = strawberry.field(description="此前已是如此，没有变化。 / It was so before: nothing changed.")


_Outcome = InspectionResult | Refused
RecordInspectionPayload: TypeAlias = Annotated[
    InspectionResult | BadInputError | NotFoundError | ConflictError | ForbiddenError | UnavailableError,
    strawberry.union(
        "RecordInspectionPayload",
        description="记入的结果，或没有做成的原因。 / What recording did, or why it was not done.",
    ),
]
ReviewInspectionPayload: TypeAlias = Annotated[
    InspectionResult | BadInputError | NotFoundError | ConflictError | ForbiddenError | UnavailableError,
    strawberry.union(
        "ReviewInspectionPayload",
        description="审核的结果，或没有做成的原因。 / What reviewing did, or why it was not done.",
    ),
]
PublishInspectionPayload: TypeAlias = Annotated[
    InspectionResult | BadInputError | NotFoundError | ConflictError | ForbiddenError | UnavailableError,
    strawberry.union(
        "PublishInspectionPayload",
        description="公示的结果，或没有做成的原因。 / What publishing did, or why it was not done.",
    ),
]

WithdrawInspectionPayload: TypeAlias = Annotated[
    InspectionResult | BadInputError | NotFoundError | ConflictError | ForbiddenError | UnavailableError,
    strawberry.union(
        "WithdrawInspectionPayload",
        description="撤销的结果，或没有做成的原因。 / What withdrawing did, or why it was not done.",
    ),
]


async def record_inspection(info: Info, given: RecordInspectionInput) -> _Outcome:
    return await _told(info, _recorded(info.context, given))


async def review_inspection(info: Info, given: ReviewInspectionInput) -> _Outcome:
    act = Act(given.decision.value)
    return await _told(info, _decided(info.context, given, act, given.reason))


async def publish_inspection(info: Info, given: PublishInspectionInput) -> _Outcome:
    return await _told(info, _decided(info.context, given, Act.PUBLISH, None))


async def withdraw_inspection(info: Info, given: WithdrawInspectionInput) -> _Outcome:
    return await _told(info, _withdrawn(info.context, given))


async def _recorded(context: Context, given: RecordInspectionInput) -> Done:
    key = subject_key(given.subject, "subject")
    item = item_key(context.catalogue, given.item, "item")
    if item == model.COMPOSITE:
        raise BadInput("综合评价没有检查 / the composite evaluation is not inspected", "item")
    found = context.catalogue.item(item)
    assert found is not None, "item_key has looked"
    _require_department(context, found.department_key)
    await require_subject(context, key)
    if given.inspection is not None:
        return await _revised(context, given, key, item)
    new = NewInspection(key, item, _content(given), given.idempotency_key, given.task)
    return await _inspecting(context).record(new)


async def _revised(context: Context, given: RecordInspectionInput, subject: str, item: str) -> Done:
    assert given.inspection is not None
    standing = await _theirs(context, given.inspection)
    if given.version is None:
        raise BadInput("修改时要给看到的版本 / to revise, give the version that was seen", "version")
    if (standing.subject_key, standing.item_key) != (subject, item) or given.task not in (None, standing.task_key):
        raise BadInput(
            "修改不能换主体、事项和任务,请另行记入 / a revision keeps subject, item and task: record another",
            "inspection",
        )
    return await _inspecting(context).revise(
        Revision(given.inspection, given.version, _content(given), given.idempotency_key)
    )


async def _decided(
    context: Context, given: ReviewInspectionInput | PublishInspectionInput, act: Act, reason: str | None
) -> Done:
    await _theirs(context, given.inspection)
    return await _inspecting(context).decide(
        Decision(given.inspection, given.version, act, given.idempotency_key, reason)
    )


async def _withdrawn(context: Context, given: WithdrawInspectionInput) -> Done:
    await _theirs(context, given.inspection)
    office = context.asker.role is Role.COORDINATOR
    return await _inspecting(context).withdraw(
        Withdrawal(given.inspection, given.version, given.idempotency_key, given.reason, office)
    )


def _inspecting(context: Context) -> Inspecting:
    asker = context.asker
    return Inspecting(context.store, context.catalogue, context.clock, Signature(asker.name, asker.role))


def _content(given: RecordInspectionInput) -> Content:
    return Content(
        given.manner,
        given.inspected_on,
        tuple(given.inspectors),
        tuple(model.Finding(one.clause, one.result, one.remark) for one in given.findings),
        given.outcome,
        given.document_no,
    )


def _require_department(context: Context, department_key: str) -> None:
    """Raises Forbidden for who is neither of the department nor of the credit office."""
    asker = context.asker
    if asker.role is Role.COORDINATOR:
        return
    if asker.role is not Role.OFFICER:
        raise Forbidden("由部门和信用主管部门办理 / departments and the credit office do this")
    if asker.department != department_key:
        raise Forbidden("只能办理本部门事项的检查 / an officer does this for the own department's items alone")


async def _theirs(context: Context, key: str) -> model.Inspection:
    """Raises NotFound for one that there is not, or of a subject that is not in the officer's district; Forbidden for another's."""
    found = await read_inspection(context.store, key, timeout=context.timeout)
    district = context.asker.district
    if found is None or (district is not None and found.subject.subject.district != district):
        raise NotFound("没有这次检查 / there is no such inspection")
    _require_department(context, found.inspection.department_key)
    return found.inspection


async def _told(info: Info, doing: Awaitable[Done]) -> _Outcome:
    context, needs = info.context, Selected.by(info).below("inspection").needs()
    try:
        done = await doing
        found = await read_inspection(context.store, done.inspection.key, needs, timeout=context.timeout)
    except TOLD as error:
        return refused(error, AGAIN_WITH_KEY)
    assert found is not None, "nothing takes inspections away"
    return InspectionResult(
        inspection=shown_inspection(found.inspection, Subject.of(found.subject, needs), shown(context.catalogue)),
        repeated=done.repeated,
    )
