"""The mutation reviewDiscrepancy (复核等级差异)."""

from typing import Annotated, TypeAlias

import strawberry

from graph_model.discrepancy_list import read_discrepancy
from graph_model.errors import Forbidden, NotFound
from graph_model.reviewing import NewReview, Reviewed, Reviewing, Signature
from graph_model.subjects import Needs
from resolvers.arguments import IDEMPOTENCY_KEY, department_key
from resolvers.asker import Role
from resolvers.catalogue import shown
from resolvers.context import Context, Info
from resolvers.discrepancies import Discrepancy, Review, shown_discrepancy, shown_reviewed
from resolvers.failures import (
    TOLD,
    BadInputError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    Refused,
    UnavailableError,
    refused,
)
from resolvers.selection import Selected
from resolvers.subject import Subject
from resolvers.vocabulary import ReviewDecision


@strawberry.input(description="复核一项等级差异。 / What reviewDiscrepancy takes.")
class ReviewDiscrepancyInput:
    discrepancy: strawberry.ID = strawberry.field(description="哪一项差异（编号）。 / The discrepancy, by its id.")
    version: str = strawberry.field(
        description="看到的版本（Discrepancy.version）；此后有人复核过或等级变了，则不办理。 / The version that was seen: "
        "where somebody has reviewed it since, or a grade is another, nothing is done."
    )
    decision: ReviewDecision = strawberry.field(
        description="结论。维持、更正由评价部门就自己的等级作出，两个部门都维持则关闭；不予处理由信用主管部门作出，即关闭。"
        " / What is decided. A department keeps or corrects its own grade, and where both keep theirs the discrepancy is closed; the "
        "credit office dismisses, which closes it."
    )
    department: str | None = strawberry.field(
        default=None,
        description="哪个部门的结论（键或名称）；部门人员就是本部门，信用主管部门代录时要给。 / Whose decision (key or name): an "
        "officer's own department, to be named where the credit office records it for one.",
    )
    reviewer: str = strawberry.field(
        description="由谁复核（姓名或工号），最多 100 个字符。 / Who reviewed it, 100 characters at most."
    )
    reason: str = strawberry.field(description="理由，最多 1,000 个字符。 / Why, 1,000 characters at most.")
    suspend: bool = strawberry.field(
        default=False,
        description="更正之前暂停使用本部门的等级，它不带来任何措施；差异关闭或改为维持时恢复。只用于更正。 / With CORRECT alone: until "
        "then the department's grade is suspended and brings no measure; it counts again when the discrepancy is closed or the grade is "
        "kept after all.",
    )
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.type(description="复核的结果。 / What reviewing did.")
class ReviewDiscrepancyResult:
    discrepancy: Discrepancy = strawberry.field(description="这项差异。 / The discrepancy.")
    review: Review = strawberry.field(description="这次复核。 / The review.")
    repeated: bool = strawberry.field(description="此前已是如此，没有变化。 / It was so before: nothing changed.")


ReviewDiscrepancyPayload: TypeAlias = Annotated[
    ReviewDiscrepancyResult | BadInputError | NotFoundError | ConflictError | ForbiddenError | UnavailableError,
    strawberry.union(
        "ReviewDiscrepancyPayload",
        description="复核的结果，或没有做成的原因。 / What reviewing did, or why it was not done.",
    ),
]


async def review_discrepancy(info: Info, given: ReviewDiscrepancyInput) -> ReviewDiscrepancyResult | Refused:
    context = info.context
    try:
        await _theirs(context, given.discrepancy)
        reviewing = Reviewing(context.store, context.catalogue, context.clock)
        done = await reviewing.review(_new(context, given))
        return await _told(context, done, Selected.by(info).below("discrepancy").needs())
    except TOLD as error:
        return refused(error)


async def _theirs(context: Context, key: str) -> None:
    """Raises NotFound for a discrepancy that there is not, or of a subject that is not in the officer's district."""
    district = context.asker.district
    found = await read_discrepancy(context.store, key, timeout=context.timeout)
    if found is None or (district is not None and found.subject.subject.district != district):
        raise NotFound("没有这一差异 / there is no such discrepancy")


def _new(context: Context, given: ReviewDiscrepancyInput) -> NewReview:
    asker = context.asker
    department = None if given.department is None else department_key(context.catalogue, given.department, "department")
    if asker.role is Role.OFFICER:
        if given.decision is ReviewDecision.DISMISS:
            raise Forbidden("不予处理由信用主管部门决定 / only the credit office dismisses a discrepancy")
        if department not in (None, asker.department):
            raise Forbidden("只能就本部门的等级作出结论 / an officer decides about the own department's grades alone")
        department = asker.department
    elif asker.role is not Role.COORDINATOR:
        raise Forbidden("复核由评价部门和信用主管部门办理 / departments and the credit office review discrepancies")
    return NewReview(
        given.discrepancy,
        given.version,
        given.decision,
        Signature(given.reviewer, asker.role, given.reason, department),
        given.idempotency_key,
        given.suspend,
    )


async def _told(context: Context, done: Reviewed, needs: Needs) -> ReviewDiscrepancyResult:
    found = await read_discrepancy(context.store, done.discrepancy.key, needs, timeout=context.timeout)
    assert found is not None, "what was reviewed is there"
    discrepancy = shown_discrepancy(
        found.record, Subject.of(found.subject, needs), shown(context.catalogue), context.today
    )
    return ReviewDiscrepancyResult(
        discrepancy=discrepancy, review=shown_reviewed(done.review, shown(context.catalogue)), repeated=done.repeated
    )
