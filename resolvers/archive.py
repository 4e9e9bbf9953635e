"""The credit archive (信用档案) of a subject: its timeline, newest first."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import strawberry

from graph_model import archive as rules
from graph_model import model
from graph_model.paging import Column, Ordering, page_in_memory, page_request
from resolvers.catalogue import ShownCatalogue, shown
from resolvers.connection import Connection, connection
from resolvers.context import Context
from resolvers.discrepancies import Discrepancy, shown_discrepancy
from resolvers.grade_record import GradeRecord, shown_record
from resolvers.inspections import Inspection, shown_inspection
from resolvers.measures import DishonestyFact
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
    inspection: Inspection | None = strawberry.field(description="监督检查。 / The inspection.")


def archive_page(
    subject: "Subject",
    data: model.SubjectData,
    context: Context,
    *,
    first: int | None,
    after: str | None,
    known_at: datetime | None,
) -> Connection[ArchiveEntry]:
    """A page of the archive of a subject over `data`, of which every part was read."""
    request = page_request(NEWEST_FIRST, first=first, after=after)
    entries = rules.timeline(data, context.catalogue, known_at)
    page = page_in_memory(NEWEST_FIRST, request, entries, lambda entry: (entry.key,))
    catalogue = shown(context.catalogue)
    return connection(page, lambda entry: _entry(entry, subject, catalogue, context.today))


def _entry(entry: rules.ArchiveEntry, subject: "Subject", catalogue: ShownCatalogue, today: date) -> ArchiveEntry:
    value = entry.value
    return ArchiveEntry(
        kind=entry.kind,
        at=_moment(entry.at),
        day=model.city_day(entry.at) if isinstance(entry.at, datetime) else entry.at,
        what=entry.what,
        record=shown_record(value, subject, catalogue, today) if isinstance(value, model.GradeRecord) else None,
        fact=shown_fact(value, catalogue) if isinstance(value, model.DishonestyFact) else None,
        discrepancy=(
            shown_discrepancy(value, subject, catalogue, today) if isinstance(value, model.DiscrepancyRecord) else None
        ),
        inspection=shown_inspection(value, subject, catalogue) if isinstance(value, model.Inspection) else None,
    )


def _moment(at: date | datetime) -> datetime:
    return at if isinstance(at, datetime) else datetime.combine(at, time(), model.CITY_ZONE)
