"""The root fields of queries about supervision: draws, lists, evaluation models, inspections, measures taken, plans, repairs."""

from typing import Annotated

import strawberry

from graph_model.draws.reading import EVERY as EVERY_DRAW
from graph_model.draws.reading import NEWEST_FIRST as DRAWS_ORDER
from graph_model.draws.reading import read_draw, sample_draws
from graph_model.evaluation.publishing import NEWEST_FIRST as MODELS_ORDER
from graph_model.evaluation.publishing import model_versions
from graph_model.paging import page_request
from resolvers.annual_plans import AnnualPlan, listed_plans
from resolvers.annual_plans import Filter as AnnualPlanFilter
from resolvers.arguments import After, AsOf, First, KnownAt
from resolvers.catalogue import shown
from resolvers.connection import Connection, connection
from resolvers.connection import wanted as wanted_of
from resolvers.context import Info
from resolvers.costs import WHOLE_POOL, about, paged, weighing
from resolvers.credit_repairs import CreditRepair, RepairWait, shown_waits
from resolvers.credit_repairs import Filter as CreditRepairsFilter
from resolvers.drawing_samples import sample_plan
from resolvers.evaluation_models import EvaluationModel, found_model, model_filter, shown_model
from resolvers.evaluation_models import Filter as EvaluationModelsFilter
from resolvers.evaluation_trials import EvaluationDryRun, EvaluationDryRunInput, evaluation_dry_run
from resolvers.feedback_lists import counted_measures, listed_inspections, listed_measures, listed_repairs
from resolvers.fields import field
from resolvers.global_ids import inspection_of, repair_of
from resolvers.inspections import Filter as InspectionFilter
from resolvers.inspections import Inspection
from resolvers.measure_vocabulary import MeasureDimension
from resolvers.measures_taken import Filter as MeasureTakenFilter
from resolvers.measures_taken import MeasureCount, MeasureTaken
from resolvers.sample_draws import Filter as SampleDrawFilter
from resolvers.sample_draws import SampleDraw, shown_draw
from resolvers.sample_plans import SamplePlan, SamplePlanInput
from resolvers.selection import Selected
from resolvers.supervision_lists import MOST_LISTS, SupervisionList, supervision_lists


