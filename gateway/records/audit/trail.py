"""The trail that this process writes: lines that come while a group is being written are the next group.

One transaction, one wait for the disk, for all requests of the moment; each waits until its own line is there.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from gateway.failure_words import why
from gateway.records.audit.chain_writer import ChainWriter, Entry, entry
from gateway.records.audit.errors import AuditUnavailable
from gateway.records.audit.line import Line
from gateway.records.database import Records
from graph_model.errors import StoreUnavailable

log = logging.getLogger(__name__)
LARGEST_GROUP = 1_000
WRITE_SECONDS = 15.0
"""What a group may take. SQLite waits ten seconds for another process that writes."""
FORCE_SECONDS, TELL_SECONDS = 5.0, 60.0
"""How often the anchor goes to the disk, and to the log."""
Waiting = tuple[Entry, "asyncio.Future[None]"]


class Trail:
    """The audit trail. It is opened by its first line, or by `open`. Made and used on one event loop.

    `opening` is what the line tells by which a process begins to write.
    """

    def __init__(
        self,
        records: Callable[[], Awaitable[Records]],
        anchors: Path,
        clock: Callable[[], datetime],
        opening: Mapping[str, Any] | None = None,
    ) -> None:
        self._open_records = records
        self._anchors = anchors
        self._clock = clock
        self._opening = opening or {}
        self._records: Records | None = None
        self._writer: ChainWriter | None = None
        self._waiting: list[Waiting] = []
        self._writing: asyncio.Task[None] | None = None
        self._anchoring: asyncio.Task[None] | None = None
        self.lines = 0
        self.groups = 0

    async def open(self) -> None:
        """Open it now. Raises AuditUnavailable."""
        await self._open_writer()

    async def records(self) -> Records:
        """The operational store, open. Raises StoreUnavailable."""
        if self._records is None:
            self._records = await self._open_records()
        return self._records

    async def write(self, line: Line) -> None:
        """Returns when the line is on the disk. Raises AuditUnavailable: then it may be there or not."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((entry(line), done))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_groups())
        await done

    async def close(self) -> None:
        """Write what waits and give the chain back."""
        while self._writing is not None:
            await asyncio.wait([self._writing])
        if self._anchoring is not None:
            self._anchoring.cancel()
            with suppress(asyncio.CancelledError):
                await self._anchoring
        await self._close_writer()
        if self._records is not None:
            await self._records.close()
            self._records = None

    async def _write_groups(self) -> None:
        try:
            while self._waiting:
                group = self._waiting[:LARGEST_GROUP]
                del self._waiting[:LARGEST_GROUP]
                written = await self._written([one for one, _ in group])
                _settle(group, written=written)
        finally:
            self._writing = None

    async def _written(self, entries: list[Entry]) -> bool:
        """Write a group; whether that was done."""
        try:
            async with asyncio.timeout(WRITE_SECONDS):
                writer = await self._open_writer()
                await writer.append(entries)
        except AuditUnavailable:
            return False
        except Exception as error:
            log.error("the audit trail cannot be written, %d answers are withheld: %s", len(entries), why(error))
            await self._close_writer()
            return False
        self.lines += len(entries)
        self.groups += 1
        return True

    async def _open_writer(self) -> ChainWriter:
        if self._writer is not None:
            return self._writer
        try:
            self._writer = await ChainWriter.open(await self.records(), self._anchors, self._clock(), self._opening)
        except (OSError, SQLAlchemyError, StoreUnavailable) as error:
            log.error("the audit trail cannot be opened: %s", why(error))
            raise AuditUnavailable from error
        if self._anchoring is None:
            self._anchoring = asyncio.create_task(self._keep_anchored())
        return self._writer

    async def _close_writer(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.tell_anchor()
            await writer.close()

    async def _keep_anchored(self) -> None:
        """Force the anchor now and then, and tell the log, which is elsewhere, where the chain ends."""
        forced, told, since = 0, 0, 0.0
        while True:
            await asyncio.sleep(FORCE_SECONDS)
            since += FORCE_SECONDS
            writer = self._writer
            if writer is None:
                continue
            head = writer.head
            if head.sequence != forced:
                with suppress(OSError):
                    await asyncio.to_thread(writer.force_anchor)
                forced = head.sequence
            if head.sequence != told and since >= TELL_SECONDS:
                writer.tell_anchor()
                told, since = head.sequence, 0.0


def _settle(group: list[Waiting], *, written: bool) -> None:
    for _, done in group:
        if done.done():
            continue  # who waited has gone
        if written:
            done.set_result(None)
        else:
            done.set_exception(AuditUnavailable())
