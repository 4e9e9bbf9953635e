"""Who syncs a system: the name of this process, and whether another one that says so still lives."""

import os
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from graph_model.intake.syncing.states import Holder

PATIENCE = timedelta(minutes=10)
"""A run that has committed nothing for so long is over: a statement gives up long before."""


_PROCESS = uuid.uuid4().hex[:12]
"""Tells this process from an earlier one with the same number, as in a container that was started again."""


_RUNS: set[str] = set()
"""The runs that go on in this process. One that has ended may still be named in the graph: with its disk full, it could not
let go."""


@contextmanager
def holding() -> Iterator[Holder]:
    """A holder for one run in this process, until it ends."""
    run = uuid.uuid4().hex
    _RUNS.add(run)
    try:
        yield Holder(run, f"{socket.gethostname()}:{os.getpid()}:{_PROCESS}.{run}", lives)
    finally:
        _RUNS.discard(run)


def lives(name: str, silent: timedelta) -> bool:
    """Whether the run of a process goes on that was `silent` so long. On this machine one that has ended is known to have."""
    host, pid, process = name.rsplit(":", 2)
    if host == socket.gethostname():
        own, run = int(pid) == os.getpid(), process.removeprefix(f"{_PROCESS}.")
        if (own and run not in _RUNS) or not (own or _runs(int(pid))):
            return False
    return silent < PATIENCE


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
