"""The credit archive (信用档案) of a subject: its timeline, newest first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import strawberry

from graph_model import archive as rules
from graph_model import model
from graph_model.paging import Column, Ordering, PageRequest, page_in_memory
from resolvers.catalogue import ShownCatalogue, shown
from resolvers.connection import Connection, connection
from resolvers.context import Context
from resolvers.discrepancies import Discrepancy, Review, ReviewLoader, shown_discrepancy, shown_reviewed
from resolvers.grade_record import GradeRecord, shown_record
from resolvers.inspections import Inspection, shown_inspection
from resolvers.measures import DishonestyFact
from resolvers.measures_taken import MeasureTaken, shown_measure
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


@dataclass(frozen=True, slots=True)
class ArchiveQuestion:
    """Which entries of an archive, and which page of them. `kinds` None: all kinds."""

    request: PageRequest
    as_of: date | None = None
    known_at: datetime | None = None
    kinds: Collection[ArchiveKind] | None = None

    def wants(self, kind: ArchiveKind) -> bool:
        return self.kinds is None or kind in self.kinds


async def reviewed_page(
    subject: "Subject", data: model.SubjectData, context: Context, question: ArchiveQuestion
) -> Connection[ArchiveEntry]:
    """A page with the reviews of the discrepancies: those of all subjects of an operation are one query."""
    loader = context.kept(ReviewLoader, lambda: ReviewLoader(context))
    keys = [record.key for record in data.discrepancies]
    found = dict(zip(keys, await loader.load_many(keys), strict=True))
    return archive_page(subject, data, context, question, found)


def archive_page(
    subject: "Subject",
    data: model.SubjectData,
    context: Context,
    question: ArchiveQuestion,
    reviews: rules.Reviews = rules.NO_REVIEWS,
) -> Connection[ArchiveEntry]:
    """A page of the archive of a subject over `data`, of which every part was read."""
    entries = rules.timeline(data, context.catalogue, question.known_at, as_of=question.as_of, reviews=reviews)
    chosen = [entry for entry in entries if question.wants(entry.kind)]
    page = page_in_memory(NEWEST_FIRST, question.request, chosen, lambda entry: (entry.key,))
    catalogue = shown(context.catalogue)
    return connection(page, lambda entry: _entry(entry, subject, catalogue, context.today))


def _entry(entry: rules.ArchiveEntry, subject: "Subject", catalogue: ShownCatalogue, today: date) -> ArchiveEntry:
    value = entry.value
    review = value.review if isinstance(value, rules.DiscrepancyReview) else None
    discrepancy = value.discrepancy if isinstance(value, rules.DiscrepancyReview) else value
    return ArchiveEntry(
        kind=entry.kind,
        at=_moment(entry.at),
        day=entry.day,
        what=entry.what,
        record=shown_record(value, subject, catalogue, today) if isinstance(value, model.GradeRecord) else None,
        fact=shown_fact(value, catalogue) if isinstance(value, model.DishonestyFact) else None,
        discrepancy=(
            shown_discrepancy(discrepancy, subject, catalogue, today)
            if isinstance(discrepancy, model.DiscrepancyRecord)
            else None
        ),
        review=None if review is None else shown_reviewed(review, catalogue),
        inspection=shown_inspection(value, subject, catalogue) if isinstance(value, model.Inspection) else None,
        measure_taken=shown_measure(value, subject, catalogue) if isinstance(value, model.MeasureTaken) else None,
    )


def _moment(at: date | datetime) -> datetime:
    return at if isinstance(at, datetime) else datetime.combine(at, time(), model.CITY_ZONE)
