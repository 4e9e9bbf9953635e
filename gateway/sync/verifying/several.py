"""Several systems verified, some at a time: what goes wrong with one touches no other."""

import asyncio
from collections.abc import Sequence
from typing import Any

from gateway.settings import Settings
from gateway.sync.known_mappings import address_of
from gateway.sync.mapping import MappingFile
from gateway.sync.running.run import Interrupted, SyncParts
from gateway.sync.running.several import AT_ONCE, OnProgress
from gateway.sync.verifying.one_system import Verification, verify_system
from graph_model.errors import CreditError


async def verify_systems(
    parts: SyncParts, settings: Settings, reads: Sequence[MappingFile], *, on_progress: OnProgress
) -> list[Verification | CreditError]:
    """Verify these systems; what was found of each, or why it could not be compared, in their order.

    `on_progress` is called with {system, rows, step}; what it raises stops all of them.
    """
    turn, stopped = asyncio.Semaphore(AT_ONCE), list[Exception]()

    async def one(read: MappingFile) -> Verification | CreditError:
        system = read.mapping.system

        def told(rows: int, step: str) -> None:
            on_progress({"system": system, "rows": rows, "step": step})

        async with turn:
            try:
                if not stopped:
                    return await verify_system(parts, read, lambda: address_of(read, settings), told=told)
            except Interrupted as interrupted:
                stopped.append(interrupted.reason)
            except CreditError as error:
                return error
        return CreditError("")

    found = await asyncio.gather(*(one(read) for read in reads))
    if stopped:
        raise stopped[0]
    return found


def verification_reports(
    reads: Sequence[MappingFile], found: Sequence[Verification | CreditError]
) -> list[dict[str, Any]]:
    """A report each, with `error` and `code` where a system could not be compared."""
    return [
        {"system": read.mapping.system, "error": each.message, "code": each.code}
        if isinstance(each, CreditError)
        else each.as_json()
        for read, each in zip(reads, found, strict=True)
    ]
