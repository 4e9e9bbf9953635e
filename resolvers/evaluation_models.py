"""Evaluation models (评价模型, plan 任务 1, 2, 5, 7): their versions, and the evaluations by them."""

from datetime import date, datetime
from typing import Annotated

import msgspec
import strawberry
from aiodataloader import DataLoader

from graph_model.evaluation import model as domain
from graph_model.evaluation import versions
from graph_model.evaluation.publishing import ModelFilter, read_steps, read_version, versions_of_items
from graph_model.evaluation.runs import EvaluationRun as Run
from graph_model.evaluation.runs import runs_of_models
from graph_model.evaluation.versions import ModelVersion, in_effect
from graph_model.model import COMPOSITE
from resolvers.arguments import department_key, item_key
from resolvers.asker import Asker, Role
from resolvers.catalogue import ShownCatalogue, shown
from resolvers.context import Context, Info
from resolvers.costs import about
from resolvers.departments import Department
from resolvers.fields import field
from resolvers.items import SupervisionItem
from resolvers.node import Node
from resolvers.score_explanations import MOST_INDICATORS
from resolvers.vocabulary import Grade, ModelAction, ModelState, RunScope

MOST_ROWS = 50
STAFF = frozenset({Role.COORDINATOR, Role.OFFICER, Role.INVESTIGATOR})
"""Who also sees what was not published."""


@strawberry.type(
    description="制定模型的文件，或国家的规定。 / The document that establishes a model, or a national rule."
)
class EvaluationDocument:
    title: str = strawberry.field(description="名称。 / Its title.")
    number: str | None = strawberry.field(description="文号。 / Its number.")


@strawberry.type(description="分段表的一段。 / A row of an indicator's table.")
class EvaluationRow:
    from_: float = strawberry.field(name="from", description="从这个值起（含）。 / From this value on.")
    points: float = strawberry.field(description="分数。 / Its points.")


@strawberry.type(description="模型的一个指标。 / An indicator of a model.")
class EvaluationIndicator:
    key: str = strawberry.field(description="短名。 / Its key.")
    name: str = strawberry.field(description="名称。 / Its name.")
    kind: str = strawberry.field(description="种类，如 FACT_COUNT。 / Its kind, like FACT_COUNT.")
    definition: str = strawberry.field(
        description="是什么，JSON，与文件里的 value 相同。 / What it is, as JSON: the `value` of the file."
    )
    table: list[EvaluationRow] = strawberry.field(description="分段表。 / Its table.", directives=[about(MOST_ROWS)])
    interpolate: bool = strawberry.field(
        description="两段之间是否按直线。 / Whether rows are joined by straight lines."
    )
    weight: int = strawberry.field(description="权重，百分数。 / Its weight, per cent.")
    missing: float | None = strawberry.field(
        description="没有值时的分数；总有值的为空。 / Points where there is no value; null where there always is one."
    )


@strawberry.type(description="模型的一个封顶或一票否决。 / A cap or a veto of a model.")
class EvaluationLimit:
    veto: bool = strawberry.field(description="是否一票否决。 / Whether it is a veto.")
    indicator: str = strawberry.field(description="哪个指标（短名）。 / By which indicator.")
    at_least: float | None = strawberry.field(description="值不小于。 / Where the value is at least this.")
    at_most: float | None = strawberry.field(description="值不大于。 / Where the value is at most this.")
    best: Grade = strawberry.field(description="至多评为；否决为 D。 / The best grade that is left; D by a veto.")
    because: str = strawberry.field(description="依据的句子。 / The sentence that it stands on.")


@strawberry.type(description="一个等级的最低分。 / The least score of a grade.")
class GradeThreshold:
    grade: Grade = strawberry.field(description="等级。 / The grade.")
    least: float = strawberry.field(description="最低分（含）。 / Its least score.")


@strawberry.type(description="对模型办的一步。 / A step of a model.")
class ModelStep:
    action: ModelAction = strawberry.field(description="办了什么。 / What was done.")
    by: str = strawberry.field(description="由谁。 / By whom.")
    role: str = strawberry.field(description="以什么角色。 / In which role.")
    at: datetime = strawberry.field(description="何时。 / When.")
    reason: str | None = strawberry.field(description="理由。 / Why.")


@strawberry.type(
    description="按模型的一次评价；可以分几次办完。 / An evaluation by a model; it may be gone on with until it is done."
)
class EvaluationRun:
    key: strawberry.ID = strawberry.field(description="键。 / Its key.")
    scope: RunScope = strawberry.field(description="评价谁。 / Who is evaluated.")
    day: date = strawberry.field(description="评价日期。 / The day of evaluation.")
    done: bool = strawberry.field(description="是否办完。 / Whether it is done.")
    evaluated: int = strawberry.field(description="已评价多少个主体。 / Subjects evaluated so far.")
    written: int = strawberry.field(description="写入多少条评价。 / Grades written.")
    unchanged: int = strawberry.field(
        description="多少个没有变化、没有写入。 / Subjects of whom what stands says the same: nothing was written."
    )
    started_at: datetime = strawberry.field(description="何时开始。 / When it began.")
    finished_at: datetime | None = strawberry.field(description="何时办完。 / When it was done.")
    started_by: str = strawberry.field(description="由谁开始。 / Who began it.")


