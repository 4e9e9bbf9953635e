"""The query evaluationDryRun (试算): what a model would change, before anybody publishes it."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from graph_model.catalogue import COMPOSITE_ITEM
from graph_model.disclosure import disclosed_all
from graph_model.errors import BadInput, Forbidden
from graph_model.evaluation import trying
from graph_model.evaluation.checking import model_of_text
from graph_model.evaluation.indicators import read_values
from graph_model.evaluation.model import EvaluationModel
from graph_model.evaluation.publishing import read_version
from graph_model.evaluation.scoring import score
from graph_model.evaluation.subjects import Then
from graph_model.model import COMPOSITE, city_day
from graph_model.paging import Column, Ordering, page_in_memory, page_request
from resolvers.arguments import After, First
from resolvers.asker import Role
from resolvers.catalogue import ShownCatalogue, shown
from resolvers.connection import Connection, connection
from resolvers.context import Context, Info
from resolvers.costs import about, paged
from resolvers.fields import field
from resolvers.items import SupervisionItem
from resolvers.measures import Measure
from resolvers.named_subjects import named_subject
from resolvers.score_explanations import ScoreExplanation, shown_score
from resolvers.selection import Selected
from resolvers.subject import Subject
from resolvers.vocabulary import Grade

BY_SUBJECT = Ordering("evaluationDryRun", (Column("subject"),), (str,))


@strawberry.input(description="试算哪个模型。 / Which model is tried.")
class EvaluationDryRunInput:
    content: str | None = strawberry.field(
        default=None,
        description="模型文件的内容，YAML 或 JSON（schema/evaluation-model.schema.json）。 / The text of a model's file, YAML or JSON.",
    )
    model: strawberry.ID | None = strawberry.field(
        default=None, description="或已存的模型（编号）。 / Or a model that is kept, by its id."
    )


@strawberry.type(
    description="从一个等级到另一个（或不变）的主体数，和各自失去、得到的便利等激励。 / How many come from one grade to another, or stay, "
    "and the incentives that each would lose and gain."
)
class GradeMove:
    before: Grade | None = strawberry.field(
        name="from", description="现在的等级；为空则没有有效的评价。 / The grade now; null: none is in force."
    )
    after: Grade = strawberry.field(name="to", description="试算的等级。 / The grade by the model.")
    count: int = strawberry.field(description="多少个主体。 / How many subjects.")
    lost: list[Measure] = strawberry.field(
        description="失去的便利、优先、减免、荣誉。 / The incentives that each would lose.", directives=[about(10)]
    )
    gained: list[Measure] = strawberry.field(
        description="得到的。 / The incentives that each would gain.", directives=[about(10)]
    )


@strawberry.type(
    description="与另一事项的等级相差两档以上。 / Two levels or more apart from the grade on another item."
)
class GradeApart:
    item_key: strawberry.ID = strawberry.field(description="另一事项的键。 / Key of the other item.")
    item: SupervisionItem | None = strawberry.field(description="另一事项。 / The other item.")
    grade: Grade = strawberry.field(description="在那里的等级。 / The grade there.")
    levels: int = strawberry.field(description="相差几档。 / Levels apart.")


@strawberry.type(description="等级会变的主体。 / A subject whose grade would be another.")
class MovedSubject:
    before: Grade | None = strawberry.field(
        name="from", description="现在的等级；为空则没有有效的评价。 / The grade now; null: none is in force."
    )
    after: Grade = strawberry.field(name="to", description="试算的等级。 / The grade by the model.")
    score: float = strawberry.field(description="得分。 / The score.")
    new_discrepancies: list[GradeApart] = strawberry.field(
        description="新出现的等级差异（任务 8）。 / Discrepancies that would appear.", directives=[about(20)]
    )
    closed_discrepancies: list[GradeApart] = strawberry.field(
        description="不再有的等级差异。 / Discrepancies that would go.", directives=[about(20)]
    )
    explanation: ScoreExplanation | None = strawberry.field(description="得分怎样得来。 / How the score came about.")
    subject_key: strawberry.Private[str]

    @field("主体。 / The subject.")
    async def subject(self, info: Info) -> Subject:
        return await named_subject(info, self.subject_key)


From = Annotated[
    Grade | None, strawberry.argument(name="from", description="只看现在是这一等级的。 / From this grade.")
]
To = Annotated[Grade | None, strawberry.argument(name="to", description="只看变为这一等级的。 / To this grade.")]
Discrepant = Annotated[
    bool, strawberry.argument(description="只看会出现等级差异的。 / Those with discrepancies that would appear.")
]
Losing = Annotated[bool, strawberry.argument(description="只看会失去激励的。 / Those who would lose an incentive.")]


@strawberry.type(description="试算的结果；什么也没有写入。 / What a dry run found; nothing was written.")
class EvaluationDryRun:
    item: SupervisionItem | None = strawberry.field(
        description="哪一事项；综合评价为空。 / The item; null for the composite."
    )
    day: date = strawberry.field(description="按哪一天。 / The day that it is for.")
    evaluated: int = strawberry.field(description="评价了多少个主体。 / How many subjects were evaluated.")
    moves: list[GradeMove] = strawberry.field(
        description="从什么到什么，不变的也在其中。 / From what to what, those who stay too.", directives=[about(20)]
    )
    moved_count: int = strawberry.field(description="多少个主体的等级会变。 / How many would have another grade.")
    new_discrepancies: int = strawberry.field(
        description="会出现多少项等级差异。 / How many discrepancies would appear."
    )
    closed_discrepancies: int = strawberry.field(
        description="会消除多少项等级差异。 / How many discrepancies would go."
    )
    losing_incentives: int = strawberry.field(
        description="多少个主体会失去便利等激励。 / How many subjects would lose an incentive."
    )
    model: strawberry.Private[EvaluationModel]
    found: strawberry.Private[trying.DryRun]
    then: strawberry.Private[Then]

    @field("等级会变的主体，按键。 / Those whose grade would be another, by key.", paged("first"))
    async def moved(
        self,
        info: Info,
        *,
        before: From = None,
        after_grade: To = None,
        discrepant: Discrepant = False,
        losing: Losing = False,
        first: First = None,
        after: After = None,
    ) -> Connection[MovedSubject]:
        context, selected = info.context, Selected.by(info)
        lose = {(move.before, move.after) for move in self.found.moves if move.lost}
        rows = [
            one
            for one in self.found.moved
            if before in (None, one.before)
            and after_grade in (None, one.after)
            and (one.appear or not discrepant)
            and ((one.before, one.after) in lose or not losing)
        ]
        request = page_request(BY_SUBJECT, first=first, after=after)
        page = page_in_memory(BY_SUBJECT, request, rows, lambda one: (one.subject_key,))
        keys = [one.subject_key for one in page.rows]
        disclosed_all(keys)
        explained: dict[str, ScoreExplanation] = {}
        if selected.has("nodes", "explanation") or selected.has("edges", "node", "explanation"):
            explained = await _explained(context, self.model, keys, self.then)
        catalogue = shown(context.catalogue)
        return connection(page, lambda one: _shown_moved(one, explained.get(one.subject_key), catalogue))


async def evaluation_dry_run(
    context: Context, given: EvaluationDryRunInput, as_of: datetime | None, known_at: datetime | None
) -> EvaluationDryRun:
    """Try a model of the asker's on today's graph, or on what it was. Raises BadInput, Forbidden."""
    model = await _asked(context, given)
    require_own_item(context, model.item)
    past = as_of is not None or known_at is not None
    then = Then(city_day(as_of or context.now), known_at)
    when = then if past else context.today
    found = await trying.dry_run(context.store, model, context.catalogue, when, timeout=context.timeout)
    catalogue = shown(context.catalogue)
    return EvaluationDryRun(
        item=catalogue.items.get(model.item),
        day=found.day,
        evaluated=found.evaluated,
        moves=[_shown_move(move, catalogue) for move in found.moves],
        moved_count=len(found.moved),
        new_discrepancies=found.appear,
        closed_discrepancies=found.go,
        losing_incentives=found.losing,
        model=model,
        found=found,
        then=then,
    )


async def _asked(context: Context, given: EvaluationDryRunInput) -> EvaluationModel:
    if (given.content is None) is (given.model is None):
        raise BadInput("content 和 model 给一个 / give either content or model", "input")
    if given.content is not None:
        return model_of_text(given.content, context.catalogue, "input.content")
    assert given.model is not None
    found = await read_version(context.store, given.model, timeout=context.timeout)
    if found is None:
        raise BadInput("没有这个评价模型 / there is no such model", "input.model")
    return found.model


def require_own_item(context: Context, item_key: str) -> None:
    """Raises Forbidden: a model of an item is its department's, the composite's the credit office's, who may act for a department too."""
    asker = context.asker
    if asker.role is Role.COORDINATOR:
        return
    item = COMPOSITE_ITEM if item_key == COMPOSITE else context.catalogue.item(item_key)
    own = item is not None and item.key != COMPOSITE and item.department_key == asker.department
    if asker.role is not Role.OFFICER or not own:
        raise Forbidden(
            "评价模型由事项的部门负责，综合评价由信用主管部门负责 / a model is its item's department's, the composite's the credit office's"
        )
    if asker.district is not None:
        raise Forbidden("评价模型是全市的，区县人员不办 / a model is of the whole city, not of one district")


