"""The interface Subject (监管对象): what entities and persons have in common."""

from abc import abstractmethod
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Annotated, Any, ClassVar, cast

import strawberry

from graph_model import grades, measures
from graph_model.errors import BadInput
from graph_model.grants import Part
from graph_model.live import LiveGrades, with_news
from graph_model.model import SubjectData, city_day
from graph_model.paging import page_request
from graph_model.subjects import EVERYTHING, Needs
from resolvers.access_grants import AccessGrant, grants_made_by
from resolvers.accesses import Access, accesses_of
from resolvers.archive import NEWEST_FIRST, ArchiveEntry, ArchiveQuestion, archive_page, full_page
from resolvers.archived_looks import tells_looks
from resolvers.arguments import After, AsOf, First, KnownAt, department_keys, item_key
from resolvers.catalogue import shown
from resolvers.connection import Connection
from resolvers.context import Context, Info
from resolvers.costs import about, paged
from resolvers.fields import field
from resolvers.grade_view import GradeView, shown_view
from resolvers.live import live_answers
from resolvers.measures import MeasureResolution
from resolvers.node import Node
from resolvers.objections import Objection, objections_of
from resolvers.relations import Relation, relations_of
from resolvers.resolution import shown_resolution
from resolvers.selection import Selected
from resolvers.theirs import theirs
from resolvers.vocabulary import ArchiveKind, RelationKind, Scenario, SubjectKind

FORMER_NAMES_USUALLY = 3


@strawberry.type(description="曾用名：主体以前的名称。 / A name that a subject had before.")
class FormerName:
    name: str = strawberry.field(description="名称；自然人已脱敏。 / The name; a person's is masked.")
    since: datetime | None = strawberry.field(
        description="何时得知这样叫；最初的名称为空。 / When it became known; null for the first name."
    )
    until: datetime = strawberry.field(
        description="何时得知换了名称。 / When it became known that another took its place."
    )


