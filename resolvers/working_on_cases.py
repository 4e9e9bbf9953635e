"""The mutations of cases: opened with a reason, added to, watching subjects, looked at, closed; each by its owner."""

from collections.abc import Awaitable
from typing import Annotated, TypeAlias

import strawberry

from graph_model import cases as domain
from graph_model.change_kinds import ChangeKind
from graph_model.changes import ORDER as CHANGES_ORDER
from graph_model.changes import standing
from graph_model.disclosure import acted_on_case
from graph_model.errors import BadInput, LimitExceeded
from graph_model.paging import cursor, page_request
from resolvers.arguments import IDEMPOTENCY_KEY, subject_key
from resolvers.case_files import Case, kept_cases, shown_case
from resolvers.case_vocabulary import EntryKind
from resolvers.cases import Doing, Done, owner_of
from resolvers.context import Context, Info
from resolvers.failures import (
    TOLD,
    BadInputError,
    ConflictError,
    ForbiddenError,
    LimitExceededError,
    NotFoundError,
    Refused,
    UnavailableError,
    refused,
)
from resolvers.fields import field
from resolvers.granting import TRY_AGAIN

VERSION = "看到的版本（Case.version）；此后有变化则不办。 / The version that was seen: where it has changed since, nothing is done."
WHICH = "哪个案件（编号）。 / The case, by its id."


@strawberry.input(description="开案。 / What openCase takes.")
class OpenCaseInput:
    reason: str = strawberry.field(
        description="案由，一行，最多 200 个字符；在这个案件下的查询都记上它。 / Why, one line of 200 characters at most; what is asked "
        "in the case is written down with it."
    )
    title: str | None = strawberry.field(
        default=None, description="名称，一行，最多 100 个字符。 / A title, one line of 100 characters at most."
    )
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.input(description="存入案件。 / What addToCase takes.")
class AddToCaseInput:
    case: strawberry.ID = strawberry.field(description=WHICH)
    version: int = strawberry.field(description=VERSION)
    kind: EntryKind = strawberry.field(description="是什么。 / What it is.")
    name: str = strawberry.field(description="名称，一行，最多 100 个字符。 / Its name, 100 characters at most.")
    content: str = strawberry.field(
        description="页面的地址，以斜线开头，或笔记的文字（最多 10,000 个字符）。 / The address of a view of the page, beginning "
        "with /, or a note's text of 10,000 characters at most."
    )
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.input(description="关注主体，或不再关注。 / What watchSubjects and unwatchSubjects take.")
class WatchSubjectsInput:
    case: strawberry.ID = strawberry.field(description=WHICH)
    version: int = strawberry.field(description=VERSION)
    subjects: list[strawberry.ID] = strawberry.field(
        description="主体的键；一个案件最多关注 500 个。 / Their keys; a case watches 500 at most."
    )
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.input(description="看过了变化。 / What lookedAtCase takes.")
class LookedAtCaseInput:
    case: strawberry.ID = strawberry.field(description=WHICH)
    version: int = strawberry.field(description=VERSION)
    through: str = strawberry.field(
        description="看到哪里：Case.changes 的 pageInfo.endCursor。 / Up to where: pageInfo.endCursor of Case.changes."
    )
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.input(description="结案。 / What closeCase takes.")
class CloseCaseInput:
    case: strawberry.ID = strawberry.field(description=WHICH)
    version: int = strawberry.field(description=VERSION)
    idempotency_key: str = strawberry.field(description=IDEMPOTENCY_KEY)


@strawberry.type(description="办理案件的结果。 / What was done in a case.")
class CaseResult:
    case: Case = strawberry.field(description="这个案件。 / The case.")
    repeated: bool = strawberry.field(description="此前已是如此，没有变化。 / It was so before: nothing changed.")


CasePayload: TypeAlias = Annotated[
    CaseResult | BadInputError | NotFoundError | ConflictError | LimitExceededError | ForbiddenError | UnavailableError,
    strawberry.union("CasePayload", description="办理的结果，或没有做成的原因。 / What was done, or why it was not."),
]
Told: TypeAlias = CaseResult | LimitExceededError | Refused


async def open_case(context: Context, given: OpenCaseInput) -> Told:
    async def opened() -> Done:
        cases, owner = kept_cases(context), owner_of(context.asker)
        new = domain.checked_opening(domain.Opening(given.reason, given.title, context.asker.name, ""))
        begins = cursor(CHANGES_ORDER, await standing(context.store, tuple(ChangeKind), now=context.now))
        done = await cases.open(
            owner, domain.Opening(new.reason, new.title, new.by, begins), given.idempotency_key, context.now
        )
        _note(done, "open", {"reason": done.case.reason})
        return done

    return await _told(opened(), domain.MOST_OPEN)


