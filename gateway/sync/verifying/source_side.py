"""Every row of a system as a sync would take it now, put into the file."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any

from gateway.sync.mapping import MappingFile
from gateway.sync.reading.judging import Judge
from gateway.sync.running.pages import Pages
from gateway.sync.running.positions import Position
from gateway.sync.running.run import SyncParts
from gateway.sync.running.source_rows import SourceRows
from gateway.sync.verifying.digests import Digests
from gateway.sync.verifying.lag import Lag
from gateway.sync.verifying.two_sides import SourceEntry, TwoSides
from graph_model.intake.batches import StoreSource
from graph_model.intake.columns import Kind
from graph_model.intake.syncing.deciding import refusal_digest, stated
from graph_model.intake.syncing.identified import identified
from graph_model.intake.syncing.row_intakes import row_intake
from graph_model.intake.syncing.statements import Evaluation, SourceRow
from graph_model.model import city_day

_COLUMNS_OF_IDENTITY = ("uscc", "name")
"""Columns for which a row is refused, or not, by whom the graph knows."""


@dataclass(slots=True)
class Counted:
    """What became of the evaluations that were read: refused as they stand, by code; and of those the ones that a rule put
    down to their subject."""

    refused: Counter[str] = field(default_factory=Counter)
    by_rule: Counter[str] = field(default_factory=Counter)


class SourceSide:
    """Reads one system. `heard` is awaited after each batch with the number of rows so far."""

    def __init__(self, parts: SyncParts, read: MappingFile, pages: Pages, lag: Lag, digests: Digests) -> None:
        today = city_day(parts.clock())
        self._parts = parts
        self._pages = pages
        self._lag = lag
        self._digests = digests
        self._today = today
        self._kind = kind = read.mapping.kind
        self._places = read.mapping.places
        graded = kind is Kind.GRADES
        self._items = [e.item.key or "" for e in read.mapping.evaluations] if graded else [kind.value]
        self._intake = row_intake(kind, parts.catalogue)
        self._rows = SourceRows(read, pages.question, Judge(parts.catalogue, parts.secret, today), parts.secret)
        self.counted = Counted()

    async def read(self, sides: TwoSides, heard: Callable[[int], Awaitable[None]]) -> None:
        """Read every row. Raises what reading raises, and BadInput where two rows have one key."""
        number = 0
        async with aclosing(self._pages.every()) as every:
            async for rows in every:
                judged = await asyncio.to_thread(self._rows.of, rows)
                source = StoreSource(self._parts.store)
                known = await identified(source, judged, self._kind, self._intake, self._today)
                self._count(judged, known)
                again = await asyncio.to_thread(self._take, sides, rows, known)
                self._rows.check_unique(
                    row for row in known if any(f"{row.key}:{n}" in again for n in range(self._places))
                )
                number += len(rows)
                await heard(number)

    def _count(self, before: Sequence[SourceRow], after: Sequence[SourceRow]) -> None:
        listed = self._kind is Kind.REGISTERS
        for old, new in zip(before, after, strict=True):
            for one, other in zip(old.evaluations, new.evaluations, strict=True):
                refused = one.prepared.refused or (other.prepared.refused if listed else None)
                if refused is not None:
                    self.counted.refused[refused.code.value] += 1
                    self.counted.by_rule[refused.code.value] += other.prepared.claim is not None

    def _take(self, sides: TwoSides, rows: Sequence[Any], judged: Sequence[SourceRow]) -> frozenset[str]:
        entries = [entry for raw, row in zip(rows, judged, strict=True) for entry in self._entries(raw, row)]
        return sides.add_source(entries)

    def _entries(self, raw: Any, row: SourceRow) -> Iterator[SourceEntry]:
        """One for each evaluation that the row may have."""
        later = self._lag.is_later(self._pages.position_of(raw) if self._lag.paged else Position(None))
        said = {evaluation.place: evaluation for evaluation in row.evaluations}
        for place in range(self._places):
            yield self._entry(f"{row.key}:{place}", row, said.get(place), place, later)

    def _entry(self, key: str, row: SourceRow, evaluation: Evaluation | None, place: int, later: bool) -> SourceEntry:
        silent = SourceEntry(key, row.shown, self._items[place], row.rank, later)
        if evaluation is None:
            return silent
        statement = stated(key, row, evaluation, None)
        by_rule, refusals = evaluation.prepared.identified is not None, self._refusals(evaluation)
        if statement.said is None:
            number = self._digests.number(statement.digest or "")
            return replace(silent, digest=number, code=statement.code, by_rule=by_rule, refusals=refusals)
        told = self._digests.said(statement.said)
        return replace(
            silent,
            item=told.item,
            slot=told.stem,
            digest=told.digest,
            rest=told.rest,
            about=told.about,
            by_rule=by_rule,
            refusals=refusals,
        )

    def _refusals(self, evaluation: Evaluation) -> str:
        """Under which digests the row would be refused if nobody told whom it means."""
        prepared = evaluation.prepared
        listed = self._kind is Kind.REGISTERS
        nameless = not listed and prepared.claim is not None and prepared.claim.subject.name is None
        refused_for_whom = prepared.refused is not None and prepared.refused.column == "uscc"
        if prepared.identified is None and not nameless and not refused_for_whom and not listed:
            return ""
        return " ".join(
            str(self._digests.number(refusal_digest(evaluation, column))) for column in _COLUMNS_OF_IDENTITY
        )
