"""The root fields of queries. Each is one graph query at most, which reads what the operation selects."""

from dataclasses import replace
from typing import Annotated, cast

import strawberry
from strawberry.federation.schema import FederationAny

from graph_model.changes import ORDER as CHANGES_ORDER
from graph_model.changes import changes
from graph_model.coverage import coverage
from graph_model.discrepancy_list import EVERY as EVERY_DISCREPANCY
from graph_model.discrepancy_list import NEWEST_FIRST, discrepancies
from graph_model.discrepancy_list import DiscrepancyFilter as OfDiscrepancies
from graph_model.distribution import grade_distribution
from graph_model.early_warnings import NEWEST_FIRST as WARNINGS_ORDER
from graph_model.entities import EVERY, entities
from graph_model.entities import EntityFilter as OfEntities
from graph_model.errors import BadInput, LimitExceeded
from graph_model.identity_reviews import EVERY as EVERY_IDENTITY
from graph_model.identity_reviews import LATEST_FIRST, identity_reviews
from graph_model.inbox import ORDER as INBOX_ORDER
from graph_model.model import SubjectData, city_day
from graph_model.paging import page_request
from graph_model.registers import read_registers
from graph_model.subjects import Needs, read_subjects
from resolvers.access_grants import AccessGrant, grants_made_to_asker
from resolvers.arguments import After, AsOf, Before, First, Last, subject_key, subject_key_or_error, uscc_of
from resolvers.asker_query import AskerQuery
from resolvers.case_files import CaseQuery
from resolvers.catalogue import shown
from resolvers.changes import ChangeConnection, changes_sight, shown_changes
from resolvers.connection import Connection, connection
from resolvers.connection import wanted as wanted_of
from resolvers.context import Context, Info
from resolvers.costs import MOST_KEYS, about, paged
from resolvers.coverage import Coverage, shown_coverage
from resolvers.departments import Department
from resolvers.discrepancies import Discrepancy, shown_discrepancy
from resolvers.distribution import GradeCount, shown_counts
from resolvers.early_warnings import EarlyWarningConnection, EarlyWarningFilter, warnings_page
from resolvers.entity import Entity
from resolvers.exploration import Exploration
from resolvers.federation import AnyEntity, entities_of
from resolvers.fields import field
from resolvers.filters import DiscrepancyFilter, EntityFilter, EntityOrder, entity_ordering
from resolvers.global_ids import node_of, subject_of
from resolvers.identity_reviews import Filter as IdentityReviewFilter
from resolvers.identity_reviews import IdentityReview, require_coordinator, shown_review
from resolvers.inbox import OF_DEPARTMENT, InboxConnection, InboxCount, counted_inbox, inbox_page
from resolvers.items import SupervisionItem
from resolvers.measures import Measure
from resolvers.node import Node
from resolvers.notification_vocabulary import ChangeKind, InboxKind
from resolvers.person import Person
from resolvers.scalars import USCC
from resolvers.scales import Scale
from resolvers.searching import Search
from resolvers.selection import Selected
from resolvers.subject import Subject
from resolvers.supervision_query import SupervisionQuery
from resolvers.systems import SupportSystem
from resolvers.theirs import readable
from resolvers.vocabulary import Grade, GradeDimension, Scenario, SystemKind


