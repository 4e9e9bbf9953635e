"""A store with the plan in it, as a test of an import sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from graph_model.catalogue import Catalogue
from graph_model.intake import Kind, import_file, import_rows, read_rejects
from graph_model.intake.results import ImportReport, Reject, RowResult
from graph_model.model import GradeRecord, SubjectData
from graph_model.store import GraphStore
from graph_model.subjects import read_subject
from tests.graph_model.intake.files import HEADER, SECRET, TODAY, code, write_csv

NODES = "MATCH (n:{label}) RETURN {columns} ORDER BY {columns}"
LABELS = {
    "Subject": "key kind displayName uscc organisationCode status district industry registeredOn synthetic",
    "Identifier": "key code kind value subjectKey",
    "GradeRecord": "key itemKey grade nativeGrade scaleKey score evaluatedOn validUntil recordedAt supersededAt systemKey "
    "mode batchKey documentNo suspended",
    "DishonestyFact": "key conduct severity occurredOn documentNo itemKey recordedAt description decision withdrawnAt",
    "Discrepancy": "key subjectKey highItem lowItem highRecord lowRecord levels state raisedAt closedAt",
    "InspectionItem": "key displayName departmentKey connected documentNo reportedOn",
    "Reject": "key importKey file sheet row column code message messageEn values kind rejectedAt resolvedAt replaces "
    "replacedBy heldAs decision",
    "IdentityReview": "key departmentKey codes name district written state firstSeenAt lastSeenAt decision subject",
    "IdentityDecision": "key review subject decidedBy role decidedAt reason takenBackBy takenBackAt takenBackReason",
    "Batch": "key importKey number position lastRow rows accepted corrected unchanged rejected warnings complete file kind "
    "content outcomes startedAt finishedAt",
}
"""Everything that an import may write, label by label."""
LINKS = (
    "MATCH (new:GradeRecord)-[:SUPERSEDES]->(old:GradeRecord) RETURN new.key, old.key ORDER BY new.key, old.key",
    "MATCH (s:Subject)-[:GRADED]->(g:GradeRecord) RETURN s.key, g.key ORDER BY g.key",
    "MATCH (g:GradeRecord)-[:UNDER]->(i:Item) RETURN g.key, i.key ORDER BY g.key",
    "MATCH (s:Subject)-[:COMMITTED]->(f:DishonestyFact) RETURN s.key, f.key ORDER BY f.key",
    "MATCH (s:Subject)-[:DISCREPANT]->(d:Discrepancy) RETURN s.key, d.key ORDER BY d.key",
    "MATCH (a:Subject)-[r:SHAREHOLDER_OF]->(b:Subject) RETURN a.key, b.key, r.share ORDER BY a.key, b.key",
    "MATCH (r:Reject)-[:AWAITS]->(v:IdentityReview) RETURN r.key, v.key ORDER BY r.key, v.key",
    "MATCH (v:IdentityReview)-[m:MAY_BE]->(s:Subject) RETURN v.key, s.key, m.rule, m.clue ORDER BY v.key, s.key",
    "MATCH (n:InspectionItem)-[:COVERED_BY]->(i:Item) RETURN n.key, i.key ORDER BY n.key, i.key",
)


@dataclass
class City:
    """`today` is the instant that the importer's clock shows."""

    store: GraphStore
    catalogue: Catalogue
    folder: Path
    today: datetime = TODAY

    async def import_file(self, path: Path, kind: Kind = Kind.GRADES, **options: Any) -> ImportReport:
        return await import_file(
            self.store, self.catalogue, path, kind=kind, secret=SECRET, clock=lambda: self.today, **options
        )

    async def import_grades(
        self, *rows: Sequence[Any], header: Sequence[str] = HEADER, name: str = "grades.csv", **options: Any
    ) -> ImportReport:
        """Write the rows to a CSV file called `name` and import it."""
        return await self.import_file(write_csv(self.folder / name, rows, header), **options)

    async def import_rows(self, *rows: Mapping[str, Any], key: str = "k1", **options: Any) -> list[RowResult]:
        return await import_rows(
            self.store, self.catalogue, rows, import_key=key, secret=SECRET, clock=lambda: self.today, **options
        )

    async def rejects(self, **options: Any) -> list[Reject]:
        return await read_rejects(self.store, **options)

    async def subject(self, number: int = 1) -> SubjectData:
        found = await read_subject(self.store, f"uscc:{code(number)}")
        assert found is not None
        return found

    async def line(self, number: int = 1, item: str = "1-7") -> list[GradeRecord]:
        """The records of an enterprise on an item, as their SUPERSEDES edges line them up, oldest first."""
        records = {r.key: r for r in (await self.subject(number)).records if r.item_key == item}
        links = dict(tuple(row) for row in await self.store.read(LINKS[0]) if row[0] in records)
        (newest,) = records.keys() - links.values()
        line = [newest]
        while line[-1] in links:
            line.append(links[line[-1]])
        assert len(line) == len(records), "one line, no branch"
        return [records[key] for key in reversed(line)]

    async def contents(self, *, but: Sequence[str] = ()) -> list[Any]:
        """Everything in the graph that an import may write, for comparing; `but` leaves labels out."""
        found: list[Any] = []
        for label, names in LABELS.items():
            if label not in but:
                columns = ", ".join(f"n.{name}" for name in names.split())
                found.append((label, await self.store.read(NODES.format(label=label, columns=columns))))
        for query in LINKS:
            found.append(await self.store.read(query))
        return found


def days(line: Sequence[GradeRecord]) -> list[tuple[date, str]]:
    return [(record.evaluated_on, record.grade.value) for record in line]
