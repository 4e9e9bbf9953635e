"""A department's inbox (待办): what waits for it, the most urgent first.

Plan 任务 8: 对同一市场主体评价等级存在两档以上差距的,要及时通报相关部门进行复核; 任务 9 and §一(三): what is drawn is to be
inspected, and what was inspected to be published.

What has a day by which it is due comes by that day, so that what is overdue or escalated stands first; what has none comes last, by how
long it waits. Of each kind the day follows from since when it waits, so each is read in its own order and all in one question.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from graph_model import reviews
from graph_model.disclosure import disclosed, disclosed_counts
from graph_model.draws.values import TASK_COLUMNS, InspectionTask, task_from
from graph_model.keyset import limit
from graph_model.model import (
    CITY_ZONE,
    DiscrepancyRecord,
    Inspection,
    InspectionState,
    SubjectData,
    city_day,
    day_text,
    instant_text,
    parse_instant,
)
from graph_model.objections.objection import COLUMNS as OBJECTION_COLUMNS
from graph_model.objections.objection import DAYS as OBJECTION_DAYS
from graph_model.objections.objection import objection_from
from graph_model.objections.values import Objection
from graph_model.paging import Column, Ordering, Page, PageRequest, Place, page_of
from graph_model.raised_warnings import WARNING_COLUMNS, RaisedWarning, warning_from
from graph_model.repairs.values import CreditRepair, RepairState
from graph_model.rows import (
    DISCREPANCY_COLUMNS,
    INSPECTION_COLUMNS,
    REPAIR_COLUMNS,
    discrepancy_from,
    inspection_from,
    repair_from,
)
from graph_model.store import GraphStore, Row
from graph_model.subjects import NOTHING, Needs, projection, subject_data

TASK_DAYS = 30
"""For an inspection, from the day on which it is drawn. The plan gives no number: ours."""
NEVER, LAST_INSTANT = "9999-12-31", "~"
"""The due day of what has none, and an instant behind every other."""


class InboxKind(StrEnum):
    """What waits."""

    CREDIT_REPAIR = "CREDIT_REPAIR"
    DISCREPANCY = "DISCREPANCY"
    EARLY_WARNING = "EARLY_WARNING"
    INSPECTION_PUBLICATION = "INSPECTION_PUBLICATION"
    INSPECTION_REVIEW = "INSPECTION_REVIEW"
    INSPECTION_REVISION = "INSPECTION_REVISION"
    OBJECTION = "OBJECTION"
    TASK = "TASK"


Value = CreditRepair | DiscrepancyRecord | RaisedWarning | Inspection | Objection | InspectionTask
ORDER = Ordering("inbox", (Column("due"), Column("since"), Column("key")), (str, str, str))


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits since an instant; `due_on` is the last day (Asia/Shanghai) for it, None where there is none."""

    kind: InboxKind
    key: str
    since: datetime
    due_on: date | None
    value: Value
    subject: SubjectData

    @property
    def place(self) -> Place:
        return NEVER if self.due_on is None else day_text(self.due_on), instant_text(self.since), self.key


@dataclass(frozen=True, slots=True)
class InboxCount:
    """How many of a kind wait, how many of them are overdue, and since when the oldest does."""

    kind: InboxKind
    count: int
    overdue: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Inbox:
    """Whose inbox: a department's with its items' keys, of a `district` (None: the city) what is about its subjects."""

    department: str
    items: tuple[str, ...]
    district: str | None = None


@dataclass(frozen=True, slots=True)
class _Source:
    """What of a kind waits: `clause` binds `w` and since when; it is due `days` after that, never where they are None."""

    clause: str
    to_subject: str
    columns: str
    value: Callable[[Row], Value]
    days: int | None = None
    in_district: str = ""