class StepLoader(DataLoader[str, tuple[versions.Step, ...]]):
    """The steps of all models of an operation, in one query."""

    def __init__(self, context: Context) -> None:
        super().__init__(max_batch_size=100)
        self._context = context

    async def batch_load_fn(self, keys: list[str]) -> list[tuple[versions.Step, ...]]:
        return await read_steps(self._context.store, keys, timeout=self._context.timeout)


class RunLoader(DataLoader[str, list[Run]]):
    """The evaluations by all models of an operation, in one query."""

    def __init__(self, context: Context) -> None:
        super().__init__(max_batch_size=100)
        self._context = context

    async def batch_load_fn(self, keys: list[str]) -> list[list[Run]]:
        return await runs_of_models(self._context.store, keys, timeout=self._context.timeout)


class VersionLoader(DataLoader[str, list[ModelVersion]]):
    """Every version of the items that an operation is about, in one query."""

    def __init__(self, context: Context) -> None:
        super().__init__(max_batch_size=100)
        self._context = context

    async def batch_load_fn(self, keys: list[str]) -> list[list[ModelVersion]]:
        return await versions_of_items(self._context.store, keys, timeout=self._context.timeout)


@strawberry.type(
    description="评价模型的一个版本（任务 1、2、5、7）：指标、分段、权重、封顶、否决、分数线、周期、归集范围。 / A version of the model "
    "by which subjects are evaluated on an item, or by the composite."
)
class EvaluationModel(Node):
    item_key: strawberry.ID = strawberry.field(
        description="事项的键；综合评价为 composite。 / Key of the item; composite for the composite."
    )
    item: SupervisionItem | None = strawberry.field(
        description="事项；综合评价为空。 / The item; null for the composite."
    )
    department: Department | None = strawberry.field(description="负责的部门。 / The department whose it is.")
    name: str = strawberry.field(description="名称。 / Its name.")
    version: str = strawberry.field(description="版本。 / The version.")
    state: ModelState = strawberry.field(description="状态。 / Its state.")
    revision: int = strawberry.field(
        description="第几次改动；办理时要给出看到的。 / Another one after each step: whoever changes it says which was seen."
    )
    effective_on: date = strawberry.field(description="施行日期。 / The day from which it is in effect.")
    effective_from: date | None = strawberry.field(
        description="何日起评：不早于发布；未发布为空。 / From which day it grades, not before its publication; null: unpublished."
    )
    ended_on: date | None = strawberry.field(description="何日撤销。 / The day of its withdrawal.")
    published_at: datetime | None = strawberry.field(description="何时发布。 / When it was published.")
    saved_at: datetime = strawberry.field(description="内容何时存的。 / When its content was saved.")
    document: EvaluationDocument = strawberry.field(description="制定它的文件。 / The document that establishes it.")
    national_rule: EvaluationDocument | None = strawberry.field(
        description="国家另有规定的，那份规定；这个模型不评。 / The national rule that prevails: this model grades nobody."
    )
    period_months: int = strawberry.field(
        description="评价周期（月），也是有效期。 / Months between evaluations, and a grade's validity."
    )
    ours: bool = strawberry.field(
        description="是我们的默认、部门尚未确认。 / Our default, which no department has confirmed."
    )
    content: str = strawberry.field(
        description="全部内容，规范 JSON（schema/evaluation-model.schema.json）。 / All of it, as canonical JSON."
    )
    indicators: list[EvaluationIndicator] = strawberry.field(
        description="指标。 / Its indicators.", directives=[about(MOST_INDICATORS)]
    )
    limits: list[EvaluationLimit] = strawberry.field(
        description="否决和封顶。 / Its vetoes and caps.", directives=[about(2 * MOST_INDICATORS)]
    )
    thresholds: list[GradeThreshold] = strawberry.field(
        description="分数线；再低为 D。 / The least scores; below them it is D.", directives=[about(3)]
    )
    stored: strawberry.Private[ModelVersion]

    @field("今天是否施行。 / Whether it grades today.")
    async def in_effect(self, info: Info) -> bool:
        loader = info.context.kept(VersionLoader, lambda: VersionLoader(info.context))
        now = in_effect(await loader.load(self.stored.item_key), info.context.today)
        return now is not None and now.key == self.stored.key

    @field("各步：谁、何时、为什么。 / Its steps: who, when, why.", about(20))
    async def steps(self, info: Info) -> list[ModelStep]:
        loader = info.context.kept(StepLoader, lambda: StepLoader(info.context))
        steps = await loader.load(self.stored.key)
        return [ModelStep(action=s.action, by=s.by, role=s.role, at=s.at, reason=s.reason) for s in steps]

    @field("按它的各次评价。 / The evaluations by it.", about(20))
    async def runs(self, info: Info) -> list[EvaluationRun]:
        loader = info.context.kept(RunLoader, lambda: RunLoader(info.context))
        return [shown_run(run) for run in await loader.load(self.stored.key)]


