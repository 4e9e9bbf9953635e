"""The catalogue as GraphQL values, made once for a catalogue and shared by every operation: reading them costs nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import strawberry

from graph_model import catalogue as domain
from graph_model import model
from resolvers.departments import Department
from resolvers.items import SupervisionItem
from resolvers.measures import Authorisation, Conduct, LegalBasis, Measure
from resolvers.scales import Scale, ScaleGrade
from resolvers.systems import SupportSystem, SystemDependency

_EVALUATIONS = "评价结果 / evaluations"


@dataclass(frozen=True, slots=True)
class ShownCatalogue:
    """GraphQL values by key, in the plan's order."""

    departments: Mapping[str, Department]
    systems: Mapping[str, SupportSystem]
    scales: Mapping[str, Scale]
    items: Mapping[str, SupervisionItem]
    measures: Mapping[str, Measure]
    bases: Mapping[str, LegalBasis]
    conducts: Mapping[str, Conduct]

    def department_of(self, item_key: str) -> Department | None:
        """The department that grades an item, also of the composite."""
        if item_key == model.COMPOSITE:
            return self.departments.get(domain.COMPOSITE_ITEM.department_key)
        item = self.items.get(item_key)
        return None if item is None else item.department


_latest: tuple[domain.Catalogue, ShownCatalogue] | None = None


def shown(catalogue: domain.Catalogue) -> ShownCatalogue:
    """The GraphQL values of a catalogue; those of the last one asked for are kept."""
    global _latest  # noqa: PLW0603 (a memory of one pure result)
    latest = _latest
    if latest is None or latest[0] is not catalogue:
        latest = _latest = (catalogue, _made(catalogue))
    return latest[1]


def _made(catalogue: domain.Catalogue) -> ShownCatalogue:
    departments = {d.key: _department(d) for d in catalogue.departments}
    systems = {s.key: _system(s) for s in catalogue.systems}
    scales = {s.key: _scale(s) for s in catalogue.scales}
    items = {i.key: _item(i, departments, systems, scales) for i in catalogue.items}
    _connect(items, departments)
    _depend(catalogue.systems, systems, items)
    bases = {b.key: _basis(b) for b in catalogue.bases}
    conducts = {
        c.key: Conduct(key=strawberry.ID(c.key), name=c.name, definition=c.definition) for c in catalogue.conducts
    }
    authorisations = _authorisations(catalogue, bases, conducts, items)
    measures = {m.key: _measure(m, catalogue, authorisations.get(m.key, [])) for m in catalogue.measures}
    return ShownCatalogue(departments, systems, scales, items, measures, bases, conducts)


def _department(department: model.Department) -> Department:
    return Department(
        id=strawberry.ID(f"department:{department.key}"),
        key=strawberry.ID(department.key),
        name=department.name,
        items=[],
        item_count=0,
    )


def _system(system: model.System) -> SupportSystem:
    return SupportSystem(
        id=strawberry.ID(f"system:{system.key}"),
        key=strawberry.ID(system.key),
        name=system.name,
        kind=system.kind,
        use=system.use,
        items=[],
        dependencies=[],
    )


def _scale(scale: model.Scale) -> Scale:
    lowest, highest = scale.score_range or (None, None)
    return Scale(
        id=strawberry.ID(f"scale:{scale.key}"),
        key=strawberry.ID(scale.key),
        name=scale.name,
        version=scale.version,
        document=scale.document,
        ours=scale.ours,
        grades=[
            ScaleGrade(native=g.native, grade=g.grade, aliases=list(g.aliases), least=g.least) for g in scale.grades
        ],
        lowest_score=lowest,
        highest_score=highest,
    )


def _item(
    item: model.Item,
    departments: Mapping[str, Department],
    systems: Mapping[str, SupportSystem],
    scales: Mapping[str, Scale],
) -> SupervisionItem:
    return SupervisionItem(
        id=strawberry.ID(f"item:{item.key}"),
        key=strawberry.ID(item.key),
        number=item.number,
        annex=item.annex,
        name=item.name,
        objects=item.objects,
        object_kinds=list(item.object_kinds),
        department=departments[item.department_key],
        system=None if item.system_key is None else systems.get(item.system_key),
        scale=scales.get(item.scale_key),
        starts_on=item.starts_on,
    )


def _connect(items: Mapping[str, SupervisionItem], departments: Mapping[str, Department]) -> None:
    """Hang the items on their departments and systems."""
    for item in items.values():
        item.department.items.append(item)
        if item.system is not None:
            item.system.items.append(item)
    for department in departments.values():
        department.item_count = len(department.items)


def _depend(
    named: Iterable[model.System], systems: Mapping[str, SupportSystem], items: Mapping[str, SupervisionItem]
) -> None:
    """Hang on each system what depends on it: annex 1 tells it of the items that name the system, the plan's text the rest."""
    for one in named:
        system = systems[one.key]
        if system.items:
            system.dependencies.append(_dependency(system.items, _EVALUATIONS, "附件 1", system.name))
        for each in one.dependencies:
            keys = items if each.item_keys is None else each.item_keys
            depending = [items[key] for key in keys if key in items]
            system.dependencies.append(_dependency(depending, each.purpose, each.source, each.quote))


def _dependency(items: list[SupervisionItem], purpose: str, source: str, quote: str) -> SystemDependency:
    return SystemDependency(items=items, purpose=purpose, source=source, quote=quote)


def _basis(basis: model.LegalBasis) -> LegalBasis:
    return LegalBasis(
        key=strawberry.ID(basis.key),
        level=basis.level,
        title=basis.title,
        article=basis.article,
        document_no=basis.document_no,
        text=basis.text,
    )


def _authorisations(
    catalogue: domain.Catalogue,
    bases: Mapping[str, LegalBasis],
    conducts: Mapping[str, Conduct],
    items: Mapping[str, SupervisionItem],
) -> dict[str, list[Authorisation]]:
    made: dict[str, list[Authorisation]] = {}
    for one in catalogue.authorisations:
        conduct = conducts.get(one.conduct) or Conduct(key=strawberry.ID(one.conduct), name=one.conduct, definition="")
        item = None if one.item_key is None else items.get(one.item_key)
        made.setdefault(one.measure_key, []).append(
            Authorisation(conduct=conduct, legal_basis=bases[one.basis_key], item=item)
        )
    return made


def _measure(measure: model.Measure, catalogue: domain.Catalogue, authorisations: list[Authorisation]) -> Measure:
    return Measure(
        id=strawberry.ID(f"measure:{measure.key}"),
        key=strawberry.ID(measure.key),
        name=measure.name,
        scenario=measure.scenario,
        direction=measure.direction,
        grade=measure.grade,
        condition=measure.condition,
        discretionary=measure.discretionary,
        quote=measure.quote,
        least_severity=catalogue.proportionality.get(measure.key),
        authorisations=authorisations,
    )
