"""Reviews of whom rows mean (主体归属核定)."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Annotated, TypeVar

import strawberry
from aiodataloader import DataLoader

from graph_model import identity_reviews as domain
from graph_model.errors import Forbidden
from graph_model.model import IdentifierKind
from resolvers.arguments import department_key, subject_key
from resolvers.asker import Role
from resolvers.catalogue import shown
from resolvers.context import Context, Info
from resolvers.costs import about
from resolvers.departments import Department
from resolvers.fields import field
from resolvers.named_subjects import named_subject
from resolvers.node import Node
from resolvers.subject import Subject
from resolvers.vocabulary import IdentityReviewState, IdentityRule

T = TypeVar("T")
MOST_ROWS = 100


class PartLoader(DataLoader[str, T]):
    """What belongs to each review of an operation, in one query."""

    def __init__(self, context: Context, read: Callable[..., Awaitable[Sequence[T]]]) -> None:
        super().__init__(max_batch_size=500)
        self._context = context
        self._read = read

    async def batch_load_fn(self, keys: list[str]) -> list[T]:
        return list(await self._read(self._context.store, keys, timeout=self._context.timeout))


async def part(info: Info, read: Callable[..., Awaitable[Sequence[T]]], key: str) -> T:
    """What `read` gives for the review with this key."""
    loader = info.context.kept(("part of identity reviews", read), lambda: PartLoader(info.context, read))
    return await loader.load(key)


@strawberry.type(
    description="行里能说明是谁的线索：同一部门线索相同的行归入同一次核定。 / What in the rows may tell whom they mean: rows of a "
    "department with the same clues are one review."
)
class IdentityClues:
    name: str | None = strawberry.field(description="名称。 / The name.")
    district: str | None = strawberry.field(description="区县。 / The district.")
    former_usccs: list[str] = strawberry.field(
        description="不在库中的或变更前的统一社会信用代码。 / Codes that nobody is known by, or that somebody had before."
    )
    registration_numbers: list[str] = strawberry.field(description="注册号。 / Registration numbers.")
    organisation_codes: list[str] = strawberry.field(description="组织机构代码。 / Organisation codes.")
    written: str | None = strawberry.field(
        description="代码栏里写的而不是代码的。 / What stands in the column of the code and is none."
    )


@strawberry.type(description="可能的主体。 / A subject that the rows may mean.")
class IdentityCandidate:
    rule: IdentityRule = strawberry.field(
        description="凭哪条规则，最强的一条。 / The strongest rule that speaks for it."
    )
    clue: str = strawberry.field(description="凭哪个代码或名称。 / The code or the name that it goes by.")
    subject_key: strawberry.Private[str]

    @field("主体。 / The subject.")
    async def subject(self, info: Info) -> Subject:
        return await named_subject(info, self.subject_key)


@strawberry.type(description="一行，按台账所记。 / A row, as the ledger has it.")
class IdentityRow:
    file: str = strawberry.field(description="文件、接口或系统。 / The file, the API or the system.")
    sheet: str | None = strawberry.field(description="工作表。 / The sheet.")
    row: int | None = strawberry.field(description="行号；系统的行没有。 / Its number; rows of a system have none.")
    row_key: str | None = strawberry.field(description="系统中的键。 / Its key in the system.")
    waits: bool = strawberry.field(description="是否还在等待决定。 / Whether it still waits for a decision.")
    code: str = strawberry.field(description="拒绝代码。 / Why it was refused: the code.")
    message: str = strawberry.field(description="说明（中文）。 / What to do, in Chinese.")
    message_en: str = strawberry.field(description="说明（英文）。 / What to do, in English.")
    first_seen_at: datetime = strawberry.field(description="何时记入台账。 / When it came into the ledger.")


@strawberry.type(
    description="一项决定：谁、何时、为什么；撤回的也保留。 / A decision: who, when and why. One that was taken back stays."
)
class IdentityDecision:
    key: strawberry.ID = strawberry.field(description="键，撤回时用。 / Its key, for taking it back.")
    decided_by: str = strawberry.field(description="由谁决定。 / Who decided.")
    role: str = strawberry.field(description="以什么角色。 / In which role.")
    decided_at: datetime = strawberry.field(description="何时决定。 / When.")
    reason: str = strawberry.field(description="理由。 / Why.")
    taken_back_by: str | None = strawberry.field(
        description="由谁撤回；没有撤回则为空。 / Who took it back, if anybody."
    )
    taken_back_role: str | None = strawberry.field(description="以什么角色撤回。 / In which role that was.")
    taken_back_at: datetime | None = strawberry.field(description="何时撤回。 / When it was taken back.")
    taken_back_reason: str | None = strawberry.field(description="为什么撤回。 / Why it was taken back.")
    subject_key: strawberry.Private[str | None]

    @field("归入的主体；为空：不是库中任何主体。 / Whom the rows mean; null: nobody who is known.")
    async def subject(self, info: Info) -> Subject | None:
        return None if self.subject_key is None else await named_subject(info, self.subject_key)


@strawberry.type(
    description="没有一条规则能说明是谁、要由人核定归属的行。自然人只凭证件号码的摘要认出，不在其中。 / "
    "Rows that no rule puts down to somebody, so that a person must. Natural persons are told by the hash of their number and are "
    "not among them."
)
class IdentityReview(Node):
    state: IdentityReviewState = strawberry.field(description="状态。 / Its state.")
    clues: IdentityClues = strawberry.field(description="线索。 / The clues.")
    first_seen_at: datetime = strawberry.field(description="首次遇到。 / When such a row was first met.")
    last_seen_at: datetime = strawberry.field(description="最近遇到。 / When one was last met.")
    department_key: strawberry.Private[str | None]

    @field(
        "行所属的部门（由事项得出）；看不出则为空。 / The department of the rows, told by their item; null where it cannot be."
    )
    def department(self, info: Info) -> Department | None:
        departments = shown(info.context.catalogue).departments
        return None if self.department_key is None else departments.get(self.department_key)

    @field("可能的主体，最有力的在前。 / Whom the rows may mean, the strongest first.", about(10))
    async def candidates(self, info: Info) -> list[IdentityCandidate]:
        found = await part(info, domain.read_candidates, self.id)
        return [IdentityCandidate(rule=one.rule, clue=one.clue, subject_key=one.subject_key) for one in found]

    @field("还在等待决定的行数。 / How many rows wait for a decision.")
    async def waiting(self, info: Info) -> int:
        return sum(row.waits for row in await part(info, domain.read_rows, self.id))

    @field("各行，从旧到新，最多 100 行。 / The rows, oldest first, 100 at most.", about(100))
    async def rows(self, info: Info) -> list[IdentityRow]:
        return [_shown_row(row) for row in (await part(info, domain.read_rows, self.id))[:MOST_ROWS]]

    @field("现行的决定。 / The decision that stands.")
    async def decision(self, info: Info) -> IdentityDecision | None:
        standing = [one for one in await part(info, domain.read_decisions, self.id) if one.taken_back_at is None]
        return shown_decision(standing[0]) if standing else None

    @field("历次决定，从旧到新。 / Everything that was decided, oldest first.", about(10))
    async def decisions(self, info: Info) -> list[IdentityDecision]:
        return [shown_decision(one) for one in await part(info, domain.read_decisions, self.id)]


@strawberry.input(description="归属核定的筛选：各项都要满足。 / Which reviews: every part must hold.")
class IdentityReviewFilter:
    state: list[IdentityReviewState] | None = strawberry.field(
        default=None, description="状态之一。 / One of these states."
    )
    department: str | None = strawberry.field(
        default=None, description="这个部门的行（键或名称）。 / Rows of this department (key or name)."
    )
    subject: strawberry.ID | None = strawberry.field(
        default=None,
        description="可能是、或曾决定为这个主体的（键）。 / That may mean, or were put down to, this subject (its key).",
    )

    def meant(self, context: Context) -> domain.IdentityFilter:
        """The domain's filter. Raises BadInput for a department or a subject key that cannot be."""
        department = self.department
        return domain.IdentityFilter(
            states=None if self.state is None else tuple(self.state),
            department_key=department and department_key(context.catalogue, department, "filter.department"),
            subject_key=None if self.subject is None else subject_key(self.subject, "filter.subject"),
        )


