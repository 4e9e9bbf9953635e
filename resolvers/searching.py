"""Finding subjects by what a person types: pages that say what was found, and how many there are of which kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

import strawberry

from graph_model import search as domain
from graph_model.model import SubjectData
from graph_model.paging import Page, page_request
from graph_model.search import Among, FoundBy, Sought
from graph_model.subjects import Needs
from resolvers.arguments import After, First
from resolvers.connection import PageInfo, page_info, wanted
from resolvers.context import Context, Info
from resolvers.costs import about, paged
from resolvers.fields import field
from resolvers.selection import Selected
from resolvers.subject import Subject
from resolvers.vocabulary import SubjectKind, described

V = TypeVar("V", bound=str)
Kinds = Annotated[list[SubjectKind] | None, strawberry.argument(description="只找这些种类。 / Only these kinds.")]
Districts = Annotated[list[str] | None, strawberry.argument(description="只找这些区县的。 / Only of these districts.")]
Statuses = Annotated[
    list[str] | None, strawberry.argument(description="只找这些登记状态的。 / Only of these registration statuses.")
]
Industries = Annotated[
    list[str] | None, strawberry.argument(description="只找这些行业的。 / Only of these industries.")
]
MOST_VALUES = 100
"""Values of a facet that are listed."""

described(
    FoundBy,
    "在主体的什么里找到。 / What of a subject a text was found in.",
    {
        FoundBy.NAME: "名称。 / Its name.",
        FoundBy.SPELLING: "名称的拼音或首字母。 / How its name is spelled: syllables or their first letters.",
        FoundBy.CODE: "统一社会信用代码。 / Its unified social credit code.",
        FoundBy.KEY: "键。 / Its key.",
        FoundBy.FORMER_NAME: "曾用名或其拼音、首字母。 / A former name, or how that is spelled.",
    },
    "SubjectFoundBy",
)


@strawberry.type(description="找到的是哪一段。 / What of a subject was found.")
class SubjectMatch:
    by: FoundBy = strawberry.field(description="在什么里。 / What it is in.")
    start: int = strawberry.field(
        description="从第几个字符起，从 0 数。 / The first character of it, from 0: of the name (the former one, where that was found), or "
        "of the code or key."
    )
    length: int = strawberry.field(description="几个字符。 / How many characters.")
    former_name: str | None = strawberry.field(
        description="在曾用名里找到的，是哪一个。 / The former name in which it was found, where it was in one."
    )


@strawberry.type(description="找到的一个主体及其游标。 / A subject that was found, with its cursor.")
class SubjectEdge:
    cursor: str = strawberry.field(
        description="游标，不因别处增减而变。 / Its cursor; rows added elsewhere do not move it."
    )
    node: Subject = strawberry.field(description="主体。 / The subject.")
    matched: SubjectMatch = strawberry.field(description="找到的是哪一段。 / What of it was found.")


@strawberry.type(description="一个值有多少个主体。 / How many subjects have a value.")
class FacetCount:
    value: str = strawberry.field(description="值。 / The value.")
    count: int = strawberry.field(description="个数。 / How many.")


@strawberry.type(description="一种主体有多少个。 / How many subjects are of a kind.")
class KindCount:
    kind: SubjectKind = strawberry.field(description="种类。 / The kind.")
    count: int = strawberry.field(description="个数。 / How many.")


@strawberry.type(
    description="主体按什么有多少，多的在前；不知道的不计。 / "
    "How many subjects are of what, the most first; what is not known is not counted."
)
class SubjectFacets:
    kinds: list[KindCount] = strawberry.field(description="种类。 / By kind.", directives=[about(len(SubjectKind))])
    districts: list[FacetCount] = strawberry.field(description="区县。 / By district.", directives=[about(MOST_VALUES)])
    statuses: list[FacetCount] = strawberry.field(
        description="登记状态。 / By registration status.", directives=[about(MOST_VALUES)]
    )
    industries: list[FacetCount] = strawberry.field(
        description="行业。 / By industry.", directives=[about(MOST_VALUES)]
    )


@dataclass(frozen=True, slots=True)
class Looking:
    """A search: what is looked for, and among whom."""

    text: Sought
    among: Among


@strawberry.type(description="找到的一页。 / A page of what was found.")
class SubjectConnection:
    edges: list[SubjectEdge] = strawberry.field(description="各条及其游标。 / The rows with their cursors.")
    nodes: list[Subject] = strawberry.field(description="各条。 / The rows.")
    page_info: PageInfo = strawberry.field(description="这一页的位置。 / Where the page stands.")
    total: strawberry.Private[int | None]
    looking: strawberry.Private[Looking]

    @field("找到的总数；选了才计数。 / How many were found; counted only when selected.")
    def total_count(self) -> int:
        assert self.total is not None, "the list was not counted"
        return self.total

    @field(
        "找到的全部主体按种类、区县、状态、行业各有多少；选了才计数。 / "
        "How many of all that were found are of what; counted only when selected."
    )
    async def facets(self, info: Info) -> SubjectFacets:
        return await _facets(info.context, self.looking.text, self.looking.among)


@strawberry.type
class Search:
    """Inherited by Query; no type of its own in the schema."""

    @field(
        "按名称（包括曾用名）的一部分、名称的拼音或首字母、代码或键的开头找主体；完全相同的在前，其次开头相同的，再次名称里有的，"
        "再次是拼音，最后是曾用名；"
        "同样的，名称短的在前。 / "
        "Subjects by part of the name or of a former one, by how it is spelled (syllables or first letters), or by the beginning of the "
        "code or key; exact first, then those that begin so, those whose name has it, those that are spelled so, and those found by a "
        "former name; of the same the shorter name.",
        paged("first"),
    )
    async def search_subjects(
        self,
        info: Info,
        *,
        text: Annotated[
            str,
            strawberry.argument(description="要找的，最多 100 个字符。 / What to look for, 100 characters at most."),
        ],
        kinds: Kinds = None,
        districts: Districts = None,
        statuses: Statuses = None,
        industries: Industries = None,
        first: First = None,
        after: After = None,
    ) -> SubjectConnection:
        context, selected = info.context, Selected.by(info)
        needs = selected.needs()
        among = _among(kinds, districts, statuses, industries)
        looking = Looking(domain.sought(text), among.within(context.district))
        page = await domain.search(
            context.store,
            page_request(domain.ORDER, first=first, after=after),
            looking.text,
            among=looking.among,
            needs=needs,
            wanted=wanted(selected),
            timeout=context.timeout,
        )
        return _connection(page, looking, needs)

    @field(
        "全部主体按种类、区县、状态、行业各有多少：列表和查找可以按什么缩小。 / "
        "How many of all subjects are of what: by what lists and searches can be narrowed."
    )
    async def subject_facets(
        self,
        info: Info,
        *,
        kinds: Kinds = None,
        districts: Districts = None,
        statuses: Statuses = None,
        industries: Industries = None,
    ) -> SubjectFacets:
        among = _among(kinds, districts, statuses, industries)
        return await _facets(info.context, None, among.within(info.context.district))


def _among(
    kinds: Sequence[SubjectKind] | None,
    districts: Sequence[str] | None,
    statuses: Sequence[str] | None,
    industries: Sequence[str] | None,
) -> Among:
    return Among(_values(kinds), _values(districts), _values(statuses), _values(industries))


async def _facets(context: Context, text: Sought | None, among: Among) -> SubjectFacets:
    found = await domain.facets(context.store, text, among=among, timeout=context.timeout)
    return SubjectFacets(
        kinds=[KindCount(kind=SubjectKind(value), count=count) for value, count in found.kinds],
        districts=_counts(found.districts),
        statuses=_counts(found.statuses),
        industries=_counts(found.industries),
    )


def _values(given: Sequence[V] | None) -> tuple[V, ...] | None:
    return None if given is None else tuple(given)


def _connection(page: Page[SubjectData], looking: Looking, needs: Needs) -> SubjectConnection:
    nodes = [Subject.of(data, needs) for data in page.rows]
    edges = [
        SubjectEdge(cursor=cursor, node=node, matched=_match(looking.text, data))
        for cursor, node, data in zip(page.cursors, nodes, page.rows, strict=True)
    ]
    return SubjectConnection(edges=edges, nodes=nodes, page_info=page_info(page), total=page.total, looking=looking)


def _match(text: Sought, data: SubjectData) -> SubjectMatch:
    found = text.match(data.subject)
    return SubjectMatch(by=found.by, start=found.start, length=found.length, former_name=found.former)


def _counts(values: Sequence[tuple[str, int]]) -> list[FacetCount]:
    return [FacetCount(value=value, count=count) for value, count in values[:MOST_VALUES]]
