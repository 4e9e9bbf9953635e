"""The mutation recordDishonestyFact (记入失信行为事实): one fact, by the rules by which a file of facts comes in."""

from datetime import date
from typing import Annotated, Any, TypeAlias

import strawberry

from graph_model.errors import BadInput, Forbidden, NotFound, StoreUnavailable, Timeout
from graph_model.intake import Kind, RowResult, RowStatus, import_rows
from graph_model.intake.concealing import struck_out
from graph_model.intake.fact_rows import standing_fact
from graph_model.signed import check_key
from graph_model.subjects import Needs
from resolvers.arguments import item_key, subject_key
from resolvers.asker import Role
from resolvers.catalogue import shown
from resolvers.concerned import require_subject
from resolvers.context import Context
from resolvers.failures import (
    AGAIN_WITH_KEY,
    BadInputError,
    Failure,
    ForbiddenError,
    NotFoundError,
    UnavailableError,
    failure,
)
from resolvers.measures import DishonestyFact
from resolvers.resolution import shown_fact
from resolvers.vocabulary import Severity

NAME = "recordDishonestyFact"


@strawberry.input(description="记入一项失信行为事实。 / What recordDishonestyFact takes.")
class RecordDishonestyFactInput:
    subject: strawberry.ID = strawberry.field(description="主体的键。 / The subject, by its key.")
    conduct: str = strawberry.field(description="失信行为（短名或名称）。 / The conduct (its key or name).")
    severity: Severity = strawberry.field(description="轻重。 / Its weight.")
    occurred_on: date = strawberry.field(description="发生或认定的日期。 / The day on which it occurred or was found.")
    document_no: str = strawberry.field(description="认定它的文书的文号。 / Number of the document that found it.")
    item: strawberry.ID | None = strawberry.field(
        default=None,
        description="所属事项（键或全局编号）；部门人员必填，且为本部门的。 / The item it belongs to; an officer has to name one of the "
        "own department's.",
    )
    description: str | None = strawberry.field(
        default=None, description="事实描述，最多 2,000 个字符。 / What happened, 2,000 characters at most."
    )
    idempotency_key: str = strawberry.field(
        description="幂等键，最多 200 个字符：同一键重发同样的内容没有变化，换了内容为 BAD_INPUT。 / The same again under the same key "
        "changes nothing, something else under it is BAD_INPUT."
    )


@strawberry.type(description="记入的结果。 / What recording did.")
class RecordDishonestyFactResult:
    fact: DishonestyFact = strawberry.field(description="这项事实。 / The fact.")
    repeated: bool = strawberry.field(description="此前已是如此，没有变化。 / It was so before: nothing changed.")


RecordDishonestyFactPayload: TypeAlias = Annotated[
    RecordDishonestyFactResult | BadInputError | NotFoundError | ForbiddenError | UnavailableError,
    strawberry.union(
        "RecordDishonestyFactPayload",
        description="记入的结果，或没有记入的原因。 / What recording did, or why it was not done.",
    ),
]


async def record_dishonesty_fact(
    context: Context, given: RecordDishonestyFactInput
) -> RecordDishonestyFactResult | Failure:
    try:
        key = subject_key(given.subject, "subject")
        row = _row(context, key, given)
        before = await require_subject(context, key, Needs(facts=True))
        tried = await _imported(context, given, row, dry_run=True)
        done = tried if tried.status is RowStatus.REJECTED else await _imported(context, given, row, dry_run=False)
        if done.status is RowStatus.REJECTED:
            return _rejected(done)
        now = await require_subject(context, key, Needs(facts=True))
    except (BadInput, NotFound, Forbidden, StoreUnavailable, Timeout) as error:
        return failure(error, AGAIN_WITH_KEY)
    known, fact = (standing_fact(context.catalogue, row, data.facts, context.today) for data in (before, now))
    if fact is None:
        return BadInputError(
            code=BadInput.code,
            message="这一幂等键记入的事实已经撤下 / what was recorded under this key stands no more",
            where="input.idempotencyKey",
        )
    return RecordDishonestyFactResult(fact=shown_fact(fact, shown(context.catalogue)), repeated=fact == known)


def _row(context: Context, key: str, given: RecordDishonestyFactInput) -> dict[str, Any]:
    """The row of a file that says the same. Raises BadInput, and Forbidden for an item that is not the officer's department's."""
    item = None if given.item is None else item_key(context.catalogue, given.item, "item")
    if context.asker.role is Role.OFFICER:
        found = None if item is None else context.catalogue.item(item)
        if found is None or found.department_key != context.asker.department:
            raise Forbidden("只能记入本部门事项的事实 / an officer records facts of the own department's items alone")
    elif context.asker.role is not Role.COORDINATOR:
        raise Forbidden("由部门和信用主管部门记入 / departments and the credit office record facts")
    check_key(given.idempotency_key)
    kind, _, code = key.partition(":")
    told = {
        "uscc": code if kind == "uscc" else None,
        "personKey": key if kind == "person" else None,
        "conduct": given.conduct,
        "severity": given.severity.value,
        "occurredOn": given.occurred_on.isoformat(),
        "documentNo": struck_out(given.document_no),  # as the intake does: the fact is found by it again
        "item": item,
        "description": given.description,
    }
    return {column: value for column, value in told.items() if value is not None}


async def _imported(
    context: Context, given: RecordDishonestyFactInput, row: dict[str, Any], *, dry_run: bool
) -> RowResult:
    [result] = await import_rows(
        context.store,
        context.catalogue,
        [row],
        import_key=f"{NAME}:{context.asker.department or ''}:{given.idempotency_key}",
        secret=context.secret,
        kind=Kind.FACTS,
        dry_run=dry_run,
        clock=context.clock,
        display_name=NAME,
    )
    return result


def _rejected(result: RowResult) -> BadInputError:
    where = "input" if result.column is None else f"input.{result.column}"
    return BadInputError(code=BadInput.code, message=f"{result.message} / {result.message_en}", where=where)
