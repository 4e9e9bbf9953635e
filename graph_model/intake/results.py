"""What an import tells its caller."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from graph_model.intake.columns import Kind
from graph_model.intake.refusals import Refused, WarningCode


class RowStatus(StrEnum):
    """What became of a row."""

    ACCEPTED = "ACCEPTED"
    UNCHANGED = "UNCHANGED"
    REJECTED = "REJECTED"


@dataclass(frozen=True, slots=True)
class Warned:
    """Something to check about a row that went in."""

    code: WarningCode
    column: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision about one row. `correction`: it replaces what an earlier file said of the same thing."""

    status: RowStatus
    correction: bool = False
    refused: Refused | None = None
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True, slots=True)
class RowResult:
    """The answer to one row of `import_rows`; `code`, `column` and the messages are None unless it was rejected."""

    status: RowStatus
    code: str | None = None
    column: str | None = None
    message: str | None = None
    message_en: str | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """An entry of the ledger. `values` are the row's canonical columns, without any ID number."""

    key: str
    import_key: str
    file: str
    sheet: str | None
    row: int
    column: str | None
    code: str
    message: str
    message_en: str
    values: Mapping[str, str]
    kind: Kind
    rejected_at: datetime
    resolved_at: datetime | None
    replaced_by: str | None = None
    """The entry that the corrected row got in its turn, where it was rejected again."""
    row_key: str | None = None
    """The row's key in its database, for one that a sync read: `pj_id=17`. Its `row` is 0."""


@dataclass(frozen=True, slots=True)
class RowWarning:
    """A warning with its place."""

    sheet: str | None
    row: int
    code: WarningCode
    column: str
    message: str
    message_en: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by what became of them; `corrected` are among the accepted, `warnings` count warnings, not rows."""

    rows: int = 0
    accepted: int = 0
    corrected: int = 0
    unchanged: int = 0
    rejected: int = 0
    warnings: int = 0
    new_subjects: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(a + b for a, b in zip(_numbers(self), _numbers(other), strict=True)))


def _numbers(counts: Counts) -> tuple[int, ...]:
    return (
        counts.rows,
        counts.accepted,
        counts.corrected,
        counts.unchanged,
        counts.rejected,
        counts.warnings,
        counts.new_subjects,
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is. `fraction` is of the file's bytes, None where that cannot be told (a workbook)."""

    file: str
    counts: Counts
    fraction: float | None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file.

    `counts` are of the whole file: with batches that an interrupted run committed before (`resumed_after`, a row number).
    `rejects` and `warnings` are the first of this run, as many as a person reads.
    """

    file: str
    kind: Kind
    import_key: str
    dry_run: bool
    counts: Counts = field(default_factory=Counts)
    resumed_after: int | None = None
    repeated: bool = False
    """The file had been imported whole before."""
    rejects: tuple[Reject, ...] = ()
    warnings: tuple[RowWarning, ...] = ()

    def as_repeated(self) -> "ImportReport":
        return replace(self, repeated=True)

    def resumed(self, after: int, counts: Counts) -> "ImportReport":
        """Going on after the row `after`, with the counts of what was committed before."""
        return replace(self, resumed_after=after, counts=self.counts + counts)

    def with_more(
        self, counts: Counts, rejects: tuple[Reject, ...], warnings: tuple[RowWarning, ...]
    ) -> "ImportReport":
        """With a batch added; of the entries only the first `SHOWN` are kept."""
        return replace(
            self,
            counts=self.counts + counts,
            rejects=(self.rejects + rejects)[:SHOWN],
            warnings=(self.warnings + warnings)[:SHOWN],
        )


SHOWN = 100
"""So many rejects and warnings are listed in a report; the ledger has all rejects."""
