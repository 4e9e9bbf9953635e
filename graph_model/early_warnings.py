"""Early warnings (预警): what departments should know of a subject before they meet it again, newest first.

Plan 任务 8: 实现…监管预警结果信息等信用数据的共享协同。完善信用评价等级核查和预警机制.

Nothing is stored of them: a warning follows from what the graph keeps, is there as soon as that is written, and goes with it.

- FALL: an evaluation puts a subject two or more levels below the evaluation of the same item before it.
- SERIOUS_FACT: a serious dishonesty fact was recorded, and not repaired since.
- REGISTERED_AGAIN: who represents a subject whose latest grade on some item is D has registered another one since. To somebody who sees
  one district, where both are of it.

What was recorded since the beginning of the window counts, and only where it also happened within it: what a city is filled
with for the first time is history, and warns of nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache

from graph_model.disclosure import disclosed, disclosed_counts
from graph_model.errors import BadInput
from graph_model.keyset import beyond, limit, named, order_by, places
from graph_model.model import CITY_ZONE, DishonestyFact, GradeRecord, SubjectData, day_text, instant_text, parse_instant
from graph_model.paging import Column, Ordering, Page, PageRequest, Place, page_of
from graph_model.store import GraphStore, Row
from graph_model.subjects import Needs, projection, subject_data

DAYS, MOST_DAYS = 30, 366
"""The window where none is asked for, and the longest one."""


class WarningKind(StrEnum):
    """What a warning is about."""

    FALL = "FALL"
    SERIOUS_FACT = "SERIOUS_FACT"
    REGISTERED_AGAIN = "REGISTERED_AGAIN"


NEWEST_FIRST = Ordering(
    "warnings", (Column("moment", descending=True), Column("about"), Column("kind")), (str, str, str)
)
PARTS = Needs(records=True, facts=True, particulars=True)
"""What a warning tells of is among these parts of its subject."""


@dataclass(frozen=True, slots=True)
class EarlyWarning:
    """`about` is the key of the record or of the fact; of a registration `older>newer`, the keys of both subjects. `at`: when it was
    recorded; of a registration, which the graph knows by its day alone, the first moment of that day in UTC.

    `record` and `before` are the evaluation and the one that it fell from; `fact` the serious fact; of a registration `subject` is
    the newer one, and `registered_of` tells the older one, which is graded D.
    """

    kind: WarningKind
    at: datetime
    about: str
    subject: SubjectData
    record: GradeRecord | None = None
    before: GradeRecord | None = None
    fact: DishonestyFact | None = None

    @property
    def place(self) -> Place:
        return instant_text(self.at), self.about, self.kind.value


@dataclass(frozen=True, slots=True)
class WarningFilter:
    """Which warnings: `since` is the first day of the window (Asia/Shanghai); of a `district` those of its subjects; of these
    `items` those that are about a grade or a fact of theirs."""

    since: date
    kinds: tuple[WarningKind, ...] = tuple(WarningKind)
    district: str | None = None
    items: tuple[str, ...] | None = None


def window(since: date | None, today: date) -> date:
    """The first day of the window. Raises BadInput for one that begins too early or has not come."""
    if since is None:
        return today - timedelta(days=DAYS)
    if since > today or since < today - timedelta(days=MOST_DAYS):
        raise BadInput(f"应在今天之前、{MOST_DAYS} 天之内 / must be a day of the last {MOST_DAYS}", "filter.since")
    return since


async def early_warnings(
    store: GraphStore,
    request: PageRequest,
    only: WarningFilter,
    *,
    needs: Needs = PARTS,
    timeout: float | None = None,
) -> Page[EarlyWarning]:
    """A page of warnings, the latest first (`request` reads forwards); one query."""
    disclosed_counts()
    if not only.kinds:
        return page_of(NEWEST_FIRST, request, [], _place)
    asked = _Asked(
        tuple(sorted(set(only.kinds))),
        limit(request.size),
        after=request.after is not None,
        district=only.district is not None,
        items=only.items is not None,
    )
    parameters = {
        **places(request),
        "since": instant_text(datetime.combine(only.since, time(), CITY_ZONE)),
        "sinceDay": day_text(only.since),
        "ever": "9999",
        "district": only.district,
        "items": list(only.items or ()),
    }
    text = _clauses(asked) + projection(needs | PARTS, "kind, moment, about, prior")
    rows = await store.read(text, parameters, timeout=timeout)
    return page_of(NEWEST_FIRST, request, [_warning(row) for row in rows], _place)


def _place(warning: EarlyWarning) -> Place:
    return warning.place


@dataclass(frozen=True, slots=True)
class _Asked:
    """What of a question makes another text of the query."""

    kinds: Sequence[WarningKind]
    most: int
    after: bool
    district: bool
    items: bool


_LAST = "substring(max({day} + {grade}), 10)"
"""The grade of the latest evaluation: days are texts of ten characters."""
_SINCE = "{one}.recordedAt >= $since AND {one}.recordedAt < $ever"
"""With a bound that nothing is beyond: of a window so long the embedded store finds sooner what it passes over than by its index."""
_FELL = "((g.grade = 'C' AND prior = 'A') OR (g.grade = 'D' AND (prior = 'A' OR prior = 'B')))"
_DISTRICT = " AND s.district = $district"


def _fall(asked: _Asked) -> str:
    district = _DISTRICT if asked.district else ""
    items = " AND g.itemKey IN $items" if asked.items else ""
    prior = _LAST.format(day="o.evaluatedOn", grade="o.grade")
    return (
        f"MATCH (g:GradeRecord) WHERE {_SINCE.format(one='g')} AND g.supersededAt IS NULL AND g.grade IN ['C', 'D'] "
        f"AND g.evaluatedOn >= $sinceDay{items} "
        "MATCH (s:Subject)-[:GRADED]->(g) MATCH (s)-[:GRADED]->(o:GradeRecord) "
        f"WHERE o.itemKey = g.itemKey AND o.supersededAt IS NULL AND o.evaluatedOn < g.evaluatedOn{district} "
        f"WITH s, g, {prior} AS prior WHERE {_FELL} "
        "RETURN s.key AS whose, 'FALL' AS kind, g.recordedAt AS moment, g.key AS about, prior"
    )


def _serious(asked: _Asked) -> str:
    district = _DISTRICT if asked.district else ""
    items = " AND f.itemKey IN $items" if asked.items else ""
    return (
        f"MATCH (f:DishonestyFact) WHERE {_SINCE.format(one='f')} AND f.severity = 'serious' AND f.withdrawnAt IS NULL "
        "AND f.retiredOn IS NULL "
        f"AND f.occurredOn >= $sinceDay{items} MATCH (s:Subject)-[:COMMITTED]->(f) WHERE s.key <> ''{district} "
        "RETURN s.key AS whose, 'SERIOUS_FACT' AS kind, f.recordedAt AS moment, f.key AS about, '' AS prior"
    )


def _registered_again(asked: _Asked) -> str:
    district, theirs = (_DISTRICT, " AND d.district = $district") if asked.district else ("", "")
    items = " AND r.itemKey IN $items" if asked.items else ""
    last = _LAST.format(day="r.evaluatedOn", grade="r.grade")
    return (
        f"MATCH (s:Subject) WHERE s.registeredOn >= $sinceDay{district} "
        "MATCH (p:Subject)-[:LEGAL_REPRESENTATIVE_OF]->(s) MATCH (p)-[:LEGAL_REPRESENTATIVE_OF]->(d:Subject) "
        f"WHERE d.key <> s.key AND d.registeredOn < s.registeredOn{theirs} "
        f"MATCH (d)-[:GRADED]->(r:GradeRecord) WHERE r.supersededAt IS NULL{items} "
        f"WITH s, d, r.itemKey AS item, {last} AS prior WHERE prior = 'D' "
        "WITH DISTINCT s, d RETURN s.key AS whose, 'REGISTERED_AGAIN' AS kind, "
        "s.registeredOn + 'T00:00:00.000000Z' AS moment, d.key + '>' + s.key AS about, '' AS prior"
    )


_BRANCHES = {
    WarningKind.FALL: _fall,
    WarningKind.SERIOUS_FACT: _serious,
    WarningKind.REGISTERED_AGAIN: _registered_again,
}


@cache
def _clauses(asked: _Asked) -> str:
    branches = " UNION ALL ".join(_BRANCHES[WarningKind(kind)](asked) for kind in asked.kinds)
    bounds = f"WHERE {beyond(NEWEST_FIRST, 'after')} " if asked.after else ""
    return (
        f"CALL {{ {branches} }} WITH whose, kind, moment, about, prior {bounds}"
        f"WITH whose, prior, {named(NEWEST_FIRST)} {order_by(NEWEST_FIRST)} LIMIT {asked.most} "
        "MATCH (s:Subject {key: whose}) WITH s, k2 AS kind, k0 AS moment, k1 AS about, prior "
    )


def _warning(row: Row) -> EarlyWarning:
    kind, moment, about = WarningKind(row[0]), row[1], row[2]
    data = subject_data(row, 4)
    at = parse_instant(moment)
    assert at is not None
    if kind is WarningKind.FALL:
        record = next(one for one in data.records if one.key == about)
        return EarlyWarning(kind, at, about, data, record=record, before=_before(data.records, record))
    if kind is WarningKind.SERIOUS_FACT:
        return EarlyWarning(kind, at, about, data, fact=next(one for one in data.facts if one.key == about))
    warning = EarlyWarning(kind, at, about, data)
    disclosed(registered_of(warning))
    return warning


def _before(records: Sequence[GradeRecord], record: GradeRecord) -> GradeRecord:
    """The evaluation of the same item before a record, as it is known now."""
    earlier = [
        one
        for one in records
        if one.item_key == record.item_key and one.superseded_at is None and one.evaluated_on < record.evaluated_on
    ]
    return max(earlier, key=lambda one: (one.evaluated_on, one.grade.value))


def registered_of(warning: EarlyWarning) -> str:
    """The key of the older subject, which is graded D."""
    return warning.about.partition(">")[0]
