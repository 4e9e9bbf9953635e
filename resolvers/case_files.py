"""Cases (案件) as GraphQL types: why somebody asks, what they keep, whom they watch, and what has changed since they looked."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Generic, TypeVar

import strawberry
from aiodataloader import DataLoader

from graph_model import cases as domain
from graph_model.changes import ORDER as CHANGES_ORDER
from graph_model.changes import changes
from graph_model.errors import Forbidden, StoreUnavailable
from graph_model.paging import page_request
from resolvers.access_grants import SubjectLoader
from resolvers.arguments import After, First
from resolvers.case_vocabulary import EntryKind
from resolvers.cases import HOLDERS, Cases, owner_of
from resolvers.catalogue import shown
from resolvers.changes import ChangeConnection, changes_sight, shown_changes
from resolvers.connection import Connection, connection
from resolvers.context import Context, Info
from resolvers.costs import OWN_QUERY, about, paged, weighing
from resolvers.fields import field
from resolvers.selection import Selected
from resolvers.subject import Subject

T = TypeVar("T")


class OfCases(DataLoader[str, Sequence[T]], Generic[T]):
    """What several cases of one answer have, in one question."""

    def __init__(self, read: Callable[[list[str]], Awaitable[Mapping[str, Sequence[T]]]]) -> None:
        super().__init__(max_batch_size=500)
        self._read = read

    async def batch_load_fn(self, keys: list[str]) -> list[Sequence[T]]:
        found = await self._read(keys)
        return [found.get(key, ()) for key in keys]


@strawberry.type(description="案件里存的一件。 / Something that is kept in a case.")
class CaseEntry:
    number: int = strawberry.field(description="案件里的第几件。 / Its number in the case.")
    kind: EntryKind = strawberry.field(description="是什么。 / What it is.")
    name: str = strawberry.field(description="名称。 / Its name.")
    content: str = strawberry.field(
        description="页面的地址，或笔记的文字。 / The address of a view of the page, or a note's text."
    )
    added_at: datetime = strawberry.field(description="何时存的。 / When it was added.")


@strawberry.type(description="案件关注的一个主体。 / A subject that a case watches.")
class WatchedSubject:
    key: strawberry.ID = strawberry.field(description="主体的键。 / Its key.")
    since: datetime = strawberry.field(description="从何时起。 / Since when.")

    @field(
        "主体；图中没有，或不归提问者看的为空。 / The subject; null where the graph has none, or it is not for who asks."
    )
    async def subject(self, info: Info) -> Subject | None:
        context, needs = info.context, Selected.by(info).needs()
        loader = context.kept(("watched subjects", needs), lambda: SubjectLoader(context, needs, Subject.of))
        return await loader.load(self.key)


@strawberry.type(
    description="案件：为什么查，存了什么，关注谁。只有开案的人看得到。 / A case: why somebody asks, what they keep, whom they watch. Who "
    "opened it alone sees it."
)
class Case:
    id: strawberry.ID = strawberry.field(
        description="编号；请求头 x-yuxin-case 带上它，查询就记在这个案件下。 / Its id: a request with it in the header x-yuxin-case is "
        "written down under the case."
    )
    reason: str = strawberry.field(description="案由。 / Why it was opened.")
    title: str | None = strawberry.field(description="名称；没有则为空。 / Its title, if it has one.")
    opened_at: datetime = strawberry.field(description="何时开案。 / When it was opened.")
    opened_by: str = strawberry.field(description="由谁开案。 / By whom it was opened.")
    closed_at: datetime | None = strawberry.field(
        description="何时结案；没有结的为空。 / When it was closed; null while it is open."
    )
    looked_at: datetime | None = strawberry.field(
        description="上次看过变化的时刻；还没有看过的为空。 / When the changes were last looked at; null where they were not."
    )
    version: int = strawberry.field(
        description="版本，变更时要给看到的。 / Its version: changes need the one that was seen."
    )
    read_to: strawberry.Private[str]

    @field("存的各件，按先后。 / What is kept, in the order of adding.", about(domain.MOST_ENTRIES))
    async def entries(self, info: Info) -> list[CaseEntry]:
        kept = kept_cases(info.context)
        loader = info.context.kept("entries of cases", lambda: OfCases(kept.entries))
        return [
            CaseEntry(number=one.number, kind=one.kind, name=one.name, content=one.content, added_at=one.added_at)
            for one in await loader.load(self.id)
        ]

    @field("关注的主体，后关注的在前。 / The subjects that it watches, the latest first.", about(domain.MOST_WATCHED))
    async def watched(self, info: Info) -> list[WatchedSubject]:
        return [
            WatchedSubject(key=strawberry.ID(one.subject_key), since=one.since)
            for one in await self._watched(info.context)
        ]

    @field(
        "关注的主体自上次看过以来的变化，先记入的在前；看完把 pageInfo.endCursor 交给 lookedAtCase。 / What has changed of the watched "
        "subjects since they were last looked at, in the order of recording; give pageInfo.endCursor to lookedAtCase after reading.",
        paged("first"),
        weighing(OWN_QUERY),
    )
    async def changes(self, info: Info, first: First = None, after: After = None) -> ChangeConnection:
        context, needs = info.context, Selected.by(info).needs()
        found = await changes(
            context.store,
            page_request(CHANGES_ORDER, first=first, after=self.read_to if after is None else after),
            sight=changes_sight(context.asker),
            of=[one.subject_key for one in await self._watched(context)],
            needs=needs,
            now=context.now,
            timeout=context.timeout,
        )
        return shown_changes(found, after, needs, shown(context.catalogue), context.today)

    async def _watched(self, context: Context) -> Sequence[domain.Watched]:
        kept = kept_cases(context)
        loader = context.kept("watched by cases", lambda: OfCases(kept.watched))
        return await loader.load(self.id)


def kept_cases(context: Context) -> Cases:
    """Where cases are kept. Raises Forbidden for who can have none, StoreUnavailable."""
    asker = context.asker
    if asker.role not in HOLDERS or not asker.name:
        raise Forbidden(
            "案件是部门和信用主管部门人员的 / cases are for who works for a department or the credit office"
        )
    cases = context.cases()
    if cases is None:
        raise StoreUnavailable("no cases are kept here")
    return cases


def shown_case(case: domain.Case) -> Case:
    return Case(
        id=strawberry.ID(case.id),
        reason=case.reason,
        title=case.title,
        opened_at=case.opened_at,
        opened_by=case.opened_by,
        closed_at=case.closed_at,
        looked_at=case.looked_at,
        version=case.version,
        read_to=case.read_to,
    )


@strawberry.type
class CaseQuery:
    """Inherited by Query; no type of its own in the schema."""

    @field("自己的一个案件；没有则为空。 / A case of one's own, null where there is none.")
    async def case(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="编号。 / Its id.")]
    ) -> Case | None:
        context = info.context
        found = await kept_cases(context).find(owner_of(context.asker), id)
        return None if found is None else shown_case(found)

    @field("自己的案件，后开的在前。 / One's own cases, the newest first.", paged("first"))
    async def cases(
        self,
        info: Info,
        closed: Annotated[
            bool | None,
            strawberry.argument(
                description="只看结了的，或没有结的。 / Only those that are closed, or those that are not."
            ),
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Case]:
        context = info.context
        request = page_request(domain.NEWEST_FIRST, first=first, after=after)
        page = await kept_cases(context).of(
            owner_of(context.asker), request, closed=closed, total=Selected.by(info).has("totalCount")
        )
        return connection(page, shown_case)
