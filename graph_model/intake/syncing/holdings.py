"""What the graph has of a system, read in parts of a bounded size: statements, the records of its items, its ledger.

A part is one query. The number of parts grows with what there is, so that memory does not.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from graph_model.intake.columns import Kind
from graph_model.intake.syncing.batches import LEDGER, import_key
from graph_model.intake.syncing.statements import BUCKETS, OF_BUCKETS, Statement, statement_from
from graph_model.model import DishonestyFact, GradeRecord, day_text
from graph_model.rows import FACT_COLUMNS, RECORD_COLUMNS, fact_from, record_from
from graph_model.store import GraphStore, only

ROWS = 20_000
"""What a part has at most, where keys spread evenly."""
COUNT_RECORDS = "MATCH (g:GradeRecord) WHERE g.itemKey = $item RETURN count(*)"
LIVE_RECORDS = (
    "MATCH (s:Subject)-[:GRADED]->(g:GradeRecord) WHERE g.itemKey = $item AND g.supersededAt IS NULL "
    f"AND g.key >= $first AND g.key < $beyond RETURN s.key, {RECORD_COLUMNS}"
)
REVISIONS = (
    "UNWIND $rows AS row MATCH (s:Subject {key: row.subject})-[:GRADED]->(g:GradeRecord) "
    f"WHERE g.itemKey = row.item AND g.evaluatedOn = row.day RETURN s.key, {RECORD_COLUMNS}"
)
COUNT_FACTS = "MATCH (f:DishonestyFact) WHERE f.systemKey = $system RETURN count(*)"
FACTS = (
    "MATCH (s:Subject)-[:COMMITTED]->(f:DishonestyFact) WHERE f.systemKey = $system AND f.withdrawnAt IS NULL "
    f"AND f.key >= $first AND f.key < $beyond RETURN s.key, {FACT_COLUMNS}"
)
IMPORTED = "MATCH (b:Batch) WHERE b.kind = $kind AND NOT b.importKey STARTS WITH $sync RETURN b.key LIMIT 1"
COUNT_ENTRIES = "MATCH (r:Reject) WHERE r.importKey = $importKey RETURN count(*)"
ENTRIES = (
    "MATCH (r:Reject) WHERE r.importKey = $importKey AND r.key >= $first AND r.key < $beyond "
    "RETURN r.key, r.code, r.resolvedAt"
)
_HEX = "0123456789abcdef"
_LAST = "\uffff"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """An entry of the ledger, under the key of the statement that it stands for; `open` until it is settled."""

    statement_key: str
    code: str
    open: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """Who is graded on which item and day."""

    subject_key: str
    item_key: str
    day: date


async def statements_of(store: GraphStore, system: str, about: int) -> AsyncIterator[list[Statement]]:
    """The statements of a system, of which there are `about` so many."""
    step = max(1, min(len(BUCKETS), len(BUCKETS) * ROWS // max(about, 1)))
    for start in range(0, len(BUCKETS), step):
        buckets = [f"{system}:{part}" for part in BUCKETS[start : start + step]]
        yield [statement_from(row) for row in await store.read(OF_BUCKETS, {"buckets": buckets})]


async def live_records(store: GraphStore, item_key: str) -> AsyncIterator[list[GradeRecord]]:
    """The records of an item that are neither corrected nor retired, whoever brought them."""
    number = only(await store.read(COUNT_RECORDS, {"item": item_key}))
    for first, beyond in _ranges("", number):
        rows = await store.read(LIVE_RECORDS, {"item": item_key, "first": first, "beyond": beyond})
        yield [record_from(row[0], row[1:]) for row in rows]


async def revisions_of(store: GraphStore, slots: Sequence[Slot]) -> list[GradeRecord]:
    """Every record of these slots, corrected and retired ones too."""
    rows = [{"subject": s.subject_key, "item": s.item_key, "day": day_text(s.day)} for s in slots]
    return [record_from(row[0], row[1:]) for row in await store.read(REVISIONS, {"rows": rows})]


async def facts_from(store: GraphStore, system: str) -> AsyncIterator[list[DishonestyFact]]:
    """The facts that stand and that a sync has from a system."""
    number = only(await store.read(COUNT_FACTS, {"system": system}))
    for first, beyond in _ranges("fact-", number):
        rows = await store.read(FACTS, {"system": system, "first": first, "beyond": beyond})
        yield [fact_from(row[0], row[1:]) for row in rows]


async def is_imported(store: GraphStore, kind: Kind) -> bool:
    """Whether things of a kind came by files or pushes too: all that can be said of what was written without its batch."""
    return bool(await store.read(IMPORTED, {"kind": kind.value, "sync": LEDGER}))


async def ledger_of(store: GraphStore, system: str) -> AsyncIterator[list[LedgerEntry]]:
    """The entries of a system in the ledger, settled ones too."""
    key = import_key(system)
    number = only(await store.read(COUNT_ENTRIES, {"importKey": key}))
    for first, beyond in _ranges(f"{key}:", number):
        rows = await store.read(ENTRIES, {"importKey": key, "first": first, "beyond": beyond})
        yield [LedgerEntry(row[0].removeprefix(LEDGER), row[1], row[2] is None) for row in rows]


def _ranges(stem: str, number: int) -> list[tuple[str, str]]:
    """Half-open ranges of keys that begin with `stem`, so many that none has more than `ROWS` of `number`; the first and the
    last one take in whatever has no hexadecimal digits there."""
    digits = next((digits for digits in range(5) if number <= ROWS * 16**digits), 5)
    starts = [""]
    for _ in range(digits):
        starts = [start + digit for start in starts for digit in _HEX]
    bounds = ["", *starts[1:], _LAST]
    return [(stem + first, stem + beyond) for first, beyond in pairwise(bounds)]