Filter = Annotated[IdentityReviewFilter | None, strawberry.argument(description="筛选。 / Which of them.")]


def require_coordinator(context: Context) -> None:
    """Raises Forbidden: whom rows mean is the credit office's to see and to decide."""
    if context.asker.role is not Role.COORDINATOR:
        raise Forbidden("归属核定由信用主管部门办理 / reviews of whom rows mean are the credit office's")


def shown_review(review: domain.IdentityReview) -> IdentityReview:
    def codes(kind: IdentifierKind) -> list[str]:
        return [code for known, code in review.codes if known is kind]

    return IdentityReview(
        id=strawberry.ID(review.key),
        state=review.state,
        clues=IdentityClues(
            name=review.name,
            district=review.district,
            former_usccs=codes(IdentifierKind.FORMER_USCC),
            registration_numbers=codes(IdentifierKind.REGISTRATION_NUMBER),
            organisation_codes=codes(IdentifierKind.ORGANISATION_CODE),
            written=review.written,
        ),
        first_seen_at=review.first_seen_at,
        last_seen_at=review.last_seen_at,
        department_key=review.department_key,
    )


def shown_decision(decision: domain.IdentityDecision) -> IdentityDecision:
    return IdentityDecision(
        key=strawberry.ID(decision.key),
        decided_by=decision.decided_by,
        role=decision.role,
        decided_at=decision.decided_at,
        reason=decision.reason,
        taken_back_by=decision.taken_back_by,
        taken_back_role=decision.taken_back_role,
        taken_back_at=decision.taken_back_at,
        taken_back_reason=decision.taken_back_reason,
        subject_key=decision.subject_key,
    )


def _shown_row(row: domain.IdentityRow) -> IdentityRow:
    return IdentityRow(
        file=row.file,
        sheet=row.sheet,
        row=None if row.row_key is not None else row.row,
        row_key=row.row_key,
        waits=row.waits,
        code=row.code,
        message=row.message,
        message_en=row.message_en,
        first_seen_at=row.first_seen_at,
    )
