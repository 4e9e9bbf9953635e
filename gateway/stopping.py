"""Ending on request: SIGINT and SIGTERM as an event that a coroutine waits for, and the way out of a server's process."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Coroutine
from typing import Any, NoReturn

IMPATIENCE = 2.0
"""Seconds after which another signal ends the process at once; within them it is the same one, sent to process and group."""


def stop_event() -> asyncio.Event:
    """Set by the first SIGINT or SIGTERM; after a moment the next one ends the process as if nobody listened."""
    loop, event = asyncio.get_running_loop(), asyncio.Event()

    def stop(number: signal.Signals) -> None:
        if not event.is_set():
            event.set()
            loop.call_later(IMPATIENCE, loop.remove_signal_handler, number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop, number)
    return event


async def first_of(*waited: asyncio.Task[Any] | Coroutine[Any, Any, Any]) -> None:
    """Return when one of them is done. Coroutines that are not are cancelled; tasks are left to their owner."""
    tasks = [one if isinstance(one, asyncio.Task) else asyncio.create_task(one) for one in waited]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for given, task in zip(waited, tasks, strict=True):
            if given is not task:
                task.cancel()


def leave(code: int) -> NoReturn:
    """End a process that has listened, without tearing Python down.

    A thread of granian's that still wants the interpreter while it goes away is unwound through Rust, which aborts the
    process: a server that ended well would now and then say that it was killed.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
