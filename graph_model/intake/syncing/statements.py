"""Statements: what each row of a system says, an evaluation each, as the graph keeps it beside the records.

Two rows may say the same of one subject, item and day (a *slot*), or contradict each other: the one that changed last speaks,
and when it goes the other speaks again. A record alone could not tell which rows stand behind it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
import orjson

from graph_model.intake.columns import Kind
from graph_model.intake.deciding import Source
from graph_model.intake.grade_rows import Content, GradeClaim
from graph_model.intake.identities import record_stem
from graph_model.intake.preparing import Prepared
from graph_model.intake.syncing.tellings import Telling, telling_from
from graph_model.model import day_text, parse_day
from graph_model.rows import GRADES
from graph_model.store import GraphTransaction, Row

BUCKETS = tuple(f"{number:02x}" for number in range(256))
"""The statements of a system in parts of about the same size, by the first digits of their rows' hashes."""
_COLUMNS = "s.key, s.rank, s.said, s.code, s.digest, s.slot"
BY_KEY = f"UNWIND $keys AS key MATCH (s:Statement {{key: key}}) RETURN {_COLUMNS}"
KEYS_BY_SLOT = "UNWIND $slots AS slot MATCH (s:Statement) WHERE s.slot = slot RETURN s.key"
KEYS_OF_BUCKETS = "UNWIND $buckets AS bucket MATCH (s:Statement) WHERE s.bucket = bucket RETURN s.key"
OF_BUCKETS = f"UNWIND $buckets AS bucket MATCH (s:Statement) WHERE s.bucket = bucket RETURN {_COLUMNS}"
WRITE = (
    "UNWIND $rows AS row MERGE (s:Statement {key: row.key}) SET s.bucket = row.bucket, s.slot = row.slot, "
    "s.rank = row.rank, s.said = row.said, s.code = row.code, s.digest = row.digest"
)
CREATE = (
    "UNWIND $rows AS row CREATE (s:Statement {key: row.key, bucket: row.bucket, slot: row.slot, rank: row.rank, "
    "said: row.said})"
)
"""Of one that is new and says something."""
REVISE = "UNWIND $rows AS row MATCH (s:Statement {key: row.key}) SET s.rank = row.rank, s.said = row.said"
"""Of one that says something else of the same slot, as most that change: half the work of writing all of it."""
FORGET = "UNWIND $keys AS key MATCH (s:Statement {key: key}) DELETE s"


class Said(msgspec.Struct, frozen=True):
    """Who is graded what on which item and day."""

    subject_key: str
    item_key: str
    evaluated_on: date
    native_grade: str
    """As it came."""
    content: Content
    decision: str | None = None
    """By which the row is put down to the subject, where a person had to decide that."""

    @property
    def stem(self) -> str:
        return record_stem(self.subject_key, self.item_key, self.evaluated_on)

    def of_one(self, other: "Said") -> bool:
        """Whether both are of one subject, item and day."""
        mine = (self.subject_key, self.item_key, self.evaluated_on)
        return mine == (other.subject_key, other.item_key, other.evaluated_on)


class Statement(msgspec.Struct, frozen=True):
    """One evaluation of a source row: what it `said`, or the `code` of the ledger that refuses it (one of the two).

    `key` is `<system>:<hash of the row's key>:<place in the row>`; `rank` orders the rows of a system by their last change.
    """

    key: str
    rank: str
    said: Said | Telling | None
    code: str | None = None
    digest: str | None = None
    """Of what was refused, so that another wrong value is told as such."""
    slot: str | None = None
    """What it speaks of: system, subject, item and day. A fact is the same whichever platform tells it."""

    @classmethod
    def saying(cls, key: str, rank: str, said: Said | Telling, before: "Statement | None" = None) -> "Statement":
        """The statement of what is said; `before` is what the same row said."""
        if before is not None and isinstance(said, Said) and isinstance(before.said, Said) and said.of_one(before.said):
            return cls(key, rank, said, slot=before.slot)
        return cls(key, rank, said, slot=_slot(key, said))

    @property
    def bucket(self) -> str:
        system, _, row = self.key.partition(":")
        return f"{system}:{row[:2]}"


class Evaluation(msgspec.Struct, frozen=True):
    """One evaluation (or what a platform tells) as it was read: the place-th of its row."""

    place: int
    prepared: Prepared[Any]
    kind: Kind = Kind.GRADES


