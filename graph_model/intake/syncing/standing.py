"""How the sync of a system stands, for whoever asks: from its state, and from what is connected now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from graph_model.errors import BadInput, StoreUnavailable, Timeout
from graph_model.intake.syncing.states import SyncState

SILENCE = timedelta(minutes=10)
"""A run that has committed nothing for so long is over, however its process ended."""


class SyncStanding(StrEnum):
    """How the sync of a system stands."""

    NOT_CONNECTED = "NOT_CONNECTED"  # there is no mapping of it, and it was never synced
    WAITING = "WAITING"  # the first sync has not come to its end
    SYNCED = "SYNCED"  # the last sync succeeded, no longer ago than the mapping promises
    LATE = "LATE"  # the last sync succeeded, longer ago
    FAILING = "FAILING"  # the last sync failed; what was synced before stands


class SyncFault(StrEnum):
    """Why a sync failed."""

    UNREACHABLE = "UNREACHABLE"
    TOO_SLOW = "TOO_SLOW"
    MISMATCHED = "MISMATCHED"  # the mapping does not fit the tables, or a value cannot be used
    SHRUNK = "SHRUNK"  # so much is gone that nothing was retired
    INTERNAL = "INTERNAL"


_FAULTS: Mapping[str, SyncFault] = {
    StoreUnavailable.code: SyncFault.UNREACHABLE,
    Timeout.code: SyncFault.TOO_SLOW,
    BadInput.code: SyncFault.MISMATCHED,
    "SOURCE_SHRUNK": SyncFault.SHRUNK,
}


@dataclass(frozen=True, slots=True)
class Connected:
    """A system with a mapping: how fresh its department promises to be, and whether it is asked live too."""

    freshness: timedelta
    live: bool


def standing(state: SyncState | None, connected: Connected | None, now: datetime) -> SyncStanding:
    """How a system stands; `state` None: it was never to be synced, `connected` None: there is no mapping of it."""
    if state is None or (state.last_success is None and not state.failures):
        return SyncStanding.NOT_CONNECTED if state is None and connected is None else SyncStanding.WAITING
    if state.failures or state.last_success is None:
        return SyncStanding.FAILING
    late = connected is not None and now - state.last_success > connected.freshness
    return SyncStanding.LATE if late else SyncStanding.SYNCED


def under_way(state: SyncState, now: datetime) -> bool:
    """Whether a run is at it now."""
    return state.holder is not None and state.beat_at is not None and now - state.beat_at < SILENCE


def fault(state: SyncState) -> SyncFault:
    """Why the last sync failed, of a state that has an error."""
    return _FAULTS.get(state.error_code or "", SyncFault.INTERNAL)


def awaited(states: Mapping[str, SyncState], systems: Iterable[str], since: datetime) -> list[str]:
    """Those of the systems that were never synced and have not failed since an instant either: their first sync is awaited."""
    return [system for system in systems if _is_awaited(states.get(system), since)]


def _is_awaited(state: SyncState | None, since: datetime) -> bool:
    if state is None:
        return True
    failed = state.failed_at is not None and state.failed_at >= since
    return state.last_success is None and not failed
