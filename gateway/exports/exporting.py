"""An export under way: the first page is asked before anything is sent, the others as the file is written, each within its limits."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

import orjson
import structlog

from gateway.execution.errors import INTERNAL, LIMIT_EXCEEDED, MASKED, OVERLOADED, SOURCE_UNAVAILABLE, TIMEOUT
from gateway.execution.operations import Operation
from gateway.exports.asked import Asked, Format, dotted
from gateway.exports.cells import cell_of, value_at
from gateway.exports.closing import Closing, End, Origin
from gateway.exports.csv_rows import CsvRows
from gateway.exports.json_lines import JsonLines
from gateway.exports.pages import Ask, Error, Page, after, code_of, page, piece, places
from gateway.exports.rows_file import RowsFile
from gateway.exports.shape import Shape
from gateway.failure_words import why
from gateway.http.refusals import Refusal
from graph_model.model import utc_now

log = structlog.get_logger(__name__)
T = TypeVar("T")
AT_ONCE = 500
"""Rows that are written at a time."""
PAUSE = 1.0
"""Seconds after which a page is asked again that nobody had time for."""
Written = Callable[[Mapping[str, Any]], Awaitable[None]]
"""Writes a line of the audit trail with these details. Raises a Refusal."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most `rows` of one export, and the `seconds` that it has."""

    rows: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Export:
    """What is exported to whom. `ending` says whether the gateway is asked to end; `audit` writes down what was handed out.

    `data` is a folder that nobody else looks into, for what is made beside.
    """

    asked: Asked
    shape: Shape
    origin: Origin
    ask: Ask
    audit: Written
    limits: Limits
    ending: Callable[[], bool]
    data: Path
    clock: Callable[[], datetime] = utc_now

    @property
    def first(self) -> Operation:
        """The operation of the first page."""
        return piece(self.asked.operation, self.shape, 0)

    @property
    def titles(self) -> list[str]:
        return [column.title for column in self.shape.columns]

    def details(self) -> dict[str, Any]:
        """What each of its lines in the audit trail tells."""
        columns = [dotted(column.path) for column in self.shape.columns]
        return {"format": self.asked.format.value, "columns": columns, "list": dotted(self.shape.rows)}

    def form(self) -> type[RowsFile]:
        """The format that is asked for."""
        if self.asked.format is Format.CSV:
            return CsvRows
        if self.asked.format is Format.JSON_LINES:
            return JsonLines
        from gateway.exports.workbook import Workbook  # noqa: PLC0415 - a tenth of a second for who exports a workbook

        return Workbook


async def parts(
    export: Export, first: Page, told: Callable[[End], None] = lambda end: None
) -> AsyncGenerator[bytes, None]:
    """The file in parts. Whatever happens, the last one says how it ended, and a line of the audit trail too.

    `told` is called when the end is known, which is before the first part where the file is made beside. Whoever iterates must close
    the generator.
    """
    file = await _beside(export.form(), export.titles, export.data if export.data.is_dir() else None)
    run = _Run(export, first, file, told)
    try:
        async with aclosing(run.parts()) as written:
            async for part in written:
                if part:
                    yield part
    finally:
        if run.end is None:
            await asyncio.shield(_left(export, run.rows))
        await _beside(file.close)


async def _left(export: Export, rows: int) -> None:
    """Write down that the client went before the end."""
    try:
        await export.audit({**export.details(), "outcome": "failed", "rows": rows, "complete": False, "why": "LEFT"})
    except Refusal as refusal:
        log.error("an export that was left could not be written down", code=refusal.code)


