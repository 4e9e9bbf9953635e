"""Reviews of whom rows mean (主体归属核定): the rows that no rule puts down to somebody, and what people have decided."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from graph_model.intake.identification.rules import Rule
from graph_model.keyset import Listing, PageQuery
from graph_model.model import IdentifierKind, instant_text, parse_instant
from graph_model.paging import ROWS, Column, Ordering, Page, PageRequest, Place, Wanted
from graph_model.store import GraphStore, GraphTransaction, Row

LATEST_FIRST = Ordering("identityReviews", (Column("w.lastSeenAt", descending=True), Column("w.key")), (str, str))
_COLUMNS = (
    "w.key, w.departmentKey, w.codes, w.name, w.district, w.written, w.state, w.firstSeenAt, w.lastSeenAt, "
    "w.decision, w.subject"
)
_DECISION_COLUMNS = (
    "d.key, d.review, d.subject, d.decidedBy, d.role, d.decidedAt, d.reason, d.takenBackBy, d.takenBackRole, "
    "d.takenBackAt, d.takenBackReason"
)
NOT_MOOT = (
    "(w.state <> 'OPEN' OR EXISTS { MATCH (w)<-[:AWAITS]-(r:Reject) WHERE r.heldAs IS NOT NULL AND r.resolvedAt IS NULL "
    "AND r.replacedBy IS NULL })"
)
"""An open review whose rows were all corrected at their source has nothing to be decided."""
ONE = f"MATCH (w:IdentityReview {{key: $key}}) RETURN {_COLUMNS}"
CANDIDATES = (
    "UNWIND $keys AS key MATCH (w:IdentityReview {key: key})-[may:MAY_BE]->(s:Subject) "
    "RETURN key, s.key, may.rule, may.clue"
)
ROWS_OF = (
    "UNWIND $keys AS key MATCH (w:IdentityReview {key: key})<-[:AWAITS]-(r:Reject) WHERE r.heldAs IS NOT NULL "
    "AND r.replacedBy IS NULL RETURN key, r.key, r.file, r.sheet, r.row, r.rowKey, r.code, r.message, r.messageEn, "
    "r.rejectedAt, r.resolvedAt, r.decision"
)
DECISIONS_OF = (
    "UNWIND $keys AS key MATCH (w:IdentityReview {key: key})-[:DECIDED]->(d:IdentityDecision) "
    f"RETURN {_DECISION_COLUMNS}"
)
DECISION = f"MATCH (d:IdentityDecision {{key: $key}}) RETURN {_DECISION_COLUMNS}"


class IdentityReviewState(StrEnum):
    """Whether it is decided whom the rows mean."""

    OPEN = "OPEN"
    DECIDED = "DECIDED"  # they mean a subject
    DISMISSED = "DISMISSED"  # they mean nobody who is known


@dataclass(frozen=True, slots=True)
class IdentityReview:
    """Rows of a department with the same clues; `codes` are (kind, code)."""

    key: str
    department_key: str | None
    codes: tuple[tuple[IdentifierKind, str], ...]
    name: str | None
    district: str | None
    written: str | None
    """What stands in the column of the USCC and is no code."""
    state: IdentityReviewState
    first_seen_at: datetime
    last_seen_at: datetime
    decision: str | None = None
    subject_key: str | None = None

    @property
    def place(self) -> Place:
        return instant_text(self.last_seen_at), self.key


@dataclass(frozen=True, slots=True)
class IdentityCandidate:
    """A subject that the rows may mean, and the rule and the clue that speak for it."""

    subject_key: str
    rule: Rule
    clue: str


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """A row of a review as the ledger has it. `row_key` names one of a system. `decision` is what has brought it, if any."""

    key: str
    file: str
    sheet: str | None
    row: int
    row_key: str | None
    code: str
    message: str
    message_en: str
    first_seen_at: datetime
    resolved: bool
    decision: str | None

    @property
    def waits(self) -> bool:
        return not self.resolved and self.decision is None


@dataclass(frozen=True, slots=True)
class IdentityDecision:
    """Who decided what, when and why; and who took it back. `subject_key` None: the rows mean nobody who is known."""

    key: str
    review_key: str
    subject_key: str | None
    decided_by: str
    role: str
    decided_at: datetime
    reason: str
    taken_back_by: str | None = None
    taken_back_role: str | None = None
    taken_back_at: datetime | None = None
    taken_back_reason: str | None = None


@dataclass(frozen=True, slots=True)
class IdentityFilter:
    """Which reviews: every part that is not None must hold. `subject_key`: it is a candidate, or was decided on."""

    states: tuple[IdentityReviewState, ...] | None = None
    department_key: str | None = None
    subject_key: str | None = None


EVERY = IdentityFilter()


async def identity_reviews(
    store: GraphStore,
    request: PageRequest,
    *,
    only: IdentityFilter = EVERY,
    wanted: Wanted = ROWS,
    timeout: float | None = None,
) -> Page[IdentityReview]:
    """A page of reviews, those met last first, then by key; without open ones of which no row waits any more."""
    states = tuple(IdentityReviewState) if only.states is None else only.states
    predicates, parameters = ["w.state IN $states", NOT_MOOT], {"states": [state.value for state in states]}
    chosen: dict[str, Any] = {}
    if only.department_key is not None:
        predicates.append("w.departmentKey = $department")
        chosen["department"] = only.department_key
    if only.subject_key is not None:
        predicates.append("w.key IN $reviews")
        chosen["reviews"] = await _of_subject(store, only.subject_key, timeout)
    listing = Listing("w", "IdentityReview", f"MATCH (w:IdentityReview) WHERE {' AND '.join(predicates)}")
    query = PageQuery(listing, LATEST_FIRST, request, wanted)
    carried = f"{query.clauses.carried}, " if query.clauses.carried else ""
    text = f"{query.clauses.text}RETURN {carried}{_COLUMNS}"
    rows = await store.read(text, {**parameters, **chosen, **query.parameters}, timeout=timeout)
    return query.page(rows, lambda row, width: _review(row[width:]), lambda one: one.place)


async def _of_subject(store: GraphStore, subject_key: str, timeout: float | None) -> list[str]:
    """Reviews of which the subject is a candidate, or which a decision has put down to it."""
    may_be = "MATCH (w:IdentityReview)-[:MAY_BE]->(s:Subject {key: $key}) RETURN w.key"
    decided = "MATCH (d:IdentityDecision) WHERE d.subject = $key RETURN d.review"
    found = [await store.read(query, {"key": subject_key}, timeout=timeout) for query in (may_be, decided)]
    return sorted({key for rows in found for (key,) in rows})


async def read_identity_review(store: GraphStore, key: str, *, timeout: float | None = None) -> IdentityReview | None:
    """The review with this key, or None."""
    rows = await store.read(ONE, {"key": key}, timeout=timeout, point=True)
    return _review(rows[0]) if rows else None


async def read_candidates(
    store: GraphStore, keys: Sequence[str], *, timeout: float | None = None
) -> list[tuple[IdentityCandidate, ...]]:
    """The candidates of each review, by rule, the strongest first, then by key; one query."""
    found: dict[str, list[IdentityCandidate]] = {}
    for key, subject, rule, clue in await store.read(CANDIDATES, {"keys": list(dict.fromkeys(keys))}, timeout=timeout):
        found.setdefault(key, []).append(IdentityCandidate(subject, Rule(rule), clue))
    order = list(Rule)
    return [tuple(sorted(found.get(key, ()), key=lambda one: (order.index(one.rule), one.subject_key))) for key in keys]


async def read_rows(
    store: GraphStore, keys: Sequence[str], *, timeout: float | None = None
) -> list[tuple[IdentityRow, ...]]:
    """The rows of each review, oldest first; one query."""
    found: dict[str, list[IdentityRow]] = {}
    for row in await store.read(ROWS_OF, {"keys": list(dict.fromkeys(keys))}, timeout=timeout):
        found.setdefault(row[0], []).append(_row(row))
    return [tuple(sorted(found.get(key, ()), key=lambda one: (one.first_seen_at, one.key))) for key in keys]


async def read_decisions(
    store: GraphStore, keys: Sequence[str], *, timeout: float | None = None
) -> list[tuple[IdentityDecision, ...]]:
    """Everything that was decided about each review, oldest first; one query."""
    found: dict[str, list[IdentityDecision]] = {}
    for row in await store.read(DECISIONS_OF, {"keys": list(dict.fromkeys(keys))}, timeout=timeout):
        decision = _decision(row)
        found.setdefault(decision.review_key, []).append(decision)
    return [tuple(sorted(found.get(key, ()), key=lambda one: one.decided_at)) for key in keys]


async def read_decision(source: GraphTransaction, key: str) -> IdentityDecision | None:
    """The decision with this key, or None."""
    rows = await source.run(DECISION, {"key": key})
    return _decision(rows[0]) if rows else None


def _review(row: Row) -> IdentityReview:
    first_seen_at, last_seen_at = parse_instant(row[7]), parse_instant(row[8])
    assert first_seen_at is not None and last_seen_at is not None
    codes = (code.partition(":") for code in json.loads(row[2]))
    return IdentityReview(
        key=row[0],
        department_key=row[1],
        codes=tuple((IdentifierKind(kind), code) for kind, _, code in codes),
        name=row[3],
        district=row[4],
        written=row[5],
        state=IdentityReviewState(row[6]),
        first_seen_at=first_seen_at,
        last_seen_at=last_seen_at,
        decision=row[9],
        subject_key=row[10],
    )


def _row(row: Row) -> IdentityRow:
    _, key, file, sheet, number, row_key, code, message, message_en, rejected_at, resolved_at, decision = row
    first_seen_at = parse_instant(rejected_at)
    assert first_seen_at is not None
    return IdentityRow(
        key=key,
        file=file,
        sheet=sheet,
        row=number,
        row_key=row_key,
        code=code,
        message=message,
        message_en=message_en,
        first_seen_at=first_seen_at,
        resolved=resolved_at is not None,
        decision=decision,
    )


def _decision(row: Row) -> IdentityDecision:
    decided_at = parse_instant(row[5])
    assert decided_at is not None
    return IdentityDecision(
        key=row[0],
        review_key=row[1],
        subject_key=row[2],
        decided_by=row[3],
        role=row[4],
        decided_at=decided_at,
        reason=row[6],
        taken_back_by=row[7],
        taken_back_role=row[8],
        taken_back_at=parse_instant(row[9]),
        taken_back_reason=row[10],
    )
