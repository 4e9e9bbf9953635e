"""How far the sync of a system has come, who is at it, and how the last one ended: one node a system.

What moves with data (the checkpoint and the counts) is written in the transaction of the data.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from graph_model.errors import CreditError
from graph_model.model import instant_text, parse_instant
from graph_model.store import GraphStore, GraphTransaction, Row


class Phase(StrEnum):
    """What a sync is doing, or will do next."""

    FULL = "full"  # every row is read, from the first one
    SWEEP = "sweep"  # all have been read; what was not among them is retired
    FOLLOW = "follow"  # only what changes


class SyncUnderWay(CreditError):
    """The system is being synced by somebody else."""

    code = "SYNC_UNDER_WAY"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where a sync goes on. `position` is what the reader makes of it, None for the beginning."""

    phase: Phase = Phase.FULL
    position: str | None = None
    fingerprint: str | None = None
    """Of the mapping and the catalogue that the rows were judged by: under another one all of them are judged anew."""
    places: int = 0
    """Evaluations that a row may have."""
    copy: str | None = None
    """The snapshot that has been taken whole."""
    due_on: str | None = None
    """The first day on which a row that was refused for its future date can be taken."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What the graph has of a system now: statements taken and refused; and the records retired so far."""

    accepted: int = 0
    rejected: int = 0
    retired: int = 0
    batches: int = 0


@dataclass(frozen=True, slots=True)
class SyncState:
    """The sync of a system. Instants are UTC."""

    system: str
    checkpoint: Checkpoint = Checkpoint()
    totals: Totals = Totals()
    run: str | None = None
    holder: str | None = None
    beat_at: datetime | None = None
    last_success: datetime | None = None
    failed_at: datetime | None = None
    failures: int = 0
    """In a row; 0 after a success."""
    error_code: str | None = None
    error: str | None = None


