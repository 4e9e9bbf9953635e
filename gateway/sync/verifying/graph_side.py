"""What the graph has of a system, put into the file."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from gateway.sync.verifying.digests import Digests
from gateway.sync.verifying.explaining import is_own
from gateway.sync.verifying.two_sides import RecordEntry, StatedEntry, TwoSides
from graph_model.intake.batches import StoreSource
from graph_model.intake.columns import Kind
from graph_model.intake.grade_decisions import GradeIntake
from graph_model.intake.syncing.batches import import_key
from graph_model.intake.syncing.holdings import facts_from, ledger_of, live_records, statements_of
from graph_model.intake.syncing.platforms import Standing, standing_of, told_by
from graph_model.intake.syncing.statements import Statement, read_statements
from graph_model.intake.syncing.tellings import Telling
from graph_model.model import DishonestyFact, GradeRecord
from graph_model.store import GraphStore

_TOLD = 1_000
"""Statements whose things are read at a time."""
Heard = Callable[[], Awaitable[None]]


class GraphSide:
    """Reads what one system has in the graph. `heard` is awaited after each part."""

    def __init__(self, store: GraphStore, system: str, intake: GradeIntake, digests: Digests, kind: Kind) -> None:
        self._store = store
        self._system = system
        self._intake = intake
        self._digests = digests
        self._kind = kind

    async def read(self, sides: TwoSides, items: Iterable[str], about: int, heard: Heard) -> None:
        """Statements (`about` so many), ledger, and the live records of `items` and of whatever the statements speak of.

        From then on one statement speaks of each slot.
        """
        async for statements in statements_of(self._store, self._system, about):
            await asyncio.to_thread(sides.add_stated, map(self._stated, statements))
            await heard()
        async for entries in ledger_of(self._store, self._system):
            await asyncio.to_thread(sides.add_ledger, [(e.statement_key, e.code, e.open) for e in entries])
            await heard()
        await asyncio.to_thread(sides.let_speak)
        if self._kind is Kind.GRADES:
            await self._read_records(sides, items, heard)
        else:
            await self._read_told(sides, heard)

    async def _read_records(self, sides: TwoSides, items: Iterable[str], heard: Heard) -> None:
        for item in sorted({*items, *filter(None, sides.items())}):
            async for records in live_records(self._store, item):
                await asyncio.to_thread(sides.add_records, map(self._record, records))
                await heard()

    async def _read_told(self, sides: TwoSides, heard: Heard) -> None:
        """What the graph has of what the platform tells, and the facts that it has from the platform."""
        source = StoreSource(self._store)
        if self._kind is Kind.FACTS:
            async for facts in facts_from(self._store, self._system):
                await asyncio.to_thread(sides.add_records, map(self._fact, facts))
                await heard()
        for keys in sides.speaking(_TOLD):
            statements = await read_statements(source, keys)
            told = [s.said for s in statements.values() if isinstance(s.said, Telling)]
            standing = await standing_of(source, self._kind, told, self._system, import_key(self._system))
            await asyncio.to_thread(sides.add_records, map(self._standing, standing))
            await heard()

    def _standing(self, standing: Standing) -> RecordEntry:
        told = self._digests.said(standing.telling)
        return RecordEntry(told.stem, told.item, told.stem, told.digest, told.about, standing.own)

    def _fact(self, fact: DishonestyFact) -> RecordEntry:
        told = self._digests.said(told_by(fact))
        return RecordEntry(told.stem, told.item, told.stem, told.digest, told.about, True)

    def _stated(self, statement: Statement) -> StatedEntry:
        if statement.said is None:
            number = self._digests.number(statement.digest or "")
            return StatedEntry(statement.key, "", None, statement.rank, number, None, None, statement.code)
        told = self._digests.said(statement.said)
        return StatedEntry(
            statement.key, told.item, told.stem, statement.rank, told.digest, told.rest, told.about, None
        )

    def _record(self, record: GradeRecord) -> RecordEntry:
        content = self._intake.content_of(record)
        told = self._digests.told(record.subject_key, record.item_key, record.evaluated_on, content)
        return RecordEntry(record.key, told.item, told.stem, told.digest, told.about, is_own(record, self._system))
