"""Systems that are read whole: the last snapshot, or everything where only comparing shows which rows are gone.

All of it is of one state of the database. What the graph has and the reading had not is retired when the reading has come
to its end, never before: a connection that breaks off takes nothing away.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace

from gateway.sync.mapping.model import ChangeKind
from gateway.sync.running import positions
from gateway.sync.running.pages import Pages, Rows
from gateway.sync.running.run import ROWS, Run, with_due
from gateway.sync.running.seen import SeenRows
from graph_model.intake.syncing.statements import SourceRow
from graph_model.intake.syncing.states import Checkpoint, Phase


async def read_whole(run: Run, pages: Pages, began: Checkpoint) -> None:
    """Read everything; of snapshots nothing where the last one has been taken already."""
    copy, expected = None, None
    if run.read.mapping.changes.kind is ChangeKind.SNAPSHOT:
        await pages.check()
        last, expected = await pages.copy()
        copy = positions.written_copy(last, expected)
        if began.phase is Phase.FOLLOW and began.copy == copy:
            return
    seen = SeenRows()
    try:
        rows, due = await _read(run, pages, began, seen)
        await run.retire_unseen(seen, began)
    finally:
        seen.close()
    whole = copy if expected is None or rows == expected else None  # another copy came meanwhile: it is read next time
    await run.take((), replace(began, phase=Phase.FOLLOW, copy=whole, due_on=due))


async def _read(run: Run, pages: Pages, began: Checkpoint, seen: SeenRows) -> tuple[int, str | None]:
    """Take in every row; how many there were, and the first day on which a refused one can be taken."""
    number, due = 0, replace(began, due_on=None)
    async with aclosing(pages.every()) as every, aclosing(_ahead(run, every)) as found:
        async for judged in found:
            run.refuse_repeated(judged, await asyncio.to_thread(seen.add, [row.key for row in judged]))
            due = with_due(due, judged)
            number += len(judged)
            await run.take(judged, began)
    return number, due.due_on


async def _ahead(run: Run, source: AsyncGenerator[Rows, None]) -> AsyncGenerator[Sequence[SourceRow], None]:
    """The batches of `source`; the next one is read and judged while the graph takes the one before."""

    async def batch() -> Sequence[SourceRow] | None:
        with run.span_of_page() as traced:
            rows = await anext(source, None)
            traced.set(ROWS, 0 if rows is None else len(rows))
            return None if rows is None else await run.judged(rows)

    upcoming = asyncio.ensure_future(batch())
    try:
        while (judged := await upcoming) is not None:
            upcoming = asyncio.ensure_future(batch())
            yield judged
    finally:
        upcoming.cancel()
        await asyncio.wait([upcoming])