_PROPERTIES = (
    *("phase", "position", "fingerprint", "places", "copy", "dueOn"),
    *("accepted", "rejected", "retired", "batches"),
    *("run", "holder", "beatAt", "lastSuccess", "failedAt", "failures", "errorCode", "error"),
)
_COLUMNS = "s.key, " + ", ".join(f"s.{name}" for name in _PROPERTIES)
READ_ALL = f"MATCH (s:SyncState) RETURN {_COLUMNS} ORDER BY s.key"
READ = f"MATCH (s:SyncState {{key: $key}}) RETURN {_COLUMNS}"
MAKE = f"MERGE (s:SyncState {{key: $key}}) SET s.touched = true RETURN {_COLUMNS}"
CLAIM = "MATCH (s:SyncState {key: $key}) SET s.run = $run, s.holder = $holder, s.beatAt = $now"
HOLD = f"MATCH (s:SyncState {{key: $key}}) WHERE s.run = $run SET s.beatAt = $now RETURN {_COLUMNS}"
MOVE = (
    "MATCH (s:SyncState {key: $key}) SET s.phase = $phase, s.position = $position, s.fingerprint = $fingerprint, "
    "s.places = $places, s.copy = $copy, s.dueOn = $due_on, s.accepted = $accepted, s.rejected = $rejected, "
    "s.retired = $retired, s.batches = $batches"
)
SUCCEED = (
    "MATCH (s:SyncState {key: $key}) WHERE s.run = $run SET s.run = null, s.holder = null, s.lastSuccess = $now, "
    "s.failures = 0, s.failedAt = null, s.errorCode = null, s.error = null RETURN s.key"
)
FAIL = (
    "MATCH (s:SyncState {key: $key}) WHERE s.run = $run SET s.run = null, s.holder = null, s.failedAt = $now, "
    "s.failures = coalesce(s.failures, 0) + 1, s.errorCode = $code, s.error = $error RETURN s.key"
)
RELEASE = "MATCH (s:SyncState {key: $key}) WHERE s.run = $run SET s.run = null, s.holder = null RETURN s.key"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who syncs: `run` is one sync, `name` the process. `lives` tells whether another one, silent so long, goes on."""

    run: str
    name: str
    lives: Callable[[str, timedelta], bool]


async def read_states(store: GraphStore, *, timeout: float | None = None) -> dict[str, SyncState]:
    """Of every system that was ever to be synced, by its key."""
    return {row[0]: _state(row) for row in await store.read(READ_ALL, timeout=timeout)}


async def read_state(store: GraphStore, system: str) -> SyncState:
    """Of one system; an empty one where it was never synced."""
    rows = await store.read(READ, {"key": system}, point=True)
    return _state(rows[0]) if rows else SyncState(system)


async def claim(store: GraphStore, system: str, holder: Holder, now: datetime) -> SyncState:
    """The system for this run. Raises SyncUnderWay where another one is at it."""

    async def work(transaction: GraphTransaction) -> SyncState:
        state = _state((await transaction.run(MAKE, {"key": system}))[0])
        other = state.holder if state.run != holder.run else None  # one of ours went through, and nobody heard of it
        if other is not None and state.beat_at is not None and holder.lives(other, now - state.beat_at):
            raise _under_way(system, other)
        await transaction.run(
            CLAIM, {"key": system, "run": holder.run, "holder": holder.name, "now": instant_text(now)}
        )
        return state

    return await store.transact(work)


async def hold(transaction: GraphTransaction, system: str, holder: Holder, now: datetime) -> SyncState:
    """The state as this transaction finds it, which no other run can move until it ends.

    Raises SyncUnderWay where another run has taken over.
    """
    rows = await transaction.run(HOLD, {"key": system, "run": holder.run, "now": instant_text(now)})
    if not rows:
        raise _under_way(system, "?")
    return _state(rows[0])


async def lock(transaction: GraphTransaction, system: str) -> SyncState:
    """The state as this transaction finds it, for one that writes beside the run that holds the system, not in its place."""
    return _state((await transaction.run(MAKE, {"key": system}))[0])


async def move(transaction: GraphTransaction, system: str, checkpoint: Checkpoint, totals: Totals) -> None:
    """Write how far the sync has come."""
    await transaction.run(MOVE, {"key": system, **asdict(checkpoint), **asdict(totals)})


async def succeed(store: GraphStore, system: str, holder: Holder, now: datetime) -> None:
    await store.write(SUCCEED, {"key": system, "run": holder.run, "now": instant_text(now)})


async def fail(store: GraphStore, system: str, holder: Holder, now: datetime, error: CreditError) -> None:
    """Keep what went wrong; `error.message` holds no secret and no ID number."""
    parameters = {"key": system, "run": holder.run, "now": instant_text(now)}
    await store.write(FAIL, {**parameters, "code": error.code, "error": error.message})


async def release(store: GraphStore, system: str, holder: Holder) -> None:
    """Let go without success or failure: the sync was stopped between two batches."""
    await store.write(RELEASE, {"key": system, "run": holder.run})


def _under_way(system: str, holder: str) -> SyncUnderWay:
    return SyncUnderWay(
        f"系统 {system} 正由另一处同步({holder});请等它结束 / the system {system} is being synced elsewhere ({holder}): "
        "wait until that ends"
    )


def _state(row: Row) -> SyncState:
    phase, position, fingerprint, places, copy, due_on = row[1:7]
    accepted, rejected, retired, batches = row[7:11]
    run, holder, beat_at, last_success, failed_at, failures, error_code, error = row[11:]
    return SyncState(
        system=row[0],
        checkpoint=Checkpoint(Phase(phase or "full"), position, fingerprint, places or 0, copy, due_on),
        totals=Totals(accepted or 0, rejected or 0, retired or 0, batches or 0),
        run=run,
        holder=holder,
        beat_at=parse_instant(beat_at),
        last_success=parse_instant(last_success),
        failed_at=parse_instant(failed_at),
        failures=failures or 0,
        error_code=error_code,
        error=error,
    )
