"""Reading one grade record by its key, with its subject."""

from dataclasses import dataclass

from graph_model.model import GradeRecord, SubjectData
from graph_model.rows import RECORD_COLUMNS, record_from
from graph_model.store import GraphStore
from graph_model.subjects import NOTHING, Needs, projection, subject_data

FOUND = (
    "MATCH (s:Subject)-[:GRADED]->(w:GradeRecord {key: $key}) "
    f"WITH s, [{', '.join(column.replace('g.', 'w.', 1) for column in RECORD_COLUMNS.split(', '))}] AS found "
)


@dataclass(frozen=True, slots=True)
class SubjectRecord:
    """A grade record and what was read of its subject."""

    record: GradeRecord
    subject: SubjectData


async def read_record(
    store: GraphStore, key: str, needs: Needs = NOTHING, *, timeout: float | None = None
) -> SubjectRecord | None:
    """The record with this key, whether it was corrected or not, or None; one query."""
    rows = await store.read(FOUND + projection(needs, "found"), {"key": key}, timeout=timeout, point=True)
    if not rows:
        return None
    data = subject_data(rows[0], 1)
    return SubjectRecord(record_from(data.subject.key, rows[0][0]), data)
