"""Grants (主体授权) as GraphQL types: what a subject let somebody see, until when, and by which of them somebody looked."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from aiodataloader import DataLoader

from graph_model.discrepancies import item_place
from graph_model.grants import NEWEST_FIRST, Grant, Scope
from graph_model.model import SubjectData
from graph_model.paging import Page, page_request
from graph_model.subjects import Needs, read_subjects
from resolvers.catalogue import ShownCatalogue, shown
from resolvers.connection import Connection, connection
from resolvers.context import Context, Info
from resolvers.costs import about
from resolvers.fields import field
from resolvers.grants import Grants
from resolvers.items import SupervisionItem
from resolvers.node import Node
from resolvers.scalars import USCC
from resolvers.selection import Selected
from resolvers.theirs import readable
from resolvers.vocabulary import GrantState

if TYPE_CHECKING:
    from resolvers.subject import Subject

Show = Callable[[SubjectData, Needs], "Subject"]


@strawberry.type(description="授权的范围：点到的才看得到。 / What a grant names; nothing else is seen by it.")
class GrantScope:
    composite: bool = strawberry.field(description="市公共信用综合评价。 / The municipal composite evaluation.")
    all_items: bool = strawberry.field(
        description="全部监管事项，包括今后才有评价的。 / Every supervision item, those graded later too."
    )
    items: list[SupervisionItem] = strawberry.field(
        description="点名的事项，按附件和序号；allItems 时为空。 / The items that are named, by annex and number; none where allItems.",
        directives=[about(70)],
    )
    measures: bool = strawberry.field(
        description="这些等级带来的措施及其理由。 / The measures that these grades bring, and why."
    )
    archive: bool = strawberry.field(
        description="这些等级的历史和事实；没有它只看得到当前等级。 / The history of these grades, and facts; without it "
        "current grades alone."
    )


class SubjectLoader(DataLoader[str, "Subject | None"]):
    """Subjects that grants name, in one query, with what is selected of them."""

    def __init__(self, context: Context, needs: Needs, show: Show) -> None:
        super().__init__(max_batch_size=500)
        self._context, self._needs, self._show = context, needs, show

    async def batch_load_fn(self, keys: list[str]) -> list["Subject | None"]:
        context, needs = self._context, self._needs
        allowed = await readable(context, keys)
        wanted = [key for key in keys if key in allowed]
        found = await read_subjects(context.store, wanted, needs, timeout=context.timeout)
        shown_ = {key: self._show(data, needs) for key, data in zip(wanted, found, strict=True) if data is not None}
        return [shown_.get(key) for key in keys]


@strawberry.type(
    description="主体授权（任务 7）：主体让一个组织在期限内、为一项用途查看自己的一部分等级；随时可以撤回。 / A grant: a subject lets an "
    "organisation see some of its own grades, for a purpose and for a time; it can be revoked at any time."
)
class AccessGrant(Node):
    subject_key: strawberry.ID = strawberry.field(description="授权的主体的键。 / Key of the subject that grants.")
    grantee: USCC = strawberry.field(
        description="被授权方的统一社会信用代码。 / Code of the organisation that may look."
    )
    scope: GrantScope = strawberry.field(description="范围。 / What it names.")
    purpose: str = strawberry.field(description="用途。 / For what.")
    granted_at: datetime = strawberry.field(description="何时授权。 / When it was granted.")
    expires_at: datetime = strawberry.field(description="何时失效。 / When it ends.")
    revoked_at: datetime | None = strawberry.field(
        description="何时撤回；没有则为空。 / When it was revoked, if it was."
    )
    state: GrantState = strawberry.field(description="现在的状态。 / Its state now.")
    show: strawberry.Private[Show]

    @field(
        "授权的主体；图中还没有，或不归提问者看的为空。 / The subject that grants; null where the graph has none, or it is not for "
        "who asks."
    )
    async def subject(self, info: Info) -> Annotated["Subject", strawberry.lazy("resolvers.subject")] | None:
        needs = Selected.by(info).needs()
        loader = info.context.kept(("subjects of grants", needs), lambda: SubjectLoader(info.context, needs, self.show))
        return await loader.load(self.subject_key)


async def grants_made_by(
    subject_key: str, info: Info, show: Show, *, only_valid: bool, first: int | None, after: str | None
) -> Connection[AccessGrant]:
    """A page of what a subject granted."""
    context, total = info.context, Selected.by(info).has("totalCount")
    request = page_request(NEWEST_FIRST, first=first, after=after)
    return await _page(
        context,
        show,
        lambda kept: kept.made_by(subject_key, request, context.now, only_valid=only_valid, total=total),
    )


async def grants_made_to_asker(info: Info, show: Show, first: int | None, after: str | None) -> Connection[AccessGrant]:
    """A page of what is granted to who asks."""
    context, total = info.context, Selected.by(info).has("totalCount")
    request, grantee = page_request(NEWEST_FIRST, first=first, after=after), context.asker.grantee
    if grantee is None:
        return connection(_NO_GRANTS, lambda grant: shown_grant(grant, context, show))
    return await _page(context, show, lambda kept: kept.made_to(grantee, request, context.now, total=total))


async def found_grant(info: Info, key: str, show: Show) -> AccessGrant | None:
    """The grant with this key, whoever may see it."""
    grants = info.context.grants()
    if grants is None:
        return None
    found = await grants.find([key])
    return shown_grant(found[key], info.context, show) if key in found else None


class GrantLoader(DataLoader[str, Grant | None]):
    """Grants by which somebody looked, in one query."""

    def __init__(self, kept: Grants) -> None:
        super().__init__(max_batch_size=500)
        self._kept = kept

    async def batch_load_fn(self, keys: list[str]) -> list[Grant | None]:
        found = await self._kept.find(keys)
        return [found.get(key) for key in keys]


async def grants_by_keys(info: Info, keys: Sequence[str], show: Show) -> list[AccessGrant]:
    """The grants with these keys."""
    kept = info.context.grants()
    if kept is None or not keys:
        return []
    loader = info.context.kept(GrantLoader, lambda: GrantLoader(kept))
    found = await loader.load_many(keys)
    return [shown_grant(grant, info.context, show) for grant in found if isinstance(grant, Grant)]


def shown_grant(grant: Grant, context: Context, show: Show) -> AccessGrant:
    return AccessGrant(
        id=strawberry.ID(grant.key),
        subject_key=strawberry.ID(grant.subject_key),
        grantee=USCC(grant.grantee.removeprefix("uscc:")),
        scope=_shown_scope(grant.scope, shown(context.catalogue)),
        purpose=grant.purpose,
        granted_at=grant.granted_at,
        expires_at=grant.expires_at,
        revoked_at=grant.revoked_at,
        state=grant.state(context.now),
        show=show,
    )


def _shown_scope(scope: Scope, catalogue: ShownCatalogue) -> GrantScope:
    """An item that the plan no longer has is left out: it is graded no longer."""
    keys = sorted(scope.items or (), key=item_place)
    return GrantScope(
        composite=scope.composite,
        all_items=scope.items is None,
        items=[catalogue.items[key] for key in keys if key in catalogue.items],
        measures=scope.measures,
        archive=scope.archive,
    )


_NO_GRANTS: Page[Grant] = Page((), (), has_previous=False, has_next=False, total=0)


async def _page(
    context: Context, show: Show, read: Callable[[Grants], Awaitable[Page[Grant]]]
) -> Connection[AccessGrant]:
    grants = context.grants()
    page = _NO_GRANTS if grants is None else await read(grants)
    return connection(page, lambda grant: shown_grant(grant, context, show))
