"""When a system is synced next: told by its state in the graph alone, so that a command that synced it meanwhile counts."""

from datetime import datetime, timedelta
from zlib import crc32

from graph_model.intake.syncing.states import SyncState

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=5)
_MOST_DOUBLINGS = 16
_EARLIEST, _LATEST = 0.8, 0.95
"""Shares of the time between two syncs: before what is promised has passed, and not for every system at once."""
_SHORTEST, _LONGEST = 0.75, 1.25


def due(state: SyncState, every: timedelta) -> datetime | None:
    """When the system is to be synced next, `every` so often at least; None: at once, it never was.

    After a failure the pauses double, from a second to five minutes, and are never longer than `every`.
    """
    if state.failures and state.failed_at is not None:
        pause: timedelta = min(FIRST_PAUSE * 2 ** min(state.failures - 1, _MOST_DOUBLINGS), LONGEST_PAUSE, every)
        return state.failed_at + pause * _between(_SHORTEST, _LONGEST, state)
    if state.last_success is None:
        return None
    return state.last_success + every * _between(_EARLIEST, _LATEST, state)


def _between(least: float, most: float, state: SyncState) -> float:
    """A number that is another one for each system and each time, and the same whenever it is asked for."""
    share = crc32(f"{state.system} {state.last_success} {state.failed_at}".encode()) / 2**32
    return least + (most - least) * share
