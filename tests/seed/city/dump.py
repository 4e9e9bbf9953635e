"""What a graph holds of subjects, as sorted lines of JSON: two graphs are the same when their lines are."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from graph_model.catalogue import Catalogue
from graph_model.model import COMPOSITE, RelationKind, Subject
from graph_model.rows import (
    DISCREPANCY_COLUMNS,
    FACT_COLUMNS,
    RECORD_COLUMNS,
    SUBJECT_COLUMNS,
    discrepancy_from,
    discrepancy_row,
    fact_from,
    fact_row,
    record_from,
    record_row,
    subject_from,
    subject_row,
)
from graph_model.store import GraphStore
from graph_model.writing import Additions
from seed.city.portraits import City, Portrait
from seed.city.registers import registers

SUBJECTS = f"MATCH (s:Subject) RETURN {SUBJECT_COLUMNS}"
RECORDS = f"MATCH (s:Subject)-[:GRADED]->(g:GradeRecord) RETURN s.key, {RECORD_COLUMNS}"
UNDER = "MATCH (g:GradeRecord)-[:UNDER]->(i:Item) RETURN g.key, i.key"
SUPERSEDES = "MATCH (a:GradeRecord)-[:SUPERSEDES]->(b:GradeRecord) RETURN a.key, b.key"
FACTS = f"MATCH (s:Subject)-[:COMMITTED]->(f:DishonestyFact) RETURN s.key, {FACT_COLUMNS}"
DISCREPANCIES = f"MATCH (s:Subject)-[:DISCREPANT]->(d:Discrepancy) RETURN {DISCREPANCY_COLUMNS}"
REGISTERS = (
    "MATCH (n:InspectionItem)-[:REPORTED_BY]->(d:Department) RETURN n.key, n.displayName, d.key, n.connected, "
    "n.documentNo, n.reportedOn, n.synthetic"
)
COVERED_BY = "MATCH (n:InspectionItem)-[:COVERED_BY]->(i:Item) RETURN n.key, i.key"


def digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


async def stored_lines(store: GraphStore) -> list[str]:
    """Everything that a city and the demo subjects put into the graph."""
    lines = [_subject_line(subject_from(row)) for row in await store.read(SUBJECTS)]
    lines += [_line("GradeRecord", record_row(record_from(row[0], row[1:]))) for row in await store.read(RECORDS)]
    lines += [_line("DishonestyFact", fact_row(fact_from(row[0], row[1:]))) for row in await store.read(FACTS)]
    lines += [_line("Discrepancy", discrepancy_row(discrepancy_from(row))) for row in await store.read(DISCREPANCIES)]
    for name, query in (("UNDER", UNDER), ("SUPERSEDES", SUPERSEDES), ("COVERED_BY", COVERED_BY)):
        lines += [_line(name, row) for row in await store.read(query)]
    lines += [_line("InspectionItem", row) for row in await store.read(REGISTERS)]
    for kind in RelationKind:
        rows = await store.read(f"MATCH (a:Subject)-[r:{kind}]->(b:Subject) RETURN a.key, b.key, r.share")
        lines += [_line(kind, row) for row in rows]
    return sorted(lines)


def lines_of(additions: Additions) -> list[str]:
    """What `stored_lines` gives of an empty graph to which these were added."""
    lines = [_subject_line(subject) for subject in additions.subjects]
    for record in additions.records:
        lines.append(_line("GradeRecord", record_row(record)))
        if record.item_key != COMPOSITE:
            lines.append(_line("UNDER", (record.key, record.item_key)))
    lines += [_line("SUPERSEDES", (link.new_key, link.old_key)) for link in additions.supersessions]
    lines += [_line("DishonestyFact", fact_row(fact)) for fact in additions.facts]
    lines += [_line("Discrepancy", discrepancy_row(record)) for record in additions.discrepancies]
    lines += [_line(r.kind, (r.from_key, r.to_key, r.share)) for r in additions.relations]
    for line in additions.inspection_items:
        named = (line.key, line.name, line.department_key, line.connected, line.document_no)
        lines.append(_line("InspectionItem", (*named, line.reported_on.isoformat(), line.synthetic)))
        lines += [_line("COVERED_BY", (line.key, item_key)) for item_key in line.item_keys]
    return sorted(lines)


def city_lines(catalogue: Catalogue, size: int, *, seed: int = 7, today: date) -> list[str]:
    """What a graph holds once the city of `size` subjects has been built."""
    city = City(catalogue, seed, today)
    portraits = [city.portrait(index) for index in range(size)]
    return lines_of(
        Additions(
            subjects=[portrait.subject for portrait in portraits],
            records=list(_all(portraits, "records")),
            supersessions=list(_all(portraits, "supersessions")),
            facts=list(_all(portraits, "facts")),
            relations=list(_all(portraits, "relations")),
            inspection_items=registers(catalogue, seed, today),
            discrepancies=list(_all(portraits, "discrepancies")),
        )
    )


def _all(portraits: Sequence[Portrait], part: str) -> Iterator[Any]:
    return (value for portrait in portraits for value in getattr(portrait, part))


def _subject_line(subject: Subject) -> str:
    """Without what it is found by, which follows from the name by another's dictionary."""
    row = subject_row(subject)
    del row["searchText"]
    return _line("Subject", row)


def _line(name: str, row: Any) -> str:
    """A line of a row by its columns or its places. A property without a value is none: a column that is new changes no line."""
    if isinstance(row, dict):
        row = {column: value for column, value in row.items() if value is not None}
    return f"{name} {json.dumps(row, ensure_ascii=False, sort_keys=True)}"
