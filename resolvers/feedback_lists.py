"""Pages of inspections, of measures taken, of objections and of repairs, with their subjects, and counts of measures: of what is for
who asks."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar

from graph_model.errors import Forbidden
from graph_model.inspections import reading as inspected
from graph_model.measures_taken import reading as taken
from graph_model.model import SubjectData
from graph_model.objections import reading as objected
from graph_model.paging import Page, PageRequest, page_request
from graph_model.repairs import reading as repaired
from resolvers.catalogue import shown
from resolvers.connection import Connection, connection
from resolvers.connection import wanted as wanted_of
from resolvers.context import Context, Info
from resolvers.credit_repairs import CreditRepair, CreditRepairFilter, shown_repair
from resolvers.credit_repairs import sight_of as sight_of_repairs
from resolvers.inspections import Inspection, InspectionFilter, shown_inspection, sight_of
from resolvers.measure_vocabulary import MeasureDimension
from resolvers.measures_taken import (
    MeasureCount,
    MeasureTaken,
    MeasureTakenFilter,
    meant,
    shown_measure,
    shown_measure_counts,
)
from resolvers.objections import Objection, ObjectionFilter, shown_objection
from resolvers.objections import meant as of_objections
from resolvers.selection import Selected
from resolvers.subject import Subject

R = TypeVar("R", bound="OfSubject")
T = TypeVar("T")


class OfSubject(Protocol):
    """A row that brings its subject."""

    @property
    def subject(self) -> SubjectData: ...


async def listed_inspections(
    info: Info, given: InspectionFilter | None, first: int | None, after: str | None
) -> Connection[Inspection]:
    context, sight, catalogue = info.context, sight_of(info.context.asker), shown(info.context.catalogue)
    if sight is None:
        raise Forbidden("不归你看 / they are not yours to see")
    only = inspected.EVERY if given is None else given.meant(context)
    return await _listed(
        info,
        partial(inspected.inspections, only=only, sight=sight),
        page_request(inspected.LATEST_FIRST, first=first, after=after),
        lambda one, subject: shown_inspection(one.inspection, subject, catalogue),
    )


async def listed_measures(
    info: Info, given: MeasureTakenFilter | None, first: int | None, after: str | None
) -> Connection[MeasureTaken]:
    catalogue = shown(info.context.catalogue)
    return await _listed(
        info,
        partial(taken.measures_taken, only=meant(given, info.context)),
        page_request(taken.LATEST_FIRST, first=first, after=after),
        lambda one, subject: shown_measure(one.taken, subject, catalogue),
    )


async def listed_objections(
    info: Info, given: ObjectionFilter | None, first: int | None, after: str | None
) -> Connection[Objection]:
    context, catalogue = info.context, shown(info.context.catalogue)
    return await _listed(
        info,
        partial(objected.objections, only=of_objections(given, context)),
        page_request(objected.OLDEST_FIRST, first=first, after=after),
        lambda one, subject: shown_objection(one.objected, subject, catalogue, context.today),
    )


async def listed_repairs(
    info: Info, given: CreditRepairFilter | None, first: int | None, after: str | None
) -> Connection[CreditRepair]:
    context, sight, catalogue = info.context, sight_of_repairs(info.context.asker), shown(info.context.catalogue)
    if sight is None:
        raise Forbidden("不归你看 / they are not yours to see")
    only = repaired.EVERY if given is None else given.meant(context)
    return await _listed(
        info,
        partial(repaired.repairs, only=only, sight=sight),
        page_request(repaired.LATEST_FIRST, first=first, after=after),
        lambda one, subject: shown_repair(one.repair, subject, catalogue),
    )


async def counted_measures(
    context: Context, by: Sequence[MeasureDimension], given: MeasureTakenFilter | None
) -> list[MeasureCount]:
    counts = await taken.measure_counts(context.store, by, only=meant(given, context), timeout=context.timeout)
    return shown_measure_counts(counts, shown(context.catalogue))


async def _listed(
    info: Info, read: Callable[..., Awaitable[Page[R]]], request: PageRequest, show: Callable[[R, Subject], T]
) -> Connection[T]:
    """A page of what `read` finds, with what is selected of the subjects."""
    context, selected = info.context, Selected.by(info)
    needs = selected.needs()
    page = await read(context.store, request, needs=needs, wanted=wanted_of(selected), timeout=context.timeout)
    return connection(page, lambda one: show(one, Subject.of(one.subject, needs)))
