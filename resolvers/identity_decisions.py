"""The mutations decideIdentity and takeBackIdentityDecision (核定归属、撤回决定)."""

from collections.abc import Awaitable
from typing import Annotated, TypeAlias

import strawberry

from graph_model.errors import BadInput, Forbidden, NotFound, StoreUnavailable, Timeout
from graph_model.identity_reviews import read_identity_review
from graph_model.intake.identification.decisions import AlreadyDecided, DecisionResult, IdentityDecisions, Signature
from resolvers.arguments import subject_key
from resolvers.context import Context
from resolvers.failures import (
    BadInputError,
    ForbiddenError,
    MutationError,
    NotFoundError,
    UnavailableError,
    failure,
)
from resolvers.identity_reviews import (
    IdentityDecision,
    IdentityReview,
    require_coordinator,
    shown_decision,
    shown_review,
)


@strawberry.input(description="核定一些行的归属。 / What decideIdentity takes.")
class DecideIdentityInput:
    review: strawberry.ID = strawberry.field(description="哪一次核定（编号）。 / The review, by its id.")
    subject: strawberry.ID | None = strawberry.field(
        default=None,
        description="这些行说的是哪个主体（键 uscc:…）；与 nobody 二选一。 / Whom the rows mean (its key); either this or nobody.",
    )
    nobody: bool = strawberry.field(
        default=False, description="这些行说的不是库中任何主体。 / The rows mean nobody who is known."
    )
    decided_by: str = strawberry.field(
        description="由谁决定（姓名或工号），最多 100 个字符。 / Who decides, 100 characters at most."
    )
    reason: str = strawberry.field(description="理由，最多 1,000 个字符。 / Why, 1,000 characters at most.")


@strawberry.input(description="撤回一项决定。 / What takeBackIdentityDecision takes.")
class TakeBackIdentityDecisionInput:
    decision: strawberry.ID = strawberry.field(description="哪一项决定（键）。 / The decision, by its key.")
    decided_by: str = strawberry.field(
        description="由谁撤回（姓名或工号），最多 100 个字符。 / Who takes it back, 100 characters at most."
    )
    reason: str = strawberry.field(description="理由，最多 1,000 个字符。 / Why, 1,000 characters at most.")


@strawberry.type(description="核定或撤回的结果。 / What deciding or taking back did.")
class IdentityDecisionResult:
    review: IdentityReview = strawberry.field(description="这次核定。 / The review.")
    decision: IdentityDecision = strawberry.field(description="决定。 / The decision.")
    repeated: bool = strawberry.field(description="此前已是如此，没有变化。 / It was so before: nothing changed.")
    accepted: int = strawberry.field(description="带入的行数。 / Rows that were brought in.")
    unchanged: int = strawberry.field(
        description="与已有的相同，或此后已有更新的说法，没有变化的行数。 / Rows that say what is known, or that something later has "
        "overtaken."
    )
    rejected: int = strawberry.field(
        description="因别的原因不能用的行数，原因在台账里。 / Rows that cannot be used for something else: the ledger says why."
    )
    ended: int = strawberry.field(
        description="撤回而终止的评价和事实数（历史保留）。 / Evaluations and facts that ended with it; their history stays."
    )
    waiting: int = strawberry.field(
        description="仍在等待的行数：台账里不完整的行，随原文件再次导入时带入。 / Rows that wait: one of which the ledger has only a part "
        "comes in with its file."
    )


@strawberry.type(
    description="已有另一项决定；要改，请先撤回它。 / Something else was decided: take that back first to change it."
)
class AlreadyDecidedError(MutationError):
    decision: IdentityDecision = strawberry.field(description="现行的决定。 / The decision that stands.")


DecideIdentityPayload: TypeAlias = Annotated[
    IdentityDecisionResult | BadInputError | NotFoundError | AlreadyDecidedError | ForbiddenError | UnavailableError,
    strawberry.union(
        "DecideIdentityPayload",
        description="核定的结果，或没有做成的原因。 / What deciding did, or why it was not done.",
    ),
]
TakeBackIdentityDecisionPayload: TypeAlias = Annotated[
    IdentityDecisionResult | BadInputError | NotFoundError | ForbiddenError | UnavailableError,
    strawberry.union(
        "TakeBackIdentityDecisionPayload",
        description="撤回的结果，或没有做成的原因。 / What taking back did, or why it was not done.",
    ),
]
Failure = BadInputError | NotFoundError | AlreadyDecidedError | ForbiddenError | UnavailableError


async def decide_identity(context: Context, given: DecideIdentityInput) -> IdentityDecisionResult | Failure:
    return await _told(context, _decide(context, given))


async def take_back_identity_decision(
    context: Context, given: TakeBackIdentityDecisionInput
) -> IdentityDecisionResult | BadInputError | NotFoundError | ForbiddenError | UnavailableError:
    answer = await _told(context, _take_back(context, given))
    assert not isinstance(answer, AlreadyDecidedError), "taking back decides nothing"
    return answer


async def _decide(context: Context, given: DecideIdentityInput) -> DecisionResult:
    require_coordinator(context)
    if given.nobody is (given.subject is not None):
        raise BadInput("subject 和 nobody 给一个 / give either subject or nobody", "subject")
    meant = None if given.subject is None else subject_key(given.subject, "subject")
    signature = Signature(given.decided_by, context.asker.role, given.reason)
    return await _decisions(context).decide(given.review, meant, signature)


async def _take_back(context: Context, given: TakeBackIdentityDecisionInput) -> DecisionResult:
    require_coordinator(context)
    signature = Signature(given.decided_by, context.asker.role, given.reason)
    return await _decisions(context).take_back(given.decision, signature)


def _decisions(context: Context) -> IdentityDecisions:
    return IdentityDecisions(context.store, context.catalogue, context.clock)


async def _told(context: Context, done: Awaitable[DecisionResult]) -> IdentityDecisionResult | Failure:
    try:
        result = await done
        review = await read_identity_review(context.store, result.decision.review_key, timeout=context.timeout)
    except AlreadyDecided as error:
        return AlreadyDecidedError(code=error.code, message=error.message, decision=shown_decision(error.decision))
    except (BadInput, NotFound, Forbidden, StoreUnavailable, Timeout) as error:
        return failure(error)
    assert review is not None, "what was decided about is there"
    return IdentityDecisionResult(
        review=shown_review(review),
        decision=shown_decision(result.decision),
        repeated=result.repeated,
        accepted=result.brought.accepted,
        unchanged=result.brought.unchanged,
        rejected=result.brought.rejected,
        ended=result.ended,
        waiting=result.waiting,
    )
