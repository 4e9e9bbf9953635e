"""The credit archive (信用档案) of a subject: its timeline, newest first."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import strawberry

from graph_model import archive as rules
from graph_model import model
from graph_model.objections.reading import Objected
from graph_model.paging import Column, Ordering, PageRequest, page_in_memory
from graph_model.reviews import DiscrepancyReview
from resolvers.accesses import Access, shown_look
from resolvers.archived_looks import LookEntries, LookEntry, look_entries, tells_looks
from resolvers.catalogue import ShownCatalogue, shown
from resolvers.connection import Connection, connection
from resolvers.context import Context
from resolvers.credit_repairs import CreditRepair, shown_repair
from resolvers.discrepancies import Discrepancy, Review, ReviewLoader, shown_discrepancy, shown_reviewed
from resolvers.grade_record import GradeRecord, shown_record
from resolvers.inspections import Inspection, shown_inspection
from resolvers.measures import DishonestyFact
from resolvers.measures_taken import MeasureTaken, shown_measure
from resolvers.objections import Objection, shown_objection
from resolvers.resolution import shown_fact
from resolvers.vocabulary import ArchiveKind

if TYPE_CHECKING:
    from resolvers.subject import Subject

NEWEST_FIRST = Ordering("archive", (Column("key", descending=True),), (str,))


@strawberry.type(description="档案的一条。 / An entry of the archive.")
class ArchiveEntry:
    kind: ArchiveKind = strawberry.field(description="种类。 / Its kind.")
    at: datetime = strawberry.field(
        description="发生的时刻；只知日期的为当日零点（重庆）。 / When it happened; a day alone is its first moment in Chongqing."
    )
    day: date = strawberry.field(description="发生的日期。 / The day on which it happened.")
    what: str = strawberry.field(description="一句话。 / A sentence, in Chinese.")
    record: GradeRecord | None = strawberry.field(description="评价记录。 / The grade record.")
    fact: DishonestyFact | None = strawberry.field(description="失信行为事实。 / The dishonesty fact.")
    discrepancy: Discrepancy | None = strawberry.field(description="等级差异。 / The discrepancy.")
    review: Review | None = strawberry.field(description="对等级差异的复核。 / The review of the discrepancy.")
    inspection: Inspection | None = strawberry.field(description="监督检查。 / The inspection.")
    measure_taken: MeasureTaken | None = strawberry.field(description="奖惩反馈。 / The measure that was taken.")
    access: Access | None = strawberry.field(description="查询留痕。 / Who looked.")
    repair: CreditRepair | None = strawberry.field(description="信用修复。 / The credit repair.")
    objection: Objection | None = strawberry.field(description="异议。 / The objection.")


@dataclass(frozen=True, slots=True)
class ArchiveQuestion:
    """Which entries of an archive, and which page of them. `kinds` None: all kinds."""

    request: PageRequest
    as_of: date | None = None
    known_at: datetime | None = None
    kinds: Collection[ArchiveKind] | None = None

    def wants(self, kind: ArchiveKind) -> bool:
        return self.kinds is None or kind in self.kinds


async def full_page(
    subject: "Subject", data: model.SubjectData, context: Context, question: ArchiveQuestion, *, total: bool
) -> Connection[ArchiveEntry]:
    """A page with the reviews of the discrepancies and who looked: those of all subjects of an operation are one question each."""
    reviews: rules.Reviews = rules.NO_REVIEWS
    if question.wants(ArchiveKind.DISCREPANCY_REVIEWED):
        loader = context.kept(ReviewLoader, lambda: ReviewLoader(context))
        keys = [record.key for record in data.discrepancies]
        reviews = dict(zip(keys, await loader.load_many(keys), strict=True))
    looks = None
    if tells_looks(context, question):
        looks = await look_entries(subject.key, context, question, total=total)
    return archive_page(subject, data, context, question, reviews=reviews, looks=looks)


def archive_page(
    subject: "Subject",
    data: model.SubjectData,
    context: Context,
    question: ArchiveQuestion,
    *,
    reviews: rules.Reviews = rules.NO_REVIEWS,
    looks: LookEntries | None = None,
) -> Connection[ArchiveEntry]:
    """A page of the archive of a subject over `data`, of which every part was read, and the looks that can stand on it."""
    entries = rules.timeline(data, context.catalogue, question.known_at, as_of=question.as_of, reviews=reviews)
    chosen: list[rules.ArchiveEntry | LookEntry] = [entry for entry in entries if question.wants(entry.kind)]
    request, told = question.request, looks or LookEntries()
    page = page_in_memory(NEWEST_FIRST, request, [*chosen, *told.entries], lambda entry: (entry.key,))
    if looks is not None:
        counted = None if told.total is None else len(chosen) + told.total
        page = replace(page, has_previous=request.after is not None, has_next=page.has_next or told.more, total=counted)
    catalogue = shown(context.catalogue)
    return connection(page, lambda entry: _shown(entry, subject, catalogue, context.today))


def _shown(
    entry: rules.ArchiveEntry | LookEntry, subject: "Subject", catalogue: ShownCatalogue, today: date
) -> ArchiveEntry:
    if isinstance(entry, LookEntry):
        return _look(entry, subject)
    return _entry(entry, subject, catalogue, today)


def _look(entry: LookEntry, subject: "Subject") -> ArchiveEntry:
    return ArchiveEntry(
        kind=ArchiveKind.QUERY,
        at=entry.at,
        day=model.city_day(entry.at),
        what=entry.what,
        record=None,
        fact=None,
        discrepancy=None,
        review=None,
        inspection=None,
        measure_taken=None,
        access=shown_look(entry.look, type(subject).of),
        repair=None,
        objection=None,
    )


def _entry(entry: rules.ArchiveEntry, subject: "Subject", catalogue: ShownCatalogue, today: date) -> ArchiveEntry:
    value = entry.value
    fact = value.fact if isinstance(value, rules.FactRepair) else value
    review = value.review if isinstance(value, DiscrepancyReview) else None
    discrepancy = value.discrepancy if isinstance(value, DiscrepancyReview) else value
    return ArchiveEntry(
        kind=entry.kind,
        at=_moment(entry.at),
        day=entry.day,
        what=entry.what,
        record=shown_record(value, subject, catalogue, today) if isinstance(value, model.GradeRecord) else None,
        fact=shown_fact(fact, catalogue) if isinstance(fact, model.DishonestyFact) else None,
        discrepancy=(
            shown_discrepancy(discrepancy, subject, catalogue, today)
            if isinstance(discrepancy, model.DiscrepancyRecord)
            else None
        ),
        review=None if review is None else shown_reviewed(review, catalogue),
        inspection=shown_inspection(value, subject, catalogue) if isinstance(value, model.Inspection) else None,
        measure_taken=shown_measure(value, subject, catalogue) if isinstance(value, model.MeasureTaken) else None,
        access=None,
        repair=shown_repair(value.repair, subject, catalogue) if isinstance(value, rules.FactRepair) else None,
        objection=shown_objection(value, subject, catalogue, today) if isinstance(value, Objected) else None,
    )


def _moment(at: date | datetime) -> datetime:
    return at if isinstance(at, datetime) else datetime.combine(at, time(), model.CITY_ZONE)
