"""The mutations of evaluation models: saved, proposed, sent back, published, withdrawn, and evaluated by."""

from collections.abc import Awaitable
from typing import Annotated, TypeAlias

import strawberry

from graph_model.errors import BadInput, Conflict, Forbidden, NotFound, StoreUnavailable, Timeout
from graph_model.evaluation.checking import model_of_text
from graph_model.evaluation.publishing import Done, NewStep, Publishing, read_version
from graph_model.evaluation.running import Evaluating
from graph_model.evaluation.runs import EvaluationRun as Run
from graph_model.evaluation.runs import runs_of_models
from graph_model.evaluation.versions import ModelAction
from resolvers.arguments import IDEMPOTENCY_KEY
from resolvers.catalogue import shown
from resolvers.context import Context
from resolvers.evaluation_models import EvaluationModel, EvaluationRun, shown_model, shown_run
from resolvers.evaluation_trials import require_own_item
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

BATCHES, MOST_BATCHES = 2, 10
"""Batches of one call, which has the time of a request."""


@strawberry.input(description="存一份草案。 / What saveEvaluationModel takes.")
class SaveEvaluationModelInput:
    content: str = strawberry.field(
        description="模型文件的内容，YAML 或 JSON（schema/evaluation-model.schema.json）。 / The text of a model's file, YAML or JSON."
    )
    revision: int | None = strawberry.field(
        default=None,
        description="改一份已有的草案时看到的 revision；新的不给。 / Of a draft that is changed, the revision seen; none for a new one.",
    )
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.input(description="对一个模型办一步。 / A step of a model.")
class EvaluationModelStepInput:
    model: strawberry.ID = strawberry.field(description="哪个模型（编号）。 / The model, by its id.")
    revision: int = strawberry.field(
        description="看到的 revision；此后有人办过则不办。 / The revision seen: where it was changed since, nothing is done."
    )
    reason: str | None = strawberry.field(
        default=None,
        description="理由，最多 1,000 个字符；退回、撤销要给。 / Why, 1,000 characters at most; needed to send back and to withdraw.",
    )
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.input(description="按已施行的模型评价。 / What runEvaluation takes.")
class RunEvaluationInput:
    model: strawberry.ID = strawberry.field(description="哪个模型（编号）。 / The model, by its id.")
    everybody: bool = strawberry.field(
        default=False,
        description="全部重新评价；缺省只评依据有变化的（第一次和周期到了评全部）。 / Everybody again; by default those whose inputs have "
        "changed, and everybody the first time and when the period is over.",
    )
    batches: int = strawberry.field(
        default=BATCHES,
        description=f"这次办几批，一批四千个主体，1 到 {MOST_BATCHES}；没有办完的，再办一次就接着做。 / How many batches of four thousand "
        f"subjects, 1 to {MOST_BATCHES}; what is not done is gone on with by the next call.",
    )


@strawberry.type(description="办理的结果。 / What a step did.")
class EvaluationModelResult:
    model: EvaluationModel = strawberry.field(description="这个模型。 / The model.")
    repeated: bool = strawberry.field(description="此前已是如此，没有变化。 / It was so before: nothing changed.")
    run: EvaluationRun | None = strawberry.field(
        description="发布而今天就施行的，开始的评价；没有办完的用 runEvaluation 接着做。 / Of what is published and in effect today the "
        "evaluation that has begun; runEvaluation goes on with it where it is not done."
    )


@strawberry.type(description="评价的进展。 / How far an evaluation has come.")
class RunEvaluationResult:
    run: EvaluationRun = strawberry.field(description="这次评价。 / The evaluation.")


EvaluationModelPayload: TypeAlias = Annotated[
    EvaluationModelResult | BadInputError | NotFoundError | ConflictError | ForbiddenError | UnavailableError,
    strawberry.union(
        "EvaluationModelPayload",
        description="办理的结果，或没有办成的原因。 / What a step did, or why it was not done.",
    ),
]
RunEvaluationPayload: TypeAlias = Annotated[
    RunEvaluationResult | BadInputError | NotFoundError | ConflictError | ForbiddenError | UnavailableError,
    strawberry.union(
        "RunEvaluationPayload",
        description="评价的进展，或没有办成的原因。 / How far an evaluation has come, or why it was not done.",
    ),
]


async def save_evaluation_model(context: Context, given: SaveEvaluationModelInput) -> EvaluationModelResult | Refused:
    async def saved() -> Done:
        model = model_of_text(given.content, context.catalogue)
        by = _signing(context, model.item)
        return await _publishing(context).save(given.content, given.revision, given.idempotency_key, by)

    return await _told(context, saved())


async def step_evaluation_model(
    context: Context, given: EvaluationModelStepInput, action: ModelAction
) -> EvaluationModelResult | Refused:
    async def stepped() -> Done:
        by = _signing(context, await _item_of(context, given.model))
        new = NewStep(given.model, given.revision, action, given.idempotency_key, given.reason)
        return await _publishing(context).step(new, by)

    return await _told(context, stepped(), publishes=action is ModelAction.PUBLISH)


async def run_evaluation(context: Context, given: RunEvaluationInput) -> RunEvaluationResult | Refused:
    try:
        if not 1 <= given.batches <= MOST_BATCHES:
            raise BadInput(f"应为 1 到 {MOST_BATCHES} / 1 to {MOST_BATCHES}", "batches")
        name, _ = _signing(context, await _item_of(context, given.model))
        evaluating = Evaluating(context.store, context.catalogue, context.clock)
        run = await evaluating.run(given.model, name, everybody=given.everybody, batches=given.batches)
    except TOLD as error:
        return refused(error, AGAIN_WITH_KEY)
    return RunEvaluationResult(run=shown_run(run))


async def _told(
    context: Context, doing: Awaitable[Done], *, publishes: bool = False
) -> EvaluationModelResult | Refused:
    try:
        done = await doing
        run = await _begun(context, done) if publishes else None
    except TOLD as error:
        return refused(error, AGAIN_WITH_KEY)
    return EvaluationModelResult(
        model=shown_model(done.version, shown(context.catalogue)),
        repeated=done.repeated,
        run=None if run is None else shown_run(run),
    )


async def _begun(context: Context, done: Done) -> Run | None:
    """The evaluation that a publication begins, where it was published before the one that it began. What cannot be evaluated yet is
    published all the same."""
    version = done.version
    if version.effective_from is None or version.ended_on is not None or version.effective_from > context.today:
        return None
    try:
        [runs] = await runs_of_models(context.store, [version.key], timeout=context.timeout)
        if runs and runs[0].done:
            return runs[0]
        evaluating = Evaluating(context.store, context.catalogue, context.clock)
        return await evaluating.run(version.key, context.asker.name, batches=BATCHES)
    except (Conflict, StoreUnavailable, Timeout):
        return None


def _publishing(context: Context) -> Publishing:
    return Publishing(context.store, context.catalogue, context.clock)


def _signing(context: Context, item: str) -> tuple[str, str]:
    """The name and the role of who acts. Raises Forbidden where the item is not theirs, or nobody knows who they are."""
    require_own_item(context, item)
    if not context.asker.name:
        raise Forbidden("要知道是谁办的 / it has to be known who does this")
    return context.asker.name, context.asker.role


async def _item_of(context: Context, key: str) -> str:
    found = await read_version(context.store, key, timeout=context.timeout)
    if found is None:
        raise NotFound("没有这个评价模型 / there is no such model")
    return found.item_key