@strawberry.type(description="查询。 / Queries.")
class Query(AskerQuery, CaseQuery, Exploration, Search, SupervisionQuery):
    @field(
        "按全局编号取任何对象；没有则为空，不是全局编号为 BAD_INPUT。 / "
        "Anything by its global id, null where there is no such thing; what is no "
        "global id is BAD_INPUT."
    )
    async def node(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="全局编号。 / The global id.")],
    ) -> Node | None:
        return await node_of(info, id)

    @field(
        "一个市场主体；没有则为空。代码不合规则为 BAD_INPUT。 / A market entity, null where there is none; a malformed code is "
        "BAD_INPUT."
    )
    async def entity(
        self,
        info: Info,
        uscc: Annotated[USCC, strawberry.argument(description="统一社会信用代码。 / Its unified social credit code.")],
    ) -> Entity | None:
        found = await subject_of(info, f"uscc:{uscc_of(uscc, 'uscc')}")
        return found if isinstance(found, Entity) else None

    @field("一个自然人；没有则为空。 / A natural person, null where there is none.")
    async def person(
        self,
        info: Info,
        key: Annotated[strawberry.ID, strawberry.argument(description="键，person:…。 / The person's key, person:….")],
    ) -> Person | None:
        wanted = subject_key(key, "key")
        if not wanted.startswith("person:"):
            raise BadInput("应为 person:… / a key person:… is needed", "key")
        found = await subject_of(info, wanted)
        return found if isinstance(found, Person) else None

    @field(
        "多个主体，按所给的顺序；没有的为空。 / Several subjects in the order of their keys; null where there is none.",
        about(MOST_KEYS),
    )
    async def subjects_by_keys(
        self,
        info: Info,
        keys: Annotated[
            list[strawberry.ID],
            strawberry.argument(description="键，最多 500 个。 / Their keys, 500 at most."),
        ],
    ) -> list[Subject | None]:
        if len(keys) > MOST_KEYS:
            raise LimitExceeded(
                f"keys: 最多 {MOST_KEYS} 个,给了 {len(keys)} 个 / {MOST_KEYS} keys at most, not {len(keys)}"
            )
        context, needs = info.context, Selected.by(info).needs()
        wanted = [subject_key_or_error(key, f"keys[{place}]") for place, key in enumerate(keys)]
        theirs = await readable(context, (key for key in wanted if isinstance(key, str)))
        known = [key for key in wanted if key in theirs]
        found = dict(zip(known, await read_subjects(context.store, known, needs, timeout=context.timeout), strict=True))
        answers = [key if isinstance(key, BadInput) else _subject(found.get(key), needs) for key in wanted]
        return cast(list[Subject | None], answers)  # an error in a list stands in the place of its value

    @field(
        "市场主体，筛选、排序、分页；first 与 last 最多 100。 / Market entities: filtered, ordered, paged; first and last up to 100.",
        paged("first", "last"),
    )
    async def entities(
        self,
        info: Info,
        *,
        filter: Annotated[EntityFilter | None, strawberry.argument(description="筛选。 / Which of them.")] = None,
        order_by: Annotated[
            list[EntityOrder] | None,
            strawberry.argument(description="依次按这些排序，最后按键。 / By these in turn, then by key."),
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Entity]:
        context, selected = info.context, Selected.by(info)
        order, needs = entity_ordering(order_by), selected.needs()
        page = await entities(
            context.store,
            page_request(order, first=first, after=after, last=last, before=before),
            only=_entity_filter(filter, context),
            order=order,
            needs=needs,
            wanted=wanted_of(selected),
            today=context.today,
            timeout=context.timeout,
        )
        return connection(page, lambda data: Entity.made(data, needs))

    @field("全部部门，按方案的顺序。 / All departments, in the plan's order.", about(30))
    def departments(self, info: Info) -> list[Department]:
        return list(shown(info.context.catalogue).departments.values())

    @field("一个部门；没有则为空。 / A department, null where there is none.")
    def department(
        self,
        info: Info,
        name: Annotated[str, strawberry.argument(description="名称、键或全局编号。 / Its name, key or global id.")],
    ) -> Department | None:
        found = info.context.catalogue.department(name.removeprefix("department:"))
        return None if found is None else shown(info.context.catalogue).departments[found.key]

    @field(
        "监管事项，按附件和序号；没有符合的为空列表。 / Supervision items, by annex and number; empty where none matches.",
        about(70),
    )
    def items(
        self,
        info: Info,
        department: Annotated[
            str | None,
            strawberry.argument(description="只看这个部门（键或名称）。 / Only this department's (key or name)."),
        ] = None,
        annex: Annotated[int | None, strawberry.argument(description="只看这个附件。 / Only this annex's.")] = None,
        system: Annotated[
            str | None,
            strawberry.argument(description="只看这个支撑系统（键或名称）的。 / Only this system's (key or name)."),
        ] = None,
    ) -> list[SupervisionItem]:
        catalogue = info.context.catalogue
        items = catalogue.items if department is None else catalogue.items_of_department(department)
        if system is not None:
            supported = set(catalogue.items_of_system(system))
            items = tuple(item for item in items if item in supported)
        values = shown(catalogue).items
        return [values[item.key] for item in items if annex in (None, item.annex)]

    @field("一个监管事项；没有则为空。 / A supervision item, null where there is none.")
    def item(
        self,
        info: Info,
        key: Annotated[
            strawberry.ID,
            strawberry.argument(description="键（如 1-7）或全局编号。 / Its key (like 1-7) or global id."),
        ],
    ) -> SupervisionItem | None:
        return shown(info.context.catalogue).items.get(key.removeprefix("item:"))

    @field("某一种系统。 / The systems of a kind.", about(25))
    def systems(
        self,
        info: Info,
        kind: Annotated[
            SystemKind,
            strawberry.argument(description="种类，默认附件 1 的支撑系统。 / Their kind; annex 1's by default."),
        ] = SystemKind.ANNEX,
    ) -> list[SupportSystem]:
        catalogue = info.context.catalogue
        return [shown(catalogue).systems[system.key] for system in catalogue.systems_of_kind(kind)]

    @field("全部等级标准。 / All scales.", about(20))
    def scales(self, info: Info) -> list[Scale]:
        return list(shown(info.context.catalogue).scales.values())

    @field("方案第三部分的措施，按方案的顺序。 / The measures of part three of the plan, in its order.", about(30))
    def measures(
        self,
        info: Info,
        grade: Annotated[Grade | None, strawberry.argument(description="只看这一等级的。 / Only this grade's.")] = None,
        scenario: Annotated[
            Scenario | None, strawberry.argument(description="只看这一场景的。 / Only this scenario's.")
        ] = None,
    ) -> list[Measure]:
        catalogue = info.context.catalogue
        return [shown(catalogue).measures[measure.key] for measure in catalogue.measures_for(grade, scenario)]

    @field("等级差异，新出现的在前。 / Discrepancies, the latest raised first.", paged("first"))
    async def discrepancies(
        self,
        info: Info,
        filter: Annotated[DiscrepancyFilter | None, strawberry.argument(description="筛选。 / Which of them.")] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Discrepancy]:
        context, selected = info.context, Selected.by(info)
        needs = selected.needs()
        page = await discrepancies(
            context.store,
            page_request(NEWEST_FIRST, first=first, after=after),
            only=_discrepancy_filter(filter, context),
            needs=needs,
            wanted=wanted_of(selected),
            timeout=context.timeout,
        )
        catalogue = shown(context.catalogue)
        return connection(
            page,
            lambda one: shown_discrepancy(one.record, Subject.of(one.subject, needs), catalogue, context.today),
        )

    @field(
        "要由人核定归属的行，最近遇到的在前；由信用主管部门办理。 / Rows of which a person must decide whom they mean, those met last "
        "first; for the credit office.",
        paged("first"),
    )
    async def identity_reviews(
        self,
        info: Info,
        filter: IdentityReviewFilter = None,
        first: First = None,
        after: After = None,
    ) -> Connection[IdentityReview]:
        context, selected = info.context, Selected.by(info)
        require_coordinator(context)
        page = await identity_reviews(
            context.store,
            page_request(LATEST_FIRST, first=first, after=after),
            only=EVERY_IDENTITY if filter is None else filter.meant(context),
            wanted=wanted_of(selected),
            timeout=context.timeout,
        )
        return connection(page, shown_review)

    @field(
        "授权给提问者、现在有效的，最近的在前；已过期、已撤回的不在其中。 / What is granted to who asks and in force, the latest first; "
        "what has expired or was revoked is not there.",
        paged("first"),
    )
    async def grants_received(self, info: Info, first: First = None, after: After = None) -> Connection[AccessGrant]:
        return await grants_made_to_asker(info, Subject.of, first, after)

    @field(
        "当前有效等级的分布：计的是评价，不是主体；不含综合评价。filter 的 items、departments、grades 限定所计的等级。 / "
        "How current grades in "
        "force are distributed: grades are counted, not subjects; the composite is not. items, departments and grades of the "
        "filter choose which grades are counted.",
        about(500),
    )
    async def grade_distribution(
        self,
        info: Info,
        by: Annotated[list[GradeDimension], strawberry.argument(description="按什么分组。 / What to count by.")],
        filter: Annotated[
            EntityFilter | None, strawberry.argument(description="筛选主体和等级。 / Which subjects and grades.")
        ] = None,
        as_of: AsOf = None,
    ) -> list[GradeCount]:
        context = info.context
        counts = await grade_distribution(
            context.store,
            context.catalogue,
            by,
            city_day(as_of or context.now),
            only=_entity_filter(filter, context),
            timeout=context.timeout,
        )
        return shown_counts(counts, shown(context.catalogue))

    @field(
        "记入的变化，从旧到新；从 endCursor 接着读，永远不会漏。 / "
        "What was recorded, oldest first; go on from endCursor and nothing is ever "
        "missed.",
        paged("first"),
    )
    async def changes(
        self,
        info: Info,
        after: After = None,
        first: First = None,
        kinds: Annotated[
            list[ChangeKind] | None, strawberry.argument(description="只看这些种类。 / Only these kinds.")
        ] = None,
    ) -> ChangeConnection:
        context, needs = info.context, Selected.by(info).needs()
        found = await changes(
            context.store,
            page_request(CHANGES_ORDER, first=first, after=after),
            kinds=kinds,
            sight=changes_sight(context.asker),
            needs=needs,
            now=context.now,
            timeout=context.timeout,
        )
        return shown_changes(found, after, needs, shown(context.catalogue), context.today)

    @field(
        "早期预警：等级下降两档以上、新的严重失信事实、D 级主体的法定代表人新登记的主体，最近的在前。 / "
        "Early warnings: falls of two levels and more, new serious facts, new registrations by who represents a subject graded D; "
        "the latest first.",
        paged("first"),
    )
    async def early_warnings(
        self,
        info: Info,
        filter: Annotated[EarlyWarningFilter | None, strawberry.argument(description="筛选。 / Which of them.")] = None,
        first: First = None,
        after: After = None,
    ) -> EarlyWarningConnection:
        request = page_request(WARNINGS_ORDER, first=first, after=after)
        return await warnings_page(info.context, request, filter, Selected.by(info).needs())

    @field(
        "一个部门的待办：要复核的差异、要审核公示的检查、要办的任务、要答复的异议、还没有阅的预警，最急的在前。 / "
        "A department's inbox: discrepancies to be reviewed, inspections to be reviewed and published, tasks to be done, objections to "
        "be answered, warnings to be read; the most urgent first.",
        paged("first"),
    )
    async def inbox(
        self,
        info: Info,
        department: OF_DEPARTMENT = None,
        kinds: Annotated[
            list[InboxKind] | None, strawberry.argument(description="只看这些种类。 / Only these kinds.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> InboxConnection:
        request = page_request(INBOX_ORDER, first=first, after=after)
        return await inbox_page(info.context, request, department, kinds, Selected.by(info).needs())

    @field("一个部门的待办各有多少。 / How much waits for a department, by kind.", about(10))
    async def inbox_counts(self, info: Info, department: OF_DEPARTMENT = None) -> list[InboxCount]:
        return await counted_inbox(info.context, department)

    @field("分级监管的覆盖情况，对照方案目标。 / How far graded supervision reaches, against the plan's targets.")
    async def coverage(self, info: Info, as_of: AsOf = None) -> Coverage:
        context = info.context
        day = city_day(as_of or context.now)
        registers = await read_registers(context.store, day, timeout=context.timeout)
        return shown_coverage(coverage(context.catalogue, registers, day), shown(context.catalogue))

    @field("路由器按键取实体。 / What a router asks for by key.", about(MOST_KEYS), name="_entities")
    async def federated(self, info: Info, representations: list[FederationAny]) -> list[AnyEntity | None]:
        return await entities_of(info, representations)


def _entity_filter(given: EntityFilter | None, context: Context) -> OfEntities:
    return (EVERY if given is None else given.meant(context.catalogue)).within(context.district)


def _discrepancy_filter(given: DiscrepancyFilter | None, context: Context) -> OfDiscrepancies:
    only = EVERY_DISCREPANCY if given is None else given.meant(context.catalogue, context.today)
    return replace(only, district=context.district)


def _subject(data: SubjectData | None, needs: Needs) -> Subject | None:
    return None if data is None else Subject.of(data, needs)
