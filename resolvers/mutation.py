"""The root fields of mutations."""

from typing import Annotated

import strawberry

from resolvers.context import Info
from resolvers.fields import field
from resolvers.granting import (
    GrantAccessInput,
    GrantAccessPayload,
    RevokeAccessInput,
    RevokeAccessPayload,
    grant_access,
    revoke_access,
)
from resolvers.identity_decisions import (
    DecideIdentityInput,
    DecideIdentityPayload,
    TakeBackIdentityDecisionInput,
    TakeBackIdentityDecisionPayload,
    decide_identity,
    take_back_identity_decision,
)
from resolvers.importing import ImportGradesInput, ImportGradesPayload, import_grades


@strawberry.type(description="变更。 / Mutations.")
class Mutation:
    @field(
        "导入评价结果，一次最多 5,000 条，每条一个结果；一个事务，要么全写要么不写。 / "
        "Import evaluations, 5,000 at most, one result a row; one "
        "transaction, all or nothing."
    )
    async def import_grades(
        self,
        info: Info,
        input: Annotated[ImportGradesInput, strawberry.argument(description="各条和幂等键。 / The rows and the key.")],
    ) -> ImportGradesPayload:
        return await import_grades(info.context, input)

    @field(
        "核定一些行的归属：等待的行立即带入，此后线索相同的行照此办理；可以撤回。同样的决定再作一次，没有变化。 / "
        "Decide whom rows mean: those that wait come in at once, and rows with the same clues go by it from then on. It can be "
        "taken back; the same decision again changes nothing."
    )
    async def decide_identity(
        self,
        info: Info,
        input: Annotated[
            DecideIdentityInput,
            strawberry.argument(description="核定什么、归谁、为什么。 / Which review, whom, and why."),
        ],
    ) -> DecideIdentityPayload:
        return await decide_identity(info.context, input)

    @field(
        "撤回一项归属决定：它带入的评价和事实自此终止（历史保留），各行重新等待核定。 / "
        "Take a decision back: the evaluations and facts that it brought end now, their history stays, and the rows wait again."
    )
    async def take_back_identity_decision(
        self,
        info: Info,
        input: Annotated[
            TakeBackIdentityDecisionInput, strawberry.argument(description="撤回哪一项、为什么。 / Which one, and why.")
        ],
    ) -> TakeBackIdentityDecisionPayload:
        return await take_back_identity_decision(info.context, input)

    @field(
        "授权（任务 7）：让一个组织在期限内、为一项用途查看自己的一部分等级。只有主体本人可以。同样的授权再作一次，没有变化。 / "
        "Let an organisation see some of one's own grades, for a purpose and for a time; the subject itself alone may. The same "
        "grant again changes nothing."
    )
    async def grant_access(
        self,
        info: Info,
        input: Annotated[
            GrantAccessInput,
            strawberry.argument(description="给谁、看什么、用途、期限。 / To whom, what, why and until when."),
        ],
    ) -> GrantAccessPayload:
        return await grant_access(info.context, input)

    @field(
        "撤回一项自己的授权：立即失效，此前看过的仍在查询留痕里。 / Revoke a grant of one's own: it ends now, and who looked by it stays "
        "on record."
    )
    async def revoke_access(
        self,
        info: Info,
        input: Annotated[RevokeAccessInput, strawberry.argument(description="哪一项。 / Which one.")],
    ) -> RevokeAccessPayload:
        return await revoke_access(info.context, input)
