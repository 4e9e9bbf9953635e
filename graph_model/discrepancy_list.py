"""The discrepancies that the graph keeps, newest first, with their subjects: one query."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from graph_model.disclosure import disclosed_all, disclosed_counts
from graph_model.keyset import Listing, PageQuery
from graph_model.model import DiscrepancyRecord, DiscrepancyState, SubjectData, instant_text
from graph_model.paging import ROWS, Column, Ordering, Page, PageRequest, Place, Wanted
from graph_model.reviews import overdue_before
from graph_model.rows import DISCREPANCY_COLUMNS, discrepancy_from
from graph_model.store import GraphStore, Row
from graph_model.subjects import NOTHING, Needs, projection, subject_data

NEWEST_FIRST = Ordering("discrepancies", (Column("w.raisedAt", descending=True), Column("w.key")), (str, str))
FOUND = f"w.key AS foundKey, [{DISCREPANCY_COLUMNS.replace('d.', 'w.')}] AS found"
CARRIED = "foundKey, found"


@dataclass(frozen=True, slots=True)
class DiscrepancyFilter:
    """Which discrepancies: every part that is not None must hold.

    `items`: one of them is its better or its worse item; `subjects` are keys; `least_levels` is at least so many levels apart;
    `district` is the subject's; `overdue_on`: it is not closed, and the day by which it was to be reviewed is before this one.
    """

    states: tuple[DiscrepancyState, ...] | None = None
    items: tuple[str, ...] | None = None
    subjects: tuple[str, ...] | None = None
    least_levels: int | None = None
    district: str | None = None
    overdue_on: date | None = None

    @property
    def pattern(self) -> str:
        return "(w:Discrepancy)" if self.district is None else "(w:Discrepancy)<-[:DISCREPANT]-(s:Subject)"


EVERY = DiscrepancyFilter()


@dataclass(frozen=True, slots=True)
class SubjectDiscrepancy:
    """A discrepancy and what was read of its subject."""

    record: DiscrepancyRecord
    subject: SubjectData

    @property
    def place(self) -> Place:
        return instant_text(self.record.raised_at), self.record.key


async def discrepancies(
    store: GraphStore,
    request: PageRequest,
    *,
    only: DiscrepancyFilter = EVERY,
    needs: Needs = NOTHING,
    wanted: Wanted = ROWS,
    timeout: float | None = None,
) -> Page[SubjectDiscrepancy]:
    """A page of discrepancies by the instant at which they were raised, the latest first, then by key."""
    disclosed_counts()  # an empty page tells something too
    disclosed_all(only.subjects or ())
    predicates = _predicates(only)
    listing = Listing("w", "Discrepancy", f"MATCH {only.pattern} WHERE {' AND '.join(predicates)}")
    query = PageQuery(listing, NEWEST_FIRST, request, wanted)
    carried = ", ".join(filter(None, (query.clauses.carried, CARRIED)))
    kept = ", ".join(filter(None, (query.clauses.carried, FOUND)))
    text = f"{query.clauses.text}OPTIONAL MATCH (s:Subject {{key: w.subjectKey}}) WITH s, {kept} "
    rows = await store.read(
        text + projection(needs, carried), {**_parameters(only), **query.parameters}, timeout=timeout
    )
    return query.page(rows, _value, lambda one: one.place)


async def read_discrepancy(
    store: GraphStore, key: str, needs: Needs = NOTHING, *, timeout: float | None = None
) -> SubjectDiscrepancy | None:
    """The discrepancy with this key and what `needs` says of its subject, or None."""
    text = f"MATCH (s:Subject)-[:DISCREPANT]->(w:Discrepancy {{key: $key}}) WITH s, {FOUND} "
    rows = await store.read(text + projection(needs, CARRIED), {"key": key}, timeout=timeout, point=True)
    return _value(rows[0], 0) if rows else None


def _value(row: Row, width: int) -> SubjectDiscrepancy:
    return SubjectDiscrepancy(discrepancy_from(row[width + 1]), subject_data(row, width + 2))


def _predicates(only: DiscrepancyFilter) -> list[str]:
    predicates = ["w.state IN $states"]
    if only.items is not None:
        predicates.append("(w.highItem IN $items OR w.lowItem IN $items)")
    if only.subjects is not None:
        predicates.append("w.subjectKey IN $subjects")
    if only.least_levels is not None:
        predicates.append("w.levels >= $leastLevels")
    if only.district is not None:
        predicates.append("s.district = $district")
    if only.overdue_on is not None:
        predicates.append("w.raisedAt < $raisedBefore AND w.state <> $closed")
    return predicates


def _parameters(only: DiscrepancyFilter) -> dict[str, Any]:
    states = tuple(DiscrepancyState) if only.states is None else only.states
    return {
        "states": [state.value for state in states],
        "items": list(only.items or ()),
        "subjects": list(only.subjects or ()),
        "leastLevels": only.least_levels or 0,
        "district": only.district,
        "raisedBefore": None if only.overdue_on is None else instant_text(overdue_before(only.overdue_on)),
        "closed": DiscrepancyState.CLOSED.value,
    }
