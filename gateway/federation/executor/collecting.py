"""Which fields an object of one type answers, once it is known which variables hold (CollectFields of the specification)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from gateway.federation.executor.conditions import holds
from gateway.federation.planner.operation import FieldSelection, Selection


@dataclass(slots=True)
class Collected:
    """A field of the answer: its response key, its name and everything selected in it."""

    key: str
    name: str
    selections: list[Selection] = field(default_factory=list)


def collect(selections: Iterable[Selection], type_name: str, variables: Mapping[str, object]) -> list[Collected]:
    """The fields of an object of `type_name`, in the order of the answer."""
    found: dict[str, Collected] = {}
    for selection in _of_type(selections, type_name, variables):
        standing = found.setdefault(selection.key, Collected(selection.key, selection.name))
        standing.selections.extend(selection.selections)
    return list(found.values())


def _of_type(
    selections: Iterable[Selection], type_name: str, variables: Mapping[str, object]
) -> Iterator[FieldSelection]:
    for selection in selections:
        if not holds(selection.conditions, variables):
            continue
        if isinstance(selection, FieldSelection):
            yield selection
        elif selection.type_name == type_name:
            yield from _of_type(selection.selections, type_name, variables)