async def _explained(
    context: Context, model: EvaluationModel, keys: list[str], then: Then
) -> dict[str, ScoreExplanation]:
    values = await read_values(context.store, model, keys, then.day, known_at=then.known_at, timeout=context.timeout)
    return {key: shown_score(score(model, own), model) for key, own in values.items()}


def _shown_move(move: trying.Move, catalogue: ShownCatalogue) -> GradeMove:
    lost, gained = ([catalogue.measures[one.key] for one in several] for several in (move.lost, move.gained))
    return GradeMove(before=move.before, after=move.after, count=move.count, lost=lost, gained=gained)


def _shown_moved(one: trying.Moved, explanation: ScoreExplanation | None, catalogue: ShownCatalogue) -> MovedSubject:
    appear, go = ([_shown_apart(apart, catalogue) for apart in several] for several in (one.appear, one.go))
    return MovedSubject(
        before=one.before,
        after=one.after,
        score=one.score,
        new_discrepancies=appear,
        closed_discrepancies=go,
        explanation=explanation,
        subject_key=one.subject_key,
    )


def _shown_apart(apart: trying.Apart, catalogue: ShownCatalogue) -> GradeApart:
    return GradeApart(
        item_key=strawberry.ID(apart.item_key),
        item=catalogue.items.get(apart.item_key),
        grade=apart.grade,
        levels=apart.levels,
    )