class _Run:
    """One export from its second page on. `rows` are those that are written; `end` is set when its last line is."""

    def __init__(self, export: Export, first: Page, file: RowsFile, told: Callable[[End], None]) -> None:
        self._export = export
        self._file = file
        self._told = told
        self._page: Page | None = first
        self._most = min(export.limits.rows, file.most_rows)
        self._until = asyncio.get_running_loop().time() + export.limits.seconds
        self._failed: tuple[Error, ...] = ()
        """What of the rows could not be read."""
        self._cursor = _given_cursor(export)
        self._place = 0
        """Of the first value that the page was asked for, where it is asked for values."""
        self._seen: set[bytes] = set()
        self.rows = 0
        self.end: End | None = None

    async def parts(self) -> AsyncGenerator[bytes, None]:
        yield await _beside(self._file.begin)
        end: End | None = None
        while end is None:
            assert self._page is not None
            rows, end = self._rows_of(self._page)
            for some in _chunks(rows):
                written = await self._written(some)
                if written is None:
                    end = self._cut(INTERNAL, MASKED)
                    break
                yield written
            end = end or await self._next(self._page)
        yield await self._closed(replace(end, rows=self.rows))
        for part in self._file.whole():
            yield part

    async def _written(self, rows: Sequence[Any]) -> bytes | None:
        """Some rows as the format has them; None, and they are not counted, where that failed."""
        try:
            written = await _beside(self._file.rows, self._cells(rows))
        except Exception as error:
            log.error("rows of an export could not be written", why=why(error))
            return None
        self.rows += len(rows)
        return written

    def _rows_of(self, found: Page) -> tuple[list[Any], End | None]:
        """The rows of a page that are written, and the end where it is the last one."""
        rows = found.rows
        if rows is None:
            return [], self._cut(code_of(found.errors), places(found.errors))
        if self._export.asked.distinct:
            rows = list(self._not_seen(rows))
        room = self._most - self.rows
        if len(rows) > room:
            # Of a page that is not the first nothing is written, so that its cursor says exactly where to go on.
            return ([] if self.rows else rows[:room]), self._too_many()
        self._failed += found.errors
        return rows, None

    async def _next(self, found: Page) -> End | None:
        """Ask the next page; the end where there is none."""
        if (end := self._end_at(found)) is not None:
            return end
        try:
            self._page = await self._within_the_time(self._operation())
        except TimeoutError:
            seconds = self._export.limits.seconds
            return self._cut(TIMEOUT, f"超过 {seconds:g} 秒 / more than {seconds:g} seconds (export_seconds)")
        except Refusal as refusal:
            return self._cut(refusal.code, refusal.message)
        except Exception as error:
            log.error("an export failed", why=why(error))
            return self._cut(INTERNAL, MASKED)
        return None

    def _not_seen(self, rows: Sequence[Any]) -> Iterator[Any]:
        """Those that have not come before. Of each a digest is remembered."""
        for row in rows:
            values = [value_at(row, column.path) for column in self._export.shape.columns]
            digest = blake2b(orjson.dumps(values), digest_size=16).digest()
            if digest not in self._seen:
                self._seen.add(digest)
                yield row

    def _next_values(self) -> bool:
        """Go on to the next values that are asked for, where there are some."""
        over = self._export.shape.over
        if over is None:
            return False
        values = (self._export.asked.operation.variables or {})[over.variable]
        self._place += over.at_once if self._export.shape.listed else 1
        return self._place < len(values)

    def _end_at(self, found: Page) -> End | None:
        """The end where no page follows; the cursor of the one that does is kept otherwise."""
        if found.more is False:
            if found.total is not None and found.total > len(found.rows or ()):
                return self._first_of(found.total)
            return None if self._next_values() else self._whole()
        if found.more is None:
            return self._cut(INTERNAL, "应答没有说有没有下一页 / the answer does not say whether there is more")
        if self._export.shape.after is None:
            return self._cut(
                LIMIT_EXCEEDED, "还有下一页，没有给 after / there is another page, and no `after` was given"
            )
        if found.cursor is None or found.cursor == self._cursor:
            return self._cut(
                INTERNAL, "游标没有前进，after 是这个列表的变量吗 / the cursor stands: is `after` the list's variable?"
            )
        self._cursor = found.cursor
        return self._too_many() if self.rows >= self._most else None

    def _operation(self) -> Operation:
        """The operation of the next page."""
        variable = self._export.shape.after
        if self._export.shape.over is not None:
            return piece(self._export.asked.operation, self._export.shape, self._place)
        assert variable is not None and self._cursor is not None
        return after(self._export.asked.operation, variable, self._cursor)

    async def _within_the_time(self, operation: Operation) -> Page:
        """The page; one that nobody has time for now is asked again."""
        async with asyncio.timeout_at(self._until):
            while True:
                if self._export.ending():
                    raise _Ending
                try:
                    return await page(self._export.ask, operation, self._export.shape)
                except Refusal as refusal:
                    if refusal.code != OVERLOADED:
                        raise
                await asyncio.sleep(PAUSE)

    async def _closed(self, end: End) -> bytes:
        """The end of the file, after its line is written; where that cannot be, the file says so and is not complete."""
        notes = self._file.notes()
        if notes and end.complete:
            end = replace(end, complete=False, code=LIMIT_EXCEEDED, why=notes[0])
        outcome = {"outcome": "done" if end.complete else "failed", "rows": end.rows, "complete": end.complete}
        told = {"why": end.code} if end.code else {}
        try:
            await self._export.audit({**self._export.details(), **outcome, **told})
        except Refusal as refusal:
            end = replace(end, complete=False, code=refusal.code, why=refusal.message)
        self.end = end
        self._told(end)
        return await _beside(self._file.end, Closing(self._export.origin, end, self._export.clock(), notes))

    def _cells(self, rows: Sequence[Any]) -> list[list[Any]]:
        columns, holds = self._export.shape.columns, self._export.shape.holds
        if self._export.asked.format is Format.JSON_LINES:
            return [[value_at(row, column.path) for column in columns] for row in rows]
        paired = list(zip(columns, holds, strict=True))
        return [[cell_of(value_at(row, column.path), column, held) for column, held in paired] for row in rows]

    def _whole(self) -> End:
        if not self._failed:
            return End(self.rows, complete=True)
        count = len(self._failed)
        return End(
            self.rows,
            complete=False,
            code=code_of(self._failed),
            why=f"{count} 处没有读到，第一处 / {count} values could not be read, the first: {places(self._failed)}",
        )

    def _too_many(self) -> End:
        return self._cut(LIMIT_EXCEEDED, f"最多 {self._most} 行 / {self._most} rows at most (export_rows)")

    def _first_of(self, total: int) -> End:
        return self._cut(
            LIMIT_EXCEEDED, f"共 {total} 行，操作只答到这里 / there are {total}, of which the operation answers no more"
        )

    def _cut(self, code: str, reason: str) -> End:
        return End(self.rows, complete=False, code=code, why=reason, after=self._cursor)


class _Ending(Refusal):
    """The gateway is asked to end."""

    status = 503
    code = SOURCE_UNAVAILABLE

    def __init__(self) -> None:
        super().__init__("网关正在停止，请接着导出 / the gateway is ending: go on from the cursor")


def _given_cursor(export: Export) -> str | None:
    """The cursor that the first page begins at."""
    given = (export.asked.operation.variables or {}).get(export.shape.after or "")
    return given if isinstance(given, str) else None


def _chunks(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[place : place + AT_ONCE] for place in range(0, len(rows), AT_ONCE))


async def _beside(work: Callable[..., T], *given: Any) -> T:
    """The result of work in a thread. Whoever gives up waits for it all the same: it writes to what is closed next."""
    running = asyncio.ensure_future(asyncio.to_thread(work, *given))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise
