"""Pages of inspections, of measures taken, of objections and of repairs, with their subjects, and counts of measures: of what is for
who asks."""

from collections.abc import Sequence

from graph_model.errors import Forbidden
from graph_model.inspections import reading as inspected
from graph_model.measures_taken import reading as taken
from graph_model.objections import reading as objected
from graph_model.paging import page_request
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


async def listed_inspections(
    info: Info, given: InspectionFilter | None, first: int | None, after: str | None
) -> Connection[Inspection]:
    context, selected = info.context, Selected.by(info)
    needs, sight = selected.needs(), sight_of(context.asker)
    if sight is None:
        raise Forbidden("不归你看 / they are not yours to see")
    page = await inspected.inspections(
        context.store,
        page_request(inspected.LATEST_FIRST, first=first, after=after),
        only=inspected.EVERY if given is None else given.meant(context),
        sight=sight,
        needs=needs,
        wanted=wanted_of(selected),
        timeout=context.timeout,
    )
    catalogue = shown(context.catalogue)
    return connection(page, lambda one: shown_inspection(one.inspection, Subject.of(one.subject, needs), catalogue))


async def listed_measures(
    info: Info, given: MeasureTakenFilter | None, first: int | None, after: str | None
) -> Connection[MeasureTaken]:
    context, selected = info.context, Selected.by(info)
    needs = selected.needs()
    page = await taken.measures_taken(
        context.store,
        page_request(taken.LATEST_FIRST, first=first, after=after),
        only=meant(given, context),
        needs=needs,
        wanted=wanted_of(selected),
        timeout=context.timeout,
    )
    catalogue = shown(context.catalogue)
    return connection(page, lambda one: shown_measure(one.taken, Subject.of(one.subject, needs), catalogue))


async def listed_objections(
    info: Info, given: ObjectionFilter | None, first: int | None, after: str | None
) -> Connection[Objection]:
    context, selected = info.context, Selected.by(info)
    needs = selected.needs()
    page = await objected.objections(
        context.store,
        page_request(objected.OLDEST_FIRST, first=first, after=after),
        only=of_objections(given, context),
        needs=needs,
        wanted=wanted_of(selected),
        timeout=context.timeout,
    )
    catalogue = shown(context.catalogue)
    return connection(
        page, lambda one: shown_objection(one.objected, Subject.of(one.subject, needs), catalogue, context.today)
    )


async def counted_measures(
    context: Context, by: Sequence[MeasureDimension], given: MeasureTakenFilter | None
) -> list[MeasureCount]:
    counts = await taken.measure_counts(context.store, by, only=meant(given, context), timeout=context.timeout)
    return shown_measure_counts(counts, shown(context.catalogue))


async def listed_repairs(
    info: Info, given: CreditRepairFilter | None, first: int | None, after: str | None
) -> Connection[CreditRepair]:
    context, selected = info.context, Selected.by(info)
    needs, sight = selected.needs(), sight_of_repairs(context.asker)
    if sight is None:
        raise Forbidden("不归你看 / they are not yours to see")
    page = await repaired.repairs(
        context.store,
        page_request(repaired.LATEST_FIRST, first=first, after=after),
        only=repaired.EVERY if given is None else given.meant(context),
        sight=sight,
        needs=needs,
        wanted=wanted_of(selected),
        timeout=context.timeout,
    )
    catalogue = shown(context.catalogue)
    return connection(page, lambda one: shown_repair(one.repair, Subject.of(one.subject, needs), catalogue))