@strawberry.input(description="评价模型的筛选：各项都要满足。 / Which models: every part must hold.")
class EvaluationModelFilter:
    item: strawberry.ID | None = strawberry.field(
        default=None,
        description="这一事项的（键或全局编号，composite 为综合评价）。 / Of this item (key or global id).",
    )
    department: str | None = strawberry.field(
        default=None, description="这个部门的事项的（键或名称）。 / Of items of this department (key or name)."
    )
    state: list[ModelState] | None = strawberry.field(default=None, description="状态之一。 / One of these states.")


Filter = Annotated[EvaluationModelFilter | None, strawberry.argument(description="筛选。 / Which of them.")]


def model_filter(given: EvaluationModelFilter | None, context: Context) -> ModelFilter:
    """The domain's filter, within what who asks may see. Raises BadInput."""
    told, items = not sees_drafts(context.asker), None
    if given is None:
        return ModelFilter(told=told)
    catalogue = context.catalogue
    if given.item is not None:
        items = {item_key(catalogue, given.item, "filter.item")}
    if given.department is not None:
        department = department_key(catalogue, given.department, "filter.department")
        theirs = {item.key for item in catalogue.items if item.department_key == department}
        items = theirs if items is None else items & theirs
    states = None if given.state is None else tuple(given.state)
    return ModelFilter(None if items is None else tuple(sorted(items)), states, told)


def sees_drafts(asker: Asker) -> bool:
    """Whether also what was never published is theirs to read."""
    return asker.role in STAFF


async def found_model(context: Context, key: str) -> EvaluationModel | None:
    """The model with this key, None where there is none that who asks may see."""
    found = await read_version(context.store, key, timeout=context.timeout)
    if found is None or (found.published_at is None and not sees_drafts(context.asker)):
        return None
    return shown_model(found, shown(context.catalogue))


def shown_model(found: ModelVersion, catalogue: ShownCatalogue) -> EvaluationModel:
    model = found.model
    return EvaluationModel(
        id=strawberry.ID(found.key),
        item_key=strawberry.ID(model.item),
        item=None if model.item == COMPOSITE else catalogue.items.get(model.item),
        department=catalogue.department_of(model.item),
        name=model.name,
        version=model.version,
        state=found.state,
        revision=found.revision,
        effective_on=model.effective_on,
        effective_from=found.effective_from,
        ended_on=found.ended_on,
        published_at=found.published_at,
        saved_at=found.saved_at,
        document=_document(model.document),
        national_rule=None if model.national_rule is None else _document(model.national_rule),
        period_months=model.period_months,
        ours=model.ours,
        content=found.content,
        indicators=[_indicator(one) for one in model.indicators],
        limits=[_limit(one) for one in (*model.vetoes, *model.caps)],
        thresholds=[
            GradeThreshold(grade=grade, least=least)
            for grade, least in zip(Grade, (model.thresholds.A, model.thresholds.B, model.thresholds.C), strict=False)
        ],
        stored=found,
    )


def shown_run(run: Run) -> EvaluationRun:
    return EvaluationRun(
        key=strawberry.ID(run.key),
        scope=run.scope,
        day=run.day,
        done=run.done,
        evaluated=run.evaluated,
        written=run.written,
        unchanged=run.unchanged,
        started_at=run.started_at,
        finished_at=run.finished_at,
        started_by=run.started_by,
    )


def _document(document: domain.Document) -> EvaluationDocument:
    return EvaluationDocument(title=document.title, number=document.number)


def _indicator(one: domain.Indicator) -> EvaluationIndicator:
    definition = msgspec.to_builtins(one.value)
    return EvaluationIndicator(
        key=one.key,
        name=one.name,
        kind=definition["kind"],
        definition=msgspec.json.encode(one.value).decode(),
        table=[EvaluationRow(from_=row.from_, points=row.points) for row in one.table],
        interpolate=one.interpolate,
        weight=one.weight,
        missing=one.missing,
    )


def _limit(one: domain.Limit) -> EvaluationLimit:
    return EvaluationLimit(
        veto=not isinstance(one, domain.Cap),
        indicator=one.indicator,
        at_least=one.at_least,
        at_most=one.at_most,
        best=one.best if isinstance(one, domain.Cap) else Grade.D,
        because=one.because,
    )
