"""How subjects and what is known of them come into the graph. Whoever writes (an import, a sync, the synthetic city)
gives whole values here, inside a transaction of the store, so that nothing is half-written."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import msgspec

from graph_model.model import (
    COMPOSITE,
    DiscrepancyRecord,
    DiscrepancyState,
    DishonestyFact,
    GradeRecord,
    Identifier,
    InspectionItem,
    Relation,
    RelationKind,
    Subject,
    day_text,
    instant_text,
)
from graph_model.rows import discrepancy_row, fact_row, record_row, retirement_row, subject_row
from graph_model.store import GraphTransaction

_SUBJECT_SET = (
    "s.kind = row.kind, s.displayName = row.displayName, s.uscc = row.uscc, s.organisationCode = row.organisationCode, "
    "s.status = row.status, s.district = row.district, s.industry = row.industry, s.registeredOn = row.registeredOn, "
    "s.synthetic = row.synthetic, s.searchText = row.searchText"
)
MERGE_SUBJECTS = f"UNWIND $rows AS row MERGE (s:Subject {{key: row.key}}) SET {_SUBJECT_SET}"
RENAME_SUBJECTS = "UNWIND $rows AS row MATCH (s:Subject {key: row.key}) SET s.formerNames = row.formerNames"
"""Of those that had another name before; few have."""
_RECORD_NODE = (
    "(g:GradeRecord {key: row.key, itemKey: row.itemKey, grade: row.grade, nativeGrade: row.nativeGrade, "
    "scaleKey: row.scaleKey, evaluatedOn: row.evaluatedOn, recordedAt: row.recordedAt, mode: row.mode, "
    "batchKey: row.batchKey, suspended: row.suspended})"
)
_RECORD_OPTIONS = ("score", "validUntil", "supersededAt", "systemKey", "documentNo")
"""What may be null. It stands in SET: in a pattern, the embedded engine refuses a name that no node of the label has a value
of, and after it is opened again a name that had only nulls is such a name."""


@cache
def create_records(options: tuple[str, ...], *, composite: bool = False) -> str:
    """Creates records that have a value of just these `options`; a composite record has no item."""
    item = "" if composite else "MATCH (i:Item {key: row.itemKey}) "
    under = "" if composite else "-[:UNDER]->(i)"
    values = ", ".join(f"g.{name} = row.{name}" for name in options)
    return (
        f"UNWIND $rows AS row MATCH (s:Subject {{key: row.subjectKey}}) {item}"
        f"CREATE (s)-[:GRADED]->{_RECORD_NODE}{under}" + (f" SET {values}" if values else "")
    )


def record_queries(records: Iterable[GradeRecord]) -> dict[str, list[dict[str, Any]]]:
    """What creates records: the rows of each query. Writing what is null would cost as much as writing a value."""
    found = defaultdict[str, list[dict[str, Any]]](list)
    for record in records:
        row = record_row(record)
        options = tuple(name for name in _RECORD_OPTIONS if row[name] is not None)
        found[create_records(options, composite=record.item_key == COMPOSITE)].append(row)
    return found


_SUCCESSOR = "UNWIND $rows AS row MATCH (old:GradeRecord {key: row.oldKey}) MATCH (new:GradeRecord {key: row.newKey}) "
FOLLOW = _SUCCESSOR + "CREATE (new)-[:SUPERSEDES]->(old)"
"""Sets nothing of the old record: the embedded store copies a whole column when one value in it is set, even to what it was."""
CORRECT = _SUCCESSOR + "SET old.supersededAt = row.supersededAt CREATE (new)-[:SUPERSEDES]->(old)"
RETIRE = "UNWIND $rows AS row MATCH (g:GradeRecord {key: row.key}) SET g.supersededAt = row.at, g.retiredAt = row.at"
UNLINK = (
    "UNWIND $rows AS row MATCH (:GradeRecord {key: row.newKey})-[link:SUPERSEDES]->(:GradeRecord {key: row.oldKey}) "
    "DELETE link"
)
MERGE_FACTS = (
    "UNWIND $rows AS row MATCH (s:Subject {key: row.subjectKey}) MERGE (f:DishonestyFact {key: row.key}) "
    "SET f.conduct = row.conduct, f.severity = row.severity, f.occurredOn = row.occurredOn, f.documentNo = row.documentNo, "
    "f.itemKey = row.itemKey, f.recordedAt = row.recordedAt, f.description = row.description, f.decision = row.decision, "
    "f.withdrawnAt = row.withdrawnAt, f.systemKey = row.systemKey MERGE (s)-[:COMMITTED]->(f)"
)
RETIRE_FACTS = (
    "UNWIND $rows AS row MATCH (f:DishonestyFact {key: row.key}) SET f.retiredOn = row.retiredOn, f.retiredAt = row.retiredAt, "
    "f.repairKey = row.repairKey, f.pastRepairs = row.pastRepairs, f.revokedAt = row.revokedAt"
)
"""A fact that was repaired stays so, whatever is said of it later: MERGE_FACTS leaves that alone."""
MERGE_RELATIONS = {
    kind: (
        "UNWIND $rows AS row MATCH (a:Subject {key: row.fromKey}) MATCH (b:Subject {key: row.toKey}) "
        f"MERGE (a)-[r:{kind.value}]->(b) SET r.share = row.share"
    )
    for kind in RelationKind
}
MERGE_INSPECTION_ITEMS = (
    "UNWIND $rows AS row MATCH (d:Department {key: row.departmentKey}) MERGE (n:InspectionItem {key: row.key}) "
    "SET n.displayName = row.displayName, n.departmentKey = row.departmentKey, n.connected = row.connected, "
    "n.documentNo = row.documentNo, n.reportedOn = row.reportedOn, n.synthetic = row.synthetic, n.since = row.since, "
    "n.earlier = row.earlier MERGE (n)-[:REPORTED_BY]->(d)"
)
UNCOVER = "UNWIND $rows AS row MATCH (n:InspectionItem {key: row.key})-[c:COVERED_BY]->(:Item) DELETE c"
COVER = (
    "UNWIND $rows AS row UNWIND row.itemKeys AS itemKey MATCH (n:InspectionItem {key: row.key}) "
    "MATCH (i:Item {key: itemKey}) MERGE (n)-[:COVERED_BY]->(i)"
)
BROUGHT_SUBJECTS = "UNWIND $keys AS key MATCH (n:Subject {key: key}) SET n.batchKey = $batch"
BROUGHT_INSPECTION_ITEMS = "UNWIND $keys AS key MATCH (n:InspectionItem {key: key}) SET n.batchKey = $batch"
MERGE_IDENTIFIERS = (
    "UNWIND $rows AS row MERGE (i:Identifier {key: row.key}) SET i.code = row.code, i.subjectKey = row.subjectKey, "
    "i.kind = row.kind, i.value = row.value"
)
_DISCREPANCIES = (
    "UNWIND $rows AS row MATCH (s:Subject {key: row.subjectKey}) MERGE (d:Discrepancy {key: row.key}) "
    "%sSET d.subjectKey = row.subjectKey, d.highItem = row.highItem, d.lowItem = row.lowItem, d.highRecord = row.highRecord, "
    "d.lowRecord = row.lowRecord, d.levels = row.levels, d.state = row.state, d.raisedAt = row.raisedAt, "
    "d.closedAt = row.closedAt %sMERGE (s)-[:DISCREPANT]->(d)"
)
MERGE_DISCREPANCIES = _DISCREPANCIES % ("", "")
EARLIER_DISCREPANCIES = "UNWIND $rows AS row MATCH (d:Discrepancy {key: row.key}) SET d.earlier = row.earlier"
"""Of those alone that were there before: mostly nothing, and then the embedded store copies no column."""
CLOSE_DISCREPANCIES = _DISCREPANCIES % ("ON CREATE ", "ON MATCH SET d.state = row.state, d.closedAt = row.closedAt ")
"""One that is closed is otherwise as it stands (`discrepancies.settle`, `reviewing.after`); one that is not there yet is written whole."""
SUSPENDED_FOR = "UNWIND $rows AS row MATCH (g:GradeRecord {key: row.record}) WHERE g.suspendedFor = row.discrepancy "
SUSPENDED = f"{SUSPENDED_FOR}RETURN row.record, row.discrepancy"
RESUME = f"{SUSPENDED_FOR}SET g.suspended = false, g.suspendedFor = null"


class Supersession(msgspec.Struct, frozen=True):
    """`new_key` takes the place of `old_key`. A correction gives `at`; a later evaluation gives None.

    A correction ends what we knew (`supersededAt`); a later evaluation leaves the earlier one known, since that is still
    what held then, and only links the history.
    """

    old_key: str
    new_key: str
    at: datetime | None


class Statement(msgspec.Struct, frozen=True):
    """What a kind of rows writes beside the rest: a statement that begins `UNWIND $rows AS row`, and its rows."""

    text: str
    rows: list[dict[str, Any]]


class Retirement(msgspec.Struct, frozen=True):
    """A record that its system no longer stands behind: what we knew ends `at`, and nothing takes its place."""

    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Additions:
    """Everything that one transaction adds, in the order in which it is written."""

    subjects: Sequence[Subject] = ()
    records: Sequence[GradeRecord] = ()
    unlinked: Sequence[Supersession] = ()
    """Links of history to take away, because a late record now stands between the two."""
    supersessions: Sequence[Supersession] = ()
    retired: Sequence[Retirement] = ()
    facts: Sequence[DishonestyFact] = ()
    relations: Sequence[Relation] = ()
    inspection_items: Sequence[InspectionItem] = ()
    identifiers: Sequence[Identifier] = ()
    discrepancies: Sequence[DiscrepancyRecord] = ()
    beside: Sequence[Statement] = ()
    """Written last."""
    batch_key: str | None = None
    """The batch that brings registration data or lines of registers: who said last what `subjects` and `inspection_items` say."""


async def write(transaction: GraphTransaction, additions: Additions) -> None:
    """Write all of `additions`. Subjects named by the other parts must be in the graph or among `subjects`."""
    subjects = [subject_row(s) for s in additions.subjects]
    await _run(transaction, MERGE_SUBJECTS, subjects)
    await _run(transaction, RENAME_SUBJECTS, [row for row in subjects if row["formerNames"] is not None])
    for query, rows in record_queries(additions.records).items():
        await _run(transaction, query, rows)
    await _run(transaction, UNLINK, [_supersession_row(s) for s in additions.unlinked])
    await _run(transaction, FOLLOW, [_supersession_row(s) for s in additions.supersessions if s.at is None])
    await _run(transaction, CORRECT, [_supersession_row(s) for s in additions.supersessions if s.at is not None])
    await _run(transaction, RETIRE, [{"key": r.key, "at": instant_text(r.at)} for r in additions.retired])
    await _run(transaction, MERGE_FACTS, [fact_row(f) for f in additions.facts])
    await _run(
        transaction, RETIRE_FACTS, [retirement_row(f) for f in additions.facts if f.retired_on or f.past_repairs]
    )
    for kind, query in MERGE_RELATIONS.items():
        await _run(transaction, query, [_relation_row(r) for r in additions.relations if r.kind is kind])
    registers = [_inspection_item_row(i) for i in additions.inspection_items]
    for query in (MERGE_INSPECTION_ITEMS, UNCOVER, COVER):
        await _run(transaction, query, registers)
    await _brought(transaction, BROUGHT_SUBJECTS, additions.batch_key, [s.key for s in additions.subjects])
    await _brought(
        transaction, BROUGHT_INSPECTION_ITEMS, additions.batch_key, [i.key for i in additions.inspection_items]
    )
    await _run(transaction, MERGE_IDENTIFIERS, [_identifier_row(i) for i in additions.identifiers])
    await resume(transaction, resumed_rows(additions.discrepancies))
    for query, over in ((MERGE_DISCREPANCIES, False), (CLOSE_DISCREPANCIES, True)):
        rows = [discrepancy_row(d) for d in additions.discrepancies if (d.state is DiscrepancyState.CLOSED) is over]
        await _run(transaction, query, rows)
    await _run(transaction, EARLIER_DISCREPANCIES, [discrepancy_row(d) for d in additions.discrepancies if d.earlier])
    for statement in additions.beside:
        await _run(transaction, statement.text, statement.rows)


async def resume(transaction: GraphTransaction, rows: list[dict[str, Any]]) -> None:
    """Let grades that were suspended for a discrepancy count again; those that are suspended for another reason do not. `rows` are of
    `resumed_rows`; mostly none is suspended, and then nothing is written (the embedded store would copy both columns)."""
    if not rows:
        return
    suspended = await transaction.run(SUSPENDED, {"rows": rows})
    await _run(transaction, RESUME, [{"record": record, "discrepancy": key} for record, key in suspended])


def resumed_rows(records: Iterable[DiscrepancyRecord]) -> list[dict[str, Any]]:
    """Rows for `resume`: the two grades of each discrepancy that is over."""
    over = [one for one in records if one.state is DiscrepancyState.CLOSED]
    return [{"discrepancy": one.key, "record": key} for one in over for key in (one.high_record, one.low_record)]


async def _run(transaction: GraphTransaction, query: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        await transaction.run(query, {"rows": rows})


async def _brought(transaction: GraphTransaction, query: str, batch_key: str | None, keys: list[str]) -> None:
    if batch_key is not None and keys:
        await transaction.run(query, {"batch": batch_key, "keys": keys})


def _supersession_row(supersession: Supersession) -> dict[str, Any]:
    at = supersession.at
    return {
        "oldKey": supersession.old_key,
        "newKey": supersession.new_key,
        "supersededAt": None if at is None else instant_text(at),
    }


def _relation_row(relation: Relation) -> dict[str, Any]:
    return {"fromKey": relation.from_key, "toKey": relation.to_key, "share": relation.share}


def _identifier_row(identifier: Identifier) -> dict[str, Any]:
    return {
        "key": identifier.key,
        "code": identifier.code,
        "kind": identifier.kind.value,
        "value": identifier.value,
        "subjectKey": identifier.subject_key,
    }


def _inspection_item_row(item: InspectionItem) -> dict[str, Any]:
    return {
        "key": item.key,
        "displayName": item.name,
        "departmentKey": item.department_key,
        "itemKeys": list(item.item_keys),
        "connected": item.connected,
        "documentNo": item.document_no,
        "reportedOn": day_text(item.reported_on),
        "synthetic": item.synthetic,
        "since": None if item.since is None else day_text(item.since),
        "earlier": msgspec.json.encode(item.earlier).decode() if item.earlier else None,
    }