class SourceRow(msgspec.Struct, frozen=True):
    """A row as it was read. What was withdrawn is not among its evaluations: it says nothing any more.

    `key` is `<system>:<hash>`; `shown` names it to people (`pj_id=17`) and holds no ID number.
    """

    key: str
    shown: str
    rank: str
    evaluations: tuple[Evaluation, ...] = ()


def _slot(key: str, said: Said | Telling) -> str:
    if isinstance(said, Telling) and said.kind is Kind.FACTS:
        return said.stem
    return f"{key.partition(':')[0]}:{said.stem}"


def row_of(statement_key: str) -> str:
    """The key of the row that makes a statement."""
    return statement_key.rpartition(":")[0]


def place_of(statement_key: str) -> int:
    """Which evaluation of its row a statement is."""
    return int(statement_key.rpartition(":")[2])


def said_by(claim: GradeClaim) -> Said:
    decision = None if claim.by is None else claim.by.decision
    return Said(claim.subject.key, claim.item.key, claim.evaluated_on, claim.native_grade, claim.content, decision)


def speaking(statements: Iterable[Statement]) -> Statement | None:
    """The statement that counts of those about one slot: of the row that changed last."""
    return max(
        (s for s in statements if s.said is not None),
        key=lambda statement: (statement.rank, statement.key),
        default=None,
    )


async def read_statements(source: Source, keys: Sequence[str]) -> dict[str, Statement]:
    """The statements with these keys, by key."""
    return _by_key(await source.run(BY_KEY, {"keys": list(keys)}) if keys else [])


async def read_slots(source: Source, slots: Sequence[str], known: Mapping[str, Statement]) -> dict[str, Statement]:
    """Every statement about these slots, by key; those that are `known` already as they are there."""
    keys = [key for (key,) in await source.run(KEYS_BY_SLOT, {"slots": list(slots)})] if slots else []
    others = await read_statements(source, [key for key in keys if key not in known])
    return others | {key: known[key] for key in keys if key in known}


async def write_statements(
    transaction: GraphTransaction, changes: Iterable[tuple[Statement | None, Statement]]
) -> None:
    """Write statements, each with what the graph has of it."""
    written = defaultdict[str, list[dict[str, Any]]](list)
    for before, after in changes:
        query = _query(before, after)
        written[query].append(_revised(after) if query is REVISE else _row(after))
    for query, rows in written.items():
        await transaction.run(query, {"rows": rows})


def _query(before: Statement | None, after: Statement) -> str:
    if after.slot is None or (before is not None and before.slot != after.slot):
        return WRITE
    return CREATE if before is None else REVISE


async def forget_statements(transaction: GraphTransaction, keys: Sequence[str]) -> None:
    if keys:
        await transaction.run(FORGET, {"keys": list(keys)})


def statement_from(row: Row) -> Statement:
    said = None if row[2] is None else _said_from(orjson.loads(row[2]))
    return Statement(row[0], row[1], said, row[3], row[4], row[5])


def _by_key(rows: list[Row]) -> dict[str, Statement]:
    return {row[0]: statement_from(row) for row in rows}


def _row(statement: Statement) -> dict[str, Any]:
    return {
        "key": statement.key,
        "bucket": statement.bucket,
        "slot": statement.slot,
        "rank": statement.rank,
        "said": None if statement.said is None else _said_text(statement.said),
        "code": statement.code,
        "digest": statement.digest,
    }


def _revised(statement: Statement) -> dict[str, Any]:
    assert statement.said is not None, "what speaks of a slot says something"
    return {"key": statement.key, "rank": statement.rank, "said": _said_text(statement.said)}


def _said_text(said: Said | Telling) -> str:
    if isinstance(said, Telling):
        return orjson.dumps(said.as_json()).decode()
    grade, native, scale_key, score, valid_until, document_no = said.content
    until = None if valid_until is None else day_text(valid_until)
    about = (said.subject_key, said.item_key, day_text(said.evaluated_on), said.native_grade)
    decision = [] if said.decision is None else [said.decision]
    content = [grade.value, native, scale_key, score, until, document_no]
    return orjson.dumps([*about, *content, *decision]).decode()


def _said_from(value: Any) -> Said | Telling:
    if isinstance(value, dict):
        return telling_from(value)
    subject_key, item_key, day, native_grade, grade, native, scale_key, score, until, document_no, *decision = value
    content = (GRADES[grade], native, scale_key, score, parse_day(until), document_no)
    evaluated_on = parse_day(day)
    assert evaluated_on is not None
    return Said(subject_key, item_key, evaluated_on, native_grade, content, *decision)
