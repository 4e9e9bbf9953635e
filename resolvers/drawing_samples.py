"""samplePlan, commitSample and drawSample: the preview and the two steps of a draw."""

from collections.abc import Awaitable
from dataclasses import replace
from typing import Annotated, TypeAlias

import strawberry

from graph_model.draws.asked import Request, TooMany
from graph_model.draws.carrying_out import AlreadyDrawn, carry_out
from graph_model.draws.committing import commit_to, draw_key, preview
from graph_model.draws.reading import read_draw
from graph_model.draws.values import SampleDraw as Draw
from graph_model.draws.values import Signature
from graph_model.errors import BadInput, Forbidden, NotFound, StoreUnavailable, Timeout
from graph_model.signed import check_key
from resolvers.catalogue import shown
from resolvers.context import Context
from resolvers.failures import (
    BadInputError,
    ForbiddenError,
    LimitExceededError,
    MutationError,
    NotFoundError,
    UnavailableError,
    failure,
)
from resolvers.sample_draws import SampleDraw, districts_to_draw_from, shown_draw
from resolvers.sample_plans import SamplePlan, SamplePlanInput, shown_plan

TRY_AGAIN = (
    "图存储暂时不能写入，请重试，不会抽两次 / the graph cannot be written now; try again, nothing is drawn twice"
)


@strawberry.input(
    description="承诺一次抽取：计划、当日的对象池和一个随机种子自此不变。 / Committing to a draw: plan, today's pool "
    "and a random seed change no "
    "more."
)
class CommitSampleInput:
    plan: SamplePlanInput = strawberry.field(description="抽取计划。 / What is drawn from.")
    idempotency_key: str = strawberry.field(
        description="幂等键，1 到 200 个字符：同一键再发同样的计划，得到同一次抽取；换了计划为 BAD_INPUT。 / 1 to "
        "200 characters: the same plan "
        "again under the same key is the same draw; another plan is BAD_INPUT."
    )


@strawberry.input(
    description="抽取已承诺的一次；只能抽一次，同样再发没有变化。 / Drawing what was committed to: once, and the "
    "same again changes nothing."
)
class DrawSampleInput:
    draw: strawberry.ID = strawberry.field(description="哪一次抽取（编号）。 / The draw, by its id.")
    public_randomness: str | None = strawberry.field(
        default=None,
        description="承诺时谁也不知道的公开随机数，如约定日期的彩票号码，最多 1,000 个字符；可以没有。 / Randomness "
        "that nobody knew at the "
        "commitment, like the lottery of an agreed day, 1,000 characters at most; may be left out.",
    )


@strawberry.type(description="承诺或抽取的结果。 / What committing or drawing did.")
class SampleDrawResult:
    draw: SampleDraw = strawberry.field(description="这次抽取。 / The draw.")
    repeated: bool = strawberry.field(description="此前已是如此，没有变化。 / It was so before: nothing changed.")


@strawberry.type(
    description="已经用别的公开随机数抽取，不能再抽。 / It was drawn with other randomness, and cannot be drawn again."
)
class AlreadyDrawnError(MutationError):
    draw: SampleDraw = strawberry.field(description="已抽取的。 / The draw as it stands.")


CommitSamplePayload: TypeAlias = Annotated[
    SampleDrawResult | BadInputError | LimitExceededError | ForbiddenError | UnavailableError,
    strawberry.union(
        "CommitSamplePayload",
        description="承诺的结果，或没有做成的原因。 / What committing did, or why it was not done.",
    ),
]
DrawSamplePayload: TypeAlias = Annotated[
    SampleDrawResult | BadInputError | NotFoundError | AlreadyDrawnError | ForbiddenError | UnavailableError,
    strawberry.union(
        "DrawSamplePayload", description="抽取的结果，或没有做成的原因。 / What drawing did, or why it was not done."
    ),
]
Failure = BadInputError | LimitExceededError | NotFoundError | AlreadyDrawnError | ForbiddenError | UnavailableError


async def sample_plan(context: Context, given: SamplePlanInput) -> SamplePlan:
    """The plan over today's pool; nothing is written. Raises CreditError."""
    request = _theirs(context, given.meant(context.catalogue))
    terms = request.terms(context.catalogue, "", context.today)
    plan = await preview(context.store, terms, request, _signature(context), timeout=context.timeout)
    return shown_plan(plan, shown(context.catalogue))


async def commit_sample(context: Context, given: CommitSampleInput) -> SampleDrawResult | Failure:
    return await _told(context, _commit(context, given))


async def draw_sample(context: Context, given: DrawSampleInput) -> SampleDrawResult | Failure:
    return await _told(context, _draw(context, given))


async def _commit(context: Context, given: CommitSampleInput) -> tuple[Draw, bool]:
    check_key(given.idempotency_key)
    try:
        request = _theirs(context, given.plan.meant(context.catalogue))
        request.terms(context.catalogue, "", context.today)
    except BadInput as error:
        raise BadInput(error.message.removeprefix(f"{error.where}: "), f"plan.{error.where}") from error
    asker = context.asker
    key = draw_key(given.idempotency_key, f"{asker.role}:{asker.department or ''}:{asker.name}")
    signature = _signature(context)
    return await commit_to(context.store, context.catalogue, request, key, signature, timeout=context.timeout)


async def _draw(context: Context, given: DrawSampleInput) -> tuple[Draw, bool]:
    standing = await read_draw(context.store, given.draw, timeout=context.timeout)
    if standing is None:
        raise NotFound("没有这次抽取 / there is no such draw")
    own = districts_to_draw_from(context.asker, set(standing.departments), standing.plan.districts)
    if own != standing.plan.districts:
        raise Forbidden("这次抽取不限于本区县 / the draw is not of the own district alone")
    return await carry_out(
        context.store,
        given.draw,
        given.public_randomness,
        _signature(context),
        timeout=context.timeout,
        clock=context.clock,
    )


def _theirs(context: Context, request: Request) -> Request:
    """The request as who asks may make it. Raises Forbidden."""
    items = (context.catalogue.item(item) for item in request.items)
    departments = {item.department_key for item in items if item is not None}
    return replace(request, districts=districts_to_draw_from(context.asker, departments, request.districts))


def _signature(context: Context) -> Signature:
    return Signature(context.asker.name, context.asker.role, context.now)


async def _told(context: Context, done: Awaitable[tuple[Draw, bool]]) -> SampleDrawResult | Failure:
    catalogue = shown(context.catalogue)
    try:
        draw, repeated = await done
    except AlreadyDrawn as error:
        return AlreadyDrawnError(code=error.code, message=error.message, draw=shown_draw(error.draw, catalogue))
    except TooMany as error:
        return LimitExceededError(code=error.code, message=error.message, limit=error.most)
    except (BadInput, NotFound, Forbidden, StoreUnavailable, Timeout) as error:
        return failure(error, TRY_AGAIN)
    return SampleDrawResult(draw=shown_draw(draw, catalogue), repeated=repeated)