async def add_to_case(context: Context, given: AddToCaseInput) -> Told:
    async def added() -> Done:
        adding = domain.checked_entry(domain.Adding(given.kind, given.name, given.content))
        done = await _do(context, Doing(given.case, given.version, adding, given.idempotency_key))
        _note(done, "add", {"kind": given.kind.value})
        return done

    return await _told(added(), domain.MOST_ENTRIES)


async def watch_subjects(context: Context, given: WatchSubjectsInput, *, watch: bool) -> Told:
    async def watched() -> Done:
        keys = domain.checked_subjects(
            [subject_key(key, f"subjects[{place}]") for place, key in enumerate(given.subjects)]
        )
        act = domain.Watching(keys) if watch else domain.Unwatching(keys)
        done = await _do(context, Doing(given.case, given.version, act, given.idempotency_key))
        _note(done, "watch" if watch else "unwatch", {"watched": keys})
        return done

    return await _told(watched(), domain.MOST_WATCHED)


async def looked_at_case(context: Context, given: LookedAtCaseInput) -> Told:
    async def looked() -> Done:
        _check_cursor(given.through)
        looking = domain.Looking(given.through)
        done = await _do(context, Doing(given.case, given.version, looking, given.idempotency_key))
        _note(done, "look", {})
        return done

    return await _told(looked(), domain.MOST_ENTRIES)


async def close_case(context: Context, given: CloseCaseInput) -> Told:
    async def closed() -> Done:
        done = await _do(context, Doing(given.case, given.version, domain.Closing(), given.idempotency_key))
        _note(done, "close", {})
        return done

    return await _told(closed(), domain.MOST_OPEN)


def _check_cursor(through: str) -> None:
    try:
        page_request(CHANGES_ORDER, after=through)
    except BadInput as error:
        raise BadInput(error.message.removeprefix(f"{error.where}: "), "through") from error


async def _do(context: Context, doing: Doing) -> Done:
    return await kept_cases(context).do(owner_of(context.asker), doing, context.now)


def _note(done: Done, act: str, details: dict[str, object]) -> None:
    """For the audit trail: which case, and what of it may be told there. Names, addresses and notes may not."""
    if not done.repeated:
        acted_on_case({"id": done.case.id, "act": act, **details})


async def _told(doing: Awaitable[Done], limit: int) -> Told:
    try:
        done = await doing
    except LimitExceeded as error:
        return LimitExceededError(code=error.code, message=error.message, limit=limit)
    except TOLD as error:
        return refused(error, TRY_AGAIN)
    return CaseResult(case=shown_case(done.case), repeated=done.repeated)


@strawberry.type
class CaseMutation:
    """Inherited by Mutation; no type of its own in the schema."""

    @field("开一个案件，说明案由；只有自己看得到。 / Open a case and say why; who opens it alone sees it.")
    async def open_case(
        self,
        info: Info,
        input: Annotated[OpenCaseInput, strawberry.argument(description="案由、幂等键。 / Why, and the key.")],
    ) -> CasePayload:
        return await open_case(info.context, input)

    @field("把一次查询、一张关系图或一条笔记存入案件。 / Keep a search, a canvas or a note in a case.")
    async def add_to_case(
        self,
        info: Info,
        input: Annotated[AddToCaseInput, strawberry.argument(description="存什么。 / What is kept.")],
    ) -> CasePayload:
        return await add_to_case(info.context, input)

    @field("在案件里关注主体。 / Watch subjects in a case.")
    async def watch_subjects(
        self,
        info: Info,
        input: Annotated[WatchSubjectsInput, strawberry.argument(description="哪些主体。 / Which subjects.")],
    ) -> CasePayload:
        return await watch_subjects(info.context, input, watch=True)

    @field("不再关注主体。 / Watch subjects no more.")
    async def unwatch_subjects(
        self,
        info: Info,
        input: Annotated[WatchSubjectsInput, strawberry.argument(description="哪些主体。 / Which subjects.")],
    ) -> CasePayload:
        return await watch_subjects(info.context, input, watch=False)

    @field(
        "看过了关注的主体的变化：此后的才是新的。 / The changes of the watched subjects were looked at: what comes after is new."
    )
    async def looked_at_case(
        self,
        info: Info,
        input: Annotated[LookedAtCaseInput, strawberry.argument(description="看到哪里。 / Up to where.")],
    ) -> CasePayload:
        return await looked_at_case(info.context, input)

    @field(
        "结案；结了的案件不再变化，也不能再用来查询。 / Close a case: it changes no more, and nothing is asked in it."
    )
    async def close_case(
        self,
        info: Info,
        input: Annotated[CloseCaseInput, strawberry.argument(description="哪个案件。 / Which case.")],
    ) -> CasePayload:
        return await close_case(info.context, input)
