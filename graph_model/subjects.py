"""Reading subjects: one graph query brings the subjects asked for with the parts asked for."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from graph_model.disclosure import disclosed
from graph_model.model import DiscrepancyRecord, DishonestyFact, GradeRecord, Inspection, MeasureTaken, SubjectData
from graph_model.objections.objection import COLUMNS as OBJECTION_COLUMNS
from graph_model.objections.objection import objection_from
from graph_model.objections.values import Objection
from graph_model.repairs.values import CreditRepair
from graph_model.rows import (
    BRIEF_COLUMNS,
    DISCREPANCY_COLUMNS,
    FACT_COLUMNS,
    INSPECTION_COLUMNS,
    RECORD_COLUMNS,
    REPAIR_COLUMNS,
    SUBJECT_COLUMNS,
    TAKEN_COLUMNS,
    brief_from,
    discrepancy_from,
    fact_from,
    inspection_from,
    record_from,
    repair_from,
    subject_from,
    taken_from,
)
from graph_model.store import GraphStore, GraphTransaction, Parameters, Row

Run = Callable[[str, Parameters], Awaitable[list[Row]]]
BY_KEYS = "UNWIND $keys AS wanted MATCH (s:Subject {key: wanted}) "
BY_KEY = "MATCH (s:Subject {key: $key}) "
_BRIEF = len(BRIEF_COLUMNS.split(", "))
SUBJECTS_OF = f"{BY_KEYS}RETURN {SUBJECT_COLUMNS}"
RECORDS_OF = f"{BY_KEYS}WITH s MATCH (s)-[:GRADED]->(g:GradeRecord) RETURN s.key, {RECORD_COLUMNS}"
"""The subjects come first, whatever Neo4j plans: what it planned for an empty graph began at the records, all of them."""
FACTS_OF = f"{BY_KEYS}WITH s MATCH (s)-[:COMMITTED]->(f:DishonestyFact) RETURN s.key, {FACT_COLUMNS}"
DISCREPANCIES_OF = f"MATCH (d:Discrepancy) WHERE d.subjectKey IN $keys RETURN {DISCREPANCY_COLUMNS}"
INSPECTIONS_OF = f"{BY_KEYS}WITH s MATCH (s)-[:INSPECTED]->(n:Inspection) RETURN {INSPECTION_COLUMNS}"
TAKEN_OF = f"{BY_KEYS}WITH s MATCH (s)-[:MET_WITH]->(m:MeasureTaken) RETURN {TAKEN_COLUMNS}"
REPAIRS_OF = f"{BY_KEYS}WITH s MATCH (s)-[:ASKS_REPAIR]->(r:CreditRepair) RETURN {REPAIR_COLUMNS}"
OBJECTIONS_OF = f"{BY_KEYS}WITH s MATCH (s)-[:OBJECTED]->(w:Objection) RETURN {OBJECTION_COLUMNS}"


@dataclass(frozen=True, slots=True)
class Needs:
    """Which parts of a subject a question reads. Nothing else leaves the store.

    `particulars` are what records say beside what the grade view goes by. Where they are not read records are BriefRecords, which
    have no such attributes: who asks for one fails, and gives no wrong answer. In a transaction records are always whole.
    """

    records: bool = False
    facts: bool = False
    discrepancies: bool = False
    inspections: bool = False
    particulars: bool = False
    taken: bool = False
    repairs: bool = False
    objections: bool = False

    def __or__(self, other: "Needs") -> "Needs":
        return Needs(
            self.records or other.records,
            self.facts or other.facts,
            self.discrepancies or other.discrepancies,
            self.inspections or other.inspections,
            self.particulars or other.particulars,
            self.taken or other.taken,
            self.repairs or other.repairs,
            self.objections or other.objections,
        )


NOTHING = Needs()
WHOLE_RECORDS = Needs(records=True, particulars=True)
EVERYTHING = Needs(
    records=True,
    facts=True,
    discrepancies=True,
    inspections=True,
    particulars=True,
    taken=True,
    repairs=True,
    objections=True,
)


@cache
def projection(needs: Needs, carried: str = "") -> str:
    """The clauses that follow a clause binding `s`: one row a subject, `carried` columns first.

    Rows are: carried…, the subject's columns, [records], [facts], [discrepancies], [inspections], [measures taken], [repairs],
    [objections]; a part that is not needed is [].
    An OPTIONAL MATCH that finds nothing collects one list of nulls, which `subject_data` drops.
    """
    kept = f"s, {carried}" if carried else "s"
    record_columns = RECORD_COLUMNS if needs.particulars else BRIEF_COLUMNS
    clauses: list[str] = []
    parts: list[str] = []
    for wanted, pattern, columns, name in (
        (needs.records, "(s)-[:GRADED]->(g:GradeRecord)", record_columns, "records"),
        (needs.facts, "(s)-[:COMMITTED]->(f:DishonestyFact)", FACT_COLUMNS, "facts"),
        (needs.discrepancies, "(s)-[:DISCREPANT]->(d:Discrepancy)", DISCREPANCY_COLUMNS, "discrepancies"),
        (needs.inspections, "(s)-[:INSPECTED]->(n:Inspection)", INSPECTION_COLUMNS, "inspections"),
        (needs.taken, "(s)-[:MET_WITH]->(m:MeasureTaken)", TAKEN_COLUMNS, "taken"),
        (needs.repairs, "(s)-[:ASKS_REPAIR]->(r:CreditRepair)", REPAIR_COLUMNS, "repairs"),
        (needs.objections, "(s)-[:OBJECTED]->(w:Objection)", OBJECTION_COLUMNS, "objections"),
    ):
        if wanted:
            clauses.append(
                f"OPTIONAL MATCH {pattern} WITH {', '.join([kept, *parts])}, collect([{columns}]) AS {name} "
            )
            parts.append(name)
    returned = [
        *([carried] if carried else []),
        SUBJECT_COLUMNS,
        "records" if needs.records else "[] AS records",
        "facts" if needs.facts else "[] AS facts",
        "discrepancies" if needs.discrepancies else "[] AS discrepancies",
        "inspections" if needs.inspections else "[] AS inspections",
        "taken" if needs.taken else "[] AS taken",
        "repairs" if needs.repairs else "[] AS repairs",
        "objections" if needs.objections else "[] AS objections",
    ]
    return "".join(clauses) + "RETURN " + ", ".join(returned)


def subject_data(row: Row, offset: int = 0) -> SubjectData:
    """A row of `projection` as a value; `offset` is the number of carried columns."""
    subject = subject_from(row[offset : offset + 10])
    parts = row[offset + 10 : offset + 17]
    if any(parts):  # a list of nulls too: that there is nothing has been told then
        disclosed(subject.key)
    records, facts, discrepancies, inspections, taken, repairs, objections = parts
    return SubjectData(
        subject,
        _records(subject.key, records),
        tuple(fact_from(subject.key, f) for f in facts if f[0] is not None),
        tuple(discrepancy_from(d) for d in discrepancies if d[0] is not None),
        tuple(inspection_from(n) for n in inspections if n[0] is not None),
        tuple(taken_from(m) for m in taken if m[0] is not None),
        tuple(repair_from(r) for r in repairs if r[0] is not None),
        tuple(objection_from(o) for o in objections if o[0] is not None),
    )


def _records(subject_key: str, rows: Sequence[Row]) -> tuple[GradeRecord, ...]:
    """The records in the rows of a projection, which says by their length whether they are brief."""
    brief = bool(rows) and len(rows[0]) == _BRIEF
    made: Callable[[str, Row], Any] = brief_from if brief else record_from
    return tuple([made(subject_key, row) for row in rows if row[0] is not None])


async def read_subject(
    store: GraphStore, key: str, needs: Needs = EVERYTHING, *, timeout: float | None = None
) -> SubjectData | None:
    """The subject with this key, or None."""
    rows = await store.read(BY_KEY + projection(needs), {"key": key}, timeout=timeout, point=True)
    return subject_data(rows[0]) if rows else None


async def read_subjects(
    source: GraphStore | GraphTransaction,
    keys: Sequence[str],
    needs: Needs = EVERYTHING,
    *,
    timeout: float | None = None,
) -> list[SubjectData | None]:
    """The subjects with these keys in their order, None where there is none. One query for all; in a transaction, where
    a batch asks for a thousand, one a part."""
    distinct = list(dict.fromkeys(keys))
    if hasattr(source, "run"):
        found = await _read_parts(source.run, distinct, needs)
    else:
        rows = await source.read(BY_KEYS + projection(needs), {"keys": distinct}, timeout=timeout)
        found = {data.subject.key: data for data in map(subject_data, rows)}
    return [found.get(key) for key in keys]


async def _read_parts(run: Run, keys: list[str], needs: Needs) -> dict[str, SubjectData]:
    """What `projection` gives, part by part: for many subjects cheaper than one list a subject."""
    parameters = {"keys": keys}
    subjects = [subject_from(row) for row in await run(SUBJECTS_OF, parameters)]
    records = defaultdict[str, list[GradeRecord]](list)
    facts = defaultdict[str, list[DishonestyFact]](list)
    discrepancies = defaultdict[str, list[DiscrepancyRecord]](list)
    for row in await run(RECORDS_OF, parameters) if needs.records else ():
        records[row[0]].append(record_from(row[0], row[1:]))
    for row in await run(FACTS_OF, parameters) if needs.facts else ():
        facts[row[0]].append(fact_from(row[0], row[1:]))
    for row in await run(DISCREPANCIES_OF, parameters) if needs.discrepancies else ():
        found = discrepancy_from(row)
        discrepancies[found.subject_key].append(found)
    inspections = defaultdict[str, list[Inspection]](list)
    for row in await run(INSPECTIONS_OF, parameters) if needs.inspections else ():
        inspection = inspection_from(row)
        inspections[inspection.subject_key].append(inspection)
    taken = defaultdict[str, list[MeasureTaken]](list)
    for row in await run(TAKEN_OF, parameters) if needs.taken else ():
        measure = taken_from(row)
        taken[measure.subject_key].append(measure)
    repairs = defaultdict[str, list[CreditRepair]](list)
    for row in await run(REPAIRS_OF, parameters) if needs.repairs else ():
        repair = repair_from(row)
        repairs[repair.subject_key].append(repair)
    objections = defaultdict[str, list[Objection]](list)
    for row in await run(OBJECTIONS_OF, parameters) if needs.objections else ():
        objection = objection_from(row)
        objections[objection.subject_key].append(objection)
    return {
        s.key: SubjectData(
            s,
            tuple(records[s.key]),
            tuple(facts[s.key]),
            tuple(discrepancies[s.key]),
            tuple(inspections[s.key]),
            tuple(taken[s.key]),
            tuple(repairs[s.key]),
            tuple(objections[s.key]),
        )
        for s in subjects
    }
