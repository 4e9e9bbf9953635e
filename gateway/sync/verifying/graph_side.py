"""What the graph has of a system, put into the file."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from gateway.sync.verifying.digests import Digests
from gateway.sync.verifying.explaining import is_own
from gateway.sync.verifying.two_sides import RecordEntry, StatedEntry, TwoSides
from graph_model.intake.grade_decisions import GradeIntake
from graph_model.intake.syncing.holdings import ledger_of, live_records, statements_of
from graph_model.intake.syncing.statements import Statement
from graph_model.model import GradeRecord
from graph_model.store import GraphStore

Heard = Callable[[], Awaitable[None]]


class GraphSide:
    """Reads what one system has in the graph. `heard` is awaited after each part."""

    def __init__(self, store: GraphStore, system: str, intake: GradeIntake, digests: Digests) -> None:
        self._store = store
        self._system = system
        self._intake = intake
        self._digests = digests

    async def read(self, sides: TwoSides, items: Iterable[str], about: int, heard: Heard) -> None:
        """Statements (`about` so many), ledger, and the live records of `items` and of whatever the statements speak of."""
        async for statements in statements_of(self._store, self._system, about):
            await asyncio.to_thread(sides.add_stated, map(self._stated, statements))
            await heard()
        async for entries in ledger_of(self._store, self._system):
            await asyncio.to_thread(sides.add_ledger, [(e.statement_key, e.code, e.open) for e in entries])
            await heard()
        for item in sorted({*items, *filter(None, sides.items())}):
            async for records in live_records(self._store, item):
                await asyncio.to_thread(sides.add_records, map(self._record, records))
                await heard()

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
