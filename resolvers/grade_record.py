"""Grade records (评价记录)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from aiodataloader import DataLoader

from graph_model import grades, model
from graph_model.evaluation.explained import Explained, explained
from graph_model.evaluation.runs import model_of_batch
from resolvers.catalogue import ShownCatalogue, shown
from resolvers.context import Context, Info
from resolvers.departments import Department
from resolvers.evaluation_models import EvaluationModel, shown_model
from resolvers.fields import field
from resolvers.items import SupervisionItem
from resolvers.node import Node
from resolvers.scales import Scale
from resolvers.score_explanations import ScoreExplanation, shown_score
from resolvers.systems import SupportSystem
from resolvers.vocabulary import Grade, SourceMode

if TYPE_CHECKING:
    from resolvers.subject import Subject


@strawberry.type(description="一条数据从哪里来。 / Where a record came from.")
class Provenance:
    system: SupportSystem | None = strawberry.field(
        description="来源系统；文件导入且事项没有支撑系统时为空。 / The system; null for a file on an item that has none."
    )
    mode: SourceMode = strawberry.field(description="怎样到来。 / How it came.")
    fetched_at: datetime = strawberry.field(description="何时取得。 / When it was fetched.")
    batch: str = strawberry.field(description="批次。 / The batch that brought it.")


@strawberry.type(description="一个等级由哪个模型、怎样评出。 / By which model, and how, a grade came about.")
class RecordExplanation:
    model: EvaluationModel = strawberry.field(description="评价模型。 / The model.")
    score: ScoreExplanation = strawberry.field(description="得分怎样得来。 / How the score came about.")


# What a record says beside what the grade view goes by: it is there only where it was selected.


def _native_grade(root: "GradeRecord") -> str | None:
    return root.record.native_grade


def _scale(root: "GradeRecord") -> Scale | None:
    return root.catalogue.scales.get(root.record.scale_key)


def _score(root: "GradeRecord") -> float | None:
    return root.record.score


def _suspended(root: "GradeRecord") -> bool:
    return root.record.suspended


def _document_no(root: "GradeRecord") -> str | None:
    return root.record.document_no


@strawberry.type(description="一次信用评价的记录。 / The record of one evaluation.")
class GradeRecord(Node):
    subject: Annotated["Subject", strawberry.lazy("resolvers.subject")] = strawberry.field(
        description="被评价的主体。 / The subject graded."
    )
    grade: Grade = strawberry.field(description="统一等级。 / The unified grade.")
    native_grade: str | None = strawberry.field(
        resolver=_native_grade,
        description="系统中的原始等级；不归提问者看时为空。 / The grade as the system has it; null where it is not for who asks.",
    )
    scale: Scale | None = strawberry.field(
        resolver=_scale,
        description="原始等级的标准；目录不再有的为空。 / Scale of the native grade; null where the catalogue no longer has it.",
    )
    score: float | None = strawberry.field(
        resolver=_score, description="得分；不归提问者看时为空。 / The score; null where it is not for who asks."
    )
    evaluated_on: date = strawberry.field(description="评价日期。 / The day of evaluation.")
    valid_until: date | None = strawberry.field(
        description="有效期至（含）；为空则无期限。 / The last day on which it holds; null: without end."
    )
    expired: bool = strawberry.field(
        description="在所问的那天是否已过有效期。 / Whether it had expired on the day asked about."
    )
    suspended: bool = strawberry.field(
        resolver=_suspended,
        description="评价部门是否已暂停使用（复核中）。 / Whether the grading department has suspended it.",
    )
    recorded_at: datetime = strawberry.field(description="何时记入。 / When it was recorded.")
    superseded_at: datetime | None = strawberry.field(
        description="何时被更正；为空则仍是所知。 / When it was corrected; null: it is what is known."
    )
    item_key: strawberry.ID = strawberry.field(
        description="事项的编号；综合评价为 composite。 / Key of the item; composite for the composite evaluation."
    )
    item: SupervisionItem | None = strawberry.field(
        description="监管事项；综合评价为空。 / The item; null for the composite evaluation."
    )
    department: Department | None = strawberry.field(description="评价部门。 / The grading department.")
    system: SupportSystem | None = strawberry.field(description="所在的系统。 / The system that keeps it.")
    document_no: str | None = strawberry.field(resolver=_document_no, description="文号。 / Number of the document.")
    record: strawberry.Private[model.GradeRecord]
    catalogue: strawberry.Private[ShownCatalogue]

    @field("从哪里来，从不为空。 / Where it came from; never null.")
    def provenance(self) -> Provenance:
        record = self.record
        return Provenance(system=self.system, mode=record.mode, fetched_at=record.recorded_at, batch=record.batch_key)

    @field(
        "由评价模型评定的，得分怎样得来；其他来源的、不归提问者看的为空。 / Of a grade that a model gave, how its score came about; null "
        "for others, and where it is not for who asks."
    )
    async def explanation(self, info: Info) -> RecordExplanation | None:
        if model_of_batch(self.record.batch_key) is None:
            return None
        loader = info.context.kept(ExplanationLoader, lambda: ExplanationLoader(info.context))
        found = await loader.load(self.record)
        if found is None:
            return None
        catalogue = shown(info.context.catalogue)
        return RecordExplanation(
            model=shown_model(found.version, catalogue), score=shown_score(found.score, found.version.model)
        )


class ExplanationLoader(DataLoader[model.GradeRecord, Explained | None]):
    """The explanations of all records of an operation, in two queries."""

    def __init__(self, context: Context) -> None:
        super().__init__(max_batch_size=500)
        self._context = context

    async def batch_load_fn(self, keys: list[model.GradeRecord]) -> list[Explained | None]:
        return await explained(self._context.store, keys, timeout=self._context.timeout)


def shown_record(record: model.GradeRecord, subject: "Subject", catalogue: ShownCatalogue, as_of: date) -> GradeRecord:
    """A grade record as of a day."""
    return GradeRecord(
        id=strawberry.ID(f"record:{record.key}"),
        subject=subject,
        grade=record.grade,
        evaluated_on=record.evaluated_on,
        valid_until=record.valid_until,
        expired=not grades.in_force(record, as_of),
        recorded_at=record.recorded_at,
        superseded_at=record.superseded_at,
        item_key=strawberry.ID(record.item_key),
        item=catalogue.items.get(record.item_key),
        department=catalogue.department_of(record.item_key),
        system=None if record.system_key is None else catalogue.systems.get(record.system_key),
        record=record,
        catalogue=catalogue,
    )
