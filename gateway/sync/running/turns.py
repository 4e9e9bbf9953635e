"""Turns of the runs of one process, whoever wants them: the schedule, or a command that asks the server."""

import asyncio
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Turns:
    """Taken by all runs that share them, one at a time: twenty systems take no more of the processor, of the threads and of
    the graph than one, and who is answered meanwhile waits for one of them at most. Nobody waits for a system in a turn."""

    judging: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    committing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
