"""From drawn lines to visits: one for a subject, with all its items, the way of inspecting, and the inspectors drawn for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

import msgspec

from graph_model.model import Grade
from graph_model.sampling.lots import Lots
from graph_model.sampling.pool import Inspector, Stratum, drawn_from, places_of
from graph_model.sampling.rates import METHODS, InspectionMethod


class GradedItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """An item and the grade by which it is inspected."""

    item: str
    grade: Grade


class Visit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """One visit to one subject: what is inspected, how, and by whom. `short` are departments that had too few inspectors for it."""

    subject: str
    district: str
    items: tuple[GradedItem, ...]
    method: InspectionMethod
    inspectors: tuple[str, ...]
    short: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Agenda:
    """What visits with the same items and grades have in common; `departments` by key, each with its items."""

    items: tuple[GradedItem, ...]
    method: InspectionMethod
    departments: tuple[tuple[str, frozenset[str]], ...]


def visits(
    strata: Sequence[Stratum],
    drawn: Mapping[str, Sequence[int]],
    *,
    inspectors: Sequence[Inspector],
    departments: Mapping[str, str],
    each: int,
    lots: Lots,
) -> list[Visit]:
    """The visits by subject. `departments` are by item, `each` is how many inspectors a department sends.

    Inspectors are drawn in the order of the visits and, in a visit, of the departments' keys: among those that may inspect it
    one of those with the fewest visits so far. Raises MalformedPool for lines that are none.
    """
    agendas: dict[tuple[str, str], _Agenda] = {}
    found: list[tuple[str, str, _Agenda]] = []
    for stratum in strata:
        for subject, district, others in drawn_from(stratum, drawn[stratum.name]):
            agenda = agendas.get((stratum.name, others))
            if agenda is None:
                agenda = agendas[stratum.name, others] = _agenda(places_of(stratum, others), departments)
            found.append((subject, district, agenda))
    found.sort(key=itemgetter(0))
    roster = _Roster(inspectors, each, lots)
    return [_visit(subject, district, agenda, roster) for subject, district, agenda in found]


def method(grades: Iterable[Grade]) -> InspectionMethod:
    """The strictest of the ways in which the grades of a visit are inspected."""
    return max((METHODS[grade] for grade in grades), key=list(InspectionMethod).index)


def _agenda(places: Sequence[tuple[str, Grade]], departments: Mapping[str, str]) -> _Agenda:
    by_department: dict[str, set[str]] = {}
    for item, _ in places:
        by_department.setdefault(departments[item], set()).add(item)
    return _Agenda(
        tuple(GradedItem(item, grade) for item, grade in places),
        method(grade for _, grade in places),
        tuple((department, frozenset(items)) for department, items in sorted(by_department.items())),
    )


def _visit(subject: str, district: str, agenda: _Agenda, roster: "_Roster") -> Visit:
    if not roster.anybody:
        return Visit(subject, district, agenda.items, agenda.method, (), ())
    sent: list[str] = []
    short: list[str] = []
    for department, items in agenda.departments:
        chosen = roster.draw(department, items, district, subject)
        sent += chosen
        short += [department] if len(chosen) < roster.each else []
    return Visit(subject, district, agenda.items, agenda.method, tuple(sent), tuple(short))


class _Roster:
    """The inspectors with how many visits each has."""

    def __init__(self, inspectors: Sequence[Inspector], each: int, lots: Lots) -> None:
        self._all = sorted(inspectors, key=lambda one: one.key)
        self.anybody = bool(inspectors)
        self.each = each
        self._lots = lots
        self._visits = {one.key: 0 for one in self._all}
        self._barred: dict[str, set[str]] = {}
        for one in self._all:
            for subject in one.conflicts:
                self._barred.setdefault(subject, set()).add(one.key)
        self._able = lru_cache(maxsize=10_000)(self._found_able)

    def draw(self, department: str, items: frozenset[str], district: str, subject: str) -> list[str]:
        """So many of a department's as are sent, or as there are."""
        left = self._able(department, items, district)
        barred = self._barred.get(subject)
        if barred:
            left = [key for key in left if key not in barred]
        chosen: list[str] = []
        while left and len(chosen) < self.each:
            fewest = min(map(self._visits.__getitem__, left))
            candidates = [key for key in left if self._visits[key] == fewest]
            drawn = candidates[self._lots.below(len(candidates))]
            self._visits[drawn] += 1
            chosen.append(drawn)
            left = [key for key in left if key != drawn]
        return chosen

    def _found_able(self, department: str, items: frozenset[str], district: str) -> list[str]:
        return [
            one.key
            for one in self._all
            if one.department_key == department
            and (not one.items or items <= one.items)
            and (not one.districts or district in one.districts)
        ]
