"""One batch, one transaction: decisions, data, ledger and checkpoint commit together or not at all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from graph_model.errors import BadInput
from graph_model.intake import cells, ledger
from graph_model.intake.columns import FORMATS, LEDGER, Kind
from graph_model.intake.deciding import UNCHANGED, Decision, FileMemory, Intake, Scene, Source, refusal
from graph_model.intake.identification import identify
from graph_model.intake.identification.holding import Held, hold_rows
from graph_model.intake.preparing import Prepared
from graph_model.intake.reading import RawRow
from graph_model.intake.refusals import Refused, RejectCode
from graph_model.intake.results import Counts, Reject, RowStatus, RowWarning, Verdict, Warned
from graph_model.intake.taking_in import take_in
from graph_model.model import city_day
from graph_model.store import GraphStore, GraphTransaction, Row
from graph_model.writing import Additions

C = TypeVar("C")
Clock = Callable[[], datetime]
LONGEST_VALUE = 400
_ATTEMPTS = 3
_LEDGER_COLUMNS = frozenset(column.key for column in LEDGER)
RECONSIDERED = frozenset(RejectCode) - {RejectCode.CONFLICT, RejectCode.OUTDATED}
"""Codes that may have another outcome when the same file comes again: a day has come, the catalogue has grown."""


class AlreadyWritten(BadInput):
    """Another process has written this batch of the same import."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where rows come from."""

    import_key: str
    file: str
    kind: Kind

    def place_key(self, raw: RawRow) -> str:
        """Key of the ledger's entry for a row."""
        place = str(raw.row) if raw.sheet is None else f"{raw.sheet}!{raw.row}"
        return f"{self.import_key}:{place}"


