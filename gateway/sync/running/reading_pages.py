"""Systems that show what changed: read page by page from where the last sync came to.

A change may be committed after one that is later by its time or its number, so that a sync reads again a little of what
it has read (`changes.overlap`; of versions and logs one batch). What is the same as before costs a look-up and no write.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from gateway.sync.mapping.model import ChangeKind, span
from gateway.sync.running import positions
from gateway.sync.running.pages import Pages, Rows
from gateway.sync.running.positions import Position
from gateway.sync.running.run import ROWS, Run, with_due
from gateway.sync.running.seen import SeenRows
from graph_model.intake.syncing.statements import SourceRow
from graph_model.intake.syncing.states import Checkpoint, Phase


async def read_pages(run: Run, pages: Pages, began: Checkpoint) -> None:
    """Read what has changed since the position of `began` or, in a full reading, everything from there on."""
    await pages.check()
    if began.phase is Phase.SWEEP:  # the last run was left in it: what has come since is read after it
        await _sweep(run, pages, began)
        began = replace(began, phase=Phase.FOLLOW)
        await run.take((), began)
    checkpoint = await _with_value(run, pages, await _without_value(run, pages, began))
    if began.phase is Phase.FULL and not run.first:
        checkpoint = replace(checkpoint, phase=Phase.SWEEP)
        await run.take((), checkpoint)
        await _sweep(run, pages, checkpoint)
    await run.take((), replace(checkpoint, phase=Phase.FOLLOW))


async def _with_value(run: Run, pages: Pages, began: Checkpoint) -> Checkpoint:
    """The rows from the position on; gives the checkpoint that the last of them leads to."""
    checkpoint = began
    start = None if began.position is None else positions.read(began.position)
    if start is not None and began.phase is Phase.FOLLOW:
        start = await _overlapped(run, pages, start)

    async with aclosing(_ahead(run, pages, start)) as found:
        async for page in found:
            checkpoint = with_due(_moved(run, pages, checkpoint, page.rows), page.judged)
            await run.take(page.judged, checkpoint)
    return checkpoint


@dataclass(frozen=True, slots=True)
class _Page:
    """Rows, what they say, and the position after them, None where they are the last ones."""

    rows: Rows
    judged: Sequence[SourceRow]
    last: Position | None


async def _page(run: Run, pages: Pages, position: Position | None) -> _Page:
    """The page after a position.

    A quarter more is read: if the rest fits in, as what an overlap brings again does, it needs no page of its own. Of what
    follows the page one row is judged too, which refuses two rows of one key: if it had the key of the last one, the next
    page would leave it out.
    """
    most = run.size + run.size // 4
    with run.span_of_page() as traced:
        rows = await pages.after(position, most + 1)
        traced.set(ROWS, len(rows))
        if len(rows) <= most:
            return _Page(rows, await run.judged(rows), None)
        judged = await run.judged(rows[: run.size + 1])
        return _Page(rows[: run.size], judged[: run.size], pages.position_of(rows[run.size - 1]))


async def _ahead(run: Run, pages: Pages, start: Position | None) -> AsyncGenerator[_Page, None]:
    """The pages from a position on; the next one is read and judged while the graph takes the one before."""
    upcoming = asyncio.ensure_future(_page(run, pages, start))
    try:
        while True:
            page = await upcoming
            if page.last is not None:
                upcoming = asyncio.ensure_future(_page(run, pages, page.last))
            if page.rows:
                yield page
            if page.last is None:
                return
    finally:
        upcoming.cancel()
        await asyncio.wait([upcoming])


def _moved(run: Run, pages: Pages, checkpoint: Checkpoint, rows: Rows) -> Checkpoint:
    """The checkpoint at the last of the rows whose time has come: a clock that is far ahead must not hide what follows."""
    changes = run.read.mapping.changes
    zone = None if changes.zone is None else ZoneInfo(changes.zone)
    for row in reversed(rows):
        last = pages.position_of(row)
        if changes.kind is ChangeKind.UPDATED_AT and not positions.has_come(last.value, zone, run.clock()):
            continue
        before = None if checkpoint.position is None else positions.read(checkpoint.position)
        if before is None or positions.rank(last.value) >= positions.rank(before.value):
            return replace(checkpoint, position=positions.written(last))
        break
    return checkpoint


async def _overlapped(run: Run, pages: Pages, position: Position) -> Position | None:
    """Where to begin so that what was committed late is found."""
    changes = run.read.mapping.changes
    if changes.kind is ChangeKind.UPDATED_AT:
        value = positions.earlier(position.value, span(changes.overlap))
        if value is not None:
            return Position(value)
    return await pages.back(position, run.size)


async def _without_value(run: Run, pages: Pages, began: Checkpoint) -> Checkpoint:
    """The rows whose change column is empty, all of them, each time; gives the checkpoint after them."""
    after: tuple[Any, ...] | None = None
    checkpoint = began
    while rows := await pages.without_value(after, run.size):
        judged = await run.judged(rows)
        checkpoint = with_due(checkpoint, judged)
        await run.take(judged, checkpoint)
        after = pages.key_of(rows[-1])
        if len(rows) < run.size:
            break
    return checkpoint


async def _sweep(run: Run, pages: Pages, checkpoint: Checkpoint) -> None:
    """After a full reading: whatever rows the graph has and the system has not."""
    seen = SeenRows()
    try:
        async with aclosing(pages.keys()) as found:
            async for rows in found:
                await asyncio.to_thread(seen.add, run.keys(rows))
        await run.retire_unseen(seen, checkpoint)
    finally:
        seen.close()