def _inspections(state: InspectionState) -> _Source:
    return _Source(
        f"MATCH (w:Inspection) WHERE w.departmentKey = $department AND w.state = '{state}' "
        "MATCH (w)-[:HAS_ACT]->(a:InspectionAct) WITH w, max(a.at) AS since",
        "<-[:INSPECTED]-(s:Subject)",
        INSPECTION_COLUMNS.replace("n.", "w."),
        inspection_from,
    )


def _task(row: Row) -> InspectionTask:
    task = task_from(row)
    disclosed(task.subject_key)
    return task


SOURCES: Mapping[InboxKind, _Source] = {
    InboxKind.CREDIT_REPAIR: _Source(
        f"MATCH (w:CreditRepair) WHERE w.departmentKey = $department AND w.state = '{RepairState.REQUESTED}' "
        "WITH w, w.requestedAt AS since",
        "<-[:ASKS_REPAIR]-(s:Subject)",
        REPAIR_COLUMNS.replace("r.", "w."),
        repair_from,
    ),
    InboxKind.DISCREPANCY: _Source(
        "MATCH (w:Discrepancy) WHERE w.state IN ['OPEN', 'UNDER_REVIEW'] AND (w.highItem IN $items OR w.lowItem IN $items) "
        "OPTIONAL MATCH (w)-[:REVIEWED]->(v:Review) WITH w, max(CASE WHEN v.departmentKey = $department AND "
        "v.highRecord = w.highRecord AND v.lowRecord = w.lowRecord THEN v.reviewedAt + v.decision ELSE '' END) AS last "
        "WHERE NOT last ENDS WITH 'KEEP' WITH w, w.raisedAt AS since",
        "<-[:DISCREPANT]-(s:Subject)",
        DISCREPANCY_COLUMNS.replace("d.", "w."),
        discrepancy_from,
        reviews.DAYS,
    ),
    InboxKind.EARLY_WARNING: _Source(
        "MATCH (w:EarlyWarning) WHERE w.departmentKeys CONTAINS $mark AND NOT coalesce(w.acknowledged, '') CONTAINS $mark "
        "WITH w, w.raisedAt AS since",
        "<-[:WARNED_OF]-(s:Subject)",
        WARNING_COLUMNS,
        warning_from,
        in_district="(w.kind <> 'REGISTERED_AGAIN' OR w.olderDistrict = $district)",
    ),
    InboxKind.INSPECTION_PUBLICATION: _inspections(InspectionState.REVIEWED),
    InboxKind.INSPECTION_REVIEW: _inspections(InspectionState.DRAFT),
    InboxKind.INSPECTION_REVISION: _inspections(InspectionState.SENT_BACK),
    InboxKind.OBJECTION: _Source(
        "MATCH (w:Objection) WHERE w.departmentKey = $department AND w.state = 'OPEN' WITH w, w.raisedAt AS since",
        "<-[:OBJECTED]-(s:Subject)",
        OBJECTION_COLUMNS,
        objection_from,
        OBJECTION_DAYS,
    ),
    InboxKind.TASK: _Source(
        "MATCH (w:InspectionTask) WHERE w.recordedAt > '' AND any(item IN $items WHERE w.itemKeys CONTAINS ',' + item + ',' "
        "AND NOT coalesce(w.doneItems, '') CONTAINS ',' + item + ',') WITH w, w.recordedAt AS since",
        "-[:OF]->(s:Subject)",
        TASK_COLUMNS,
        _task,
        TASK_DAYS,
    ),
}


async def inbox(
    store: GraphStore,
    request: PageRequest,
    whose: Inbox,
    *,
    kinds: tuple[InboxKind, ...] = tuple(InboxKind),
    needs: Needs = NOTHING,
    timeout: float | None = None,
) -> Page[Waiting]:
    """A page of what waits (`request` reads forwards), the most urgent first; one query."""
    disclosed_counts()  # an empty page tells something too
    if not kinds:
        return page_of(ORDER, request, [], _place)
    chosen = tuple(sorted(set(kinds)))
    parameters = _whose(whose)
    for kind in chosen:
        parameters |= _bounds(kind, SOURCES[kind].days, request.after)
    text = _page(chosen, limit(request.size), whose.district is not None) + projection(needs, "kind, since, key, found")
    rows = await store.read(text, parameters, timeout=timeout)
    return page_of(ORDER, request, [_waiting(row) for row in rows], _place)


