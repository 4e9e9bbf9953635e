"""Who syncs a system: the name of this process, and whether another one that says so still lives."""

import os
import socket
import uuid
from datetime import timedelta

from graph_model.intake.syncing.states import Holder

PATIENCE = timedelta(minutes=10)
"""A run that has committed nothing for so long is over: a statement gives up long before."""


_PROCESS = uuid.uuid4().hex[:12]
"""Tells this process from an earlier one with the same number, as in a container that was started again."""


def new_holder() -> Holder:
    """A holder for one run in this process."""
    return Holder(uuid.uuid4().hex, f"{socket.gethostname()}:{os.getpid()}:{_PROCESS}", lives)


def lives(name: str, silent: timedelta) -> bool:
    """Whether the run of a process goes on that was `silent` so long. On this machine a process that has ended is known to have."""
    host, pid, process = name.rsplit(":", 2)
    if host == socket.gethostname():
        own = int(pid) == os.getpid()
        if (own and process != _PROCESS) or not (own or _runs(int(pid))):
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
