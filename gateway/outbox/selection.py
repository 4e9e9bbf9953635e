"""Which changes a subscriber wants."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from gateway.webhooks.configuration import Subscriber
from graph_model.catalogue import Catalogue
from graph_model.changes import Change
from graph_model.model import DiscrepancyRecord, DishonestyFact, Grade, GradeRecord, SubjectKind


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
        """Whether the subscriber wants it. What is not tied to an item passes only where no item and no department is named."""
        if change.subject.subject.kind is SubjectKind.PERSON and not self.persons:
            return False
        if isinstance(change.value, GradeRecord) and self.grades and change.value.grade not in self.grades:
            return False
        items = items_of(change)
        if self.items and not self.items.intersection(items):
            return False
        return not self.departments or any(self.department_of.get(item) in self.departments for item in items)


def items_of(change: Change) -> tuple[str, ...]:
    """The items that a change is about: one, the two of a discrepancy, or none."""
    value = change.value
    if isinstance(value, DiscrepancyRecord):
        return value.high_item, value.low_item
    assert isinstance(value, GradeRecord | DishonestyFact)
    return () if value.item_key is None else (value.item_key,)
