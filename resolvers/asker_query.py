"""The root fields of queries about who asks, and about whom a service window asks for."""

from typing import Annotated

import strawberry

from resolvers.arguments import After, First
from resolvers.connection import Connection
from resolvers.context import Info
from resolvers.costs import paged
from resolvers.feedback_lists import listed_objections
from resolvers.fields import field
from resolvers.me import Me, shown_asker
from resolvers.objections import Filter as ObjectionFilter
from resolvers.objections import Objection
from resolvers.on_behalf import on_behalf
from resolvers.subject import Subject
from resolvers.window_vocabulary import ShownProof


@strawberry.type
class AskerQuery:
    """Inherited by Query; no type of its own in the schema."""

    @field("提问者；主体本人由此看自己。 / Who asks; a subject sees itself from here.")
    def me(self, info: Info) -> Me:
        return shown_asker(info.context.asker)

    @field(
        "服务窗口代主体查询：看到的与主体自己看到的相同，出示了什么记入查询留痕；没有则为空。 / A subject on whose behalf a "
        "service window asks: what it sees itself; what was shown stands in its log. Null where there is none."
    )
    async def on_behalf(
        self,
        info: Info,
        subject: Annotated[
            strawberry.ID,
            strawberry.argument(description="主体的键，uscc:… 或 person:…。 / Its key, uscc:… or person:…."),
        ],
        proof: Annotated[ShownProof, strawberry.argument(description="出示了什么。 / What was shown.")],
    ) -> Subject | None:
        return await on_behalf(info, subject, proof)

    @field(
        "主体对等级的异议，先提出的在前：部门人员见由本部门答复的，信用主管部门见全部，主体见自己的。 / Objections to grades, "
        "those raised first before the others: an officer sees those that the own department answers, the credit office all, a "
        "subject its own.",
        paged("first"),
    )
    async def objections(
        self, info: Info, filter: ObjectionFilter = None, first: First = None, after: After = None
    ) -> Connection[Objection]:
        return await listed_objections(info, filter, first, after)
