"""Which market entities there are: filtered, ordered, paged and counted; one query, with the parts of each that are needed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from graph_model.disclosure import disclosed_all, disclosed_counts
from graph_model.keyset import Listing, PageQuery
from graph_model.model import Grade, Subject, SubjectData, SubjectKind, day_text
from graph_model.paging import ROWS, Column, Ordering, Page, PageRequest, Place, Wanted
from graph_model.store import GraphStore
from graph_model.subjects import NOTHING, Needs, projection, subject_data

ENTITY = "s.key > 'uscc:'"
"""Keys of entities begin `uscc:`, those of persons `person:`, which sorts before."""

CURRENT = (
    "g.supersededAt IS NULL AND g.evaluatedOn <= $today AND (g.validUntil IS NULL OR g.validUntil >= $today) "
    "AND NOT EXISTS { MATCH (s)-[:GRADED]->(later:GradeRecord) WHERE later.itemKey = g.itemKey "
    "AND later.supersededAt IS NULL AND later.evaluatedOn <= $today AND (later.evaluatedOn > g.evaluatedOn "
    "OR (later.evaluatedOn = g.evaluatedOn AND (later.recordedAt > g.recordedAt "
    "OR (later.recordedAt = g.recordedAt AND later.key > g.key)))) }"
)
"""`g` is the current record of `s` on its item and in force (`grades.current_records` and `grades.in_force`)."""


def current_as_known() -> str:
    """CURRENT as it was known at `$known`."""
    text = CURRENT
    for node in ("g", "later"):
        known = f"({node}.recordedAt <= $known AND ({node}.supersededAt IS NULL OR {node}.supersededAt > $known))"
        text = text.replace(f"{node}.supersededAt IS NULL", known)
    return text


GRADED = "EXISTS { MATCH (s)-[:GRADED]->(g:GradeRecord) WHERE {about} AND " + CURRENT + " }"

NAME_CONTAINS = "toLower(s.displayName) CONTAINS $nameContains"


class EntityOrderField(StrEnum):
    """What entities can be ordered by. Where two are equal, their keys decide."""

    KEY = "KEY"
    NAME = "NAME"
    REGISTERED_ON = "REGISTERED_ON"
    DISTRICT = "DISTRICT"


_EXPRESSIONS = {
    EntityOrderField.KEY: "s.key",
    EntityOrderField.NAME: "s.displayName",
    EntityOrderField.REGISTERED_ON: "coalesce(s.registeredOn, '')",
    EntityOrderField.DISTRICT: "coalesce(s.district, '')",
}


@dataclass(frozen=True, slots=True)
class EntityOrder:
    """One column of an order; text sorts by code point, an unknown day or district before every known one."""

    field: EntityOrderField
    descending: bool = False


@dataclass(frozen=True, slots=True)
class EntityFilter:
    """Which subjects: every part that is not None must hold; of several values in a part one.

    `items` and `grades` speak of the current grade in force: there is one on one of the items (None: on any but the
    composite) with one of the grades. `name_contains` ignores letter case. Days are inclusive.
    """

    kinds: tuple[SubjectKind, ...] | None = None
    districts: tuple[str, ...] | None = None
    industries: tuple[str, ...] | None = None
    statuses: tuple[str, ...] | None = None
    items: tuple[str, ...] | None = None
    grades: tuple[Grade, ...] | None = None
    name_contains: str | None = None
    registered_from: date | None = None
    registered_to: date | None = None
    synthetic: bool | None = None

    def within(self, district: str | None) -> "EntityFilter":
        """Those of them that are in a district; None: all."""
        if district is None:
            return self
        named = self.districts is None or district in self.districts
        return replace(self, districts=(district,) if named else ())


EVERY = EntityFilter()


async def entities(
    store: GraphStore,
    request: PageRequest,
    *,
    only: EntityFilter = EVERY,
    order: Ordering | None = None,
    needs: Needs = NOTHING,
    wanted: Wanted = ROWS,
    today: date,
    timeout: float | None = None,
) -> Page[SubjectData]:
    """A page of the entities that `only` lets through, in `order` (`ordering`; None: by key); one query."""
    columns = order or ordering(())
    listing = Listing("s", "Subject", f"MATCH (s:Subject) WHERE {' AND '.join([ENTITY, *subject_predicates(only)])}")
    query = PageQuery(listing, columns, request, wanted)
    rows = await store.read(
        query.clauses.text + projection(needs, query.clauses.carried),
        {**filter_parameters(only, today), **query.parameters},
        timeout=timeout,
    )
    page = query.page(rows, subject_data, lambda data: _place(columns, data.subject))
    if _graded(only):  # whoever is on it, or how many there are, tells their grades
        disclosed_counts()
        disclosed_all(data.subject.key for data in page.rows)
    return page


@cache
def ordering(orders: tuple[EntityOrder, ...]) -> Ordering:
    """The order by these columns, the key last; a column that comes again, or after the key, says nothing new."""
    columns: dict[EntityOrderField, bool] = {}
    for one in orders:
        if EntityOrderField.KEY not in columns:
            columns.setdefault(one.field, one.descending)
    columns.setdefault(EntityOrderField.KEY, False)
    return Ordering(
        "entities " + " ".join(f"{'-' if descending else ''}{field.value}" for field, descending in columns.items()),
        tuple(Column(_EXPRESSIONS[field], descending) for field, descending in columns.items()),
        (str,) * len(columns),
    )


_VALUES: Mapping[str, Callable[[Subject], str]] = {
    "s.key": lambda subject: subject.key,
    "s.displayName": lambda subject: subject.name,
    "coalesce(s.registeredOn, '')": lambda subject: day_text(subject.registered_on) if subject.registered_on else "",
    "coalesce(s.district, '')": lambda subject: subject.district or "",
}


def _place(order: Ordering, subject: Subject) -> Place:
    return tuple(_VALUES[column.expression](subject) for column in order.columns)


# --- the filter ----------------------------------------------------------------------------------------------------------


def subject_predicates(only: EntityFilter) -> list[str]:
    """Predicates on `s`, for the parameters of `filter_parameters`."""
    return [*own_predicates(only), *_graded(only)]


def own_predicates(only: EntityFilter) -> list[str]:
    """Those that speak of the subject itself, not of its grades."""
    parts: Sequence[tuple[object, str]] = (
        (only.kinds, "s.kind IN $kinds"),
        (only.districts, "s.district IN $districts"),
        (only.industries, "s.industry IN $industries"),
        (only.statuses, "s.status IN $statuses"),
        (only.name_contains, NAME_CONTAINS),
        (only.registered_from, "s.registeredOn >= $registeredFrom"),
        (only.registered_to, "s.registeredOn <= $registeredTo"),
        (only.synthetic, "s.synthetic = $synthetic"),
    )
    return [predicate for value, predicate in parts if value is not None]


def record_predicates(only: EntityFilter) -> list[str]:
    """Predicates on a record `g`: its item and its grade."""
    about = "g.itemKey IN $items" if only.items is not None else "g.itemKey <> 'composite'"
    return [about] if only.grades is None else [about, "g.grade IN $grades"]


def _graded(only: EntityFilter) -> list[str]:
    if only.items is None and only.grades is None:
        return []
    return [GRADED.replace("{about}", " AND ".join(record_predicates(only)))]


def filter_parameters(only: EntityFilter, today: date) -> dict[str, Any]:
    """Parameters of the predicates; `$today` is the day on which grades are current and in force."""
    values: dict[str, Any] = {
        "kinds": _texts(only.kinds),
        "districts": _texts(only.districts),
        "industries": _texts(only.industries),
        "statuses": _texts(only.statuses),
        "items": _texts(only.items),
        "grades": _texts(only.grades),
        "nameContains": None if only.name_contains is None else only.name_contains.lower(),
        "registeredFrom": None if only.registered_from is None else day_text(only.registered_from),
        "registeredTo": None if only.registered_to is None else day_text(only.registered_to),
        "synthetic": only.synthetic,
    }
    return {"today": day_text(today), **{name: value for name, value in values.items() if value is not None}}


def _texts(values: Sequence[str] | None) -> list[str] | None:
    return None if values is None else [str(value) for value in values]
