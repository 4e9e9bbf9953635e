"""A mapping tried out: what its system's rows would be if they came in now. Nothing is written anywhere."""

from collections import Counter
from collections.abc import Mapping as Table
from dataclasses import dataclass, field, replace
from typing import Any

from gateway.sync.addresses import Address, connected, reading_engine
from gateway.sync.mapping import MappingFile
from gateway.sync.mapping.model import span
from gateway.sync.reading.judging import Judge, Judged
from gateway.sync.reading.rows import RowReader
from gateway.sync.reading.statement import question_of
from gateway.sync.reading.streaming import batches, told
from gateway.sync.reading.structure import check_structure
from graph_model.intake import cells
from graph_model.intake.grade_rows import GradeClaim

SHOWN = 10
_COLUMNS = (
    "uscc",
    "personKey",
    "name",
    "item",
    "nativeGrade",
    "scale",
    "score",
    "evaluatedOn",
    "validUntil",
    "documentNo",
    *("conduct", "severity", "occurredOn", "description"),
    *("status", "district", "industry", "registeredOn", "registrationNumber", "formerUscc"),
    *("department", "itemCode", "connected"),
)


@dataclass(slots=True)
class CheckReport:
    """What would come in. `rows` count evaluations, or what else rows say; `rejects` and `warnings` are by the codes of the ledger.

    `other_keys` count the rejected rows that have another key than the USCC, `examples` has the first row of each code.
    """

    system: str
    database: str
    rows: int = 0
    withdrawn: int = 0
    accepted: int = 0
    grades: Counter[str] = field(default_factory=Counter)
    rejects: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    other_keys: Counter[str] = field(default_factory=Counter)
    first: list[dict[str, Any]] = field(default_factory=list)
    examples: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def rejected(self) -> int:
        return sum(self.rejects.values())

    def count(self, judged: Judged) -> None:
        """Count a row in, and keep it while fewer than ten are kept."""
        self.rows += 1
        if judged.row.withdrawn:
            self.withdrawn += 1
            return
        claim, refused = judged.prepared.claim, judged.prepared.refused
        if claim is not None:
            self.accepted += 1
            if isinstance(claim, GradeClaim):
                self.grades[claim.content[0].value] += 1
                self.warnings.update(warning.code.value for warning in claim.warnings)
        elif refused is not None:
            self.rejects[refused.code.value] += 1
            if judged.other_key is not None:
                self.other_keys[judged.other_key] += 1
            if refused.code.value not in self.examples:
                told = {"column": refused.column, "message": refused.zh, "messageEn": refused.en}
                self.examples[refused.code.value] = {**told, "row": shown(judged)}
        if len(self.first) < SHOWN:
            self.first.append(shown(judged))

    def as_json(self) -> dict[str, Any]:
        return {
            "system": self.system,
            "database": self.database,
            "rows": self.rows,
            "withdrawn": self.withdrawn,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "grades": _sorted(self.grades),
            "rejects": _sorted(self.rejects),
            "warnings": _sorted(self.warnings),
            "otherKeys": _sorted(self.other_keys),
            "first": self.first,
            "examples": self.examples,
        }


async def check(read: MappingFile, address: Address, judge: Judge, *, most: int | None = None) -> CheckReport:
    """Read every row of a system, or `most` of them, and judge it. Raises what `batches` raises."""
    limits, question = read.mapping.limits, question_of(read)
    if most is not None:
        question = replace(question, statement=question.statement.limit(most))
    reader, report, number = RowReader(read.mapping, question.places), CheckReport(read.mapping.system, str(address)), 1
    timeout = span(limits.statement_timeout).total_seconds()
    engine = reading_engine(address, connections=limits.connections, timeout=timeout)
    try:
        if read.mapping.asked is not None:
            with told(address, read):
                async with connected(engine) as connection:
                    await check_structure(connection, read.asked())
        async for rows in batches(engine, address, read, question):
            for judged in judge.judged(reader, rows, number):
                report.count(judged)
            number += len(rows)
    finally:
        await engine.dispose()
    return report


def shown(judged: Judged) -> dict[str, Any]:
    """A row in its canonical columns as they may be shown, with its A–D or the code that refuses it."""
    given = judged.prepared.raw.cells
    row: dict[str, Any] = {column: cells.text(given[column]) for column in _COLUMNS if given.get(column) is not None}
    claim, refused = judged.prepared.claim, judged.prepared.refused
    row["grade"] = claim.content[0].value if isinstance(claim, GradeClaim) else None
    row["code"] = None if refused is None else refused.code.value
    return row


def _sorted(counts: Table[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))
