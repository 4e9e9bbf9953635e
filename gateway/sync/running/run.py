"""One run over one system: rows are judged, batches taken, and what the system has no more is retired."""

import asyncio
import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gateway.sync.mapping import MappingFile
from gateway.sync.reading.judging import Judge
from gateway.sync.reading.statement import question_of
from gateway.sync.running.seen import SeenRows
from gateway.sync.running.source_rows import SourceRows
from gateway.sync.running.turns import Turns
from gateway.tracing import NoSpan, span
from graph_model.catalogue import Catalogue
from graph_model.errors import CreditError
from graph_model.intake import cells
from graph_model.intake.batches import Clock
from graph_model.intake.refusals import RejectCode
from graph_model.intake.syncing.batches import SyncBatches, SyncCounts
from graph_model.intake.syncing.statements import BUCKETS, KEYS_OF_BUCKETS, SourceRow, row_of
from graph_model.intake.syncing.states import Checkpoint, Phase
from graph_model.model import city_day, day_text
from graph_model.store import GraphStore

Told = Callable[[SyncCounts], None]
"""Called with what a run has done so far, after each batch; what it raises stops the run there."""
ROWS = "yuxin.rows"
"""The attribute of spans that tells how many rows of a system they are about."""
VERSION = "1"
"""Raised whenever the same row would be read otherwise: every system is then judged anew."""
_AT_LEAST, _PART = 100, 0.5
"""More rows than these, and a greater part of all than this, do not go in one sync unless everything is asked for."""
_ROWS_A_QUERY = 4_000


class Shrunk(CreditError):
    """So much is gone from a system that it is rather the system that is broken."""

    code = "SOURCE_SHRUNK"


class Interrupted(Exception):
    """Whoever listens wants the run to stop: `reason` is what he raised."""

    def __init__(self, reason: Exception) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SyncParts:
    """What every run needs. `secret` keys natural persons and the keys of rows."""

    store: GraphStore
    catalogue: Catalogue
    secret: bytes
    clock: Clock
    turns: Turns = field(default_factory=Turns)


class Run:
    """What the ways of reading a system have in common."""

    def __init__(self, parts: SyncParts, read: MappingFile, taken: SyncBatches, told: Told, *, full: bool) -> None:
        self._parts = parts
        self._taken = taken
        self._told = told
        self._full = full
        self._today = city_day(parts.clock())
        self._rows = SourceRows(
            read, question_of(read), Judge(parts.catalogue, parts.secret, self._today), parts.secret
        )
        self.read = read
        self.clock = parts.clock
        self.size = read.mapping.limits.batch
        self.first = taken.totals.accepted + taken.totals.rejected == 0
        """Whether the graph had nothing of the system when the run began."""
        self.done = SyncCounts()

    def span_of_page(self) -> NoSpan:
        """The span in which a page is read and judged."""
        return span(f"page {self.read.mapping.system}")

    def beginning(self) -> Checkpoint:
        """Where this run begins: where the last one came to, or anew where rows would be judged otherwise now."""
        before = self.checkpoint
        fingerprint = fingerprint_of(self.read, self._parts.catalogue)
        due = before.due_on is not None and before.due_on <= day_text(self._today)
        if self._full or due or before.fingerprint != fingerprint:
            places = max(before.places, self.read.mapping.places)
            return Checkpoint(Phase.FULL, fingerprint=fingerprint, places=places)
        return before

    @property
    def checkpoint(self) -> Checkpoint:
        """What has been committed."""
        return self._taken.checkpoint

    async def judged(self, rows: Sequence[Any]) -> list[SourceRow]:
        async with self._parts.turns.judging:
            return await asyncio.to_thread(self._rows.of, rows)

    def refuse_repeated(self, rows: Iterable[SourceRow], again: Collection[str]) -> None:
        """Raises BadInput where the key of one of the rows was another row's before."""
        self._rows.check_unique(row for row in rows if row.key in again)

    def keys(self, rows: Iterable[Sequence[Any]]) -> list[str]:
        """The keys of rows of which only the columns of the key were read."""
        return [self._rows.key(tuple(row)) for row in rows]

    async def take(self, rows: Sequence[SourceRow], checkpoint: Checkpoint) -> None:
        """Commit a batch with its checkpoint and tell."""
        async with self._parts.turns.committing:
            with span(f"commit {self.read.mapping.system}", {ROWS: len(rows)}):
                self.done += await self._taken.commit(rows, checkpoint)
        try:
            self._told(self.done)
        except Exception as reason:
            raise Interrupted(reason) from None

    async def retire_unseen(self, seen: SeenRows, checkpoint: Checkpoint) -> None:
        """Retire what the graph has of rows that the system has no more. Raises Shrunk where that is hard to believe."""
        known = await self._compare(seen)
        gone = seen.gone
        if gone > _AT_LEAST and gone > _PART * known and not self._full:
            raise Shrunk(
                f"系统里有 {known:,} 行,这次少了 {gone:,} 行,像是源库不完整,没有撤下;确属真实时用 --full / of {known:,} rows "
                f"{gone:,} are gone, as if the system were not whole: nothing was retired; if it is so, sync with --full"
            )
        for batch in seen.batches():
            await self.take([SourceRow(row, "", "") for row in batch], checkpoint)

    async def _compare(self, seen: SeenRows) -> int:
        """Hold the graph's rows against those that were seen; how many the graph has."""
        total = self._taken.totals.accepted + self._taken.totals.rejected
        step = max(1, min(len(BUCKETS), len(BUCKETS) * _ROWS_A_QUERY // max(total, 1)))
        known = 0
        for start in range(0, len(BUCKETS), step):
            buckets = [f"{self.read.mapping.system}:{part}" for part in BUCKETS[start : start + step]]
            async with self._parts.turns.committing:
                found = await self._parts.store.read(KEYS_OF_BUCKETS, {"buckets": buckets})
            rows = sorted({row_of(key) for (key,) in found})
            await asyncio.to_thread(seen.compare, rows)
            known += len(rows)
        return known


def fingerprint_of(read: MappingFile, catalogue: Catalogue) -> str:
    """What tells whether rows that were judged before would be judged the same now."""
    content = f"{VERSION}\n{catalogue.version}\n{read.mapping.model_dump_json()}"
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def with_due(checkpoint: Checkpoint, rows: Iterable[SourceRow]) -> Checkpoint:
    """The checkpoint with the first day on which one of the rows, refused for its future date, can be taken."""
    days = [] if checkpoint.due_on is None else [checkpoint.due_on]
    for row in rows:
        for evaluation in row.evaluations:
            refused = evaluation.prepared.refused
            if refused is not None and refused.code is RejectCode.FUTURE_DATE:
                assert refused.column is not None, "a date that has not come has its column"
                day = cells.day(evaluation.prepared.raw.cells.get(refused.column), refused.column)
                days += [] if day is None else [day_text(day)]
    return replace(checkpoint, due_on=min(days, default=None))
