"""The ledger of rejected rows and the checkpoints of imports, as the graph keeps them beside the data of their batch."""

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from graph_model.intake.columns import Kind
from graph_model.intake.deciding import Source
from graph_model.intake.exporting import write_rejects_file
from graph_model.intake.results import Counts, Reject
from graph_model.model import instant_text, parse_instant
from graph_model.store import GraphStore, GraphTransaction

WRITE_REJECTS = (
    "UNWIND $rows AS row MERGE (r:Reject {key: row.key}) SET r.importKey = row.importKey, r.file = row.file, "
    "r.sheet = row.sheet, r.row = row.row, r.column = row.column, r.code = row.code, r.message = row.message, "
    "r.messageEn = row.messageEn, r.values = row.values, r.kind = row.kind, r.rejectedAt = row.rejectedAt, "
    "r.resolvedAt = row.resolvedAt, r.replaces = row.replaces, r.replacedBy = row.replacedBy, "
    "r.rowKey = row.rowKey, r.heldAs = null, r.decision = null"
)
REPLACED = "UNWIND $rows AS row MATCH (r:Reject {key: row.old}) SET r.replacedBy = row.new"
RESOLVE = (
    "UNWIND $keys AS key MATCH (r:Reject {key: key}) WHERE r.resolvedAt IS NULL SET r.resolvedAt = $at "
    "RETURN r.replaces, r.replacedBy"
)
REJECT_COLUMNS = (
    "r.key, r.importKey, r.file, r.sheet, r.row, r.column, r.code, r.message, r.messageEn, r.values, r.kind, "
    "r.rejectedAt, r.resolvedAt, r.replacedBy, r.rowKey"
)
REJECTS_BY_KEY = f"UNWIND $keys AS key MATCH (r:Reject {{key: key}}) RETURN {REJECT_COLUMNS}"
REJECTS_OF_IMPORT = f"MATCH (r:Reject) WHERE r.importKey = $importKey RETURN {REJECT_COLUMNS}"
OPEN_REJECTS = f"MATCH (r:Reject) WHERE r.resolvedAt IS NULL AND r.replacedBy IS NULL RETURN {REJECT_COLUMNS}"
ALL_REJECTS = f"MATCH (r:Reject) RETURN {REJECT_COLUMNS}"
WRITE_BATCH = (
    "CREATE (b:Batch {key: $key}) SET b.importKey = $importKey, b.number = $number, b.position = $position, "
    "b.lastRow = $lastRow, b.rows = $rows, b.accepted = $accepted, b.corrected = $corrected, b.unchanged = $unchanged, "
    "b.rejected = $rejected, b.warnings = $warnings, b.newSubjects = $newSubjects, b.complete = $complete, "
    "b.file = $file, b.kind = $kind, b.startedAt = $startedAt, b.finishedAt = $finishedAt, b.content = $content, "
    "b.outcomes = $outcomes"
)
"""Properties stand in SET and conditions in WHERE: in a pattern, the embedded engine refuses a name that is new to it."""
BATCHES_OF_IMPORT = (
    "MATCH (b:Batch) WHERE b.importKey = $importKey RETURN b.number, b.position, b.lastRow, b.complete, b.rows, b.accepted, "
    "b.corrected, b.unchanged, b.rejected, b.warnings, b.newSubjects, b.content, b.outcomes, b.finishedAt "
    "ORDER BY b.number"
)
LOCK_SUBJECTS = "UNWIND $keys AS key MATCH (s:Subject {key: key}) SET s._lock = true REMOVE s._lock"
"""Takes the subjects of a batch for this transaction, where several processes write."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far an import has come: the last batch, the rows done (`position`), the counts of all its batches."""

    number: int = 0
    position: int = 0
    last_row: int = 0
    complete: bool = False
    counts: Counts = field(default_factory=Counts)
    content: str | None = None
    outcomes: str | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BatchEntry:
    """A checkpoint to be written. `content` and `outcomes` are kept of rows sent under an idempotency key."""

    key: str
    import_key: str
    number: int
    position: int
    last_row: int
    counts: Counts
    complete: bool
    file: str
    kind: Kind
    started_at: datetime
    finished_at: datetime
    content: str | None = None
    outcomes: str | None = None


async def read_checkpoint(source: Source, import_key: str) -> Checkpoint:
    """Where an import stands; an empty checkpoint where it has never been begun."""
    found = Checkpoint()
    for row in await source.run(BATCHES_OF_IMPORT, {"importKey": import_key}):
        found = Checkpoint(
            number=row[0],
            position=row[1],
            last_row=row[2],
            complete=found.complete or bool(row[3]),
            counts=found.counts + Counts(*row[4:11]),
            content=row[11],
            outcomes=row[12],
            finished_at=parse_instant(row[13]),
        )
    return found


