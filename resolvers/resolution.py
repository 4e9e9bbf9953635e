"""What the rules decide about measures, as GraphQL values."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import strawberry

from graph_model import measures as rules
from graph_model import model
from resolvers.catalogue import ShownCatalogue
from resolvers.grade_record import GradeRecord, shown_record
from resolvers.measures import AppliedMeasure, DishonestyFact, LegalBasis, MeasureResolution, WithheldMeasure

if TYPE_CHECKING:
    from resolvers.subject import Subject


def shown_fact(fact: model.DishonestyFact, catalogue: ShownCatalogue) -> DishonestyFact:
    named = catalogue.conducts.get(fact.conduct)
    return DishonestyFact(
        key=strawberry.ID(fact.key),
        conduct=strawberry.ID(fact.conduct),
        conduct_name=fact.conduct if named is None else named.name,
        severity=fact.severity,
        occurred_on=fact.occurred_on,
        document_no=fact.document_no,
        item=None if fact.item_key is None else catalogue.items.get(fact.item_key),
        description=fact.description,
        system=None if fact.system_key is None else catalogue.systems.get(fact.system_key),
        withdrawn_at=fact.withdrawn_at,
        retired_on=fact.retired_on,
        repair_key=None if fact.repair_key is None else strawberry.ID(fact.repair_key),
    )


def shown_resolution(
    resolution: rules.MeasureResolution, subject: "Subject", catalogue: ShownCatalogue, as_of: date
) -> MeasureResolution:
    """A resolution as of a day; a record that brings several measures is one value."""
    records: dict[str, GradeRecord] = {}

    def record(of: model.GradeRecord) -> GradeRecord:
        if of.key not in records:
            records[of.key] = shown_record(of, subject, catalogue, as_of)
        return records[of.key]

    return MeasureResolution(
        applied=[_applied(one, record(one.because), catalogue) for one in resolution.applied],
        withheld=[_withheld(one, record(one.because), catalogue) for one in resolution.withheld],
    )


def _applied(one: rules.AppliedMeasure, because: GradeRecord, catalogue: ShownCatalogue) -> AppliedMeasure:
    return AppliedMeasure(
        measure=catalogue.measures[one.measure.key],
        grade=one.grade,
        item=None if one.item is None else catalogue.items[one.item.key],
        because=because,
        advisory=one.advisory,
        facts=[shown_fact(fact, catalogue) for fact in one.facts],
        legal_basis=_bases(one.legal_basis, catalogue),
    )


def _withheld(one: rules.WithheldMeasure, because: GradeRecord, catalogue: ShownCatalogue) -> WithheldMeasure:
    return WithheldMeasure(
        measure=catalogue.measures[one.measure.key],
        item=None if one.item is None else catalogue.items[one.item.key],
        because=because,
        reason=one.reason,
        explanation=one.explanation,
    )


def _bases(bases: Sequence[model.LegalBasis], catalogue: ShownCatalogue) -> list[LegalBasis]:
    return [catalogue.bases[basis.key] for basis in bases]