@strawberry.interface(
    description="监管对象：市场主体或自然人。 / A supervised subject: a market entity or a natural person."
)
class Subject(Node):
    key: strawberry.ID = strawberry.field(
        description="键：uscc:… 或 person:…，与 id 相同。 / Its key, uscc:… or person:…, the same as its id."
    )
    display_name: str = strawberry.field(description="名称；自然人已脱敏。 / Its name; a person's is masked.")
    kind: SubjectKind = strawberry.field(description="种类。 / Its kind.")
    synthetic: bool = strawberry.field(description="是否合成数据。 / Whether it is synthetic.")
    data: strawberry.Private[SubjectData]
    parts: strawberry.Private[Needs]

    by_kind: ClassVar[dict[SubjectKind, type["Subject"]]] = {}

    def __init_subclass__(cls, kinds: Iterable[SubjectKind] = (), **rest: Any) -> None:
        super().__init_subclass__(**rest)
        Subject.by_kind.update(dict.fromkeys(kinds, cls))

    @classmethod
    def of(cls, data: SubjectData, parts: Needs) -> "Subject":
        """The Entity or Person that `data` is; `parts` says what of it was read."""
        return Subject.by_kind[data.subject.kind].made(data, parts)

    @classmethod
    @abstractmethod
    def made(cls, data: SubjectData, parts: Needs) -> "Subject":
        """One of this class."""

    def having(self, parts: Needs) -> SubjectData:
        """The data, where these parts of it were read: an answer over what was not read would be wrong."""
        if self.parts | parts != self.parts:
            raise RuntimeError(f"{parts} of a subject are needed and only {self.parts} were read")
        return self.data

    @field("曾用名，从旧到新。 / What it was called before, the first first.", about(FORMER_NAMES_USUALLY))
    def former_names(self) -> list[FormerName]:
        return [FormerName(name=one.name, since=one.since, until=one.until) for one in self.data.subject.former_names]

    @field(
        "某天的全部等级。live 时当场去问各系统：比已同步或导入的更新的等级照样列出（provenance 为 LIVE），不写入；问不到的系统用已有的，"
        "情况见 sources。discrepancies 和 measures 只算已同步或导入的。 / "
        "All grades on a day. live asks the systems now: a grade newer than the synced or imported one is shown as such "
        "(provenance LIVE) and not written; where a system gives nothing the stored grades stand, and sources says so. "
        "discrepancies and measures keep to stored grades."
    )
    def grade_view(
        self,
        info: Info,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        departments: Annotated[
            list[str] | None,
            strawberry.argument(
                description="只看这些部门（键或名称）；一切计数也只在其中。 / Only these departments (keys or names); "
                "everything is counted over them."
            ),
        ] = None,
        live: Annotated[
            bool,
            strawberry.argument(
                description="当场去问各系统；不能与过去的 knownAt 同用。 / Ask the systems now; not together with a knownAt that is past.",
            ),
        ] = False,
    ) -> GradeView:
        context = info.context
        moment = as_of or context.now
        data = theirs(context, self.having(Needs(records=True)), Part.GRADES)
        keys = None if departments is None else department_keys(context.catalogue, departments, "departments")
        if live and known_at is not None and known_at < context.now:
            raise BadInput(
                "实时的等级是现在的,过去的 knownAt 里没有 / live grades are of now: leave one of the two out", "live"
            )
        view = grades.grade_view(data, context.catalogue, city_day(moment), known_at, keys)
        if live and context.live is not None:
            return cast(
                GradeView, self._live_view(context, context.live, view, moment, keys)
            )  # awaited by the executor
        return shown_view(view, data.discrepancies, self, shown(context.catalogue), moment)

    async def _live_view(
        self,
        context: Context,
        live: LiveGrades,
        settled: grades.GradeView,
        moment: datetime,
        departments: Collection[str] | None,
    ) -> GradeView:
        """The view with what the systems say now; `settled` is the one without."""
        answers = await live_answers(context, self.data.subject.key, departments)
        data = with_news(self.data, answers, live)
        view = settled
        if data is not self.data:
            view = grades.grade_view(data, context.catalogue, settled.as_of, None, departments)
        values = shown(context.catalogue)
        return shown_view(view, data.discrepancies, self, values, moment, settled=settled, answers=answers)

    @field(
        "适用与不适用的措施；不给事项则包括全部事项和综合评价。 / Measures that apply and that are withheld; without an "
        "item, of every item and of the composite."
    )
    def measures(
        self,
        info: Info,
        scenarios: Annotated[
            list[Scenario] | None, strawberry.argument(description="只看这些场景。 / Only these scenarios.")
        ] = None,
        item: Annotated[
            strawberry.ID | None,
            strawberry.argument(
                description="只看这一事项（键或全局编号），composite 为综合评价。 / Only this item (key or global id); "
                "composite: the composite evaluation."
            ),
        ] = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
    ) -> MeasureResolution:
        context = info.context
        day = city_day(as_of or context.now)
        data = theirs(context, self.having(Needs(records=True, facts=True, particulars=True)), Part.MEASURES)
        key = None if item is None else item_key(context.catalogue, item, "item")
        resolution = measures.resolve(data, context.catalogue, day, scenarios, key, known_at=known_at)
        return shown_resolution(resolution, self, shown(context.catalogue), day)

    @field("信用档案，从新到旧。 / The credit archive, newest first.", paged("first"))
    def archive(
        self,
        info: Info,
        *,
        first: First = None,
        after: After = None,
        as_of: Annotated[
            datetime | None,
            strawberry.argument(
                description="只到这一天（该时刻在重庆的日期）发生的；默认到现在。 / Only what happened by that day (the instant's day in "
                "Chongqing); to this day by default."
            ),
        ] = None,
        known_at: KnownAt = None,
        kinds: Annotated[
            list[ArchiveKind] | None,
            strawberry.argument(
                description="只看这些种类；默认是查询留痕（QUERY）以外的全部。 / Only these kinds; all but QUERY by default."
            ),
        ] = None,
    ) -> Connection[ArchiveEntry]:
        context = info.context
        data = theirs(context, self.having(EVERYTHING), Part.ARCHIVE)
        request = page_request(NEWEST_FIRST, first=first, after=after)
        question = ArchiveQuestion(request, None if as_of is None else city_day(as_of), known_at, kinds)
        reviewed = data.discrepancies and question.wants(ArchiveKind.DISCREPANCY_REVIEWED)
        if reviewed or tells_looks(context, question):
            total = Selected.by(info).has("totalCount")
            # awaited by the executor
            return cast(Connection[ArchiveEntry], full_page(self, data, context, question, total=total))
        return archive_page(self, data, context, question)

    @field(
        "谁看过、改过或交出过它的等级、事实和差异，最近的在前。 / Who looked at its grades, facts and discrepancies, changed or handed out "
        "any, the latest first.",
        paged("first"),
    )
    async def accesses(self, info: Info, first: First = None, after: After = None) -> Connection[Access]:
        return await accesses_of(self.key, info, Subject.of, first, after)

    @field("它给出的授权，最近的在前。 / What it granted, the latest first.", paged("first"))
    async def grants(
        self,
        info: Info,
        only_valid: Annotated[
            bool, strawberry.argument(description="只看有效的。 / Only those that are in force.")
        ] = False,
        first: First = None,
        after: After = None,
    ) -> Connection[AccessGrant]:
        return await grants_made_by(self.key, info, Subject.of, only_valid=only_valid, first=first, after=after)

    @field(
        "它对自己的等级提出的异议，最近的在前；部门人员见由本部门答复的。 / Its objections to grades of its own, the latest "
        "first; an officer "
        "sees those that the own department answers.",
        about(3),
    )
    async def objections(self, info: Info) -> list[Objection]:
        return await objections_of(self, info.context)

    @field(
        "与其他主体的关系，两个方向；按种类、方向、对方的键排列。 / Relations with other subjects, in both directions; by kind, "
        "direction and the other's key.",
        paged("first"),
    )
    async def relations(
        self,
        info: Info,
        kinds: Annotated[
            list[RelationKind] | None, strawberry.argument(description="只看这些种类。 / Only these kinds.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Relation]:
        return await relations_of(self, info, Subject.of, kinds=kinds, first=first, after=after)
