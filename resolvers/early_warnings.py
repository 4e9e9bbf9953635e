"""Early warnings (早期预警): what departments should know of a subject before they meet it again."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from graph_model import early_warnings as domain
from graph_model.catalogue import Catalogue
from graph_model.early_warnings import PARTS, EarlyWarning, WarningFilter, registered_of, window
from graph_model.paging import Page, PageRequest
from graph_model.raised_warnings import RaisedWarning
from graph_model.subjects import Needs
from resolvers.access_grants import SubjectLoader
from resolvers.catalogue import ShownCatalogue, shown
from resolvers.connection import PageInfo, page_info
from resolvers.context import Context, Info
from resolvers.fields import field
from resolvers.filters import items_meant
from resolvers.grade_record import GradeRecord, shown_record
from resolvers.measures import DishonestyFact
from resolvers.notification_vocabulary import WarningKind
from resolvers.resolution import shown_fact
from resolvers.selection import Selected
from resolvers.subject import Subject


@strawberry.input(description="早期预警的筛选：各项都要满足。 / Which early warnings: every part must hold.")
class EarlyWarningFilter:
    kinds: list[WarningKind] | None = strawberry.field(default=None, description="种类之一。 / One of these kinds.")
    department: str | None = strawberry.field(
        default=None,
        description="关于这个部门的等级或事实（键或名称）。 / About a grade or a fact of this department (key or name).",
    )
    item: strawberry.ID | None = strawberry.field(
        default=None, description="关于这个事项的（键或全局编号）。 / About this item (key or global id)."
    )
    since: date | None = strawberry.field(
        default=None,
        description="从这一天起发生并记入的，最早一年前；默认三十天。 / What happened and was recorded from this day on, a year back at "
        "most; the last thirty days by default.",
    )

    def meant(self, catalogue: Catalogue, today: date, district: str | None) -> WarningFilter:
        """The domain's filter. Raises BadInput for what cannot be."""
        return WarningFilter(
            window(self.since, today),
            tuple(WarningKind) if self.kinds is None else tuple(self.kinds),
            district,
            items_meant(catalogue, self.item, self.department),
        )


@strawberry.type(
    name="EarlyWarning",
    description="一项早期预警（任务 8）：由图里的数据得出，不另存。 / An early warning: it follows from what the graph keeps.",
)
class ShownWarning:
    kind: WarningKind = strawberry.field(description="种类。 / Its kind.")
    at: datetime = strawberry.field(
        description="何时记入；新登记的为登记之日。 / When it was recorded; of a registration its day."
    )
    subject: Annotated["Subject", strawberry.lazy("resolvers.subject")] = strawberry.field(
        description="哪个主体的。 / Whose it is."
    )
    warning: strawberry.Private[EarlyWarning]
    catalogue: strawberry.Private[ShownCatalogue]
    today: strawberry.Private[date]

    @field("下降后的评价。 / The evaluation that it fell to.")
    def record(self) -> GradeRecord | None:
        one = self.warning.record
        return None if one is None else shown_record(one, self.subject, self.catalogue, self.today)

    @field("下降前的评价。 / The evaluation that it fell from.")
    def before(self) -> GradeRecord | None:
        one = self.warning.before
        return None if one is None else shown_record(one, self.subject, self.catalogue, self.today)

    @field("严重失信行为事实。 / The serious dishonesty fact.")
    def fact(self) -> DishonestyFact | None:
        one = self.warning.fact
        return None if one is None else shown_fact(one, self.catalogue)

    @field(
        "同一法定代表人先前登记、现为 D 级的主体。 / The older subject of the same representative, which is graded D."
    )
    async def older(self, info: Info) -> Annotated["Subject", strawberry.lazy("resolvers.subject")] | None:
        if self.warning.kind is not WarningKind.REGISTERED_AGAIN:
            return None
        needs = Selected.by(info).needs()
        loader = info.context.kept(("older", needs), lambda: SubjectLoader(info.context, needs, Subject.of))
        return await loader.load(registered_of(self.warning))


@strawberry.type(description="一项早期预警及其游标。 / An early warning with its cursor.")
class EarlyWarningEdge:
    cursor: str = strawberry.field(description="游标。 / Its cursor.")
    node: ShownWarning = strawberry.field(description="预警。 / The warning.")


@strawberry.type(description="一页早期预警，最近的在前。 / A page of early warnings, the latest first.")
class EarlyWarningConnection:
    edges: list[EarlyWarningEdge] = strawberry.field(description="各项及其游标。 / The warnings with their cursors.")
    nodes: list[ShownWarning] = strawberry.field(description="各项。 / The warnings.")
    page_info: PageInfo = strawberry.field(description="这一页的位置。 / Where the page stands.")


def raised_warning(raised: RaisedWarning, subject: Subject, catalogue: ShownCatalogue, today: date) -> ShownWarning:
    """A warning that was raised, with what it is about; of its subject `PARTS` must have been read."""
    data = subject.having(PARTS)
    warning = EarlyWarning(
        raised.kind,
        raised.raised_at,
        raised.about,
        data,
        record=next((one for one in data.records if one.key == raised.about), None),
        before=next((one for one in data.records if one.key == raised.before), None),
        fact=next((one for one in data.facts if one.key == raised.about), None),
    )
    return ShownWarning(
        kind=raised.kind,
        at=raised.raised_at,
        subject=subject,
        warning=warning,
        catalogue=catalogue,
        today=today,
    )


async def warnings_page(
    context: Context, request: PageRequest, given: EarlyWarningFilter | None, needs: Needs
) -> EarlyWarningConnection:
    """A page; `needs` is what is selected of the subjects."""
    only = (given or EarlyWarningFilter()).meant(context.catalogue, context.today, context.district)
    page = await domain.early_warnings(context.store, request, only, needs=needs, timeout=context.timeout)
    return _connection(page, needs | PARTS, shown(context.catalogue), context.today)


def _connection(
    page: Page[EarlyWarning], parts: Needs, catalogue: ShownCatalogue, today: date
) -> EarlyWarningConnection:
    nodes = [
        ShownWarning(
            kind=one.kind,
            at=one.at,
            subject=Subject.of(one.subject, parts),
            warning=one,
            catalogue=catalogue,
            today=today,
        )
        for one in page.rows
    ]
    edges = [EarlyWarningEdge(cursor=cursor, node=node) for cursor, node in zip(page.cursors, nodes, strict=True)]
    return EarlyWarningConnection(edges=edges, nodes=nodes, page_info=page_info(page))
