"""Who looked at a subject (查询留痕): what the audit trail tells of it."""

from collections.abc import Sequence
from datetime import datetime

import strawberry

from graph_model.disclosure import disclosed
from graph_model.paging import Page, page_request
from resolvers.access_grants import AccessGrant, Show, grants_by_keys
from resolvers.catalogue import shown
from resolvers.connection import Connection, connection
from resolvers.context import Context, Info
from resolvers.costs import about
from resolvers.departments import Department
from resolvers.fields import field
from resolvers.looks import LATEST_FIRST, AccessKind, Look
from resolvers.selection import Selected
from resolvers.window_vocabulary import ShownProof


@strawberry.type(description="一次查询、变更或交出。 / Once that somebody looked, changed or handed out.")
class Access:
    kind: strawberry.Private[AccessKind]
    at: datetime = strawberry.field(description="何时。 / When.")
    role: str | None = strawberry.field(
        description="以什么角色；网关自己推送的为空。 / In which role; null for what the gateway pushed."
    )
    operation: str | None = strawberry.field(description="操作的名字。 / The name of the operation.")
    fields: list[str] = strawberry.field(description="读了哪些字段（类型.字段）。 / The fields that were read.")
    name: str | None = strawberry.field(
        description="由谁；只有信用主管部门看得到。 / By whom; told to the credit office only."
    )
    case: str | None = strawberry.field(
        description="案由；只有信用主管部门看得到。 / For which case; told to the credit office only."
    )
    proofs: list[ShownProof] = strawberry.field(
        description="服务窗口代为查询时出示了什么；不是窗口查的为空列表。 / What was shown at the service window that looked on "
        "its behalf; empty "
        "where none did."
    )
    department_key: strawberry.Private[str]
    grant_keys: strawberry.Private[Sequence[str]]
    show: strawberry.Private[Show]

    @field("做了什么：access 查看，change 变更，export 交出。 / What was done: access, change or export.")
    def what(self) -> str:
        return self.kind.value.lower()

    @field("哪个部门；不是部门人员的为空。 / Of which department; null where it was none's officer.")
    def department(self, info: Info) -> Department | None:
        return shown(info.context.catalogue).departments.get(self.department_key)

    @field(
        "凭主体的哪些授权看的：当时有效的；不凭授权的为空列表。 / The subject's grants by which they looked: those valid at that time; "
        "empty where they needed none.",
        about(2),
    )
    async def grants(self, info: Info) -> list[AccessGrant]:
        return await grants_by_keys(info, self.grant_keys, self.show)


async def accesses_of(
    subject_key: str, info: Info, show: Show, first: int | None, after: str | None
) -> Connection[Access]:
    """A page of who looked at a subject; looking at that is a look, too."""
    context: Context = info.context
    request = page_request(LATEST_FIRST, first=first, after=after)
    disclosed(subject_key)
    if context.looks is None:
        page: Page[Look] = Page((), (), has_previous=False, has_next=False, total=0)
    else:
        page = await context.looks.of(subject_key, request, total=Selected.by(info).has("totalCount"))
    return connection(page, lambda look: shown_look(look, show))


def shown_look(look: Look, show: Show) -> Access:
    return Access(
        kind=look.kind,
        at=look.at,
        role=look.role or None,
        operation=look.operation or None,
        fields=list(look.fields),
        name=look.name or None,
        case=look.case or None,
        department_key=look.department,
        proofs=list(look.proofs),
        grant_keys=look.grants,
        show=show,
    )