@dataclass(frozen=True, slots=True)
class BatchPlace:
    """Which batch of its import a batch is: its number, the rows done when it is, whether it is the last."""

    number: int
    position: int
    complete: bool
    content: str | None = None
    """Hash of the rows, where they were sent under an idempotency key; their outcomes are then kept with the batch."""


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What became of a batch. `written`: it left something in the graph."""

    verdicts: Sequence[Verdict]
    counts: Counts
    rejects: tuple[Reject, ...]
    warnings: tuple[RowWarning, ...]
    said: Mapping[int, int]
    at: datetime
    written: bool


class BatchRun(Generic[C]):
    """Decides and writes the batches of one import, one after the other."""

    def __init__(
        self,
        store: GraphStore,
        intake: Intake[C],
        origin: Origin,
        *,
        dry_run: bool,
        clock: Clock,
        after: datetime | None,
    ) -> None:
        self._store = store
        self._intake = intake
        self._origin = origin
        self._dry_run = dry_run
        self._clock = clock
        self._last = after or datetime.min.replace(tzinfo=UTC)
        self.memory = FileMemory()

    async def commit(self, rows: Sequence[Prepared[C]], place: BatchPlace) -> BatchResult:
        """Decide a batch that is new and write it. Raises AlreadyWritten where another process was faster."""

        async def work(source: Source) -> BatchResult:
            return await self._carry_out(source, rows, place)

        return self._done(await self._transact(work, self._batch_key(place)))

    async def reconsider(self, rows: Sequence[Prepared[C]], place: BatchPlace) -> BatchResult:
        """A batch of a file that was imported whole before: what the ledger does not have is unchanged, and what it has
        is decided again where that can make a difference. Writes only where it does."""
        keys = [self._origin.place_key(row.raw) for row in rows]
        known = await ledger.rejects_by_key(StoreSource(self._store), keys)
        again = [row for row, key in zip(rows, keys, strict=True) if _is_reconsidered(known.get(key))]

        async def work(source: Source) -> BatchResult:
            return await self._carry_out(source, again, place, known)

        result = await self._transact(work, self._batch_key(place)) if again else None
        said = dict(map(self._intake.saying, _claims(rows)))
        return self._done(self._with_known(rows, keys, known, result), said)

    def _done(self, result: BatchResult, said: Mapping[int, int] | None = None) -> BatchResult:
        self._last = max(self._last, result.at)
        self.memory.add(result.said if said is None else {**result.said, **said})
        return result

    def _batch_key(self, place: BatchPlace) -> str:
        return f"{self._origin.import_key}:{place.number}"

    async def _transact(self, work: Callable[[Source], Any], batch_key: str) -> BatchResult:
        """In a transaction, again where another writer made the same node at the same time; a dry run only reads."""
        if self._dry_run:
            result: BatchResult = await work(StoreSource(self._store))
            return result
        for attempt in range(_ATTEMPTS):
            try:
                return await self._store.transact(work)
            except BadInput:
                if await self._store.read("MATCH (b:Batch {key: $key}) RETURN b.key", {"key": batch_key}):
                    raise AlreadyWritten(
                        "同一文件正由另一个进程导入;请等它结束再运行 / the same file is being imported by another process",
                        self._origin.file,
                    ) from None
                if attempt == _ATTEMPTS - 1:
                    raise
        raise AssertionError("not reached")

    async def _carry_out(
        self, source: Source, rows: Sequence[Prepared[C]], place: BatchPlace, known: Mapping[str, Reject] | None = None
    ) -> BatchResult:
        started = self._clock()
        rows = await identify(source, rows, self._origin.kind, self._intake, city_day(started))
        claims = _claims(rows)
        if self._store.capabilities.shared and not self._dry_run:
            keys = sorted({key for claim in claims for key in self._intake.subject_keys(claim)})
            await source.run(ledger.LOCK_SUBJECTS, {"keys": keys})
        now = max(self._clock(), self._last + timedelta(microseconds=1))
        scene = Scene(self._origin.import_key, self._batch_key(place), now, self.memory, self._dry_run)
        decision = await self._intake.decide(source, claims, scene) if claims else Decision([], Additions(), now)
        result = self._result(rows, decision, scene)
        if known is not None:
            result = replace(result, written=_differs(result, known))
        if result.written and not self._dry_run:
            await self._write(source, rows, place, decision=decision, result=result, started=started, known=known)
        return result

    def _result(self, rows: Sequence[Prepared[C]], decision: Decision, scene: Scene) -> BatchResult:
        decided = iter(decision.verdicts)
        verdicts = [
            refusal(row.refused) if row.refused is not None else _told(row.identified, next(decided)) for row in rows
        ]
        pairs = list(zip(rows, verdicts, strict=True))
        rejects = tuple(
            self._reject(row.raw, verdict.refused, decision.at) for row, verdict in pairs if verdict.refused is not None
        )
        warnings = tuple(_row_warning(row.raw, verdict) for row, verdict in pairs if verdict.warnings)
        flat = tuple(warning for several in warnings for warning in several)
        counts = _counts(verdicts, len(flat), len(decision.additions.subjects))
        return BatchResult(verdicts, counts, rejects, flat, scene.said, decision.at, written=True)

    def _reject(self, raw: RawRow, refused: Refused, at: datetime) -> Reject:
        return Reject(
            key=self._origin.place_key(raw),
            import_key=self._origin.import_key,
            file=self._origin.file,
            sheet=raw.sheet,
            row=raw.row,
            column=refused.column,
            code=refused.code.value,
            message=refused.zh,
            message_en=refused.en,
            values=cells_as_text(raw, self._origin.kind),
            kind=self._origin.kind,
            rejected_at=at,
            resolved_at=None,
        )

    async def _write(
        self,
        transaction: GraphTransaction,
        rows: Sequence[Prepared[C]],
        place: BatchPlace,
        *,
        decision: Decision,
        result: BatchResult,
        started: datetime,
        known: Mapping[str, Reject] | None,
    ) -> None:
        await take_in(transaction, decision.additions, decision.at)
        settled, replaced = self._settled(rows, result.verdicts, known)
        brought, held = self._doubts(rows, result.verdicts, decision.at)
        await ledger.write_rejects(transaction, [*result.rejects, *brought], replaced)
        await ledger.resolve(transaction, settled, decision.at)
        await hold_rows(transaction, held, decision.at)
        await ledger.write_batch(transaction, self._entry(rows, place, result, started))

    def _doubts(
        self, rows: Sequence[Prepared[C]], verdicts: Sequence[Verdict], at: datetime
    ) -> tuple[list[Reject], list[Held]]:
        """Entries for rows that a decision brought in, who wait again when it is taken back; and all that join a review."""
        brought: list[Reject] = []
        held: list[Held] = []
        for row, verdict in zip(rows, verdicts, strict=True):
            if row.doubt is None:
                continue
            held.append(Held(self._origin.place_key(row.raw), row.doubt))
            if verdict.status is not RowStatus.REJECTED:
                brought.append(replace(self._reject(row.raw, row.doubt.refused, at), resolved_at=at))
        return brought, held

    def _settled(
        self, rows: Sequence[Prepared[C]], verdicts: Sequence[Verdict], known: Mapping[str, Reject] | None
    ) -> tuple[list[str], dict[str, str]]:
        """Keys of the entries that these rows settle, and new key → key of an entry whose corrected row was rejected again."""
        settled: list[str] = []
        replaced: dict[str, str] = {}
        for row, verdict in zip(rows, verdicts, strict=True):
            corrected = cells.text(row.raw.cells.get("rejectKey")) if "rejectKey" in row.raw.cells else None
            if known is None and corrected is None:
                continue
            own = self._origin.place_key(row.raw)
            if verdict.status is not RowStatus.REJECTED:
                settled += [own] if corrected is None else [own, corrected]
            elif corrected is not None and corrected != own:
                replaced[own] = corrected
        return settled, replaced

    def _entry(
        self, rows: Sequence[Prepared[C]], place: BatchPlace, result: BatchResult, started: datetime
    ) -> ledger.BatchEntry:
        outcomes = None if place.content is None else "".join(verdict.status.value[0] for verdict in result.verdicts)
        return ledger.BatchEntry(
            key=self._batch_key(place),
            import_key=self._origin.import_key,
            number=place.number,
            position=place.position,
            last_row=rows[-1].raw.row if rows else 0,
            counts=result.counts,
            complete=place.complete,
            file=self._origin.file,
            kind=self._origin.kind,
            started_at=started,
            finished_at=max(self._clock(), result.at),
            content=place.content,
            outcomes=outcomes,
        )

    def _with_known(
        self,
        rows: Sequence[Prepared[C]],
        keys: Sequence[str],
        known: Mapping[str, Reject],
        result: BatchResult | None,
    ) -> BatchResult:
        """The verdicts on every row of a batch of which only some were decided again."""
        decided = iter(result.verdicts if result is not None else ())
        verdicts: list[Verdict] = []
        for key in keys:
            entry = known.get(key)
            if _is_reconsidered(entry):
                verdicts.append(next(decided))
            elif entry is None or entry.resolved_at is not None:
                verdicts.append(UNCHANGED)
            else:
                refused = Refused(RejectCode(entry.code), entry.column, entry.message, entry.message_en)
                verdicts.append(refusal(refused))
        rejects = tuple(
            known.get(key) or self._reject(row.raw, verdict.refused, self._last)
            for row, key, verdict in zip(rows, keys, verdicts, strict=True)
            if verdict.refused is not None
        )
        new_subjects = result.counts.new_subjects if result is not None else 0
        warnings = result.warnings if result is not None else ()
        return BatchResult(
            verdicts=verdicts,
            counts=_counts(verdicts, len(warnings), new_subjects),
            rejects=rejects,
            warnings=warnings,
            said=result.said if result is not None else {},
            at=result.at if result is not None else self._last,
            written=result is not None and result.written,
        )


class StoreSource:
    """The store as a source of decisions that writes nothing."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store

    async def run(self, query: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        return await self._store.read(query, parameters)


def _told(identified: Warned | None, verdict: Verdict) -> Verdict:
    """A verdict that also says by which rule the row was put down to its subject, where that brought something."""
    if identified is None or verdict.status is not RowStatus.ACCEPTED:
        return verdict
    return replace(verdict, warnings=(identified, *verdict.warnings))


def _claims(rows: Iterable[Prepared[C]]) -> list[C]:
    return [row.claim for row in rows if row.claim is not None]


def _is_reconsidered(entry: Reject | None) -> bool:
    return entry is not None and entry.resolved_at is None and RejectCode(entry.code) in RECONSIDERED


def _differs(result: BatchResult, known: Mapping[str, Reject]) -> bool:
    """Whether rows that were decided again have another outcome than the ledger's."""
    if result.counts.rejected < result.counts.rows:
        return True
    return any((known[r.key].code, known[r.key].column) != (r.code, r.column) for r in result.rejects)


def _counts(verdicts: Sequence[Verdict], warnings: int, new_subjects: int) -> Counts:
    statuses = [verdict.status for verdict in verdicts]
    return Counts(
        rows=len(verdicts),
        accepted=statuses.count(RowStatus.ACCEPTED),
        corrected=sum(verdict.correction for verdict in verdicts),
        unchanged=statuses.count(RowStatus.UNCHANGED),
        rejected=statuses.count(RowStatus.REJECTED),
        warnings=warnings,
        new_subjects=new_subjects,
    )


def _row_warning(raw: RawRow, verdict: Verdict) -> tuple[RowWarning, ...]:
    return tuple(RowWarning(raw.sheet, raw.row, w.code, w.column, w.zh, w.en) for w in verdict.warnings)


def cells_as_text(raw: RawRow, kind: Kind) -> dict[str, str]:
    """The cells of a row as text, by canonical column; an ID number is no longer among them."""
    values: dict[str, str] = {}
    for column in FORMATS[kind].keys:
        written = cells.text(raw.cells.get(column)) if column not in _LEDGER_COLUMNS else None
        if written is not None:
            values[column] = written[:LONGEST_VALUE]
    return values
