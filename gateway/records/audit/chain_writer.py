"""One chain, held by this process alone and written on a connection of its own.

Chains are numbered. A process takes the first that no other holds and goes on where it ends, so that there are as many as there were
processes at one time. The lock only keeps processes apart: two that wrote one chain would meet at its primary key, and one would fail.
"""

import fcntl
import logging
import os
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.records.audit.anchors import AnchorFile
from gateway.records.audit.chain import GENESIS, Head, Link, head_of, linked
from gateway.records.audit.ink import Ink, ink
from gateway.records.audit.line import Kind, Line
from gateway.records.database import Records
from gateway.records.tables import LINES
from gateway.version import running_version
from graph_model.errors import StoreUnavailable
from graph_model.model import instant_text

log = logging.getLogger(__name__)
MOST_CHAINS = 1_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that is to be written: its body, and what it is found by."""

    body: str
    at: str
    subjects: tuple[str, ...]


def entry(line: Line) -> Entry:
    return Entry(line.body(), instant_text(line.at), line.subjects)


class ChainWriter:
    """An open chain. What any call raises leaves it of no use: it is closed and another one opened."""

    def __init__(self, connection: AsyncConnection, ink: Ink, chain: str, anchor: AnchorFile, lock: int | None) -> None:
        self.chain = chain
        self.head = Head()
        self._connection = connection
        self._ink = ink
        self._anchor = anchor
        self._lock = lock

    @classmethod
    async def open(cls, records: Records, anchors: Path, now: datetime, told: Mapping[str, Any]) -> Self:
        """Take a chain and write its opening line, with what it is `told`. Raises OSError, SQLAlchemyError or StoreUnavailable."""
        connection = await records.engine.connect()
        lock: int | None = None
        try:
            chain, lock = await _free_chain(connection, records)
            writer = cls(connection, ink(records, connection), chain, AnchorFile(anchors, chain), lock)
        except BaseException:
            await connection.invalidate()
            if lock is not None:
                os.close(lock)
            raise
        try:
            await writer._begin(now, told)
        except BaseException:
            await writer.close()
            raise
        return writer

    async def append(self, entries: Sequence[Entry]) -> None:
        """Write lines in one transaction and anchor them; when it returns they are on the disk."""
        links = linked(self.chain, self.head, [one.body for one in entries])
        await self._ink.write(_line_rows(self.chain, links), _look_rows(self.chain, links, entries))
        self.head = head_of(links[-1])
        self._anchor.write(self.head)

    def force_anchor(self) -> None:
        """Let the anchor survive a power cut."""
        self._anchor.force()

    def tell_anchor(self) -> None:
        """Tell the log, which is kept elsewhere, where the chain ends."""
        log.info("audit anchor: chain %s line %d %s", self.chain, self.head.sequence, self.head.digest)

    async def close(self) -> None:
        """Give the chain back."""
        with suppress(OSError):
            self._anchor.force()
        self._anchor.close()
        with suppress(OSError, SQLAlchemyError):
            await self._ink.close()
        with suppress(OSError, SQLAlchemyError):
            await (
                self._connection.invalidate()
            )  # PostgreSQL's lock is the connection's: it must not go back into the pool
        with suppress(OSError, SQLAlchemyError):
            await self._connection.close()
        if self._lock is not None:
            os.close(self._lock)

    async def _begin(self, now: datetime, told: Mapping[str, Any]) -> None:
        async with self._connection.begin():
            heads = await _heads(self._connection)
            self.head = heads.pop(self.chain, Head())
            lost = await self._lost()
        details = {**told, "version": running_version(), "process": os.getpid(), "heads": _shown(heads)}
        if lost is not None:
            log.error("audit chain %s: line %d, which was written, is missing", self.chain, lost.sequence)
            details["lost"] = {"sequence": lost.sequence, "digest": lost.digest}
        await self.append([entry(Line(Kind.OPENING, now, details=details))])
        self.tell_anchor()

    async def _lost(self) -> Head | None:
        """The anchor, where the table does not have the line that it names."""
        anchored = self._anchor.read()
        if anchored is None or anchored.sequence == 0:
            return None
        own = (LINES.c.chain == self.chain) & (LINES.c.sequence == anchored.sequence)
        digest = await self._connection.scalar(select(LINES.c.digest).where(own))
        return None if digest == anchored.digest else anchored


def _line_rows(chain: str, links: Sequence[Link]) -> list[dict[str, Any]]:
    return [{"chain": chain, "sequence": one.sequence, "body": one.body, "digest": one.digest} for one in links]


def _look_rows(chain: str, links: Sequence[Link], entries: Sequence[Entry]) -> list[dict[str, Any]]:
    return [
        {"subject": subject, "at": one.at, "chain": chain, "sequence": link.sequence}
        for link, one in zip(links, entries, strict=True)
        for subject in one.subjects
    ]


def _shown(heads: dict[str, Head]) -> dict[str, list[Any]]:
    return {chain: [head.sequence, head.digest] for chain, head in heads.items()}


async def _heads(connection: AsyncConnection) -> dict[str, Head]:
    """The ends of all chains."""
    last = select(LINES.c.chain, func.max(LINES.c.sequence).label("sequence")).group_by(LINES.c.chain).subquery()
    found = await connection.execute(
        select(LINES.c.chain, LINES.c.sequence, LINES.c.digest).join(
            last, (LINES.c.chain == last.c.chain) & (LINES.c.sequence == last.c.sequence)
        )
    )
    return {chain: Head(sequence, digest or GENESIS) for chain, sequence, digest in found}


async def _free_chain(connection: AsyncConnection, records: Records) -> tuple[str, int | None]:
    """The first chain that nobody holds, and the descriptor that holds it where that is a file."""
    for number in range(1, MOST_CHAINS + 1):
        chain = str(number)
        if connection.dialect.name == "postgresql":
            async with connection.begin():
                if await connection.scalar(
                    select(func.pg_try_advisory_lock(zlib.crc32(f"yuxin audit {chain}".encode())))
                ):
                    return chain, None
        elif (descriptor := _locked(records.folder / f"audit-{chain}.lock")) is not None:
            return chain, descriptor
    raise StoreUnavailable(f"{MOST_CHAINS} processes write the audit trail already")


def _locked(path: Path) -> int | None:
    """A descriptor that holds the lock on a file; None where another one does."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
