"""Importing a file, or rows that were sent, into the graph."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from enum import Enum
from pathlib import Path
from typing import Any

from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput, LimitExceeded
from graph_model.intake import identities, ledger
from graph_model.intake.batches import AlreadyWritten, BatchPlace, BatchRun, Clock, Origin, StoreSource
from graph_model.intake.columns import FORMATS, PERSON_COLUMNS, Kind
from graph_model.intake.concealing import without_id_numbers
from graph_model.intake.deciding import Intake
from graph_model.intake.fact_rows import FactIntake
from graph_model.intake.grade_decisions import GradeIntake
from graph_model.intake.inspection_rows import InspectionIntake
from graph_model.intake.ledger import Checkpoint
from graph_model.intake.limits import Limits
from graph_model.intake.preparing import BatchReader, Taken, prepare
from graph_model.intake.reading import RawRow, SourceFile, inspect
from graph_model.intake.register_rows import RegisterIntake
from graph_model.intake.relation_rows import RelationIntake
from graph_model.intake.results import ImportReport, Progress, Reject, RowResult, RowStatus
from graph_model.intake.subject_rows import SubjectIntake
from graph_model.model import city_day, utc_now
from graph_model.store import GraphStore

MAX_ROWS = 5_000
"""Rows that one call of `import_rows` takes."""


async def import_file(
    store: GraphStore,
    catalogue: Catalogue,
    path: Path,
    *,
    kind: Kind = Kind.GRADES,
    secret: bytes,
    dry_run: bool = False,
    batch_size: int = 1_000,
    clock: Clock = utc_now,
    progress: Callable[[Progress], None] | None = None,
    display_name: str | None = None,
    limits: Limits | None = None,
) -> ImportReport:
    """Import a file, a transaction a batch; the next call goes on where an interrupted one stopped.

    `secret` is the installation's key for natural persons. `dry_run` decides every row and writes nothing. Rows that are
    rejected are no error: they are in the report and the ledger. Raises BadInput (naming the file and, where it can, the
    line) for a file that cannot be used; batches before a damaged place stay.
    """
    kind = Kind(kind)
    shown = without_id_numbers(display_name or path.name)
    source = await asyncio.to_thread(inspect, path, kind, name=shown, limits=limits)
    origin = Origin(identities.file_key(source.digest, kind, secret), shown, kind)
    checkpoint = await ledger.read_checkpoint(StoreSource(store), origin.import_key)
    intake = _intake(kind, catalogue)
    run = BatchRun(store, intake, origin, dry_run=dry_run, clock=clock, after=checkpoint.finished_at)
    reader = BatchReader(source.rows(), kind, intake, secret=secret, today=lambda: city_day(clock()), size=batch_size)
    report = ImportReport(shown, kind, origin.import_key, dry_run)
    return await _FileImport(source, run, reader, checkpoint, progress).carry_out(report)


class _FileImport:
    """A file on its way in, batch by batch; the next batch is read while the store takes the one before."""

    def __init__(
        self,
        source: SourceFile,
        run: BatchRun[Any],
        reader: BatchReader[Any],
        checkpoint: Checkpoint,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self._source = source
        self._run = run
        self._reader = reader
        self._checkpoint = checkpoint
        self._progress = progress

    async def carry_out(self, report: ImportReport) -> ImportReport:
        number, position, repeated = self._checkpoint.number, 0, self._checkpoint.complete
        if repeated:
            report = report.as_repeated()
        elif number:
            position = self._checkpoint.position
            report = report.resumed(self._checkpoint.last_row, self._checkpoint.counts)
            await asyncio.to_thread(self._reader.skip, position, self._run.memory)
        broken: BadInput | None = None
        step = self._run.reconsider if repeated else self._run.commit
        async with aclosing(self._batches()) as batches:
            async for taken in batches:
                position += len(taken.rows)
                place = BatchPlace(number + 1, position, taken.last and taken.broken is None)
                if taken.rows or place.complete:
                    result = await step(taken.rows, place)
                    number += result.written
                    report = report.with_more(result.counts, result.rejects, result.warnings)
                    self._tell(report)
                broken = taken.broken
        if broken is not None:
            raise broken
        return report

    async def _batches(self) -> AsyncGenerator[Taken[Any], None]:
        ahead = asyncio.create_task(asyncio.to_thread(self._reader.take))
        try:
            while True:
                taken = await ahead
                if not taken.last:
                    ahead = asyncio.create_task(asyncio.to_thread(self._reader.take))
                yield taken
                if taken.last:
                    return
        finally:
            await asyncio.wait([ahead])

    def _tell(self, report: ImportReport) -> None:
        if self._progress is not None:
            consumed = self._source.consumed
            fraction = None if consumed is None else min(1.0, consumed / self._source.size)
            self._progress(Progress(report.file, report.counts, fraction))


async def import_rows(
    store: GraphStore,
    catalogue: Catalogue,
    rows: Sequence[Mapping[str, Any]],
    *,
    import_key: str,
    secret: bytes,
    kind: Kind = Kind.GRADES,
    dry_run: bool = False,
    clock: Clock = utc_now,
    display_name: str = "importGrades",
) -> list[RowResult]:
    """Import rows (canonical column → value) in one transaction; one result a row, in their order.

    `import_key` is the sender's idempotency key: the same rows under it again give the same results and change nothing,
    other rows under it are BadInput. The ledger's `row` counts from 1. Raises LimitExceeded above 5,000 rows, BadInput
    for a column that the kind does not have.
    """
    kind = Kind(kind)
    if len(rows) > MAX_ROWS:
        raise LimitExceeded(f"一次最多 {MAX_ROWS} 行,这次有 {len(rows)} 行 / at most {MAX_ROWS} rows, not {len(rows)}")
    if not import_key.strip():
        raise BadInput("缺少幂等键 / an idempotency key is needed", "idempotencyKey")
    raws = [_sent_row(number, row, kind) for number, row in enumerate(rows, 1)]
    origin = Origin(identities.rows_key(import_key, secret), display_name, kind)
    content = _content(rows, kind, secret)
    given = await _given_before(store, origin, content)
    if given is not None or not rows:
        return given or []
    intake = _intake(kind, catalogue)
    today = city_day(clock())
    prepared = [prepare(raw, kind, intake, secret, today) for raw in raws]
    run = BatchRun(store, intake, origin, dry_run=dry_run, clock=clock, after=None)
    try:
        result = await run.commit(prepared, BatchPlace(1, len(rows), complete=True, content=content))
    except AlreadyWritten:
        given = await _given_before(store, origin, content)
        assert given is not None
        return given
    by_row = {reject.row: reject for reject in result.rejects}
    return [_row_result(verdict.status, by_row.get(number)) for number, verdict in enumerate(result.verdicts, 1)]


def _sent_row(number: int, row: Mapping[str, Any], kind: Kind) -> RawRow:
    unknown = [key for key in row if key not in FORMATS[kind].keys]
    if unknown:
        raise BadInput(f"没有这一列 / no such column: {unknown[0]}", f"rows[{number - 1}]")
    plain = {key: value.value if isinstance(value, Enum) else value for key, value in row.items()}
    return RawRow(
        number,
        None,
        {
            key: "" if value is None else value
            for key, value in plain.items()
            if key in PERSON_COLUMNS or (value is not None and value != "")
        },
    )


def _content(rows: Sequence[Mapping[str, Any]], kind: Kind, secret: bytes) -> str:
    written = json.dumps([kind.value, *(dict(row) for row in rows)], sort_keys=True, default=str)
    return hmac.new(secret, written.encode(), hashlib.sha256).hexdigest()


async def _given_before(store: GraphStore, origin: Origin, content: str) -> list[RowResult] | None:
    """The results that rows under this key got before; None where the key is new."""
    source = StoreSource(store)
    checkpoint = await ledger.read_checkpoint(source, origin.import_key)
    if checkpoint.outcomes is None:
        return None
    if checkpoint.content != content:
        raise BadInput(
            "这个幂等键已经用于另一些行;新的内容请换新的键 / this idempotency key was used for other rows: take a new one",
            "idempotencyKey",
        )
    statuses = {status.value[0]: status for status in RowStatus}
    rejected = [number for number, letter in enumerate(checkpoint.outcomes, 1) if letter == "R"]
    entries = await ledger.rejects_by_key(source, [f"{origin.import_key}:{number}" for number in rejected])
    by_row = {entry.row: entry for entry in entries.values()}
    return [_row_result(statuses[letter], by_row.get(number)) for number, letter in enumerate(checkpoint.outcomes, 1)]


def _row_result(status: RowStatus, reject: Reject | None) -> RowResult:
    if reject is None:
        return RowResult(status)
    return RowResult(status, reject.code, reject.column, reject.message, reject.message_en)


def _intake(kind: Kind, catalogue: Catalogue) -> Intake[Any]:
    intakes: dict[Kind, Callable[[Catalogue], Intake[Any]]] = {
        Kind.GRADES: GradeIntake,
        Kind.FACTS: FactIntake,
        Kind.RELATIONS: RelationIntake,
        Kind.SUBJECTS: SubjectIntake,
        Kind.REGISTERS: RegisterIntake,
        Kind.INSPECTIONS: InspectionIntake,
    }
    return intakes[kind](catalogue)