@strawberry.type
class SupervisionQuery:
    """Inherited by Query; no type of its own in the schema."""

    @field(
        "双随机抽取的预览：今天的对象池分几层、各抽多少、多少不抽；什么也不写。 / A preview of a double-random draw: "
        "today's strata, how many are "
        "drawn of each, how many are left out; nothing is written.",
        weighing(WHOLE_POOL),
    )
    async def sample_plan(
        self,
        info: Info,
        input: Annotated[SamplePlanInput, strawberry.argument(description="抽取计划。 / What is drawn from.")],
    ) -> SamplePlan:
        return await sample_plan(info.context, input)

    @field("一次双随机抽取；没有则为空。 / A double-random draw, null where there is none.")
    async def sample_draw(
        self,
        info: Info,
        key: Annotated[strawberry.ID, strawberry.argument(description="编号，draw:…。 / Its id, draw:….")],
    ) -> SampleDraw | None:
        found = await read_draw(info.context.store, key, timeout=info.context.timeout)
        return None if found is None else shown_draw(found, shown(info.context.catalogue))

    @field(
        "双随机抽取，最近承诺的在前；承诺而没有抽取的也在其中。 / The draws, those committed to last first; also those never drawn.",
        paged("first"),
    )
    async def sample_draws(
        self, info: Info, filter: SampleDrawFilter = None, first: First = None, after: After = None
    ) -> Connection[SampleDraw]:
        context = info.context
        page = await sample_draws(
            context.store,
            page_request(DRAWS_ORDER, first=first, after=after),
            only=EVERY_DRAW if filter is None else filter.meant(context),
            wanted=wanted_of(Selected.by(info)),
            timeout=context.timeout,
        )
        catalogue = shown(context.catalogue)
        return connection(page, lambda draw: shown_draw(draw, catalogue))

    @field(
        "监管清单（任务 4），按方案的顺序，综合评价在最后：各事项的标准、周期、对象、措施、抽取比例和频次、依据，和缺什么。 / Supervision "
        "lists in the plan's order, the composite last: each item's standard, period, objects, measures, ratio and frequency, basis, and "
        "what is missing.",
        about(MOST_LISTS),
    )
    async def supervision_lists(
        self,
        info: Info,
        department: Annotated[
            str | None, strawberry.argument(description="只看这个部门的（键或名称）。 / Of this department.")
        ] = None,
        item: Annotated[
            strawberry.ID | None, strawberry.argument(description="只看这一事项的。 / Of this item.")
        ] = None,
        incomplete: Annotated[
            bool, strawberry.argument(description="只看有缺的。 / Only those of which something is missing.")
        ] = False,
        as_of: AsOf = None,
    ) -> list[SupervisionList]:
        return await supervision_lists(
            info.context, department=department, item=item, incomplete=incomplete, as_of=as_of
        )

    @field("评价模型的一个版本；没有则为空。 / A version of an evaluation model, null where there is none.")
    async def evaluation_model(
        self,
        info: Info,
        key: Annotated[strawberry.ID, strawberry.argument(description="编号，model:…。 / Its id, model:….")],
    ) -> EvaluationModel | None:
        return await found_model(info.context, key)

    @field(
        "评价模型的各个版本，最近存的在前；没有发布的只有部门和信用主管部门看得到。 / Versions of evaluation models, those saved last "
        "first; what was not published is for the departments and the credit office.",
        paged("first"),
    )
    async def evaluation_models(
        self, info: Info, filter: EvaluationModelsFilter = None, first: First = None, after: After = None
    ) -> Connection[EvaluationModel]:
        context = info.context
        page = await model_versions(
            context.store,
            page_request(MODELS_ORDER, first=first, after=after),
            only=model_filter(filter, context),
            wanted=wanted_of(Selected.by(info)),
            timeout=context.timeout,
        )
        catalogue = shown(context.catalogue)
        return connection(page, lambda version: shown_model(version, catalogue))

    @field(
        "试算一个评价模型：按今天的图，或按某天（asOf）、当时所知（knownAt）的，谁从什么等级到什么等级，出现哪些等级差异，谁失去便利；"
        "什么也不写。主体的种类和登记状态按现在的。 / A dry run of an evaluation model on today's graph, or as of a day and of what was "
        "known at an instant: who comes from which grade to which, which discrepancies appear, who loses a convenience; nothing is "
        "written. Kinds and statuses of subjects are today's.",
        weighing(WHOLE_POOL),
    )
    async def evaluation_dry_run(
        self,
        info: Info,
        input: Annotated[EvaluationDryRunInput, strawberry.argument(description="哪个模型。 / Which model.")],
        as_of: AsOf = None,
        known_at: KnownAt = None,
    ) -> EvaluationDryRun:
        return await evaluation_dry_run(info.context, input, as_of, known_at)

    @field("一次监督检查；没有则为空。 / An inspection, null where there is none.")
    async def inspection(
        self,
        info: Info,
        key: Annotated[strawberry.ID, strawberry.argument(description="编号，inspection:…。 / Its id, inspection:….")],
    ) -> Inspection | None:
        return await inspection_of(info, key)

    @field(
        "监督检查，最近的在前：本部门的，其他部门已公示的；主体见自己已公示的。 / Inspections, the latest first: the own department's, of "
        "others the published ones; a subject sees its own that are published.",
        paged("first"),
    )
    async def inspections(
        self, info: Info, filter: InspectionFilter = None, first: First = None, after: After = None
    ) -> Connection[Inspection]:
        return await listed_inspections(info, filter, first, after)

    @field(
        "实际措施，最近的在前：部门人员见本部门的，信用主管部门见全部；不一致的用 filter 找。 / Measures actually taken, the "
        "latest first: the "
        "own department's, to the credit office all; filter for those that do not go with the grade.",
        paged("first"),
    )
    async def measures_taken(
        self, info: Info, filter: MeasureTakenFilter = None, first: First = None, after: After = None
    ) -> Connection[MeasureTaken]:
        return await listed_measures(info, filter, first, after)

    @field(
        "实际措施与等级一致与否的计数（应用成效）。 / How many measures go with the grades, and how many do not.",
        about(500),
    )
    async def measure_consistency(
        self,
        info: Info,
        by: Annotated[
            list[MeasureDimension],
            strawberry.argument(description="还按什么分组。 / What they are counted by as well."),
        ],
        filter: MeasureTakenFilter = None,
    ) -> list[MeasureCount]:
        return await counted_measures(info.context, by, filter)

    @field(
        "部门的年度推进计划（§四(二)），近年的在前：任务、进展、逾期的；部门人员见本部门的和别的部门已发布的。 / Annual plans, "
        "the latest year "
        "first: duties, how far they have come, what is overdue; an officer sees the own department's and the published ones of others.",
        paged("first"),
    )
    async def annual_plans(
        self,
        info: Info,
        filter: AnnualPlanFilter = None,
        as_of: AsOf = None,
        first: First = None,
        after: After = None,
    ) -> Connection[AnnualPlan]:
        return await listed_plans(info, filter, as_of, first, after)

    @field("一次信用修复；没有则为空。 / A credit repair, null where there is none.")
    async def credit_repair(
        self,
        info: Info,
        key: Annotated[strawberry.ID, strawberry.argument(description="编号，repair:…。 / Its id, repair:….")],
    ) -> CreditRepair | None:
        return await repair_of(info, key)

    @field(
        "信用修复，最近申请的在前：部门人员见本部门事实的、其他部门已同意的；主体见自己的。 / Credit repairs, those asked for last first: "
        "of the own department's facts, of others the accepted ones; a subject sees its own.",
        paged("first"),
    )
    async def credit_repairs(
        self, info: Info, filter: CreditRepairsFilter = None, first: First = None, after: After = None
    ) -> Connection[CreditRepair]:
        return await listed_repairs(info, filter, first, after)

    @field("申请信用修复前要等几天，按失信行为的轻重。 / How long to wait before a repair may be asked for.", about(3))
    def repair_waits(self, info: Info) -> list[RepairWait]:
        return shown_waits(info.context.catalogue.repairs)