async def write_batch(transaction: GraphTransaction, entry: BatchEntry) -> None:
    """Write the checkpoint of a batch; fails where another process has written the same batch."""
    counts = entry.counts
    await transaction.run(
        WRITE_BATCH,
        {
            "key": entry.key,
            "importKey": entry.import_key,
            "number": entry.number,
            "position": entry.position,
            "lastRow": entry.last_row,
            "rows": counts.rows,
            "accepted": counts.accepted,
            "corrected": counts.corrected,
            "unchanged": counts.unchanged,
            "rejected": counts.rejected,
            "warnings": counts.warnings,
            "newSubjects": counts.new_subjects,
            "complete": entry.complete,
            "file": entry.file,
            "kind": entry.kind.value,
            "startedAt": instant_text(entry.started_at),
            "finishedAt": instant_text(entry.finished_at),
            "content": entry.content,
            "outcomes": entry.outcomes,
        },
    )


async def write_rejects(transaction: GraphTransaction, rejects: Sequence[Reject], replaced: Mapping[str, str]) -> None:
    """Enter rejects; `replaced` gives, by a new entry's key, the entry whose corrected row it is."""
    if not rejects:
        return
    rows = [{**_reject_row(reject), "replaces": replaced.get(reject.key)} for reject in rejects]
    await transaction.run(WRITE_REJECTS, {"rows": rows})
    if replaced:
        await transaction.run(REPLACED, {"rows": [{"old": old, "new": new} for new, old in replaced.items()]})


async def resolve(transaction: GraphTransaction, keys: Iterable[str], at: datetime) -> None:
    """Mark entries as settled, with the entries that they replaced or were replaced by."""
    pending, done = set(keys), set[str]()
    while pending:
        rows = await transaction.run(RESOLVE, {"keys": sorted(pending), "at": instant_text(at)})
        done |= pending
        pending = {key for row in rows for key in row if key is not None} - done


async def rejects_by_key(source: Source, keys: Sequence[str]) -> dict[str, Reject]:
    """The entries with these keys."""
    rows = await source.run(REJECTS_BY_KEY, {"keys": list(keys)})
    return {reject.key: reject for reject in map(reject_from, rows)}


async def read_rejects(
    store: GraphStore, *, open_only: bool = True, import_key: str | None = None, kind: Kind | None = None
) -> list[Reject]:
    """The ledger, oldest first, in the order of the files' rows.

    `open_only` leaves out what was settled, and rows that were corrected and rejected again: their new entry is listed.
    """
    if import_key is not None:
        rows = await store.read(REJECTS_OF_IMPORT, {"importKey": import_key})
    else:
        rows = await store.read(OPEN_REJECTS if open_only else ALL_REJECTS)
    rejects = [reject for reject in map(reject_from, rows) if kind is None or reject.kind is kind]
    if open_only:
        rejects = [reject for reject in rejects if reject.resolved_at is None and reject.replaced_by is None]
    return sorted(rejects, key=lambda r: (r.rejected_at, r.file, r.import_key, r.sheet or "", r.row, r.row_key or ""))


async def export_rejects(
    store: GraphStore, path: Path, *, open_only: bool = True, kind: Kind | None = None, lang: str = "zh"
) -> int:
    """Write the ledger's entries to a .csv or .xlsx file that can be corrected and imported; gives their number."""
    rejects = await read_rejects(store, open_only=open_only, kind=kind)
    return await asyncio.to_thread(write_rejects_file, rejects, path, lang=lang)


def _reject_row(reject: Reject) -> dict[str, Any]:
    return {
        "key": reject.key,
        "importKey": reject.import_key,
        "file": reject.file,
        "sheet": reject.sheet,
        "row": reject.row,
        "column": reject.column,
        "code": reject.code,
        "message": reject.message,
        "messageEn": reject.message_en,
        "values": json.dumps(dict(reject.values), ensure_ascii=False),
        "kind": reject.kind.value,
        "rejectedAt": instant_text(reject.rejected_at),
        "resolvedAt": None if reject.resolved_at is None else instant_text(reject.resolved_at),
        "replacedBy": reject.replaced_by,
        "rowKey": reject.row_key,
    }


def reject_from(row: Sequence[Any]) -> Reject:
    """The entry in a row of REJECT_COLUMNS."""
    rejected_at = parse_instant(row[11])
    assert rejected_at is not None
    return Reject(
        key=row[0],
        import_key=row[1],
        file=row[2],
        sheet=row[3],
        row=row[4],
        column=row[5],
        code=row[6],
        message=row[7],
        message_en=row[8],
        values=json.loads(row[9]),
        kind=Kind(row[10]),
        rejected_at=rejected_at,
        resolved_at=parse_instant(row[12]),
        replaced_by=row[13],
        row_key=row[14],
    )