async def inbox_counts(
    store: GraphStore, whose: Inbox, today: date, *, timeout: float | None = None
) -> list[InboxCount]:
    """How many wait, by kind, of the kinds of which something does; one query."""
    disclosed_counts()
    parameters = _whose(whose)
    for kind, source in SOURCES.items():
        late = "" if source.days is None else _first_instant(today - timedelta(days=source.days))
        parameters[f"overdue_{kind}"] = late
    rows = await store.read(_counts(whose.district is not None), parameters, timeout=timeout)
    return sorted((_count(row) for row in rows if row[1]), key=lambda one: one.kind)


@cache
def _page(kinds: tuple[InboxKind, ...], most: int, in_district: bool) -> str:
    branches = []
    for kind in kinds:
        source = SOURCES[kind]
        after = f"(since >= $behind_{kind} OR (since >= $from_{kind} AND (since > $since OR (since = $since AND w.key > $key))))"
        branches.append(
            f"{_bound(source, in_district)} AND {after} WITH s, w, since ORDER BY since, w.key LIMIT {most} "
            f"RETURN s, '{kind}' AS kind, since, w.key AS key, [{source.columns}] AS found"
        )
    return f"CALL {{ {' UNION ALL '.join(branches)} }} WITH s, kind, since, key, found "


@cache
def _counts(in_district: bool) -> str:
    return " UNION ALL ".join(
        f"{_bound(source, in_district)} WITH since, CASE WHEN since < $overdue_{kind} THEN 1 ELSE 0 END AS late "
        f"RETURN '{kind}' AS kind, count(since) AS number, sum(late) AS overdue, min(since) AS oldest"
        for kind, source in SOURCES.items()
    )


def _bound(source: _Source, in_district: bool) -> str:
    """Binds `w`, since when, and the subject `s`; ends in a WHERE."""
    where = f"s.district = $district AND {source.in_district or 'true'}" if in_district else "s.key <> ''"
    return f"{source.clause} MATCH (w){source.to_subject} WHERE {where}"


def _whose(whose: Inbox) -> dict[str, Any]:
    return {
        "department": whose.department,
        "items": list(whose.items),
        "mark": f",{whose.department},",
        "district": whose.district,
    }


def _bounds(kind: InboxKind, days: int | None, after: Place | None) -> dict[str, str]:
    """What of a kind stands behind a cursor: since `behind` all, since `from` what is behind the cursor's own instant and key."""
    first = behind = since = key = ""
    if after is not None:
        due, since, key = (str(each) for each in after)
        if days is None:
            behind = LAST_INSTANT if due == NEVER else ""
        elif due == NEVER:
            first = behind = LAST_INSTANT
        else:
            day = date.fromisoformat(due) - timedelta(days=days)
            first, behind = _first_instant(day), _first_instant(day + timedelta(days=1))
    return {f"from_{kind}": first, f"behind_{kind}": behind, "since": since, "key": key}


def _first_instant(day: date) -> str:
    return instant_text(datetime.combine(day, time(), CITY_ZONE))


def _waiting(row: Row) -> Waiting:
    kind, since_text, key, found = InboxKind(row[0]), row[1], row[2], row[3]
    since, source = parse_instant(since_text), SOURCES[kind]
    assert since is not None
    due = None if source.days is None else city_day(since) + timedelta(days=source.days)
    return Waiting(kind, key, since, due, source.value(found), subject_data(row, 4))


def _count(row: Row) -> InboxCount:
    kind, number, overdue, oldest_text = row
    oldest = parse_instant(oldest_text)
    assert oldest is not None
    return InboxCount(InboxKind(kind), number, overdue, oldest)


def _place(waiting: Waiting) -> Place:
    return waiting.place
