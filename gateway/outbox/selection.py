"""Which changes a subscriber wants."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from gateway.webhooks.configuration import Subscriber
from graph_model.catalogue import Catalogue
from graph_model.change_kinds import InspectionChange
from graph_model.changes import Change
from graph_model.draws.values import InspectionTask
from graph_model.model import DiscrepancyRecord, Grade, GradeRecord, SubjectKind
from graph_model.objections.reading import Objected
from graph_model.raised_warnings import RaisedWarning
from graph_model.reviews import DiscrepancyReview


@dataclass(frozen=True, slots=True)
class Selection:
    """An empty set lets everything pass. `departments` are keys; `department_of` is the department of an item, by keys."""

    departments: frozenset[str]
    items: frozenset[str]
    grades: frozenset[Grade]
    persons: bool
    department_of: Mapping[str, str]

    @classmethod
    def of(cls, subscriber: Subscriber, catalogue: Catalogue) -> Self:
        """Raises BadInput, at its line, for a department or an item that the plan does not have."""
        keys = subscriber.keys
        departments = set()
        for place, name in enumerate(keys.departments):
            department = catalogue.department(name)
            if department is None:
                raise subscriber.error(f"没有部门 / no department {name!r}", "departments", place)
            departments.add(department.key)
        for place, key in enumerate(keys.items):
            if catalogue.item(key) is None:
                raise subscriber.error(f"没有监管事项 / no supervision item {key!r}", "items", place)
        of = {item.key: item.department_key for item in catalogue.items}
        return cls(frozenset(departments), frozenset(keys.items), frozenset(keys.grades), keys.persons, of)

    def takes(self, change: Change) -> bool:
        """Whether the subscriber wants it. What is not tied to an item passes only where no item and no department is named; an inspection
        that is not published, and an objection, only where its department is."""
        if change.subject.subject.kind is SubjectKind.PERSON and not self.persons:
            return False
        if isinstance(change.value, GradeRecord) and self.grades and change.value.grade not in self.grades:
            return False
        if isinstance(change.value, InspectionChange) and not (
            change.value.published or change.value.inspection.department_key in self.departments
        ):
            return False
        if isinstance(change.value, Objected):
            one = change.value.objection
            return one.department_key in self.departments and (not self.items or one.item_key in self.items)
        items = items_of(change)
        if self.items and not self.items.intersection(items):
            return False
        return not self.departments or any(self.department_of.get(item) in self.departments for item in items)


def items_of(change: Change) -> tuple[str, ...]:
    """The items that a change is about: one, those of a task, the two of a discrepancy, or none."""
    match change.value:
        case DiscrepancyReview(discrepancy=one) | (DiscrepancyRecord() as one):
            return one.high_item, one.low_item
        case InspectionChange(inspection=inspection):
            return (inspection.item_key,)
        case Objected(objection=objection):
            return (objection.item_key,)
        case RaisedWarning(items=warned):
            return warned
        case InspectionTask(items=items):
            return tuple(item for item, _ in items)
        case one:
            return () if one.item_key is None else (one.item_key,)
